//! Converts bytes to text and back: hexadecimal, base64, base58. Decoding is as lenient as credential forms are.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

const EXACT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const CANONICAL: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, EXACT);
const CANONICAL_OF_URLS: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, EXACT);

/// Hexadecimal digits in either case, with or without `0x`.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text
        .strip_prefix("0x")
        .or_else(|| text.strip_prefix("0X"))
        .unwrap_or(text);
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    let digit = |b: u8| {
        char::from(b)
            .to_digit(16)
            .and_then(|d| u8::try_from(d).ok())
    };
    let mut out = Vec::with_capacity(digits.len() / 2);
    for pair in digits.as_bytes().chunks_exact(2) {
        match *pair {
            [high, low] => out.push((digit(high)? << 4) | digit(low)?),
            _ => return None,
        }
    }
    Some(out)
}

/// Base64 of both alphabets; white space, padding and left-over bits are ignored.
pub(crate) fn unbase64(text: &str) -> Option<Vec<u8>> {
    let mut plain: Vec<u8> = text
        .bytes()
        .filter(|b| !b.is_ascii_whitespace())
        .map(|b| match b {
            b'-' => b'+',
            b'_' => b'/',
            other => other,
        })
        .collect();
    while plain.last() == Some(&b'=') {
        plain.pop();
    }
    if plain.len() % 4 == 1 {
        // A single last character contains six bits, which are less than a byte: they are left over.
        let last = plain.pop()?;
        if !(last.is_ascii_alphanumeric() || last == b'+' || last == b'/') {
            return None;
        }
    }
    LENIENT.decode(plain).ok()
}

/// Base64 as an encoder writes it: one alphabet, padding complete or absent, no white space, no left-over bits (RFC 4648, section 3.5). Each
/// sequence of bytes has one such text for an encoder, so nobody can write a received signature in another way.
pub(crate) fn unbase64_canonical(text: &str) -> Option<Vec<u8>> {
    let of_urls = text.contains(['-', '_']);
    let decoder = match of_urls {
        true => &CANONICAL_OF_URLS,
        false => &CANONICAL,
    };
    let padded = !text.contains('=') || text.len().is_multiple_of(4);
    decoder.decode(text).ok().filter(|_| padded)
}

/// Bitcoin's base58.
#[cfg(feature = "base58")]
pub(crate) fn unbase58(text: &str) -> Option<Vec<u8>> {
    bs58::decode(text).into_vec().ok()
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut out = vec![0; bytes.len() * 2];
    // In chunks: the compiler generates vector instructions for this.
    let (chunks, rest) = bytes.as_chunks::<16>();
    let (digits, rest_digits) = out.split_at_mut(bytes.len() / 16 * 32);
    for (digits, chunk) in digits.as_chunks_mut::<32>().0.iter_mut().zip(chunks) {
        write_digits(digits, chunk);
    }
    write_digits(rest_digits, rest);
    // Digits are ASCII: this check takes less time than pushing characters one by one.
    String::from_utf8(out).unwrap_or_default()
}

#[inline(always)]
fn write_digits(digits: &mut [u8], bytes: &[u8]) {
    let digit = |half: u8| half + if half < 10 { b'0' } else { b'a' - 10 };
    for (digits, byte) in digits.as_chunks_mut().0.iter_mut().zip(bytes) {
        *digits = [digit(byte >> 4), digit(byte & 15)];
    }
}

/// Base64 with padding.
pub(crate) fn base64(bytes: &[u8]) -> String {
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// Base64 of URLs, without padding.
pub(crate) fn base64url(bytes: &[u8]) -> String {
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

/// Bitcoin's base58.
#[cfg(feature = "base58")]
pub(crate) fn base58(bytes: &[u8]) -> String {
    bs58::encode(bytes).into_string()
}
