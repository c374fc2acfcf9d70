//! The deadline of a call, enforced on any executor whatever the other side does.
//!
//! A transport limits its own waiting. This limits the transport and everything else that a call waits for: sessions, key locks, nonces.
//! One thread of this process wakes calls whose time is over, so no executor timer is needed. A future whose `poll` does not return cannot
//! be cancelled from outside: the default transport therefore runs code that it does not control on other threads (see
//! `transport/network.rs`).

use crate::Error;
use std::collections::BTreeMap;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError};
use std::task::{Poll, Waker};
use std::time::{Duration, Instant};

/// How long after the deadline a transport may still report the timeout itself: it knows better what was sent.
const GRACE: Duration = Duration::from_millis(20);

/// The time limit of a call, and whether its request may have been sent.
#[derive(Debug)]
pub(super) struct Deadline {
    /// `None`: further in the future than `Instant` reaches.
    end: Option<Instant>,
    maybe_sent: AtomicBool,
}

impl Deadline {
    /// A call that starts now and may take this long.
    pub(super) fn new(timeout: Duration) -> Self {
        Self {
            end: Instant::now().checked_add(timeout),
            maybe_sent: AtomicBool::new(false),
        }
    }

    /// The time that remains.
    pub(super) fn remaining(&self) -> Duration {
        self.end.map_or(Duration::MAX, |end| {
            end.saturating_duration_since(Instant::now())
        })
    }

    /// The time at which the call is cancelled, if it ever is.
    pub(super) fn end(&self) -> Option<Instant> {
        self.end
    }

    /// Records whether the request of the call may have been sent, for the case that the call is cancelled.
    pub(super) fn set_maybe_sent(&self, maybe_sent: bool) {
        self.maybe_sent.store(maybe_sent, Ordering::Relaxed);
    }

    /// Whether the request may have been sent.
    pub(super) fn is_maybe_sent(&self) -> bool {
        self.maybe_sent.load(Ordering::Relaxed)
    }

    /// Returns the output of `work`, or `None` when the time is over. Then `work` is dropped unfinished.
    ///
    /// # Errors
    /// This machine cannot start another thread, so the deadline could not be enforced.
    pub(super) async fn within<F: Future>(&self, work: F) -> Result<Option<F::Output>, Error> {
        let mut work = pin!(work);
        let Some(end) = self.end.and_then(|end| end.checked_add(GRACE)) else {
            return Ok(Some(work.await));
        };
        let mut alarm = Alarm::new(timers()?, end);
        Ok(poll_fn(|context| {
            if let Poll::Ready(output) = work.as_mut().poll(context) {
                return Poll::Ready(Some(output));
            }
            match alarm.is_over(context.waker()) {
                true => Poll::Ready(None),
                false => Poll::Pending,
            }
        })
        .await)
    }
}

/// Wakes one task at one time, unless it is dropped before.
struct Alarm {
    timers: &'static Timers,
    at: Instant,
    /// Its key among the timers, once it has one.
    key: Option<Key>,
}

impl Alarm {
    fn new(timers: &'static Timers, at: Instant) -> Self {
        Self {
            timers,
            at,
            key: None,
        }
    }

    /// Whether the time is over. If not, `waker` is woken when it is.
    fn is_over(&mut self, waker: &Waker) -> bool {
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
struct Timers {
    state: Mutex<Waiting>,
    sooner: Condvar,
}

#[derive(Default)]
struct Waiting {
    waiting: BTreeMap<Key, Waker>,
    next: u64,
}

impl Timers {
    fn lock(&self) -> std::sync::MutexGuard<'_, Waiting> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
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
                let is_first = state.waiting.keys().next() == Some(&key);
                drop(state);
                if is_first {
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
fn timers() -> Result<&'static Timers, Error> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::{pending, ready};

    /// Runs a future on this thread, which sleeps until it is woken: an executor without timers.
    fn block_on<F: Future>(future: F) -> F::Output {
        struct Unpark(std::thread::Thread);
        impl std::task::Wake for Unpark {
            fn wake(self: Arc<Self>) {
                self.0.unpark();
            }
        }
        let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
        let mut context = std::task::Context::from_waker(&waker);
        let mut future = pin!(future);
        loop {
            match future.as_mut().poll(&mut context) {
                Poll::Ready(output) => return output,
                Poll::Pending => std::thread::park(),
            }
        }
    }

    #[test]
    fn what_never_comes_ends_in_time() {
        let started = Instant::now();
        let ends: Vec<_> = [90, 30, 60]
            .map(|ms| {
                std::thread::spawn(move || {
                    let deadline = Deadline::new(Duration::from_millis(ms));
                    let output = block_on(deadline.within(pending::<()>()));
                    (output.unwrap(), ms, started.elapsed())
                })
            })
            .into();
        for end in ends {
            let (output, ms, took) = end.join().unwrap();
            assert_eq!(output, None);
            let due = Duration::from_millis(ms);
            assert!(
                took >= due && took < due + Duration::from_millis(500),
                "{ms} ms took {took:?}"
            );
        }
    }

    #[test]
    fn what_is_ready_is_given_and_nothing_stays_behind() {
        let deadline = Deadline::new(Duration::from_secs(3600));
        assert_eq!(block_on(deadline.within(ready(7))).unwrap(), Some(7));
        let deadline = Deadline::new(Duration::MAX);
        assert_eq!(block_on(deadline.within(ready(8))).unwrap(), Some(8));
        let mut polls = 0;
        let twice = poll_fn(|context| {
            polls += 1;
            context.waker().wake_by_ref();
            match polls {
                1 => Poll::Pending,
                _ => Poll::Ready(9),
            }
        });
        let deadline = Deadline::new(Duration::from_secs(7200));
        assert_eq!(block_on(deadline.within(twice)).unwrap(), Some(9));
        let existing = timers().unwrap().lock();
        let far = Instant::now() + Duration::from_secs(3000);
        assert!(existing.waiting.keys().all(|(at, _)| *at < far));
    }

    #[test]
    fn no_time_at_all_is_over_at_once() {
        let deadline = Deadline::new(Duration::ZERO);
        assert_eq!(deadline.remaining(), Duration::ZERO);
        assert_eq!(block_on(deadline.within(pending::<()>())).unwrap(), None);
    }
}
