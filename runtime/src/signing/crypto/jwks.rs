//! A JSON Web Key Set (RFC 7517): the provider's public keys, each with its id.

use super::public_key_forms;
use crate::value::json_parse::{Bounds, parse_within};
use crate::value::private_key::Key;
use crate::value::types::{Members, Value};
use std::borrow::Cow;
use std::sync::Arc;

/// Maximum size of the text, and maximum number of keys: more than any provider publishes.
const MAX_TEXT: usize = 64 * 1024;
pub(crate) const MAX_KEYS: usize = 64;

/// The keys that verify signatures, by their ids. `None`: the text is not a set of keys, it has no key that this build can use, or an id
/// occurs twice.
///
/// Keys without an id, for encryption, or of other kinds are left out: no delivery can name them.
pub(crate) fn parse(text: &str) -> Option<Members<'static>> {
    if text.len() > MAX_TEXT {
        return None;
    }
    let bounds = Bounds {
        depth: 16,
        members: 4096,
        twice: false,
    };
    let set = parse_within(text, bounds).ok()?;
    let keys = match (set.get("keys"), &set) {
        (Some(Value::List(keys)), _) => keys,
        (_, Value::Object(pairs)) => return named(pairs),
        _ => return None,
    };
    let mut members: Members<'static> = Vec::new();
    for one in keys.iter().take(MAX_KEYS + 1) {
        let text = |name: &str| match one.get(name) {
            Some(Value::Text(text)) => Some(&**text),
            _ => None,
        };
        let (Some(id), true) = (
            text("kid"),
            text("use").is_none_or(|purpose| purpose == "sig"),
        ) else {
            continue;
        };
        if let Some(key) = key(&text) {
            if members.iter().any(|(known, _)| known == id) || members.len() == MAX_KEYS {
                return None;
            }
            members.push((Cow::Owned(id.to_owned()), Value::Key(Arc::new(key))));
        }
    }
    (!members.is_empty()).then_some(members)
}

/// `{"k1": "-----BEGIN PUBLIC KEY-----…"}`: keys in PEM or base64, by their ids.
fn named(pairs: &[(Cow<'_, str>, Value<'_>)]) -> Option<Members<'static>> {
    let keys = pairs.iter().map(|(id, key)| match key {
        Value::Text(text) => {
            let key = public_key_forms::parse_named(text).ok().flatten()?;
            Some((Cow::Owned(id.to_string()), Value::Key(Arc::new(key))))
        }
        _ => None,
    });
    let keys: Members<'static> = keys.collect::<Option<_>>()?;
    (!keys.is_empty() && keys.len() <= MAX_KEYS).then_some(keys)
}

fn key<'t>(text: &dyn Fn(&str) -> Option<&'t str>) -> Option<Key> {
    match (text("kty")?, text("crv")) {
        #[cfg(feature = "rsa")]
        ("RSA", _) => rsa(&bytes(text("n"))?, &bytes(text("e"))?),
        #[cfg(feature = "p256")]
        ("EC", Some("P-256")) => {
            let key = p256::PublicKey::from_sec1_bytes(&point(text)?).ok()?;
            Some(Key::P256Public(Box::new(key.into())))
        }
        #[cfg(feature = "secp256k1")]
        ("EC", Some("secp256k1")) => {
            let key = secp256k1::PublicKey::from_slice(&point(text)?).ok()?;
            Some(Key::Secp256k1Public(Box::new(key)))
        }
        #[cfg(feature = "ed25519")]
        ("OKP", Some("Ed25519")) => {
            let key = <[u8; 32]>::try_from(bytes(text("x"))?).ok()?;
            Some(Key::Ed25519Public(key))
        }
        _ => None,
    }
}

#[cfg(any(
    feature = "rsa",
    feature = "p256",
    feature = "ed25519",
    feature = "secp256k1"
))]
fn bytes(text: Option<&str>) -> Option<Vec<u8>> {
    crate::value::byte_text::unbase64(text?)
}

/// A point that is not compressed.
#[cfg(any(feature = "p256", feature = "secp256k1"))]
fn point<'t>(text: &dyn Fn(&str) -> Option<&'t str>) -> Option<Vec<u8>> {
    let (x, y) = (bytes(text("x"))?, bytes(text("y"))?);
    (x.len() == 32 && y.len() == 32).then(|| [&[4], &*x, &*y].concat())
}

/// The key of modulus and exponent.
#[cfg(feature = "rsa")]
fn rsa(modulus: &[u8], exponent: &[u8]) -> Option<Key> {
    let key = super::rsa_key::public_of(modulus, exponent)?;
    Some(Key::RsaPublic(Box::new(key)))
}
