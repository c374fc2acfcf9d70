//! Enums: listed values, with their names in Rust where none can be derived.

use super::Schemas;
use super::scalars::Kind;
use crate::import::document::Tree;
use crate::import::draft::{EnumValue, Origin, Shape, TypeId, Use, ValueKind};
use crate::import::texts;
use crate::json_pointer::Place;
use crate::names;
use specie_runtime::signing::plan::Data;
use std::collections::HashSet;

/// Keys with texts for the values, in their order or by value.
const DOCS: &[&str] = &[
    "x-enum-descriptions",
    "x-enumDescriptions",
    "x-enum-description",
    "x-enumDescription",
    "x-ms-enum-descriptions",
];

/// Keys with names for the values.
const NAMES: &[&str] = &["x-enum-varnames", "x-enumNames", "x-enum-names"];

impl<'d> Schemas<'d> {
    /// A schema with listed values.
    pub(super) fn enum_of(
        &mut self,
        schema: &'d Data,
        values: &'d [Data],
        place: &Place<'_>,
        origin: &Origin,
        id: Option<TypeId>,
    ) -> Use {
        let kinds = match schema.get("type") {
            Some(_) => self.kinds(schema, place),
            None => Vec::new(),
        };
        let kind = match kinds.as_slice() {
            [kind] => Some(*kind),
            _ => None,
        };
        let at = place.name("enum");
        let Some(values) = enum_values(schema, values, kind == Some(Kind::Text)) else {
            let ty = self.typed_without_values(schema, place, origin);
            self.report.note(
                &at,
                "the values are no texts, integers or booleans that a spec can list",
                "the values are left out, the type is kept",
            );
            return Use { weak: true, ..ty };
        };
        if values.is_empty() {
            // Only `null`.
            return Use::json();
        }
        let id = id.unwrap_or_else(|| self.open(origin.clone(), schema, place));
        self.close(id, Shape::Enum(values))
    }

    /// The type of a schema whose values cannot be listed.
    fn typed_without_values(
        &mut self,
        schema: &'d Data,
        place: &Place<'_>,
        origin: &Origin,
    ) -> Use {
        match schema.get("type") {
            Some(_) => self.typed(schema, place, origin, None),
            None => Use::json(),
        }
    }
}

/// The values of an enum; none: some of them cannot be a value of an enum. `as_text`: the type is a text, whatever YAML makes of the values.
pub(crate) fn enum_values(schema: &Data, values: &[Data], as_text: bool) -> Option<Vec<EnumValue>> {
    let mut found: Vec<EnumValue> = Vec::new();
    let mut seen: HashSet<(String, ValueKind)> = HashSet::new();
    for (at, value) in values.iter().enumerate() {
        let (wire, kind) = match value {
            Data::Null => continue,
            Data::Text(text) => (text.to_string(), ValueKind::Text),
            Data::Bool(flag) => (flag.to_string(), ValueKind::Bool),
            Data::Integer(digits) if digits.parse::<i64>().is_ok() => {
                (crate::data::digits(digits), ValueKind::Int)
            }
            Data::Integer(text) | Data::Number(text) | Data::Decimal(text) if as_text => {
                (text.to_string(), ValueKind::Text)
            }
            _ => return None,
        };
        let kind = if as_text { ValueKind::Text } else { kind };
        let hidden = crate::characters::hidden(&wire, crate::characters::Breaks::Escape).count();
        if hidden > 0 || wire.len() > texts::LONGEST_NAME {
            return None;
        }
        if seen.insert((wire.clone(), kind)) {
            found.push(EnumValue {
                name: listed(schema, NAMES, at, &wire)
                    .and_then(|name| names::pascal(name).filter(|name| names::is_type_name(name))),
                doc: texts::line(listed(schema, DOCS, at, &wire).unwrap_or_default()),
                wire,
                kind,
            });
        }
    }
    name_values(&mut found);
    Some(found)
}

/// What an extension says about a value: in a list by position, in an object by the value.
fn listed<'d>(schema: &'d Data, keys: &[&str], at: usize, wire: &str) -> Option<&'d str> {
    let extension = keys.iter().find_map(|key| schema.get(key))?;
    let text = match extension {
        Data::List(texts) => texts.get(at)?.as_text(),
        other => other.text(wire),
    };
    text.filter(|text| !text.trim().is_empty())
}

/// Gives a name to values that would have none, or that of another value.
fn name_values(values: &mut [EnumValue]) {
    let mut taken: HashSet<String> = HashSet::new();
    taken.insert("Unknown".to_owned());
    for value in values.iter_mut() {
        let derived = names::variant(&value.wire).map(|name| match name.as_str() {
            "Unknown" => "UnknownValue".to_owned(),
            _ => name,
        });
        let wanted = value.name.take().or_else(|| derived.clone());
        let free = wanted.filter(|name| !taken.contains(name));
        let name = free.unwrap_or_else(|| {
            let base = match &derived {
                Some(name) if value.wire.chars().any(char::is_lowercase) => name.clone(),
                Some(name) => format!("{name}Upper"),
                None => "Value".to_owned(),
            };
            numbered(&base, &taken)
        });
        taken.insert(name.clone());
        if derived.as_ref() != Some(&name) {
            value.name = Some(name);
        }
    }
}

/// A name that is not taken: itself, or with a number behind it.
fn numbered(base: &str, taken: &HashSet<String>) -> String {
    if !taken.contains(base) {
        return base.to_owned();
    }
    let mut number = 2_usize;
    loop {
        let name = format!("{base}{number}");
        if !taken.contains(&name) {
            return name;
        }
        number += 1;
    }
}
