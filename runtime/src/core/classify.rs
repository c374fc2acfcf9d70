//! Classifies responses: done, rejected, ambiguous.
//!
//! "Rejected" and "done" are claims about money, so both need proof. A response proves a rejection by a code that the spec knows, by a
//! status of 400 to 499 that means rejection, or by an envelope whose member is present, exactly once and of the right kind, and signals
//! failure. A message that the spec knows proves as much as a code. A response proves a success by an envelope that signals success, or by a
//! status of 200 to 299 with a body of the expected kind. A response that proves neither leaves the outcome in doubt.

use super::Inner;
use super::mask::KEPT;
use super::rules::Rules;
use super::verdict::{Success, Verdict, is_refusal, is_success, judge};
use crate::codec::{Problem, Reader, locate, survey};
use crate::error::{PartialData, retry_hint};
use crate::operation::{Operation, ResponseKind};
use crate::provider::ResponsePath;
use crate::response::{Data, Received, SuccessfulResponse};
use crate::signing::SessionValues;
use crate::transport::TransportResponse;
use crate::{Error, ErrorKind, Outcome};
use std::sync::Arc;

/// The message for a call that was done, but whose response cannot be read.
pub(crate) const DONE_UNREAD: &str = "the call succeeded, but its response does not match its type";
/// The message for a batch of which a part was done.
pub(crate) const PARTLY_DONE: &str =
    "some items were executed and others were not; the response has the result of each item";

/// What the envelope signals in a response that is not a success.
#[derive(Clone, Debug)]
enum Signal {
    /// Failure.
    Failure,
    /// Success, but the status or the rest of the body contradicts it.
    Contradiction,
    /// Nothing. Carries the problem of the body, if there is one.
    Nothing(Option<Problem>),
}

impl Inner {
    /// Returns the success with the location of its data, or the error that the response represents.
    pub(crate) fn classify(
        &self,
        operation: &Operation<'_>,
        received: impl Into<Received>,
        session: &SessionValues,
    ) -> Result<SuccessfulResponse, Error> {
        let Received { mut response, rest } = received.into();
        // Bytes are given as they are. It is no part of a text, nor of JSON.
        let declared = operation.kind_of(response.status);
        let expected = declared.unwrap_or(ResponseKind::Json);
        if expected != ResponseKind::Bytes || response.is_marked_json() {
            response.skip_byte_order_mark();
        }
        let envelope = operation
            .envelope
            .and_then(|index| self.provider.envelopes.get(usize::from(index)));
        match judge(envelope, expected, &response) {
            Verdict::Done(Success { explicit, .. }) if declared.is_none() => {
                let what = format!("no response is declared for the status {}", response.status);
                let problem = Problem::new(what, None);
                Err(match explicit {
                    true => self.done_unread(&response, problem, session),
                    false => {
                        let signal = Signal::Nothing(Some(problem));
                        self.failed(operation, &response, session, signal)
                    }
                })
            }
            Verdict::Done(Success { explicit, .. })
                if !explicit
                    && expected.is_raw()
                    && self.rules(operation).has_known_code(&response) =>
            {
                let problem = Problem::new("expected a document, found an error", None);
                let signal = Signal::Nothing(Some(problem));
                Err(self.failed(operation, &response, session, signal))
            }
            Verdict::Done(Success { data, explicit }) => Ok(SuccessfulResponse {
                response,
                data,
                explicit,
                rest,
                masked: Arc::default(),
            }),
            Verdict::Partial(data) => Err(self.partial(operation, response, data, session)),
            Verdict::Failure => Err(self.failed(operation, &response, session, Signal::Failure)),
            Verdict::Contradiction => {
                Err(self.failed(operation, &response, session, Signal::Contradiction))
            }
            Verdict::Nothing(problem) => {
                Err(self.failed(operation, &response, session, Signal::Nothing(problem)))
            }
        }
    }

