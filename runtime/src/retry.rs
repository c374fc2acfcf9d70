//! When a client sends a call again, and how long it waits before.

use crate::{Error, ErrorKind, Outcome};
use std::time::Duration;

/// When a client repeats a failed call by itself, and how long it waits before.
///
/// Only what cannot take effect twice is repeated:
///
/// | What happened | Repeated? |
/// |---|---|
/// | `NotSent`, because of the connection or a store | yes |
/// | `Rejected`, because there were too many calls | yes |
/// | `Unanswered`: the operation is safe to repeat | yes |
/// | `Ambiguous`, and the provider recognizes a repeated call by its key | yes, with the same key, while the key is unique |
/// | every other `Ambiguous`, `Done`, `Partial`, and other reasons to reject | no |
///
/// The pause before the n-th repetition is random between zero and `first_pause × 2ⁿ⁻¹`, at most `longest_pause` ("full jitter"), and no shorter
/// than what the provider asks for in `Retry-After`. A call is not repeated if the pause would not end before its timeout.
///
/// All calls of a client share a budget, so that an outage is not made worse by repetitions: a repetition costs 5 tokens of 500, after a timeout
/// 10. One that succeeds gives its cost back, and every other success gives one token back. A call that finds too few tokens is not repeated.
///
/// ```
/// use specie_runtime::RetryPolicy;
/// use std::time::Duration;
///
/// let patient = RetryPolicy::default().attempts(5).longest_pause(Duration::from_secs(5));
/// let never = RetryPolicy::never();
/// # assert_ne!(patient, never);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct RetryPolicy {
    pub(crate) attempts: u32,
    pub(crate) first_pause: Duration,
    pub(crate) longest_pause: Duration,
    pub(crate) budget: u32,
}

/// 3 attempts, pauses of up to 0.5 s and 1 s, a budget of 500 tokens.
impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 3,
            first_pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(20),
            budget: 500,
        }
    }
}

impl RetryPolicy {
    /// Every call is sent at most once. Two exceptions remain, each once for a call, after a proven rejection: a new session, and a corrected
    /// clock.
    pub fn never() -> Self {
        Self::default().attempts(1)
    }

    /// How often a call is sent at most, including the first time.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// The longest pause before the first repetition; it doubles with each further one.
    pub fn first_pause(mut self, pause: Duration) -> Self {
        self.first_pause = pause;
        self
    }

    /// The longest pause before any repetition, unless the provider asks for a longer one.
    pub fn longest_pause(mut self, pause: Duration) -> Self {
        self.longest_pause = pause;
        self
    }

    /// The number of tokens that the calls of a client share.
    pub fn budget(mut self, tokens: u32) -> Self {
        self.budget = tokens;
        self
    }

    /// The longest pause before the attempt after the one with this number, counted from 1.
    pub(crate) fn limit_after(&self, attempt: u32) -> Duration {
        let factor = 1_u32
            .checked_shl(attempt.saturating_sub(1))
            .unwrap_or(u32::MAX);
        self.first_pause
            .saturating_mul(factor)
            .min(self.longest_pause)
    }
}

/// Whether repeating a call after this error cannot take effect twice, and may succeed. What an ambiguous outcome allows depends on the call.
pub(crate) fn is_repeatable(error: &Error) -> bool {
    match error.outcome() {
        Outcome::NotSent => matches!(
            error.kind(),
            ErrorKind::Connect
                | ErrorKind::Timeout
                | ErrorKind::Transport
                | ErrorKind::Store
                | ErrorKind::RateLimit
                | ErrorKind::Internal
                | ErrorKind::Maintenance
        ),
        Outcome::Unanswered => may_pass(error),
        Outcome::Rejected => error.kind() == ErrorKind::RateLimit,
        Outcome::Ambiguous | Outcome::Done | Outcome::Partial => false,
    }
}

/// Whether the same request may have a better response the next time. A redirect or a response that is too large is the same again.
pub(crate) fn may_pass(error: &Error) -> bool {
    let redirected = error
        .status()
        .is_some_and(|status| (300..400).contains(&status));
    !redirected && !matches!(error.kind(), ErrorKind::TooLarge | ErrorKind::Write)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest() {
        let policy = RetryPolicy::default().longest_pause(Duration::from_secs(3));
        let limits: Vec<u128> = [1, 2, 3, 4, 33, u32::MAX]
            .map(|attempt| policy.limit_after(attempt).as_millis())
            .into();
        assert_eq!(limits, [500, 1000, 2000, 3000, 3000, 3000]);
    }
}
