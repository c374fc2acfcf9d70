//! Hooks that see each attempt of a call.

use crate::outcome::{ErrorKind, Outcome};
use crate::spans::AttemptSpan;
use std::fmt;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Sees each attempt of a call: for metrics, logs and traces. It cannot change the request or the result.
///
/// An observer receives no secrets, no parameters and no bodies. Its methods run on the caller's thread, between signing and sending, so
/// they must be quick and must not block. A panic in them is caught and does not affect the call. With `panic = "abort"` nothing can
/// catch it: it ends the program.
///
/// ```
/// use specie_runtime::{Attempt, AttemptEnd, AttemptResult, CallObserver};
/// use std::sync::Arc;
/// use std::sync::atomic::{AtomicU64, Ordering};
///
/// /// Counts what was sent, and what may have taken effect without a response.
/// #[derive(Default)]
/// struct Metrics {
///     sent: AtomicU64,
///     ambiguous: AtomicU64,
/// }
///
/// impl CallObserver for Metrics {
///     fn before_send(&self, _: &Attempt) {
///         self.sent.fetch_add(1, Ordering::Relaxed);
///     }
///
///     fn after_attempt(&self, attempt: &Attempt, end: &AttemptEnd) {
///         if end.result().outcome() == Some(specie_runtime::Outcome::Ambiguous) {
///             self.ambiguous.fetch_add(1, Ordering::Relaxed);
///         }
///         let (operation, elapsed) = (attempt.operation(), end.elapsed());
///         println!("{operation}: {:?} after {elapsed:?}", end.result());
///     }
/// }
///
/// let metrics = Arc::new(Metrics::default());
/// # fn on(builder: specie_runtime::CoreBuilder, metrics: &Arc<Metrics>) -> specie_runtime::CoreBuilder {
/// builder.observer(Arc::clone(metrics))
/// # }
/// ```
pub trait CallObserver: Send + Sync + 'static {
    /// The request is signed; it is sent as soon as this returns.
    fn before_send(&self, attempt: &Attempt) {
        let _ = attempt;
    }

    /// The attempt ended: after the response was decoded, or when the attempt failed or was cancelled. It is called once for every attempt,
    /// also for one that failed before it was sent.
    fn after_attempt(&self, attempt: &Attempt, end: &AttemptEnd) {
        let _ = (attempt, end);
    }
}

impl<T: CallObserver + ?Sized> CallObserver for Arc<T> {
    fn before_send(&self, attempt: &Attempt) {
        T::before_send(self, attempt);
    }

    fn after_attempt(&self, attempt: &Attempt, end: &AttemptEnd) {
        T::after_attempt(self, attempt, end);
    }
}

/// One attempt of a call.
#[derive(Clone, Debug)]
pub struct Attempt {
    pub(crate) provider: String,
    pub(crate) operation: String,
    pub(crate) opens_session: bool,
    pub(crate) number: u32,
    pub(crate) method: String,
    pub(crate) host: String,
    /// Whether the server is asked over TLS.
    #[cfg_attr(not(feature = "tracing"), expect(dead_code, reason = "for spans"))]
    pub(crate) secure: bool,
    pub(crate) path: String,
    pub(crate) started: Instant,
}

impl Attempt {
    /// The provider's name in its spec.
    #[must_use]
    pub fn provider(&self) -> &str {
        &self.provider
    }

    /// The operation's name in the spec; `raw` for a raw call. For the call that opens a session, the session's name.
    #[must_use]
    pub fn operation(&self) -> &str {
        &self.operation
    }

    /// Whether this is the call that opens a session, which the client makes by itself.
    #[must_use]
    pub fn opens_session(&self) -> bool {
        self.opens_session
    }

    /// The number of the attempt within its call, from 1.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The HTTP method.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// Host of the request, with its port if the base URL has one.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The path template, such as `/v1/addresses/{id}`: names in place of values, without the query and without the path of the base URL.
    /// For a raw call, only the section's template, such as `/v1/{path}`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// When the attempt started, before it waited for locks and nonces.
    #[must_use]
    pub fn started(&self) -> Instant {
        self.started
    }
}

/// How an attempt ended.
#[derive(Clone, Debug)]
pub struct AttemptEnd {
    elapsed: Duration,
    sent_after: Option<Duration>,
    status: Option<u16>,
    request_id: Option<String>,
    result: AttemptResult,
}

impl AttemptEnd {
    /// The time since the attempt started.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// The time from the start of the attempt until the request was sent: opening sessions, waiting for the key lock and the nonce,
    /// signing. `None` if it was not sent.
    #[must_use]
    pub fn sent_after(&self) -> Option<Duration> {
        self.sent_after
    }

    /// HTTP status of the response; `None` if there was no response.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// The provider's identifier of the request, if the spec says where to find it.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// Whether it succeeded, failed or was dropped.
    #[must_use]
    pub fn result(&self) -> AttemptResult {
        self.result
    }
}

/// The result of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AttemptResult {
    /// The call succeeded. For a raw call: a response was received, whatever its status.
    Success,
    /// It failed. The call itself fails with the same kind and outcome, unless another attempt follows.
    Failure {
        /// What went wrong.
        kind: ErrorKind,
        /// What happened to the request.
        outcome: Outcome,
    },
    /// The caller dropped the call before it ended.
    Dropped {
        /// What is known about the request.
        outcome: Outcome,
    },
}

