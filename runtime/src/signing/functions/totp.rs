//! One-time passwords of RFC 6238: SHA-1, 30 seconds, 6 digits.

use crate::signing::crypto::mac::hmac;
use crate::signing::plan::function::MacHash;
use crate::signing::signing_error::SigningError;

/// The password for a time in seconds; the secret is base32.
pub(crate) fn totp(secret: &str, seconds: i128) -> Result<String, SigningError> {
    let key = unbase32(secret).ok_or_else(|| {
        SigningError::value("the secret of a one-time password is not valid base32")
    })?;
    let steps = u64::try_from(seconds.div_euclid(30))
        .map_err(|_| SigningError::value("the time of a one-time password is out of range"))?;
    let digest = hmac(MacHash::Sha1, &key, &steps.to_be_bytes())?;
    let digest = digest.as_slice();
    let offset = usize::from(digest.last().copied().unwrap_or(0) & 15);
    let chosen = digest.get(offset..offset + 4).unwrap_or_default();
    let number = chosen.iter().fold(0u32, |n, b| (n << 8) | u32::from(*b)) & 0x7fff_ffff;
    Ok(format!("{:06}", number % 1_000_000))
}

/// Base32 in either case; blanks, dashes and padding are ignored.
fn unbase32(text: &str) -> Option<Vec<u8>> {
    let (mut out, mut bits, mut count) = (Vec::new(), 0u32, 0u32);
    for byte in text.bytes() {
        let value = match byte.to_ascii_uppercase() {
            letter @ b'A'..=b'Z' => letter - b'A',
            digit @ b'2'..=b'7' => digit - b'2' + 26,
            b'=' | b' ' | b'-' => continue,
            _ => return None,
        };
        bits = (bits << 5 | u32::from(value)) & 0xfff;
        count += 5;
        if count >= 8 {
            count -= 8;
            out.push(u8::try_from(bits >> count & 0xff).ok()?);
        }
    }
    Some(out)
}
