//! What the docs say of the parts of a provider. The parts themselves are the runtime's own values.

use super::{Doc, Type};
use specie_runtime::ErrorKind;

/// Docs of the parts of the runtime's provider.
#[derive(Clone, Debug, Default)]
pub struct ProviderDocs {
    /// For each environment.
    pub environments: Vec<EnvironmentDocs>,
    /// The name of each envelope in the spec.
    pub envelopes: Vec<String>,
    /// What each code of the error rules means.
    pub codes: Vec<Doc>,
    /// What each message of the error rules means.
    pub messages: Vec<Doc>,
    /// For each envelope, what the codes and messages of its own error rules mean.
    pub envelope_errors: Vec<ErrorDocs>,
    /// A doc for each limit.
    pub limits: Vec<Doc>,
    /// Docs of the clock policy.
    pub clock: Doc,
}

/// What the codes and messages of error rules mean.
#[derive(Clone, Debug, Default)]
pub struct ErrorDocs {
    /// What each code means.
    pub codes: Vec<Doc>,
    /// What each message means.
    pub messages: Vec<Doc>,
}

/// What errors carry beside code and message.
#[derive(Clone, Debug)]
pub struct ErrorData {
    /// The function of the client that reads it.
    pub function: String,
    /// The envelope whose errors carry it, by its index; `None`: those of all calls.
    pub envelope: Option<usize>,
    /// Its type.
    pub ty: Type,
}

/// The name in Rust and the docs of an environment.
#[derive(Clone, Debug)]
pub struct EnvironmentDocs {
    /// Name in Rust, `PascalCase`.
    pub rust_name: String,
    /// Docs.
    pub doc: Doc,
}

/// Docs of the parts of the scheme.
#[derive(Clone, Debug, Default)]
pub struct SchemeDocs {
    /// A doc for each credential.
    pub credentials: Vec<Doc>,
    /// A doc for each setting.
    pub settings: Vec<Doc>,
    /// A doc for each section.
    pub sections: Vec<Doc>,
    /// The YAML of each plan's steps, in one layout, for the docs.
    pub plans: Vec<String>,
    /// The same for the webhooks' plans.
    pub webhooks: Vec<String>,
}

/// The error kinds that a spec may use.
pub const ERROR_KINDS: [ErrorKind; 14] = [
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
    ErrorKind::UnknownOutcome,
    ErrorKind::Other,
];
