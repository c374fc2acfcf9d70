//! Encoding: values become the values that signing plans compute with, borrowed where possible.

use super::field_table::{FieldTable, Rules};
use super::wire_format::{Form, NoValue, Nothing};
use super::{Refusal, Wire};
pub use crate::value::types::Members;
use crate::value::{Value, number};
use crate::{Amount, Bytes, Date, Map, Nullable, Secret, Timestamp, Upload};
use std::borrow::Cow;

/// A value that can be encoded.
pub trait EncodeValue {
    /// Returns the value in its wire format. Reports values that must not be sent to `context`.
    fn encode<'a>(&'a self, context: &mut EncodeContext, wire: Wire) -> Value<'a>;

    /// A faster way to get the result of [`EncodeValue::encode`] with [`Wire::PLAIN`], if it is neither a list nor an object.
    fn leaf(&self) -> Leaf<'_> {
        Leaf::Other
    }

    /// Whether [`EncodeValue::leaf`] represents every value of this type.
    fn is_leaf(&self) -> bool {
        !matches!(self.leaf(), Leaf::Other)
    }

    /// The same, without a value.
    fn is_leaf_type() -> bool
    where
        Self: Sized,
    {
        false
    }

    /// For a group of which exactly one member is given: that member.
    fn chosen(&self) -> Option<Chosen<'_>> {
        None
    }
}

/// A value that is neither a list nor an object. Most members are leaves; they are encoded without creating a [`Value`] first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaf<'a> {
    /// Not sent.
    Absent,
    /// A text.
    Text(&'a str),
    /// True or false.
    Bool(bool),
    /// An integer.
    Integer(i64),
    /// Something else.
    Other,
}

impl<'a> Leaf<'a> {
    /// Converts it to a value. [`Leaf::Other`] becomes absent.
    pub(crate) fn value(self) -> Value<'a> {
        match self {
            Leaf::Absent | Leaf::Other => Value::Absent,
            Leaf::Text(text) => Value::Text(Cow::Borrowed(text)),
            Leaf::Bool(value) => Value::Bool(value),
            Leaf::Integer(value) => Value::Integer(value.into()),
        }
    }
}

/// The member of a group that was given.
#[allow(
    missing_debug_implementations,
    reason = "what is inside has no `Debug`"
)]
pub struct Chosen<'a> {
    /// Name on the wire.
    pub name: &'static str,
    /// Its value.
    pub value: &'a dyn EncodeValue,
    /// How it is written.
    pub(crate) rules: &'a Rules,
}

impl<'a> Chosen<'a> {
    /// The member `name` of a group with this table.
    #[must_use]
    pub fn new(name: &'static str, value: &'a dyn EncodeValue, table: &'static FieldTable) -> Self {
        Self {
            name,
            value,
            rules: table.rules_of(name),
        }
    }
}

/// Walks over values to encode and records the first that must not be sent.
#[derive(Debug, Default)]
pub struct EncodeContext {
    pub(super) refusal: Option<Refusal>,
    /// Files, in place of which their index is encoded.
    uploads: Vec<Upload>,
    /// The structs and tuples that contain the current value.
    depth: usize,
}

impl EncodeContext {
    /// The first refusal, if there was one.
    #[must_use]
    pub fn into_refusal(self) -> Option<Refusal> {
        self.refusal
    }

    /// A file of the call: its index in [`Self::into_uploads`].
    fn attach(&mut self, upload: &Upload) -> Value<'static> {
        self.uploads.push(upload.clone());
        let index = self.uploads.len() - 1;
        Value::Integer(i128::try_from(index).unwrap_or(i128::MAX))
    }

    /// The files of the call, and the first refusal, if there was one.
    pub(crate) fn into_uploads(self) -> (Vec<Upload>, Option<Refusal>) {
        (self.uploads, self.refusal)
    }

    /// Enters a struct or a tuple. `false`: it is nested deeper than a received value could be, and is refused.
    pub(super) fn enter(&mut self) -> bool {
        if self.depth >= super::reader::DEPTH {
            self.refuse(format!(
                "nested deeper than {} levels",
                super::reader::DEPTH
            ));
            return false;
        }
        self.depth += 1;
        true
    }

    /// Leaves the struct or tuple that was entered last.
    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Refuses the value at the current path.
    pub fn refuse(&mut self, what: impl Into<String>) {
        if self.refusal.is_none() {
            self.refusal = Some(Refusal {
                path: String::new(),
                what: what.into(),
            });
        }
    }
}

