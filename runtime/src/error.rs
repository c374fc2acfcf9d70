//! Errors of calls.

use crate::Timestamp;
use crate::codec::{Decode, Problem, Reader, Refusal, Wire};
use crate::http_date::http_date;
use crate::operation::{Operation, ResponseKind};
use crate::outcome::{ErrorKind, Outcome};
use crate::response::SuccessfulResponse;
use crate::retry::{is_repeatable, may_pass};
use crate::signing::{SigningError, SigningErrorKind};
use std::any::Any;
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

/// Why a call failed, and what happened to the call. It contains no secrets.
///
/// Implementations of [`NonceStore`](crate::NonceStore) and [`KeyLock`](crate::KeyLock) create errors by [`Error::store`];
/// [`Error::new`] creates any other. Tests of your own code have `testing::error`, which makes them as calls return them. A [`Transport`](crate::Transport) reports
/// [`TransportError`](crate::TransportError) instead: the client decides what it means for the operation.
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) kind: ErrorKind,
    pub(crate) outcome: Outcome,
    pub(crate) what: String,
    pub(crate) operation: Option<String>,
    pub(crate) status: Option<u16>,
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) reconcile: Option<String>,
    /// Parameters of the operation that reconciles, with what is known of them.
    pub(crate) reconcile_with: Vec<(String, String)>,
    pub(crate) idempotency_key: Option<String>,
    /// Whether the caller gave a key by which the provider always recognizes this call.
    pub(crate) repeatable: bool,
    pub(crate) problem: Option<Problem>,
    pub(crate) raw: Option<String>,
    /// Further data about the error, as JSON.
    pub(crate) data: Option<String>,
    /// The data of a response that was a partial success.
    pub(crate) partial: Option<PartialData>,
    /// The session that signing the call requires and that is not open, as its index in the scheme.
    pub(crate) session: Option<u16>,
    pub(crate) source: Option<Box<dyn StdError + Send + Sync>>,
    /// A cause whose text the error itself shows.
    pub(crate) shown: Option<Box<dyn StdError + Send + Sync>>,
    /// A verified delivery that does not match its type. `Debug` shows none of it.
    pub(crate) attached: Option<Box<dyn Any + Send + Sync>>,
}

