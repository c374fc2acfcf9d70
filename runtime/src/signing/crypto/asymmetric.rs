//! Signatures and keys of RSA, P-256, Ed25519 and secp256k1.

use crate::signing::signing_error::SigningError;
#[cfg(not(all(
    feature = "rsa",
    feature = "p256",
    feature = "ed25519",
    feature = "secp256k1"
)))]
use crate::signing::signing_error::feature_off;
use crate::value::private_key::Key;
use crate::value::types::Value;
#[cfg(feature = "ed25519")]
use ring::signature::Ed25519KeyPair;

#[allow(dead_code, reason = "which of these run depends on the features")]
pub(crate) fn wrong_key(what: &str, value: &Value<'_>) -> SigningError {
    let found = match value.plain() {
        Value::Key(_) => "key (of another form)",
        other => other.kind(),
    };
    SigningError::value(format!("expected {what}, found a value of kind {found}"))
}

#[allow(dead_code, reason = "which of these run depends on the features")]
pub(crate) fn key_of<'v>(value: &'v Value<'_>) -> Option<&'v Key> {
    match value.plain() {
        Value::Key(key) => Some(key),
        _ => None,
    }
}

/// RSA, PKCS#1 v1.5, SHA-256.
#[cfg(feature = "rsa")]
pub(crate) fn rsa_sha256(data: &[u8], key: &Value<'_>) -> Result<Vec<u8>, SigningError> {
    use rsa::signature::{SignatureEncoding as _, Signer as _};
    match key_of(key) {
        Some(Key::Rsa(key)) => key
            .try_sign(data)
            .map(|signature| signature.to_vec())
            .map_err(|error| SigningError::value(format!(
                    "RSA cannot sign with this key (a signature over SHA-256 needs at least 512 bits): {error}"
                ))),
        _ => Err(wrong_key("an RSA key", key)),
    }
}

#[cfg(not(feature = "rsa"))]
pub(crate) fn rsa_sha256(_: &[u8], _: &Value<'_>) -> Result<Vec<u8>, SigningError> {
    Err(feature_off("RSA", "rsa"))
}

/// ECDSA over P-256 and SHA-256, RFC 6979, low s; r then s.
#[cfg(feature = "p256")]
pub(crate) fn ecdsa_p256(data: &[u8], key: &Value<'_>) -> Result<Vec<u8>, SigningError> {
    use p256::ecdsa::signature::Signer as _;
    match key_of(key) {
        Some(Key::P256(key)) => {
            let signature: p256::ecdsa::Signature = key
                .try_sign(data)
                .map_err(|_| SigningError::value("P-256 cannot sign"))?;
            Ok(signature.normalize_s().to_bytes().to_vec())
        }
        _ => Err(wrong_key("a P-256 key", key)),
    }
}

#[cfg(not(feature = "p256"))]
pub(crate) fn ecdsa_p256(_: &[u8], _: &Value<'_>) -> Result<Vec<u8>, SigningError> {
    Err(feature_off("P-256", "p256"))
}

/// Ed25519; the key is a key, or bytes whose first 32 are the seed.
#[cfg(feature = "ed25519")]
pub(crate) fn ed25519(data: &[u8], key: &Value<'_>) -> Result<Vec<u8>, SigningError> {
    let derived;
    let key = match (key_of(key), key.plain()) {
        (Some(Key::Ed25519(key)), _) => &**key,
        (_, Value::Bytes(bytes)) => {
            derived = ed25519_seed(bytes)?;
            &derived
        }
        _ => return Err(wrong_key("an Ed25519 key or its seed", key)),
    };
    Ok(key.sign(data).as_ref().to_vec())
}

#[cfg(feature = "ed25519")]
pub(crate) fn ed25519_seed(bytes: &[u8]) -> Result<Ed25519KeyPair, SigningError> {
    bytes
        .first_chunk::<32>()
        .and_then(|seed| Ed25519KeyPair::from_seed_unchecked(seed).ok())
        .ok_or_else(|| SigningError::value("an Ed25519 seed has 32 bytes; found fewer"))
}

#[cfg(not(feature = "ed25519"))]
pub(crate) fn ed25519(_: &[u8], _: &Value<'_>) -> Result<Vec<u8>, SigningError> {
    Err(feature_off("Ed25519", "ed25519"))
}

