//! Cryptographic primitives: digests, MACs, keys, what private ones sign and public ones verify.

pub(crate) mod asymmetric;
pub(crate) mod digest;
pub(crate) mod key_forms;
pub(crate) mod mac;
pub(crate) mod public_key_forms;
pub(crate) mod verify;
