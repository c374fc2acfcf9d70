//! What a provider sends of itself.

use super::{Doc, Example, Field, Type, TypeId};
use specie_runtime::signing::plan::Data;

/// A webhook.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// Name in the spec.
    pub name: String,
    /// Name in Rust.
    pub rust_name: String,
    /// Docs.
    pub doc: Doc,
    /// Type of the parsed body; none: nothing is said of it, so it is open JSON.
    pub event: Option<TypeId>,
    /// Member that names the delivery.
    pub id: Option<String>,
    /// Member with the time.
    pub time: Option<String>,
    /// Member whose later values replace earlier ones.
    pub order: Option<String>,
    /// What the provider says about retries.
    pub retries: Option<String>,
    /// Examples of bodies.
    pub examples: Vec<Example>,
}

/// A stream.
#[derive(Clone, Debug)]
pub struct Stream {
    /// Name in the spec.
    pub name: String,
    /// Name in Rust.
    pub rust_name: String,
    /// Docs.
    pub doc: Doc,
    /// `true`: socket.io; else plain WebSocket.
    pub socket_io: bool,
    /// Address.
    pub url: String,
    /// How one is admitted.
    pub auth: Option<String>,
    /// How the connection is kept.
    pub keepalive: Option<String>,
    /// Frame that subscribes.
    pub subscribe: Option<Data>,
    /// Frame that unsubscribes.
    pub unsubscribe: Option<Data>,
    /// Channels and events.
    pub channels: Vec<Channel>,
}

/// A channel or an event.
#[derive(Clone, Debug)]
pub struct Channel {
    /// Name on the wire, with `{name}` for parameters.
    pub name: String,
    /// Name in Rust.
    pub rust_name: String,
    /// Docs.
    pub doc: Doc,
    /// Parameters of the name.
    pub params: Vec<Field>,
    /// Type of a message.
    pub message: Option<Type>,
    /// The client sends it.
    pub send: bool,
    /// Member that grows by one.
    pub sequence: Option<String>,
    /// How the checksum is made.
    pub checksum: Option<String>,
}
