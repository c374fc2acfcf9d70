//! One pool of a rate limit, as arithmetic over the times of calls. Stores keep it and read the time.

use crate::LimitSize;
use std::collections::VecDeque;
use std::time::Duration;

/// In how many slots a window is counted. What was taken counts until the end of its slot has left the window, so a window is up to a 64th
/// longer than declared.
const SLOTS: u64 = 64;

/// A provider counts what arrives, and calls may arrive closer together than they were sent: the first ones open connections, a process or the
/// network is busy for a moment. So a window is longer by this part of it, and at most by this time, in microseconds.
const MARGIN_PART: u64 = 48;
const MARGIN: u64 = 250_000;

/// Thousandths of a thousandth: the unit of a counter.
const MILLIONTHS: u64 = 1_000_000;

/// What was taken from a pool. Times are in microseconds since a fixed point.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pool {
    /// The latest time for which a call was admitted. Calls are admitted in order.
    pub(super) last: u64,
    /// Nothing is admitted before this.
    pub(super) closed_until: u64,
    /// Of a window: what was taken, by the time at which the slot begins.
    pub(super) slots: VecDeque<(u64, u64)>,
    /// Of a counter: its value at `last`, in millionths.
    pub(super) level: u64,
}

impl Pool {
    /// The earliest time from `now` at which a call of this cost is allowed. `None`: never.
    pub(super) fn earliest(&self, size: LimitSize, cost: u32, now: u64) -> Option<u64> {
        let from = now.max(self.last).max(self.closed_until);
        match size {
            LimitSize::Window { calls, per_ms } => {
                if calls == 0 {
                    return (cost == 0).then_some(from);
                }
                let window = Window::of(per_ms);
                // A call that costs more than the whole limit waits until nothing else counts.
                let room = u64::from(calls) - u64::from(cost.min(calls));
                let mut used: u64 = self.slots.iter().map(|(_, used)| used).sum();
                let mut at = from;
                for (slot, taken) in &self.slots {
                    let ends = window.ends(*slot);
                    if ends > from {
                        if used <= room {
                            break;
                        }
                        at = at.max(ends);
                    }
                    used -= taken;
                }
                Some(at)
            }
            LimitSize::Counter { max, .. } => {
                let room = u64::from(max) - u64::from(cost.min(max));
                let over = self
                    .level_at(size, from)
                    .saturating_sub(room.saturating_mul(MILLIONTHS));
                Some(from.saturating_add(time_to_sink(size, over)?))
            }
        }
    }

    /// Takes `cost` at a time that is not before the one of [`Pool::earliest`].
    pub(super) fn take(&mut self, size: LimitSize, cost: u32, at: u64) {
        let at = at.max(self.last);
        match size {
            LimitSize::Window { per_ms, .. } => self.add(Window::of(per_ms), at, u64::from(cost)),
            LimitSize::Counter { .. } => {
                let level = self.level_at(size, at);
                self.level = level.saturating_add(u64::from(cost) * MILLIONTHS);
            }
        }
        self.last = at;
    }

    /// The provider says that this much is used at `now`. If more was counted here, it may not have arrived yet: it still counts.
    pub(super) fn raise(&mut self, size: LimitSize, used: u64, now: u64) {
        let at = now.max(self.last);
        match size {
            LimitSize::Window { per_ms, .. } => {
                let window = Window::of(per_ms);
                let counted = self.slots.iter();
                let counted = counted.filter(|(slot, _)| window.ends(*slot) > now);
                let counted = counted.map(|(_, used)| used).sum::<u64>();
                self.add(window, at, used.saturating_sub(counted));
            }
            LimitSize::Counter { .. } => {
                let known = self.level_at(size, at);
                self.level = known.max(used.saturating_mul(MILLIONTHS));
            }
        }
        self.last = at;
    }

    /// Admits nothing before this time.
    pub(super) fn close(&mut self, until: u64) {
        self.closed_until = self.closed_until.max(until);
    }

    /// The clock that measures the times was set back.
    #[cfg(feature = "file-store")]
    pub(super) fn shift_back(&mut self, by: u64) {
        let shift = |time: &mut u64| *time = time.saturating_sub(by);
        shift(&mut self.last);
        shift(&mut self.closed_until);
        self.slots.iter_mut().for_each(|(begins, _)| shift(begins));
    }

    /// Whether nothing counts any more, so that the pool is as a new one.
    pub(super) fn is_idle(&self, size: LimitSize, now: u64) -> bool {
        let idle = match size {
            LimitSize::Window { per_ms, .. } => {
                let window = Window::of(per_ms);
                self.slots.iter().all(|(slot, _)| window.ends(*slot) <= now)
            }
            LimitSize::Counter { .. } => self.level_at(size, now) == 0,
        };
        idle && self.last <= now && self.closed_until <= now
    }

    fn add(&mut self, window: Window, at: u64, cost: u64) {
        // Later calls are not admitted before `at`: what ended by then counts no more.
        while self
            .slots
            .front()
            .is_some_and(|(slot, _)| window.ends(*slot) <= at)
        {
            self.slots.pop_front();
        }
        let slot = window.slot(at);
        match self.slots.back_mut() {
            Some((last, used)) if *last == slot => *used = used.saturating_add(cost),
            _ if cost == 0 => {}
            _ => self.slots.push_back((slot, cost)),
        }
    }

    /// The value of a counter at a time from `last`, in millionths.
    fn level_at(&self, size: LimitSize, at: u64) -> u64 {
        let LimitSize::Counter {
            decay_thousandths,
            per_ms,
            ..
        } = size
        else {
            return 0;
        };
        let passed = u128::from(at.saturating_sub(self.last));
        let sunk = passed * u128::from(decay_thousandths) / u128::from(per_ms.max(1));
        self.level
            .saturating_sub(u64::try_from(sunk).unwrap_or(u64::MAX))
    }
}

