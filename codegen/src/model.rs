//! A resolved and typed provider: the input of the emitters.
//!
//! References are resolved to ids, names are chosen, and every part of signing is lowered to the plan data of the runtime. Order is the
//! order of the spec. An `Option` means that the spec may leave something out; it never means "not resolved yet".

mod delivery;
mod lines;
mod mock;
mod operation;
mod places;
mod provider;
pub(crate) mod recursion;
mod stream;
mod types;
mod vector;

pub use delivery::Webhook;
pub use lines::{Lines, PlanLines};
pub use mock::{
    Action, BalanceKey, Mock, MovedBalance, Movement, Resource, ResourceOperation, ShownBalances,
    Trade,
};
pub use operation::{Example, Idempotency, Location, Needed, Operation, Param, Response, Variant};
pub use places::Found;
pub use provider::{ERROR_KINDS, EnvironmentDocs, ErrorData, ErrorDocs, ProviderDocs, SchemeDocs};
pub use stream::{Channel, ChannelMessage, MessageForm, Stream};
pub use types::{
    BytesForm, EnumKind, EnumValue, Field, Kind, NoValue, OneOf, Only, Range, ScalarKind, Shape,
    TimeUnit, Type, TypeDef, TypeId, UnionVariant, WireAs,
};
pub use vector::{Expect, Vector, VectorSubject};

use specie_runtime::Provider;

/// One provider.
#[derive(Clone, Debug)]
pub struct Api {
    /// Module and feature name.
    pub provider: String,
    /// The provider's own documentation.
    pub docs_url: Option<String>,
    /// One paragraph.
    pub doc: Doc,
    /// Path of the spec as the user gave it.
    pub spec_path: String,
    /// The provider as the runtime's own value: it is printed into generated code, and tools use it as it is. Its environments are never
    /// empty.
    pub runtime: Provider,
    /// The lines of the spec that the plans of its scheme were read from.
    pub lines: Lines,
    /// Docs for the parts of [`Api::runtime`], in the same order.
    pub provider_docs: ProviderDocs,
    /// Docs for the parts of its scheme, in the same order.
    pub scheme_docs: SchemeDocs,
    /// What errors carry beside code and message, where the spec declares its type.
    pub error_data: Vec<ErrorData>,
    /// Operations.
    pub operations: Vec<Operation>,
    /// Types.
    pub types: Vec<TypeDef>,
    /// Webhooks, in the order of the scheme's webhooks.
    pub webhooks: Vec<Webhook>,
    /// Streams.
    pub streams: Vec<Stream>,
    /// What to call, and in which order, to get something done.
    pub guides: Vec<Guide>,
    /// Vectors.
    pub vectors: Vec<Vector>,
    /// Operations that the provider names but does not document.
    pub known_by_name: Vec<KnownByName>,
    /// What a mock of the provider must know.
    pub mock: Mock,
}

impl Api {
    /// The operation of this name in the spec.
    #[must_use]
    pub fn operation(&self, name: &str) -> Option<&Operation> {
        self.operations.iter().find(|known| known.name == name)
    }

    /// The fields of a type that is an object.
    #[must_use]
    pub fn fields(&self, ty: &Type) -> Option<&[Field]> {
        let Kind::Named(TypeId(at)) = ty.kind else {
            return None;
        };
        match &self.types.get(at)?.shape {
            Shape::Struct { fields, .. } => Some(fields),
            _ => None,
        }
    }
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
    /// Reason why a secret is sent in the URL.
    pub allowed_in_url: Option<String>,
}

/// What to call, and in which order, to get something done.
#[derive(Clone, Debug)]
pub struct Guide {
    /// What it leads to: `Take a payment`.
    pub title: String,
    /// What people look for that it shows.
    pub purpose: Option<Purpose>,
    /// Docs.
    pub doc: Doc,
    /// The steps.
    pub steps: Vec<GuideStep>,
}

/// What people look for in a provider. The page that compares providers has a column for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To be paid by buyers.
    Payments,
    /// To pay others.
    Payouts,
    /// To place orders on a market.
    Trading,
    /// To hold coins: addresses, deposits, balances.
    Custody,
}

impl Purpose {
    /// All of them, in the order of the columns, with the word of a spec.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Payments, "payments"),
        (Self::Payouts, "payouts"),
        (Self::Trading, "trading"),
        (Self::Custody, "custody"),
    ];
}

/// A step of a guide.
#[derive(Clone, Debug)]
pub struct GuideStep {
    /// The operation that is called (by index).
    pub operation: Option<usize>,
    /// The webhook that reports (by index).
    pub webhook: Option<usize>,
    /// What to do.
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
