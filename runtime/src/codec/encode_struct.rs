//! Structs that can be encoded: their description, and a walk over it that creates no intermediate values.

use super::encode_value::{EncodeContext, EncodeValue, Leaf, Members, number_of_digits, text};
use super::field_table::{FieldTable, Layout, Rules, mark_of};
use super::wire_format::NoValue;
use super::{Attribute, Check, Wire};
use crate::Json;
use crate::amount;
use crate::value::{Value, json_write};
use std::borrow::Cow;
use std::fmt::Display;

/// A struct that can be encoded: the parameters of a call, or an object inside.
pub trait EncodeStruct: Sync {
    /// Passes its table and values to `to`, if it is a struct.
    fn visit_fields<'a>(&'a self, to: &mut FieldVisitor<'_, 'a>);

    /// Its members in order, without absent ones.
    fn members<'a>(&'a self, context: &mut EncodeContext) -> Members<'a> {
        let mut members = Members::new();
        self.visit_fields(&mut |table, values| {
            members = context.object(table, values);
        });
        members
    }

    /// The whole value, if it is not an object: a list of a dynamic call.
    fn whole<'a>(&'a self, context: &mut EncodeContext) -> Value<'a> {
        Value::Object(self.members(context))
    }
}

/// Receives the description of a struct: its table, and its values in the order of the table.
pub type FieldVisitor<'p, 'a> = dyn FnMut(&'static FieldTable, &[&'a dyn EncodeValue]) + 'p;

/// No parameters.
impl EncodeStruct for () {
    fn visit_fields<'a>(&'a self, to: &mut FieldVisitor<'_, 'a>) {
        static TABLE: FieldTable = FieldTable::new(&[], &[]);
        to(&TABLE, &[]);
    }
}

/// A member of a struct to encode.
#[derive(Clone, Copy)]
pub(crate) struct Flat<'a> {
    pub(crate) name: &'static str,
    /// No encoder changes the name.
    pub(crate) plain: bool,
    /// [`Leaf::Other`]: the value is not a leaf, or not in the plain wire format.
    pub(crate) leaf: Leaf<'a>,
}

/// Calls `to` with each member in order, including absent ones.
#[inline]
pub(crate) fn each_member<'a>(sent: &'a dyn EncodeStruct, mut to: impl FnMut(Flat<'a>)) {
    sent.visit_fields(&mut |table, values| {
        if !table.layout().simple {
            walk(table, values, &mut |member, _| to(member));
            return;
        }
        for (name, value) in table.names.iter().zip(values) {
            to(Flat {
                name,
                plain: true,
                leaf: value.leaf(),
            });
        }
    });
}

/// Whether there is a member with one of `names`, whose marks are `marks`.
pub(crate) fn names_any(sent: &dyn EncodeStruct, marks: u64, names: &[Cow<'static, str>]) -> bool {
    let mut found = false;
    each_member(sent, |member| {
        found |= mark_of(member.name) & marks != 0
            && member.leaf != Leaf::Absent
            && names.iter().any(|name| name == member.name);
    });
    found
}

/// The description of a struct whose members are all leaves in the plain wire format and within their bounds, so that [`each_member`]
/// reports all of it.
pub(crate) fn flat_layout(sent: &dyn EncodeStruct) -> Option<&'static Layout> {
    let mut flat = None;
    sent.visit_fields(&mut |table, values| {
        let mut all = true;
        let layout = table.layout();
        // The walk reports members whose names are known.
        all &= layout.rest.is_none();
        let are_leaves = || layout.simple && values.iter().all(|value| value.is_leaf());
        if !*layout.leaves.get_or_init(are_leaves) {
            walk(table, values, &mut |member, rules| {
                all &= match member.leaf {
                    Leaf::Absent => !rules.checks.contains(&Check::Needed),
                    Leaf::Other => false,
                    leaf => rules
                        .checks
                        .iter()
                        .all(|check| check.complaint(&leaf.value()).is_none()),
                };
            });
        }
        flat = all.then_some(layout);
    });
    flat
}

