//! Compound values.

use super::{MismatchKind, Validator, Way, as_text, kind_name, leaf};
use crate::diagnostic::nearest;
use crate::json;
use crate::json_path;
use crate::model::{
    EnumKind, EnumValue, Field, Kind, NoValue, ScalarKind, Shape, Type, TypeDef, TypeId, WireAs,
};
use specie_runtime::codec::form_of;
use specie_runtime::signing::plan::{Data, List, PathSegment, Str};
use specie_runtime::{Amount, Check};

impl Validator<'_> {
    pub(super) fn value(&mut self, ty: &Type, value: &Data) -> Data {
        if ty.list_for_empty && matches!(value, Data::List(list) if list.is_empty()) {
            return value.clone();
        }
        if is_nothing(ty, value) {
            return match (self.way, &ty.none) {
                (Way::Sent, _) if ty.null => Data::Null,
                (Way::Sent, Some(none)) => none_value(none),
                _ => value.clone(),
            };
        }
        if ty.wire == Some(WireAs::Json) {
            return self.json_in_text(ty, value);
        }
        match &ty.kind {
            Kind::Text { alnum } => self.text(*alnum, value),
            Kind::Secret => self.text(false, value),
            Kind::Int => self.int(ty.wire, value),
            Kind::Decimal => self.decimal(ty.wire, value),
            Kind::Bool => self.bool(value),
            Kind::Flag => self.flag(ty.wire, value),
            Kind::Time(unit) => self.time(*unit, ty.wire, value),
            Kind::Date => self.date(value),
            Kind::Uuid => self.formed("a UUID", Check::is_uuid, value),
            Kind::Url => self.formed("an address with its scheme", Check::is_url, value),
            Kind::Bytes(form) => self.bytes(*form, value),
            Kind::File => self.file(value),
            Kind::Json => leaf::free(value, self.way),
            Kind::List(inner) => self.list(inner, value),
            Kind::Map {
                alnum,
                value: inner,
            } => self.map(*alnum, inner, value),
            // Its elements are members of the object that contains the field, so there is no value to check here.
            Kind::Numbered(_) => value.clone(),
            Kind::Named(id) => self.named_type(*id, value),
        }
    }

    /// JSON inside a text. A value that is sent may be given as it is, and is put into the text here.
    fn json_in_text(&mut self, ty: &Type, value: &Data) -> Data {
        let inner = Type {
            wire: None,
            ..ty.clone()
        };
        let Data::Text(text) = value else {
            return match self.way {
                Way::Sent => Data::Text(json::write(&self.value(&inner, value)).into()),
                Way::Received => self.refuse("a text that holds JSON", value),
            };
        };
        match json::read(text.as_bytes(), json::Names::Shown) {
            Ok(data) => {
                let checked = self.value(&inner, &data);
                match self.way {
                    Way::Sent => Data::Text(json::write(&checked).into()),
                    Way::Received => value.clone(),
                }
            }
            Err(_) => self.refuse("a text that holds JSON", value),
        }
    }

    fn list(&mut self, inner: &Type, value: &Data) -> Data {
        let Data::List(elements) = value else {
            return self.refuse("a list", value);
        };
        let elements: Vec<Data> = elements
            .iter()
            .enumerate()
            .map(|(index, element)| {
                self.within(json_path::index(index), |validator| {
                    validator.value(inner, element)
                })
            })
            .collect();
        Data::List(List::Owned(elements))
    }

    fn map(&mut self, alnum: bool, inner: &Type, value: &Data) -> Data {
        let Data::Object(members) = value else {
            return self.refuse("an object", value);
        };
        let members: Vec<(Str, Data)> = members
            .iter()
            .map(|(name, member)| {
                let member = self.within(PathSegment::Name(name.clone()), |validator| {
                    validator.entry(alnum, inner, name, member)
                });
                (name.clone(), member)
            })
            .collect();
        Data::Object(List::Owned(members))
    }

    /// A member whose name is data.
    pub(super) fn entry(&mut self, alnum: bool, ty: &Type, name: &str, value: &Data) -> Data {
        if alnum && (name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric())) {
            self.report(
                MismatchKind::Range,
                "expected only letters A-Z, a-z and digits in its name",
                None,
            );
        }
        self.value(ty, value)
    }

    fn named_type(&mut self, id: TypeId, value: &Data) -> Data {
        let types: &[TypeDef] = self.types;
        let Some(def) = types.get(id.0).filter(|_| self.nested <= types.len()) else {
            // Unions that are forms of one another were reported.
            return value.clone();
        };
        self.nested += 1;
        match &def.shape {
            Shape::Struct { fields, one_of } => {
                let Data::Object(members) = value else {
                    return self.refuse(&format!("an object (`{}`)", def.name), value);
                };
                let fields: Vec<&Field> = fields.iter().collect();
                Data::Object(List::Owned(self.members(&fields, one_of, &[], members)))
            }
            Shape::Enum {
                kind,
                closed,
                values,
            } => self.enumerated(*kind, *closed, values, value),
            Shape::Tuple { fields } => self.tuple(fields, value),
            Shape::Union { .. } => self.union(&def.shape, &mut Vec::new(), value),
            Shape::Forms { forms } => self.forms(&def.name, forms, value),
        }
    }

    fn enumerated(
        &mut self,
        kind: EnumKind,
        closed: bool,
        values: &[EnumValue],
        value: &Data,
    ) -> Data {
        let expected = match kind {
            EnumKind::Text => "a text",
            EnumKind::Int => "an integer",
            EnumKind::Mixed => "a text, an integer, `true` or `false`",
        };
        let (text, form) = match (kind, value) {
            (EnumKind::Mixed, Data::Bool(value)) => (value.to_string().into(), ScalarKind::Bool),
            (EnumKind::Int, Data::Text(text)) => (text.clone(), ScalarKind::Integer),
            (EnumKind::Text, Data::Integer(text)) => (text.clone(), ScalarKind::Text),
            (_, Data::Text(text)) => (text.clone(), ScalarKind::Text),
            (_, Data::Integer(text)) => (text.clone(), ScalarKind::Integer),
            _ => return self.refuse(expected, value),
        };
        if form == ScalarKind::Integer && text.parse::<i64>().is_err() {
            return self.refuse("an integer", value);
        }
        if !values
            .iter()
            .any(|listed| listed.wire == *text && listed.form == form)
        {
            let names = || values.iter().map(|listed| listed.wire.as_str());
            let help = match nearest(&text, names()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!(
                    "the spec lists `{}`",
                    names().collect::<Vec<_>>().join("`, `")
                ),
            };
            let kind = if closed {
                MismatchKind::Value
            } else {
                MismatchKind::Unlisted
            };
            self.report(kind, format!("`{text}` is not a known value"), Some(help));
        }
        self.as_sent(value, || match form {
            ScalarKind::Text => Data::Text(text.clone()),
            ScalarKind::Integer => Data::Integer(text.clone()),
            ScalarKind::Bool => value.clone(),
        })
    }

    fn tuple(&mut self, fields: &[Field], value: &Data) -> Data {
        let Data::List(elements) = value else {
            return self.refuse("a list", value);
        };
        let needed = fields.iter().filter(|field| !field.optional).count();
        if elements.len() < needed {
            self.report(
                MismatchKind::Missing,
                format!(
                    "expected at least {needed} elements, found {}",
                    elements.len()
                ),
                None,
            );
        }
        if elements.len() > fields.len() {
            let known: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
            let message = format!(
                "found {} elements, expected at most {}",
                elements.len(),
                fields.len()
            );
            self.report(MismatchKind::Unknown, message, Some(known.join(", ")));
        }
        let elements: Vec<Data> = elements
            .iter()
            .enumerate()
            .map(|(index, element)| match fields.get(index) {
                Some(field) => self.within(json_path::index(index), |validator| {
                    validator.member(field, &[], element)
                }),
                None => element.clone(),
            })
            .collect();
        Data::List(List::Owned(elements))
    }

    /// A union by a member. `chosen_by` are the members that chose this union as a variant of others.
    fn union<'s>(&mut self, shape: &'s Shape, chosen_by: &mut Vec<&'s str>, value: &Data) -> Data
    where
        Self: 's,
    {
        let Shape::Union {
            by,
            variants,
            other,
        } = shape
        else {
            return value.clone();
        };
        let Data::Object(members) = value else {
            return self.refuse("an object", value);
        };
        let Some(kind) = members
            .iter()
            .find(|(name, _)| name == by)
            .and_then(|(_, kind)| as_text(kind))
        else {
            self.within(PathSegment::Name(by.to_owned().into()), |validator| {
                validator.report(
                    MismatchKind::Missing,
                    "missing; it determines the type of the object",
                    None,
                );
            });
            return value.clone();
        };
        let listed = variants.iter().find(|variant| variant.wire == kind);
        match (listed, other) {
            (Some(variant), _) => {
                chosen_by.push(by);
                self.variant(chosen_by, variant.ty, value, members)
            }
            (None, Some(other)) => self.variant(chosen_by, other.ty, value, members),
            (None, None) => {
                let near = nearest(&kind, variants.iter().map(|variant| variant.wire.as_str()));
                let help = near.map(|near| format!("did you mean `{near}`?"));
                self.within(PathSegment::Name(by.to_owned().into()), |validator| {
                    validator.report(
                        MismatchKind::Unlisted,
                        format!("`{kind}` is not a known value"),
                        help,
                    );
                });
                value.clone()
            }
        }
    }

    /// Checks the object of a union as its variant's type; the members that chose it need not be members of that type.
    fn variant<'s>(
        &mut self,
        chosen_by: &mut Vec<&'s str>,
        id: TypeId,
        value: &Data,
        members: &[(Str, Data)],
    ) -> Data
    where
        Self: 's,
    {
        let types: &[TypeDef] = self.types;
        let (fields, one_of) = match types.get(id.0).map(|def| &def.shape) {
            Some(Shape::Struct { fields, one_of }) => (fields, one_of),
            // One that chooses by the same member again has no end.
            Some(shape @ Shape::Union { by, .. }) if !chosen_by.contains(&by.as_str()) => {
                let mut chosen_by: Vec<&str> = chosen_by.clone();
                return self.union(shape, &mut chosen_by, value);
            }
            _ => return self.named_type(id, value),
        };
        let is_chooser = |name: &str| {
            chosen_by.contains(&name) && !fields.iter().any(|field| field.name == name)
        };
        let inside: Vec<(Str, Data)> = members
            .iter()
            .filter(|(name, _)| !is_chooser(name))
            .cloned()
            .collect();
        let fields: Vec<&Field> = fields.iter().collect();
        let mut wire_form = self.members(&fields, one_of, &[], &inside);
        for (at, member) in members.iter().enumerate() {
            if is_chooser(&member.0) {
                wire_form.insert(at.min(wire_form.len()), member.clone());
            }
        }
        Data::Object(List::Owned(wire_form))
    }

    /// A union by form: the runtime's own tests choose the form.
    fn forms(&mut self, union: &str, forms: &[Field], value: &Data) -> Data {
        let types: &[TypeDef] = self.types;
        let choice = crate::forms::choice(types, forms);
        let chosen = form_of(&choice.tests, crate::json::write(value).as_bytes());
        let chosen = chosen.ok().flatten();
        let form = forms.iter().find(|form| Some(form.name.as_str()) == chosen);
        if let Some(form) = form {
            return self.member(form, &[], value);
        }
        if let Some(wire_form) = self.only_without_constants(forms, value) {
            return wire_form;
        }
        let names: Vec<&str> = forms.iter().map(|form| form.name.as_str()).collect();
        let kind = match self.way {
            Way::Sent => MismatchKind::Value,
            Way::Received => MismatchKind::Unlisted,
        };
        let found = kind_name(value);
        self.report(
            kind,
            format!("{found} is not one of the forms of `{union}`"),
            Some(format!("the forms are `{}`", names.join("`, `"))),
        );
        value.clone()
    }
}