/// A text as a value.
#[must_use]
pub fn text(text: &str) -> Value<'_> {
    Value::Text(Cow::Borrowed(text))
}

/// An integer in its wire format.
#[must_use]
pub fn integer(value: i64, wire: Wire) -> Value<'static> {
    match wire.form {
        Form::Text => Value::Text(Cow::Owned(value.to_string())),
        _ => Value::Integer(value.into()),
    }
}

/// The number with these plain digits, which are sent as they are.
pub(super) fn number_of_digits(digits: &str) -> Value<'_> {
    match digits.contains('.') {
        true => Value::Decimal(Cow::Borrowed(digits)),
        false => number::integer(Cow::Borrowed(digits)),
    }
}

impl EncodeValue for String {
    fn encode<'a>(&'a self, _: &mut EncodeContext, _: Wire) -> Value<'a> {
        text(self)
    }
    fn leaf(&self) -> Leaf<'_> {
        Leaf::Text(self)
    }
    fn is_leaf_type() -> bool {
        true
    }
}

impl EncodeValue for Secret {
    fn encode<'a>(&'a self, _: &mut EncodeContext, _: Wire) -> Value<'a> {
        text(self.expose())
    }
}

impl EncodeValue for i64 {
    fn encode<'a>(&'a self, _: &mut EncodeContext, wire: Wire) -> Value<'a> {
        integer(*self, wire)
    }
    fn leaf(&self) -> Leaf<'_> {
        Leaf::Integer(*self)
    }
    fn is_leaf_type() -> bool {
        true
    }
}

impl EncodeValue for bool {
    fn encode<'a>(&'a self, _: &mut EncodeContext, wire: Wire) -> Value<'a> {
        match wire.form {
            Form::Flag => Value::Integer((*self).into()),
            Form::FlagText => text(if *self { "1" } else { "0" }),
            _ => Value::Bool(*self),
        }
    }
    fn leaf(&self) -> Leaf<'_> {
        Leaf::Bool(*self)
    }
    fn is_leaf_type() -> bool {
        true
    }
}

impl EncodeValue for Amount {
    fn encode<'a>(&'a self, context: &mut EncodeContext, wire: Wire) -> Value<'a> {
        match wire.form {
            // An integer of any size, such as an id beyond 64 bits: a provider that has such ids reads them as integers.
            Form::Integer => {
                if self.json_digits().contains('.') {
                    context.refuse(format!("expected an integer, found {self}"));
                }
            }
            // A provider that reads JSON numbers as doubles would lose digits: money must not lose any.
            Form::Number => {
                if !self.survives_double() {
                    context.refuse(format!(
                        "{self} has more digits than a JSON number can hold"
                    ));
                }
            }
            _ => return text(self.plain()),
        }
        number_of_digits(self.json_digits())
    }
    fn leaf(&self) -> Leaf<'_> {
        Leaf::Text(self.plain())
    }
    fn is_leaf_type() -> bool {
        true
    }
}

impl EncodeValue for Timestamp {
    fn encode<'a>(&'a self, context: &mut EncodeContext, wire: Wire) -> Value<'a> {
        match (wire.form, wire.fixed_decimals()) {
            (Form::Seconds, Some(decimals)) => decimal_number(self.seconds_text(decimals)),
            (Form::SecondsText, Some(decimals)) => {
                Value::Text(Cow::Owned(self.seconds_text(decimals)))
            }
            (Form::Iso, Some(decimals)) => Value::Text(Cow::Owned(self.iso_text(decimals))),
            (Form::Seconds, None) => Value::Integer(self.as_seconds().into()),
            (Form::Millis, _) => Value::Integer(self.as_millis().into()),
            (Form::Micros, _) => Value::Integer(self.as_micros().into()),
            (Form::Nanos, _) => Value::Integer(self.as_nanos()),
            (Form::SecondsText, None) => Value::Text(Cow::Owned(self.as_seconds().to_string())),
            (Form::MillisText, _) => Value::Text(Cow::Owned(self.as_millis().to_string())),
            (Form::MicrosText, _) => Value::Text(Cow::Owned(self.as_micros().to_string())),
            (Form::NanosText, _) => Value::Text(Cow::Owned(self.as_nanos().to_string())),
            (Form::Http, _) => match crate::http_date::to_http_date(*self) {
                Some(date) => Value::Text(Cow::Owned(date)),
                None => {
                    context.refuse(format!("{self} is not a date of HTTP"));
                    Value::Absent
                }
            },
            _ => Value::Text(Cow::Owned(self.to_string())),
        }
    }
}

