//! Plain data of a spec.

use super::{List, Str};

/// Plain data of a spec. Integers and numbers keep their digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Data {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// Digits with an optional minus sign.
    Integer(Str),
    /// Digits with a decimal point.
    Number(Str),
    /// A text.
    Text(Str),
    /// A list.
    List(List<Data>),
    /// An object, members in order.
    Object(List<(Str, Data)>),
}
