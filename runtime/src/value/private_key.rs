//! A key as a value, private or public. What reads and uses keys is in `signing::crypto`.

use std::fmt;

/// A private key, or a public one that verifies.
#[doc(hidden)]
pub enum Key {
    #[cfg(feature = "rsa")]
    Rsa(Box<rsa::pkcs1v15::SigningKey<sha2::Sha256>>),
    #[cfg(feature = "p256")]
    P256(Box<p256::ecdsa::SigningKey>),
    #[cfg(feature = "ed25519")]
    Ed25519(Box<ring::signature::Ed25519KeyPair>),
    #[cfg(feature = "secp256k1")]
    Secp256k1(Box<Secp256k1Key>),
    #[cfg(feature = "rsa")]
    RsaPublic(Box<rsa::PublicKey>),
    #[cfg(feature = "p256")]
    P256Public(Box<p256::ecdsa::VerifyingKey>),
    #[cfg(feature = "ed25519")]
    Ed25519Public([u8; 32]),
    #[cfg(feature = "secp256k1")]
    Secp256k1Public(Box<secp256k1::PublicKey>),
    /// Never constructed: gives the type a variant where no primitive is enabled.
    #[doc(hidden)]
    None(std::convert::Infallible),
}

/// A secp256k1 key and the network that its text specified.
#[cfg(feature = "secp256k1")]
#[doc(hidden)]
pub struct Secp256k1Key {
    pub(crate) secret: secp256k1::SecretKey,
    /// Version byte of addresses.
    pub(crate) address_version: u8,
    /// Derived when it is first needed, and once: that is most of what a client with such a key costs.
    public: std::sync::OnceLock<secp256k1::PublicKey>,
}

#[cfg(feature = "secp256k1")]
impl Secp256k1Key {
    pub(crate) fn new(secret: secp256k1::SecretKey, address_version: u8) -> Self {
        Self {
            secret,
            address_version,
            public: std::sync::OnceLock::new(),
        }
    }

    /// The public key.
    pub(crate) fn public(&self) -> &secp256k1::PublicKey {
        self.public.get_or_init(|| self.secret.public_key())
    }
}

#[cfg(feature = "secp256k1")]
impl Drop for Secp256k1Key {
    fn drop(&mut self) {
        self.secret.non_secure_erase();
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key([redacted])")
    }
}

/// Plans never compare keys.
impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}