/// The general walk for any table: each member, and its rules.
fn walk<'a>(
    table: &'static FieldTable,
    values: &[&'a dyn EncodeValue],
    to: &mut dyn FnMut(Flat<'a>, &Rules),
) {
    let layout = table.layout();
    let mut constants = layout.constants.iter().peekable();
    for (index, (name, value)) in table.names.iter().zip(values).enumerate() {
        while let Some((_, name, text)) = constants.next_if(|(before, ..)| *before <= index) {
            to(constant(name, text), Rules::PLAIN);
        }
        let (name, value, rules) = match *name {
            "" => match value.chosen() {
                Some(one) => (one.name, one.value, one.rules),
                None => continue,
            },
            name => (name, *value, layout.rules(index)),
        };
        let is_leaf = rules.wire == Wire::PLAIN;
        let member = Flat {
            name,
            plain: layout.plain,
            leaf: if is_leaf { value.leaf() } else { Leaf::Other },
        };
        to(member, rules);
    }
    for (_, name, text) in constants {
        to(constant(name, text), Rules::PLAIN);
    }
}

fn constant(name: &'static str, text: &'static str) -> Flat<'static> {
    Flat {
        name,
        plain: false,
        leaf: Leaf::Text(text),
    }
}

impl EncodeContext {
    /// Members of a struct whose values are in the order of `table`.
    pub(crate) fn object<'a>(
        &mut self,
        table: &FieldTable,
        values: &[&'a dyn EncodeValue],
    ) -> Members<'a> {
        let layout = table.layout();
        if !self.enter() {
            return Members::new();
        }
        let mut members = Vec::with_capacity(values.len() + layout.constants.len());
        let mut constants = layout.constants.iter().peekable();
        for (index, (name, value)) in table.names.iter().zip(values).enumerate() {
            while let Some((_, name, text)) = constants.next_if(|(before, ..)| *before <= index) {
                members.push((Cow::Borrowed(*name), Value::Text(Cow::Borrowed(*text))));
            }
            if !name.is_empty() {
                self.member(name, *value, layout.rules(index), &mut members);
            } else if layout.rest == Some(index) {
                self.rest(table, *value, layout.rules(index), &mut members);
            } else if let Some(one) = value.chosen() {
                self.member(one.name, one.value, one.rules, &mut members);
            }
        }
        for (_, name, text) in constants {
            members.push((Cow::Borrowed(*name), Value::Text(Cow::Borrowed(*text))));
        }
        self.leave();
        members
    }

    /// Encodes one member, if it is present and within its bounds.
    fn member<'a>(
        &mut self,
        name: &'static str,
        value: &'a dyn EncodeValue,
        rules: &Rules,
        members: &mut Members<'a>,
    ) {
        let leaf = if rules.plain {
            value.leaf()
        } else {
            Leaf::Other
        };
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
        let value = self.inside(&name, |context| {
            let value = context.checked(value, rules);
            match rules.wire.is_in_text() {
                true => context.json_in_text(value, rules.wire),
                false => value,
            }
        });
        if !matches!(value, Value::Absent) {
            members.push((Cow::Borrowed(name), value));
        }
    }

    /// Encodes a value, and refuses it if it is out of its bounds.
    #[inline]
    fn checked<'a>(&mut self, value: &'a dyn EncodeValue, rules: &Rules) -> Value<'a> {
        let value = value.encode(self, rules.wire);
        for check in &rules.checks {
            if let Some(complaint) = check.complaint(&value) {
                self.refuse(complaint);
            }
        }
        value
    }

    /// The value as JSON inside a text. What means no value stands in its place.
    pub(super) fn json_in_text<'a>(&mut self, value: Value<'a>, wire: Wire) -> Value<'a> {
        let is_nothing = match (&value, wire.no_value()) {
            (Value::Absent | Value::Null, _) => true,
            (Value::Text(text), Some(NoValue::Text(none))) => text == none,
            _ => false,
        };
        if is_nothing {
            return value;
        }
        let mut json = String::new();
        if let Err(error) = json_write::write(&value, &mut json) {
            self.refuse(error.to_string());
        }
        Value::Text(Cow::Owned(json))
    }

    /// Encodes the members of a map beside those that the struct names.
    fn rest<'a>(
        &mut self,
        table: &FieldTable,
        value: &'a dyn EncodeValue,
        rules: &Rules,
        members: &mut Members<'a>,
    ) {
        let Value::Object(rest) = self.checked(value, rules) else {
            return;
        };
        let layout = table.layout();
        // The members of a group are not in the table.
        let own = members.len();
        for (name, value) in rest {
            let mut before = members.iter().take(own);
            let is_named = table.names.contains(&&*name)
                || layout.constant(&name)
                || before.any(|(member, _)| *member == name);
            if is_named {
                self.refuse(format!("`{name}` is a member with a field of its own"));
            }
            members.push((name, value));
        }
    }

    /// A group on its own: an object with the member that was given.
    pub fn group<'a>(&mut self, group: &'a dyn EncodeValue) -> Value<'a> {
        static TABLE: FieldTable = FieldTable::new(&[""], &[Attribute::Next]);
        Value::Object(self.object(&TABLE, &[group]))
    }

    /// A list in which each index has a meaning. Absent elements at the end are omitted, others are `null`.
    pub fn tuple<'a>(&mut self, table: &FieldTable, values: &[&'a dyn EncodeValue]) -> Value<'a> {
        if !self.enter() {
            return Value::List(Vec::new());
        }
        let mut items = Vec::with_capacity(values.len());
        let layout = table.layout();
        for (index, value) in values.iter().enumerate() {
            let rules = layout.rules(index);
            items.push(self.inside(&index, |context| context.checked(*value, rules)));
        }
        self.leave();
        positional(items)
    }

    /// The object of a union: `member` contains its kind, unless the object already has that member.
    pub fn kind_of<'a>(
        &mut self,
        member: &'static str,
        kind: &'static str,
        inner: &'a dyn EncodeValue,
        wire: Wire,
    ) -> Value<'a> {
        with_kind(inner.encode(self, wire), member, kind)
    }

    /// Runs `write`, and adds the member `name` to the path of what it refuses. The path is made from the inside out, so a value that is not
    /// refused never has one.
    #[inline]
    pub(super) fn inside<R>(
        &mut self,
        name: &dyn Display,
        write: impl FnOnce(&mut Self) -> R,
    ) -> R {
        let refused = self.refusal.is_some();
        let result = write(self);
        if let Some(refusal) = &mut self.refusal
            && !refused
        {
            refusal.within(&name.to_string());
        }
        result
    }
}

