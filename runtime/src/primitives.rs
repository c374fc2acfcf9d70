//! Digests, signatures and encodings that few plans name, and whether this build of the runtime has them: a feature each.

/// Base58, of Bitcoin's alphabet.
pub const BASE58: bool = cfg!(feature = "base58");
/// Ed25519 signatures.
pub const ED25519: bool = cfg!(feature = "ed25519");
/// Keccak-256, and what Ethereum hashes with it.
pub const KECCAK: bool = cfg!(feature = "keccak");
/// MD5.
pub const MD5: bool = cfg!(feature = "md5");
/// ECDSA over P-256.
pub const P256: bool = cfg!(feature = "p256");
/// RSA signatures.
pub const RSA: bool = cfg!(feature = "rsa");
/// ECDSA, ECDH and addresses over secp256k1.
pub const SECP256K1: bool = cfg!(feature = "secp256k1");
/// SHA-1.
pub const SHA1: bool = cfg!(feature = "sha1");

/// Stops the compiler where a client's plans name a primitive that is not built in: better there than when the client is made.
#[macro_export]
macro_rules! needs {
    ($title:literal $($primitive:ident $feature:literal),* $(,)?) => {$(
        const _: () = ::core::assert!(
            $crate::primitives::$primitive,
            "{}",
            ::core::concat!(
                "the plans of ", $title, " need the feature `", $feature,
                "`: turn it on in Cargo.toml, for `specie` or, where a client stands on it alone, for `specie-runtime`"
            )
        );
    )*};
}