impl Error {
    /// An error of this kind. `message` is shown as it is: one line, without secrets.
    ///
    /// ```
    /// use specie_runtime::{Error, ErrorKind, Outcome};
    ///
    /// let error = Error::new(ErrorKind::RateLimit, Outcome::NotSent, "the daily budget is spent");
    /// assert_eq!(error.to_string(), "the daily budget is spent");
    /// ```
    #[must_use]
    pub fn new(kind: ErrorKind, outcome: Outcome, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            outcome,
            what: message.into(),
            operation: None,
            status: None,
            code: None,
            message: None,
            request_id: None,
            retry_after: None,
            reconcile: None,
            reconcile_with: Vec::new(),
            idempotency_key: None,
            repeatable: false,
            problem: None,
            raw: None,
            data: None,
            partial: None,
            session: None,
            source: None,
            shown: None,
            attached: None,
        }))
    }

    /// A store or lock failed: [`ErrorKind::Store`] and [`Outcome::NotSent`]. `message` is shown as it is: one line, without secrets.
    ///
    /// ```
    /// use specie_runtime::{Error, ErrorKind, Outcome};
    ///
    /// let cause = std::io::Error::other("connection refused");
    /// let error = Error::store("the nonce store is not available").caused_by(cause);
    /// assert_eq!((error.kind(), error.outcome()), (ErrorKind::Store, Outcome::NotSent));
    /// ```
    #[must_use]
    pub fn store(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Store, Outcome::NotSent, message)
    }

    /// A call that was refused locally, before anything was sent.
    pub(crate) fn request(what: impl Into<String>) -> Self {
        Self::new(ErrorKind::Request, Outcome::NotSent, what)
    }

    /// The client is not configured for this; nothing was sent.
    pub(crate) fn configuration(what: impl Into<String>) -> Self {
        Self::new(ErrorKind::Configuration, Outcome::NotSent, what)
    }

    /// A message of a stream that does not have the form that the spec says.
    #[cfg(feature = "streams")]
    pub(crate) fn stream_message(topic: &str, problem: &Problem, raw: &[u8]) -> Self {
        let what = format!("a message of `{topic}` cannot be decoded: {problem}");
        let mut error = Self::new(ErrorKind::Decode, Outcome::Unanswered, what);
        error.inner().raw = Some(String::from_utf8_lossy(raw).into_owned());
        error
    }

    /// The answer to an event that a client sent, without the form that the spec says: the event took effect.
    #[cfg(feature = "streams")]
    pub(crate) fn stream_answer(name: &str, problem: &Problem, raw: &[u8]) -> Self {
        let what = format!("the answer to `{name}` cannot be decoded: {problem}");
        let mut error = Self::new(ErrorKind::Decode, Outcome::Done, what);
        error.inner().raw = Some(String::from_utf8_lossy(raw).into_owned());
        error
    }

    pub(crate) fn attached(&self) -> Option<&(dyn Any + Send + Sync)> {
        self.0.attached.as_deref()
    }

    pub(crate) fn inner(&mut self) -> &mut Inner {
        &mut self.0
    }

    /// The index of the session that signing the call requires and that is not open.
    pub(crate) fn missing_session(&self) -> Option<u16> {
        self.0.session
    }

    /// An error of a store or a lock as the error of the call that needed it: nothing was sent, whatever the error itself says. What it may
    /// know of another call is not about this one.
    pub(crate) fn not_sent(mut self) -> Self {
        self.0.outcome = Outcome::NotSent;
        self.0.reconcile = None;
        self.0.reconcile_with.clear();
        self.0.idempotency_key = None;
        self.0.repeatable = false;
        self.0.session = None;
        self.0.partial = None;
        self
    }

    /// Takes back the claim that the call was refused, or was done: what says so is not proven.
    pub(crate) fn leave_in_doubt(&mut self, is_safe: bool) {
        self.0.outcome = match is_safe {
            true => Outcome::Unanswered,
            false => Outcome::Ambiguous,
        };
        self.0
            .what
            .push_str("; the signature does not cover the status, so this proves nothing");
    }

    /// The same error with its cause, which [`source`](StdError::source) returns. The cause must not show secrets.
    #[must_use]
    pub fn caused_by(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// The same error with a cause whose text it already has.
    pub(crate) fn shows(mut self, cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.shown = Some(cause.into());
        self
    }

    /// The error that this one was made from, for programs: what a [`Transport`](crate::Transport) gave as its cause, or a
    /// [`SigningError`], or a [`VerifyError`](crate::signing::VerifyError); without one, the error that [`source`](StdError::source) returns.
    ///
    /// `Display` shows what such an error says, so `source` does not return it, and reporters that print the whole chain print nothing twice.
    /// To find an error of a certain type, walk the chain from here:
    ///
    /// ```
    /// use specie_runtime::Error;
    /// use std::io;
    ///
    /// /// Whether a call failed because no file can be opened any more.
    /// fn out_of_files(error: &Error) -> bool {
    ///     let mut cause = error.cause().map(|cause| cause as &(dyn std::error::Error + 'static));
    ///     while let Some(error) = cause {
    ///         if let Some(error) = error.downcast_ref::<io::Error>() {
    ///             return matches!(error.raw_os_error(), Some(23 | 24));
    ///         }
    ///         cause = error.source();
    ///     }
    ///     false
    /// }
    ///
    /// let error = Error::store("the nonce store is not available").caused_by(io::Error::from_raw_os_error(24));
    /// assert!(out_of_files(&error));
    /// ```
    #[must_use]
    pub fn cause(&self) -> Option<&(dyn StdError + Send + Sync + 'static)> {
        self.0.shown.as_deref().or(self.0.source.as_deref())
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What happened to the call.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// The operation that was called, or `None` if no call was made.
    #[must_use]
    pub fn operation(&self) -> Option<&str> {
        self.0.operation.as_deref()
    }

    /// Whether the same call may be made again and may then succeed, without taking effect twice: nothing was sent because of the connection,
    /// a store or a rate limit; the provider refused because there were too many calls; the operation changes nothing; or the call had a key of
    /// yours by which the provider always recognizes it. [`Error::retry_after`] says how long to wait. The client has repeated the call itself
    /// before it gave up, as its [`RetryPolicy`](crate::RetryPolicy) says.
    ///
    /// `false` does not mean that the call took effect: see [`Error::outcome`].
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self.0.outcome {
            Outcome::Ambiguous => self.0.repeatable && may_pass(self),
            _ => is_repeatable(self),
        }
    }

    /// After [`Outcome::Ambiguous`] and [`Outcome::Done`]: the operation that says whether the call took effect, and what it did.
    #[must_use]
    pub fn reconcile(&self) -> Option<&str> {
        self.0.reconcile.as_deref()
    }

    /// Parameters of the operation that [`Error::reconcile`] names, with their values in this call: what to ask it with. Empty if the two have
    /// nothing in common, so that you look for the call in a list.
    #[must_use]
    pub fn reconcile_with(&self) -> &[(String, String)] {
        &self.0.reconcile_with
    }

    /// The key by which the provider recognizes this call: the one that you gave, or the one that the client made because you gave none. `None`:
    /// the operation has no key, the call was refused before it was built, or the key is secret.
    #[must_use]
    pub fn idempotency_key(&self) -> Option<&str> {
        self.0.idempotency_key.as_deref()
    }

    /// HTTP status of the response.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The provider's error code.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The provider's error message.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// The provider's identifier of the request.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The time to wait before the next call, if the provider gives one, or until a rate limit allows it.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// After [`Outcome::Partial`]: the data of the response, as the operation's response type. Each element has its own result. `None`
    /// after every other outcome.
    ///
    /// # Errors
    /// The data does not match the type; [`Error::raw`] has its text.
    #[must_use]
    pub fn partial<T: Decode>(&self) -> Option<Result<T, Problem>> {
        let partial = self.0.partial.as_ref()?;
        let mut target = T::blank();
        Some(partial.read(&mut target).map(|()| target))
    }

    /// What the provider says about the error beside code and message, such as the problem of each field: the value at `errors.data` of
    /// the spec, as a type of your choice, or as [`Json`](crate::Json). Secrets are masked. `None`: the response has no such value, the
    /// spec names none, or it is larger than 64 KiB.
    ///
    /// # Errors
    /// The value does not match the type; [`Error::raw`] has the text of the response.
    #[must_use]
    pub fn data<T: Decode>(&self) -> Option<Result<T, Problem>> {
        self.data_as(Wire::PLAIN)
    }

    /// The same, in a format of the wire.
    ///
    /// # Errors
    /// As for [`Error::data`].
    #[must_use]
    pub fn data_as<T: Decode>(&self, wire: Wire) -> Option<Result<T, Problem>> {
        let json = self.0.data.as_ref()?;
        let mut reader = Reader::within(json.as_bytes(), None);
        let mut target = T::blank();
        let read = target.read(&mut reader, wire);
        Some(read.and_then(|()| reader.finish()).map(|()| target))
    }

    /// The location of the problem in the response, such as `$.result[1].id`.
    #[must_use]
    pub fn json_path(&self) -> Option<String> {
        self.0.problem.as_ref().map(Problem::path)
    }

    /// The body of the response, where it is relevant: secrets masked, at most 64 KiB.
    #[must_use]
    pub fn raw(&self) -> Option<&str> {
        self.0.raw.as_deref()
    }
}

