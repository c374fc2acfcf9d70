//! Streams: the conversation without a socket, and whole streams against servers on loopback.

mod begin;
mod cost;
mod events;
mod order;
mod plans;
mod soak;
mod socket;
mod subscriptions;
mod time;
