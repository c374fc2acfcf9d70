//! Values that the user of a client supplies: credentials and settings.

use super::{Data, List, Str};

/// A credential and its accepted forms.
#[derive(Clone, Debug, PartialEq)]
pub struct Credential {
    /// Name in expressions.
    pub name: Str,
    /// Whether its value, and what is derived from it, is masked in every output.
    pub secret: bool,
    /// Whether a plan that names it may run without it. For a secret, only where a condition permits it.
    pub optional: bool,
    /// Accepted forms; the first that matches is used.
    pub forms: List<Form>,
}

/// A form of a credential. The number is the required length: in characters for a text, in bytes for the others.
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
    /// secp256k1 private key.
    Secp256k1,
    /// secp256k1 private key in Bitcoin's wallet import format.
    Wif,
    /// RSA public key, which only verifies.
    RsaPublic,
    /// P-256 public key, which only verifies.
    P256Public,
    /// Ed25519 public key, which only verifies.
    Ed25519Public,
    /// secp256k1 public key, which only verifies.
    Secp256k1Public,
    /// Public keys by their ids, as a JSON Web Key Set.
    Jwks,
}

/// A network of Bitcoin, which a key in [`Form::Wif`] shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BitcoinNetwork {
    /// The network on which bitcoin have a value.
    Mainnet,
    /// The network for tests.
    Testnet,
}

impl BitcoinNetwork {
    /// How specs write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mainnet => "mainnet",
            Self::Testnet => "testnet",
        }
    }
}

/// A value that the user of a client may choose.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// Name after `settings.`.
    pub name: Str,
    /// Value when none is chosen. Its kind is the setting's kind.
    pub default: Data,
}

impl Form {
    /// Whether it is a key, private or public, or a set of keys. Any other form is a text or bytes.
    #[must_use]
    pub const fn is_key(self) -> bool {
        match self {
            Self::Rsa | Self::P256 | Self::Ed25519 | Self::Secp256k1 | Self::Wif => true,
            Self::RsaPublic
            | Self::P256Public
            | Self::Ed25519Public
            | Self::Secp256k1Public
            | Self::Jwks => true,
            Self::Text(_) | Self::Hex(_) | Self::Base64(_) | Self::Base58(_) => false,
        }
    }

    /// Whether it is a public key, or a set of them, with which deliveries are verified.
    #[must_use]
    pub const fn is_public_key(self) -> bool {
        match self {
            Self::RsaPublic
            | Self::P256Public
            | Self::Ed25519Public
            | Self::Secp256k1Public
            | Self::Jwks => true,
            Self::Text(_)
            | Self::Hex(_)
            | Self::Base64(_)
            | Self::Base58(_)
            | Self::Rsa
            | Self::P256
            | Self::Ed25519
            | Self::Secp256k1
            | Self::Wif => false,
        }
    }

    /// Whether two forms are of the same kind; lengths are ignored.
    pub(crate) fn is_same_kind(self, other: Self) -> bool {
        std::mem::discriminant(&self) == std::mem::discriminant(&other)
    }
}
