//! Clients of crypto payment and exchange APIs: typed, documented, correctly signed. One Cargo feature for each provider, none by default.
//!
//! ```toml
//! [dependencies]
//! specie = { version = "0.1", features = ["coinpayments"] }
//! ```
//!
//! Every provider is a module with a `Client`, its `Credentials`, and a method for each operation. Requests are built with what they need
//! and the rest by setters; money is an [`Amount`], which keeps the digits of the wire; enums keep values that this version does not know.
//! One [`Error`] tells by its [`kind`](Error::kind) why a call failed, and by its [`outcome`](Error::outcome) whether it took effect.
//!
//! A provider that is not here: describe it in YAML, and `client!` (feature `macros`) makes the same kind of client of it.

pub use specie_runtime as runtime;
pub use specie_runtime::{
    Amount, Error, ErrorKind, Json, Map, Outcome, Pages, RawAnswer, Secret, Timestamp
};

#[cfg(feature = "coinpit")]
#[rustfmt::skip]
pub mod coinpit;
#[cfg(feature = "coinport")]
#[rustfmt::skip]
pub mod coinport;
