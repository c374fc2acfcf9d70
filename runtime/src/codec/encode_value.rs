//! Encoding: values become the values that signing plans compute with, borrowed where possible.

use super::encode_struct::{EncodeStruct, Parts, SentTable};
use super::wire::Form;
use super::{Check, Refusal, Wire, reader::wire_at};
use crate::value::Value;
use crate::{Amount, Json, Map, Secret, Timestamp};
use std::borrow::Cow;

/// Members of an object, in order.
pub type Members<'a> = Vec<(Cow<'a, str>, Value<'a>)>;

/// A value that can be encoded.
pub trait EncodeValue {
    /// Returns the value in its wire format. Reports values that must not be sent to `sender`.
    fn put<'a>(&'a self, sender: &mut Sender, wire: Wire) -> Value<'a>;

    /// A faster way to get the result of [`EncodeValue::put`] with [`Wire::PLAIN`], if it is neither a list nor an object.
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
    /// Its index in the group.
    pub place: usize,
    /// Members of the group that are not in the plain wire format.
    pub wires: &'static [(usize, Wire)],
    /// Bounds of members of the group.
    pub checks: &'static [(usize, Check)],
}

impl<'a> Chosen<'a> {
    /// The member `name` of a group with these `names`.
    #[must_use]
    pub fn new(
        name: &'static str,
        value: &'a dyn EncodeValue,
        names: &[&str],
        wires: &'static [(usize, Wire)],
        checks: &'static [(usize, Check)],
    ) -> Self {
        let place = names
            .iter()
            .position(|known| *known == name)
            .unwrap_or(usize::MAX);
        Self {
            name,
            value,
            place,
            wires,
            checks,
        }
    }
}

/// Walks over values to encode and records the first that must not be sent.
#[derive(Debug, Default)]
pub struct Sender {
    refusal: Option<Refusal>,
}

impl Sender {
    /// The first refusal, if there was one.
    #[must_use]
    pub fn into_refusal(self) -> Option<Refusal> {
        self.refusal
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

    /// Members of a struct whose values are in the order of `table`.
    pub(crate) fn object<'a>(
        &mut self,
        table: &SentTable,
        values: &[&'a dyn EncodeValue],
    ) -> Members<'a> {
        let mut members = Vec::with_capacity(values.len() + table.constants.len());
        let mut constants = table.constants.iter().peekable();
        for (place, (name, value)) in table.names.iter().zip(values).enumerate() {
            while let Some((_, name, text)) = constants.next_if(|(before, ..)| *before <= place) {
                members.push((Cow::Borrowed(*name), Value::Text(Cow::Borrowed(*text))));
            }
            let (wires, checks) = (table.wires, table.checks);
            if !name.is_empty() {
                self.member(name, *value, place, wires, checks, &mut members);
            } else if let Some(one) = value.chosen() {
                let (wires, checks) = (one.wires, one.checks);
                self.member(one.name, one.value, one.place, wires, checks, &mut members);
            }
        }
        for (_, name, text) in constants {
            members.push((Cow::Borrowed(*name), Value::Text(Cow::Borrowed(*text))));
        }
        members
    }

    /// Encodes one member, if it is present and within its bounds.
    fn member<'a>(
        &mut self,
        name: &'static str,
        value: &'a dyn EncodeValue,
        place: usize,
        wires: &[(usize, Wire)],
        checks: &[(usize, Check)],
        members: &mut Members<'a>,
    ) {
        let plain =
            !wires.iter().any(|(at, _)| *at == place) && !checks.iter().any(|(at, _)| *at == place);
        let leaf = if plain { value.leaf() } else { Leaf::Other };
        if leaf == Leaf::Absent {
            return;
        }
        if leaf != Leaf::Other {
            // Written in place: moving a value after creating it takes longer than creating it.
            members.push((Cow::Borrowed(name), Value::Absent));
            if let Some((_, slot)) = members.last_mut() {
                match leaf {
                    Leaf::Text(text) => *slot = Value::Text(Cow::Borrowed(text)),
                    Leaf::Bool(value) => *slot = Value::Bool(value),
                    Leaf::Integer(value) => *slot = Value::Integer(value.into()),
                    Leaf::Absent | Leaf::Other => {}
                }
            }
            return;
        }
        let refused = self.refusal.is_some();
        let value = value.put(self, wire_at(wires, place));
        for (_, check) in checks.iter().filter(|(at, _)| *at == place) {
            if let Some(complaint) = check.complaint(&value) {
                self.refuse(complaint);
            }
        }
        // The path of a refused value is known from the inside out, so a valid call never builds it.
        if let Some(refusal) = &mut self.refusal
            && !refused
        {
            refusal.within(name);
        }
        if !matches!(value, Value::Absent) {
            members.push((Cow::Borrowed(name), value));
        }
    }

    /// A group on its own: an object with the member that was given.
    pub fn group<'a>(&mut self, group: &'a dyn EncodeValue) -> Value<'a> {
        static TABLE: SentTable = SentTable::new(&[""], &[], &[], &[]);
        Value::Object(self.object(&TABLE, &[group]))
    }

    /// A list in which each index has a meaning. Absent elements at the end are omitted, others are `null`.
    pub fn places<'a>(
        &mut self,
        wires: &[(usize, Wire)],
        values: &[&'a dyn EncodeValue],
    ) -> Value<'a> {
        let mut items = Vec::with_capacity(values.len());
        for (place, value) in values.iter().enumerate() {
            items.push(value.put(self, wire_at(wires, place)));
        }
        while matches!(items.last(), Some(Value::Absent)) {
            items.pop();
        }
        for item in &mut items {
            if matches!(item, Value::Absent) {
                *item = Value::Null;
            }
        }
        Value::List(items)
    }

    /// The object of a union: `member` contains its kind, unless the object already has that member.
    pub fn kind_of<'a>(
        &mut self,
        member: &'static str,
        kind: &'static str,
        inner: &'a dyn EncodeValue,
        wire: Wire,
    ) -> Value<'a> {
        match inner.put(self, wire) {
            Value::Object(mut members)
                if !kind.is_empty() && !members.iter().any(|(name, _)| name == member) =>
            {
                members.insert(0, (Cow::Borrowed(member), text(kind)));
                Value::Object(members)
            }
            value => value,
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

impl EncodeValue for String {
    fn put<'a>(&'a self, _: &mut Sender, _: Wire) -> Value<'a> {
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
    fn put<'a>(&'a self, _: &mut Sender, _: Wire) -> Value<'a> {
        text(self.expose())
    }
}