    /// The error for a response that lacks required values, whatever its status: used for the call that opens a session.
    pub(super) fn missing_values(
        &self,
        operation: &Operation<'_>,
        response: &TransportResponse,
        session: &SessionValues,
    ) -> Error {
        self.failed(operation, response, session, Signal::Failure)
    }

    /// The error for a success that does not match its type. The call was done if the envelope signals success, or if the body is JSON of
    /// the expected kind and only its members do not match; then the raw text is all that remains of it.
    pub(super) fn undecodable(
        &self,
        operation: &Operation<'_>,
        success: &SuccessfulResponse,
        problem: Problem,
    ) -> Error {
        let session = &success.masked;
        let response = &success.response;
        if matches!(
            operation.kind_of(response.status),
            Some(ResponseKind::Json | ResponseKind::OptionalJson)
        ) && let Err(broken) = survey(&response.body, &[])
        {
            return self.failed(operation, response, session, Signal::Nothing(Some(broken)));
        }
        if !success.explicit && success.is_about_the_whole(&problem) {
            return self.failed(operation, response, session, Signal::Nothing(Some(problem)));
        }
        if !success.explicit && self.rules(operation).has_known_code(response) {
            return self.failed(operation, response, session, Signal::Contradiction);
        }
        self.done_unread(response, problem, session)
    }

    /// The error for a call that was done, but whose response cannot be read.
    pub(super) fn done_unread(
        &self,
        response: &TransportResponse,
        problem: Problem,
        session: &SessionValues,
    ) -> Error {
        let mut error = Error::new(ErrorKind::Decode, Outcome::Done, DONE_UNREAD);
        self.add_response(&mut error, response, session);
        let problem = still_encoded(response).unwrap_or(problem);
        error.inner().problem = Some(self.masked(problem, session));
        error
    }

    /// The error for a batch that was partly done: the data says which elements.
    fn partial(
        &self,
        operation: &Operation<'_>,
        response: TransportResponse,
        data: Data,
        session: &SessionValues,
    ) -> Error {
        let mut error = Error::new(ErrorKind::Partial, Outcome::Partial, PARTLY_DONE);
        self.add_response(&mut error, &response, session);
        self.add_code_and_message(&mut error, self.rules(operation), &response, session);
        let success = SuccessfulResponse {
            response,
            data,
            explicit: true,
            rest: None,
            masked: Arc::default(),
        };
        error.inner().partial = Some(PartialData::new(success, operation));
        error
    }

