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

#![cfg_attr(docsrs, feature(doc_cfg))]

pub use specie_runtime as runtime;
pub use specie_runtime::{
    Amount, Error, ErrorKind, Json, Map, Outcome, Pages, RawResponse, Secret, Timestamp, Verified,
};

include!("providers.rs");

#[cfg(feature = "macros")]
#[doc(hidden)]
pub use specie_macros::client as __client;

/// The client of a spec in YAML, as a module named for its provider.
///
/// ```ignore
/// specie::client!("acme.yaml");
/// specie::client!("acme.yaml", operations = [create_order, list_orders]);
/// specie::client!("acme.yaml", draft = true);   // what is missing in the spec (vectors, docs) holds nothing up
/// ```
///
/// The path counts from the crate's folder; if there is nothing, from the folders above it and their `specs`, then from the file of the
/// call. When the spec changes, the crate is built again. Plans that name RSA, P-256, Ed25519, secp256k1, Keccak, base58, MD5 or SHA-1 need
/// the feature of that name; the compiler says which.
#[cfg(feature = "macros")]
#[macro_export]
macro_rules! client {
    ($path:tt $(, $($rest:tt)*)?) => {
        $crate::__client!($path, runtime = $crate::runtime $(, $($rest)*)?);
    };
}
