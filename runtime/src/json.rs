//! JSON of any shape, for values that a spec declares as `json`.

use crate::Map;
use std::fmt;

/// A JSON value. Objects keep their order, and numbers their digits.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Json {
    /// `null`
    #[default]
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as written in the text.
    Number(JsonNumber),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Json>),
    /// An object.
    Object(Map<Json>),
}

/// The text of a JSON number. Two numbers are equal if they are written identically.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct JsonNumber(String);

impl JsonNumber {
    /// A number from text that the JSON reader has already accepted as one.
    pub(crate) fn of_valid(text: String) -> Self {
        Self(text)
    }

    /// The number, as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is written without point and exponent.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        !self.0.contains(['.', 'e', 'E'])
    }
}

/// Prints the digits as written and ignores the precision.
impl fmt::Display for JsonNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crate::pad::pad_whole(&self.0, f)
    }
}

impl Json {
    /// Creates an object with these members.
    pub fn object<N: Into<String>, V: Into<Json>>(
        members: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        Self::Object(
            members
                .into_iter()
                .map(|(name, value)| (name, value.into()))
                .collect(),
        )
    }

    /// Parses a JSON text.
    ///
    /// # Errors
    /// The text is not JSON, contains a name twice in one object, or is nested deeper than [`crate::codec::DEPTH`].
    pub fn parse(text: &[u8]) -> Result<Self, crate::codec::Problem> {
        crate::codec::read_json(text)
    }

    /// The member `name` of an object.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.as_object()?.get(name)
    }

    /// The element `index` of a list.
    #[must_use]
    pub fn at(&self, index: usize) -> Option<&Json> {
        self.as_list()?.get(index)
    }

    /// Whether it is `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The boolean, if it is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The text, if it is a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number's text, if it is a number.
    #[must_use]
    pub fn as_number(&self) -> Option<&str> {
        match self {
            Self::Number(number) => Some(number.as_str()),
            _ => None,
        }
    }

    /// The integer, if it is a number without point and exponent that fits into `i64`.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        self.as_number()?.parse().ok()
    }

    /// The elements, if it is an array.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Json]> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }

    /// The members, if it is an object.
    #[must_use]
    pub fn as_object(&self) -> Option<&Map<Json>> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }
}

/// Compact JSON text: members in order, numbers as written.
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Number(number) => f.write_str(number.as_str()),
            Self::Text(text) => write_text(text, f),
            Self::List(items) => {
                f.write_str("[")?;
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        f.write_str(",")?;
                    }
                    item.fmt(f)?;
                }
                f.write_str("]")
            }
            Self::Object(members) => {
                f.write_str("{")?;
                for (index, (name, value)) in members.iter().enumerate() {
                    if index > 0 {
                        f.write_str(",")?;
                    }
                    write_text(name, f)?;
                    f.write_str(":")?;
                    value.fmt(f)?;
                }
                f.write_str("}")
            }
        }
    }
}

/// Writes `text` as a JSON string. Escapes only what JSON requires.
pub(crate) fn write_text(text: &str, f: &mut impl fmt::Write) -> fmt::Result {
    f.write_char('"')?;
    for c in text.chars() {
        match c {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\u{8}' => f.write_str("\\b")?,
            '\t' => f.write_str("\\t")?,
            '\n' => f.write_str("\\n")?,
            '\u{c}' => f.write_str("\\f")?,
            '\r' => f.write_str("\\r")?,
            c if c < ' ' => write!(f, "\\u{:04x}", u32::from(c))?,
            c => f.write_char(c)?,
        }
    }
    f.write_char('"')
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Json {
    fn from(value: i64) -> Self {
        Self::Number(JsonNumber(value.to_string()))
    }
}

impl From<i32> for Json {
    fn from(value: i32) -> Self {
        Self::from(i64::from(value))
    }
}

impl From<u32> for Json {
    fn from(value: u32) -> Self {
        Self::from(i64::from(value))
    }
}

impl From<u64> for Json {
    fn from(value: u64) -> Self {
        Self::Number(JsonNumber(value.to_string()))
    }
}

impl From<crate::Amount> for Json {
    fn from(amount: crate::Amount) -> Self {
        Self::Text(amount.plain().to_owned())
    }
}

impl From<()> for Json {
    fn from((): ()) -> Self {
        Self::Null
    }
}

impl<T: Into<Json>> From<Option<T>> for Json {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<T: Into<Json>> From<Vec<T>> for Json {
    fn from(items: Vec<T>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

impl From<Map<Json>> for Json {
    fn from(members: Map<Json>) -> Self {
        Self::Object(members)
    }
}

/// Creates an object: `Json::from([("currency", "BTC")])`.
impl<V: Into<Json>, const LEN: usize> From<[(&str, V); LEN]> for Json {
    fn from(members: [(&str, V); LEN]) -> Self {
        Self::object(members)
    }
}

impl std::str::FromStr for Json {
    type Err = crate::codec::Problem;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_order_and_digits() {
        let text = r#"{"b":1.10,"a":[null,true,123456789012345678901234567890],"\u0001\"":"é/\n"}"#;
        let json = Json::parse(text.as_bytes()).unwrap();
        assert_eq!(json.to_string(), text);
        assert_eq!(json.get("b").and_then(Json::as_number), Some("1.10"));
        assert_eq!(
            json.get("a").and_then(|a| a.at(1)).and_then(Json::as_bool),
            Some(true)
        );
        assert_eq!(
            json.get("a").and_then(|a| a.at(2)).and_then(Json::as_i64),
            None
        );
    }

    #[test]
    fn refuses_what_is_not_json() {
        for text in [
            "",
            "{",
            "[1,]",
            r#"{"a":1,"a":2}"#,
            "1 2",
            "nul",
            "NaN",
            "\"\u{0}\"",
        ] {
            assert!(Json::parse(text.as_bytes()).is_err(), "{text}");
        }
        let deep = "[".repeat(10_000);
        assert!(Json::parse(deep.as_bytes()).is_err());
    }

    #[test]
    fn made_of_rust_values() {
        let json = Json::object([("a", Json::from(1)), ("b", Json::from(vec!["x"]))]);
        assert_eq!(json.to_string(), r#"{"a":1,"b":["x"]}"#);
        assert_eq!(
            Json::from([("currency", "BTC")]).to_string(),
            r#"{"currency":"BTC"}"#
        );
    }
}
