//! The runtime of clients that specie generates.

mod amount;
pub mod codec;
mod json;
mod macros;
mod map;
mod secret;
pub mod signing;
mod timestamp;
mod unknown;

pub use amount::{Amount, AmountOverflow, InvalidAmount};
pub use codec::{Check, Wire};
pub use json::{Json, JsonNumber};
pub use map::Map;
pub use rust_decimal;
pub use secret::Secret;
pub use timestamp::{InvalidTimestamp, Timestamp};
pub use unknown::UnknownValue;
