//! Bytes that are written as a text.

use crate::value::byte_text;
use std::fmt;
use std::ops::Deref;

/// Bytes that a provider writes as base64 or hexadecimal digits.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bytes(Vec<u8>);

impl Bytes {
    /// The bytes of base64 in either alphabet. White space and padding are ignored.
    ///
    /// # Errors
    /// The text is not base64.
    pub fn from_base64(text: &str) -> Result<Self, InvalidBytes> {
        let bytes = byte_text::unbase64(text);
        bytes.map(Self).ok_or(InvalidBytes("base64"))
    }

    /// The bytes of hexadecimal digits in either case, with or without `0x`.
    ///
    /// # Errors
    /// The text is not hexadecimal, or has half a byte.
    pub fn from_hex(text: &str) -> Result<Self, InvalidBytes> {
        let bytes = byte_text::unhex(text);
        bytes.map(Self).ok_or(InvalidBytes("hexadecimal digits"))
    }

    /// Base64 with padding.
    #[must_use]
    pub fn to_base64(&self) -> String {
        byte_text::base64(&self.0)
    }

    /// Base64 of URLs, without padding.
    #[must_use]
    pub fn to_base64_url(&self) -> String {
        byte_text::base64url(&self.0)
    }

    /// Hexadecimal digits in lower case.
    #[must_use]
    pub fn to_hex(&self) -> String {
        byte_text::hex(&self.0)
    }

    /// The bytes.
    #[must_use]
    pub fn into_vec(self) -> Vec<u8> {
        self.0
    }
}

impl Deref for Bytes {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl From<&[u8]> for Bytes {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

/// Shows the number of bytes only: there may be many.
impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bytes({})", self.0.len())
    }
}

/// A text that is not base64, or not hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidBytes(&'static str);

impl fmt::Display for InvalidBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}", self.0)
    }
}

impl std::error::Error for InvalidBytes {}

#[cfg(test)]
mod tests {
    use super::*;

    /// `base64.b64encode`, `urlsafe_b64encode` and `bytes.hex` of Python.
    #[test]
    fn texts_of_bytes() {
        let bytes = Bytes::from(&[0xfb, 0xff, 0x00, 0x7f][..]);
        assert_eq!(bytes.to_base64(), "+/8Afw==");
        assert_eq!(bytes.to_base64_url(), "-_8Afw");
        assert_eq!(bytes.to_hex(), "fbff007f");
        for text in ["+/8Afw==", "-_8Afw", "+/8Afw"] {
            assert_eq!(Bytes::from_base64(text).as_ref(), Ok(&bytes), "{text}");
        }
        for text in ["FBff007F", "0xfbff007f"] {
            assert_eq!(Bytes::from_hex(text).as_ref(), Ok(&bytes), "{text}");
        }
        for text in ["!", "a=b="] {
            assert!(Bytes::from_base64(text).is_err(), "{text}");
        }
        for text in ["abc", "xy"] {
            assert!(Bytes::from_hex(text).is_err(), "{text}");
        }
        assert_eq!(format!("{bytes:?}"), "Bytes(4)");
    }
}
