//! Plausible example values, as plain data: for reference pages, for a mock provider, and for a first spec.
//!
//! A value of the spec's own example is taken where there is one; the rest is chosen by type. The same spec gives the same values. What is
//! made for a call passes [`crate::validate::params`], which also gives its wire form.

use crate::json;
use crate::model::{
    Api, BytesForm, EnumKind, Field, Kind, Location, OneOf, Only, Operation, Range, ScalarKind,
    Shape, TimeUnit, Type, TypeDef, TypeId, WireAs,
};
use crate::validate::{Way, as_text, is_nothing, numbered, read_bytes};
use specie_runtime::codec::form_of;
use specie_runtime::signing::plan::{Data, List, Str};
use specie_runtime::{Amount, Check};
use std::cmp::Ordering;

/// Maximum nesting depth of declared types.
const DEEPEST: usize = 32;

/// Maximum number of values in one example: types that contain several others multiply.
const MOST: usize = 2_000;

/// The time of examples: 2023-11-14T22:13:20Z.
const SECONDS: i64 = 1_700_000_000;

/// The parameters of a call: an object with each parameter by its name, as `specie call --params` takes it. Constants are left out, and so
/// are optional parameters that no example of the spec has. Beyond 2,000 values or 32 levels of types, values are null.
#[must_use]
pub fn params(api: &Api, operation: &Operation) -> Vec<(Str, Data)> {
    let mut examples = operation.examples.iter();
    let given = examples.find_map(|example| example.params.as_ref());
    let fields: Vec<&Field> = operation.params.iter().map(|param| &param.field).collect();
    // An example of a single parameter that is the whole body may be its value alone.
    let whole = match (operation.params.as_slice(), given) {
        ([param], Some(given)) if param.location == Location::Items => {
            let name = &param.field.name;
            let is_alone = member(Some(given), name).is_none();
            is_alone.then(|| Data::Object(vec![(name.clone().into(), given.clone())].into()))
        }
        _ => None,
    };
    let given = whole.as_ref().or(given);
    let mut members = Maker::new(&api.types, Way::Sent).members(&fields, &operation.one_of, given);
    for (name, value) in &mut members {
        let mut params = operation.params.iter();
        let param = params.find(|param| param.field.name == *name);
        let location = param.map(|param| param.location);
        // Null has no text.
        if *value == Data::Null
            && matches!(
                location,
                Some(Location::Path | Location::Header | Location::Cookie)
            )
        {
            *value = text(name);
        }
    }
    members
}

/// A value of a type; `given` is an example of it, and `name` the member that has it. Constants are part of received values only: a client
/// sends them by itself.
#[must_use]
pub fn value(api: &Api, ty: &Type, name: &str, given: Option<&Data>, way: Way) -> Data {
    Maker::new(&api.types, way).value(ty, None, name, given)
}

struct Maker<'a> {
    types: &'a [TypeDef],
    way: Way,
    /// Types that contain the current value.
    open: Vec<TypeId>,
    /// Values made so far.
    count: usize,
}

impl<'a> Maker<'a> {
    fn new(types: &'a [TypeDef], way: Way) -> Self {
        Self {
            types,
            way,
            open: Vec::new(),
            count: 0,
        }
    }

    /// The members of a struct or a call.
    fn members(
        &mut self,
        fields: &[&Field],
        one_of: &[OneOf],
        given: Option<&Data>,
    ) -> Vec<(Str, Data)> {
        let mut members = Vec::new();
        for (at, field) in fields.iter().enumerate() {
            let example = example_of(given, field);
            let group = one_of.iter().find(|group| group.members.contains(&at));
            let is_sent = match group {
                Some(group) => chosen(group, fields, given) == Some(at),
                None => !field.optional || example.is_some(),
            };
            if let Some(constant) = &field.constant {
                if self.way == Way::Received {
                    members.push((Str::Owned(field.name.clone()), text(constant)));
                }
                continue;
            }
            if matches!(
                (field.only, self.way),
                (Some(Only::Received), Way::Sent) | (Some(Only::Sent), Way::Received)
            ) {
                continue;
            }
            if field.rest {
                members.extend(self.rest(fields, field, given));
                continue;
            }
            if !is_sent {
                continue;
            }
            if let Kind::Numbered(_) = field.ty.kind {
                members.extend(self.numbered(field, given));
                continue;
            }
            let value = self.value(&field.ty, field.range.as_ref(), &field.name, example);
            members.push((Str::Owned(field.name.clone()), value));
        }
        members
    }

