//! Values as data of serde's formats, through the names and forms of the wire: `decode_struct!` and its siblings have one table for both.
//!
//! Written: [`Portable`], whose values become data of any format ([`super::serialize`]). Read: [`super::Decode`], by a reader of which
//! [`super::Reader::is_portable`] is true, over the JSON of what the format has ([`super::deserialize`]). Where this differs from the wire:
//!
//! - Decimals are texts, so that no format makes doubles of them. Both are read.
//! - Members that occur in one direction only are all there.
//! - Times keep their precision, and no bounds are checked.
//! - A secret or a file is an error.

use super::portable_struct::PortableMember;
use super::wire_format::NoValue;
use super::{EncodeContext, Wire};
use crate::value::Value;

/// A value that can be written as data.
pub trait Portable {
    /// Returns the value as data. Reports what must not be written to `context`.
    fn write<'a>(&'a self, context: &mut EncodeContext, wire: Wire) -> Value<'a>;

    /// For a group of which exactly one member is given: that member.
    fn chosen(&self) -> Option<PortableMember<'_>> {
        None
    }
}

/// What is written for `None`: nothing at all, if it may be left out.
pub(super) fn nothing(wire: Wire) -> Value<'static> {
    match wire.no_value() {
        _ if !wire.sends_none() => Value::Absent,
        _ if wire.takes_null() => Value::Null,
        Some(NoValue::Text(none)) => super::text(none),
        Some(NoValue::False) => Value::Bool(false),
        Some(NoValue::Zero) => Value::Integer(0),
        None if wire.takes_list() => Value::List(Vec::new()),
        None => Value::Null,
    }
}
