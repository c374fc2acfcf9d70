//! [`Json`] from and to [`serde_json::Value`].

use crate::json::JsonNumber;
use crate::{Json, amount};
use serde_json::{Number, Value};
use std::cmp::Ordering;
use std::fmt;

/// Every value has a counterpart: numbers keep the digits that `serde_json` prints. So `serde_json::json!` makes parameters of a raw call.
impl From<Value> for Json {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(value),
            Value::Number(number) => number_of(number),
            Value::String(text) => Self::Text(text),
            Value::Array(items) => Self::List(items.into_iter().map(Self::from).collect()),
            Value::Object(members) => Self::Object(
                members
                    .into_iter()
                    .map(|(name, value)| (name, Self::from(value)))
                    .collect(),
            ),
        }
    }
}

impl From<&Value> for Json {
    fn from(value: &Value) -> Self {
        Self::from(value.clone())
    }
}

/// With its feature `arbitrary_precision`, `serde_json` takes any text as a number unchecked: what is not one stays a text.
fn number_of(number: Number) -> Json {
    let text = number.to_string();
    match text.parse() {
        Ok(json @ Json::Number(_)) => json,
        _ => Json::Text(text),
    }
}

/// Numbers keep their value exactly.
impl TryFrom<Json> for Value {
    type Error = InexactNumber;
    fn try_from(json: Json) -> Result<Self, Self::Error> {
        Ok(match json {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Bool(value),
            Json::Number(number) => Self::Number(exactly(&number)?),
            Json::Text(text) => Self::String(text),
            Json::List(items) => Self::Array(
                items
                    .into_iter()
                    .map(Self::try_from)
                    .collect::<Result<_, _>>()?,
            ),
            Json::Object(members) => Self::Object(
                members
                    .into_iter()
                    .map(|(name, value)| Ok((name, Self::try_from(value)?)))
                    .collect::<Result<_, _>>()?,
            ),
        })
    }
}

impl TryFrom<&Json> for Value {
    type Error = InexactNumber;
    fn try_from(json: &Json) -> Result<Self, Self::Error> {
        Self::try_from(json.clone())
    }
}

/// The number with the same value.
fn exactly(number: &JsonNumber) -> Result<Number, InexactNumber> {
    let text = number.as_str();
    let inexact = || InexactNumber(text.to_owned());
    let found: Number = text.parse().map_err(|_| inexact())?;
    let shown = found.to_string();
    let is_exact = shown == text || amount::compare(&shown, text) == Some(Ordering::Equal);
    is_exact.then_some(found).ok_or_else(inexact)
}

/// A number with more digits than a [`serde_json::Number`] holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InexactNumber(String);

impl fmt::Display for InexactNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the number {} has more digits than `serde_json` keeps without its feature `arbitrary_precision`",
            self.0
        )
    }
}

impl std::error::Error for InexactNumber {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_a_counterpart() {
        let value = serde_json::json!({
            "text": "é\n", "none": null, "yes": true, "list": [1, -2, 0.1, 1e300, u64::MAX], "inside": { "b": {} }
        });
        let json = Json::from(&value);
        assert_eq!(json.to_string(), value.to_string());
        assert_eq!(Value::try_from(json), Ok(value));
    }

    #[test]
    fn numbers_are_exact_or_an_error() {
        let convert = |text: &str| Value::try_from(text.parse::<Json>().unwrap());
        for text in [
            "0",
            "-0",
            "18446744073709551615",
            "1.50",
            "1e3",
            "0.1",
            "5e-324",
        ] {
            let value = convert(text).unwrap();
            let back = Json::from(value);
            let digits = back.as_number().unwrap();
            assert_eq!(
                amount::compare(digits, text),
                Some(Ordering::Equal),
                "{text}"
            );
        }
        // What they become in a build of `serde_json` with all digits is exact too.
        for text in ["0.12345678901234567890", "36893488147419103233", "1e400"] {
            match convert(&format!("[{text}]")) {
                // It may write the exponent with a sign.
                Ok(value) => assert_eq!(value.to_string().replace("e+", "e"), format!("[{text}]")),
                Err(error) => assert!(error.to_string().contains(text)),
            }
        }
    }
}