impl AttemptResult {
    /// What happened to the request of an attempt that did not succeed.
    #[must_use]
    pub fn outcome(self) -> Option<Outcome> {
        match self {
            Self::Success => None,
            Self::Failure { outcome, .. } | Self::Dropped { outcome } => Some(outcome),
        }
    }

    /// What went wrong, if the attempt failed.
    #[must_use]
    pub fn kind(self) -> Option<ErrorKind> {
        match self {
            Self::Failure { kind, .. } => Some(kind),
            Self::Success | Self::Dropped { .. } => None,
        }
    }
}

/// The observers of a client, in the order in which they were added.
pub(crate) type Observers = Arc<[Arc<dyn CallObserver>]>;

/// An attempt in progress that reports to the observers and to its span, exactly once, how it ended. If nobody watches, it does nothing.
#[derive(Default)]
pub(crate) struct ObservedAttempt(Option<Box<InProgress>>);

struct InProgress {
    observers: Observers,
    span: AttemptSpan,
    attempt: Attempt,
    /// Whether the operation is safe to repeat.
    safe: bool,
    /// When the call is cancelled; `None`: never.
    deadline: Option<Instant>,
    seen: Mutex<Seen>,
}

/// What is known of the attempt so far.
#[derive(Default)]
struct Seen {
    sent_after: Option<Duration>,
    status: Option<u16>,
    request_id: Option<String>,
    ended: bool,
}

impl ObservedAttempt {
    pub(crate) fn new(
        observers: Option<&Observers>,
        attempt: Attempt,
        safe: bool,
        deadline: Option<Instant>,
    ) -> Self {
        Self(Some(Box::new(InProgress {
            observers: observers.cloned().unwrap_or_default(),
            span: AttemptSpan::new(&attempt),
            attempt,
            safe,
            deadline,
            seen: Mutex::default(),
        })))
    }

    /// Whether anyone observes it.
    pub(crate) fn is_observed(&self) -> bool {
        self.0.is_some()
    }

    /// The work of the attempt, within its span whenever it runs.
    pub(crate) fn around<F: Future>(&self, work: F) -> impl Future<Output = F::Output> + use<F> {
        AttemptSpan::around(self.0.as_ref().map(|attempt| &attempt.span), work)
    }

    /// The request is about to be sent.
    pub(crate) fn before_send(&self) {
        if let Some(attempt) = &self.0 {
            attempt.seen().sent_after = Some(attempt.attempt.started.elapsed());
            attempt.notify(|observer| observer.before_send(&attempt.attempt));
        }
    }

    /// A response was received.
    pub(crate) fn received(&self, status: u16, request_id: Option<String>) {
        if let Some(attempt) = &self.0 {
            let mut seen = attempt.seen();
            (seen.status, seen.request_id) = (Some(status), request_id);
        }
    }

    /// The attempt succeeded and its response was decoded.
    pub(crate) fn succeeded(&self) {
        self.end(AttemptResult::Success);
    }

    /// The attempt failed.
    pub(crate) fn failed(&self, kind: ErrorKind, outcome: Outcome) {
        self.end(AttemptResult::Failure { kind, outcome });
    }

    fn end(&self, result: AttemptResult) {
        if let Some(attempt) = &self.0 {
            attempt.end(result);
        }
    }
}

impl InProgress {
    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reports the end, unless it was reported before.
    fn end(&self, result: AttemptResult) {
        let end = {
            let mut seen = self.seen();
            if std::mem::replace(&mut seen.ended, true) {
                return;
            }
            AttemptEnd {
                elapsed: self.attempt.started.elapsed(),
                sent_after: seen.sent_after,
                status: seen.status,
                request_id: seen.request_id.take(),
                result,
            }
        };
        self.span.ended(&end);
        self.notify(|observer| observer.after_attempt(&self.attempt, &end));
    }

    /// Calls each observer. A panic of one affects neither the call nor the others.
    fn notify(&self, hook: impl Fn(&dyn CallObserver)) {
        for observer in self.observers.iter() {
            let outcome = catch_unwind(AssertUnwindSafe(|| hook(&**observer)));
            if let Err(panic) = outcome {
                // Dropping what was thrown may panic again.
                if let Err(again) = catch_unwind(AssertUnwindSafe(|| drop(panic))) {
                    std::mem::forget(again);
                }
            }
        }
    }

    /// What happened to an attempt that was dropped unfinished.
    fn cancelled(&self) -> AttemptResult {
        let outcome = match (self.seen().sent_after.is_some(), self.safe) {
            (false, _) => Outcome::NotSent,
            (true, true) => Outcome::Unanswered,
            (true, false) => Outcome::Ambiguous,
        };
        match self.deadline {
            Some(deadline) if Instant::now() >= deadline => AttemptResult::Failure {
                kind: ErrorKind::Timeout,
                outcome,
            },
            _ => AttemptResult::Dropped { outcome },
        }
    }
}

impl Drop for InProgress {
    fn drop(&mut self) {
        self.end(self.cancelled());
    }
}

impl fmt::Debug for ObservedAttempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let attempt = self.0.as_ref().map(|attempt| &attempt.attempt);
        f.debug_tuple("ObservedAttempt").field(&attempt).finish()
    }
}
