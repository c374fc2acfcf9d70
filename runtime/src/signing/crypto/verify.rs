//! Verifies signatures with public keys. A signature that is malformed is a wrong one, not an error: anyone can send it.
//!
//! Nothing here is secret, so the time that it takes tells nothing.

#[allow(unused_imports, reason = "which of these run depends on the features")]
use super::asymmetric::{key_of, wrong_key};
use crate::signing::signing_error::SigningError;
#[cfg(not(all(
    feature = "rsa",
    feature = "p256",
    feature = "ed25519",
    feature = "secp256k1"
)))]
use crate::signing::signing_error::feature_off;
#[allow(unused_imports, reason = "which of these run depends on the features")]
use crate::value::private_key::Key;
use crate::value::types::Value;

/// RSA, PKCS#1 v1.5, SHA-1: only for providers that offer nothing newer.
#[cfg(all(feature = "rsa", feature = "sha1"))]
pub(crate) fn rsa_sha1(
    data: &[u8],
    key: &Value<'_>,
    signature: &[u8],
) -> Result<bool, SigningError> {
    rsa_pkcs1::<sha1::Sha1>(data, key, signature)
}

#[cfg(not(all(feature = "rsa", feature = "sha1")))]
pub(crate) fn rsa_sha1(_: &[u8], _: &Value<'_>, _: &[u8]) -> Result<bool, SigningError> {
    Err(match cfg!(feature = "rsa") {
        true => crate::signing::signing_error::feature_off("SHA-1", "sha1"),
        false => crate::signing::signing_error::feature_off("RSA", "rsa"),
    })
}

/// RSA, PKCS#1 v1.5, SHA-256.
#[cfg(feature = "rsa")]
pub(crate) fn rsa_sha256(
    data: &[u8],
    key: &Value<'_>,
    signature: &[u8],
) -> Result<bool, SigningError> {
    rsa_pkcs1::<sha2::Sha256>(data, key, signature)
}

/// RSA, PKCS#1 v1.5, SHA-512.
#[cfg(feature = "rsa")]
pub(crate) fn rsa_sha512(
    data: &[u8],
    key: &Value<'_>,
    signature: &[u8],
) -> Result<bool, SigningError> {
    rsa_pkcs1::<sha2::Sha512>(data, key, signature)
}

#[cfg(feature = "rsa")]
fn rsa_pkcs1<D: sha2::Digest + pkcs8::AssociatedOid>(
    data: &[u8],
    key: &Value<'_>,
    signature: &[u8],
) -> Result<bool, SigningError> {
    let Some(Key::RsaPublic(key)) = key_of(key) else {
        return Err(wrong_key("an RSA public key", key));
    };
    let scheme = rsa::Pkcs1v15Sign::new::<D>();
    Ok(key.verify(scheme, &D::digest(data), signature).is_ok())
}

#[cfg(not(feature = "rsa"))]
pub(crate) fn rsa_sha256(_: &[u8], _: &Value<'_>, _: &[u8]) -> Result<bool, SigningError> {
    Err(feature_off("RSA", "rsa"))
}

#[cfg(not(feature = "rsa"))]
pub(crate) fn rsa_sha512(_: &[u8], _: &Value<'_>, _: &[u8]) -> Result<bool, SigningError> {
    Err(feature_off("RSA", "rsa"))
}

/// Ed25519.
#[cfg(feature = "ed25519")]
pub(crate) fn ed25519(
    data: &[u8],
    key: &Value<'_>,
    signature: &[u8],
) -> Result<bool, SigningError> {
    let Some(Key::Ed25519Public(key)) = key_of(key) else {
        return Err(wrong_key("an Ed25519 public key", key));
    };
    let key = ring::signature::UnparsedPublicKey::new(&ring::signature::ED25519, key);
    Ok(key.verify(data, signature).is_ok())
}

