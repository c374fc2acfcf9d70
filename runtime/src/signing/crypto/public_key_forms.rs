//! Public keys: their text forms. PEM (`-----BEGIN PUBLIC KEY-----`) or the base64 of its DER; keys of curves also as bytes in hex.

use crate::signing::plan::Form;
use crate::signing::signing_error::SigningError;
#[cfg(not(all(
    feature = "rsa",
    feature = "p256",
    feature = "ed25519",
    feature = "secp256k1"
)))]
use crate::signing::signing_error::feature_off;
#[cfg(any(
    feature = "rsa",
    feature = "p256",
    feature = "ed25519",
    feature = "secp256k1"
))]
use crate::value::byte_text::unbase64;
#[cfg(any(feature = "p256", feature = "ed25519", feature = "secp256k1"))]
use crate::value::byte_text::unhex;
use crate::value::private_key::Key;

/// The start of each PEM block.
const BEGIN: &str = "-----BEGIN ";

/// Parses the text of a form; `Ok(None)`: it does not match.
pub(super) fn parse(form: Form, text: &str) -> Result<Option<Key>, SigningError> {
    match form {
        Form::RsaPublic => rsa_key(text),
        Form::P256Public => p256_key(text),
        Form::Ed25519Public => ed25519_key(text),
        Form::Secp256k1Public => secp256k1_key(text),
        Form::Text(_)
        | Form::Hex(_)
        | Form::Base64(_)
        | Form::Base58(_)
        | Form::Rsa
        | Form::P256
        | Form::Ed25519
        | Form::Secp256k1
        | Form::Wif
        | Form::Jwks => Ok(None),
    }
}

/// Parses a key that names its own algorithm: PEM, or the base64 of its DER. `Ok(None)`: it is no such key.
///
/// The bytes of a point are left out, because they do not say on which curve it lies.
pub(crate) fn parse_named(text: &str) -> Result<Option<Key>, SigningError> {
    let is_hex = |byte: u8| byte.is_ascii_hexdigit();
    if text.trim().bytes().all(is_hex) {
        return Ok(None);
    }
    let forms = [
        Form::RsaPublic,
        Form::P256Public,
        Form::Ed25519Public,
        Form::Secp256k1Public,
    ];
    let mut off = None;
    for form in forms {
        match parse(form, text) {
            Ok(Some(key)) => return Ok(Some(key)),
            Ok(None) => {}
            // The key may be of an algorithm that this build has.
            Err(error) => off = Some(error),
        }
    }
    match off {
        Some(error) if BUILT == 0 => Err(error),
        _ => Ok(None),
    }
}

/// How many kinds of keys this build can read.
const BUILT: usize = cfg!(feature = "rsa") as usize
    + cfg!(feature = "p256") as usize
    + cfg!(feature = "ed25519") as usize
    + cfg!(feature = "secp256k1") as usize;

/// Why a text does not match. A private key by mistake is named, so that nobody pastes it a second time.
pub(crate) fn why_not(text: &str) -> Option<&'static str> {
    Some(match () {
        () if text.contains("PRIVATE KEY") => {
            "it is a private key: use the provider's public key, which verifies deliveries"
        }
        () if cfg!(feature = "certificates") && text.contains("BEGIN CERTIFICATE") => {
            "it is a certificate that cannot be read, or its key is of another algorithm or curve"
        }
        () if text.contains(BEGIN) && text.contains("CERTIFICATE") => {
            "it is a certificate: extract its key with `openssl x509 -pubkey -noout -in CERT.pem`"
        }
        () if text.contains("PUBLIC KEY-----") => {
            "the public key is incomplete, or is of another algorithm or curve"
        }
        () => "write it as PEM, `-----BEGIN PUBLIC KEY-----` …, or as base64 of its DER",
    })
}

/// The DER inside PEM armour, or inside base64 without armour.
#[cfg(any(
    feature = "rsa",
    feature = "p256",
    feature = "ed25519",
    feature = "secp256k1"
))]
fn der(text: &str) -> Option<Vec<u8>> {
    if !text.contains(BEGIN) {
        return unbase64(text.trim());
    }
    // Environment variables and one-line files write a line break as `\n`.
    let text = text.replace("\\r", "\r").replace("\\n", "\n");
    let (label, rest) = text.split_once(BEGIN)?.1.split_once("-----")?;
    #[cfg(feature = "certificates")]
    if label == "CERTIFICATE" {
        return super::certificate::first_key(&text);
    }
    if !label.ends_with("PUBLIC KEY") {
        return None;
    }
    unbase64(rest.split_once("-----END")?.0)
}

