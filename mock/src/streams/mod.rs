//! Streams from the provider's side: the conversation that a spec declares, held by the provider.
//!
//! | file | what |
//! |---|---|
//! | `upgrade.rs` | which stream a connection is for, and whether it is let in |
//! | `socket.rs` | the socket, and the times of what is sent |
//! | `shared.rs` | one connection for all streams at an address |
//! | `conversation.rs`, `subscribing.rs` | what is understood and said, without a socket |
//! | `events.rs` | events of the client |
//! | `socket_io.rs`, `polling.rs` | the packets of socket.io, and the requests by which its clients begin |
//! | `message.rs`, `varied.rs` | messages of a channel, wrapped so that a client's routes find them |
//! | `numbers.rs` | the numbers and the checksums of messages |
//! | `inverse.rs` | templates read backwards: which values a frame has |
//! | `shape.rs` | conditions read backwards: a message that one holds for |
//! | `faults.rs` | what the scenario does to messages |

mod conversation;
mod events;
mod faults;
mod inverse;
mod message;
mod numbers;
mod polling;
mod shape;
mod shared;
mod socket;
mod socket_io;
mod subscribing;
mod upgrade;
mod varied;

pub(crate) use faults::StreamFaults;
pub(crate) use polling::{Beginnings, respond as respond_to_poll};
pub(crate) use socket::run;
pub(crate) use upgrade::{Upgrade, accepted, begin_with, key_of, server};
