//! How statuses are shown: as values of enums, and as the texts beside them.

use super::overlay::each_member;
use super::record::{Phase, Record};
use crate::members::find_text;
use specie_codegen::member_names::{is_status, plain};
use specie_codegen::model::{Api, EnumValue, Field, Kind, Shape, Type};
use specie_runtime::signing::plan::Data;

/// The value of a member's enum that says how a record is: its status, or one that means cancelled.
pub(super) fn status_of<'a>(api: &'a Api, field: &Field, record: &Record) -> Option<&'a EnumValue> {
    let mut values = enum_values(api, field).iter();
    match (&record.state, record.phase) {
        (Some(state), _) => values.find(|value| value.wire == *state),
        (None, Phase::Undone) => values.find(|value| plain(&value.rust_name).contains("cancel")),
        (None, _) => None,
    }
}

pub(super) fn enum_values<'a>(api: &'a Api, field: &Field) -> &'a [EnumValue] {
    let Kind::Named(id) = field.ty.kind else {
        return &[];
    };
    match api.types.get(id.0).map(|ty| &ty.shape) {
        Some(Shape::Enum { values, .. }) => values,
        _ => &[],
    }
}

/// Writes the readable texts of statuses, `status_text` beside `status`: as an example of the spec has it, or the name of the value.
pub(super) fn status_texts(api: &Api, ty: &Type, data: &mut Data, record: &Record) {
    let Some(fields) = api.fields(ty) else {
        return;
    };
    let statuses = fields.iter().filter(|field| is_status(&field.name));
    let texts: Vec<(String, String)> = statuses
        .filter_map(|field| {
            let value = status_of(api, field, record)?;
            let member = format!("{}_text", field.name);
            let known = example_text(api, &field.name, &member, &value.wire);
            Some((member, known.unwrap_or_else(|| words(&value.rust_name))))
        })
        .collect();
    each_member(api, ty, data, &mut |field, value| {
        let mut texts = texts.iter();
        if let (Data::Text(_), Some((_, text))) =
            (&*value, texts.find(|(name, _)| *name == field.name))
        {
            *value = Data::Text(text.clone().into());
        }
    });
}

/// The text that an example of the spec has beside this status.
fn example_text(api: &Api, status: &str, member: &str, wire: &str) -> Option<String> {
    fn search(data: &Data, status: &str, member: &str, wire: &str) -> Option<String> {
        match data {
            Data::Object(members) => {
                let is_same = find_text(members, status).as_deref() == Some(wire);
                let own = find_text(members, member).filter(|_| is_same);
                let mut inner = members.iter();
                own.or_else(|| inner.find_map(|(_, one)| search(one, status, member, wire)))
            }
            Data::List(elements) => {
                let mut elements = elements.iter();
                elements.find_map(|one| search(one, status, member, wire))
            }
            _ => None,
        }
    }
    let operations = api.operations.iter();
    let mut examples = operations.flat_map(|operation| &operation.examples);
    examples.find_map(|example| search(example.response.as_ref()?, status, member, wire))
}

/// A name in Rust as words: `AwaitingEmail` is `Awaiting email`.
fn words(name: &str) -> String {
    let mut text = String::new();
    for c in name.chars() {
        match c.is_uppercase() && !text.is_empty() {
            true => {
                text.push(' ');
                text.extend(c.to_lowercase());
            }
            false => text.push(c),
        }
    }
    text
}
