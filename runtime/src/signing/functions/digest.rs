//! Digests.

use crate::signing::error::SigningError;
#[cfg(not(all(feature = "md5", feature = "sha1", feature = "keccak")))]
use crate::signing::key::feature_off;
use crate::signing::plan::Function;
use sha2::Digest as _;

/// Bytes of a digest or of a MAC, on the stack.
pub(crate) struct Short {
    bytes: [u8; 64],
    length: usize,
}

impl Short {
    pub(crate) fn new(from: &[u8]) -> Self {
        let mut bytes = [0; 64];
        let length = from.len().min(bytes.len());
        for (to, byte) in bytes.iter_mut().zip(from) {
            *to = *byte;
        }
        Self { bytes, length }
    }

    pub(crate) fn as_slice(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

/// A digest that is fed piece by piece.
#[derive(Clone)]
pub(crate) enum Hasher {
    #[cfg(feature = "md5")]
    Md5(md5::Md5),
    #[cfg(feature = "sha1")]
    Sha1(sha1::Sha1),
    Sha256(sha2::Sha256),
    Sha384(sha2::Sha384),
    Sha512(sha2::Sha512),
    #[cfg(feature = "keccak")]
    Keccak256(Box<sha3::Keccak256>),
}

impl Hasher {
    /// The digest of that name; none: it is no digest.
    pub(crate) fn new(function: Function) -> Option<Result<Self, SigningError>> {
        Some(Ok(match function {
            #[cfg(feature = "md5")]
            Function::Md5 => Self::Md5(md5::Md5::new()),
            #[cfg(not(feature = "md5"))]
            Function::Md5 => return Some(Err(feature_off("md5", "md5"))),
            #[cfg(feature = "sha1")]
            Function::Sha1 => Self::Sha1(sha1::Sha1::new()),
            #[cfg(not(feature = "sha1"))]
            Function::Sha1 => return Some(Err(feature_off("sha1", "sha1"))),
            Function::Sha256 => Self::Sha256(sha2::Sha256::new()),
            Function::Sha384 => Self::Sha384(sha2::Sha384::new()),
            Function::Sha512 => Self::Sha512(sha2::Sha512::new()),
            #[cfg(feature = "keccak")]
            Function::Keccak256 => Self::Keccak256(Box::default()),
            #[cfg(not(feature = "keccak"))]
            Function::Keccak256 => return Some(Err(feature_off("keccak256", "keccak"))),
            _ => return None,
        }))
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        match self {
            #[cfg(feature = "md5")]
            Self::Md5(h) => h.update(bytes),
            #[cfg(feature = "sha1")]
            Self::Sha1(h) => h.update(bytes),
            Self::Sha256(h) => h.update(bytes),
            Self::Sha384(h) => h.update(bytes),
            Self::Sha512(h) => h.update(bytes),
            #[cfg(feature = "keccak")]
            Self::Keccak256(h) => sha3::Digest::update(&mut **h, bytes),
        }
    }

    pub(crate) fn finish(self) -> Short {
        match self {
            #[cfg(feature = "md5")]
            Self::Md5(h) => Short::new(&h.finalize()),
            #[cfg(feature = "sha1")]
            Self::Sha1(h) => Short::new(&h.finalize()),
            Self::Sha256(h) => Short::new(&h.finalize()),
            Self::Sha384(h) => Short::new(&h.finalize()),
            Self::Sha512(h) => Short::new(&h.finalize()),
            #[cfg(feature = "keccak")]
            Self::Keccak256(h) => Short::new(&sha3::Digest::finalize(*h)),
        }
    }
}

/// Bitcoin's checksum and transaction hash.
#[cfg(feature = "secp256k1")]
pub(crate) fn double_sha256(data: &[u8]) -> [u8; 32] {
    sha2::Sha256::digest(sha2::Sha256::digest(data)).into()
}

/// Ethereum's hash.
#[cfg(feature = "keccak")]
pub(crate) fn keccak256(data: &[u8]) -> [u8; 32] {
    <sha3::Keccak256 as sha3::Digest>::digest(data).into()
}