/// In how many microseconds a counter sinks by this many millionths. `None`: it does not sink.
fn time_to_sink(size: LimitSize, millionths: u64) -> Option<u64> {
    let LimitSize::Counter {
        decay_thousandths,
        per_ms,
        ..
    } = size
    else {
        return Some(0);
    };
    if millionths == 0 {
        return Some(0);
    }
    let time = (u128::from(millionths) * u128::from(per_ms.max(1)))
        .checked_div(u128::from(decay_thousandths))?;
    // Rounded up: at that time it has sunk.
    Some(u64::try_from(time + 1).unwrap_or(u64::MAX))
}

/// A window of time in slots.
#[derive(Clone, Copy)]
struct Window {
    length: u64,
    width: u64,
}

impl Window {
    fn of(per_ms: u64) -> Self {
        let declared = per_ms.saturating_mul(1_000).max(1);
        Self {
            length: declared.saturating_add((declared / MARGIN_PART).min(MARGIN)),
            width: (declared / SLOTS).max(1),
        }
    }

    /// When the slot begins that contains a time.
    fn slot(self, at: u64) -> u64 {
        at - at % self.width
    }

    /// When a slot that begins then has left the window.
    fn ends(self, begins: u64) -> u64 {
        begins
            .saturating_add(self.width)
            .saturating_add(self.length)
    }
}

/// A duration in microseconds, rounded up: a wait is never shorter than asked for.
pub(super) fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos().div_ceil(1_000)).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: u64 = 1_000_000;
    const TEN_A_SECOND: LimitSize = LimitSize::Window {
        calls: 10,
        per_ms: 1_000,
    };
    /// Kraken's starter tier: at most 15, sinks by 0.33 a second.
    const COUNTER: LimitSize = LimitSize::Counter {
        max: 15,
        decay_thousandths: 330,
        per_ms: 1_000,
    };

    /// The times at which calls of these costs are admitted, all asked for at once.
    fn admitted(size: LimitSize, costs: impl IntoIterator<Item = u32>) -> Vec<u64> {
        let mut pool = Pool::default();
        let admit = |cost| {
            let at = pool.earliest(size, cost, 0).unwrap();
            pool.take(size, cost, at);
            at
        };
        costs.into_iter().map(admit).collect()
    }

    #[test]
    fn no_window_of_the_declared_length_has_more_than_the_limit() {
        let costs: Vec<u32> = (0..500).map(|number| 1 + number % 4).collect();
        let times = admitted(TEN_A_SECOND, costs.iter().copied());
        assert!(times.is_sorted());
        for start in &times {
            let inside = times.iter().zip(&costs);
            let inside = inside.filter(|(at, _)| (*start..start + SECOND).contains(at));
            assert!(inside.map(|(_, cost)| cost).sum::<u32>() <= 10, "{start}");
        }
        // 1,250 in 125 windows; calls that do not fit exactly leave a little unused.
        assert!(times[499] < 140 * SECOND, "{}", times[499]);
    }

    #[test]
    fn calls_of_cost_one_use_at_least_95_percent_of_a_window() {
        for (per_ms, least) in [(1_000, 0.95), (10_000, 0.96), (60_000, 0.98)] {
            let size = LimitSize::Window { calls: 10, per_ms };
            let times = admitted(size, std::iter::repeat_n(1, 10_001));
            let windows = times[10_000] as f64 / (per_ms * 1_000) as f64;
            let rate = 1_000.0 / windows;
            assert!((least..=1.0).contains(&rate), "{per_ms}: {rate}");
        }
    }

    #[test]
    fn a_counter_sinks_steadily() {
        let times = admitted(COUNTER, [15, 1, 1, 2]);
        // 1 / 0.33 s, 2 / 0.33 s and 4 / 0.33 s, each rounded up.
        for (at, exact) in times.iter().zip([0, 3_030_304, 6_060_607, 12_121_213]) {
            assert!((exact..exact + 4).contains(at), "{at} {exact}");
        }
    }

    #[test]
    fn a_limit_that_is_smaller_than_a_call_lets_it_pass_alone() {
        let times = admitted(TEN_A_SECOND, [1, 25, 1]);
        assert_eq!(times[0], 0);
        assert!(times[1] >= SECOND && times[2] >= times[1] + SECOND);
        let never = LimitSize::Counter {
            max: 1,
            decay_thousandths: 0,
            per_ms: 1,
        };
        let mut pool = Pool::default();
        pool.take(never, 1, 0);
        assert_eq!(pool.earliest(never, 1, 5), None);
    }

    #[test]
    fn what_the_provider_reports_is_believed_when_it_is_more() {
        let mut pool = Pool::default();
        pool.take(TEN_A_SECOND, 3, 0);
        pool.raise(TEN_A_SECOND, 2, 10);
        assert_eq!(pool.earliest(TEN_A_SECOND, 7, 10), Some(10));
        pool.raise(TEN_A_SECOND, 9, 10);
        assert!(pool.earliest(TEN_A_SECOND, 2, 10) > Some(SECOND));
        assert_eq!(pool.earliest(TEN_A_SECOND, 1, 10), Some(10));
        pool.close(5 * SECOND);
        assert_eq!(pool.earliest(TEN_A_SECOND, 1, 10), Some(5 * SECOND));
        assert!(!pool.is_idle(TEN_A_SECOND, 4 * SECOND));
        assert!(pool.is_idle(TEN_A_SECOND, 5 * SECOND));
        let mut counter = Pool::default();
        counter.raise(COUNTER, 15, 7);
        assert_eq!(counter.earliest(COUNTER, 1, 7), Some(7 + 3_030_304));
    }
}
