//! How to interpret responses: success, data, errors.

use super::Doc;
use specie_runtime::signing::plan::Str;
use specie_runtime::{ErrorKind, Literal};

/// How to recognize success, and where the data is.
#[derive(Clone, Debug)]
pub struct Envelope {
    /// Name in the spec.
    pub name: String,
    /// Success: groups of tests; all tests of one group must pass. Empty: status 200 to 299.
    pub ok: Vec<Vec<EnvelopeTest>>,
    /// Partial success of a batch, in the same format; empty: not supported.
    pub partial: Vec<Vec<EnvelopeTest>>,
    /// Where the data is in the body; empty: the body itself.
    pub data: Vec<PathStep>,
}

/// A test of a response.
#[derive(Clone, Debug, PartialEq)]
pub enum EnvelopeTest {
    /// The value is one of these (`true`) or none of them.
    In(ResponsePath, Vec<Literal>, bool),
    /// The value is absent (`true`) or not.
    Absent(ResponsePath, bool),
}

/// A path in a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResponsePath {
    /// HTTP status.
    Status,
    /// In the JSON body.
    Body(Vec<PathStep>),
    /// A header.
    Header(String),
}

/// A segment of a JSON path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathStep {
    /// A member.
    Name(Str),
    /// An element.
    Index(u32),
}

/// How to classify errors.
#[derive(Clone, Debug, Default)]
pub struct Errors {
    /// Paths of the code: the first value that is a text or a number counts.
    pub code: Vec<ResponsePath>,
    /// Paths of the message.
    pub message: Vec<ResponsePath>,
    /// Header with the time to wait.
    pub retry_after: Option<ResponsePath>,
    /// Path of the provider's request id.
    pub request_id: Option<ResponsePath>,
    /// Kind by HTTP status.
    pub status: Vec<(u16, ErrorKind)>,
    /// Kind by code, first match; `*` matches anything.
    pub codes: Vec<ErrorCode>,
}

/// A code and its kind.
#[derive(Clone, Debug)]
pub struct ErrorCode {
    /// Pattern.
    pub pattern: String,
    /// Kind.
    pub kind: ErrorKind,
    /// What it means.
    pub doc: Doc,
}

/// The error kinds that a spec may use.
pub const ERROR_KINDS: [ErrorKind; 13] = [
    ErrorKind::Auth,
    ErrorKind::Permission,
    ErrorKind::RateLimit,
    ErrorKind::Invalid,
    ErrorKind::NotFound,
    ErrorKind::InsufficientFunds,
    ErrorKind::Nonce,
    ErrorKind::Clock,
    ErrorKind::Duplicate,
    ErrorKind::Conflict,
    ErrorKind::Maintenance,
    ErrorKind::Internal,
    ErrorKind::Other,
];
