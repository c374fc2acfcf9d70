//! The wire format of a field's leaf, as the runtime's `Wire` and `Check`.

use super::Context;
use super::code::{Code, literal};
use crate::model::{Field, Kind, Shape, TimeUnit, Type, WireAs};
use std::fmt::Write;

impl Context<'_> {
    /// `Wire::…` of a received field; none if it is the default of its type.
    pub fn wire(&self, code: &mut Code, field: &Field) -> Option<String> {
        self.type_wire(code, &field.ty)
    }

    /// `Wire::…` of a type on its own.
    pub fn type_wire(&self, code: &mut Code, ty: &Type) -> Option<String> {
        let text = self.wire_text(ty);
        (text != "PLAIN").then(|| format!("{}::{text}", code.runtime(self, "Wire")))
    }

    /// The same for a sent field: a required one is sent even if its value means no value.
    pub fn sent_wire(&self, code: &mut Code, field: &Field) -> Option<String> {
        let mut text = self.wire_text(&field.ty);
        if field.ty.none.is_some() && !field.optional {
            text.push_str(".send_none()");
        }
        (text != "PLAIN").then(|| format!("{}::{text}", code.runtime(self, "Wire")))
    }

    fn wire_text(&self, ty: &Type) -> String {
        let mut text = String::from(leaf(ty, self));
        let mut levels = Some(ty);
        while let Some(level) = levels {
            if let Some(none) = &level.none {
                let _ = write!(text, ".none({})", literal(none));
            }
            if level.list_for_empty {
                text.push_str(".list_for_empty()");
            }
            levels = inside(level);
        }
        text
    }

    /// The `Check`s of a sent field, each after its index.
    pub fn checks(&self, code: &mut Code, place: usize, field: &Field, out: &mut Vec<String>) {
        if let Some(range) = &field.range {
            let (min, max) = (
                range.min.as_deref().unwrap_or_default(),
                range.max.as_deref().unwrap_or_default(),
            );
            let check = code.runtime(self, "Check");
            match &field.ty.kind {
                Kind::Text { .. } | Kind::Secret => {
                    // Without the leading zeros that a spec may have.
                    let length = |end: &str, open: &str| match end {
                        "" => open.to_owned(),
                        end => crate::data::digits(end),
                    };
                    let (min, max) = (length(min, "0"), length(max, "usize::MAX"));
                    out.push(format!("{place} {check}::length({min}, {max})"));
                }
                _ => {
                    let (min, max) = (literal(min), literal(max));
                    out.push(format!("{place} {check}::range({min}, {max})"));
                }
            }
        }
        let letters = match &field.ty.kind {
            Kind::Text { alnum: true } => "Alnum",
            Kind::Map { alnum: true, .. } => "AlnumNames",
            _ => return,
        };
        out.push(format!(
            "{place} {}::{letters}",
            code.runtime(self, "Check")
        ));
    }
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
        Kind::Decimal if matches!(ty.wire, Some(WireAs::Number | WireAs::Int)) => "NUMBER",
        Kind::Flag if as_text => "FLAG_TEXT",
        Kind::Flag => "FLAG",
        Kind::Time(TimeUnit::Seconds) if as_text => "SECONDS_TEXT",
        Kind::Time(TimeUnit::Millis) if as_text => "MILLIS_TEXT",
        Kind::Time(TimeUnit::Micros) if as_text => "MICROS_TEXT",
        Kind::Time(TimeUnit::Seconds) => "SECONDS",
        Kind::Time(TimeUnit::Millis) => "MILLIS",
        Kind::Time(TimeUnit::Micros) => "MICROS",
        Kind::Time(TimeUnit::Iso) => "ISO",
        Kind::Bool if as_text => "TEXT",
        Kind::Named(id)
            if as_text
                && context
                    .api
                    .types
                    .get(id.0)
                    .is_some_and(|ty| matches!(ty.shape, Shape::Enum { int: true, .. })) =>
        {
            "TEXT"
        }
        _ => "PLAIN",
    }
}
