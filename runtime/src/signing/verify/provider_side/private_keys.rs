//! The private keys of the provider, and the signatures that public keys verify.

use crate::signing::crypto::{asymmetric, key_forms};
use crate::signing::plan::{Form, Function};
use crate::signing::signing_error::SigningError;
use crate::value::Value;
#[cfg(feature = "rsa")]
use crate::value::private_key::Key;
use std::fmt;
use std::sync::Arc;
use zeroize::Zeroizing;

/// A private key of the provider.
#[derive(Clone)]
pub(crate) struct PrivateKey {
    /// The credential with the public half.
    pub(crate) credential: String,
    /// The id of the key, if the credential is a set.
    pub(crate) id: Option<String>,
    pub(crate) text: Zeroizing<String>,
}

/// Shows no key.
impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrivateKey")
            .field("credential", &self.credential)
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// The private keys of the provider.
#[derive(Clone, Debug, Default)]
pub(crate) struct PrivateKeys(pub(crate) Vec<PrivateKey>);

impl PrivateKeys {
    /// The id that a delivery names, if only one key can sign it.
    pub(super) fn only_id(&self, credential: &str) -> Option<&str> {
        let mut ids = self.of(credential).filter_map(|key| key.id.as_deref());
        let first = ids.next();
        first.filter(|_| ids.next().is_none())
    }

    fn of<'k>(&'k self, credential: &str) -> impl Iterator<Item = &'k PrivateKey> {
        let all = self.0.iter();
        all.filter(move |key| key.credential == credential)
    }

    fn find(&self, credential: &str, id: Option<&str>) -> Result<&PrivateKey, SigningError> {
        let fits = |key: &&PrivateKey| key.id.is_none() || key.id.as_deref() == id;
        self.of(credential).find(fits).ok_or_else(|| {
            let of = id.map_or_else(String::new, |id| format!(" with the id `{id}`"));
            SigningError::value(format!(
                "no private key{of} is given for the credential `{credential}`: the provider signs with it"
            ))
        })
    }

    /// What a verifying function accepts as the signature of `data`. With `raw`, an ECDSA signature is r then s, as in JSON Web Signatures;
    /// otherwise their DER.
    pub(super) fn sign(
        &self,
        function: Function,
        data: &[u8],
        (credential, id): (&str, Option<&str>),
        raw: bool,
    ) -> Result<Vec<u8>, SigningError> {
        let form = match function {
            Function::VerifyRsaSha1 | Function::VerifyRsaSha256 | Function::VerifyRsaSha512 => {
                Form::Rsa
            }
            Function::VerifyEd25519 => Form::Ed25519,
            Function::VerifyP256 => Form::P256,
            Function::VerifySecp256k1 => Form::Secp256k1,
            _ => return Err(SigningError::value("this function verifies no signature")),
        };
        let given = self.find(credential, id)?;
        let key = key_forms::parse(form, &given.text)?.ok_or_else(|| {
            let why = key_forms::why_not(&given.text).unwrap_or("it has another form");
            SigningError::value(format!(
                "the private key for the credential `{credential}` cannot be read: {why}"
            ))
        })?;
        let key = Value::Key(Arc::new(key));
        match function {
            Function::VerifyRsaSha1 => rsa_sha1(data, &key),
            Function::VerifyRsaSha256 => asymmetric::rsa_sha256(data, &key),
            Function::VerifyRsaSha512 => rsa_sha512(data, &key),
            Function::VerifyEd25519 => asymmetric::ed25519(data, &key),
            Function::VerifySecp256k1 => asymmetric::secp256k1(data, &key),
            _ if raw => asymmetric::ecdsa_p256(data, &key),
            _ => p256_der(&asymmetric::ecdsa_p256(data, &key)?),
        }
    }
}

#[cfg(feature = "p256")]
fn p256_der(signature: &[u8]) -> Result<Vec<u8>, SigningError> {
    p256::ecdsa::Signature::from_slice(signature)
        .map(|signature| signature.to_der().as_bytes().to_vec())
        .map_err(|_| SigningError::value("P-256 cannot sign"))
}

#[cfg(not(feature = "p256"))]
fn p256_der(signature: &[u8]) -> Result<Vec<u8>, SigningError> {
    Ok(signature.to_vec())
}

#[cfg(feature = "rsa")]
fn rsa_pkcs1<D: sha2::Digest + pkcs8::AssociatedOid>(
    data: &[u8],
    key: &Value<'_>,
) -> Result<Vec<u8>, SigningError> {
    let Some(Key::Rsa(key)) = asymmetric::key_of(key) else {
        return Err(asymmetric::wrong_key("an RSA key", key));
    };
    let key: &rsa::PrivateKey = (**key).as_ref();
    key.sign(rsa::Pkcs1v15Sign::new::<D>(), &D::digest(data))
        .map_err(|error| SigningError::value(format!("RSA cannot sign with this key: {error}")))
}

#[cfg(feature = "rsa")]
fn rsa_sha512(data: &[u8], key: &Value<'_>) -> Result<Vec<u8>, SigningError> {
    rsa_pkcs1::<sha2::Sha512>(data, key)
}

#[cfg(not(feature = "rsa"))]
fn rsa_sha512(data: &[u8], key: &Value<'_>) -> Result<Vec<u8>, SigningError> {
    asymmetric::rsa_sha256(data, key)
}

#[cfg(all(feature = "rsa", feature = "sha1"))]
fn rsa_sha1(data: &[u8], key: &Value<'_>) -> Result<Vec<u8>, SigningError> {
    rsa_pkcs1::<sha1::Sha1>(data, key)
}

#[cfg(not(all(feature = "rsa", feature = "sha1")))]
fn rsa_sha1(_: &[u8], _: &Value<'_>) -> Result<Vec<u8>, SigningError> {
    Err(crate::signing::signing_error::feature_off("SHA-1", "sha1"))
}
