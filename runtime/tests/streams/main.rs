//! Streams: the conversation without a socket, and whole streams against servers on loopback.

mod begin;
mod calls;
mod cost;
mod events;
mod order;
mod plans;
mod snapshot_soak;
mod soak;
mod socket;
mod subscriptions;
mod time;
