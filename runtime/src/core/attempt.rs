//! One attempt of a call, in the only correct order:
//! key lock, clock, nonce, build and sign, send. [`super::classify`] then judges the response.

use super::Inner;
use super::build_call::{Built, Form};
use super::classify::text_at;
use super::deadline::Deadline;
use super::multipart;
use super::observe::{report, report_failure};
use super::verdict::is_success;
use crate::observer::ObservedAttempt;
use crate::operation::Operation;
use crate::provider::delivery_window;
use crate::random::{random_bytes, random_uuid};
use crate::response::{Received, Rest, SuccessfulResponse};
use crate::signing::{Needs, SessionValues, SignedRequest, SigningInputs, VerifiedRequest};
use crate::transport::{
    TransportError, TransportFailure, TransportRequest, TransportResponse, check_url,
};
use crate::{Error, ErrorKind, FormPart, Outcome, Timestamp};
use std::borrow::Cow;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

/// The timeout of a call if neither the client nor the operation sets one.
pub(super) const TIMEOUT: Duration = Duration::from_secs(30);

/// How much of a download is received before it is classified: no error message is as long.
const START: usize = 64 * 1024;

/// How the body of a response is received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Within the limit of the client.
    AtOnce,
    /// Its start only; the caller takes the rest.
    InParts,
}

/// What is signed and sent.
#[derive(Clone, Copy)]
pub(super) enum Subject<'c> {
    /// A call that the user of the client makes.
    Call(&'c Built<'c>),
    /// The call that opens this session, given as its index in the scheme.
    Session(u16),
}

impl Inner {
    /// The time limit of a call of `operation` that starts now.
    pub(super) fn deadline(&self, operation: &Operation<'_>) -> Deadline {
        let own = operation.timeout_ms.map(Duration::from_millis);
        Deadline::new(self.timeout.or(own).unwrap_or(TIMEOUT))
    }

    /// Cancels `work` when its time is over. The outcome then depends on whether the request may have been sent.
    pub(super) async fn limited<T>(
        &self,
        operation: &Operation<'_>,
        deadline: &Deadline,
        work: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        match deadline.within(work).await? {
            Some(outcome) => outcome,
            None => {
                let over = match deadline.is_maybe_sent() {
                    true => TransportError::maybe_sent(TransportFailure::Timeout),
                    false => TransportError::not_sent(TransportFailure::Timeout),
                };
                Err(classify_failure(over, operation.is_safe()))
            }
        }
    }

    /// Makes the call in this way. If the provider rejected the session that was used, makes it once more with a new session.
    pub(super) async fn send_and_classify(
        &self,
        operation: &Operation<'_>,
        call: &Built<'_>,
        way: Way,
        deadline: &Deadline,
    ) -> Result<SuccessfulResponse, Error> {
        let mut number = 1;
        loop {
            let attempt = self.observe(operation, call, number, deadline);
            let sent = self
                .send_with_sessions(operation, call, way, deadline, &attempt)
                .await;
            let (received, session) = sent.inspect_err(|error| report_failure(&attempt, error))?;
            let masked = masked_values(call, &session);
            let error = match self.classify(operation, received, &masked) {
                Ok(success) => {
                    return Ok(SuccessfulResponse {
                        attempt,
                        masked,
                        ..success
                    });
                }
                Err(error) => error,
            };
            report_failure(&attempt, &error);
            // Rejected because the session is not valid: nothing was done, so even an operation that is not safe may be repeated.
            let was_session = error.kind() == ErrorKind::Auth
                && error.outcome() == Outcome::Rejected
                && number == 1;
            if !was_session || call.is_once() {
                return Err(error);
            }
            deadline.set_maybe_sent(false);
            if !self.forget_sessions(call.section(), &session).await {
                return Err(error);
            }
            number += 1;
        }
    }

    /// Makes a call and returns the response, whatever its status.
    pub(super) async fn raw(
        &self,
        operation: &Operation<'_>,
        call: &Built<'_>,
        deadline: &Deadline,
    ) -> Result<TransportResponse, Error> {
        let attempt = self.observe_raw(operation, call, deadline);
        let outcome = self
            .send_with_sessions(operation, call, Way::AtOnce, deadline, &attempt)
            .await;
        report(&attempt, &outcome);
        outcome.map(|(received, _)| received.response)
    }

