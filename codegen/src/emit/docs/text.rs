//! Words and cells of Markdown.

use crate::emit::rust::rustdoc;
use crate::model::{Api, Doc, Field, Kind, Shape, TimeUnit, Type, WireAs};

/// A text as the cell of a table.
pub fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ")
}

/// Text and marks of a fact.
pub fn doc(doc: &Doc) -> String {
    rustdoc::full(doc)
}

/// A value as code in a cell; an empty one is told as such.
pub fn code(value: &str) -> String {
    if value.is_empty() {
        "(empty)".to_owned()
    } else if value.contains('`') {
        format!("`` {value} ``")
    } else {
        format!("`{value}`")
    }
}

/// Name of the section of a page, as Markdown viewers make it of a heading.
pub fn anchor(heading: &str) -> String {
    heading
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' '))
        .map(|c| {
            if c == ' ' {
                '-'
            } else {
                c.to_ascii_lowercase()
            }
        })
        .collect()
}

/// A type in words, with links to the page of types.
pub fn type_words(api: &Api, ty: &Type) -> String {
    let mut words = match &ty.kind {
        Kind::Text { alnum: true } => "text of letters and digits".to_owned(),
        Kind::Text { .. } => "text".to_owned(),
        Kind::Secret => "secret text".to_owned(),
        Kind::Int => "integer".to_owned(),
        Kind::Decimal => "decimal".to_owned(),
        Kind::Bool => "`true` or `false`".to_owned(),
        Kind::Flag => "`1` or `0`".to_owned(),
        Kind::Time(TimeUnit::Seconds) => "time in seconds".to_owned(),
        Kind::Time(TimeUnit::Millis) => "time in milliseconds".to_owned(),
        Kind::Time(TimeUnit::Micros) => "time in microseconds".to_owned(),
        Kind::Time(TimeUnit::Iso) => "time, ISO 8601".to_owned(),
        Kind::Json => "any JSON".to_owned(),
        Kind::List(item) => format!("list of {}", type_words(api, item)),
        Kind::Map { alnum, value } => {
            let names = if *alnum {
                " by names of letters and digits"
            } else {
                ""
            };
            format!("map of {}{names}", type_words(api, value))
        }
        Kind::Numbered(id) => format!("numbered members of {}", named(api, id.0)),
        Kind::Named(id) => named(api, id.0),
    };
    match ty.wire {
        Some(WireAs::Text) => words.push_str(", as text"),
        Some(WireAs::Number) => words.push_str(", as JSON number"),
        Some(WireAs::Int) => words.push_str(", as integer"),
        None => {}
    }
    if let Some(none) = &ty.none {
        words.push_str(&format!(", or `\"{none}\"` for nothing"));
    }
    if ty.list_for_empty {
        words.push_str(", or `[]` when empty");
    }
    words
}

fn named(api: &Api, id: usize) -> String {
    api.types.get(id).map_or_else(
        || "any JSON".to_owned(),
        |def| format!("[`{}`](types.md#{})", def.name, anchor(&def.name)),
    )
}

/// What is said of a field: its text, bounds, default and marks.
pub fn field(field: &Field) -> String {
    let mut parts = vec![rustdoc::sentence(&field.doc.text)];
    parts.extend(rustdoc::range(field));
    if let Some(value) = &field.default {
        parts.push(format!("Default: {}.", code(value)));
    }
    if let Some(source) = &field.doc.source {
        parts.push(format!("[Source]({source})."));
    }
    parts.push(rustdoc::marks(&field.doc));
    parts.retain(|part| !part.is_empty());
    cell(&parts.join(" "))
}

/// Kind of a declared type in a word.
pub fn shape_word(shape: &Shape) -> &'static str {
    match shape {
        Shape::Struct { .. } => "object",
        Shape::Enum { closed: true, .. } => "closed enum",
        Shape::Enum { .. } => "enum",
        Shape::Tuple { .. } => "positional array",
        Shape::Union { .. } => "union",
    }
}
