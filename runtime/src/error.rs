//! The error of a call.

use crate::Timestamp;
use crate::codec::{Decode, Problem, Refusal, Wire};
use crate::core::SuccessfulResponse;
use crate::operation::{Operation, ResponseKind};
use crate::signing::{SigningError, SigningErrorKind};
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

/// What went wrong, in the words of the provider's spec where the provider said it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The provider does not accept key or signature.
    Auth,
    /// The key may not do this.
    Permission,
    /// Too many calls.
    RateLimit,
    /// The provider does not accept a parameter.
    Invalid,
    /// What was named does not exist.
    NotFound,
    /// There is not enough money.
    InsufficientFunds,
    /// The nonce was used or is too low.
    Nonce,
    /// Our clock and the provider's are too far apart.
    Clock,
    /// The same was done before.
    Duplicate,
    /// It cannot be done in the present state.
    Conflict,
    /// The provider is closed for now.
    Maintenance,
    /// The provider failed.
    Internal,
    /// A refusal that the spec does not classify.
    Other,
    /// The call was refused here, before anything was sent: a parameter, or a value that cannot be signed.
    Request,
    /// The client is not set up for this: a credential is not given, is empty or does not fit its form, a setting or an address is wrong.
    /// It says nothing about the provider, nor about where a delivery is from.
    Configuration,
    /// No connection could be made.
    Connect,
    /// No answer came in time.
    Timeout,
    /// The connection broke, or the answer was no HTTP.
    Transport,
    /// The answer is larger than is accepted.
    TooLarge,
    /// The answer does not fit its type.
    Decode,
    /// A webhook is not from the provider.
    Verify,
    /// Of several things that were asked for in one call, some were done and some were not: [`Error::partial`] tells which.
    Partial,
}

impl ErrorKind {
    /// The name that specs use, in lower case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auth => "auth",
            Self::Permission => "permission",
            Self::RateLimit => "rate_limit",
            Self::Invalid => "invalid",
            Self::NotFound => "not_found",
            Self::InsufficientFunds => "insufficient_funds",
            Self::Nonce => "nonce",
            Self::Clock => "clock",
            Self::Duplicate => "duplicate",
            Self::Conflict => "conflict",
            Self::Maintenance => "maintenance",
            Self::Internal => "internal",
            Self::Other => "other",
            Self::Request => "request",
            Self::Configuration => "configuration",
            Self::Connect => "connect",
            Self::Timeout => "timeout",
            Self::Transport => "transport",
            Self::TooLarge => "too_large",
            Self::Decode => "decode",
            Self::Verify => "verify",
            Self::Partial => "partial",
        }
    }
}

/// What became of the call although it failed here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// The provider did it, but its answer could not be read: [`Error::raw`] has it.
    Done,
    /// The provider did one part of it and refused another, so money may have moved: [`Error::partial`] gives the data, in which each element
    /// tells its own result. Repeating the whole call would do the first part twice.
    Partial,
    /// The provider said no: nothing moved.
    Rejected,
    /// The request may have arrived and may have taken effect: the money may have moved. [`Error::reconcile`] names the operation that
    /// tells.
    Ambiguous,
    /// No usable answer came, but the operation changes nothing: it may be repeated.
    Unanswered,
    /// Nothing was sent.
    NotSent,
}

