//! Plain data of a spec.

use super::{List, Str};
use crate::value::{Value, number};
use std::borrow::Cow;

/// Plain data of a spec. Integers and numbers keep their digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Data {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// Digits with an optional minus sign.
    Integer(Str),
    /// Digits with a decimal point, or an exponent. It is sent as JavaScript prints it.
    Number(Str),
    /// Plain digits with a decimal point, such as an amount. It is sent as it is.
    Decimal(Str),
    /// A text.
    Text(Str),
    /// A list.
    List(List<Data>),
    /// An object, members in order.
    Object(List<(Str, Data)>),
}

impl<'a> From<&'a Data> for Value<'a> {
    fn from(data: &'a Data) -> Self {
        match data {
            Data::Null => Value::Null,
            Data::Bool(b) => Value::Bool(*b),
            Data::Integer(digits) => number::integer(Cow::Borrowed(digits)),
            Data::Number(text) => Value::Number(Cow::Borrowed(text)),
            Data::Decimal(text) => Value::Decimal(Cow::Borrowed(text)),
            Data::Text(text) => Value::Text(Cow::Borrowed(text)),
            Data::List(list) => Value::List(list.iter().map(Value::from).collect()),
            Data::Object(members) => Value::Object(
                members
                    .iter()
                    .map(|(n, v)| (Cow::Borrowed(&**n), Value::from(v)))
                    .collect(),
            ),
        }
    }
}
