//! Timers that work on any executor: one thread of this process wakes whatever waits for a time.

use crate::Error;
use crate::future::BoxFuture;
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError};
use std::task::{Poll, Waker};
use std::time::{Duration, Instant};

/// Waits for calls: for the pause before another attempt, and for a rate limit. Default: real time, on any executor.
///
/// Tests of your own code may replace it, so that nothing really waits: by `testing::PausedTime` of the feature `testing`, or by one like this:
///
/// ```
/// use specie_runtime::{BoxFuture, Timer};
/// use std::sync::Mutex;
/// use std::time::{Duration, Instant};
///
/// /// A time that passes only when something waits for it.
/// struct Simulated(Mutex<Instant>);
///
/// impl Timer for Simulated {
///     fn now(&self) -> Instant {
///         *self.0.lock().unwrap()
///     }
///
///     fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
///         *self.0.lock().unwrap() += duration;
///         Box::pin(std::future::ready(()))
///     }
/// }
/// # let timer = Simulated(Mutex::new(Instant::now()));
/// # let before = timer.now();
/// # let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
/// # runtime.block_on(timer.sleep(Duration::from_secs(60)));
/// # assert_eq!(timer.now() - before, Duration::from_secs(60));
/// ```
///
/// The deadline of a call is measured by [`Timer::now`]. Real time cancels what does not return.
pub trait Timer: Send + Sync + 'static {
    /// A time that never goes back.
    fn now(&self) -> Instant;

    /// Returns after this time.
    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()>;
}

impl<T: Timer + ?Sized> Timer for Arc<T> {
    fn now(&self) -> Instant {
        T::now(self)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        T::sleep(self, duration)
    }
}

/// Real time.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SystemTimer;

impl Timer for SystemTimer {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            let Some(at) = Instant::now().checked_add(duration) else {
                return std::future::pending().await;
            };
            // Every call checks that there are timers before it waits for anything.
            let Ok(timers) = timers() else { return };
            let mut alarm = Alarm::new(timers, at);
            poll_fn(|context| match alarm.is_over(context.waker()) {
                true => Poll::Ready(()),
                false => Poll::Pending,
            })
            .await;
        })
    }
}

/// Wakes `waker` at this time, or at once if there are no timers.
pub(crate) fn wake_at(at: Instant, waker: Waker) {
    match timers() {
        Ok(timers) => {
            timers.set(at, None, &waker);
        }
        Err(_) => waker.wake(),
    }
}

/// Wakes one task at one time, unless it is dropped before.
pub(crate) struct Alarm {
    timers: &'static Timers,
    at: Instant,
    /// Its key among the timers, once it has one.
    key: Option<Key>,
}

impl Alarm {
    pub(crate) fn new(timers: &'static Timers, at: Instant) -> Self {
        Self {
            timers,
            at,
            key: None,
        }
    }

    /// Whether the time is over. If not, `waker` is woken when it is.
    pub(crate) fn is_over(&mut self, waker: &Waker) -> bool {
        if Instant::now() >= self.at {
            return true;
        }
        self.key = Some(self.timers.set(self.at, self.key, waker));
        false
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        if let Some(key) = self.key {
            self.timers.lock().waiting.remove(&key);
        }
    }
}

/// The time, and a number that distinguishes timers with the same time.
type Key = (Instant, u64);

/// Everything that waits for a time.
#[derive(Default)]
pub(crate) struct Timers {
    state: Mutex<Waiting>,
    sooner: Condvar,
}

#[derive(Default)]
struct Waiting {
    waiting: BTreeMap<Key, Waker>,
    next: u64,
    /// When the thread looks next, by itself; `None`: it sleeps until it is told.
    looks: Option<Instant>,
}

impl Timers {
    fn lock(&self) -> std::sync::MutexGuard<'_, Waiting> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether nothing waits for this time or a later one.
    #[cfg(test)]
    pub(crate) fn all_before(&self, far: Instant) -> bool {
        self.lock().waiting.keys().all(|(at, _)| *at < far)
    }

    fn set(&self, at: Instant, known: Option<Key>, waker: &Waker) -> Key {
        let mut state = self.lock();
        let key = known.unwrap_or_else(|| {
            state.next += 1;
            (at, state.next)
        });
        match state.waiting.get_mut(&key) {
            Some(existing) if existing.will_wake(waker) => {}
            Some(existing) => *existing = waker.clone(),
            None => {
                state.waiting.insert(key, waker.clone());
                // The deadline of a call is mostly later than that of the call before it, for which the thread waits still. Waking the thread
                // for each call would cost more than all the rest of a deadline.
                let is_late = state.looks.is_none_or(|looks| at < looks);
                if is_late {
                    state.looks = Some(at);
                }
                drop(state);
                if is_late {
                    self.sooner.notify_one();
                }
            }
        }
        key
    }

    /// Wakes the tasks whose time has come, for as long as this process runs.
    fn run(&self) {
        let mut state = self.lock();
        loop {
            let now = Instant::now();
            let later = state.waiting.split_off(&(now, u64::MAX));
            let due = std::mem::replace(&mut state.waiting, later);
            let first = state.waiting.keys().next().map(|(at, _)| *at);
            state.looks = first;
            if !due.is_empty() {
                drop(state);
                due.into_values().for_each(Waker::wake);
                state = self.lock();
                continue;
            }
            state = match first {
                Some(at) => {
                    let pause = at.saturating_duration_since(now);
                    let woken = self.sooner.wait_timeout(state, pause);
                    woken.unwrap_or_else(PoisonError::into_inner).0
                }
                None => self
                    .sooner
                    .wait(state)
                    .unwrap_or_else(PoisonError::into_inner),
            };
        }
    }
}

/// The timers of this process. Their thread starts when they are first needed.
pub(crate) fn timers() -> Result<&'static Timers, Error> {
    static TIMERS: OnceLock<Result<Arc<Timers>, String>> = OnceLock::new();
    let started = TIMERS.get_or_init(|| {
        let timers = Arc::new(Timers::default());
        let kept = Arc::clone(&timers);
        std::thread::Builder::new()
            .name("specie-deadlines".to_owned())
            .spawn(move || kept.run())
            .map(|_| timers)
            .map_err(|error| error.to_string())
    });
    match started {
        Ok(timers) => Ok(timers),
        Err(why) => Err(
            Error::request("cannot start the thread that enforces deadlines")
                .caused_by(why.as_str()),
        ),
    }
}
