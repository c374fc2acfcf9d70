//! Values of enums that mix texts, integers and booleans.

use super::Leaf;
use crate::Json;
use crate::value::Value;
use std::fmt;

/// A text, an integer or a boolean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scalar<'a> {
    /// A text.
    Text(&'a str),
    /// An integer.
    Integer(i64),
    /// True or false.
    Bool(bool),
}

impl<'a> Scalar<'a> {
    /// The scalar in a JSON value; `None`: it is another kind of value.
    #[must_use]
    pub fn of(json: &'a Json) -> Option<Self> {
        match json {
            Json::Text(text) => Some(Self::Text(text)),
            Json::Number(number) => number.as_str().parse().ok().map(Self::Integer),
            Json::Bool(value) => Some(Self::Bool(*value)),
            Json::Null | Json::List(_) | Json::Object(_) => None,
        }
    }

    /// The same as a leaf.
    #[must_use]
    pub fn leaf(self) -> Leaf<'a> {
        match self {
            Self::Text(text) => Leaf::Text(text),
            Self::Integer(value) => Leaf::Integer(value),
            Self::Bool(value) => Leaf::Bool(value),
        }
    }
}

/// A scalar as the value of a plan; none is absent.
#[must_use]
pub fn scalar_value(scalar: Option<Scalar<'_>>) -> Value<'_> {
    scalar.map_or(Value::Absent, |scalar| scalar.leaf().value())
}

impl<'a> From<&'a str> for Scalar<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Scalar<'_> {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<bool> for Scalar<'_> {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl fmt::Display for Scalar<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.pad(text),
            Self::Integer(value) => value.fmt(f),
            Self::Bool(value) => value.fmt(f),
        }
    }
}