    /// Sends a call once, after opening the sessions that signing it turns out to need. Returns the response, and the session values that
    /// it was signed with.
    async fn send_with_sessions(
        &self,
        operation: &Operation<'_>,
        call: &Built<'_>,
        way: Way,
        deadline: &Deadline,
        attempt: &ObservedAttempt,
    ) -> Result<(Received, Arc<SessionValues>), Error> {
        self.renew_sessions(call.section(), deadline).await?;
        let mut opened = 0;
        loop {
            let session = self.known_sessions();
            let outcome = self
                .send_once(
                    Subject::Call(call),
                    operation,
                    &session,
                    way,
                    deadline,
                    attempt,
                )
                .await;
            let missing = outcome.as_ref().err().and_then(Error::missing_session);
            match missing.filter(|index| self.opens_by_call(*index)) {
                // Signing failed, so nothing was sent. Each session is opened at most once.
                Some(index) if opened < self.provider.scheme.sessions.len() => {
                    opened += 1;
                    self.open_session(index, deadline).await?;
                }
                _ => {
                    let given = missing.is_some_and(|index| !self.opens_by_call(index));
                    return outcome
                        .map(|response| (response, session))
                        .map_err(|error| if given { not_given(error) } else { error });
                }
            }
        }
    }

    /// Signs and sends, exactly once.
    pub(super) async fn send_once(
        &self,
        subject: Subject<'_>,
        operation: &Operation<'_>,
        session: &Arc<SessionValues>,
        way: Way,
        deadline: &Deadline,
        attempt: &ObservedAttempt,
    ) -> Result<Received, Error> {
        let needs = self.needs_of(subject);
        // Wait here, before the clock is read: a request is sent as soon as it has its timestamp.
        let _key_guard = match needs.nonce {
            Some(_) if self.provider.serial_nonce => {
                let guard = self.key_lock.lock(&self.key, deadline.remaining()).await;
                Some(guard.map_err(Error::not_sent)?)
            }
            _ => None,
        };
        let signing_inputs = self.signing_inputs(&needs).await?;
        let request = self.request_of(subject, &signing_inputs, session, deadline.remaining())?;
        let parts = match subject {
            Subject::Call(call) => self.parts_of(operation, call, &request)?,
            Subject::Session(_) => None,
        };
        let sent_at = self.clock.now();
        // While a session is being opened, the call itself has not been sent.
        deadline.set_maybe_sent(matches!(subject, Subject::Call(_)));
        attempt.before_send();
        let outcome = match (way, parts) {
            (_, Some(parts)) => {
                let sent = self.transport.send_multipart(request, parts).await;
                sent.map(Received::from)
            }
            (Way::AtOnce, None) => self.transport.send(request).await.map(Received::from),
            (Way::InParts, None) => self.receive_start(request).await,
        };
        let received = outcome.map_err(|error| classify_failure(error, operation.is_safe()))?;
        let response = &received.response;
        if attempt.is_observed() {
            let masked = match subject {
                Subject::Call(call) => masked_values(call, session),
                Subject::Session(_) => session.clone(),
            };
            attempt.received(response.status, self.request_id(response, &masked));
        }
        self.learn_time(operation, response, sent_at);
        Ok(received)
    }