    /// The members of the example that no field names.
    fn rest(&mut self, fields: &[&Field], field: &Field, given: Option<&Data>) -> Vec<(Str, Data)> {
        let (Kind::Map { value, .. }, Some(Data::Object(members))) = (&field.ty.kind, given) else {
            return Vec::new();
        };
        let is_named = |name: &str| fields.iter().any(|field| !field.rest && field.name == name);
        let others = members.iter().filter(|(name, _)| !is_named(name));
        others
            .map(|(name, given)| (name.clone(), self.value(value, None, name, Some(given))))
            .collect()
    }

    /// The members `name_1`, `name_2` … of the example that belong to a numbered list.
    fn numbered(&self, field: &Field, given: Option<&Data>) -> Vec<(Str, Data)> {
        let Some(Data::Object(members)) = given else {
            return Vec::new();
        };
        let members = members.iter();
        members
            .filter(|(name, _)| numbered(self.types, &[field], name).is_some())
            .cloned()
            .collect()
    }

    fn value(
        &mut self,
        ty: &Type,
        range: Option<&Range>,
        name: &str,
        given: Option<&Data>,
    ) -> Data {
        self.count += 1;
        if self.count > MOST {
            return Data::Null;
        }
        if let Some(given) = given.filter(|given| is_nothing(ty, given)) {
            return given.clone();
        }
        if ty.wire == Some(WireAs::Json) {
            return self.json_in_text(ty, range, name, given);
        }
        let said = given.and_then(as_text);
        match &ty.kind {
            Kind::Text { alnum } => text(&said.unwrap_or_else(|| word(name, *alnum, range))),
            Kind::Secret => text(&said.unwrap_or_else(|| word(name, false, range))),
            Kind::Int => {
                let said = said.filter(|text| text.parse::<i64>().is_ok());
                integer(&said.unwrap_or_else(|| within("1", range)))
            }
            Kind::Decimal if ty.wire == Some(WireAs::Int) => {
                let said = said.filter(|text| is_whole(text));
                text(&said.unwrap_or_else(|| within("1", range)))
            }
            Kind::Decimal => {
                let said = said.filter(|text| Amount::new(text.as_str()).is_ok());
                let said = said.unwrap_or_else(|| within("0.25", range));
                // What is sent as a number is a text for `specie call` too, and gets its form there.
                match (ty.wire, self.way) {
                    (Some(WireAs::Number), Way::Received) => Data::Number(Str::Owned(said)),
                    _ => text(&said),
                }
            }
            Kind::Bool => Data::Bool(!is_false(said.as_deref())),
            Kind::Flag => integer(if is_false(said.as_deref()) { "0" } else { "1" }),
            Kind::Time(unit) => given.cloned().unwrap_or_else(|| time(*unit)),
            Kind::Date => text(&said.unwrap_or_else(|| "2023-11-14".to_owned())),
            Kind::Uuid => {
                let said = said.filter(|said| Check::is_uuid(said));
                text(&said.unwrap_or_else(|| "123e4567-e89b-12d3-a456-426614174000".to_owned()))
            }
            Kind::Url => {
                let said = said.filter(|said| Check::is_url(said));
                text(&said.unwrap_or_else(|| "https://example.com/".to_owned()))
            }
            // The bytes `abc`.
            Kind::Bytes(form) => {
                let said = said.filter(|said| read_bytes(*form, said).is_some());
                let abc = match form {
                    BytesForm::Hex => "616263",
                    BytesForm::Base64 | BytesForm::Base64Url | BytesForm::Raw => "YWJj",
                };
                text(&said.unwrap_or_else(|| abc.to_owned()))
            }
            Kind::File => given.cloned().unwrap_or_else(|| {
                let path = ("path".into(), text("file.bin"));
                Data::Object(vec![path].into())
            }),
            Kind::Json => given.cloned().unwrap_or(Data::Null),
            Kind::List(item) => Data::List(self.list(item, range, name, given).into()),
            Kind::Map { value, .. } => Data::Object(self.map(value, range, given).into()),
            Kind::Numbered(_) => Data::Object(List::default()),
            Kind::Named(id) => self.named_type(*id, name, given).unwrap_or(Data::Null),
        }
    }

