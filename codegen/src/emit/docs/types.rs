//! The page of types.

use super::text::{cell, code, doc, field, shape_word, type_words};
use super::value::values;
use crate::model::{Api, Field, OneOf, Shape, TypeDef};
use tera::Value;

/// What the part of one type shows.
pub fn def(api: &Api, def: &TypeDef) -> Value {
    let (mut members, mut values, mut by) = (Vec::new(), Vec::new(), None);
    let mut groups = &[][..];
    match &def.shape {
        Shape::Struct { fields, one_of } => {
            members = fields
                .iter()
                .enumerate()
                .map(|(place, field)| member(api, place, field, one_of))
                .collect();
            groups = one_of;
        }
        Shape::Tuple { fields } => {
            members = fields
                .iter()
                .enumerate()
                .map(|(place, field)| member(api, place, field, &[]))
                .collect();
        }
        Shape::Enum { values: listed, .. } => {
            values = listed
                .iter()
                .map(|value| values!({ "wire": cell(&code(&value.wire)), "rust": &value.rust_name, "doc": cell(&doc(&value.doc)) }))
                .collect();
        }
        Shape::Union {
            by: member,
            variants,
        } => {
            by = Some(member.clone());
            values = variants
                .iter()
                .map(|variant| {
                    let ty = api.types.get(variant.ty.0).map(|def| def.name.as_str()).unwrap_or_default();
                    let link = format!("[`{ty}`](#{}) {}", super::text::anchor(ty), doc(&variant.doc));
                    values!({ "wire": cell(&code(&variant.wire)), "rust": &variant.rust_name, "doc": cell(link.trim()) })
                })
                .collect();
        }
    }
    values!({
        "name": &def.name,
        "anchor": super::text::anchor(&def.name),
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
        "members": members,
        "values": values,
        "by": by,
        "groups": groups.iter().map(|group| format!(
            "{} of {}.",
            if group.optional { "At most one" } else { "Exactly one" },
            group.members.iter().filter_map(|&place| match &def.shape {
                Shape::Struct { fields, .. } => fields.get(place).map(|field| format!("`{}`", field.name)),
                _ => None,
            }).collect::<Vec<_>>().join(", "),
        )).collect::<Vec<_>>(),
    })
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
