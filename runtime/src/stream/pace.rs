//! How often something may be done.

use super::plan::Rate;
use crate::core::jitter;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// A rate, and when something was done, as far back as the rate counts.
#[derive(Debug)]
pub(super) struct Pace {
    /// `None`: as often as one likes.
    rate: Option<Rate>,
    done: VecDeque<Instant>,
}

impl Pace {
    pub(super) fn new(rate: Option<Rate>) -> Self {
        Self {
            rate,
            done: VecDeque::new(),
        }
    }

    /// It is done once more.
    pub(super) fn count(&mut self, now: Instant) {
        let Some(rate) = self.rate else { return };
        self.done.push_back(now);
        while self.done.len() > rate.count as usize {
            self.done.pop_front();
        }
    }

    /// When it may be done again. `None`: now.
    pub(super) fn free_at(&self, now: Instant) -> Option<Instant> {
        let rate = self.rate?;
        let first = self
            .done
            .front()
            .filter(|_| self.done.len() >= rate.count as usize)?;
        let free_at = *first + Duration::from_millis(rate.per_ms);
        (free_at > now).then_some(free_at)
    }
}

/// The first pause before something that failed is tried again, and the longest.
pub(super) const FIRST_PAUSE: Duration = Duration::from_millis(500);
pub(super) const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// How long something must last until the next pause is the first again.
pub(super) const STABLE: Duration = Duration::from_secs(60);

/// The pause before the next try, after so many of them: none before the first, then twice as long each time.
pub(super) fn pause_after(tries: u32) -> Duration {
    let Some(doublings) = tries.checked_sub(1) else {
        return Duration::ZERO;
    };
    let factor = 1_u32.checked_shl(doublings).unwrap_or(u32::MAX);
    jittered(FIRST_PAUSE.saturating_mul(factor).min(LONGEST_PAUSE))
}

/// A pause of this length or up to half of it, so that many clients do not come back at once.
pub(super) fn jittered(pause: Duration) -> Duration {
    let half = pause / 2;
    half + jitter(half).unwrap_or(half)
}