    /// The parts of the body of a call, with its files opened; `None`: it has another body.
    fn parts_of(
        &self,
        operation: &Operation<'_>,
        call: &Built<'_>,
        request: &TransportRequest,
    ) -> Result<Option<Vec<FormPart>>, Error> {
        let Some(parts) = call.parts() else {
            return Ok(None);
        };
        // `check` rejects such plans; a provider may also be made by hand.
        let mut headers = request.headers.iter();
        if request.body.is_some()
            || headers.any(|(name, _)| name.eq_ignore_ascii_case("Content-Type"))
        {
            return Err(Error::configuration(
                "the plan sets a body or its type, but the call has a body with several parts",
            ));
        }
        multipart::open(operation, parts, &call.uploads).map(Some)
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
                rest: Some(Rest(streamed.body)),
            }),
            false => Err(TransportError::maybe_sent(TransportFailure::TooLarge)),
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

    /// Reads clock, nonce and randomness once.
    async fn signing_inputs(&self, needs: &Needs) -> Result<SigningInputs, Error> {
        let stamp = self
            .offset
            .stamp(self.clock.now(), self.provider.clock.as_ref());
        let mut signing_inputs = SigningInputs {
            clock_ns: stamp.as_nanos(),
            ..SigningInputs::default()
        };
        if let Some(unit) = needs.nonce {
            signing_inputs.nonce = Some(
                self.nonces
                    .next(&self.key, unit, signing_inputs.clock(unit))
                    .await
                    .map_err(Error::not_sent)?,
            );
        }
        if needs.uuid {
            signing_inputs.uuid = Some(random_uuid()?);
        }
        if needs.random {
            signing_inputs.random = Some(random_bytes()?);
        }
        Ok(signing_inputs)
    }

    /// The request whose bytes were signed and will be sent.
    fn request_of(
        &self,
        subject: Subject<'_>,
        signing_inputs: &SigningInputs,
        session: &SessionValues,
        timeout: Duration,
    ) -> Result<TransportRequest, Error> {
        match subject {
            Subject::Call(call) => {
                let signed = match &call.form {
                    Form::Ready(endpoint, params) => {
                        self.signer
                            .sign_at(endpoint, params, signing_inputs, session)?
                    }
                    Form::Call(call) => self.signer.sign(call, signing_inputs, session)?,
                };
                self.to_transport_request(signed, timeout)
            }
            Subject::Session(index) => {
                let mut call = self.signer.session_call(index, signing_inputs)?;
                call.base = self.base(call.section);
                self.to_transport_request(
                    self.signer.sign(&call, signing_inputs, session)?,
                    timeout,
                )
            }
        }
    }

    fn to_transport_request(
        &self,
        mut signed: SignedRequest<'_>,
        timeout: Duration,
    ) -> Result<TransportRequest, Error> {
        for (name, value) in &self.headers {
            let header = (Cow::Owned(name.clone()), Cow::Owned(value.clone()));
            signed.headers.push(header);
        }
        check_url(&signed.url).map_err(Error::request)?;
        signed.check_verbatim().map_err(|why| {
            Error::request(format!(
                "the request would be changed after it was signed: {why}"
            ))
        })?;
        let headers = signed
            .headers
            .into_iter()
            .map(|(name, value)| (name.into_owned(), value.into_owned()));
        Ok(TransportRequest {
            method: signed.method.into_owned(),
            url: signed.url.into_owned(),
            headers: headers.collect(),
            body: signed.body,
            timeout,
            limit: self.limit,
        })
    }

    /// Checks that the signed time of a delivery lies within the window that the webhook or the provider's `clock` allows.
    pub(crate) fn check_time(
        &self,
        webhook: u16,
        verified: &VerifiedRequest,
    ) -> Result<(), String> {
        let plan = self.provider.scheme.webhooks.get(usize::from(webhook));
        let window = plan.and_then(|plan| delivery_window(plan, self.provider.clock.as_ref()));
        let (Some(stamp), Some(policy)) = (verified.clock_ns, window) else {
            return Ok(());
        };
        let now = self.offset.stamp(self.clock.now(), None);
        policy.check(stamp, now.as_nanos())
    }

    /// Learns the provider's time, if this response gives it.
    fn learn_time(
        &self,
        operation: &Operation<'_>,
        response: &TransportResponse,
        sent_at: Timestamp,
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
            self.offset
                .learn(&text, source.unit, sent_at, self.clock.now());
        }
    }
}

/// The values that are masked in what a provider sends: those of sessions, and the secret parameters of the call.
fn masked_values(call: &Built<'_>, session: &Arc<SessionValues>) -> Arc<SessionValues> {
    if call.secrets.is_empty() {
        return session.clone();
    }
    Arc::new(SessionValues::clone(session).and(&call.secrets))
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

/// The kind of error that a transport failure is.
pub(super) fn kind_of(failure: TransportFailure) -> ErrorKind {
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
pub(super) fn classify_failure(error: TransportError, safe: bool) -> Error {
    let kind = kind_of(error.failure);
    let outcome = match (error.sent, safe) {
        (false, _) => Outcome::NotSent,
        (true, true) => Outcome::Unanswered,
        (true, false) => Outcome::Ambiguous,
    };
    let what = error.to_string();
    let made = Error::new(kind, outcome, what);
    match error.source {
        Some(source) => made.caused_by(source),
        None => made,
    }
}
