//! Digests, signatures and encodings that few plans use. Each has a feature; these constants say whether it is enabled in this build.

macro_rules! primitives {
    ($($(#[$doc:meta])* $constant:ident $primitive:ident $feature:literal;)+) => {
        $(
            $(#[$doc])*
            pub const $constant: bool = cfg!(feature = $feature);
        )+

        /// A primitive that has a feature of its own.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Primitive {
            $($(#[$doc])* $primitive),+
        }

        impl Primitive {
            /// All primitives, in the order of the names of their features.
            pub const ALL: &[Self] = &[$(Self::$primitive),+];

            /// Name of the feature that enables it.
            #[must_use]
            pub const fn feature(self) -> &'static str {
                match self {
                    $(Self::$primitive => $feature),+
                }
            }

            /// Whether this build has it.
            #[must_use]
            pub const fn is_enabled(self) -> bool {
                match self {
                    $(Self::$primitive => $constant),+
                }
            }
        }
    };
}

primitives! {
    /// Base58 with Bitcoin's alphabet.
    BASE58 Base58 "base58";
    /// Ed25519 signatures.
    ED25519 Ed25519 "ed25519";
    /// Keccak-256, and the Ethereum hashes based on it.
    KECCAK Keccak "keccak";
    /// MD5.
    MD5 Md5 "md5";
    /// ECDSA over P-256.
    P256 P256 "p256";
    /// RSA signatures.
    RSA Rsa "rsa";
    /// ECDSA, ECDH and addresses over secp256k1.
    SECP256K1 Secp256k1 "secp256k1";
    /// SHA-1.
    SHA1 Sha1 "sha1";
}

/// Whether calls can have a body of the type `multipart/form-data`.
pub const MULTIPART: bool = cfg!(feature = "multipart");

/// Whether the keys of webhooks can be read from X.509 certificates.
pub const CERTIFICATES: bool = cfg!(feature = "certificates");

/// Stops compilation if a client's plans use a primitive that is not enabled: this is better than an error when the client is built.
#[macro_export]
macro_rules! needs {
    ($title:literal uploads) => {
        const _: () = ::core::assert!(
            $crate::primitives::MULTIPART,
            "{}",
            ::core::concat!(
                "the uploads of ", $title,
                " need the feature `multipart`: enable it in Cargo.toml, for `specie`, or for `specie-runtime` if the client depends on it directly"
            )
        );
    };
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
