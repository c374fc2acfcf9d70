//! What the client's owner gives: credentials and settings.

use super::{Data, List, Str};

/// A credential and the forms it may have.
#[derive(Clone, Debug, PartialEq)]
pub struct Credential {
    /// Name in expressions.
    pub name: Str,
    /// Whether its value, and what is made of it, is masked in every output.
    pub secret: bool,
    /// Whether a plan that names it may run without it: of a secret, only where a condition says so.
    pub optional: bool,
    /// Accepted forms; the first that fits decides.
    pub forms: List<Form>,
}

/// A form of a credential. The number is the length asked for: characters of a text, bytes of the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Any text.
    Text(Option<u32>),
    /// Hexadecimal digits in either case, with or without `0x`.
    Hex(Option<u32>),
    /// Base64 of either alphabet.
    Base64(Option<u32>),
    /// Bitcoin's base58.
    Base58(Option<u32>),
    /// RSA private key.
    Rsa,
    /// P-256 private key.
    P256,
    /// Ed25519 private key.
    Ed25519,
    /// secp256k1 private key in hex.
    Secp256k1,
    /// secp256k1 private key in Bitcoin's wallet import format.
    Wif,
}

/// A value that the client's owner may choose.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// Name after `settings.`.
    pub name: Str,
    /// Value when none is chosen; its kind is the setting's kind.
    pub default: Data,
}
