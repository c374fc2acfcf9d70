//! Webhooks: messages that the provider sends on its own.

use super::{Doc, Example, TypeId};

/// A webhook.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// Name in the spec.
    pub name: String,
    /// Name in Rust.
    pub rust_name: String,
    /// Docs.
    pub doc: Doc,
    /// Type of the parsed body; none: it is not described, so it is open JSON.
    pub event: Option<TypeId>,
    /// Member that identifies the delivery.
    pub id: Option<String>,
    /// Member with the time.
    pub time: Option<String>,
    /// Member by which later deliveries replace earlier ones.
    pub order: Option<String>,
    /// What the provider says about retries.
    pub retries: Option<String>,
    /// Examples of bodies.
    pub examples: Vec<Example>,
}
