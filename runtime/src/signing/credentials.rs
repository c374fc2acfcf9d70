//! Credentials parsed from their texts, once for each client.

use super::absence::{is_blank, is_blank_char, is_secret};
#[cfg(feature = "base58")]
use super::decode::unbase58;
use super::decode::{unbase64, unhex};
use super::error::{SigningError, SigningErrorKind};
use super::inputs::Credentials;
use super::key::Key;
use super::plan::{Credential, Form};
use super::value::Value;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use zeroize::Zeroize as _;

/// A constant of a client. Secret ones are wiped when it is dropped.
#[derive(Clone)]
pub(crate) struct Constant {
    pub(crate) value: Value<'static>,
    pub(crate) secret: bool,
}

impl Drop for Constant {
    fn drop(&mut self) {
        if self.secret {
            wipe(&mut self.value);
        }
    }
}

/// Wipes every owned text of a value.
fn wipe(value: &mut Value<'static>) {
    match value {
        Value::Text(Cow::Owned(text))
        | Value::Digits(Cow::Owned(text))
        | Value::Number(Cow::Owned(text)) => text.zeroize(),
        Value::Bytes(Cow::Owned(bytes)) => bytes.zeroize(),
        Value::List(all) => all.iter_mut().for_each(wipe),
        Value::Object(members) => members.iter_mut().for_each(|(_, value)| wipe(value)),
        _ => {}
    }
}

impl fmt::Debug for Constant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.secret {
            f.write_str("[secret]")
        } else {
            self.value.fmt(f)
        }
    }
}

/// A credential that was given.
#[derive(Debug)]
pub(crate) struct GivenCredential {
    pub(crate) form: Form,
    pub(crate) value: Constant,
}

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
    let refused = |why: &str| {
        let message = format!("the credential `{}` {why}", credential.name);
        Err(SigningError::new(SigningErrorKind::Credential, message))
    };
    if matches!(value, Value::Bytes(bytes) if bytes.is_empty()) {
        return refused("decodes to no bytes: use the secret exactly as the provider shows it");
    }
    // A PEM key has its own delimiters, and its file ends with a line break.
    if matches!(form, Form::Rsa | Form::P256 | Form::Ed25519) {
        return Ok(());
    }
    let (first, last) = (text.chars().next(), text.chars().next_back());
    let place = match (first, last) {
        (Some(c), _) if is_blank_char(c) => "begins",
        (_, Some(c)) if is_blank_char(c) => "ends",
        _ => return Ok(()),
    };
    refused(&format!(
        "{place} with a line break, a space or an invisible character: remove it, for example with `secret.trim()`"
    ))
}

/// Why a text matches none of its forms, if this can be said without revealing the text.
fn why_not(credential: &Credential, text: &str) -> Option<String> {
    if text.is_empty() {
        return Some("it is empty".to_owned());
    }
    let due = |form: fn(&Form) -> bool| credential.forms.iter().any(form);
    if due(|form| matches!(form, Form::Rsa | Form::P256 | Form::Ed25519)) {
        return super::key::why_not(text).map(str::to_owned);
    }
    let [form] = &*credential.forms else {
        return None;
    };
    let (due, there, unit) = match form {
        Form::Text(Some(n)) => (*n, text.chars().count(), "characters"),
        Form::Hex(Some(n)) => (*n, unhex(text)?.len(), "bytes"),
        Form::Base64(Some(n)) => (*n, unbase64(text)?.len(), "bytes"),
        _ => return None,
    };
    Some(format!("found {there} {unit}, expected {due}"))
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
        Form::Base58(_) => return Err(super::key::feature_off("base58", "base58")),
        Form::Rsa | Form::P256 | Form::Ed25519 | Form::Secp256k1 | Form::Wif => {
            Key::parse(form, text)?.map(|key| Value::Key(Arc::new(key)))
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
        Form::P256 => "p256".to_owned(),
        Form::Ed25519 => "ed25519".to_owned(),
        Form::Secp256k1 => "secp256k1".to_owned(),
        Form::Wif => "wif".to_owned(),
    }
}

/// Whether two forms are of the same kind; lengths are ignored.
pub(crate) fn same_form(a: Form, b: Form) -> bool {
    std::mem::discriminant(&a) == std::mem::discriminant(&b)
}
