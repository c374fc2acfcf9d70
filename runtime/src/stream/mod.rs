//! Streams: a socket, its conversation, and the channels that are subscribed to.
//!
//! | file | what |
//! |---|---|
//! | `plan.rs` | the conversation as constant data |
//! | `view.rs` | a received message, read without decoding it |
//! | `frames.rs` | what is sent: templates filled |
//! | `subscription.rs`, `conversation.rs` | the conversation, without a socket |
//! | `pace.rs` | how often frames and connections may be made |
//! | `book.rs` | the levels of a book, for its checksum |
//! | `socket.rs`, `encoding.rs`, `socket_io.rs` | the socket, what servers compress, and the packets of socket.io |
//! | `connection.rs` | one connection: its socket, and the conversation over it |
//! | `driver.rs` | the task that holds the connection, and makes it anew |
//! | `builder.rs`, `queue.rs`, `event.rs` | opening a stream, and what users receive |
//! | `sender.rs`, `sent_event.rs`, `replies.rs` | events that users send, and what becomes of them |
//! | `observer.rs` | who sees the frames |

#[cfg(feature = "streams")]
mod book;
#[cfg(feature = "streams")]
mod builder;
#[cfg(feature = "streams")]
mod connection;
#[cfg(feature = "streams")]
mod conversation;
#[cfg(feature = "streams")]
mod driver;
#[cfg(feature = "streams")]
mod encoding;
#[cfg(feature = "streams")]
mod event;
#[cfg(feature = "streams")]
mod frames;
#[cfg(feature = "streams")]
mod observer;
#[cfg(feature = "streams")]
mod pace;
pub mod plan;
#[cfg(feature = "streams")]
mod queue;
#[cfg(feature = "streams")]
mod replies;
#[cfg(feature = "streams")]
mod sender;
#[cfg(feature = "streams")]
mod sent_event;
#[cfg(feature = "streams")]
mod socket;
#[cfg(feature = "streams")]
mod socket_io;
#[cfg(feature = "streams")]
mod subscription;
#[cfg(feature = "streams")]
mod view;

#[cfg(feature = "streams")]
pub use book::Book;
#[cfg(feature = "streams")]
pub use builder::{EventStream, RawStream, StreamBuilder};
#[cfg(feature = "streams")]
pub use conversation::{Conversation, Delivered, Setup, StreamCall, Told};
#[cfg(feature = "streams")]
pub use event::{
    Channel, ClientEvent, Gap, GapReason, Message, MessageKind, Received, Reset, StreamEvent,
    UnknownMessage,
};
#[cfg(feature = "streams")]
pub use frames::Unsigned;
#[cfg(feature = "streams")]
pub use observer::FrameObserver;
#[cfg(feature = "streams")]
pub use queue::RawEvent;
#[cfg(feature = "streams")]
pub use sender::StreamSender;
#[cfg(feature = "streams")]
pub use sent_event::SentEvent;
#[cfg(feature = "streams")]
pub use subscription::Subscription;
#[cfg(feature = "streams")]
#[doc(hidden)]
pub use {event::read_answer, view::holds};