impl Validator<'_> {
    /// The wire form of a value to send that matches one of the forms in all but the constants that would tell: a caller leaves them out.
    /// Not tried again for a value inside, so that the time stays proportional to the value.
    fn only_without_constants(&mut self, forms: &[Field], value: &Data) -> Option<Data> {
        if self.way == Way::Received || self.trying {
            return None;
        }
        self.trying = true;
        let before = self.mismatches.len();
        let found = forms.iter().find_map(|form| {
            let wire_form = self.member(form, &[], value);
            let fits = self.mismatches.len() == before;
            self.mismatches.truncate(before);
            fits.then_some(wire_form)
        });
        self.trying = false;
        found
    }
}

/// Whether a value, other than `[]`, means "no value" of a type. Received data is read this way by a generated client.
#[must_use]
pub fn is_nothing(ty: &Type, value: &Data) -> bool {
    let is_text = matches!(
        &ty.kind,
        Kind::Text { .. } | Kind::Uuid | Kind::Url | Kind::Secret | Kind::Json
    );
    let as_text = |text: &str| !is_text && matches!(value, Data::Text(it) if it == text);
    match (value, &ty.none) {
        (Data::Null, none) if ty.null || none.is_some() => true,
        (Data::Text(text), Some(NoValue::Text(none))) => text == none,
        (Data::Bool(false), Some(NoValue::False)) => true,
        (Data::Integer(number) | Data::Number(number), Some(NoValue::Zero)) => {
            Amount::new(number.as_ref()).is_ok_and(|it| it.json_digits() == "0")
        }
        (_, Some(NoValue::False)) => as_text("false"),
        (_, Some(NoValue::Zero)) => as_text("0"),
        _ => false,
    }
}

/// The value that is sent for no value.
fn none_value(none: &NoValue) -> Data {
    match none {
        NoValue::Text(text) => Data::Text(Str::Owned(text.clone())),
        NoValue::False => Data::Bool(false),
        NoValue::Zero => Data::Integer(Str::Borrowed("0")),
    }
}
