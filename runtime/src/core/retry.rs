//! Whether a call is made once more: what its failures prove, what its key allows, and what the budget of the client has left.

use crate::Error;
use crate::operation::Idempotency;
use crate::outcome::{ErrorKind, Outcome};
use crate::random::random_bytes;
use crate::retry::{RetryPolicy, is_repeatable, may_pass};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// What a repetition costs.
const COST: u32 = 5;
/// What a repetition after a timeout costs: the provider is overloaded, or gone.
const COST_AFTER_TIMEOUT: u32 = 10;

/// The policy of a client, and what its calls have left of the budget.
#[derive(Debug)]
pub(super) struct Retries {
    policy: RetryPolicy,
    tokens: AtomicU32,
}

/// A repetition that is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Repetition {
    /// How long to wait before.
    pub(super) pause: Duration,
    /// What it took from the budget.
    cost: u32,
}

/// The attempts of a call so far.
#[derive(Debug, Default)]
pub(super) struct History {
    /// How many failed for reasons that the policy counts.
    pub(super) failures: u32,
    /// The outcome of an earlier attempt that may have been received.
    in_doubt: Option<Outcome>,
    /// What the last repetition took from the budget.
    cost: u32,
}

impl History {
    /// Notes how an attempt ended that is followed by another.
    pub(super) fn add(&mut self, error: &Error, repetition: Repetition) {
        self.failures += 1;
        self.cost = repetition.cost;
        if matches!(error.outcome(), Outcome::Unanswered | Outcome::Ambiguous) {
            self.in_doubt = Some(error.outcome());
        }
    }

    /// The error of the last attempt as the error of the call. If an earlier attempt may have been received, a refusal of the last one proves
    /// nothing about it: a provider may refuse the second because it did the first.
    pub(super) fn conclude(&self, mut error: Error) -> Error {
        if let Some(doubt) = self.in_doubt
            && matches!(error.outcome(), Outcome::NotSent | Outcome::Rejected)
        {
            error.inner().outcome = doubt;
        }
        error
    }
}

impl Retries {
    pub(super) fn new(policy: RetryPolicy) -> Self {
        Self {
            tokens: AtomicU32::new(policy.budget),
            policy,
        }
    }

    /// Whether a call may be made once more after `error`, and after how long. `elapsed` is the time since its first attempt; `has_key` tells
    /// whether it was sent with the value by which the provider recognizes it.
    pub(super) fn after(
        &self,
        error: &Error,
        history: &History,
        idempotency: Idempotency<'_>,
        has_key: bool,
        elapsed: Duration,
    ) -> Option<Repetition> {
        let attempt = history.failures + 1;
        if attempt >= self.policy.attempts {
            return None;
        }
        let asked = error.retry_after().unwrap_or_default();
        let pause = asked.max(jitter(self.policy.limit_after(attempt))?);
        let repeatable = || has_key && idempotency.may_repeat_after(elapsed.saturating_add(pause));
        let allowed = match error.outcome() {
            Outcome::Ambiguous => repeatable() && may_pass(error),
            _ => is_repeatable(error),
        };
        if !allowed {
            return None;
        }
        let cost = match error.kind() {
            ErrorKind::Timeout => COST_AFTER_TIMEOUT,
            _ => COST,
        };
        self.pay(cost).then_some(Repetition { pause, cost })
    }

    /// A call succeeded.
    pub(super) fn succeeded(&self, history: &History) {
        self.give_back(history.cost.max(1));
    }

    /// A repetition that was paid for does not take place.
    pub(super) fn cancelled(&self, repetition: Repetition) {
        self.give_back(repetition.cost);
    }

    fn pay(&self, cost: u32) -> bool {
        let less = |tokens: u32| tokens.checked_sub(cost);
        let paid = self
            .tokens
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
        paid.is_ok()
    }

    fn give_back(&self, tokens: u32) {
        let more = |have: u32| {
            let more = have.saturating_add(tokens).min(self.policy.budget);
            (more != have).then_some(more)
        };
        // `Err` means that nothing is missing.
        let _ = self
            .tokens
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
    }
}

