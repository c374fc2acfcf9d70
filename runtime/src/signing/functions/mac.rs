//! Message authentication codes. A key schedule is computed once and cloned for each message.

use super::digest::Short;
use crate::signing::error::SigningError;
#[cfg(not(feature = "sha1"))]
use crate::signing::key::feature_off;
use crate::signing::plan::Function;
use hmac::{Hmac, KeyInit as _, Mac as _};

/// An HMAC with its key taken in.
#[derive(Clone)]
pub(crate) enum Mac {
    #[cfg(feature = "sha1")]
    Sha1(Hmac<sha1::Sha1>),
    Sha256(Hmac<sha2::Sha256>),
    Sha384(Hmac<sha2::Sha384>),
    Sha512(Hmac<sha2::Sha512>),
}

impl Mac {
    /// The MAC of that name with a key; none: it is no MAC.
    pub(crate) fn new(function: Function, key: &[u8]) -> Option<Result<Self, SigningError>> {
        let made = match function {
            #[cfg(feature = "sha1")]
            Function::HmacSha1 => Hmac::new_from_slice(key).map(Self::Sha1),
            #[cfg(not(feature = "sha1"))]
            Function::HmacSha1 => return Some(Err(feature_off("hmac_sha1", "sha1"))),
            Function::HmacSha256 => Hmac::new_from_slice(key).map(Self::Sha256),
            Function::HmacSha384 => Hmac::new_from_slice(key).map(Self::Sha384),
            Function::HmacSha512 => Hmac::new_from_slice(key).map(Self::Sha512),
            _ => return None,
        };
        Some(made.map_err(|_| SigningError::value("the key has a length that HMAC does not take")))
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        match self {
            #[cfg(feature = "sha1")]
            Self::Sha1(m) => m.update(bytes),
            Self::Sha256(m) => m.update(bytes),
            Self::Sha384(m) => m.update(bytes),
            Self::Sha512(m) => m.update(bytes),
        }
    }

    pub(crate) fn finish(self) -> Short {
        match self {
            #[cfg(feature = "sha1")]
            Self::Sha1(m) => Short::new(&m.finalize().into_bytes()),
            Self::Sha256(m) => Short::new(&m.finalize().into_bytes()),
            Self::Sha384(m) => Short::new(&m.finalize().into_bytes()),
            Self::Sha512(m) => Short::new(&m.finalize().into_bytes()),
        }
    }
}
