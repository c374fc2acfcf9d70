//! The deadline of a call, enforced on any executor whatever the other side does.
//!
//! A transport limits its own waiting. This limits the transport and everything else that a call waits for: rate limits, sessions, key
//! locks, nonces, pauses between attempts. No executor timer is needed. A future whose `poll` does not return cannot be cancelled from
//! outside: the default transport therefore runs code that it does not control on other threads (see `transport/network.rs`).

use crate::Error;
use crate::timers::{Alarm, Timer, timers};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

/// How long after the deadline a transport may still report the timeout itself: it knows better what was sent.
const GRACE: Duration = Duration::from_millis(20);

/// The time limit of a call, or of one attempt.
pub(super) struct Deadline {
    /// `None`: further in the future than `Instant` reaches.
    end: Option<Instant>,
    timer: Arc<dyn Timer>,
}

impl Deadline {
    /// What starts now may take this long.
    pub(super) fn new(timeout: Duration, timer: &Arc<dyn Timer>) -> Self {
        Self {
            end: timer.now().checked_add(timeout),
            timer: Arc::clone(timer),
        }
    }

    /// The deadline of a part that may take at most this long.
    pub(super) fn of_part(&self, limit: Option<Duration>) -> Self {
        let end = limit.and_then(|limit| self.timer.now().checked_add(limit));
        Self {
            end: match (self.end, end) {
                (Some(whole), Some(part)) => Some(whole.min(part)),
                (whole, part) => whole.or(part),
            },
            timer: Arc::clone(&self.timer),
        }
    }

    /// The time that remains.
    pub(super) fn remaining(&self) -> Duration {
        self.end.map_or(Duration::MAX, |end| {
            end.saturating_duration_since(self.timer.now())
        })
    }

    /// The time at which the call is cancelled, if it ever is.
    pub(super) fn end(&self) -> Option<Instant> {
        self.end
    }

    /// Waits, if the wait ends before the deadline. Returns whether it did.
    pub(super) async fn pause(&self, pause: Duration) -> bool {
        if pause >= self.remaining() {
            return false;
        }
        if !pause.is_zero() {
            self.timer.sleep(pause).await;
        }
        true
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timers::SystemTimer;
    use std::future::{pending, ready};
    use std::task::Waker;

    fn deadline(timeout: Duration) -> Deadline {
        let timer: Arc<dyn Timer> = Arc::new(SystemTimer);
        Deadline::new(timeout, &timer)
    }

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
                    let limit = deadline(Duration::from_millis(ms));
                    let output = block_on(limit.within(pending::<()>()));
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
        let limit = deadline(Duration::from_secs(3600));
        assert_eq!(block_on(limit.within(ready(7))).unwrap(), Some(7));
        let limit = deadline(Duration::MAX);
        assert_eq!(block_on(limit.within(ready(8))).unwrap(), Some(8));
        let mut polls = 0;
        let twice = poll_fn(|context| {
            polls += 1;
            context.waker().wake_by_ref();
            match polls {
                1 => Poll::Pending,
                _ => Poll::Ready(9),
            }
        });
        let limit = deadline(Duration::from_secs(7200));
        assert_eq!(block_on(limit.within(twice)).unwrap(), Some(9));
        let far = Instant::now() + Duration::from_secs(3000);
        assert!(timers().unwrap().all_before(far));
    }

    /// The thread that wakes is told only of what comes before the time for which it waits.
    #[test]
    fn a_deadline_between_others_ends_in_time() {
        let longer = std::thread::spawn(|| {
            let limit = deadline(Duration::from_millis(400));
            block_on(limit.within(pending::<()>())).unwrap()
        });
        for ms in [120, 40, 80] {
            // One that is over before its time leaves the thread waiting for it.
            let kept = deadline(Duration::from_millis(ms - 30));
            let mut polled = false;
            let once = poll_fn(|context| {
                context.waker().wake_by_ref();
                match std::mem::replace(&mut polled, true) {
                    true => Poll::Ready(()),
                    false => Poll::Pending,
                }
            });
            assert_eq!(block_on(kept.within(once)).unwrap(), Some(()));
            let started = Instant::now();
            let limit = deadline(Duration::from_millis(ms));
            assert_eq!(block_on(limit.within(pending::<()>())).unwrap(), None);
            let took = started.elapsed();
            let due = Duration::from_millis(ms);
            assert!(
                took >= due && took < due + Duration::from_millis(250),
                "{ms} ms took {took:?}"
            );
        }
        assert_eq!(longer.join().unwrap(), None);
    }

    #[test]
    fn no_time_at_all_is_over_at_once() {
        let limit = deadline(Duration::ZERO);
        assert_eq!(limit.remaining(), Duration::ZERO);
        assert_eq!(block_on(limit.within(pending::<()>())).unwrap(), None);
    }

    #[test]
    fn a_pause_that_would_not_end_in_time_does_not_begin() {
        let limit = deadline(Duration::from_secs(3600));
        let started = Instant::now();
        assert!(!block_on(limit.pause(Duration::from_secs(3600))));
        assert!(block_on(limit.pause(Duration::ZERO)));
        assert!(started.elapsed() < Duration::from_secs(60));
        assert!(block_on(limit.pause(Duration::from_millis(1))));
    }

    #[test]
    fn a_part_ends_no_later_than_the_whole() {
        let whole = deadline(Duration::from_secs(100));
        let longer = whole.of_part(Some(Duration::from_secs(200)));
        assert_eq!(
            (longer.end(), whole.of_part(None).end()),
            (whole.end(), whole.end())
        );
        let shorter = whole.of_part(Some(Duration::from_secs(50)));
        assert!(shorter.end() < whole.end());
    }
}
