//! Message authentication codes. A key schedule is computed once and cloned for each message.

use super::digest::{Feed, Short, Sink, run, run_text, run_whole};
use crate::signing::plan::function::MacHash;
use crate::signing::signing_error::SigningError;
#[cfg(not(feature = "sha1"))]
use crate::signing::signing_error::feature_off;
use hmac::{Hmac, KeyInit as _};

/// An HMAC with its key absorbed.
#[derive(Clone)]
pub(crate) enum Mac {
    #[cfg(feature = "sha1")]
    Sha1(Hmac<sha1::Sha1>),
    Sha256(Hmac<sha2::Sha256>),
    Sha384(Hmac<sha2::Sha384>),
    Sha512(Hmac<sha2::Sha512>),
}

impl Mac {
    /// The HMAC over that digest, with a key.
    ///
    /// # Errors
    /// The key is empty, so anyone could compute the MAC.
    pub(crate) fn new(hash: MacHash, key: &[u8]) -> Result<Self, SigningError> {
        if key.is_empty() {
            let message = format!("the key of `{}` is empty", hash.name());
            return Err(SigningError::value(message));
        }
        let made = match hash {
            #[cfg(feature = "sha1")]
            MacHash::Sha1 => Hmac::new_from_slice(key).map(Self::Sha1),
            #[cfg(not(feature = "sha1"))]
            MacHash::Sha1 => return Err(feature_off("hmac_sha1", "sha1")),
            MacHash::Sha256 => Hmac::new_from_slice(key).map(Self::Sha256),
            MacHash::Sha384 => Hmac::new_from_slice(key).map(Self::Sha384),
            MacHash::Sha512 => Hmac::new_from_slice(key).map(Self::Sha512),
        };
        made.map_err(|_| SigningError::value("HMAC does not accept a key of this length"))
    }

    /// The MAC of the input; `None`: there was no input.
    pub(crate) fn over(&self, feed: &mut Feed<'_>) -> Result<Option<Short>, SigningError> {
        match self {
            #[cfg(feature = "sha1")]
            Self::Sha1(mac) => run(mac.clone(), feed),
            Self::Sha256(mac) => run(mac.clone(), feed),
            Self::Sha384(mac) => run(mac.clone(), feed),
            Self::Sha512(mac) => run(mac.clone(), feed),
        }
    }
}

impl Mac {
    /// The MAC of a text.
    pub(crate) fn of_text(&self, text: &str) -> Short {
        match self {
            #[cfg(feature = "sha1")]
            Self::Sha1(mac) => run_text(mac.clone(), text),
            Self::Sha256(mac) => run_text(mac.clone(), text),
            Self::Sha384(mac) => run_text(mac.clone(), text),
            Self::Sha512(mac) => run_text(mac.clone(), text),
        }
    }

    /// The MAC of an input that cannot fail.
    pub(crate) fn of(&self, feed: &mut dyn FnMut(&mut dyn Sink)) -> Short {
        match self {
            #[cfg(feature = "sha1")]
            Self::Sha1(mac) => run_whole(mac.clone(), feed),
            Self::Sha256(mac) => run_whole(mac.clone(), feed),
            Self::Sha384(mac) => run_whole(mac.clone(), feed),
            Self::Sha512(mac) => run_whole(mac.clone(), feed),
        }
    }
}

/// The HMAC of some bytes.
pub(crate) fn hmac(hash: MacHash, key: &[u8], data: &[u8]) -> Result<Short, SigningError> {
    Ok(Mac::new(hash, key)?.of(&mut |sink| sink.bytes(data)))
}

/// Shows nothing of its key.
impl std::fmt::Debug for Mac {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mac([secret])")
    }
}