    /// Whether the body alone proves that the provider refused the call, whatever the status and the headers say.
    pub(super) fn body_refuses(
        &self,
        operation: &Operation<'_>,
        mut body: TransportResponse,
    ) -> bool {
        body.status = 200;
        body.headers
            .retain(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let envelope = operation
            .envelope
            .and_then(|index| self.provider.envelopes.get(usize::from(index)));
        let expected = operation.kind_of(200).unwrap_or(ResponseKind::Json);
        self.rules(operation).has_known_code(&body)
            || matches!(judge(envelope, expected, &body), Verdict::Failure)
    }

    /// The error for a response that is not a success.
    fn failed(
        &self,
        operation: &Operation<'_>,
        response: &TransportResponse,
        session: &SessionValues,
        signal: Signal,
    ) -> Error {
        let status = response.status;
        let rules = self.rules(operation);
        let declared = rules.declared(response);
        let kind = declared.map(|declared| declared.kind).unwrap_or_else(|| {
            match (rules.of_status(status), &signal) {
                (Some(kind), _) => kind,
                (None, Signal::Nothing(Some(_)) | Signal::Contradiction) if is_success(status) => {
                    ErrorKind::Decode
                }
                (None, _) => usual_kind(status),
            }
        });
        // A server error or a redirect does not rule out that the request took effect.
        let speaks = !matches!(status, 100..200 | 300..400);
        let proven = match signal {
            Signal::Contradiction => false,
            Signal::Failure if is_success(status) => true,
            _ => declared.is_some_and(|declared| declared.is_proof) || is_refusal(status),
        };
        let (outcome, what) = if speaks && proven && !is_in_doubt(kind) {
            (Outcome::Rejected, rejected(kind))
        } else {
            let outcome = match operation.is_safe() {
                true => Outcome::Unanswered,
                false => Outcome::Ambiguous,
            };
            (outcome, doubt(status, kind, &signal))
        };
        let mut error = Error::new(kind, outcome, what);
        self.add_response(&mut error, response, session);
        self.add_code_and_message(&mut error, rules, response, session);
        if let Signal::Nothing(Some(problem)) = signal
            && is_success(status)
            && outcome != Outcome::Rejected
        {
            let problem = still_encoded(response).unwrap_or(problem);
            error.inner().problem = Some(self.masked(problem, session));
        }
        error
    }

    /// Adds the provider's code and message to an error.
    fn add_code_and_message(
        &self,
        error: &mut Error,
        rules: Rules<'_>,
        response: &TransportResponse,
        session: &SessionValues,
    ) {
        let mut messages = rules.message().iter();
        let message = messages.find_map(|path| any_text_at(path, response));
        error.inner().message = message.map(|text| self.mask.text(&text, session));
        error.inner().data = self.error_data(rules.data(), response, session);
        let code = rules.code_in(response);
        error.inner().code = code.map(|code| self.mask.text(&code, session));
    }

    /// Further data about an error: the first value that is present, if it is small enough to keep.
    fn error_data(
        &self,
        paths: &[ResponsePath],
        response: &TransportResponse,
        session: &SessionValues,
    ) -> Option<String> {
        let value = paths.iter().filter_map(|path| match path {
            ResponsePath::Body(segments) => {
                let range = locate(&response.body, segments).ok()??;
                let value = response.body.get(range)?;
                (value != b"null" && value.len() <= KEPT).then_some(value)
            }
            _ => None,
        });
        let value = std::str::from_utf8({ value }.next()?).ok()?;
        Some(self.mask.text(value, session))
    }

    /// Adds to an error what every error reports about its response.
    pub(super) fn add_response(
        &self,
        error: &mut Error,
        response: &TransportResponse,
        session: &SessionValues,
    ) {
        let rules = &self.provider.errors;
        let waiting = rules
            .retry_after
            .clone()
            .unwrap_or(ResponsePath::Header("Retry-After".into()));
        let inner = error.inner();
        inner.status = Some(response.status);
        inner.request_id = self.request_id(response, session);
        inner.retry_after =
            text_at(&waiting, response).and_then(|text| retry_hint(&text, self.clock.now()));
        inner.raw = Some(self.mask.body(&response.body, session));
    }

    /// The provider's identifier of the request.
    pub(super) fn request_id(
        &self,
        response: &TransportResponse,
        session: &SessionValues,
    ) -> Option<String> {
        let path = self.provider.errors.request_id.as_ref()?;
        text_at(path, response).map(|text| self.mask.text(&text, session))
    }

    /// The error for a verified delivery that does not match its type.
    pub(crate) fn undecodable_delivery(&self, body: &[u8], problem: Problem) -> Error {
        let session = self.known_sessions();
        let mut error = Error::new(
            ErrorKind::Decode,
            Outcome::Done,
            "the delivery does not match its type",
        );
        let inner = error.inner();
        inner.raw = Some(self.mask.body(body, &session));
        inner.problem = Some(self.masked(problem, &session));
        error
    }

    fn masked(&self, problem: Problem, session: &SessionValues) -> Problem {
        problem.map_texts(|text| self.mask.text(text, session))
    }
}

/// The message for a proven rejection.
fn rejected(kind: ErrorKind) -> String {
    format!("the provider rejected the call ({})", kind.name())
}

/// The message of an error of this kind that a response of the provider leads to.
#[cfg(feature = "testing")]
pub(crate) fn message_of(kind: ErrorKind, outcome: Outcome, status: Option<u16>) -> String {
    match outcome {
        Outcome::Rejected => rejected(kind),
        _ => doubt(status.unwrap_or(400), kind, &Signal::Failure),
    }
}

/// Whether errors of this kind leave it open whether the call took effect, whatever else the response says.
pub(crate) fn is_in_doubt(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::Internal | ErrorKind::UnknownOutcome)
}

