//! The wire format of a field's leaf, as the runtime's `Wire` and `Check`.

use super::Context;
use super::code::{Code, literal};
use crate::model::{BytesForm, EnumKind, Field, Kind, NoValue, Shape, TimeUnit, Type, WireAs};
use std::fmt::Write;

impl Context<'_> {
    /// `Wire::…` of the type of a response; none if it is the default of the type.
    pub fn type_wire(&self, code: &mut Code, ty: &Type) -> Option<String> {
        let mut text = String::from(leaf(ty, self));
        if let Some(decimals) = decimals(ty) {
            let _ = write!(text, ".decimals({decimals})");
        }
        for mark in marks(ty, false) {
            let _ = match mark {
                Mark::NoneAs(none) => write!(text, ".none({})", literal(none)),
                Mark::Plain(_, method) => write!(text, ".{method}()"),
            };
        }
        (text != PLAIN).then(|| format!("{}::{text}", code.runtime(self, "Wire")))
    }

    /// The attributes of a received field, except whether it is optional.
    pub fn received_attributes(&self, field: &Field) -> Vec<String> {
        let mut attributes = self.wire_attributes(&field.ty, false);
        if matches!(field.ty.kind, Kind::Numbered(_)) {
            attributes.push("Numbered".to_owned());
        }
        attributes.extend(field.rest.then(|| "Rest".to_owned()));
        attributes
    }

    /// The attributes of a field that is only sent, in a struct that is also received.
    pub fn sent_only_attributes(&self, field: &Field) -> Vec<String> {
        let mut attributes = self.wire_attributes(&field.ty, true);
        attributes.push("Optional".to_owned());
        attributes
    }

    /// The attributes of a field that is sent: a required one is sent even if its value means no value.
    pub fn sent_attributes(&self, field: &Field) -> Vec<String> {
        let mut attributes = self.sent_form(field);
        attributes.extend(field.rest.then(|| "Rest".to_owned()));
        attributes.extend(checks(field));
        attributes
    }

    /// The same without its bounds.
    fn sent_form(&self, field: &Field) -> Vec<String> {
        let mut attributes = self.wire_attributes(&field.ty, true);
        if field.ty.is_option(true) && !field.optional {
            attributes.push("SendNone".to_owned());
        }
        attributes
    }

    /// The attributes of a member of a group that is sent: the one that was chosen is sent even if its value means no value.
    pub fn group_attributes(&self, field: &Field) -> Vec<String> {
        let mut attributes = self.wire_attributes(&field.ty, true);
        if field.ty.is_option(true) {
            attributes.push("SendNone".to_owned());
        }
        attributes.extend(checks(field));
        attributes
    }

    /// The wire format of a type as attributes.
    fn wire_attributes(&self, ty: &Type, sent: bool) -> Vec<String> {
        let mut attributes = Vec::new();
        let leaf = leaf(ty, self);
        if leaf != PLAIN {
            attributes.push(camel(leaf));
        }
        attributes.extend((ty.wire == Some(WireAs::Json)).then(|| "InText".to_owned()));
        attributes.extend(decimals(ty).map(|decimals| format!("Decimals({decimals})")));
        attributes.extend(marks(ty, sent).into_iter().map(|mark| match mark {
            Mark::NoneAs(none) => format!("NoneAs({})", literal(none)),
            Mark::Plain(attribute, _) => attribute.to_owned(),
        }));
        attributes
    }
}

/// What means no value, as an attribute of the runtime and as a method of its `Wire`.
enum Mark<'a> {
    /// `NoneAs("…")`, `none("…")`
    NoneAs(&'a str),
    /// An attribute and a method without arguments.
    Plain(&'static str, &'static str),
}

/// What means no value at each level of a type, from the innermost elements outwards.
fn marks(ty: &Type, sent: bool) -> Vec<Mark<'_>> {
    let levels: Vec<&Type> = levels(ty).collect();
    let mut marks = Vec::new();
    for (depth, level) in levels.iter().rev().enumerate() {
        if depth > 0 && !marks.is_empty() {
            marks.push(Mark::Plain("Elements", "elements"));
        }
        marks.extend(level.none.as_ref().map(|none| match none {
            NoValue::Text(text) => Mark::NoneAs(text),
            NoValue::False => Mark::Plain("NoneFalse", "none_false"),
            NoValue::Zero => Mark::Plain("NoneZero", "none_zero"),
        }));
        // An `Option` accepts null by itself.
        if level.null && (sent || !level.is_option(false)) {
            marks.push(Mark::Plain("Null", "null"));
        }
        if level.list_for_empty {
            marks.push(Mark::Plain("ListForEmpty", "list_for_empty"));
        }
    }
    marks
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
    // The size of a file is checked when it is opened.
    let range = field.range.as_ref().filter(|_| field.ty.kind != Kind::File);
    if range.is_some_and(|range| range.unique) {
        out.push("Unique".to_owned());
    }
    if let Some(range) = range.filter(|range| range.min.is_some() || range.max.is_some()) {
        let (min, max) = (
            range.min.as_deref().unwrap_or_default(),
            range.max.as_deref().unwrap_or_default(),
        );
        out.push(match &field.ty.kind {
            _ if range.above => format!("Above({}, {})", literal(min), literal(max)),
            Kind::Text { .. } | Kind::Secret | Kind::Url | Kind::List(_) | Kind::Map { .. } => {
                let check = match &field.ty.kind {
                    Kind::List(_) | Kind::Map { .. } => "Entries",
                    _ => "Length",
                };
                // Without the leading zeros that a spec may have.
                let length = |end: &str, open: &str| match end {
                    "" => open.to_owned(),
                    end => crate::data::digits(end),
                };
                format!(
                    "{check}({}, {})",
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
    // For a list or map, its elements are checked.
    match levels(&field.ty).last().map(|leaf| &leaf.kind) {
        Some(Kind::Uuid) => out.push("Uuid".to_owned()),
        Some(Kind::Url) => out.push("Url".to_owned()),
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

/// The number of decimals of a second that are sent, of the innermost elements.
fn decimals(ty: &Type) -> Option<u8> {
    match levels(ty).last().map(|leaf| &leaf.kind) {
        Some(Kind::Time(TimeUnit::SecondsTo(decimals) | TimeUnit::IsoTo(decimals))) => {
            Some(*decimals)
        }
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
        Kind::Time(TimeUnit::Seconds | TimeUnit::SecondsTo(_)) if as_text => "SECONDS_TEXT",
        Kind::Time(TimeUnit::Millis) if as_text => "MILLIS_TEXT",
        Kind::Time(TimeUnit::Micros) if as_text => "MICROS_TEXT",
        Kind::Time(TimeUnit::Nanos) if as_text => "NANOS_TEXT",
        Kind::Time(TimeUnit::Seconds | TimeUnit::SecondsTo(_)) => "SECONDS",
        Kind::Time(TimeUnit::Millis) => "MILLIS",
        Kind::Time(TimeUnit::Micros) => "MICROS",
        Kind::Time(TimeUnit::Nanos) => "NANOS",
        Kind::Time(TimeUnit::Iso | TimeUnit::IsoTo(_)) => "ISO",
        Kind::Time(TimeUnit::Http) => "HTTP",
        Kind::Bytes(BytesForm::Hex) => "HEX",
        Kind::Bytes(BytesForm::Base64Url) => "BASE64_URL",
        Kind::Bytes(BytesForm::Raw) => "RAW",
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
