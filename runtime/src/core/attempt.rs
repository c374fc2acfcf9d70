//! One attempt of a call, in the only correct order:
//! key lock, clock, nonce, build and sign, send. [`super::classify`] then judges the response.

use super::call::Built;
use super::deadline::Deadline;
use super::{Inner, SuccessfulResponse, key_lock};
use crate::operation::Operation;
use crate::signing::{Needs, SessionValues, SignedRequest, SigningInputs, VerifiedRequest};
use crate::transport::{
    TransportError, TransportFailure, TransportRequest, TransportResponse, check_url,
};
use crate::{Error, ErrorKind, Outcome, Timestamp};
use std::borrow::Cow;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

/// The timeout of a call if neither the client nor the operation sets one.
const TIMEOUT: Duration = Duration::from_secs(30);

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
                let over = match deadline.has_left() {
                    true => TransportError::maybe_sent(TransportFailure::Timeout),
                    false => TransportError::not_sent(TransportFailure::Timeout),
                };
                Err(classify_failure(over, operation.is_safe()))
            }
        }
    }

    /// Makes the call. If the provider rejected the session that was used, makes it once more with a new session.
    pub(super) async fn send_and_classify(
        &self,
        operation: &Operation<'_>,
        call: &Built<'_>,
        deadline: &Deadline,
    ) -> Result<SuccessfulResponse, Error> {
        let (response, session) = self.send_with_sessions(operation, call, deadline).await?;
        match self.classify(operation, response, &session) {
            // Rejected because the session is not valid: nothing was done, so even an operation that is not safe may be repeated.
            Err(error)
                if error.kind() == ErrorKind::Auth && error.outcome() == Outcome::Rejected =>
            {
                deadline.set_left(false);
                if !self.forget_sessions(call.section(), &session).await {
                    return Err(error);
                }
                let (response, session) =
                    self.send_with_sessions(operation, call, deadline).await?;
                self.classify(operation, response, &session)
            }
            outcome => outcome,
        }
    }

    /// Makes a call and returns the response, whatever its status.
    pub(super) async fn raw(
        &self,
        operation: &Operation<'_>,
        call: &Built<'_>,
        deadline: &Deadline,
    ) -> Result<TransportResponse, Error> {
        Ok(self.send_with_sessions(operation, call, deadline).await?.0)
    }

    /// Sends a call once, after opening the sessions that signing it turns out to need. Returns the response, and the session values that
    /// it was signed with.
    async fn send_with_sessions(
        &self,
        operation: &Operation<'_>,
        call: &Built<'_>,
        deadline: &Deadline,
    ) -> Result<(TransportResponse, Arc<SessionValues>), Error> {
        self.renew_sessions(call.section(), deadline).await?;
        let mut opened = 0;
        loop {
            let session = self.known_sessions();
            let outcome = self
                .send_once(Subject::Call(call), &session, deadline, operation.is_safe())
                .await;
            let missing = outcome.as_ref().err().and_then(Error::missing_session);
            match missing.filter(|place| self.opens_by_call(*place)) {
                // Signing failed, so nothing was sent. Each session is opened at most once.
                Some(place) if opened < self.provider.scheme.sessions.len() => {
                    opened += 1;
                    self.open_session(place, deadline).await?;
                }
                _ => {
                    let given = missing.is_some_and(|place| !self.opens_by_call(place));
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
        session: &Arc<SessionValues>,
        deadline: &Deadline,
        safe: bool,
    ) -> Result<TransportResponse, Error> {
        let needs = self.needs_of(subject);
        // Wait here, before the clock is read: a request is sent as soon as it has its timestamp.
        let _key_lock = match needs.nonce {
            Some(_) if self.provider.serial_nonce => Some(key_lock::take(&self.key).await),
            _ => None,
        };
        let signing_inputs = self.signing_inputs(&needs).await?;
        let request = self.request_of(subject, &signing_inputs, session, deadline.remaining())?;
        let sent_at = self.clock.now();
        // While a session is being opened, the call itself has not been sent.
        deadline.set_left(matches!(subject, Subject::Call(_)));
        let outcome = self.transport.send(request).await;
        let response = outcome.map_err(|error| classify_failure(error, safe))?;
        self.learn_time(&response, sent_at);
        Ok(response)
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
                    .await?,
            );
        }
        if needs.uuid {
            signing_inputs.uuid = Some(uuid_of(random_bytes()?));
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
            Subject::Call(Built::Ready(endpoint, params)) => {
                let signed = self
                    .signer
                    .sign_at(endpoint, params, signing_inputs, session)?;
                self.to_transport_request(signed, timeout)
            }
            Subject::Call(Built::Call(call)) => {
                self.to_transport_request(self.signer.sign(call, signing_inputs, session)?, timeout)
            }
            Subject::Session(place) => {
                let mut call = self.signer.session_call(place, signing_inputs)?;
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
        signed: SignedRequest<'_>,
        timeout: Duration,
    ) -> Result<TransportRequest, Error> {
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

    /// Checks that the signed time of a delivery lies within the window that the provider's `clock` allows.
    pub(crate) fn check_time(&self, learnt: &VerifiedRequest) -> Result<(), String> {
        let (Some(stamp), Some(policy)) = (learnt.clock_ns, self.provider.clock.as_ref()) else {
            return Ok(());
        };
        let now = self.offset.stamp(self.clock.now(), None);
        policy.check(stamp, now.as_nanos())
    }

    fn learn_time(&self, response: &TransportResponse, sent_at: Timestamp) {
        let Some((header, unit)) = self
            .provider
            .clock
            .as_ref()
            .and_then(|policy| policy.server_time.as_ref())
        else {
            return;
        };
        if let Some(text) = response.header(header) {
            self.offset.learn(text, *unit, sent_at, self.clock.now());
        }
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

/// Converts a transport failure to the error of the call.
fn classify_failure(error: TransportError, safe: bool) -> Error {
    let kind = match error.failure {
        TransportFailure::Connect => ErrorKind::Connect,
        TransportFailure::Timeout => ErrorKind::Timeout,
        TransportFailure::Broken => ErrorKind::Transport,
        TransportFailure::TooLarge => ErrorKind::TooLarge,
        TransportFailure::Unfit => ErrorKind::Request,
    };
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

fn random_bytes() -> Result<[u8; 16], Error> {
    let mut bytes = [0; 16];
    getrandom::getrandom(&mut bytes).map_err(|e| {
        Error::request("cannot read random bytes from the operating system")
            .caused_by(e.to_string())
    })?;
    Ok(bytes)
}

/// A version 4 UUID in lower case.
fn uuid_of(mut bytes: [u8; 16]) -> String {
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut text = String::with_capacity(36);
    for (place, byte) in bytes.iter().enumerate() {
        if matches!(place, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        for digit in [byte >> 4, byte & 0x0f] {
            text.push(char::from_digit(digit.into(), 16).unwrap_or('0'));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_are_of_version_4() {
        assert_eq!(uuid_of([0xff; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(uuid_of([0; 16]), "00000000-0000-4000-8000-000000000000");
        assert_ne!(random_bytes().unwrap(), random_bytes().unwrap());
    }
}