/// Why a call failed, and what became of it. Holds no secret.
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
    pub(crate) problem: Option<Problem>,
    pub(crate) raw: Option<String>,
    /// The data of an answer that was a success in part.
    pub(crate) partial: Option<PartialData>,
    /// The session without which the call could not be signed, by its place in the scheme.
    pub(crate) session: Option<u16>,
    pub(crate) source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, outcome: Outcome, what: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            outcome,
            what: what.into(),
            operation: None,
            status: None,
            code: None,
            message: None,
            request_id: None,
            retry_after: None,
            reconcile: None,
            problem: None,
            raw: None,
            partial: None,
            session: None,
            source: None,
        }))
    }

    /// A call that was refused before anything was sent.
    pub(crate) fn request(what: impl Into<String>) -> Self {
        Self::new(ErrorKind::Request, Outcome::NotSent, what)
    }

    /// The client is not set up for what it was asked to do; nothing was sent.
    pub(crate) fn configuration(what: impl Into<String>) -> Self {
        Self::new(ErrorKind::Configuration, Outcome::NotSent, what)
    }

    pub(crate) fn inner(&mut self) -> &mut Inner {
        &mut self.0
    }

    /// The session without which the call could not be signed.
    pub(crate) fn missing_session(&self) -> Option<u16> {
        self.0.session
    }

    pub(crate) fn caused_by(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What became of the call.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// The operation that was called; none where no call was made.
    #[must_use]
    pub fn operation(&self) -> Option<&str> {
        self.0.operation.as_deref()
    }

    /// After [`Outcome::Ambiguous`]: the operation that tells whether the call took effect.
    #[must_use]
    pub fn reconcile(&self) -> Option<&str> {
        self.0.reconcile.as_deref()
    }

    /// HTTP status of the answer.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The provider's code for what went wrong.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The provider's words.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// The provider's name for the request.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// How long the provider asks to wait.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// After [`Outcome::Partial`]: the data of the answer, as the type that the operation answers with. Each element tells its own result. None
    /// after every other outcome.
    ///
    /// # Errors
    /// The data does not fit the type; [`Error::raw`] has its text.
    #[must_use]
    pub fn partial<T: Decode>(&self) -> Option<Result<T, Problem>> {
        let partial = self.0.partial.as_ref()?;
        let mut place = T::blank();
        Some(partial.read(&mut place).map(|()| place))
    }

    /// Where in the answer the problem is, such as `$.result[1].id`.
    #[must_use]
    pub fn json_path(&self) -> Option<String> {
        self.0.problem.as_ref().map(Problem::path)
    }

    /// The body of the answer, where it matters: secrets masked, at most 64 KiB of it.
    #[must_use]
    pub fn raw(&self) -> Option<&str> {
        self.0.raw.as_deref()
    }
}

/// The data of an answer that was a success in part, and how it is read.
pub(crate) struct PartialData {
    success: SuccessfulResponse,
    response: ResponseKind,
    wire: Wire,
}

impl PartialData {
    pub(crate) fn new(success: SuccessfulResponse, operation: &Operation<'_>) -> Self {
        Self {
            success,
            response: operation.response,
            wire: operation.wire,
        }
    }

    fn read(&self, place: &mut dyn Decode) -> Result<(), Problem> {
        self.success.read_as(self.response, self.wire, place)
    }
}

/// Shows sizes only: the data may hold secrets.
impl fmt::Debug for PartialData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PartialData")
            .field("bytes", &self.success.bytes().0.len())
            .finish()
    }
}

/// One line without the source: reporters walk the chain themselves.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        if let Some(operation) = &inner.operation {
            write!(f, "{operation}: ")?;
        }
        f.write_str(&inner.what)?;
        match (&inner.code, inner.status) {
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
                write!(f, "; it may have taken effect: ask `{operation}`")
            }
            (Outcome::Ambiguous, None) => f.write_str("; it may have taken effect"),
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
        let mut made = match error.kind() {
            // Told whole: whoever sets the client up reads it, not a program.
            SigningErrorKind::Credential
            | SigningErrorKind::Setting
            | SigningErrorKind::Feature
            | SigningErrorKind::Scheme => {
                Self::configuration(format!("the request cannot be signed: {error}"))
            }
            SigningErrorKind::Session(_) | SigningErrorKind::Path | SigningErrorKind::Value => {
                Self::request("the request cannot be signed").caused_by(error)
            }
        };
        made.0.session = session;
        made
    }
}

/// How long to wait, from what an answer says: seconds, or an HTTP date.
pub(crate) fn retry_hint(text: &str, now: Timestamp) -> Option<Duration> {
    if let Ok(seconds) = text.trim().parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let until = crate::clock::http_date(text)?;
    u64::try_from(until.as_seconds().saturating_sub(now.as_seconds()))
        .ok()
        .map(Duration::from_secs)
}