#[cfg(not(feature = "ed25519"))]
pub(crate) fn ed25519(_: &[u8], _: &Value<'_>, _: &[u8]) -> Result<bool, SigningError> {
    Err(feature_off("Ed25519", "ed25519"))
}

/// ECDSA over P-256 and SHA-256; the signature is r then s, or their DER.
#[cfg(feature = "p256")]
pub(crate) fn p256(data: &[u8], key: &Value<'_>, signature: &[u8]) -> Result<bool, SigningError> {
    use p256::ecdsa::signature::Verifier as _;
    let key = match key_of(key) {
        Some(Key::P256Public(key)) => key,
        // Of a key that signs, its public half.
        Some(Key::P256(key)) => key.verifying_key(),
        _ => return Err(wrong_key("a P-256 public key", key)),
    };
    let signature = match signature.len() {
        64 => p256::ecdsa::Signature::from_slice(signature),
        _ => p256::ecdsa::Signature::from_der(signature),
    };
    Ok(signature.is_ok_and(|signature| key.verify(data, &signature).is_ok()))
}

#[cfg(not(feature = "p256"))]
pub(crate) fn p256(_: &[u8], _: &Value<'_>, _: &[u8]) -> Result<bool, SigningError> {
    Err(feature_off("P-256", "p256"))
}

/// ECDSA over secp256k1 of a hash; the signature is r then s, with or without a byte for recovery, or their DER. High s is accepted.
#[cfg(feature = "secp256k1")]
pub(crate) fn secp256k1(
    hash: &[u8],
    key: &Value<'_>,
    signature: &[u8],
) -> Result<bool, SigningError> {
    let key = match key_of(key) {
        Some(Key::Secp256k1Public(key)) => key,
        // Of a key that signs, its public half.
        Some(Key::Secp256k1(key)) => key.public(),
        _ => return Err(wrong_key("a secp256k1 public key", key)),
    };
    let hash: [u8; 32] = hash
        .try_into()
        .map_err(|_| SigningError::value("secp256k1 verifies a hash of 32 bytes"))?;
    let rs = signature.get(..64).unwrap_or_default();
    let signature = match signature.len() {
        64 | 65 => secp256k1::ecdsa::Signature::from_compact(rs),
        _ => secp256k1::ecdsa::Signature::from_der(signature),
    };
    let Ok(mut signature) = signature else {
        return Ok(false);
    };
    signature.normalize_s();
    let message = secp256k1::Message::from_digest(hash);
    Ok(signature.verify(message, key).is_ok())
}

#[cfg(not(feature = "secp256k1"))]
pub(crate) fn secp256k1(_: &[u8], _: &Value<'_>, _: &[u8]) -> Result<bool, SigningError> {
    Err(feature_off("secp256k1", "secp256k1"))
}

/// Whether the byte after r and s, 27 and the recovery, leads to this key.
#[cfg(feature = "secp256k1")]
pub(crate) fn recovers_secp256k1(hash: &[u8], key: &Value<'_>, signature: &[u8]) -> bool {
    use secp256k1::ecdsa::{RecoverableSignature, RecoveryId};
    let (Some(Key::Secp256k1(key)), Some((last, rs)), Ok(hash)) = (
        key_of(key),
        signature.split_last(),
        <[u8; 32]>::try_from(hash),
    ) else {
        return false;
    };
    let recovery = last.checked_sub(27);
    let recovery = recovery.and_then(|id| RecoveryId::try_from(i32::from(id)).ok());
    let signature = recovery.and_then(|id| RecoverableSignature::from_compact(rs, id).ok());
    let message = secp256k1::Message::from_digest(hash);
    signature
        .and_then(|signature| signature.recover_ecdsa(message).ok())
        .is_some_and(|found| found == *key.public())
}

#[cfg(not(feature = "secp256k1"))]
pub(crate) fn recovers_secp256k1(_: &[u8], _: &Value<'_>, _: &[u8]) -> bool {
    false
}
