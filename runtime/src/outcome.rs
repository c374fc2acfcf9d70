//! What went wrong in a call, and what happened to it.

/// What went wrong. Where the provider reported it, this is the kind that the provider's spec assigns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The provider does not accept the key or the signature.
    Auth,
    /// The key does not have this permission.
    Permission,
    /// There were too many calls.
    RateLimit,
    /// The provider does not accept a parameter.
    Invalid,
    /// Something that the request names does not exist.
    NotFound,
    /// The funds are insufficient.
    InsufficientFunds,
    /// The nonce was used before or is too low.
    Nonce,
    /// The local clock and the provider's clock differ too much.
    Clock,
    /// The same request was made before.
    Duplicate,
    /// The current state does not allow it.
    Conflict,
    /// The provider is unavailable for maintenance.
    Maintenance,
    /// The provider failed internally.
    Internal,
    /// The provider reports that it does not know whether the call took effect, such as a timeout between its own servers.
    UnknownOutcome,
    /// The provider refused for a reason that the spec does not classify.
    Other,
    /// The call was refused locally, before anything was sent: a parameter is wrong, or a value cannot be signed.
    Request,
    /// A nonce store or a key lock failed, so nothing was sent.
    Store,
    /// The client is not configured for this: a credential is missing, empty or malformed, or a setting or an address is wrong.
    /// It says nothing about the provider, nor about the origin of a delivery.
    Configuration,
    /// No connection could be made.
    Connect,
    /// No response came in time.
    Timeout,
    /// The connection broke, or the response was not valid HTTP.
    Transport,
    /// The response is larger than the limit.
    TooLarge,
    /// The response does not match its type.
    Decode,
    /// A webhook delivery, or a response of a provider that signs its responses, is not known to come from the provider.
    Verify,
    /// A file to upload cannot be read, or is not as large as it was said to be.
    Read,
    /// A document was received, but could not be written where the caller wants it.
    Write,
    /// One call asked for several things; some were done and some were not. [`Error::partial`](crate::Error::partial) says which.
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
            Self::UnknownOutcome => "unknown_outcome",
            Self::Other => "other",
            Self::Request => "request",
            Self::Store => "store",
            Self::Configuration => "configuration",
            Self::Connect => "connect",
            Self::Timeout => "timeout",
            Self::Transport => "transport",
            Self::TooLarge => "too_large",
            Self::Decode => "decode",
            Self::Verify => "verify",
            Self::Read => "read",
            Self::Write => "write",
            Self::Partial => "partial",
        }
    }
}

/// What happened to a call that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// The provider did it, but its response could not be decoded: see [`Error::raw`](crate::Error::raw).
    Done,
    /// The provider did one part and refused another, so money may have moved. [`Error::partial`](crate::Error::partial) gives the data, in which each element
    /// has its own result. Repeating the whole call would do the first part twice.
    Partial,
    /// The provider refused: nothing was done.
    Rejected,
    /// The request may have been received and may have taken effect: money may have moved. [`Error::reconcile`](crate::Error::reconcile) names the operation that
    /// says whether it did.
    Ambiguous,
    /// There was no usable response, but the operation changes nothing: it is safe to repeat.
    Unanswered,
    /// Nothing was sent.
    NotSent,
}

impl Outcome {
    /// The name in lower case, as spans have it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Partial => "partial",
            Self::Rejected => "rejected",
            Self::Ambiguous => "ambiguous",
            Self::Unanswered => "unanswered",
            Self::NotSent => "not_sent",
        }
    }
}
