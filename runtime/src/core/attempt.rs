//! One attempt of a call, in the only correct order. `attempt` reads like the order itself; every step is a function of its own.

use super::Inner;
use super::build_call::Built;
use super::classify::text_at;
use super::deadline::Deadline;
use super::held_key::HeldKey;
use super::limiter::Reports;
use super::request::{Signed, at, signing_inputs};
use super::verdict::is_success;
use crate::clock::RequestTime;
use crate::observer::ObservedAttempt;
use crate::operation::Operation;
use crate::response::{Data, Received, Rest, SuccessfulResponse, Unread};
use crate::signing::{Needs, SessionValues, SigningInputs};
use crate::transport::{TransportError, TransportFailure, TransportRequest, TransportResponse};
use crate::{Error, ErrorKind, Outcome};
use std::borrow::Cow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// How much of a download is received before it is classified: no error message is as long.
const START: usize = 64 * 1024;

/// How a response is received, and who judges it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Within the limit of the client; the provider's rules decide what it is.
    AtOnce,
    /// Its start only; the caller takes the rest.
    InParts,
    /// Within the limit of the client; the caller decides what it is.
    Unjudged,
}

/// What is signed and sent.
#[derive(Clone, Copy)]
pub(super) enum Subject<'c> {
    /// A call that the user of the client makes.
    Call(&'c Built<'c>),
    /// The call that opens this session, given as its index in the scheme.
    Session(u16),
}

/// What an attempt is about.
pub(super) struct Attempt<'a> {
    pub(super) subject: Subject<'a>,
    pub(super) operation: &'a Operation<'a>,
    /// The session values that it is signed with.
    pub(super) session: &'a Arc<SessionValues>,
    pub(super) way: Way,
    /// Whether the rate limits have admitted it already.
    pub(super) admitted: bool,
    pub(super) deadline: &'a Deadline,
    /// Whether the request of the user's call may have been sent, for the case that the attempt is cancelled.
    pub(super) maybe_sent: &'a AtomicBool,
    /// The time that the request has for itself, if the provider requires that.
    pub(super) stamped: &'a Stamped,
    /// What the limit store is told once the outcome is known.
    pub(super) reports: &'a Reports,
    pub(super) observed: &'a ObservedAttempt,
}

/// The time of a request, once it has one.
#[derive(Default)]
pub(super) struct Stamped(Mutex<Option<RequestTime>>);

impl Stamped {
    fn set(&self, time: RequestTime) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(time);
    }

    pub(super) fn get(&self) -> Option<RequestTime> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads the data of a success, into whatever the caller wants.
pub(crate) type Read<'r> = dyn FnMut(&SuccessfulResponse) -> Result<(), Unread> + Send + 'r;

impl Inner {
    /// Makes an attempt. Each one begins at the top, so nothing is ever sent with an old timestamp or nonce.
    ///
    /// Nothing is awaited once there is a response: what it proves cannot be lost by waiting for something else.
    pub(super) async fn attempt(
        &self,
        attempt: &Attempt<'_>,
        read: &mut Read<'_>,
    ) -> Result<SuccessfulResponse, Error> {
        self.ready_to_verify(attempt)?;
        let needs = self.needs_of(attempt.subject);
        // All waiting comes before the clock is read.
        self.wait_for_limits(attempt).await?;
        let key = self.lock_key(attempt, &needs).await?;
        let clock = self.stamp_clock(attempt, &needs).await?;
        let nonce = self.take_nonce(&needs, &clock).await?;
        let inputs = signing_inputs(&needs, clock, nonce)?;
        let request = self.build(attempt, &inputs)?;
        let signed = self.sign(attempt, &request, &inputs)?;
        let (received, sent_at) = self.send(attempt, signed, key).await?;
        self.verify_response(attempt, &received.response)?;
        self.learn_time(attempt.operation, &received.response, sent_at);
        self.read_limits(attempt, &received.response);
        let success = self.classify_attempt(attempt, received)?;
        self.decode(attempt, success, read)
    }

    /// Waits for the turn of this call, where the provider requires that requests arrive in the order of their nonces.
    async fn lock_key(&self, attempt: &Attempt<'_>, needs: &Needs) -> Result<HeldKey, Error> {
        match needs.nonce {
            Some(_) if self.provider.serial_nonce => {
                let remaining = attempt.deadline.remaining();
                let guard = self.key_lock.lock(&self.key, remaining).await;
                Ok(HeldKey::new(guard.map_err(Error::not_sent)?))
            }
            _ => Ok(HeldKey::none()),
        }
    }

    /// The time that goes into the request.
    async fn stamp_clock(
        &self,
        attempt: &Attempt<'_>,
        needs: &Needs,
    ) -> Result<SigningInputs, Error> {
        let (stamp, time) = self.read_clock(needs).await?;
        if let Some(time) = time {
            attempt.stamped.set(time);
        }
        Ok(stamp)
    }