/// The data of a response that was a partial success, and how to decode it.
pub(crate) struct PartialData {
    success: SuccessfulResponse,
    response: ResponseKind,
    wire: Wire,
}

impl PartialData {
    pub(crate) fn new(success: SuccessfulResponse, operation: &Operation<'_>) -> Self {
        let kind = operation.kind_of(success.response.status);
        Self {
            success,
            response: kind.unwrap_or(operation.response),
            wire: operation.wire,
        }
    }

    fn read(&self, target: &mut dyn Decode) -> Result<(), Problem> {
        self.success.read_as(self.response, self.wire, target)
    }
}

/// Shows sizes only: the data may contain secrets.
impl fmt::Debug for PartialData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PartialData")
            .field("bytes", &self.success.bytes().0.len())
            .finish()
    }
}

/// One line, with the root cause of a failed connection and without the source: error reporters walk the chain themselves.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        if let Some(operation) = &inner.operation {
            write!(f, "{operation}: ")?;
        }
        f.write_str(&inner.what)?;
        // Some providers have one text for both.
        let code = inner
            .code
            .as_ref()
            .filter(|code| inner.message.as_ref() != Some(*code));
        match (code, inner.status) {
            (Some(code), Some(status)) => write!(f, " (code {code}, HTTP {status})")?,
            (Some(code), None) => write!(f, " (code {code})")?,
            (None, Some(status)) => write!(f, " (HTTP {status})")?,
            (None, None) => {}
        }
        if let Some(message) = &inner.message {
            write!(f, ": {message}")?;
        }
        if let Some(problem) = &inner.problem {
            write!(f, ": {problem}")?;
        }
        match (inner.outcome, &inner.reconcile) {
            (Outcome::Ambiguous, Some(operation)) => {
                write!(
                    f,
                    "; the call may have taken effect: use `{operation}` to find out"
                )
            }
            (Outcome::Ambiguous, None) => f.write_str("; the call may have taken effect"),
            (Outcome::Done, Some(operation)) => write!(f, "; use `{operation}` to see its result"),
            _ => Ok(()),
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::request(refusal.to_string())
    }
}

impl From<SigningError> for Error {
    fn from(error: SigningError) -> Self {
        let session = error.session();
        // Without the step: those who call have no plan to look it up in.
        let what = match error.name() {
            Some(name) => format!(
                "the request cannot be signed: {} (in `{name}`)",
                error.message()
            ),
            None => format!("the request cannot be signed: {}", error.message()),
        };
        let made = match error.kind() {
            SigningErrorKind::Credential
            | SigningErrorKind::Setting
            | SigningErrorKind::Feature
            | SigningErrorKind::Scheme => Self::configuration(what),
            SigningErrorKind::Session(_) | SigningErrorKind::Path | SigningErrorKind::Value => {
                Self::request(what)
            }
        };
        let mut made = made.shows(error);
        made.0.session = session;
        made
    }
}

/// How long to wait, from a response header or member: seconds, or an HTTP date.
pub(crate) fn retry_hint(text: &str, now: Timestamp) -> Option<Duration> {
    if let Ok(seconds) = text.trim().parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let until = http_date(text)?;
    u64::try_from(until.as_seconds().saturating_sub(now.as_seconds()))
        .ok()
        .map(Duration::from_secs)
}
