//! Structs, tuples, groups and unions.

use super::encode_struct::{positional, with_kind};
use super::field_table::Rules;
use super::portable::Portable;
use super::wire_format::Form;
use super::{Attribute, EncodeContext, FieldTable, FormTable, FormTest, Members, Wire, form_of};
use crate::Amount;
use crate::value::{Value, json_write, number};
use std::borrow::Cow;

/// The member of a group that was given.
#[allow(
    missing_debug_implementations,
    reason = "what is inside has no `Debug`"
)]
#[derive(Clone, Copy)]
pub struct PortableMember<'a> {
    name: &'static str,
    value: &'a dyn Portable,
    rules: &'a Rules,
}

impl<'a> PortableMember<'a> {
    /// The member `name` of a group with this table.
    #[must_use]
    pub fn new(name: &'static str, value: &'a dyn Portable, table: &'static FieldTable) -> Self {
        Self {
            name,
            value,
            rules: table.rules_of(name),
        }
    }
}

impl EncodeContext {
    /// A struct whose values are in the order of `table`.
    pub fn portable_struct<'a>(
        &mut self,
        table: &FieldTable,
        values: &[&'a dyn Portable],
    ) -> Value<'a> {
        if !self.enter() {
            return Value::Absent;
        }
        let layout = table.layout();
        let mut members = Vec::with_capacity(values.len() + layout.constants.len());
        let mut constants = layout.constants.iter().peekable();
        for (index, (name, value)) in table.names.iter().zip(values).enumerate() {
            while let Some((_, name, text)) = constants.next_if(|(before, ..)| *before <= index) {
                members.push((Cow::Borrowed(*name), Value::Text(Cow::Borrowed(*text))));
            }
            let rules = layout.rules(index);
            let wire = wire_of(rules, !table.is_sent());
            if layout.numbered.contains(&index) {
                self.portable_numbered(*value, wire, &mut members);
            } else if !name.is_empty() {
                self.portable_member(name, *value, wire, &mut members);
            } else if layout.rest == Some(index) {
                self.portable_rest(table, *value, wire, &mut members);
            } else if let Some(one) = value.chosen() {
                // The one that was chosen is there, even if it has no value.
                let wire = one.rules.wire.send_none();
                self.portable_member(one.name, one.value, wire, &mut members);
            }
        }
        for (_, name, text) in constants {
            members.push((Cow::Borrowed(*name), Value::Text(Cow::Borrowed(*text))));
        }
        self.leave();
        Value::Object(members)
    }

    fn portable_member<'a>(
        &mut self,
        name: &'static str,
        value: &'a dyn Portable,
        wire: Wire,
        members: &mut Members<'a>,
    ) {
        let value = self.inside(&name, |context| {
            let value = value.write(context, wire);
            match wire.is_in_text() {
                true => context.json_in_text(value, wire),
                false => value,
            }
        });
        if !matches!(value, Value::Absent) {
            members.push((Cow::Borrowed(name), value));
        }
    }

    /// The elements of a list that is spread over names like `item_name_1`.
    fn portable_numbered<'a>(
        &mut self,
        value: &'a dyn Portable,
        wire: Wire,
        members: &mut Members<'a>,
    ) {
        let Value::List(items) = value.write(self, wire) else {
            return;
        };
        for (index, item) in items.into_iter().enumerate() {
            let Value::Object(item) = item else { continue };
            let number = (index + 1).to_string();
            let item = item.into_iter();
            members
                .extend(item.map(|(name, value)| (name.replacen('#', &number, 1).into(), value)));
        }
    }

    /// The members of a map beside those that the struct names. A constant is there already.
    fn portable_rest<'a>(
        &mut self,
        table: &FieldTable,
        value: &'a dyn Portable,
        wire: Wire,
        members: &mut Members<'a>,
    ) {
        let Value::Object(rest) = value.write(self, wire) else {
            return;
        };
        let own = members.len();
        for (name, value) in rest {
            if table.layout().constant(&name) {
                continue;
            }
            let mut before = members.iter().take(own);
            if table.names.contains(&&*name) || before.any(|(member, _)| *member == name) {
                self.refuse(format!("`{name}` is a member with a field of its own"));
            }
            members.push((name, value));
        }
    }

    /// A group on its own: an object with the member that was given.
    pub fn portable_group<'a>(&mut self, group: &'a dyn Portable) -> Value<'a> {
        static TABLE: FieldTable = FieldTable::new(&[""], &[Attribute::Next]);
        self.portable_struct(&TABLE, &[group])
    }

    /// A list in which each index has a meaning. Absent elements at the end are omitted, others are `null`.
    pub fn portable_tuple<'a>(
        &mut self,
        table: &FieldTable,
        values: &[&'a dyn Portable],
    ) -> Value<'a> {
        if !self.enter() {
            return Value::Absent;
        }
        let layout = table.layout();
        let mut items = Vec::with_capacity(values.len());
        for (index, value) in values.iter().enumerate() {
            let wire = wire_of(layout.rules(index), !table.is_sent());
            items.push(self.inside(&index, |context| value.write(context, wire)));
        }
        self.leave();
        positional(items)
    }

    /// The object of a union: `member` contains its kind, unless the object already has that member.
    pub fn portable_union<'a>(
        &mut self,
        member: &'static str,
        kind: &'static str,
        inner: &'a dyn Portable,
        wire: Wire,
    ) -> Value<'a> {
        with_kind(inner.write(self, wire), member, kind)
    }

    /// The value of a union by form: `form` is its name in `table`, or a name that is not in it for a value that fits none.
    pub fn portable_form<'a>(
        &mut self,
        table: &FormTable,
        form: &'static str,
        inner: &'a dyn Portable,
    ) -> Value<'a> {
        let wire = table.forms.rules_of(form).wire.send_none();
        let value = inner.write(self, wire);
        let is_number = matches!(
            wire.form,
            Form::Number
                | Form::Integer
                | Form::Seconds
                | Form::Millis
                | Form::Micros
                | Form::Nanos
        );
        match value {
            // The kind of the value tells the form.
            Value::Text(digits) if is_number => number_of(&digits).unwrap_or(Value::Text(digits)),
            Value::Object(members) => Value::Object(with_numbers(table.tests, form, members)),
            value => value,
        }
    }

    /// A response whose type depends on the status: an object with one member, the status.
    pub fn portable_status<'a>(
        &mut self,
        status: &'static str,
        data: Option<(&'a dyn Portable, Wire)>,
    ) -> Value<'a> {
        let value = data.map_or(Value::Null, |(data, wire)| {
            self.inside(&status, |context| data.write(context, wire.send_none()))
        });
        Value::Object(vec![(Cow::Borrowed(status), value)])
    }
}

