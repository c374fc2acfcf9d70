//! Streams: a socket, its conversation, and the channels that are subscribed to.

#[cfg(feature = "streams")]
mod event;
pub mod plan;

#[cfg(feature = "streams")]
pub use event::{
    Channel, Gap, GapReason, Message, MessageKind, Received, Reset, StreamEvent, UnknownMessage,
};