/// The bytes of a key in hex, if there are as many as one of these sizes.
#[cfg(any(feature = "p256", feature = "ed25519", feature = "secp256k1"))]
fn raw(text: &str, sizes: &[usize]) -> Option<Vec<u8>> {
    unhex(text.trim()).filter(|bytes| sizes.contains(&bytes.len()))
}

/// Sizes of a point on a curve of 256 bits: compressed, and not.
#[cfg(any(feature = "p256", feature = "secp256k1"))]
const POINT: &[usize] = &[33, 65];

#[cfg(feature = "rsa")]
#[allow(clippy::unnecessary_wraps, reason = "without the feature it fails")]
fn rsa_key(text: &str) -> Result<Option<Key>, SigningError> {
    let key = der(text).and_then(|der| super::rsa_key::public(&der));
    Ok(key.map(|key| Key::RsaPublic(Box::new(key))))
}

#[cfg(not(feature = "rsa"))]
fn rsa_key(_: &str) -> Result<Option<Key>, SigningError> {
    Err(feature_off("RSA", "rsa"))
}

#[cfg(feature = "p256")]
#[allow(clippy::unnecessary_wraps, reason = "without the feature it fails")]
fn p256_key(text: &str) -> Result<Option<Key>, SigningError> {
    use p256::pkcs8::DecodePublicKey as _;
    let key = match raw(text, POINT) {
        Some(point) => p256::PublicKey::from_sec1_bytes(&point).ok(),
        None => der(text).and_then(|der| p256::PublicKey::from_public_key_der(&der).ok()),
    };
    Ok(key.map(|key| Key::P256Public(Box::new(key.into()))))
}

#[cfg(not(feature = "p256"))]
fn p256_key(_: &str) -> Result<Option<Key>, SigningError> {
    Err(feature_off("P-256", "p256"))
}

#[cfg(feature = "ed25519")]
#[allow(clippy::unnecessary_wraps, reason = "without the feature it fails")]
fn ed25519_key(text: &str) -> Result<Option<Key>, SigningError> {
    /// What precedes the 32 bytes in a SubjectPublicKeyInfo (RFC 8410): the algorithm 1.3.101.112, and a bit string.
    const HEAD: [u8; 12] = [
        0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
    ];
    let bytes = raw(text, &[32]).or_else(|| {
        let der = der(text)?;
        Some(der.strip_prefix(&HEAD).unwrap_or(&der).to_vec())
    });
    let key = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    Ok(key.map(Key::Ed25519Public))
}

#[cfg(not(feature = "ed25519"))]
fn ed25519_key(_: &str) -> Result<Option<Key>, SigningError> {
    Err(feature_off("Ed25519", "ed25519"))
}

#[cfg(feature = "secp256k1")]
#[allow(clippy::unnecessary_wraps, reason = "without the feature it fails")]
fn secp256k1_key(text: &str) -> Result<Option<Key>, SigningError> {
    /// The algorithm in a SubjectPublicKeyInfo (RFC 5480): 1.2.840.10045.2.1 on the curve 1.3.132.0.10.
    const ALGORITHM: [u8; 18] = [
        0x30, 0x10, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x05, 0x2b, 0x81,
        0x04, 0x00, 0x0a,
    ];
    /// The sizes around it: of the whole, and of the bit string with its unused bits.
    const COMPRESSED: ([u8; 2], [u8; 3]) = ([0x30, 0x36], [0x03, 0x22, 0x00]);
    const WHOLE: ([u8; 2], [u8; 3]) = ([0x30, 0x56], [0x03, 0x42, 0x00]);
    let in_der = |der: &[u8]| {
        [COMPRESSED, WHOLE].iter().find_map(|(head, bits)| {
            let rest = der.strip_prefix(head)?.strip_prefix(&ALGORITHM)?;
            Some(rest.strip_prefix(bits)?.to_vec())
        })
    };
    let point = raw(text, POINT).or_else(|| in_der(&der(text)?));
    let key = point.and_then(|point| secp256k1::PublicKey::from_slice(&point).ok());
    Ok(key.map(|key| Key::Secp256k1Public(Box::new(key))))
}

#[cfg(not(feature = "secp256k1"))]
fn secp256k1_key(_: &str) -> Result<Option<Key>, SigningError> {
    Err(feature_off("secp256k1", "secp256k1"))
}
