//! How often something may be done.

use super::plan::Rate;
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
