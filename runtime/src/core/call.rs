//! A call: attempts, until one succeeds, one fails for a reason that allows no other, or the time is over.

use super::Inner;
use super::attempt::{Attempt, Read, Stamped, Subject, Way, classify_failure};
use super::build_call;
use super::build_call::Built;
use super::deadline::Deadline;
use super::limiter::Reports;
use super::observe::report;
use super::retry::{History, Repetition};
use crate::observer::ObservedAttempt;
use crate::operation::Operation;
use crate::response::SuccessfulResponse;
use crate::signing::SessionValues;
use crate::spans::CallSpan;
use crate::transport::{TransportError, TransportFailure};
use crate::{Error, ErrorKind, Outcome};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// The timeout of a call if neither the client nor the operation sets one.
pub(super) const TIMEOUT: Duration = Duration::from_secs(30);

/// A call in progress.
struct Call<'c> {
    operation: &'c Operation<'c>,
    built: &'c Built<'c>,
    way: Way,
    deadline: Deadline,
    /// Whether the request of the current attempt may have been sent.
    maybe_sent: AtomicBool,
    /// The last time that an attempt had for itself.
    stamped: Stamped,
    history: History,
    /// Attempts so far, of any kind.
    attempts: u32,
    /// The session values of the last attempt.
    session: Option<Arc<SessionValues>>,
    /// Whether a new session was opened because the provider rejected the one that was used.
    renewed: bool,
    /// Whether the clock was corrected because the provider rejected the time.
    corrected: bool,
    /// How often the provider's time had been learned before the last attempt.
    learned: u64,
    started: Instant,
}

impl Inner {
    /// The time limit of a call of `operation` that starts now.
    pub(super) fn deadline(&self, operation: &Operation<'_>) -> Deadline {
        let own = operation.timeout_ms.map(Duration::from_millis);
        Deadline::new(self.timeout.or(own).unwrap_or(TIMEOUT), &self.timer)
    }

    /// Makes a call, if it could be built, and reads its response.
    pub(super) async fn call(
        &self,
        operation: &Operation<'_>,
        built: Result<Built<'_>, Error>,
        way: Way,
        read: &mut Read<'_>,
    ) -> Result<SuccessfulResponse, Error> {
        let span = CallSpan::new(&self.provider.scheme.provider, operation.name);
        let work = self.attempts(operation, built, way, read);
        let result = span.around(work).await;
        span.ended(&result);
        result
    }

    /// Makes attempts until there is a result.
    async fn attempts(
        &self,
        operation: &Operation<'_>,
        built: Result<Built<'_>, Error>,
        way: Way,
        read: &mut Read<'_>,
    ) -> Result<SuccessfulResponse, Error> {
        let built = built.map_err(|error| self.describe_error(operation, None, error))?;
        let mut call = self.begin(operation, &built, way, self.deadline(operation));
        loop {
            let error = match self.next_attempt(&mut call, read).await {
                Ok(success) => {
                    self.retries.succeeded(&call.history);
                    return Ok(success);
                }
                Err(error) => error,
            };
            if !self.prepare_another(&mut call, &error).await {
                let error = call.history.conclude(error);
                return Err(self.describe_error(operation, Some(&built), error));
            }
        }
    }

    /// Makes one attempt within the time that is left.
    async fn next_attempt(
        &self,
        call: &mut Call<'_>,
        read: &mut Read<'_>,
    ) -> Result<SuccessfulResponse, Error> {
        call.attempts += 1;
        call.maybe_sent.store(false, Ordering::Relaxed);
        call.learned = self.offset.times_learned();
        let mut session = None;
        let reports = Reports::default();
        let outcome = {
            let call = &*call;
            let observed = self.observe(
                call.operation,
                call.built,
                call.way,
                call.attempts,
                &call.deadline,
            );
            let attempt = self.attempt_with_sessions(call, &observed, &reports, &mut session, read);
            let attempt = observed.around(attempt);
            let outcome = match call.deadline.within(attempt).await? {
                Some(outcome) => outcome,
                None => Err(call.cut_off()),
            };
            report(&observed, &outcome);
            outcome
        };
        call.session = session;
        self.tell_limits(reports, &call.deadline).await;
        outcome
    }