/// A random time up to `limit`. `None`: there are no random bytes, so there is no way to spread repetitions.
pub(crate) fn jitter(limit: Duration) -> Option<Duration> {
    let [a, b, c, d, ..] = random_bytes().ok()?;
    let part = f64::from(u32::from_be_bytes([a, b, c, d])) / f64::from(u32::MAX);
    Some(limit.mul_f64(part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::KeyScope;

    fn error(kind: ErrorKind, outcome: Outcome) -> Error {
        Error::new(kind, outcome, "x")
    }

    fn retries() -> Retries {
        Retries::new(RetryPolicy::default())
    }

    const KEYED: Idempotency<'_> = Idempotency::Keyed {
        param: "id",
        unique: KeyScope::Always,
    };

    #[test]
    fn pauses_are_spread_over_the_whole_range() {
        let limit = Duration::from_secs(1);
        let pauses: Vec<Duration> = (0..400).filter_map(|_| jitter(limit)).collect();
        assert!(pauses.iter().all(|pause| *pause <= limit));
        for tenth in 0..10 {
            let from = limit * tenth / 10;
            let range = from..from + limit / 10;
            assert!(pauses.iter().any(|pause| range.contains(pause)), "{tenth}");
        }
    }

    #[test]
    fn the_provider_may_ask_for_a_longer_pause() {
        let mut limited = error(ErrorKind::RateLimit, Outcome::Rejected);
        limited.inner().retry_after = Some(Duration::from_secs(7));
        let history = History::default();
        let found = retries().after(
            &limited,
            &history,
            Idempotency::Never,
            false,
            Duration::ZERO,
        );
        assert_eq!(found.map(|it| it.pause), Some(Duration::from_secs(7)));
    }

    #[test]
    fn the_budget_ends_repetitions_and_successes_fill_it() {
        let retries = retries();
        let broken = error(ErrorKind::Transport, Outcome::Unanswered);
        let late = error(ErrorKind::Timeout, Outcome::Unanswered);
        let again = |error: &Error| {
            let history = History::default();
            retries.after(error, &history, Idempotency::Safe, false, Duration::ZERO)
        };
        let allowed = (0..1000).filter(|_| again(&broken).is_some()).count();
        assert_eq!(allowed, 100);
        (0..9).for_each(|_| retries.succeeded(&History::default()));
        assert!(again(&late).is_none() && again(&broken).is_some());
        // A repetition that succeeds gives back what it took.
        (0..1).for_each(|_| retries.succeeded(&History::default()));
        let Some(repetition) = again(&broken) else {
            panic!("five tokens are left");
        };
        let mut history = History::default();
        history.add(&broken, repetition);
        retries.succeeded(&history);
        assert!(again(&broken).is_some() && again(&broken).is_none());
    }

    #[test]
    fn a_key_allows_to_repeat_what_is_ambiguous_while_it_is_unique() {
        let broken = error(ErrorKind::Transport, Outcome::Ambiguous);
        let after = |idempotency, has_key, seconds| {
            let elapsed = Duration::from_secs(seconds);
            let history = History::default();
            retries()
                .after(&broken, &history, idempotency, has_key, elapsed)
                .is_some()
        };
        let within = |unique| Idempotency::Keyed {
            param: "id",
            unique,
        };
        assert!(after(KEYED, true, 0));
        assert!(!after(KEYED, false, 0), "it was sent without a key");
        assert!(after(within(KeyScope::Millis(60_000)), true, 1));
        assert!(!after(within(KeyScope::Millis(60_000)), true, 60));
        assert!(!after(within(KeyScope::OpenOrders), true, 0));
        assert!(!after(Idempotency::Never, true, 0));
    }

    #[test]
    fn a_refused_repetition_proves_nothing_about_the_first_attempt() {
        let mut history = History::default();
        let repetition = Repetition {
            pause: Duration::ZERO,
            cost: COST,
        };
        history.add(&error(ErrorKind::Timeout, Outcome::NotSent), repetition);
        let refused = || error(ErrorKind::InsufficientFunds, Outcome::Rejected);
        assert_eq!(history.conclude(refused()).outcome(), Outcome::Rejected);
        history.add(&error(ErrorKind::Transport, Outcome::Ambiguous), repetition);
        assert_eq!(history.conclude(refused()).outcome(), Outcome::Ambiguous);
        let unsent = error(ErrorKind::Connect, Outcome::NotSent);
        assert_eq!(history.conclude(unsent).outcome(), Outcome::Ambiguous);
        let done = error(ErrorKind::Decode, Outcome::Done);
        assert_eq!(history.conclude(done).outcome(), Outcome::Done);
    }
}
