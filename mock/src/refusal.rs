//! Why the mock refuses a request.

use specie_runtime::ErrorKind;
use std::fmt;

/// A hint that says something only beside another one: many things are invalid.
pub(crate) const INVALID: &str = "invalid";

/// Why the mock refuses a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RefusalKind {
    /// No operation has this path, or these constants.
    UnknownEndpoint,
    /// Operations with this path have other methods.
    WrongMethod,
    /// The body has more bytes than a provider reads.
    BodyTooLarge,
    /// The body, or a value in the path, cannot be read.
    Unreadable,
    /// The body is of another kind than its `Content-Type` says.
    WrongContentType,
    /// A header of the signature, or of a parameter, is missing.
    MissingHeader,
    /// Such a header occurs twice.
    RepeatedHeader,
    /// A header or a member that the plan sets has another value.
    WrongHeader,
    /// The key is not the one of the mock's account.
    UnknownKey,
    /// The signature does not match what was received.
    WrongSignature,
    /// The session or token is not open, or has expired.
    SessionExpired,
    /// The timestamp lies outside the window that the spec declares.
    StaleTimestamp,
    /// The nonce is not above the last one, or a timestamp that must be unique was used before.
    StaleNonce,
    /// The key may not make this call.
    PermissionMissing,
    /// There were more calls than the declared limits allow.
    RateLimited,
    /// A required parameter is missing.
    MissingParameter,
    /// A parameter that the operation does not have.
    UnknownParameter,
    /// A parameter has a value of another type.
    WrongType,
    /// A parameter is outside its range.
    OutOfRange,
    /// Several parameters of a group, of which exactly one is allowed.
    NotExactlyOne,
    /// No page of the list gave this cursor.
    UnknownCursor,
    /// Nothing that was created has this identifier.
    NotFound,
    /// What was created is in a state that does not allow the call: it was cancelled before.
    Conflict,
    /// The account has less than the call takes.
    InsufficientFunds,
}

impl RefusalKind {
    /// All kinds.
    pub const ALL: [Self; 24] = [
        Self::UnknownEndpoint,
        Self::WrongMethod,
        Self::BodyTooLarge,
        Self::Unreadable,
        Self::WrongContentType,
        Self::MissingHeader,
        Self::RepeatedHeader,
        Self::WrongHeader,
        Self::UnknownKey,
        Self::WrongSignature,
        Self::SessionExpired,
        Self::StaleTimestamp,
        Self::StaleNonce,
        Self::PermissionMissing,
        Self::RateLimited,
        Self::MissingParameter,
        Self::UnknownParameter,
        Self::WrongType,
        Self::OutOfRange,
        Self::NotExactlyOne,
        Self::UnknownCursor,
        Self::NotFound,
        Self::Conflict,
        Self::InsufficientFunds,
    ];

