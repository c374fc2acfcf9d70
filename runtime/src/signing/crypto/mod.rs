//! Cryptographic primitives: digests, MACs, keys, what private ones sign and public ones verify.

pub(crate) mod asymmetric;
#[cfg(feature = "certificates")]
pub(crate) mod certificate;
#[cfg(feature = "secp256k1")]
mod der;
pub(crate) mod digest;
pub(crate) mod jwks;
pub(crate) mod key_forms;
pub(crate) mod mac;
pub(crate) mod public_key_forms;
#[cfg(feature = "rsa")]
mod rsa_key;
pub(crate) mod verify;
