//! The page of types.

use super::text::{anchor, cell, code, doc, field, shape_word, type_words};
use super::value::values;
use crate::model::{Api, Field, OneOf, Shape, TypeDef};
use tera::Value;

/// What the part of one type shows.
pub fn def(api: &Api, def: &TypeDef) -> Value {
    values!({
        "name": &def.name,
        "anchor": anchor(&def.name),
        "shape": shape_word(&def.shape),
        "doc": doc(&def.doc),
        "source": &def.doc.source,
        "tuple": matches!(def.shape, Shape::Tuple { .. }),
        "open": matches!(def.shape, Shape::Enum { closed: false, .. } | Shape::Union { .. }),
        "int": matches!(def.shape, Shape::Enum { int: true, .. }),
        "direction": match (def.sent, def.received) {
            (true, true) => "sent and received",
            (true, false) => "sent",
            _ => "received",
        },
        "members": members(api, &def.shape),
        "values": listed(api, &def.shape),
        "by": match &def.shape {
            Shape::Union { by, .. } => Some(by),
            _ => None,
        },
        "groups": groups(&def.shape),
    })
}

/// Members of an object or an array of fixed positions.
fn members(api: &Api, shape: &Shape) -> Vec<Value> {
    let (fields, one_of) = match shape {
        Shape::Struct { fields, one_of } => (fields, &one_of[..]),
        Shape::Tuple { fields } => (fields, &[][..]),
        Shape::Enum { .. } | Shape::Union { .. } => return Vec::new(),
    };
    fields
        .iter()
        .enumerate()
        .map(|(place, field)| member(api, place, field, one_of))
        .collect()
}

/// Values of an enum; variants of a union by the value that decides.
fn listed(api: &Api, shape: &Shape) -> Vec<Value> {
    let row = |wire: &str, rust: &str, doc: &str| values!({ "wire": cell(&code(wire)), "rust": rust, "doc": cell(doc) });
    match shape {
        Shape::Enum { values, .. } => values
            .iter()
            .map(|value| row(&value.wire, &value.rust_name, &doc(&value.doc)))
            .collect(),
        Shape::Union { variants, .. } => variants
            .iter()
            .map(|variant| {
                let ty = api.types.get(variant.ty.0);
                let ty = ty.map(|def| def.name.as_str()).unwrap_or_default();
                let link = format!("[`{ty}`](#{}) {}", anchor(ty), doc(&variant.doc));
                row(&variant.wire, &variant.rust_name, link.trim())
            })
            .collect(),
        Shape::Struct { .. } | Shape::Tuple { .. } => Vec::new(),
    }
}

/// Which members exclude each other.
fn groups(shape: &Shape) -> Vec<String> {
    let Shape::Struct { fields, one_of } = shape else {
        return Vec::new();
    };
    let sentence = |group: &OneOf| {
        let members = group.members.iter().filter_map(|&place| fields.get(place));
        let names: Vec<_> = members.map(|field| format!("`{}`", field.name)).collect();
        let count = match group.optional {
            true => "At most one",
            false => "Exactly one",
        };
        format!("{count} of {}.", names.join(", "))
    };
    one_of.iter().map(sentence).collect()
}

fn member(api: &Api, place: usize, member: &Field, one_of: &[OneOf]) -> Value {
    let grouped = one_of.iter().any(|group| group.members.contains(&place));
    values!({
        "place": place.to_string(),
        "name": &member.name,
        "type": match &member.constant {
            Some(text) => format!("always `{text}`"),
            None => cell(&type_words(api, &member.ty)),
        },
        "always": if grouped { "one of a group" } else if member.optional { "no" } else { "yes" },
        "doc": field(member),
    })
}
