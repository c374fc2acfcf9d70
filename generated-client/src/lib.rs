//! Clients of crypto payment and exchange APIs: typed, documented, correctly signed. One Cargo feature for each provider, none by default.
//!
//! ```toml
//! [dependencies]
//! specie = { version = "0.1", features = ["coinpayments"] }
//! ```
//!
//! Every provider is a module with a `Client`, its `Credentials`, and a method for each operation. The constructor of a request takes the
//! required parameters; setters take the optional ones. Money is an [`Amount`], which keeps all digits. Enums keep values that this version
//! does not know. When a call fails, [`Error::kind`] says why, and [`Error::outcome`] whether the call took effect.
//!
//! For a provider that is not listed here, write its YAML file: `client!` (feature `macros`) generates the same kind of client from it.
// A panic is a bug: nothing that a spec, a credential, a response or a delivery holds may reach one.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable,
        clippy::todo,
        clippy::unimplemented,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub use specie_runtime as runtime;
#[cfg(feature = "streams")]
pub use specie_runtime::stream;
#[cfg(feature = "testing")]
pub use specie_runtime::testing;
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
/// specie::client!("acme.yaml", draft = true);   // accept an incomplete spec (missing vectors, docs)
/// ```
///
/// The path is relative to the crate's folder. If there is no such file, the parent folders and their `specs` are searched, then the folder
/// of the calling file. When the spec changes, the crate is rebuilt. Plans that use RSA, P-256, Ed25519, secp256k1, Keccak, base58, MD5 or
/// SHA-1 need the Cargo feature of that name; if it is missing, a compile error names it.
#[cfg(feature = "macros")]
#[macro_export]
macro_rules! client {
    ($path:tt $(, $($rest:tt)*)?) => {
        $crate::__client!($path, runtime = $crate::runtime $(, $($rest)*)?);
    };
}