    /// In words, for logs: `wrong signature`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.words().0
    }

    /// What a client's error says of it.
    #[must_use]
    pub const fn error_kind(self) -> ErrorKind {
        match self {
            Self::UnknownEndpoint | Self::NotFound => ErrorKind::NotFound,
            Self::Conflict => ErrorKind::Conflict,
            Self::InsufficientFunds => ErrorKind::InsufficientFunds,
            Self::WrongMethod
            | Self::BodyTooLarge
            | Self::Unreadable
            | Self::WrongContentType
            | Self::MissingParameter
            | Self::UnknownParameter
            | Self::WrongType
            | Self::OutOfRange
            | Self::NotExactlyOne
            | Self::UnknownCursor => ErrorKind::Invalid,
            Self::MissingHeader
            | Self::RepeatedHeader
            | Self::WrongHeader
            | Self::UnknownKey
            | Self::WrongSignature
            | Self::SessionExpired => ErrorKind::Auth,
            Self::StaleTimestamp => ErrorKind::Clock,
            Self::StaleNonce => ErrorKind::Nonce,
            Self::PermissionMissing => ErrorKind::Permission,
            Self::RateLimited => ErrorKind::RateLimit,
        }
    }

    /// The status, where the spec declares none for this kind of error.
    pub(crate) const fn status(self) -> u16 {
        match self {
            Self::UnknownEndpoint | Self::NotFound => 404,
            Self::Conflict => 409,
            Self::InsufficientFunds => 422,
            Self::WrongMethod => 405,
            Self::BodyTooLarge => 413,
            Self::WrongContentType => 415,
            Self::MissingHeader
            | Self::RepeatedHeader
            | Self::WrongHeader
            | Self::UnknownKey
            | Self::WrongSignature
            | Self::SessionExpired
            | Self::StaleTimestamp
            | Self::StaleNonce => 401,
            Self::PermissionMissing => 403,
            Self::RateLimited => 429,
            Self::Unreadable
            | Self::MissingParameter
            | Self::UnknownParameter
            | Self::WrongType
            | Self::OutOfRange
            | Self::NotExactlyOne
            | Self::UnknownCursor => 400,
        }
    }

    /// Words that a provider's own code or text for this has.
    pub(crate) const fn hints(self) -> &'static [&'static str] {
        self.words().1
    }

    /// The name, and the hints.
    const fn words(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Self::UnknownEndpoint => (
                "unknown endpoint",
                &["endpoint", "route", "path", "not found"],
            ),
            Self::WrongMethod => ("wrong method", &["method"]),
            Self::BodyTooLarge => ("body too large", &["large", "size"]),
            Self::Unreadable => ("unreadable", &["parse", "json", "malformed", "format"]),
            Self::WrongContentType => ("wrong content type", &["content"]),
            Self::MissingHeader => ("missing header", &["header", "missing", "required"]),
            Self::RepeatedHeader => ("repeated header", &["header"]),
            Self::WrongHeader => ("wrong header", &["header"]),
            Self::UnknownKey => ("unknown key", &["key", "account", "token"]),
            Self::WrongSignature => ("wrong signature", &["signature", "sign", "hmac"]),
            Self::SessionExpired => ("session expired", &["session", "expired", "token"]),
            Self::StaleTimestamp => (
                "stale timestamp",
                &["timestamp", "time", "window", "clock", "expired"],
            ),
            Self::StaleNonce => ("stale nonce", &["nonce"]),
            Self::PermissionMissing => ("permission missing", &["permission", "scope", "allowed"]),
            Self::RateLimited => ("rate limited", &["rate", "limit", "many", "frequency"]),
            Self::MissingParameter => (
                "missing parameter",
                &["missing", "required", "mandatory", "blank"],
            ),
            Self::UnknownParameter => (
                "unknown parameter",
                &[
                    "unknown param",
                    "unexpected",
                    "too many param",
                    "parameter",
                    INVALID,
                ],
            ),
            Self::WrongType => ("wrong type", &["type", "format", "illegal", INVALID]),
            Self::OutOfRange => (
                "out of range",
                &["range", "large", "small", "minimum", "maximum", INVALID],
            ),
            Self::NotExactlyOne => (
                "not exactly one",
                &["both", "one of", "combination", INVALID],
            ),
            Self::UnknownCursor => ("unknown cursor", &["cursor", "page", INVALID]),
            Self::NotFound => ("not found", &["not found", "exist", "unknown"]),
            Self::Conflict => ("conflict", &["state", "cancel", "already"]),
            Self::InsufficientFunds => (
                "insufficient funds",
                &["balance", "funds", "insufficient", "enough"],
            ),
        }
    }
}

impl fmt::Display for RefusalKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why one request was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refusal {
    /// The kind.
    pub kind: RefusalKind,
    /// What was expected and what was found. No secret is in it.
    pub reason: String,
    /// The name of the parameter that it is about.
    pub parameter: Option<String>,
    /// Seconds after which the request may be repeated, for [`RefusalKind::RateLimited`].
    pub retry_after: Option<u64>,
}

impl Refusal {
    pub(crate) fn new(kind: RefusalKind, reason: impl Into<String>) -> Self {
        Self {
            kind,
            reason: reason.into(),
            parameter: None,
            retry_after: None,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind, self.reason)
    }
}
