//! Recorded calls and deliveries.

use crate::source::Span;
use specie_runtime::signing::plan::Data;

/// A recorded call and what must come of it.
#[derive(Clone, Debug)]
pub struct Vector {
    /// Name.
    pub name: String,
    /// Where it is from.
    pub source: Option<String>,
    /// Where it stands.
    pub span: Span,
    /// What is replayed.
    pub subject: VectorSubject,
    /// Credentials, as written.
    pub credentials: Vec<(String, String)>,
    /// What must come of it.
    pub expect: Expect,
}

/// What a vector replays.
#[derive(Clone, Debug)]
pub enum VectorSubject {
    /// A call.
    Call {
        /// Section, by its place in the scheme.
        section: u16,
        /// Method in capitals.
        method: String,
        /// Path template.
        path: String,
        /// Parameters.
        params: Option<Data>,
        /// Time in microseconds.
        now_us: i64,
        /// UUID.
        uuid: Option<String>,
        /// Random bytes.
        random: Option<[u8; 16]>,
        /// What the nonce must exceed.
        last_nonce: Option<i64>,
        /// Session values by name.
        session: Vec<(String, Data)>,
        /// Settings that differ from their defaults.
        settings: Vec<(String, Data)>,
    },
    /// A delivery.
    Webhook {
        /// Webhook, by its place in the scheme.
        webhook: u16,
        /// Headers.
        headers: Vec<(String, String)>,
        /// Raw body.
        body: String,
        /// When it arrived, in microseconds; none: when it was signed.
        now_us: Option<i64>,
    },
}

/// What must come of a vector; only what is there is compared.
#[derive(Clone, Debug, Default)]
pub struct Expect {
    /// URL.
    pub url: Option<String>,
    /// Method.
    pub method: Option<String>,
    /// Body; `""` is none.
    pub body: Option<String>,
    /// Headers.
    pub headers: Vec<(String, String)>,
    /// Values of `let`s.
    pub lets: Vec<(String, Data)>,
    /// Whether a webhook verifies.
    pub verified: Option<bool>,
}
