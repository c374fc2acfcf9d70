//! Digests, signatures and encodings that few plans use. Each has a feature; these constants tell whether it is enabled in this build.

/// Base58 with Bitcoin's alphabet.
pub const BASE58: bool = cfg!(feature = "base58");
/// Ed25519 signatures.
pub const ED25519: bool = cfg!(feature = "ed25519");
/// Keccak-256, and the Ethereum hashes based on it.
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

/// Stops compilation if a client's plans use a primitive that is not enabled: this is better than an error when the client is built.
#[macro_export]
macro_rules! needs {
    ($title:literal $($primitive:ident $feature:literal),* $(,)?) => {$(
        const _: () = ::core::assert!(
            $crate::primitives::$primitive,
            "{}",
            ::core::concat!(
                "the plans of ", $title, " need the feature `", $feature,
                "`: enable it in Cargo.toml, for `specie`, or for `specie-runtime` if the client depends on it directly"
            )
        );
    )*};
}