/// ECDSA over secp256k1 of a hash, RFC 6979, low s; r, s, 27 + recovery.
#[cfg(feature = "secp256k1")]
pub(crate) fn secp256k1(hash: &[u8], key: &Value<'_>) -> Result<Vec<u8>, SigningError> {
    let Some(Key::Secp256k1(key)) = key_of(key) else {
        return Err(wrong_key("a secp256k1 key", key));
    };
    let hash: [u8; 32] = hash
        .try_into()
        .map_err(|_| SigningError::value("secp256k1 signs a hash of 32 bytes"))?;
    let message = secp256k1::Message::from_digest(hash);
    let signature =
        secp256k1::ecdsa::RecoverableSignature::sign_ecdsa_recoverable(message, &key.secret);
    let (recovery, rs) = signature.serialize_compact();
    let mut out = rs.to_vec();
    out.push(27 + recovery.to_u8());
    Ok(out)
}

#[cfg(not(feature = "secp256k1"))]
pub(crate) fn secp256k1(_: &[u8], _: &Value<'_>) -> Result<Vec<u8>, SigningError> {
    Err(feature_off("secp256k1", "secp256k1"))
}

/// The x coordinate of the shared point, 32 bytes, unhashed.
#[cfg(feature = "secp256k1")]
pub(crate) fn ecdh(key: &Value<'_>, public: &[u8]) -> Result<Vec<u8>, SigningError> {
    let Some(Key::Secp256k1(key)) = key_of(key) else {
        return Err(wrong_key("a secp256k1 key", key));
    };
    let public = secp256k1::PublicKey::from_slice(public)
        .map_err(|_| SigningError::value("the public key is not a point on secp256k1"))?;
    let point = secp256k1::ecdh::shared_secret_point(&public, &key.secret);
    Ok(point.get(..32).unwrap_or_default().to_vec())
}

#[cfg(not(feature = "secp256k1"))]
pub(crate) fn ecdh(_: &Value<'_>, _: &[u8]) -> Result<Vec<u8>, SigningError> {
    Err(feature_off("secp256k1", "secp256k1"))
}

/// The public key: a compressed point; of Ed25519 its 32 bytes.
pub(crate) fn public_key(key: &Value<'_>) -> Result<Vec<u8>, SigningError> {
    match key_of(key) {
        #[cfg(feature = "secp256k1")]
        Some(Key::Secp256k1(key)) => Ok(key.public().serialize().to_vec()),
        #[cfg(feature = "p256")]
        Some(Key::P256(key)) => Ok(key.verifying_key().to_sec1_point(true).as_bytes().to_vec()),
        #[cfg(feature = "ed25519")]
        Some(Key::Ed25519(key)) => {
            use ring::signature::KeyPair as _;
            Ok(key.public_key().as_ref().to_vec())
        }
        _ => Err(wrong_key("a key with a public point", key)),
    }
}

/// The Bitcoin address on the key's network.
#[cfg(feature = "secp256k1")]
pub(crate) fn p2pkh(key: &Value<'_>) -> Result<String, SigningError> {
    use sha2::Digest as _;
    let Some(Key::Secp256k1(key)) = key_of(key) else {
        return Err(wrong_key("a secp256k1 key", key));
    };
    let hash = ripemd::Ripemd160::digest(sha2::Sha256::digest(key.public().serialize()));
    let mut bytes = vec![key.address_version];
    bytes.extend_from_slice(&hash);
    let checksum = super::digest::double_sha256(&bytes);
    bytes.extend(checksum.iter().take(4));
    Ok(crate::value::byte_text::base58(&bytes))
}

#[cfg(not(feature = "secp256k1"))]
pub(crate) fn p2pkh(_: &Value<'_>) -> Result<String, SigningError> {
    Err(feature_off("secp256k1", "secp256k1"))
}

/// The Ethereum address: `0x` and 40 lower-case digits.
#[cfg(all(feature = "secp256k1", feature = "keccak"))]
pub(crate) fn eth_address(key: &Value<'_>) -> Result<String, SigningError> {
    let Some(Key::Secp256k1(key)) = key_of(key) else {
        return Err(wrong_key("a secp256k1 key", key));
    };
    let point = key.public().serialize_uncompressed();
    let hash = super::digest::keccak256(point.get(1..).unwrap_or_default());
    Ok(format!(
        "0x{}",
        crate::value::byte_text::hex(hash.get(12..).unwrap_or_default())
    ))
}

#[cfg(not(all(feature = "secp256k1", feature = "keccak")))]
pub(crate) fn eth_address(_: &Value<'_>) -> Result<String, SigningError> {
    Err(crate::signing::signing_error::feature_off(
        "eth_address",
        "secp256k1` and `keccak",
    ))
}
