//! What identifies a call: the key by which the provider recognizes it, and what to ask the operation that reconciles it with.

use crate::Error;
use crate::operation::{Idempotency, KeyForm, Operation};
use crate::random::{random_bytes, random_uuid};
use crate::signing::Value;
use crate::value::byte_text::hex;
use std::borrow::Cow;

/// The key by which the provider recognizes a repeated call.
pub(super) struct CallKey {
    /// Its text, unless it is secret.
    pub(super) shown: Option<String>,
    /// Whether the client made it, so that the caller does not have it yet.
    pub(super) is_new: bool,
}

/// What is known of a call by its parameters.
#[derive(Default)]
pub(super) struct Known<'a> {
    pub(super) key: Option<CallKey>,
    /// The key that the client made, to be added to the parameters.
    pub(super) new: Option<(&'a str, Value<'static>)>,
    pub(super) asks: Vec<(String, String)>,
}

impl<'a> Known<'a> {
    /// Reads the key of a call and what it shares with the operation that reconciles it. `set` replaces parameters. Makes a key if the caller gave
    /// none and the operation says how.
    pub(super) fn of<'v>(
        operation: &Operation<'a>,
        params: impl FnOnce() -> &'v Value<'v>,
        set: &[(&str, Value<'static>)],
    ) -> Result<Self, Error> {
        let param = match operation.idempotency {
            Idempotency::Keyed { param, .. } => Some(param),
            Idempotency::Safe | Idempotency::Never => None,
        };
        if param.is_none() && operation.reconcile_with.is_empty() {
            return Ok(Self::default());
        }
        let params = params();
        // A list has no members that could be the key.
        let is_object = matches!(params.data(), Value::Object(_) | Value::Absent);
        let given = |name: &str| {
            let replaced = set.iter().find(|(known, _)| *known == name);
            let value = replaced
                .map(|(_, value)| value)
                .or_else(|| params.get(name));
            value.filter(|value| !matches!(value.data(), Value::Absent))
        };
        let mut known = Self::default();
        if let Some(param) = param.filter(|_| is_object) {
            let text = match (given(param), operation.new_key) {
                (Some(value), _) => text_of(value),
                (None, Some(form)) => {
                    let text = new_key(form)?;
                    known.new = Some((param, Value::Text(Cow::Owned(text.clone()))));
                    Some(text)
                }
                (None, None) => None,
            };
            let is_secret = operation.secret_params.contains(&param);
            known.key = text.map(|text| CallKey {
                shown: (!is_secret).then_some(text),
                is_new: known.new.is_some(),
            });
        }
        for (asked, own) in operation.reconcile_with {
            let new = known.new.as_ref().filter(|(name, _)| name == own);
            let value = new.map(|(_, value)| value).or_else(|| given(own));
            let text = value.and_then(text_of);
            if let Some(text) = text.filter(|_| !operation.secret_params.contains(own)) {
                known.asks.push(((*asked).to_owned(), text));
            }
        }
        Ok(known)
    }
}

/// The text of a value that says something.
fn text_of(value: &Value<'_>) -> Option<String> {
    match value.data() {
        Value::Null => None,
        value => {
            let text = value.to_text().ok()?;
            (!text.is_empty()).then(|| text.into_owned())
        }
    }
}

fn new_key(form: KeyForm) -> Result<String, Error> {
    match form {
        KeyForm::Uuid => random_uuid(),
        KeyForm::Hex(digits) => {
            let mut text = hex(&random_bytes()?);
            text.truncate(digits.into());
            Ok(text)
        }
    }
}