    /// JSON inside a text where it is received. Where it is sent, the client puts it into the text.
    fn json_in_text(
        &mut self,
        ty: &Type,
        range: Option<&Range>,
        name: &str,
        given: Option<&Data>,
    ) -> Data {
        let inner = Type {
            wire: None,
            ..ty.clone()
        };
        let read = match given {
            Some(Data::Text(text)) => json::read(text.as_bytes(), json::Names::Shown).ok(),
            _ => None,
        };
        let value = self.value(&inner, range, name, read.as_ref().or(given));
        match self.way {
            Way::Received => text(&json::write(&value)),
            Way::Sent => value,
        }
    }

    /// The elements of the example, or one made here; none if that would contain itself.
    fn list(
        &mut self,
        item: &Type,
        range: Option<&Range>,
        name: &str,
        given: Option<&Data>,
    ) -> Vec<Data> {
        if let Some(Data::List(items)) = given {
            let items = items.iter();
            return items
                .map(|given| self.value(item, None, name, Some(given)))
                .collect();
        }
        if declared(item).is_some_and(|id| self.open.contains(&id)) {
            return Vec::new();
        }
        let value = self.value(item, None, name, None);
        let count = entries(1, range);
        match range {
            Some(range) if range.unique => (0..count).map(|at| varied(&value, item, at)).collect(),
            _ => vec![value; count],
        }
    }

    /// The members of the example. Without one, as few as are allowed: it is not known which names a map may have.
    fn map(
        &mut self,
        value: &Type,
        range: Option<&Range>,
        given: Option<&Data>,
    ) -> Vec<(Str, Data)> {
        let Some(Data::Object(members)) = given else {
            let names = (1..=entries(0, range)).map(|number| format!("name{number}"));
            return names
                .map(|name| {
                    (
                        Str::Owned(name.clone()),
                        self.value(value, None, &name, None),
                    )
                })
                .collect();
        };
        let members = members.iter();
        members
            .map(|(name, given)| (name.clone(), self.value(value, None, name, Some(given))))
            .collect()
    }

    /// `None`: the type is nested too deep.
    fn named_type(&mut self, id: TypeId, name: &str, given: Option<&Data>) -> Option<Data> {
        let types: &'a [TypeDef] = self.types;
        let def = types.get(id.0).filter(|_| self.open.len() < DEEPEST)?;
        self.open.push(id);
        let value = match &def.shape {
            Shape::Struct { fields, one_of } => {
                let fields: Vec<&Field> = fields.iter().collect();
                Some(Data::Object(self.members(&fields, one_of, given).into()))
            }
            Shape::Enum { kind, values, .. } => {
                let said = given.and_then(as_text);
                let listed = values
                    .iter()
                    .find(|value| Some(&value.wire) == said.as_ref());
                Some(match listed.or(values.first()) {
                    Some(value) => match value.form {
                        ScalarKind::Text => text(&value.wire),
                        ScalarKind::Integer => integer(&value.wire),
                        ScalarKind::Bool => Data::Bool(value.wire == "true"),
                    },
                    None if *kind == EnumKind::Int => integer("1"),
                    None => text(name),
                })
            }
            Shape::Tuple { fields } => Some(Data::List(self.tuple(fields, given).into())),
            Shape::Forms { forms } => self.form(forms, name, given),
            Shape::Union {
                by,
                variants,
                other,
            } => {
                let kind = member(given, by).and_then(as_text);
                let listed = variants
                    .iter()
                    .find(|variant| Some(&variant.wire) == kind.as_ref());
                let unlisted = kind.is_some() && listed.is_none();
                if let Some(other) = other.as_ref().filter(|_| unlisted) {
                    let value = self.named_type(other.ty, name, given);
                    self.open.pop();
                    return value;
                }
                // A variant that leads back here would never end.
                let new = variants.iter().find(|v| !self.open.contains(&v.ty));
                let variant = listed.or(new).or(variants.first())?;
                // An example of another variant has nothing to say about this one.
                let given = given.filter(|_| listed.is_some());
                self.named_type(variant.ty, name, given)
                    .map(|value| discriminated(value, by, &variant.wire))
            }
        };
        self.open.pop();
        value
    }

