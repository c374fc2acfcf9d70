//! The wire format of a field's leaf, as the runtime's `Wire` and `Check`.

use super::Context;
use super::code::{Code, literal};
use crate::model::{EnumKind, Field, Kind, Shape, TimeUnit, Type, WireAs};
use std::fmt::Write;

impl Context<'_> {
    /// `Wire::…` of a type on its own; none if it is the default of the type.
    pub fn type_wire(&self, code: &mut Code, ty: &Type) -> Option<String> {
        let mut text = String::from(leaf(ty, self));
        for level in levels(ty) {
            if let Some(none) = &level.none {
                let _ = write!(text, ".none({})", literal(none));
            }
            if level.list_for_empty {
                text.push_str(".list_for_empty()");
            }
        }
        (text != PLAIN).then(|| format!("{}::{text}", code.runtime(self, "Wire")))
    }

    /// The attributes of a received field, except whether it is optional.
    pub fn received_attributes(&self, field: &Field) -> Vec<String> {
        let mut attributes = self.wire_attributes(&field.ty);
        if matches!(field.ty.kind, Kind::Numbered(_)) {
            attributes.push("Numbered".to_owned());
        }
        attributes.extend(field.rest.then(|| "Rest".to_owned()));
        attributes
    }

    /// The attributes of a field that is sent: a required one is sent even if its value means no value.
    pub fn sent_attributes(&self, field: &Field) -> Vec<String> {
        let mut attributes = self.wire_attributes(&field.ty);
        if field.ty.none.is_some() && !field.optional {
            attributes.push("SendNone".to_owned());
        }
        attributes.extend(field.rest.then(|| "Rest".to_owned()));
        attributes.extend(checks(field));
        attributes
    }

    /// The attributes of a member of a group that is sent.
    pub fn group_attributes(&self, field: &Field) -> Vec<String> {
        let mut attributes = self.wire_attributes(&field.ty);
        attributes.extend(checks(field));
        attributes
    }

    /// The wire format of a type as attributes.
    fn wire_attributes(&self, ty: &Type) -> Vec<String> {
        let mut attributes = Vec::new();
        let leaf = leaf(ty, self);
        if leaf != PLAIN {
            attributes.push(camel(leaf));
        }
        for level in levels(ty) {
            if let Some(none) = &level.none {
                attributes.push(format!("NoneAs({})", literal(none)));
            }
            if level.list_for_empty {
                attributes.push("ListForEmpty".to_owned());
            }
        }
        attributes
    }
}

/// The name of the format that is the default of a type.
const PLAIN: &str = "PLAIN";

/// `SECONDS_TEXT` as `SecondsText`.
fn camel(constant: &str) -> String {
    let word = |word: &str| {
        let (first, rest) = word.split_at(word.len().min(1));
        first.to_owned() + &rest.to_ascii_lowercase()
    };
    constant.split('_').map(word).collect()
}

/// The bounds of a field that is sent.
fn checks(field: &Field) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(range) = &field.range {
        let (min, max) = (
            range.min.as_deref().unwrap_or_default(),
            range.max.as_deref().unwrap_or_default(),
        );
        out.push(match &field.ty.kind {
            Kind::Text { .. } | Kind::Secret => {
                // Without the leading zeros that a spec may have.
                let length = |end: &str, open: &str| match end {
                    "" => open.to_owned(),
                    end => crate::data::digits(end),
                };
                format!(
                    "Length({}, {})",
                    length(min, "0"),
                    length(max, "usize::MAX")
                )
            }
            _ => format!("Range({}, {})", literal(min), literal(max)),
        });
    }
    match &field.ty.kind {
        Kind::Text { alnum: true } => out.push("Alnum".to_owned()),
        Kind::Map { alnum: true, .. } => out.push("AlnumNames".to_owned()),
        _ => {}
    }
    out
}

/// A type, then the types of its elements, from the outside in.
fn levels(ty: &Type) -> impl Iterator<Item = &Type> {
    std::iter::successors(Some(ty), |ty| inside(ty))
}

fn inside(ty: &Type) -> Option<&Type> {
    match &ty.kind {
        Kind::List(item) => Some(item),
        Kind::Map { value, .. } => Some(value),
        _ => None,
    }
}

fn leaf(ty: &Type, context: &Context<'_>) -> &'static str {
    let as_text = ty.wire == Some(WireAs::Text);
    match &ty.kind {
        Kind::List(item) => leaf(item, context),
        Kind::Map { value, .. } => leaf(value, context),
        Kind::Int if as_text => "TEXT",
        Kind::Decimal if ty.wire == Some(WireAs::Number) => "NUMBER",
        Kind::Decimal if ty.wire == Some(WireAs::Int) => "INTEGER",
        Kind::Flag if as_text => "FLAG_TEXT",
        Kind::Flag => "FLAG",
        Kind::Time(TimeUnit::Seconds) if as_text => "SECONDS_TEXT",
        Kind::Time(TimeUnit::Millis) if as_text => "MILLIS_TEXT",
        Kind::Time(TimeUnit::Micros) if as_text => "MICROS_TEXT",
        Kind::Time(TimeUnit::Nanos) if as_text => "NANOS_TEXT",
        Kind::Time(TimeUnit::Seconds) => "SECONDS",
        Kind::Time(TimeUnit::Millis) => "MILLIS",
        Kind::Time(TimeUnit::Micros) => "MICROS",
        Kind::Time(TimeUnit::Nanos) => "NANOS",
        Kind::Time(TimeUnit::Iso) => "ISO",
        Kind::Bool if as_text => "TEXT",
        Kind::Named(id)
            if as_text
                && context.api.types.get(id.0).is_some_and(|ty| {
                    matches!(
                        ty.shape,
                        Shape::Enum {
                            kind: EnumKind::Int,
                            ..
                        }
                    )
                }) =>
        {
            "TEXT"
        }
        _ => "PLAIN",
    }
}
