//! The type of values.

use super::escape::{Arrays, Encoder};
use super::path_segment::PathSegment;
use super::private_key::Key;
use std::borrow::Cow;
use std::sync::Arc;

/// Maximum nesting of values that are read, copied or written.
pub(crate) const MAX_DEPTH: usize = 128;

/// A member of an object.
pub(crate) type Member<'a> = (Cow<'a, str>, Value<'a>);

/// Members of an object, in order.
pub type Members<'a> = Vec<(Cow<'a, str>, Value<'a>)>;

/// A value of a plan or of a call: a JSON value, bytes, or absent.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value<'a> {
    /// Absent: not the same as empty or null.
    #[default]
    Absent,
    /// JSON's null.
    Null,
    /// True or false.
    Bool(bool),
    /// An integer.
    Integer(i128),
    /// The digits of an integer that is longer, with an optional minus sign.
    Digits(Cow<'a, str>),
    /// A JSON number that is not an integer, as it was written. It is sent as JavaScript prints it.
    Number(Cow<'a, str>),
    /// A number in plain digits with a point, such as an amount. It is sent as it is.
    Decimal(Cow<'a, str>),
    /// Text.
    Text(Cow<'a, str>),
    /// Bytes.
    Bytes(Cow<'a, [u8]>),
    /// A list.
    List(Vec<Value<'a>>),
    /// An object, members in order.
    Object(Members<'a>),
    /// A reference to a value stored elsewhere.
    Ref(&'a Value<'a>),
    /// A private key; it has no text.
    #[doc(hidden)]
    Key(Arc<Key>),
    /// Members of a place. A place also has a text: what is sent.
    #[doc(hidden)]
    Place(Box<PlaceValue<'a>>),
}

/// The members of a place and how they are sent.
#[doc(hidden)]
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceValue<'a> {
    /// An object or a list.
    pub(crate) members: Value<'a>,
    /// How they are converted to text.
    pub(crate) sent: SentAs<'a>,
}

/// How the members of a place are converted to text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum SentAs<'a> {
    /// Query or form.
    Pairs(&'a Encoder),
    /// JSON. The flag: it is sent even without members.
    Json(bool),
    /// Only kept for the plan, not sent.
    Nowhere,
    /// One member, which is written in a query or form in its own format, whatever the encoder says.
    Member(Arrays),
}

impl<'a> Value<'a> {
    /// A copy that borrows nothing.
    #[must_use]
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Value::Absent => Value::Absent,
            Value::Null => Value::Null,
            Value::Bool(b) => Value::Bool(b),
            Value::Integer(n) => Value::Integer(n),
            Value::Digits(t) => Value::Digits(Cow::Owned(t.into_owned())),
            Value::Number(t) => Value::Number(Cow::Owned(t.into_owned())),
            Value::Decimal(t) => Value::Decimal(Cow::Owned(t.into_owned())),
            Value::Text(t) => Value::Text(Cow::Owned(t.into_owned())),
            Value::Bytes(b) => Value::Bytes(Cow::Owned(b.into_owned())),
            Value::List(l) => Value::List(l.into_iter().map(Value::into_owned).collect()),
            Value::Object(o) => Value::Object(
                o.into_iter()
                    .map(|(n, v)| (Cow::Owned(n.into_owned()), v.into_owned()))
                    .collect(),
            ),
            Value::Ref(v) => v.clone().into_owned(),
            Value::Key(k) => Value::Key(k),
            Value::Place(p) => match p.sent {
                SentAs::Member(arrays) => p.members.into_owned().in_format(arrays),
                _ => p.members.into_owned(),
            },
        }
    }

    /// The same value, written in a query or form in this format, whatever the encoder says.
    pub(crate) fn in_format(self, arrays: Arrays) -> Self {
        Value::Place(Box::new(PlaceValue {
            members: self,
            sent: SentAs::Member(arrays),
        }))
    }

    /// The format of a value that has its own.
    pub(crate) fn own_format(&self) -> Option<Arrays> {
        match self.plain() {
            Value::Place(place) => match place.sent {
                SentAs::Member(arrays) => Some(arrays),
                _ => None,
            },
            _ => None,
        }
    }

    /// The member of an object with that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value<'a>> {
        match self.data() {
            Value::Object(members) => members.iter().find(|(n, _)| n == name).map(|(_, v)| v),
            _ => None,
        }
    }

    /// The value at a path, from the outside in.
    pub(crate) fn at_path(&self, path: &[PathSegment]) -> Option<&Self> {
        path.iter()
            .try_fold(self, |value, segment| match (segment, value.data()) {
                (PathSegment::Name(name), value) => value.get(name),
                (PathSegment::Index(at), Self::List(list)) => list.get(*at as usize),
                (PathSegment::Index(_), _) => None,
            })
    }

    /// The value itself, with references resolved.
    pub(crate) fn plain(&self) -> &Value<'a> {
        let mut value = self;
        while let Value::Ref(inner) = value {
            value = inner;
        }
        value
    }

    /// The value itself, with references resolved; for a place, its members.
    pub(crate) fn data(&self) -> &Value<'a> {
        match self.plain() {
            Value::Place(place) => place.members.plain(),
            other => other,
        }
    }

    /// Its data, if it is stored elsewhere: then parts of it can be referenced without copying.
    pub(crate) fn stored(&self) -> Option<&'a Value<'a>> {
        match self {
            Value::Ref(there) => {
                let there: &'a Value<'a> = there;
                Some(there.data())
            }
            Value::Place(place) => place.members.stored(),
            _ => None,
        }
    }

    /// The members of an object, to be put into another object.
    pub(crate) fn to_members(&self) -> Option<Members<'a>> {
        match (self.stored(), self.data()) {
            (Some(Value::Object(members)), _) => Some(members.iter().map(borrow_member).collect()),
            (None, Value::Object(members)) => Some(members.clone()),
            _ => None,
        }
    }

    /// A value that borrows from this one where possible.
    pub(crate) fn borrowed(&'a self) -> Value<'a> {
        match self {
            Value::Absent => Value::Absent,
            Value::Null => Value::Null,
            Value::Bool(b) => Value::Bool(*b),
            Value::Integer(n) => Value::Integer(*n),
            Value::Digits(t) => Value::Digits(Cow::Borrowed(t)),
            Value::Number(t) => Value::Number(Cow::Borrowed(t)),
            Value::Decimal(t) => Value::Decimal(Cow::Borrowed(t)),
            Value::Text(t) => Value::Text(Cow::Borrowed(t)),
            Value::Bytes(b) => Value::Bytes(Cow::Borrowed(b)),
            Value::Ref(v) => Value::Ref(v),
            Value::Key(k) => Value::Key(k.clone()),
            Value::List(_) | Value::Object(_) | Value::Place(_) => Value::Ref(self),
        }
    }

    /// The number of elements and members at all levels.
    pub(crate) fn elements(&self) -> usize {
        match self {
            Value::List(list) => list.iter().map(|e| e.elements() + 1).sum(),
            Value::Object(members) => members.iter().map(|(_, v)| v.elements() + 1).sum(),
            Value::Place(place) => place.members.elements(),
            _ => 0,
        }
    }

    pub(crate) fn is_absent(&self) -> bool {
        matches!(self.plain(), Value::Absent)
    }

    /// Whether it is `true`; every other value counts as false.
    pub(crate) fn holds(&self) -> bool {
        matches!(self.plain(), Value::Bool(true))
    }

    /// The name of its kind.
    pub(crate) fn kind(&self) -> &'static str {
        match self.plain() {
            Value::Absent => "absent",
            Value::Null => "null",
            Value::Bool(_) => "bool",
            Value::Integer(_) | Value::Digits(_) => "integer",
            Value::Number(_) | Value::Decimal(_) => "number",
            Value::Text(_) => "text",
            Value::Bytes(_) => "bytes",
            Value::List(_) => "list",
            Value::Object(_) => "pairs",
            Value::Key(_) => "key",
            Value::Place(place) => match place.members.plain() {
                Value::List(_) => "list",
                _ => "pairs",
            },
            Value::Ref(_) => "json",
        }
    }
}

/// A member that borrows from another.
pub(crate) fn borrow_member<'a>(
    (name, value): &'a (Cow<'a, str>, Value<'a>),
) -> (Cow<'a, str>, Value<'a>) {
    (Cow::Borrowed(name), value.borrowed())
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Value::Text(Cow::Owned(text))
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::Text(Cow::Borrowed(text))
    }
}