/// The number with these digits, without zeros at the end of its decimals.
fn decimal_number(digits: String) -> Value<'static> {
    let shortest = crate::amount::shortest(&digits).to_owned();
    match shortest.contains('.') {
        true => Value::Decimal(Cow::Owned(shortest)),
        false => number::integer(Cow::Owned(shortest)),
    }
}

impl EncodeValue for Date {
    fn encode<'a>(&'a self, _: &mut EncodeContext, _: Wire) -> Value<'a> {
        Value::Text(Cow::Owned(self.to_string()))
    }
}

impl EncodeValue for Bytes {
    fn encode<'a>(&'a self, _: &mut EncodeContext, wire: Wire) -> Value<'a> {
        Value::Text(Cow::Owned(match wire.form {
            Form::Raw => return Value::Bytes(Cow::Borrowed(self)),
            Form::Hex => self.to_hex(),
            Form::Base64Url => self.to_base64_url(),
            _ => self.to_base64(),
        }))
    }
}

/// In place of the file: its index among the uploads of the call.
impl EncodeValue for Upload {
    fn encode<'a>(&'a self, context: &mut EncodeContext, _: Wire) -> Value<'a> {
        context.attach(self)
    }
}

impl<T: EncodeValue> EncodeValue for Option<T> {
    fn encode<'a>(&'a self, context: &mut EncodeContext, wire: Wire) -> Value<'a> {
        match self {
            Some(value) => value.encode(context, wire.without_none()),
            None => nothing(wire),
        }
    }
    fn leaf(&self) -> Leaf<'_> {
        self.as_ref().map_or(Leaf::Absent, EncodeValue::leaf)
    }
    fn is_leaf(&self) -> bool {
        T::is_leaf_type()
    }
    fn is_leaf_type() -> bool {
        T::is_leaf_type()
    }
    fn chosen(&self) -> Option<Chosen<'_>> {
        self.as_ref()?.chosen()
    }
}

/// What is sent for `None`.
fn nothing(wire: Wire) -> Value<'static> {
    match wire.nothing() {
        Nothing::Absent => Value::Absent,
        Nothing::Null => Value::Null,
        Nothing::List => Value::List(Vec::new()),
        Nothing::Value(NoValue::Text(none)) => text(none),
        Nothing::Value(NoValue::False) => Value::Bool(false),
        Nothing::Value(NoValue::Zero) => Value::Integer(0),
    }
}

impl<T: EncodeValue> EncodeValue for Nullable<T> {
    fn encode<'a>(&'a self, context: &mut EncodeContext, wire: Wire) -> Value<'a> {
        match self {
            Self::Absent => Value::Absent,
            Self::Null => Value::Null,
            Self::Value(value) => value.encode(context, wire.without_none()),
        }
    }
    fn leaf(&self) -> Leaf<'_> {
        match self {
            Self::Absent => Leaf::Absent,
            Self::Null => Leaf::Other,
            Self::Value(value) => value.leaf(),
        }
    }
    fn is_leaf(&self) -> bool {
        false
    }
}

impl<T: EncodeValue> EncodeValue for Box<T> {
    fn encode<'a>(&'a self, context: &mut EncodeContext, wire: Wire) -> Value<'a> {
        (**self).encode(context, wire)
    }
}

impl<T: EncodeValue> EncodeValue for Vec<T> {
    fn encode<'a>(&'a self, context: &mut EncodeContext, wire: Wire) -> Value<'a> {
        let wire = wire.inside();
        Value::List(self.iter().map(|item| item.encode(context, wire)).collect())
    }
}

impl<T: EncodeValue> EncodeValue for Map<T> {
    fn encode<'a>(&'a self, context: &mut EncodeContext, wire: Wire) -> Value<'a> {
        if wire.takes_list() && self.is_empty() {
            return Value::List(Vec::new());
        }
        let wire = wire.inside();
        let members = self
            .iter()
            .map(|(name, value)| (Cow::Borrowed(name), value.encode(context, wire)));
        Value::Object(members.collect())
    }
}
