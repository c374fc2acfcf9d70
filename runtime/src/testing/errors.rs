//! Errors as calls return them.

use crate::codec::read_json;
use crate::core::{DONE_UNREAD, PARTLY_DONE, classify_failure, is_in_doubt, kind_of, message_of};
use crate::error::PartialData;
use crate::response::{Data, SuccessfulResponse};
use crate::transport::{TransportError, TransportFailure, TransportResponse};
use crate::{Error, ErrorKind, Operation, Outcome};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// An error of this kind and outcome, as a call returns it: for code that handles errors.
///
/// What the error answers, such as [`Error::is_retryable`], is what the runtime says of such an error. A kind that never has this outcome is
/// refused by [`ErrorBuilder::build`]. To test the call that fails too, let a [`Replay`](super::Replay) answer it.
///
/// ```
/// use specie_runtime::testing::error;
/// use specie_runtime::{ErrorKind, Outcome};
/// use std::time::Duration;
///
/// let limited = error(ErrorKind::RateLimit, Outcome::Rejected)
///     .operation("get_balance")
///     .status(429)
///     .code("too_many")
///     .retry_after(Duration::from_secs(2))
///     .build()?;
/// assert!(limited.is_retryable());
/// assert_eq!(
///     limited.to_string(),
///     "get_balance: the provider rejected the call (rate_limit) (code too_many, HTTP 429)"
/// );
///
/// let lost = error(ErrorKind::Timeout, Outcome::Ambiguous).operation("withdraw").build()?;
/// assert!(!lost.is_retryable());
///
/// let impossible = error(ErrorKind::Internal, Outcome::Rejected).build().unwrap_err();
/// assert!(impossible.to_string().contains("never has the outcome `rejected`"));
/// # Ok::<(), specie_runtime::testing::ImpossibleError>(())
/// ```
pub fn error(kind: ErrorKind, outcome: Outcome) -> ErrorBuilder {
    ErrorBuilder {
        error: bare(kind, outcome, None),
        partial: None,
        problems: match occurs(kind, outcome) {
            true => Vec::new(),
            false => vec![never(kind, outcome)],
        },
    }
}

/// Makes an error: see [`error()`].
#[derive(Debug)]
#[must_use = "a builder does nothing until it is built"]
pub struct ErrorBuilder {
    error: Error,
    partial: Option<String>,
    problems: Vec<String>,
}

impl ErrorBuilder {
    /// The operation that was called.
    pub fn operation(mut self, name: impl Into<String>) -> Self {
        self.error.inner().operation = Some(name.into());
        self
    }

    /// HTTP status of the response.
    pub fn status(mut self, status: u16) -> Self {
        let made = bare(self.error.kind(), self.error.outcome(), Some(status));
        let inner = self.error.inner();
        inner.what = made.to_string();
        inner.status = Some(status);
        self
    }

    /// The provider's error code.
    pub fn code(mut self, code: impl Into<String>) -> Self {
        self.error.inner().code = Some(code.into());
        self
    }

    /// The provider's error message.
    pub fn message(mut self, message: impl Into<String>) -> Self {
        self.error.inner().message = Some(message.into());
        self
    }

    /// The provider's identifier of the request.
    pub fn request_id(mut self, id: impl Into<String>) -> Self {
        self.error.inner().request_id = Some(id.into());
        self
    }

    /// The time to wait before the next call.
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.error.inner().retry_after = Some(wait);
        self
    }

    /// What [`Error::data`] reads: the provider's further data about the error, as JSON.
    pub fn data(mut self, json: impl fmt::Display) -> Self {
        let json = self.checked("data", json.to_string());
        self.error.inner().data = Some(json);
        self
    }

    /// What [`Error::partial`] reads, as JSON: only after [`Outcome::Partial`].
    pub fn partial(mut self, json: impl fmt::Display) -> Self {
        let json = self.checked("partial", json.to_string());
        if self.error.outcome() != Outcome::Partial {
            self.refuse("`partial` is data of an error with the outcome `partial`");
        }
        self.partial = Some(json);
        self
    }

    /// The body of the response.
    pub fn raw(mut self, body: impl Into<String>) -> Self {
        self.error.inner().raw = Some(body.into());
        self
    }

    /// The operation that says whether the call took effect, and what to ask it with. Only after [`Outcome::Ambiguous`] and
    /// [`Outcome::Done`].
    pub fn reconcile<N: Into<String>, V: Into<String>>(
        mut self,
        operation: impl Into<String>,
        with: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        if !matches!(self.error.outcome(), Outcome::Ambiguous | Outcome::Done) {
            self.refuse("an error names the operation that reconciles only with the outcome `ambiguous` or `done`");
        }
        let with = with.into_iter();
        let inner = self.error.inner();
        inner.reconcile = Some(operation.into());
        inner.reconcile_with = with.map(|(n, v)| (n.into(), v.into())).collect();
        self
    }

    /// The key of the call, which its caller gave, and by which the provider always recognizes it. So the call may be repeated.
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        let inner = self.error.inner();
        inner.idempotency_key = Some(key.into());
        inner.repeatable = true;
        self
    }

    /// The key of the call, which the client made because the caller gave none. A repeated call would have another.
    pub fn new_idempotency_key(mut self, key: impl Into<String>) -> Self {
        let inner = self.error.inner();
        inner.idempotency_key = Some(key.into());
        inner.repeatable = false;
        self
    }

    /// The error.
    ///
    /// # Errors
    /// No call returns such an error.
    pub fn build(mut self) -> Result<Error, ImpossibleError> {
        if !self.problems.is_empty() {
            return Err(ImpossibleError(self.problems));
        }
        if let Some(json) = self.partial {
            self.error.inner().partial = Some(partial_data(json));
        }
        Ok(self.error)
    }

    fn refuse(&mut self, why: &str) {
        self.problems.push(why.to_owned());
    }

    /// The same JSON; what is none is refused.
    fn checked(&mut self, what: &str, json: String) -> String {
        if let Err(problem) = read_json(json.as_bytes()) {
            self.problems
                .push(format!("`{what}` is not JSON: {problem}"));
        }
        json
    }
}

