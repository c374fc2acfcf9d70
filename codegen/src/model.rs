//! A provider, resolved and typed: what the emitters read.
//!
//! References are resolved to ids, names are chosen, every part of signing is lowered to the plan data of the runtime. Order is the order
//! of the spec. Where something is `Option` the spec may leave it out; nothing means "not resolved yet".

mod delivery;
mod operation;
mod response;
mod types;
mod vector;

pub use delivery::{Channel, Stream, Webhook};
pub use operation::{
    Example, Idempotency, Location, OneOf, Operation, Pagination, Param, Response, Variant,
};
pub use response::{
    ERROR_KINDS, Envelope, EnvelopeTest, ErrorCode, Errors, PathStep, ResponsePath,
};
pub use types::{
    EnumValue, Field, Kind, Range, Shape, TimeUnit, Type, TypeDef, TypeId, UnionVariant, WireAs,
};
pub use vector::{Expect, Vector, VectorSubject};

use specie_runtime::signing::plan::Scheme;

/// One provider.
#[derive(Clone, Debug)]
pub struct Api {
    /// Module and feature name.
    pub provider: String,
    /// How people write it.
    pub title: String,
    /// The provider's own documentation.
    pub docs_url: Option<String>,
    /// One paragraph.
    pub doc: Doc,
    /// Path of the spec as the user gave it, and sha256 of its bytes in hex.
    pub spec_path: String,
    /// sha256 of the spec's bytes, in hex.
    pub spec_hash: String,
    /// Environments; never empty, the first is the default.
    pub environments: Vec<Environment>,
    /// Everything about signing, as the runtime evaluates it.
    pub scheme: Scheme,
    /// What docs say about the parts of [`Api::scheme`], in the same order.
    pub scheme_docs: SchemeDocs,
    /// Operations.
    pub operations: Vec<Operation>,
    /// Types.
    pub types: Vec<TypeDef>,
    /// Webhooks, in the order of [`Scheme::webhooks`].
    pub webhooks: Vec<Webhook>,
    /// Streams.
    pub streams: Vec<Stream>,
    /// Envelopes; [`Operation::envelope`] counts in this list.
    pub envelopes: Vec<Envelope>,
    /// How refusals are told apart.
    pub errors: Errors,
    /// Declared limits.
    pub limits: Vec<Limit>,
    /// What the provider accepts of our clock.
    pub clock: Option<ClockPolicy>,
    /// Calls that use a nonce wait for each other's answer.
    pub serial_nonce: bool,
    /// Vectors.
    pub vectors: Vec<Vector>,
    /// Operations that the provider names and no page shows.
    pub known_by_name: Vec<KnownByName>,
}

/// Text for people, with the marks that a fact may carry.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Doc {
    /// The text; may be empty where the spec language does not need one.
    pub text: String,
    /// The page that says so.
    pub source: Option<String>,
    /// Reason why this is not confirmed (may be empty).
    pub unconfirmed: Option<String>,
    /// Reason why it should not be used any more.
    pub deprecated: Option<String>,
}

/// Where a provider can be reached.
#[derive(Clone, Debug)]
pub struct Environment {
    /// Name in the spec.
    pub name: String,
    /// Name in Rust, `PascalCase`.
    pub rust_name: String,
    /// Docs.
    pub doc: Doc,
    /// Section (by its place in the scheme) and the base that replaces its own.
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
    /// Source text of each plan's steps, for the docs: (line, text as it stands in the YAML).
    pub plans: Vec<Vec<(u32, String)>>,
    /// The same for the webhooks' plans.
    pub webhooks: Vec<Vec<(u32, String)>>,
}

/// A declared limit.
#[derive(Clone, Debug)]
pub struct Limit {
    /// Calls.
    pub calls: u32,
    /// Within so many milliseconds.
    pub per_ms: u64,
    /// Whose calls are counted: `key`, `ip` or `account`.
    pub scope: String,
    /// Docs.
    pub doc: Doc,
}

/// What the provider accepts of our clock, in milliseconds.
#[derive(Clone, Debug)]
pub struct ClockPolicy {
    /// How old a stamp may be.
    pub past_ms: Option<u64>,
    /// How far ahead it may be.
    pub future_ms: Option<u64>,
    /// What is taken off our clock to be safe.
    pub margin_ms: u64,
    /// Header with the provider's time.
    pub server_time: Option<(String, Option<TimeUnit>)>,
    /// Docs.
    pub doc: Doc,
}

/// An operation that no page shows.
#[derive(Clone, Debug)]
pub struct KnownByName {
    /// The provider's name.
    pub name: String,
    /// Docs.
    pub doc: Doc,
}
