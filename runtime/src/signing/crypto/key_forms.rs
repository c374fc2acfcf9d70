//! The text forms of private keys.

use super::public_key_forms;
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
#[cfg(feature = "secp256k1")]
use crate::value::byte_text::{unbase58, unhex};
use crate::value::private_key::Key;
#[cfg(feature = "secp256k1")]
use crate::value::private_key::Secp256k1Key;
#[cfg(any(
    feature = "rsa",
    feature = "p256",
    feature = "ed25519",
    feature = "secp256k1"
))]
use zeroize::Zeroizing;

/// Parses the text of a form; `Ok(None)`: it does not match.
pub(crate) fn parse(form: Form, text: &str) -> Result<Option<Key>, SigningError> {
    match form {
        Form::Rsa => parse_rsa(text),
        Form::P256 => parse_p256(text),
        Form::Ed25519 => parse_ed25519(text),
        Form::Secp256k1 => parse_secp256k1(text),
        Form::Wif => parse_wif(text),
        Form::RsaPublic | Form::P256Public | Form::Ed25519Public | Form::Secp256k1Public => {
            public_key_forms::parse(form, text)
        }
        Form::Text(_) | Form::Hex(_) | Form::Base64(_) | Form::Base58(_) | Form::Jwks => Ok(None),
    }
}

/// The start of each PEM block.
const BEGIN: &str = "-----BEGIN ";

/// Why a text that looks like a PEM or DER key does not match.
pub(crate) fn why_not(text: &str) -> Option<&'static str> {
    let label = |name: &str| text.contains(&format!("{BEGIN}{name}"));
    Some(match () {
        () if text.contains("ENCRYPTED") => {
            "it is encrypted: remove the passphrase with `openssl pkey -in KEY.pem -out PLAIN.pem`"
        }
        () if label("OPENSSH PRIVATE KEY") => {
            "it is in OpenSSH format: convert it with `ssh-keygen -p -m PKCS8 -f KEY`"
        }
        () if text.contains("PRIVATE KEY-----") => {
            "the private key is incomplete, or is of another algorithm or curve"
        }
        () if label("CERTIFICATE") => "it is a certificate, not the private key",
        () if text.contains("PUBLIC KEY-----") => "it is the public key, not the private one",
        () if text.contains(BEGIN) => "it contains no private key",
        () => "write it as PEM, `-----BEGIN PRIVATE KEY-----` …, or as base64 of its DER",
    })
}

/// The DER inside PEM armour (the block with the private key, if there are several), or inside base64 without armour.
#[cfg(any(
    feature = "rsa",
    feature = "p256",
    feature = "ed25519",
    feature = "secp256k1"
))]
fn der(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    if !text.contains(BEGIN) {
        return unbase64(text.trim()).map(Zeroizing::new);
    }
    // Environment variables and one-line files contain line breaks as `
    // `; PEM itself never contains a `\`.
    let text = Zeroizing::new(text.replace("\\r", "\r").replace("\\n", "\n"));
    for block in text.split(BEGIN).skip(1) {
        let (label, rest) = block.split_once("-----")?;
        if label.ends_with("PRIVATE KEY") {
            let (body, _) = rest.split_once("-----END")?;
            return unbase64(body).map(Zeroizing::new);
        }
    }
    None
}

#[cfg(feature = "rsa")]
fn parse_rsa(text: &str) -> Result<Option<Key>, SigningError> {
    let key = der(text).and_then(|der| super::rsa_key::private(&der));
    Ok(key.map(|key| Key::Rsa(Box::new(rsa::pkcs1v15::SigningKey::new(key)))))
}

#[cfg(not(feature = "rsa"))]
fn parse_rsa(_: &str) -> Result<Option<Key>, SigningError> {
    Err(feature_off("RSA", "rsa"))
}

#[cfg(feature = "p256")]
fn parse_p256(text: &str) -> Result<Option<Key>, SigningError> {
    use p256::pkcs8::DecodePrivateKey as _;
    let Some(der) = der(text) else {
        return Ok(None);
    };
    let key = p256::SecretKey::from_pkcs8_der(&der)
        .ok()
        .or_else(|| p256::SecretKey::from_sec1_der(&der).ok());
    Ok(key.map(|key| Key::P256(Box::new(key.into()))))
}

#[cfg(not(feature = "p256"))]
fn parse_p256(_: &str) -> Result<Option<Key>, SigningError> {
    Err(feature_off("P-256", "p256"))
}

