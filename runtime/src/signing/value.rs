//! The values of a call: what a plan computes with.

use std::borrow::Cow;

/// A value of a call, borrowed from the caller where it can be.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// Not there; an empty text is there.
    Absent,
    /// JSON's `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer.
    Integer(i128),
    /// An integer that no `i128` holds, as its digits.
    Digits(Cow<'a, str>),
    /// A number with a point or an exponent, as it was written.
    Number(Cow<'a, str>),
    /// A text.
    Text(Cow<'a, str>),
    /// Bytes; they become text only by way of an encoding.
    Bytes(Cow<'a, [u8]>),
    /// A list.
    List(Vec<Value<'a>>),
    /// An object, members in order.
    Object(Vec<(Cow<'a, str>, Value<'a>)>),
}
