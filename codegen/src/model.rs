//! A resolved and typed provider: the input of the emitters.
//!
//! References are resolved to ids, names are chosen, and every part of signing is lowered to the plan data of the runtime. Order is the
//! order of the spec. An `Option` means that the spec may leave something out; it never means "not resolved yet".

mod delivery;
mod lines;
mod operation;
mod response;
mod types;
mod vector;

pub use delivery::{Channel, Stream, Webhook};
pub use lines::{Lines, PlanLines};
pub use operation::{
    Example, Idempotency, Location, Operation, Pagination, Param, Response, Variant,
};
pub use response::{
    ERROR_KINDS, Envelope, EnvelopeTest, ErrorCode, Errors, PathStep, ResponsePath,
};
pub use types::{
    EnumValue, Field, Kind, OneOf, Range, Shape, TimeUnit, Type, TypeDef, TypeId, UnionVariant,
    WireAs,
};
pub use vector::{Expect, Vector, VectorSubject};

use specie_runtime::signing::plan::Scheme;

/// One provider.
#[derive(Clone, Debug)]
pub struct Api {
    /// Module and feature name.
    pub provider: String,
    /// Display name.
    pub title: String,
    /// The provider's own documentation.
    pub docs_url: Option<String>,
    /// One paragraph.
    pub doc: Doc,
    /// Path of the spec as the user gave it.
    pub spec_path: String,
    /// Environments; never empty, the first is the default.
    pub environments: Vec<Environment>,
    /// Everything about signing, as the runtime evaluates it.
    pub scheme: Scheme,
    /// The lines of the spec that [`Api::scheme`] was read from.
    pub lines: Lines,
    /// Docs for the parts of [`Api::scheme`], in the same order.
    pub scheme_docs: SchemeDocs,
    /// Operations.
    pub operations: Vec<Operation>,
    /// Types.
    pub types: Vec<TypeDef>,
    /// Webhooks, in the order of [`Scheme::webhooks`].
    pub webhooks: Vec<Webhook>,
    /// Streams.
    pub streams: Vec<Stream>,
    /// Envelopes; [`Operation::envelope`] is an index into this list.
    pub envelopes: Vec<Envelope>,
    /// How to classify errors.
    pub errors: Errors,
    /// Declared limits.
    pub limits: Vec<Limit>,
    /// Clock skew that the provider accepts.
    pub clock: Option<ClockPolicy>,
    /// Whether a call that uses a nonce waits for the response of the previous one.
    pub serial_nonce: bool,
    /// Vectors.
    pub vectors: Vec<Vector>,
    /// Operations that the provider names but does not document.
    pub known_by_name: Vec<KnownByName>,
}

/// Text for people, with the marks of a fact.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Doc {
    /// The text; may be empty where the spec language does not require one.
    pub text: String,
    /// The page that confirms it.
    pub source: Option<String>,
    /// Reason why this is not confirmed (may be empty).
    pub unconfirmed: Option<String>,
    /// Reason why it should no longer be used.
    pub deprecated: Option<String>,
}

/// A set of addresses of a provider.
#[derive(Clone, Debug)]
pub struct Environment {
    /// Name in the spec.
    pub name: String,
    /// Name in Rust, `PascalCase`.
    pub rust_name: String,
    /// Docs.
    pub doc: Doc,
    /// Index of a section in the scheme, and the base URL that replaces its own.
    pub bases: Vec<(u16, String)>,
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

/// A declared limit.
#[derive(Clone, Debug)]
pub struct Limit {
    /// Number of calls.
    pub calls: u32,
    /// Period in milliseconds.
    pub per_ms: u64,
    /// Whose calls are counted: `key`, `ip` or `account`.
    pub scope: String,
    /// Docs.
    pub doc: Doc,
}

/// Clock skew that the provider accepts, in milliseconds.
#[derive(Clone, Debug)]
pub struct ClockPolicy {
    /// Maximum age of a timestamp.
    pub past_ms: Option<u64>,
    /// How far a timestamp may be in the future.
    pub future_ms: Option<u64>,
    /// Safety margin that is subtracted from our clock.
    pub margin_ms: u64,
    /// Header with the provider's time.
    pub server_time: Option<(String, Option<TimeUnit>)>,
    /// Docs.
    pub doc: Doc,
}

/// An operation that is not documented.
#[derive(Clone, Debug)]
pub struct KnownByName {
    /// The provider's name.
    pub name: String,
    /// Docs.
    pub doc: Doc,
}