/// A list in which each index has a meaning: without absent elements at its end, and with `null` for the others.
pub(super) fn positional(mut items: Vec<Value<'_>>) -> Value<'_> {
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
pub(super) fn with_kind<'a>(
    value: Value<'a>,
    member: &'static str,
    kind: &'static str,
) -> Value<'a> {
    match value {
        Value::Object(mut members)
            if !kind.is_empty() && !members.iter().any(|(name, _)| name == member) =>
        {
            members.insert(0, (Cow::Borrowed(member), text(kind)));
            Value::Object(members)
        }
        value => value,
    }
}

impl EncodeContext {
    /// The value of a union by form: `form` is its name in `table`, or a name that is not in it for a value that fits none.
    pub fn form<'a>(
        &mut self,
        table: &FieldTable,
        form: &'static str,
        value: &'a dyn EncodeValue,
    ) -> Value<'a> {
        let rules = table.rules_of(form);
        let value = value.encode(self, rules.wire);
        for check in &rules.checks {
            if let Some(complaint) = check.complaint(&value) {
                self.refuse(complaint);
            }
        }
        value
    }
}

/// Parameters of a call whose shape the spec does not define: an object, a list, or `null` for none.
impl EncodeStruct for Json {
    fn visit_fields<'a>(&'a self, _: &mut FieldVisitor<'_, 'a>) {}
    fn members<'a>(&'a self, context: &mut EncodeContext) -> Members<'a> {
        match self {
            Self::Object(members) => members
                .iter()
                .map(|(name, value)| (Cow::Borrowed(name), value.whole(context)))
                .collect(),
            _ => Members::new(),
        }
    }
    fn whole<'a>(&'a self, context: &mut EncodeContext) -> Value<'a> {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(*value),
            Self::Text(value) => text(value),
            Self::Number(number) => match number.as_str() {
                exponent if exponent.contains(['e', 'E']) => Value::Number(Cow::Borrowed(exponent)),
                // Digits stay digits: `0.00000001` does not become `1e-8`.
                digits => number_of_digits(amount::shortest(digits)),
            },
            Self::List(items) => {
                Value::List(items.iter().map(|item| item.whole(context)).collect())
            }
            Self::Object(_) => Value::Object(self.members(context)),
        }
    }
}

impl EncodeValue for Json {
    fn encode<'a>(&'a self, context: &mut EncodeContext, _: Wire) -> Value<'a> {
        self.whole(context)
    }
}
