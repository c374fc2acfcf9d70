//! The page of types.

use super::text::{code, doc, field, link, said_of, shape_word, source, type_words};
use super::value::{View, values};
use crate::emit::common::describe;
use crate::markdown::{Markdown, md};
use crate::model::{Api, Doc, EnumKind, Field, Kind, OneOf, ScalarKind, Shape, TypeDef};

/// Values for the section of one type.
pub fn def(api: &Api, def: &TypeDef) -> View {
    values!({
        "name": Markdown::text(&def.name),
        "shape": shape_word(&def.shape),
        "doc": doc(&def.doc),
        "source": source("Provider docs", def.doc.source.as_ref()),
        "tuple": matches!(def.shape, Shape::Tuple { .. }),
        "open": matches!(def.shape, Shape::Enum { closed: false, .. } | Shape::Union { other: None, .. } | Shape::Forms { .. }),
        "progress": match &def.shape {
            Shape::Enum { values, .. } => describe::progress(values),
            _ => Markdown::default(),
        },
        "int": matches!(def.shape, Shape::Enum { kind: EnumKind::Int, .. }),
        "direction": match (def.sent, def.received) {
            (true, true) => "sent and received",
            (true, false) => "sent",
            _ => "received",
        },
        "members": members(api, &def.shape),
        "values": listed(api, &def.shape),
        "by": match &def.shape {
            Shape::Union { by, .. } => Some(code(by)),
            _ => None,
        },
        "forms": matches!(def.shape, Shape::Forms { .. }),
        "other": match &def.shape {
            Shape::Union { other: Some(other), .. } => api.types.get(other.ty.0).map(|def| link(&def.name, "")),
            _ => None,
        },
        "groups": groups(&def.shape),
    })
}

/// Members of an object or a tuple.
fn members(api: &Api, shape: &Shape) -> Vec<View> {
    let (fields, one_of) = match shape {
        Shape::Struct { fields, one_of } => (fields, &one_of[..]),
        Shape::Tuple { fields } => (fields, &[][..]),
        Shape::Enum { .. } | Shape::Union { .. } | Shape::Forms { .. } => return Vec::new(),
    };
    fields
        .iter()
        .enumerate()
        .map(|(index, field)| member(api, index, field, one_of))
        .collect()
}

/// Values of an enum; variants of a union by the value of the discriminator, or its forms by name.
fn listed(api: &Api, shape: &Shape) -> Vec<View> {
    let row = |wire: &str, rust: &str, doc: Markdown| values!({ "wire": code(wire).cell(), "rust": code(rust).cell(), "doc": doc.cell() });
    let said = |of: &Doc| doc(of);
    match shape {
        Shape::Enum { kind, values, .. } => values
            .iter()
            .map(|value| {
                // Where forms are mixed, quotes tell a text from the others.
                let wire = match (kind, value.form) {
                    (EnumKind::Mixed, ScalarKind::Text) => format!("\"{}\"", value.wire),
                    _ => value.wire.clone(),
                };
                row(&wire, &value.rust_name, said(&value.doc))
            })
            .collect(),
        Shape::Union { variants, .. } => variants
            .iter()
            .map(|variant| {
                let ty = api.types.get(variant.ty.0);
                let mut text = ty.map_or_else(Markdown::default, |def| link(&def.name, ""));
                text.then(&said(&variant.doc));
                row(&variant.wire, &variant.rust_name, text)
            })
            .collect(),
        Shape::Forms { forms } => forms
            .iter()
            .map(|form| {
                let said = said_of(form);
                let words = type_words(api, &form.ty);
                let text = match said.is_empty() {
                    true => words,
                    false => md!("{}: {}", words, said),
                };
                row(&form.name, &form.rust_name, text)
            })
            .collect(),
        Shape::Struct { .. } | Shape::Tuple { .. } => Vec::new(),
    }
}

/// Which members exclude each other.
fn groups(shape: &Shape) -> Vec<Markdown> {
    let Shape::Struct { fields, one_of } = shape else {
        return Vec::new();
    };
    let sentence = |group: &OneOf| {
        let members = group.members.iter().filter_map(|&index| fields.get(index));
        let names = Markdown::list(members.map(|field| code(&field.name)), ", ");
        match group.optional {
            true => md!("At most one of {}.", names),
            false => md!("Exactly one of {}.", names),
        }
    };
    one_of.iter().map(sentence).collect()
}

fn member(api: &Api, index: usize, member: &Field, one_of: &[OneOf]) -> View {
    let grouped = one_of.iter().any(|group| group.members.contains(&index));
    values!({
        "index": index,
        "name": if member.rest { md!("every other member, in {}", code(&member.rust_name)) } else { code(&member.name) }.cell(),
        "type": match &member.constant {
            Some(text) => md!("always {}", code(text)),
            None if member.rest => rest_words(api, member),
            None => type_words(api, &member.ty),
        }.cell(),
        "always": if grouped { "one of a group" } else if member.optional || member.rest { "no" } else { "yes" },
        "doc": field(member),
    })
}

/// The type of each of the remaining members.
fn rest_words(api: &Api, member: &Field) -> Markdown {
    match &member.ty.kind {
        Kind::Map { value, .. } => type_words(api, value),
        _ => type_words(api, &member.ty),
    }
}
