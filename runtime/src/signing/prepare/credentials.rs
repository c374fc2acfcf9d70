//! Credentials parsed from their texts, once for each client.

use super::absence::is_secret;
pub(crate) use crate::signing::crypto::jwks::MAX_KEYS;
use crate::signing::crypto::{jwks, key_forms, public_key_forms};
use crate::signing::inputs::Credentials;
use crate::signing::plan::{BitcoinNetwork, Credential, Form};
use crate::signing::prepared::constant::{Constant, GivenCredential};
use crate::signing::signing_error::{SigningError, SigningErrorKind};
use crate::value::blank::{is_blank, is_blank_char};
#[cfg(feature = "base58")]
use crate::value::byte_text::unbase58;
use crate::value::byte_text::{unbase64, unhex};
#[cfg(feature = "secp256k1")]
use crate::value::private_key::Key;
use crate::value::types::{Members, Value};
use std::borrow::Cow;
use std::sync::Arc;

/// Parses the given credentials, in the order of the scheme. An empty secret counts as not given.
pub(crate) fn read(
    declared: &[Credential],
    given: &Credentials,
) -> Result<Vec<Option<GivenCredential>>, SigningError> {
    declared
        .iter()
        .map(|credential| match given.get(&credential.name) {
            None => Ok(None),
            Some(text) if is_secret(credential) && is_blank(text) => Ok(None),
            Some(text) => read_one(credential, text).map(Some),
        })
        .collect()
}

/// The keys in the text of a set.
pub(crate) fn read_key_set(text: &str) -> Result<Members<'static>, SigningError> {
    jwks::parse(text).ok_or_else(|| {
        SigningError::new(
            SigningErrorKind::Credential,
            "expected a JSON Web Key Set with a key that the plans verify with",
        )
    })
}

/// A public key in the text that an operation returned.
pub(crate) fn read_public_key(text: &str) -> Result<Value<'static>, SigningError> {
    let key = public_key_forms::parse_named(text)?;
    key.map(|key| Value::Key(Arc::new(key))).ok_or_else(|| {
        let why = public_key_forms::why_not(text).unwrap_or("it has another format");
        SigningError::new(
            SigningErrorKind::Credential,
            format!("expected a public key: {why}"),
        )
    })
}

/// The network of Bitcoin that a credential shows, if it is another one than the expected: that of a key in WIF, if this is the form in which
/// it is read. A text that begins as the keys of the expected network do is of no other, so that it need not be read: the compressed keys, which
/// are the only ones that are taken, begin with `K` or `L` on the main network, and with `c` on the one for tests.
pub(crate) fn other_network_of(
    credential: &Credential,
    text: &str,
    expected: BitcoinNetwork,
) -> Option<BitcoinNetwork> {
    let starts: &[char] = match expected {
        BitcoinNetwork::Mainnet => &['K', 'L'],
        BitcoinNetwork::Testnet => &['c'],
    };
    if !credential.forms.contains(&Form::Wif) || text.starts_with(starts) {
        return None;
    }
    let mut forms = credential.forms.iter();
    let read = forms.find_map(|form| Some((*form, fit(*form, text).ok()??)))?;
    let shown = match read {
        #[cfg(feature = "secp256k1")]
        (Form::Wif, Value::Key(key)) => match &*key {
            Key::Secp256k1(key) if key.address_version == key_forms::MAIN => {
                Some(BitcoinNetwork::Mainnet)
            }
            Key::Secp256k1(_) => Some(BitcoinNetwork::Testnet),
            _ => None,
        },
        _ => None,
    };
    shown.filter(|shown| *shown != expected)
}

/// Keys that were fetched for a credential.
pub(crate) fn given_keys(
    declared: Option<&Credential>,
    keys: Members<'static>,
) -> Result<GivenCredential, SigningError> {
    match declared {
        Some(credential) if credential.forms.contains(&Form::Jwks) => Ok(GivenCredential {
            form: Form::Jwks,
            value: Constant {
                value: Value::Object(keys),
                secret: credential.secret,
            },
        }),
        _ => Err(SigningError::new(
            SigningErrorKind::Scheme,
            "the credential is not a set of keys",
        )),
    }
}

fn read_one(credential: &Credential, text: &str) -> Result<GivenCredential, SigningError> {
    for form in credential.forms.iter() {
        if let Some(value) = fit(*form, text)? {
            if is_secret(credential) {
                check_content(credential, *form, &value, text)?;
            }
            return Ok(GivenCredential {
                form: *form,
                value: Constant {
                    value,
                    secret: credential.secret,
                },
            });
        }
    }
    let forms: Vec<String> = credential.forms.iter().map(describe).collect();
    Err(SigningError::new(
        SigningErrorKind::Credential,
        format!(
            "the credential `{}` does not match its form: expected {}{}",
            credential.name,
            forms.join(" or "),
            why_not(credential, text)
                .map(|why| format!("; {why}"))
                .unwrap_or_default()
        ),
    ))
}