    /// A value of the form that the example has, or of the first form; of another, if the first would contain itself.
    fn form(&mut self, forms: &'a [Field], name: &str, given: Option<&Data>) -> Option<Data> {
        let types: &'a [TypeDef] = self.types;
        let chosen = given.and_then(|given| {
            let choice = crate::forms::choice(types, forms);
            let json = crate::json::write(given);
            form_of(&choice.tests, json.as_bytes()).ok().flatten()
        });
        if let Some(form) = forms.iter().find(|form| Some(form.name.as_str()) == chosen) {
            return Some(self.value(&form.ty, form.range.as_ref(), name, given));
        }
        let ends = |form: &&Field| declared(&form.ty).is_none_or(|id| !self.open.contains(&id));
        let form = forms.iter().find(ends).or(forms.first())?;
        Some(self.value(&form.ty, form.range.as_ref(), name, None))
    }

    /// Elements by position. The first optional one that the example lacks ends the list.
    fn tuple(&mut self, fields: &[Field], given: Option<&Data>) -> Vec<Data> {
        let given = match given {
            Some(Data::List(elements)) => elements.as_ref(),
            _ => &[],
        };
        let mut elements = Vec::new();
        for (at, field) in fields.iter().enumerate() {
            let example = given.get(at);
            if field.optional && example.is_none() {
                break;
            }
            elements.push(match example {
                Some(Data::Null) if field.optional => Data::Null,
                _ => self.value(&field.ty, field.range.as_ref(), &field.name, example),
            });
        }
        elements
    }
}

/// The member of a group that is sent: the one that the example has, or the first if one is required.
fn chosen(group: &OneOf, fields: &[&Field], given: Option<&Data>) -> Option<usize> {
    let has_example = |at: &&usize| {
        let field = fields.get(**at);
        field.is_some_and(|field| example_of(given, field).is_some())
    };
    let found = group.members.iter().find(has_example);
    // A member that leads back here would never end.
    let mut members = group.members.iter();
    let ends = |at: &&usize| fields.get(**at).is_some_and(|field| !field.ty.boxed);
    let first = members.find(ends).or(group.members.first());
    found.or(first.filter(|_| !group.optional)).copied()
}

/// The object of a union's variant, with the member that decides.
fn discriminated(value: Data, by: &str, wire: &str) -> Data {
    let Data::Object(members) = value else {
        return value;
    };
    let mut members = members.into_owned();
    match members.iter_mut().find(|(name, _)| name == by) {
        // A member that is an integer on the wire stays one.
        Some((_, kind)) if as_text(kind).as_deref() == Some(wire) => {}
        Some((_, kind)) => *kind = text(wire),
        None => members.insert(0, (Str::Owned(by.to_owned()), text(wire))),
    }
    Data::Object(members.into())
}

/// The declared type of an element, through lists and maps.
fn declared(ty: &Type) -> Option<TypeId> {
    match &ty.kind {
        Kind::Named(id) | Kind::Numbered(id) => Some(*id),
        Kind::List(inner) | Kind::Map { value: inner, .. } => declared(inner),
        _ => None,
    }
}

/// The example of a field. Null counts as absent, unless it is a value of the field.
fn example_of<'d>(given: Option<&'d Data>, field: &Field) -> Option<&'d Data> {
    let Data::Object(members) = given? else {
        return None;
    };
    let found = members.iter().find(|(member, _)| *member == field.name);
    found
        .map(|(_, value)| value)
        .filter(|value| **value != Data::Null || field.ty.null)
}

/// A member of an example; null counts as absent.
fn member<'d>(data: Option<&'d Data>, name: &str) -> Option<&'d Data> {
    let Data::Object(members) = data? else {
        return None;
    };
    let found = members.iter().find(|(member, _)| member == name);
    found
        .map(|(_, value)| value)
        .filter(|value| **value != Data::Null)
}

fn text(text: &str) -> Data {
    Data::Text(Str::Owned(text.to_owned()))
}

fn integer(digits: &str) -> Data {
    Data::Integer(Str::Owned(digits.to_owned()))
}

/// Whether it is an integer of any size.
fn is_whole(text: &str) -> bool {
    Amount::new(text).is_ok_and(|amount| !amount.json_digits().contains('.'))
}

fn is_false(said: Option<&str>) -> bool {
    matches!(said, Some("false" | "0"))
}

