//! Phrases that several reference pages use.

use crate::emit::common::describe;
use crate::markdown::{Cell, Markdown, md};
use crate::model::{Api, BytesForm, Doc, Field, Kind, Shape, TimeUnit, Type, WireAs};

/// Text and marks of a fact.
pub fn doc(doc: &Doc) -> Markdown {
    describe::full(doc)
}

/// A value as code; an empty one is described in words.
pub fn code(value: &str) -> Markdown {
    Markdown::code(value)
}

/// A name as code that links to its section on a page; `page` is empty for the same page.
pub fn link(name: &str, page: &'static str) -> Markdown {
    Markdown::section(&code(name), page, name)
}

/// A link to the provider's page about it.
pub fn source(label: &'static str, source: Option<&String>) -> Option<Markdown> {
    source.and_then(|source| Markdown::link(label, source))
}

/// Where an example is from: a page, or words.
pub fn origin(source: Option<&String>) -> Option<Markdown> {
    let link = self::source("Source", source);
    link.or_else(|| Some(md!("Source: {}", Markdown::text(source?))))
}

/// A type in words, with links to the page of types.
pub fn type_words(api: &Api, ty: &Type) -> Markdown {
    let words = match &ty.kind {
        Kind::Text { alnum: true } => Markdown::words("text of letters and digits"),
        Kind::Text { .. } => Markdown::words("text"),
        Kind::Secret => Markdown::words("secret text"),
        Kind::Int => Markdown::words("integer"),
        Kind::Decimal => Markdown::words("decimal"),
        Kind::Bool => Markdown::words("`true` or `false`"),
        Kind::Flag => Markdown::words("`1` or `0`"),
        Kind::Time(TimeUnit::Seconds) => Markdown::words("time in seconds"),
        Kind::Time(TimeUnit::Millis) => Markdown::words("time in milliseconds"),
        Kind::Time(TimeUnit::Micros) => Markdown::words("time in microseconds"),
        Kind::Time(TimeUnit::Nanos) => Markdown::words("time in nanoseconds"),
        Kind::Time(TimeUnit::Iso) => Markdown::words("time, ISO 8601"),
        Kind::Time(TimeUnit::SecondsTo(decimals)) => {
            md!("time in seconds with {} decimals", u64::from(*decimals))
        }
        Kind::Time(TimeUnit::IsoTo(decimals)) => {
            md!("time, ISO 8601 with {} decimals", u64::from(*decimals))
        }
        Kind::Time(TimeUnit::Http) => Markdown::words("time, HTTP date"),
        Kind::Date => Markdown::words("date, `YYYY-MM-DD`"),
        Kind::Uuid => Markdown::words("UUID"),
        Kind::Url => Markdown::words("URL"),
        Kind::Bytes(BytesForm::Base64) => Markdown::words("bytes, base64"),
        Kind::Bytes(BytesForm::Base64Url) => Markdown::words("bytes, base64 of URLs"),
        Kind::Bytes(BytesForm::Hex) => Markdown::words("bytes, hexadecimal"),
        Kind::Bytes(BytesForm::Raw) => Markdown::words("bytes"),
        Kind::File => Markdown::words("file"),
        Kind::Json => Markdown::words("any JSON"),
        Kind::List(item) => md!("list of {}", type_words(api, item)),
        Kind::Map { alnum: true, value } => md!(
            "map of {}, with keys of letters and digits",
            type_words(api, value)
        ),
        Kind::Map { value, .. } => md!("map of {}", type_words(api, value)),
        Kind::Numbered(id) => md!("numbered members of {}", type_link(api, id.0)),
        Kind::Named(id) => type_link(api, id.0),
    };
    let wire = match ty.wire {
        Some(WireAs::Text) => ", encoded as text",
        Some(WireAs::Number) => ", encoded as a JSON number",
        Some(WireAs::Int) => ", encoded as an integer",
        Some(WireAs::Json) => ", as JSON inside a text",
        None => "",
    };
    let none = ty.none.as_ref().map_or_else(Markdown::default, |none| {
        md!(", or {} for no value", code(&none.literal()))
    });
    let null = if ty.null { ", or `null`" } else { "" };
    let empty = if ty.list_for_empty {
        ", or `[]` when empty"
    } else {
        ""
    };
    md!("{}{}{}{}{}", words, wire, null, none, empty)
}

fn type_link(api: &Api, id: usize) -> Markdown {
    api.types.get(id).map_or_else(
        || Markdown::words("any JSON"),
        |def| link(&def.name, "types.md"),
    )
}

/// Description of a field, for a table cell.
pub fn field(field: &Field) -> Cell {
    said_of(field).cell()
}

/// Description of a field: its text, bounds, default and marks.
pub fn said_of(field: &Field) -> Markdown {
    let default = field.default.as_ref();
    let source = source("Source", field.doc.source.as_ref());
    Markdown::joined([
        describe::sentence(&field.doc.text),
        describe::range(field).unwrap_or_default(),
        default.map_or_else(Markdown::default, |value| md!("Default: {}.", code(value))),
        source.map_or_else(Markdown::default, |source| md!("{}.", source)),
        describe::marks(&field.doc),
    ])
}

/// Kind of a declared type, in one word.
pub fn shape_word(shape: &Shape) -> &'static str {
    match shape {
        Shape::Struct { .. } => "Object",
        Shape::Enum { closed: true, .. } => "Closed enum",
        Shape::Enum { .. } => "Enum",
        Shape::Tuple { .. } => "Positional array",
        Shape::Union { .. } | Shape::Forms { .. } => "Union",
    }
}
