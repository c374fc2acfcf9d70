//! What answers mean: success, data, refusals.

use super::Doc;
use specie_runtime::signing::plan::Str;
use specie_runtime::{ErrorKind, Literal};

/// What success looks like, and where the data is.
#[derive(Clone, Debug)]
pub struct Envelope {
    /// Name in the spec.
    pub name: String,
    /// Success: groups of tests, of which one holds whole; none: status 200 to 299.
    pub ok: Vec<Vec<EnvelopeTest>>,
    /// Partial success of a batch, in the same way; none: there is no such thing.
    pub partial: Vec<Vec<EnvelopeTest>>,
    /// Where the data is in the body; empty: the body itself.
    pub data: Vec<PathStep>,
}

/// A test of an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum EnvelopeTest {
    /// The value is one of these (`true`) or none of them.
    In(ResponsePath, Vec<Literal>, bool),
    /// The value is absent (`true`) or not.
    Absent(ResponsePath, bool),
}

/// A place in an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResponsePath {
    /// HTTP status.
    Status,
    /// In the JSON body.
    Body(Vec<PathStep>),
    /// A header.
    Header(String),
}

/// A step into JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathStep {
    /// A member.
    Name(Str),
    /// An element.
    Index(u32),
}

/// How refusals are told apart.
#[derive(Clone, Debug, Default)]
pub struct Errors {
    /// Where the code stands: the first that is a text or a number.
    pub code: Vec<ResponsePath>,
    /// Where the message stands.
    pub message: Vec<ResponsePath>,
    /// Header with the time to wait.
    pub retry_after: Option<ResponsePath>,
    /// Where the provider names the request.
    pub request_id: Option<ResponsePath>,
    /// Kind by HTTP status.
    pub status: Vec<(u16, ErrorKind)>,
    /// Kind by code, first match; `*` stands for anything.
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

/// The kinds that a spec may give a refusal.
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
