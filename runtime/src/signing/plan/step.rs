//! Plans and their steps.

use super::{Encoder, Expr, List, PathSegment, Place, Str};

/// Steps that sign a request, from top to bottom.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Name in the spec.
    pub name: Str,
    /// Names defined by `let`, each once; [`Expr::Local`] is an index into this list.
    pub locals: List<Str>,
    /// The steps.
    pub steps: List<Step>,
}

/// How a webhook is verified: steps that describe what must have been received.
#[derive(Clone, Debug, PartialEq)]
pub struct WebhookPlan {
    /// How the body is parsed after verification: as a form (`true`) or as JSON (`false`).
    pub form: bool,
    /// How far the signed time of a delivery may be from the client's clock, in milliseconds; `None`: as far as the provider's `clock`
    /// allows.
    pub tolerance_ms: Option<u64>,
    /// Where the provider publishes its keys, if they may be fetched.
    pub keys: Option<KeySource>,
    /// The plan. It has the name of the webhook.
    pub plan: Plan,
}

/// Where a client gets the provider's public keys, if its user gives none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySource {
    /// The credential that they replace, by its index in the scheme.
    pub credential: u16,
    /// Where they are published.
    pub from: KeysFrom,
}

/// Where a provider publishes its public keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeysFrom {
    /// At this address, as a JSON Web Key Set.
    Address(Str),
    /// In the response of an operation, as a list of keys.
    List {
        /// Name of the operation.
        operation: Str,
        /// Path of the list in the body.
        list: List<PathSegment>,
        /// Member of an entry with the id.
        id: Str,
        /// Member of an entry with the key.
        key: Str,
    },
    /// In the responses of an operation, which gives one key for each id.
    ById {
        /// Name of the operation.
        operation: Str,
        /// The parameter that takes the id.
        param: Str,
        /// The header of a delivery with the id.
        header: Str,
        /// Path of the key in the body.
        key: List<PathSegment>,
    },
    /// In X.509 certificates, at the addresses that deliveries name.
    Certificate {
        /// Where a delivery has the address.
        named: NamedIn,
        /// The addresses that are allowed: see [`certificate_address`](super::certificate_address).
        at: Str,
        /// The name of a host that the certificate must be issued for.
        name: Str,
    },
}

/// The place of a delivery that names the certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NamedIn {
    /// This header.
    Header(Str),
    /// The member at this path of a JSON body.
    Body(List<PathSegment>),
}

impl KeysFrom {
    /// The operation that is called for them.
    #[must_use]
    pub fn operation(&self) -> Option<&str> {
        match self {
            Self::Address(_) | Self::Certificate { .. } => None,
            Self::List { operation, .. } | Self::ById { operation, .. } => Some(operation),
        }
    }
}

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Condition under which it runs.
    pub when: Option<Expr>,
    /// What it does.
    pub action: Action,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Names values, in order.
    Let(List<Binding>),
    /// Sets the members of a place: [`Expr::Object`], or an expression whose value is pairs or a list.
    Set(Target, Expr),
    /// Sets the body to this text; absent: no body.
    Body(Expr),
    /// Sets headers; an absent value sets no header.
    Header(List<HeaderLine>),
    /// Replaces the path.
    Path(Expr),
    /// Moves the parameters.
    Place(Place),
    /// Replaces the encoder of this call.
    Encode(Encoder),
    /// Refuses a delivery unless this is true; only in a webhook.
    Require(Expr),
    /// `then` if the step's condition is true, `otherwise` if it is false.
    Group {
        /// Steps to run if the condition is true.
        then: List<Step>,
        /// Steps to run if the condition is false.
        otherwise: List<Step>,
    },
}

/// The place that [`Action::Set`] sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The place of this call's parameters.
    Params,
    /// The query.
    Query,
    /// A form body.
    Form,
    /// A JSON body.
    Json,
}

/// `name: value` of a `let`.
#[derive(Clone, Debug, PartialEq)]
pub struct Binding {
    /// Index in [`Plan::locals`].
    pub local: u16,
    /// Its value.
    pub value: Expr,
}

/// `Name: value` of a `header`.
#[derive(Clone, Debug, PartialEq)]
pub struct HeaderLine {
    /// Name as sent.
    pub name: Str,
    /// Its value.
    pub value: Expr,
}

/// Whether verification never checks a header: proxies and HTTP libraries change it.
pub(crate) fn is_unchecked_header(name: &str) -> bool {
    const UNCHECKED: [&str; 3] = ["accept", "user-agent", "referer"];
    UNCHECKED
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
}

impl Target {
    /// The name in specs.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Params => "params",
            Self::Query => "query",
            Self::Form => "form",
            Self::Json => "json",
        }
    }

    /// The place that it refers to; `params` is the place of the parameters.
    #[must_use]
    pub const fn place(self, params: Place) -> Place {
        match self {
            Self::Params => params,
            Self::Query => Place::Query,
            Self::Form => Place::Form,
            Self::Json => Place::Json,
        }
    }
}