    /// The local clock, corrected by the provider's, and later than that of every other request of the key where the provider requires it;
    /// with the time that the request has for itself, if it reads the clock.
    pub(super) async fn read_clock(
        &self,
        needs: &Needs,
    ) -> Result<(SigningInputs, Option<RequestTime>), Error> {
        let policy = self.provider.clock.as_ref();
        let now = self.offset.stamp(self.clock.now(), policy);
        let chosen_at = self.timer.now();
        let stamp = at(now.as_nanos());
        let unique = policy.and_then(|policy| policy.unique);
        let Some(unit) = unique.filter(|_| needs.clock) else {
            let time = needs.clock.then(|| RequestTime {
                micros: now.as_micros(),
                chosen_at,
                series: None,
            });
            return Ok((stamp, time));
        };
        let least = stamp.clock(unit);
        let series = self.offset.series(now);
        let key = match series {
            0 => format!("{}-clock", self.key),
            _ => format!("{}-clock-{series}", self.key),
        };
        let time = self.nonces.next(&key, unit, least).await;
        let time = time.map_err(Error::not_sent)?;
        let micros = i64::try_from(time.saturating_mul(unit.nanos()) / 1_000).ok();
        let request = micros.map(|micros| RequestTime {
            micros,
            chosen_at,
            series: Some(series),
        });
        let stamp = match time == least {
            true => stamp,
            false => at(time.saturating_mul(unit.nanos())),
        };
        Ok((stamp, request))
    }

    pub(super) async fn take_nonce(
        &self,
        needs: &Needs,
        clock: &SigningInputs,
    ) -> Result<Option<i128>, Error> {
        let Some(unit) = needs.nonce else {
            return Ok(None);
        };
        let least = clock.clock(unit);
        let nonce = self.nonces.next(&self.key, unit, least).await;
        nonce.map(Some).map_err(Error::not_sent)
    }

    /// Sends it, exactly once; with the response, when that was. The key is free again as soon as the provider is done with the request.
    async fn send(
        &self,
        attempt: &Attempt<'_>,
        mut signed: Signed,
        mut key: HeldKey,
    ) -> Result<(Received, Instant), Error> {
        let deadline = attempt.deadline.of_part(self.attempt_timeout);
        signed.request.timeout = deadline.remaining();
        let sent_at = self.timer.now();
        if matches!(attempt.subject, Subject::Call(_)) {
            // While a session is being opened, the call itself has not been sent.
            attempt.maybe_sent.store(true, Ordering::Relaxed);
        }
        attempt.observed.before_send();
        key.in_flight_until(deadline.end());
        let outcome = self.exchange(attempt, &deadline, signed).await;
        key.release();
        let received = match outcome {
            Ok(received) => received,
            Err(error) => {
                if !error.sent {
                    attempt.maybe_sent.store(false, Ordering::Relaxed);
                }
                return Err(classify_failure(error, attempt.operation.is_safe()));
            }
        };
        let response = &received.response;
        if attempt.observed.is_observed() {
            let id = self.request_id(response, &attempt.masked());
            attempt.observed.received(response.status, id);
        }
        Ok((received, sent_at))
    }

    /// A request and its response, or the start of it, within the time of the attempt.
    async fn exchange(
        &self,
        attempt: &Attempt<'_>,
        deadline: &Deadline,
        signed: Signed,
    ) -> Result<Received, TransportError> {
        let Signed { request, parts } = signed;
        let exchange = async {
            match (attempt.way, parts) {
                (_, Some(parts)) => {
                    let sent = self.transport.send_multipart(request, parts).await;
                    sent.map(Received::from)
                }
                (Way::AtOnce | Way::Unjudged, None) => {
                    self.transport.send(request).await.map(Received::from)
                }
                // What is not known to be from the provider is not handed over.
                (Way::InParts, None) if self.verifies(attempt).is_some() => {
                    self.transport.send(request).await.map(Received::from)
                }
                (Way::InParts, None) => self.receive_start(request).await,
            }
        };
        // The deadline of the whole call is enforced around the attempt.
        if self.attempt_timeout.is_none() {
            return exchange.await;
        }
        let over = || TransportError::maybe_sent(TransportFailure::Timeout);
        match deadline.within(exchange).await {
            Ok(outcome) => outcome.unwrap_or_else(|| Err(over())),
            Err(error) => {
                Err(TransportError::not_sent(TransportFailure::InvalidRequest).caused_by(error))
            }
        }
    }

    /// Sends a request and receives the start of its response: enough to tell a document from an error. Of a response that is no success,
    /// the whole body.
    async fn receive_start(&self, request: TransportRequest) -> Result<Received, TransportError> {
        let mut streamed = self.transport.send_streamed(request).await?;
        let mut response = TransportResponse {
            status: streamed.status,
            headers: streamed.headers,
            body: Vec::new(),
        };
        let success = is_success(response.status);
        let enough = if success { START } else { self.limit };
        while response.body.len() <= enough {
            match streamed.body.next().await? {
                Some(mut part) => response.body.append(&mut part),
                None => return Ok(response.into()),
            }
        }
        match success {
            true => Ok(Received {
                response,
                rest: Some(Rest::new(streamed.body)),
            }),
            false => Err(TransportError::maybe_sent(TransportFailure::TooLarge)),
        }
    }

