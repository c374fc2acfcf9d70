//! RSA keys from the forms that they are written in: PKCS#1, PKCS#8, and their numbers alone.
//!
//! The RSA library reads these forms itself, but then brings a reader of PEM and a second one of base64 into every client.

use pkcs1::der::Decode as _;
use pkcs1::{RsaPrivateKeyRef, RsaPublicKeyRef, Version};
use pkcs8::{AlgorithmIdentifierRef, PrivateKeyInfoRef, SubjectPublicKeyInfoRef};
use rsa::{BoxedUint, PrivateKey, PublicKey};

/// A private key, in PKCS#8 or PKCS#1.
pub(super) fn private(der: &[u8]) -> Option<PrivateKey> {
    match PrivateKeyInfoRef::from_der(der) {
        Ok(info) if is_rsa(&info.algorithm) => private_parts(info.private_key.as_bytes()),
        Ok(_) => None,
        Err(_) => private_parts(der),
    }
}

/// A private key in PKCS#1.
fn private_parts(der: &[u8]) -> Option<PrivateKey> {
    let key = RsaPrivateKeyRef::from_der(der).ok()?;
    if key.version() != Version::TwoPrime {
        return None;
    }
    let modulus = key.modulus.as_bytes();
    // Secret numbers get the width of the modulus, so that their own length shows in no computation.
    let secret = |bytes: &[u8]| BoxedUint::from_be_slice(bytes, bits(modulus)?).ok();
    PrivateKey::from_components(
        number(modulus)?,
        number(key.public_exponent.as_bytes())?,
        secret(key.private_exponent.as_bytes())?,
        vec![
            secret(key.prime1.as_bytes())?,
            secret(key.prime2.as_bytes())?,
        ],
    )
    .ok()
}

/// A public key, as in X.509 or in PKCS#1.
pub(super) fn public(der: &[u8]) -> Option<PublicKey> {
    let parts = match SubjectPublicKeyInfoRef::from_der(der) {
        Ok(info) if is_rsa(&info.algorithm) => info.subject_public_key.as_bytes()?,
        Ok(_) => return None,
        Err(_) => der,
    };
    let key = RsaPublicKeyRef::from_der(parts).ok()?;
    public_of(key.modulus.as_bytes(), key.public_exponent.as_bytes())
}

/// The public key of these numbers.
pub(super) fn public_of(modulus: &[u8], exponent: &[u8]) -> Option<PublicKey> {
    let zeros = modulus.iter().take_while(|byte| **byte == 0).count();
    PublicKey::new(number(modulus.get(zeros..)?)?, number(exponent)?).ok()
}

fn is_rsa(algorithm: &AlgorithmIdentifierRef<'_>) -> bool {
    let has_none = algorithm.parameters.is_none_or(|any| any.is_null());
    algorithm.oid == pkcs1::ALGORITHM_OID && has_none
}

fn number(bytes: &[u8]) -> Option<BoxedUint> {
    BoxedUint::from_be_slice(bytes, bits(bytes)?).ok()
}

fn bits(bytes: &[u8]) -> Option<u32> {
    u32::try_from(bytes.len()).ok()?.checked_mul(8)
}