/// The format of a member: what is received has all required members, what is only sent says itself what is always sent.
fn wire_of(rules: &Rules, received: bool) -> Wire {
    match received && !rules.optional {
        true => rules.wire.send_none(),
        false => rules.wire,
    }
}

/// The members of an object, in which those that must be numbers are numbers, if only then the object has its form. Decimals are texts elsewhere.
fn with_numbers<'a>(tests: &[FormTest<'_>], form: &str, members: Members<'a>) -> Members<'a> {
    let has_form = |members: &Members<'a>| {
        let mut json = String::new();
        json_write::write(&Value::Object(members.clone()), &mut json).is_ok()
            && form_of(tests, json.as_bytes()) == Ok(Some(form))
    };
    let must_be_number = |name: &str| {
        let mut tests = tests.iter();
        tests.any(|test| matches!(test, FormTest::HasNumber(wanted) if *wanted == name))
    };
    if !members.iter().any(|(name, _)| must_be_number(name)) || has_form(&members) {
        return members;
    }
    let mut changed = members.clone();
    for (name, value) in &mut changed {
        if let Value::Text(digits) = &*value
            && must_be_number(name)
            && let Some(number) = number_of(digits)
        {
            *value = number;
        }
    }
    match has_form(&changed) {
        true => changed,
        false => members,
    }
}

/// The number that a decimal text is, if no format loses digits of it.
fn number_of(digits: &str) -> Option<Value<'static>> {
    let amount = Amount::new(digits).ok()?;
    let plain = amount.json_digits().to_owned();
    match plain.contains('.') {
        false => Some(number::integer(Cow::Owned(plain))),
        true => amount
            .survives_double()
            .then_some(Value::Decimal(Cow::Owned(plain))),
    }
}