    /// Makes an attempt, after opening the sessions that signing it turns out to need.
    async fn attempt_with_sessions(
        &self,
        call: &Call<'_>,
        observed: &ObservedAttempt,
        reports: &Reports,
        used: &mut Option<Arc<SessionValues>>,
        read: &mut Read<'_>,
    ) -> Result<SuccessfulResponse, Error> {
        let (section, deadline) = (call.built.section(), &call.deadline);
        self.renew_sessions(section, deadline, reports).await?;
        let mut opened = 0;
        loop {
            let session = &*used.insert(self.known_sessions());
            let attempt = Attempt {
                subject: Subject::Call(call.built),
                operation: call.operation,
                session,
                way: call.way,
                // A session was missing, so the attempt was not sent: it still has its place.
                admitted: opened > 0,
                deadline,
                maybe_sent: &call.maybe_sent,
                stamped: &call.stamped,
                reports,
                observed,
            };
            let outcome = self.attempt(&attempt, read).await;
            let missing = outcome.as_ref().err().and_then(Error::missing_session);
            match missing.filter(|index| self.opens_by_call(*index)) {
                // Signing failed, so nothing was sent. Each session is opened at most once.
                Some(index) if opened < self.provider.scheme.sessions.len() => {
                    opened += 1;
                    self.open_session(index, deadline, reports).await?;
                }
                _ => {
                    let given = missing.is_some_and(|index| !self.opens_by_call(index));
                    return outcome.map_err(|error| if given { not_given(error) } else { error });
                }
            }
        }
    }

    /// Prepares another attempt after `error`, if there may be one, and waits for its time.
    async fn prepare_another(&self, call: &mut Call<'_>, error: &Error) -> bool {
        // A file that comes from a reader cannot be read again.
        if call.built.is_once() {
            return false;
        }
        // A request with a wrong time says nothing about its session.
        if self.corrects_clock(call, error).await || self.renews_session(call, error).await {
            return true;
        }
        let elapsed = self.timer.now().saturating_duration_since(call.started);
        let repetition = self.retries.after(
            error,
            &call.history,
            call.operation.idempotency,
            call.built.key.is_some(),
            elapsed,
        );
        match repetition {
            Some(repetition) => self.pauses(call, error, repetition).await,
            None => false,
        }
    }

    /// Waits before a repetition, unless the time of the call ends before.
    async fn pauses(&self, call: &mut Call<'_>, error: &Error, repetition: Repetition) -> bool {
        let paused = call.deadline.pause(repetition.pause).await;
        match paused {
            true => call.history.add(error, repetition),
            false => self.retries.cancelled(repetition),
        }
        paused
    }

    /// Ends the sessions of a call that was rejected because of them, once in a call. Nothing was done, so even an operation that is not safe
    /// may be repeated.
    async fn renews_session(&self, call: &mut Call<'_>, error: &Error) -> bool {
        let rejected = (error.kind(), error.outcome()) == (ErrorKind::Auth, Outcome::Rejected);
        let Some(session) = call.session.as_ref().filter(|_| rejected && !call.renewed) else {
            return false;
        };
        call.renewed = true;
        // Another call may be opening them just now, and has a deadline of its own.
        let forgetting = self.forget_sessions(call.built.section(), session);
        let forgot = call.deadline.within(forgetting).await;
        matches!(forgot, Ok(Some(true)))
    }
}