/// Refuses a secret that decodes to nothing, and one with white space from careless copying: a line break at its end would become part of
/// every key.
fn check_content(
    credential: &Credential,
    form: Form,
    value: &Value<'_>,
    text: &str,
) -> Result<(), SigningError> {
    let reject = |why: &str| {
        let message = format!("the credential `{}` {why}", credential.name);
        Err(SigningError::new(SigningErrorKind::Credential, message))
    };
    if matches!(value, Value::Bytes(bytes) if bytes.is_empty()) {
        return reject("decodes to no bytes: use the secret exactly as the provider shows it");
    }
    // A PEM key has its own delimiters, and its file ends with a line break. A public key is read without white space around it.
    let armoured = form == Form::Secp256k1 && text.contains("-----BEGIN ");
    if matches!(form, Form::Rsa | Form::P256 | Form::Ed25519) || form.is_public_key() || armoured {
        return Ok(());
    }
    let (first, last) = (text.chars().next(), text.chars().next_back());
    let place = match (first, last) {
        (Some(c), _) if is_blank_char(c) => "begins",
        (_, Some(c)) if is_blank_char(c) => "ends",
        _ => return Ok(()),
    };
    reject(&format!(
        "{place} with a line break, a space or an invisible character: remove it, for example with `secret.trim()`"
    ))
}

/// Why a text matches none of its forms, if this can be said without revealing the text.
fn why_not(credential: &Credential, text: &str) -> Option<String> {
    if text.is_empty() {
        return Some("it is empty".to_owned());
    }
    let allows = |form: fn(&Form) -> bool| credential.forms.iter().any(form);
    if allows(|form| *form == Form::Jwks) {
        return Some("write it as the provider publishes it, `{\"keys\": [{\"kid\": …}]}`; each key needs an id, which occurs once, and a kind that the plans verify with".to_owned());
    }
    if allows(|form| form.is_public_key()) {
        return public_key_forms::why_not(text).map(str::to_owned);
    }
    let armoured = text.contains("-----BEGIN ");
    if allows(|form| matches!(form, Form::Rsa | Form::P256 | Form::Ed25519))
        || armoured && allows(|form| *form == Form::Secp256k1)
    {
        return key_forms::why_not(text).map(str::to_owned);
    }
    let [form] = &*credential.forms else {
        return None;
    };
    let (expected, found, unit) = match form {
        Form::Text(Some(n)) => (*n, text.chars().count(), "characters"),
        Form::Hex(Some(n)) => (*n, unhex(text)?.len(), "bytes"),
        Form::Base64(Some(n)) => (*n, unbase64(text)?.len(), "bytes"),
        _ => return None,
    };
    Some(format!("found {found} {unit}, expected {expected}"))
}

/// The value of a text in a form, if it matches.
fn fit(form: Form, text: &str) -> Result<Option<Value<'static>>, SigningError> {
    let sized = |bytes: Option<Vec<u8>>, size: Option<u32>| {
        bytes
            .filter(|b| size.is_none_or(|n| usize::try_from(n) == Ok(b.len())))
            .map(|b| Value::Bytes(Cow::Owned(b)))
    };
    Ok(match form {
        Form::Text(size) => size
            .is_none_or(|n| usize::try_from(n) == Ok(text.chars().count()))
            .then(|| Value::Text(Cow::Owned(text.to_owned()))),
        Form::Hex(size) => sized(unhex(text), size),
        Form::Base64(size) => sized(unbase64(text), size),
        #[cfg(feature = "base58")]
        Form::Base58(size) => sized(unbase58(text), size),
        #[cfg(not(feature = "base58"))]
        Form::Base58(_) => {
            return Err(crate::signing::signing_error::feature_off(
                "base58", "base58",
            ));
        }
        Form::Jwks => jwks::parse(text).map(Value::Object),
        Form::Rsa
        | Form::P256
        | Form::Ed25519
        | Form::Secp256k1
        | Form::Wif
        | Form::RsaPublic
        | Form::P256Public
        | Form::Ed25519Public
        | Form::Secp256k1Public => {
            key_forms::parse(form, text)?.map(|key| Value::Key(Arc::new(key)))
        }
    })
}

/// The form in the words of the signing language.
fn describe(form: &Form) -> String {
    let sized = |name: &str, size: &Option<u32>| match size {
        Some(n) => format!("{name}[{n}]"),
        None => name.to_owned(),
    };
    match form {
        Form::Text(n) => sized("text", n),
        Form::Hex(n) => sized("hex", n),
        Form::Base64(n) => sized("base64", n),
        Form::Base58(n) => sized("base58", n),
        Form::Rsa => "rsa".to_owned(),
        Form::RsaPublic => "an RSA public key".to_owned(),
        Form::P256Public => "a P-256 public key".to_owned(),
        Form::Ed25519Public => "an Ed25519 public key".to_owned(),
        Form::Secp256k1Public => "a secp256k1 public key".to_owned(),
        Form::Jwks => "a JSON Web Key Set".to_owned(),
        Form::P256 => "p256".to_owned(),
        Form::Ed25519 => "ed25519".to_owned(),
        Form::Secp256k1 => "secp256k1".to_owned(),
        Form::Wif => "wif".to_owned(),
    }
}
