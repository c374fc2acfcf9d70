//! The runtime of clients that specie generates.

mod amount;
mod clock;
pub mod codec;
mod config_values;
mod core;
mod error;
mod json;
mod macros;
mod map;
mod nonces;
mod operation;
mod pad;
mod pages;
pub mod primitives;
mod provider;
mod secret;
pub mod signing;
mod timestamp;
mod transport;
mod unknown;
mod webhook;

pub use amount::{Amount, AmountOverflow, InvalidAmount};
pub use clock::{Clock, SystemClock};
pub use codec::{Check, Wire};
#[doc(hidden)]
pub use config_values::{CredentialValue, SettingValue};
pub use core::{Core, CoreBuilder, RawResponse};
pub use error::{Error, ErrorKind, Outcome};
pub use json::{Json, JsonNumber};
pub use map::Map;
pub use nonces::{BoxFuture, InProcessNonces, NonceStore};
pub use operation::{Idempotency, Operation, Pagination};
#[doc(hidden)]
pub use pad::pad_whole;
pub use pages::Pages;
pub use provider::{
    ClockPolicy, Envelope, EnvironmentData, ErrorRules, Limit, Literal, Provider, ResponsePath,
    Test, Webhook,
};
pub use rust_decimal;
pub use secret::Secret;
pub use signing::plan::PathEncode;
pub use timestamp::{InvalidTimestamp, Timestamp};
#[cfg(feature = "http")]
pub use transport::HttpTransport;
pub use transport::{
    Transport, TransportError, TransportFailure, TransportRequest, TransportResponse,
};
pub use unknown::UnknownValue;
pub use webhook::Verified;
