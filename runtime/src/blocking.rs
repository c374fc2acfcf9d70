//! Calls that block their thread, for programs that are not asynchronous.
//!
//! The thread of the caller makes the call: it polls the future, and sleeps until it is woken. What a transport or a store spawns, and the
//! timers and sockets that it waits for, belong to one Tokio runtime of this process, on a thread of its own. So no thread has to be free
//! for a call to go on.

use crate::event_loop;
use crate::future::ResponseFuture;
use crate::{Error, ErrorKind, Outcome};
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use tokio::runtime::Handle;
use tokio::task::coop;

impl<T> ResponseFuture<'_, T> {
    /// Makes the call on this thread, which waits for its response: for programs that are not asynchronous. It needs no executor.
    ///
    /// The call is the same as with `.await`: its timeout, its retries, rate limits, locks and stores. It ends by its timeout at the latest.
    ///
    /// # Errors
    /// Those of the call. [`ErrorKind::Configuration`], and nothing is sent: this thread runs asynchronous tasks of Tokio, all of which would
    /// wait too. There, use `.await`, or call `wait` within `tokio::task::spawn_blocking`.
    pub fn wait(mut self) -> Result<T, Error> {
        if let Some(why) = forbidden() {
            // A call that was polled before may have been sent. It is dropped here.
            let outcome = match self.was_polled {
                true => Outcome::Ambiguous,
                false => Outcome::NotSent,
            };
            return Err(Error::new(ErrorKind::Configuration, outcome, why));
        }
        let may_be_sent = self.was_polled;
        let runtime = shared(&RUNTIME, || event_loop::start("specie-blocking"));
        let runtime = runtime.map_err(|mut error| {
            if may_be_sent {
                error.inner().outcome = Outcome::Ambiguous;
            }
            error
        })?;
        let _entered = runtime.enter();
        run(Pin::new(&mut self))
    }
}

/// The runtime of all blocking calls, once one was made.
static RUNTIME: Mutex<Option<Handle>> = Mutex::new(None);

/// The runtime that is kept, which is started if there is none. A later call tries again to start one that did not start.
fn shared(
    kept: &Mutex<Option<Handle>>,
    start: impl FnOnce() -> io::Result<Handle>,
) -> Result<Handle, Error> {
    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(handle) = &*kept {
        return Ok(handle.clone());
    }
    let handle = start().map_err(|error| {
        Error::request("cannot start the thread of blocking calls").caused_by(error)
    })?;
    Ok(kept.insert(handle).clone())
}

/// Polls a future to its end. The thread sleeps in between.
fn run<F: Future>(mut future: Pin<&mut F>) -> F::Output {
    let sleeper = Arc::new(Sleeper {
        thread: thread::current(),
        woken: AtomicBool::new(false),
    });
    let waker = Waker::from(Arc::clone(&sleeper));
    let mut context = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
        sleeper.sleep();
    }
}

/// A thread that sleeps until it is woken. What it was woken for is remembered beside the thread: code that a poll runs may park it too.
struct Sleeper {
    thread: Thread,
    woken: AtomicBool,
}

impl Sleeper {
    fn sleep(&self) {
        while !self.woken.swap(false, Ordering::Acquire) {
            thread::park();
        }
    }
}

impl Wake for Sleeper {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.woken.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

/// Why this thread must not wait, if that is so.
fn forbidden() -> Option<&'static str> {
    match Handle::try_current() {
        Ok(_) if polls_a_task() => Some(
            "`wait` was called in asynchronous code, where it would stop all tasks of this thread; use `.await` there, or call `wait` within `tokio::task::spawn_blocking`",
        ),
        Err(error) if error.is_thread_local_destroyed() => {
            Some("`wait` was called while its thread ends; make the call before")
        }
        _ => None,
    }
}

/// Whether Tokio polls a task on this thread just now, or the future of a `block_on`.
///
/// Tokio gives each of them a budget of operations, until it must yield. Code that may block has none: a thread of its own, also one that
/// entered a runtime, `spawn_blocking`, `block_in_place`. Only a task that is `unconstrained` has none either; there a call blocks, and ends
/// nevertheless, because nothing that it waits for needs this thread.
fn polls_a_task() -> bool {
    /// More than the budget of any task, which is 128.
    const MORE_THAN_A_BUDGET: usize = 1024;
    let mut context = Context::from_waker(Waker::noop());
    // When this is dropped, the budget is what it was before.
    let Poll::Ready(_before) = coop::poll_proceed(&mut context) else {
        return true;
    };
    (0..MORE_THAN_A_BUDGET).any(|_| match coop::poll_proceed(&mut context) {
        Poll::Ready(operation) => {
            operation.made_progress();
            false
        }
        Poll::Pending => true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::error::Error as _;
    use std::future::poll_fn;
    use std::pin::pin;

    #[test]
    fn a_runtime_that_does_not_start_is_an_error_and_is_started_later() {
        let kept = Mutex::new(None);
        let error = shared(&kept, || Err(io::Error::other("no threads left"))).unwrap_err();
        assert_eq!(
            (error.kind(), error.outcome()),
            (ErrorKind::Request, Outcome::NotSent)
        );
        assert_eq!(
            error.to_string(),
            "cannot start the thread of blocking calls"
        );
        assert_eq!(error.source().unwrap().to_string(), "no threads left");
        let first = shared(&kept, || event_loop::start("first")).unwrap();
        let again = shared(&kept, || Err(io::Error::other("it runs already"))).unwrap();
        assert_eq!(first.id(), again.id());
    }

    /// A lock inside of a poll may park its thread, and take the token by which the thread was to be woken.
    #[test]
    fn a_poll_may_park_its_thread() {
        let mut polls = 0;
        let future = pin!(poll_fn(|context| {
            polls += 1;
            if polls == 3 {
                return Poll::Ready("done");
            }
            context.waker().wake_by_ref();
            thread::park();
            Poll::Pending
        }));
        assert_eq!(run(future), "done");
    }

    #[test]
    fn the_budget_of_a_task_is_as_it_was() {
        let left = || {
            let mut context = Context::from_waker(Waker::noop());
            let mut left = 0;
            while let Poll::Ready(operation) = coop::poll_proceed(&mut context) {
                operation.made_progress();
                left += 1;
            }
            left
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let untouched = runtime.block_on(async { left() });
        let looked_at = runtime.block_on(async {
            assert!(polls_a_task());
            left()
        });
        assert_eq!(untouched, looked_at);
        // Also when nothing is left.
        runtime.block_on(async {
            left();
            assert!(polls_a_task());
        });
    }
}