/// The error as the runtime makes it, without anything that only a call knows.
fn bare(kind: ErrorKind, outcome: Outcome, status: Option<u16>) -> Error {
    if let Some(failure) = failure_of(kind) {
        let failed = match outcome {
            Outcome::NotSent => TransportError::not_sent(failure),
            _ => TransportError::maybe_sent(failure),
        };
        let mut error = classify_failure(failed, outcome == Outcome::Unanswered);
        error.inner().outcome = outcome;
        return error;
    }
    let what = match kind {
        ErrorKind::Decode if outcome == Outcome::Done => DONE_UNREAD.to_owned(),
        ErrorKind::Partial => PARTLY_DONE.to_owned(),
        _ if status.is_some() || is_of_provider(kind) => message_of(kind, outcome, status),
        _ => format!("an error of the kind `{}`", kind.name()),
    };
    Error::new(kind, outcome, what)
}

/// The failure of a connection that an error of this kind comes from.
fn failure_of(kind: ErrorKind) -> Option<TransportFailure> {
    use TransportFailure as F;
    let all = [F::Connect, F::Timeout, F::Broken, F::TooLarge, F::Upload];
    all.into_iter().find(|failure| kind_of(*failure) == kind)
}

/// Whether a response of the provider is what leads to errors of this kind.
fn is_of_provider(kind: ErrorKind) -> bool {
    use ErrorKind as K;
    matches!(
        kind,
        K::Auth
            | K::Permission
            | K::RateLimit
            | K::Invalid
            | K::NotFound
            | K::InsufficientFunds
            | K::Nonce
            | K::Clock
            | K::Duplicate
            | K::Conflict
            | K::Maintenance
            | K::Internal
            | K::UnknownOutcome
            | K::Other
    )
}

/// Whether a call returns errors of this kind with this outcome. Whatever the kind, an earlier attempt of the call may have been received, and
/// a session may not have been opened because of it.
fn occurs(kind: ErrorKind, outcome: Outcome) -> bool {
    match outcome {
        Outcome::Rejected => {
            kind == ErrorKind::Verify || is_of_provider(kind) && !is_in_doubt(kind)
        }
        // The last four: the rest of a download, after a success.
        Outcome::Done => matches!(
            kind,
            ErrorKind::Decode
                | ErrorKind::Write
                | ErrorKind::TooLarge
                | ErrorKind::Timeout
                | ErrorKind::Transport
        ),
        Outcome::Partial => kind == ErrorKind::Partial,
        // `Verify`: the response, or that of a session's call, is not signed by the provider.
        Outcome::Ambiguous | Outcome::Unanswered | Outcome::NotSent => {
            !matches!(kind, ErrorKind::Partial | ErrorKind::Write)
        }
    }
}

fn never(kind: ErrorKind, outcome: Outcome) -> String {
    use Outcome as O;
    let all = [
        O::Done,
        O::Partial,
        O::Rejected,
        O::Ambiguous,
        O::Unanswered,
        O::NotSent,
    ];
    let possible = all.into_iter().filter(|outcome| occurs(kind, *outcome));
    let possible: Vec<String> = possible
        .map(|outcome| format!("`{}`", outcome.name()))
        .collect();
    format!(
        "an error of the kind `{}` never has the outcome `{}`: expected {}",
        kind.name(),
        outcome.name(),
        possible.join(" or ")
    )
}

/// The data of a partial success.
fn partial_data(json: String) -> PartialData {
    let body = json.into_bytes();
    let success = SuccessfulResponse {
        data: Data::At(0..body.len(), Vec::new()),
        response: TransportResponse {
            status: 200,
            headers: Vec::new(),
            body,
        },
        explicit: true,
        rest: None,
        masked: Arc::default(),
    };
    PartialData::new(success, &Operation::new("partial", "POST", ""))
}

/// Why no call returns an error like this. `Debug` shows the same text as `Display`.
pub struct ImpossibleError(Vec<String>);

impl fmt::Display for ImpossibleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

impl fmt::Debug for ImpossibleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for ImpossibleError {}
