//! Digests.

use crate::signing::plan::function::Digest;
use crate::signing::signing_error::SigningError;
#[cfg(not(all(feature = "md5", feature = "sha1", feature = "keccak")))]
use crate::signing::signing_error::feature_off;
use sha2::Digest as _;
use sha2::digest::{FixedOutput, Update};

/// The result of a digest or of a MAC, on the stack.
pub(crate) struct Short {
    bytes: [u8; 64],
    length: usize,
}

impl Short {
    pub(crate) fn new(from: &[u8]) -> Self {
        let mut bytes = [0; 64];
        let length = from.len().min(bytes.len());
        if let (Some(to), Some(from)) = (bytes.get_mut(..length), from.get(..length)) {
            to.copy_from_slice(from);
        }
        Self { bytes, length }
    }

    pub(crate) fn as_slice(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

/// Receives the pieces of a text.
pub(crate) trait Sink {
    fn bytes(&mut self, bytes: &[u8]);

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// Whether it accepts the bytes of a text in place of the text.
    fn takes_bytes(&self) -> bool {
        true
    }
}

impl<D: Update> Sink for D {
    fn bytes(&mut self, bytes: &[u8]) {
        self.update(bytes);
    }
}

/// Passes on the pieces of the input; `false`: it is absent.
pub(crate) type Feed<'f> = dyn FnMut(&mut dyn Sink) -> Result<bool, SigningError> + 'f;

/// The digest of the input; `None`: there was no input.
pub(crate) fn digest(digest: Digest, feed: &mut Feed<'_>) -> Result<Option<Short>, SigningError> {
    match digest {
        #[cfg(feature = "md5")]
        Digest::Md5 => run(md5::Md5::new(), feed),
        #[cfg(not(feature = "md5"))]
        Digest::Md5 => Err(feature_off("md5", "md5")),
        #[cfg(feature = "sha1")]
        Digest::Sha1 => run(sha1::Sha1::new(), feed),
        #[cfg(not(feature = "sha1"))]
        Digest::Sha1 => Err(feature_off("sha1", "sha1")),
        Digest::Sha256 => run(sha2::Sha256::new(), feed),
        Digest::Sha384 => run(sha2::Sha384::new(), feed),
        Digest::Sha512 => run(sha2::Sha512::new(), feed),
        #[cfg(feature = "keccak")]
        Digest::Keccak256 => run(sha3::Keccak256::new(), feed),
        #[cfg(not(feature = "keccak"))]
        Digest::Keccak256 => Err(feature_off("keccak256", "keccak")),
    }
}

/// Computes a digest or a MAC in place: moving its state takes as long as a short text.
#[inline]
pub(super) fn run<D: Update + FixedOutput>(
    mut digest: D,
    feed: &mut Feed<'_>,
) -> Result<Option<Short>, SigningError> {
    Ok(if feed(&mut digest)? {
        Some(Short::new(&digest.finalize_fixed()))
    } else {
        None
    })
}

/// The same for an input that cannot fail and is never absent.
#[inline]
pub(super) fn run_whole<D: Update + FixedOutput>(
    mut digest: D,
    feed: &mut dyn FnMut(&mut dyn Sink),
) -> Short {
    feed(&mut digest);
    Short::new(&digest.finalize_fixed())
}

/// The same for one text.
#[inline]
pub(super) fn run_text<D: Update + FixedOutput>(mut digest: D, text: &str) -> Short {
    digest.update(text.as_bytes());
    Short::new(&digest.finalize_fixed())
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
