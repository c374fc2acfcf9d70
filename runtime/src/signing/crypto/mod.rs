//! Cryptographic primitives: digests, MACs, private keys and what they sign.

pub(crate) mod asymmetric;
pub(crate) mod digest;
pub(crate) mod key_forms;
pub(crate) mod mac;