fn time(unit: TimeUnit) -> Data {
    match unit {
        TimeUnit::Seconds => integer(&SECONDS.to_string()),
        TimeUnit::Millis => integer(&(SECONDS * 1_000).to_string()),
        TimeUnit::Micros => integer(&(SECONDS * 1_000_000).to_string()),
        TimeUnit::Nanos => integer(&(SECONDS * 1_000_000_000).to_string()),
        TimeUnit::Iso => text("2023-11-14T22:13:20Z"),
        TimeUnit::SecondsTo(decimals) => Data::Decimal(Str::Owned(format!(
            "{SECONDS}.{:0<1$}",
            "",
            usize::from(decimals)
        ))),
        TimeUnit::IsoTo(0) => text("2023-11-14T22:13:20Z"),
        TimeUnit::IsoTo(decimals) => text(&format!(
            "2023-11-14T22:13:20.{:0<1$}Z",
            "",
            usize::from(decimals)
        )),
        TimeUnit::Http => text("Tue, 14 Nov 2023 22:13:20 GMT"),
    }
}

/// A text after the name of its member, of a length that the range allows.
fn word(name: &str, alnum: bool, range: Option<&Range>) -> String {
    let (min, max) = counts(range);
    let fits = |c: &char| !alnum || c.is_ascii_alphanumeric();
    let mut letters: Vec<char> = name.chars().filter(fits).collect();
    if letters.is_empty() {
        letters.push('x');
    }
    let length = letters.len().clamp(min.min(LONGEST), max.max(min));
    letters.iter().cycle().take(length).collect()
}

/// The bounds of a range of lengths or counts.
fn counts(range: Option<&Range>) -> (usize, usize) {
    let bound = |end: Option<&String>| end.and_then(|end| end.parse::<usize>().ok());
    let min = bound(range.and_then(|range| range.min.as_ref())).unwrap_or(0);
    let max = bound(range.and_then(|range| range.max.as_ref())).unwrap_or(usize::MAX);
    (min, max)
}

/// The usual number of entries, or the bound that excludes it.
fn entries(usual: usize, range: Option<&Range>) -> usize {
    let (min, max) = counts(range);
    usual.max(min.min(MOST_ENTRIES)).min(max)
}

/// Maximum number of entries made here.
const MOST_ENTRIES: usize = 16;

/// Maximum length of a text made here.
const LONGEST: usize = 4_096;

/// The usual number, or the bound of the range that excludes it.
fn within(usual: &str, range: Option<&Range>) -> String {
    let beyond = |bound: &&String, wrong: Ordering| {
        let bound = Amount::new(bound.as_str()).ok();
        let usual = Amount::new(usual).ok();
        usual
            .zip(bound)
            .is_some_and(|(usual, bound)| usual.compare(&bound) == wrong)
    };
    let min = range.and_then(|range| range.min.as_ref());
    let max = range.and_then(|range| range.max.as_ref());
    if let (Some(Range { above: true, .. }), Some(min)) = (range, min)
        && (beyond(&min, Ordering::Less) || beyond(&min, Ordering::Equal))
    {
        // Above the bound there is the other one, or the bound with more digits.
        return max.cloned().unwrap_or_else(|| above(min));
    }
    min.filter(|min| beyond(min, Ordering::Less))
        .or(max.filter(|max| beyond(max, Ordering::Greater)))
        .map_or_else(|| usual.to_owned(), Clone::clone)
}

/// An element that differs from the others, as far as its type is known to allow it; the one at 0 is `value` itself.
fn varied(value: &Data, ty: &Type, at: usize) -> Data {
    match (value, &ty.kind) {
        _ if at == 0 => value.clone(),
        (Data::Text(text), Kind::Text { .. } | Kind::Secret | Kind::Url) => {
            Data::Text(format!("{text}{at}").into())
        }
        (Data::Integer(number), Kind::Int) => match number.parse::<i64>() {
            Ok(number) => {
                Data::Integer(number.saturating_add_unsigned(at as u64).to_string().into())
            }
            Err(_) => value.clone(),
        },
        _ => value.clone(),
    }
}

/// A number above this one, of the same kind: an integer is above an integer.
fn above(number: &str) -> String {
    match number.parse::<i64>().ok().and_then(|it| it.checked_add(1)) {
        Some(next) => next.to_string(),
        // A decimal: one more digit lifts a positive one; above a negative one is zero.
        None if number.starts_with('-') => "0".to_owned(),
        None if number.contains('.') => format!("{number}1"),
        None => format!("{number}.1"),
    }
}
