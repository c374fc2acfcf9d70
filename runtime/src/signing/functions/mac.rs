//! Message authentication codes. A key schedule is computed once and cloned for each message.

use super::digest::{Feed, Short, Sink, run, run_text, run_whole};
use crate::signing::error::SigningError;
#[cfg(not(feature = "sha1"))]
use crate::signing::key::feature_off;
use crate::signing::plan::Function;
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

/// Whether a function is a MAC.
pub(crate) fn is_mac(function: Function) -> bool {
    matches!(
        function,
        Function::HmacSha1 | Function::HmacSha256 | Function::HmacSha384 | Function::HmacSha512
    )
}

impl Mac {
    /// The MAC with that name and a key; `None`: it is not a MAC.
    ///
    /// # Errors
    /// The key is empty, so anyone could compute the MAC.
    pub(crate) fn new(function: Function, key: &[u8]) -> Option<Result<Self, SigningError>> {
        if key.is_empty() && is_mac(function) {
            let message = format!("the key of `{}` is empty", super::name(function));
            return Some(Err(SigningError::value(message)));
        }
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
        Some(made.map_err(|_| SigningError::value("HMAC does not accept a key of this length")))
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

/// The HMAC with that name over some bytes. The outer `None`: it is not a MAC.
pub(crate) fn hmac(
    function: Function,
    key: &[u8],
    data: &[u8],
) -> Option<Result<Short, SigningError>> {
    let mac = match Mac::new(function, key)? {
        Ok(mac) => mac,
        Err(error) => return Some(Err(error)),
    };
    let feed = &mut |sink: &mut dyn Sink| {
        sink.bytes(data);
        Ok(true)
    };
    let made = mac.over(feed).transpose();
    made.or_else(|| Some(Err(SigningError::value("there is nothing to authenticate"))))
}