/// The message for a response that proves nothing.
fn doubt(status: u16, kind: ErrorKind, signal: &Signal) -> String {
    match (status, signal) {
        (100..200, _) => "the provider responded with a status that is not final".to_owned(),
        (200..300, Signal::Nothing(Some(_))) => {
            "the response is neither a success nor a rejection".to_owned()
        }
        (300..400, _) => "the provider responded with a redirect, which is not followed".to_owned(),
        (_, Signal::Contradiction) => "the response reports both success and an error".to_owned(),
        _ if kind == ErrorKind::UnknownOutcome => {
            "the provider does not know whether the call took effect".to_owned()
        }
        _ if kind == ErrorKind::Internal || status >= 500 => {
            format!("the provider failed ({})", kind.name())
        }
        _ => format!("the provider did not complete the call ({})", kind.name()),
    }
}

/// The problem of a body that cannot be read because it is still in a content encoding.
fn still_encoded(response: &TransportResponse) -> Option<Problem> {
    if response.body.is_empty() || survey(&response.body, &[]).is_ok() {
        return None;
    }
    let encoding: String = response.content_encoding()?.chars().take(60).collect();
    let way_out = match cfg!(feature = "compression") || !is_common(&encoding) {
        true => "",
        false => "; the feature `compression` of the runtime decodes it",
    };
    let what =
        format!("the body is in the content encoding `{encoding}`, which was not decoded{way_out}");
    Some(Problem::new(what, None))
}

/// Whether the default transport can decode this content encoding.
fn is_common(encoding: &str) -> bool {
    ["gzip", "x-gzip", "deflate"]
        .iter()
        .any(|known| encoding.eq_ignore_ascii_case(known))
}

/// A value found in a response.
enum Found {
    Text(String),
    Other(String),
}

/// The value at `path`, or `None` if it is absent or `null`.
fn find(path: &ResponsePath, response: &TransportResponse) -> Result<Option<Found>, Problem> {
    let segments = match path {
        ResponsePath::Status => return Ok(Some(Found::Text(response.status.to_string()))),
        ResponsePath::Header(name) => {
            return Ok(response
                .header(name)
                .map(|text| Found::Text(text.to_owned())));
        }
        ResponsePath::Body(segments) => segments,
    };
    let Some(bytes) = locate(&response.body, segments)?.and_then(|range| response.body.get(range))
    else {
        return Ok(None);
    };
    let mut reader = Reader::new(bytes);
    if reader.null()? {
        return Ok(None);
    }
    Ok(Some(match bytes.first() {
        Some(b't') => Found::Text("true".to_owned()),
        Some(b'f') => Found::Text("false".to_owned()),
        Some(b'[' | b'{') => Found::Other(String::from_utf8_lossy(bytes).into_owned()),
        _ => Found::Text(reader.text()?),
    }))
}

/// The text or number at `path`.
pub(super) fn text_at(path: &ResponsePath, response: &TransportResponse) -> Option<String> {
    match find(path, response).ok().flatten()? {
        Found::Text(text) => Some(text),
        Found::Other(_) => None,
    }
}

/// Any value at `path`, as text.
fn any_text_at(path: &ResponsePath, response: &TransportResponse) -> Option<String> {
    match find(path, response).ok().flatten()? {
        Found::Text(text) | Found::Other(text) => Some(text),
    }
}

/// The default kind of a status for which the spec gives no kind.
pub(crate) fn usual_kind(status: u16) -> ErrorKind {
    match status {
        400 | 413 | 414 | 415 | 422 => ErrorKind::Invalid,
        401 => ErrorKind::Auth,
        403 => ErrorKind::Permission,
        404 | 410 => ErrorKind::NotFound,
        409 => ErrorKind::Conflict,
        418 | 429 => ErrorKind::RateLimit,
        503 => ErrorKind::Maintenance,
        500.. => ErrorKind::Internal,
        _ => ErrorKind::Other,
    }
}