impl EncodeValue for i64 {
    fn put<'a>(&'a self, _: &mut Sender, wire: Wire) -> Value<'a> {
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
    fn put<'a>(&'a self, _: &mut Sender, wire: Wire) -> Value<'a> {
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
    fn put<'a>(&'a self, sender: &mut Sender, wire: Wire) -> Value<'a> {
        if wire.form != Form::Number {
            return text(self.as_str());
        }
        // Signed numbers are printed as JavaScript prints them, through a double: money must not lose digits in this conversion.
        if !self.survives_double() {
            sender.refuse(format!(
                "{self} has more digits than a JSON number can hold"
            ));
        }
        Value::Number(Cow::Borrowed(self.as_str()))
    }
    fn leaf(&self) -> Leaf<'_> {
        Leaf::Text(self.as_str())
    }
    fn is_leaf_type() -> bool {
        true
    }
}

impl EncodeValue for Timestamp {
    fn put<'a>(&'a self, _: &mut Sender, wire: Wire) -> Value<'a> {
        match wire.form {
            Form::Seconds => Value::Integer(self.as_seconds().into()),
            Form::Millis => Value::Integer(self.as_millis().into()),
            Form::Micros => Value::Integer(self.as_micros().into()),
            Form::SecondsText => Value::Text(Cow::Owned(self.as_seconds().to_string())),
            Form::MillisText => Value::Text(Cow::Owned(self.as_millis().to_string())),
            Form::MicrosText => Value::Text(Cow::Owned(self.as_micros().to_string())),
            _ => Value::Text(Cow::Owned(self.to_string())),
        }
    }
}

impl<T: EncodeValue> EncodeValue for Option<T> {
    fn put<'a>(&'a self, sender: &mut Sender, wire: Wire) -> Value<'a> {
        match (self, wire.none) {
            (Some(value), _) => value.put(sender, wire.without_none()),
            (None, Some(nothing)) if wire.send_none => text(nothing),
            (None, _) => Value::Absent,
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

impl<T: EncodeValue> EncodeValue for Box<T> {
    fn put<'a>(&'a self, sender: &mut Sender, wire: Wire) -> Value<'a> {
        (**self).put(sender, wire)
    }
}

impl<T: EncodeValue> EncodeValue for Vec<T> {
    fn put<'a>(&'a self, sender: &mut Sender, wire: Wire) -> Value<'a> {
        Value::List(self.iter().map(|item| item.put(sender, wire)).collect())
    }
}

impl<T: EncodeValue> EncodeValue for Map<T> {
    fn put<'a>(&'a self, sender: &mut Sender, wire: Wire) -> Value<'a> {
        if wire.list_for_empty && self.is_empty() {
            return Value::List(Vec::new());
        }
        let members = self
            .iter()
            .map(|(name, value)| (Cow::Borrowed(name), value.put(sender, wire.without_list())));
        Value::Object(members.collect())
    }
}

/// Parameters of a call whose shape the spec does not define: an object, a list, or `null` for none.
impl EncodeStruct for Json {
    fn visit_fields<'a>(&'a self, _: &mut Parts<'_, 'a>) {}
    fn members<'a>(&'a self, sender: &mut Sender) -> Members<'a> {
        match self {
            Self::Object(members) => members
                .iter()
                .map(|(name, value)| (Cow::Borrowed(name), value.whole(sender)))
                .collect(),
            _ => Members::new(),
        }
    }
    fn whole<'a>(&'a self, sender: &mut Sender) -> Value<'a> {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(*value),
            Self::Text(value) => text(value),
            Self::Number(number) => match number.as_str().parse() {
                Ok(integer) if number.as_str() != "-0" => Value::Integer(integer),
                _ if number.is_integer() => Value::Digits(Cow::Borrowed(number.as_str())),
                _ => Value::Number(Cow::Borrowed(number.as_str())),
            },
            Self::List(items) => Value::List(items.iter().map(|item| item.whole(sender)).collect()),
            Self::Object(_) => Value::Object(self.members(sender)),
        }
    }
}

impl EncodeValue for Json {
    fn put<'a>(&'a self, sender: &mut Sender, _: Wire) -> Value<'a> {
        self.whole(sender)
    }
}
