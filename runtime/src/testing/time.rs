//! A time that passes only when something waits for it.

use crate::future::BoxFuture;
use crate::{Clock, Timer, Timestamp};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A clock and a timer for tests. Whatever waits for this time waits no real time: the time moves on instead. Clones have the same time.
///
/// Give it to a client twice, as `.clock(…)` and as `.timer(…)`, so that timestamps, pauses, deadlines and rate limits agree.
///
/// ```
/// use specie_runtime::testing::PausedTime;
/// use specie_runtime::{Clock, Timer, Timestamp};
/// use std::time::Duration;
///
/// let time = PausedTime::at(Timestamp::from_seconds(1_700_000_000).unwrap());
/// time.advance(Duration::from_secs(90));
/// assert_eq!(Clock::now(&time).as_seconds(), 1_700_000_090);
/// assert_eq!(time.elapsed(), Duration::from_secs(90));
/// ```
#[derive(Clone)]
pub struct PausedTime(Arc<Inner>);

struct Inner {
    /// The time at the start, for the timer and for the clock.
    start: Instant,
    epoch: Timestamp,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    elapsed: Duration,
    waits: Vec<Duration>,
}

impl PausedTime {
    /// A time that starts at the present.
    #[must_use]
    pub fn new() -> Self {
        Self::at(Timestamp::now())
    }

    /// A time that starts at this one.
    #[must_use]
    pub fn at(epoch: Timestamp) -> Self {
        Self(Arc::new(Inner {
            start: Instant::now(),
            epoch,
            state: Mutex::default(),
        }))
    }

    /// Lets this much time pass.
    pub fn advance(&self, duration: Duration) {
        let mut state = self.state();
        state.elapsed = state.elapsed.saturating_add(duration);
    }

    /// The time since the start.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.state().elapsed
    }

    /// Every wait so far, in order: the pauses before repetitions, and those for rate limits.
    #[must_use]
    pub fn waits(&self) -> Vec<Duration> {
        self.state().waits.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for PausedTime {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for PausedTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PausedTime")
            .field("now", &Clock::now(self))
            .finish()
    }
}

impl Clock for PausedTime {
    fn now(&self) -> Timestamp {
        let micros = i64::try_from(self.elapsed().as_micros()).unwrap_or(i64::MAX);
        self.0.epoch.plus_micros(micros)
    }
}

impl Timer for PausedTime {
    fn now(&self) -> Instant {
        let start = self.0.start;
        start.checked_add(self.elapsed()).unwrap_or(start)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.state().waits.push(duration);
        self.advance(duration);
        Box::pin(std::future::ready(()))
    }
}