    /// Learns the provider's time, if this response gives it.
    fn learn_time(
        &self,
        operation: &Operation<'_>,
        response: &TransportResponse,
        sent_at: Instant,
    ) {
        let policy = self.provider.clock.as_ref();
        let Some(source) = policy.and_then(|policy| policy.server_time.as_ref()) else {
            return;
        };
        let named = source.operation.as_ref();
        if named.is_some_and(|named| *named != operation.name) {
            return;
        }
        if let Some(text) = text_at(&source.at, response) {
            let took = self.timer.now().saturating_duration_since(sent_at);
            self.offset
                .learn(&text, source.unit, took, self.clock.now());
        }
    }

    /// What the response proves. The caller of a raw call judges it.
    fn classify_attempt(
        &self,
        attempt: &Attempt<'_>,
        received: Received,
    ) -> Result<SuccessfulResponse, Error> {
        let masked = attempt.masked();
        if attempt.way == Way::Unjudged {
            return Ok(SuccessfulResponse {
                data: Data::At(0..received.response.body.len(), Vec::new()),
                response: received.response,
                explicit: false,
                rest: None,
                masked,
            });
        }
        let signed = self.verifies(attempt).map(|_| received.response.clone());
        match self.classify(attempt.operation, received, &masked) {
            Ok(success) => Ok(SuccessfulResponse { masked, ..success }),
            Err(mut error) => {
                // The signature covers the body. The status and most headers may be an intermediary's.
                if error.outcome() == Outcome::Rejected
                    && let Some(response) = signed
                    && !self.body_refuses(attempt.operation, response)
                {
                    error.leave_in_doubt(attempt.operation.is_safe());
                }
                self.close_limits(attempt, &mut error);
                Err(error)
            }
        }
    }

    /// Reads the data of a success.
    fn decode(
        &self,
        attempt: &Attempt<'_>,
        success: SuccessfulResponse,
        read: &mut Read<'_>,
    ) -> Result<SuccessfulResponse, Error> {
        match read(&success) {
            Ok(()) => Ok(success),
            Err(Unread::Data(problem)) => {
                let mut error = self.undecodable(attempt.operation, &success, problem);
                // Only the status said that it is a success, which no signature covers.
                if !success.explicit
                    && self.verifies(attempt).is_some()
                    && error.outcome() == Outcome::Done
                {
                    error.leave_in_doubt(attempt.operation.is_safe());
                }
                Err(error)
            }
            Err(Unread::Beside(problem)) => {
                Err(self.done_unread(&success.response, problem, &success.masked))
            }
            Err(Unread::Failed(error)) => Err(error),
        }
    }

    /// The sources that signing may read. The parameters of a session's call may read every source.
    fn needs_of(&self, subject: Subject<'_>) -> Cow<'_, Needs> {
        match subject {
            Subject::Call(call) => self
                .needs(call.section())
                .map_or_else(Cow::default, Cow::Borrowed),
            Subject::Session(_) => {
                let mut needs = Needs::default();
                needs.nonce = self.needs.iter().find_map(|needs| needs.nonce);
                (needs.clock, needs.uuid, needs.random) = (true, true, true);
                Cow::Owned(needs)
            }
        }
    }
}

impl Attempt<'_> {
    /// The values that are masked in what a provider sends: those of sessions, and the secret parameters of the call.
    pub(super) fn masked(&self) -> Arc<SessionValues> {
        match self.subject {
            Subject::Call(call) if !call.secrets.is_empty() => {
                Arc::new(SessionValues::clone(self.session).and(&call.secrets))
            }
            _ => Arc::clone(self.session),
        }
    }
}

/// The kind of error that a transport failure is.
pub(crate) fn kind_of(failure: TransportFailure) -> ErrorKind {
    match failure {
        TransportFailure::Connect => ErrorKind::Connect,
        TransportFailure::Timeout => ErrorKind::Timeout,
        TransportFailure::Broken => ErrorKind::Transport,
        TransportFailure::TooLarge => ErrorKind::TooLarge,
        TransportFailure::Upload => ErrorKind::Read,
        TransportFailure::InvalidRequest => ErrorKind::Request,
    }
}

/// Converts a transport failure to the error of the call.
pub(crate) fn classify_failure(error: TransportError, safe: bool) -> Error {
    let kind = kind_of(error.failure);
    let outcome = match (error.sent, safe) {
        (false, _) => Outcome::NotSent,
        (true, true) => Outcome::Unanswered,
        (true, false) => Outcome::Ambiguous,
    };
    let made = Error::new(kind, outcome, error.with_root_cause());
    match error.source {
        Some(source) => made.shows(source),
        None => made,
    }
}
