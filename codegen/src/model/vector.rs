//! Recorded calls and deliveries.

use crate::source::Span;
use specie_runtime::signing::plan::Data;

/// A recorded call or delivery, and the expected result.
#[derive(Clone, Debug)]
pub struct Vector {
    /// Name.
    pub name: String,
    /// Where it was recorded.
    pub source: Option<String>,
    /// Position in the file.
    pub span: Span,
    /// The recorded call or delivery.
    pub subject: VectorSubject,
    /// Credentials, as written.
    pub credentials: Vec<(String, String)>,
    /// The expected result.
    pub expect: Expect,
}

/// What a vector replays.
#[derive(Clone, Debug)]
pub enum VectorSubject {
    /// A call.
    Call {
        /// Section, by its index in the scheme.
        section: u16,
        /// Method in upper case.
        method: String,
        /// Path template.
        path: String,
        /// Base URL, if it is not the section's.
        base: Option<String>,
        /// Parameters.
        params: Option<Data>,
        /// Time in microseconds.
        now_us: i64,
        /// UUID.
        uuid: Option<String>,
        /// Random bytes.
        random: Option<[u8; 16]>,
        /// The previous nonce; the next one must be greater.
        last_nonce: Option<i64>,
        /// Session values by name.
        session: Vec<(String, Data)>,
        /// Settings that differ from their defaults.
        settings: Vec<(String, Data)>,
    },
    /// A delivery.
    Webhook {
        /// Webhook, by its index in the scheme.
        webhook: u16,
        /// Headers.
        headers: Vec<(String, String)>,
        /// Raw body.
        body: String,
        /// Time of receipt in microseconds; none: the time of signing.
        now_us: Option<i64>,
    },
}

/// The expected result of a vector; only parts that are present are compared.
#[derive(Clone, Debug, Default)]
pub struct Expect {
    /// URL.
    pub url: Option<String>,
    /// Method.
    pub method: Option<String>,
    /// Body; `""` means no body.
    pub body: Option<String>,
    /// Headers.
    pub headers: Vec<(String, String)>,
    /// Values of `let`s.
    pub lets: Vec<(String, Data)>,
    /// Whether a webhook verifies.
    pub verified: Option<bool>,
}