impl Inner {
    /// Learns the provider's time for a call that was rejected because of its own, once in a call. Nothing was done, so even an operation that is
    /// not safe may be repeated.
    async fn corrects_clock(&self, call: &mut Call<'_>, error: &Error) -> bool {
        let of_clock = match error.kind() {
            ErrorKind::Clock => true,
            // Some providers say no more than that they do not accept the request.
            ErrorKind::Auth => self.was_outside_window(call),
            _ => false,
        };
        if !of_clock || error.outcome() != Outcome::Rejected || call.corrected {
            return false;
        }
        call.corrected = true;
        // The response that rejected it may have the time.
        if self.offset.times_learned() == call.learned {
            self.ask_time(call).await;
        }
        let learned = self.offset.times_learned() != call.learned;
        if let (true, Some(time)) = (learned, call.stamped.get()) {
            self.offset.refuse(time, self.clock.now());
        }
        learned
    }

    /// Whether the response gave the provider's time, and that of the request lies outside the window around it that the spec declares.
    fn was_outside_window(&self, call: &Call<'_>) -> bool {
        let learned = self.offset.times_learned() != call.learned;
        let (Some(policy), Some(time), true) = (&self.provider.clock, call.stamped.get(), learned)
        else {
            return false;
        };
        // The provider's time when the request was stamped: a response that took long does not make its time wrong.
        let now = self.clock.now().plus_micros(self.offset.micros());
        let since = self.timer.now().saturating_duration_since(time.chosen_at);
        let since = i128::try_from(since.as_nanos()).unwrap_or(i128::MAX);
        let stamp_ns = i128::from(time.micros).saturating_mul(1_000);
        policy
            .check(stamp_ns, now.as_nanos().saturating_sub(since))
            .is_err()
    }

    /// Calls the operation that gives the provider's time, if there is one. If that fails, the time is as unknown as before.
    async fn ask_time(&self, call: &Call<'_>) {
        let policy = self.provider.clock.as_ref();
        let source = policy.and_then(|policy| policy.server_time.as_ref());
        let Some((Some(name), Some(how))) =
            source.map(|source| (source.operation.as_ref(), source.call.as_ref()))
        else {
            return;
        };
        let fixed: Vec<(&str, &str)> = how
            .fixed
            .iter()
            .map(|(name, text)| (&**name, &**text))
            .collect();
        let operation = Operation::new(name, &how.method, &how.path)
            .section(how.section)
            .fixed(&fixed)
            .safe()
            .no_envelope();
        let Ok(built) = build_call::build(&operation, None, &(), &[], self) else {
            return;
        };
        let deadline = call.deadline.of_part(None);
        let mut asking = self.begin(&operation, &built, Way::Unjudged, deadline);
        // Its failure leaves the error of the call as it is.
        let _ = self.next_attempt(&mut asking, &mut |_| Ok(())).await;
    }

    fn begin<'c>(
        &self,
        operation: &'c Operation<'c>,
        built: &'c Built<'c>,
        way: Way,
        deadline: Deadline,
    ) -> Call<'c> {
        Call {
            operation,
            built,
            way,
            deadline,
            maybe_sent: AtomicBool::new(false),
            stamped: Stamped::default(),
            history: History::default(),
            attempts: 0,
            session: None,
            renewed: false,
            corrected: false,
            learned: 0,
            started: self.timer.now(),
        }
    }
}

impl Call<'_> {
    /// The error of an attempt that was cancelled because the time is over.
    fn cut_off(&self) -> Error {
        let over = match self.maybe_sent.load(Ordering::Relaxed) {
            true => TransportError::maybe_sent(TransportFailure::Timeout),
            false => TransportError::not_sent(TransportFailure::Timeout),
        };
        classify_failure(over, self.operation.is_safe())
    }
}

/// The user of the client must supply the values of this session, and did not.
fn not_given(mut error: Error) -> Error {
    let cause = error.inner().source.take();
    if let Some(cause) = cause {
        error.inner().what = format!("{}: {cause}", error.inner().what);
    }
    error.inner().kind = ErrorKind::Configuration;
    error
}
