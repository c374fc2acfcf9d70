//! Webhooks and streams: messages that the provider sends on its own.

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
    /// How to authenticate.
    pub auth: Option<String>,
    /// How to keep the connection alive.
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
    /// Whether the client sends it.
    pub send: bool,
    /// Member that increases by one with each message.
    pub sequence: Option<String>,
    /// How the checksum is computed.
    pub checksum: Option<String>,
}