#[cfg(feature = "ed25519")]
fn parse_ed25519(text: &str) -> Result<Option<Key>, SigningError> {
    let Some(der) = der(text) else {
        return Ok(None);
    };
    // Keys without the public half are accepted, because most tools write them this way (RFC 8410).
    Ok(
        ring::signature::Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der)
            .ok()
            .map(|key| Key::Ed25519(Box::new(key))),
    )
}

#[cfg(not(feature = "ed25519"))]
fn parse_ed25519(_: &str) -> Result<Option<Key>, SigningError> {
    Err(feature_off("Ed25519", "ed25519"))
}

#[cfg(feature = "secp256k1")]
fn parse_secp256k1(text: &str) -> Result<Option<Key>, SigningError> {
    // A key in hex or PEM specifies no network.
    if let Some(bytes) = unhex(text).map(Zeroizing::new) {
        return Ok(secp256k1_key(&bytes, MAIN));
    }
    let der = der(text);
    let bytes = der.as_ref().and_then(|der| secp256k1_in_der(der));
    Ok(bytes.and_then(|bytes| secp256k1_key(bytes, MAIN)))
}

/// The 32 bytes in an ECPrivateKey (RFC 5915), bare or in PKCS#8 (RFC 5958), if it is for this curve.
#[cfg(feature = "secp256k1")]
fn secp256k1_in_der(der: &[u8]) -> Option<&[u8]> {
    use super::der::{INTEGER, OCTETS, SEQUENCE, element};
    /// An elliptic curve's key, 1.2.840.10045.2.1.
    const CURVE_KEY: &[u8] = &[0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
    /// The curve, 1.3.132.0.10.
    const CURVE: &[u8] = &[0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x0a];
    /// The tag of the parameters in an ECPrivateKey.
    const PARAMETERS: u8 = 0xa0;
    let (whole, _) = element(der, SEQUENCE)?;
    let (version, rest) = element(whole, INTEGER)?;
    match version {
        [0] => {
            let (algorithm, rest) = element(rest, SEQUENCE)?;
            if algorithm.strip_prefix(CURVE_KEY)? != CURVE {
                return None;
            }
            let (inner, _) = element(element(rest, OCTETS)?.0, SEQUENCE)?;
            let (_, rest) = element(inner, INTEGER)?;
            Some(element(rest, OCTETS)?.0)
        }
        [1] => {
            let (key, rest) = element(rest, OCTETS)?;
            (element(rest, PARAMETERS)?.0 == CURVE).then_some(key)
        }
        _ => None,
    }
}

#[cfg(feature = "secp256k1")]
fn secp256k1_key(bytes: &[u8], address_version: u8) -> Option<Key> {
    let secret = secp256k1::SecretKey::from_secret_bytes(bytes.try_into().ok()?).ok()?;
    let key = Secp256k1Key::new(secret, address_version);
    Some(Key::Secp256k1(Box::new(key)))
}

/// Version byte of addresses of the main network, and of those for tests.
#[cfg(feature = "secp256k1")]
pub(crate) const MAIN: u8 = 0x00;
#[cfg(feature = "secp256k1")]
const TEST: u8 = 0x6f;

#[cfg(feature = "secp256k1")]
fn parse_wif(text: &str) -> Result<Option<Key>, SigningError> {
    Ok(unbase58(text).map(Zeroizing::new).and_then(|bytes| {
        let (payload, checksum) = bytes.split_last_chunk::<4>()?;
        if crate::signing::crypto::digest::double_sha256(payload).get(..4)? != checksum {
            return None;
        }
        let (version, rest) = payload.split_first()?;
        let (compressed, secret) = rest.split_last()?;
        let address_version = match version {
            0x80 => MAIN,
            0xef => TEST,
            _ => return None,
        };
        if *compressed != 1 || secret.len() != 32 {
            return None;
        }
        secp256k1_key(secret, address_version)
    }))
}

#[cfg(not(feature = "secp256k1"))]
fn parse_secp256k1(_: &str) -> Result<Option<Key>, SigningError> {
    Err(feature_off("secp256k1", "secp256k1"))
}

#[cfg(not(feature = "secp256k1"))]
fn parse_wif(_: &str) -> Result<Option<Key>, SigningError> {
    Err(feature_off("secp256k1", "secp256k1"))
}
