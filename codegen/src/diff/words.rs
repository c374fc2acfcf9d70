//! Parts of a model in the words of specs, for messages.

use crate::model::{
    Api, BytesForm, EnumKind, Kind, NoValue, Range, Response, ScalarKind, Shape, TimeUnit, Type,
    TypeId, WireAs,
};
use crate::raw::{LIST_FORMATS, PATH_ENCODES};
use specie_runtime::signing::plan::{Arrays, Encoder, Escape, PathSegment};
use specie_runtime::{PathEncode, ResponsePath};

/// A text on one line, in quotes, cut where it is long.
pub(super) fn excerpt(text: &str) -> String {
    const MOST: usize = 120;
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    if line.chars().count() <= MOST {
        return format!("`{line}`");
    }
    let kept: String = line.chars().take(MOST).collect();
    format!("`{kept}…`")
}

/// A value that may be absent.
pub(super) fn or_none<T: std::fmt::Display>(value: Option<T>) -> String {
    value.map_or_else(|| "none".to_owned(), |value| format!("`{value}`"))
}

/// Names, each in backticks.
pub(super) fn names<T: std::fmt::Display>(names: impl IntoIterator<Item = T>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.is_empty() {
        true => "none".to_owned(),
        false => names.join(", "),
    }
}

/// A type as a spec writes it.
pub(super) fn ty(api: &Api, ty: &Type) -> String {
    let mut text = kind(api, &ty.kind);
    text.push_str(match ty.wire {
        None => "",
        Some(WireAs::Text) => " as text",
        Some(WireAs::Number) => " as number",
        Some(WireAs::Int) => " as int",
        Some(WireAs::Json) => " as json",
    });
    if ty.null {
        text.push_str(" or null");
    }
    if let Some(none) = &ty.none {
        text.push_str(" or ");
        text.push_str(&no_value(none));
    }
    if ty.list_for_empty {
        text.push_str(" or []");
    }
    text
}

fn kind(api: &Api, kind: &Kind) -> String {
    match kind {
        Kind::Text { alnum: false } => "text".to_owned(),
        Kind::Text { alnum: true } => "text alnum".to_owned(),
        Kind::Secret => "secret".to_owned(),
        Kind::Int => "int".to_owned(),
        Kind::Decimal => "decimal".to_owned(),
        Kind::Bool => "bool".to_owned(),
        Kind::Flag => "flag".to_owned(),
        Kind::Time(unit) => format!("time.{}", time_unit(*unit)),
        Kind::Date => "date".to_owned(),
        Kind::Uuid => "uuid".to_owned(),
        Kind::Url => "url".to_owned(),
        Kind::Bytes(form) => match form {
            BytesForm::Base64 => "bytes base64".to_owned(),
            BytesForm::Base64Url => "bytes base64url".to_owned(),
            BytesForm::Hex => "bytes hex".to_owned(),
            BytesForm::Raw => "raw bytes".to_owned(),
        },
        Kind::File => "file".to_owned(),
        Kind::Json => "json".to_owned(),
        Kind::List(item) => format!("list<{}>", ty(api, item)),
        Kind::Map { alnum, value } => {
            let name = if *alnum { "alnum" } else { "text" };
            format!("map<{name}, {}>", ty(api, value))
        }
        Kind::Numbered(id) => format!("numbered<{}>", type_name(api, *id)),
        Kind::Named(id) => type_name(api, *id).to_owned(),
    }
}

fn time_unit(unit: TimeUnit) -> String {
    match unit {
        TimeUnit::Seconds => "s".to_owned(),
        TimeUnit::Millis => "ms".to_owned(),
        TimeUnit::Micros => "us".to_owned(),
        TimeUnit::Nanos => "ns".to_owned(),
        TimeUnit::Iso => "iso".to_owned(),
        TimeUnit::SecondsTo(decimals) => format!("s({decimals})"),
        TimeUnit::IsoTo(decimals) => format!("iso({decimals})"),
        TimeUnit::Http => "http".to_owned(),
    }
}

/// The name of a type.
pub(super) fn type_name(api: &Api, id: TypeId) -> &str {
    api.types.get(id.0).map_or("?", |def| def.name.as_str())
}

/// A value that means no value.
pub(super) fn no_value(none: &NoValue) -> String {
    none.literal()
}

/// What kind of type it is.
pub(super) fn shape(shape: &Shape) -> &'static str {
    match shape {
        Shape::Struct { .. } => "an object",
        Shape::Enum { .. } => "an enum",
        Shape::Tuple { .. } => "a tuple",
        Shape::Union { .. } => "a union by a member",
        Shape::Forms { .. } => "a union by form",
    }
}

/// The form of the values of an enum.
pub(super) fn enum_kind(kind: EnumKind) -> &'static str {
    match kind {
        EnumKind::Text => "texts",
        EnumKind::Int => "integers",
        EnumKind::Mixed => "values of several forms",
    }
}

/// The form of one value.
pub(super) fn scalar_kind(kind: ScalarKind) -> &'static str {
    match kind {
        ScalarKind::Text => "a text",
        ScalarKind::Integer => "an integer",
        ScalarKind::Bool => "a boolean",
    }
}

/// The bounds of a value.
pub(super) fn range(range: Option<&Range>) -> String {
    let Some(Range {
        min,
        above,
        max,
        unique,
    }) = range
    else {
        return "no bounds".to_owned();
    };
    let min = min.as_deref().unwrap_or_default();
    let max = max.as_deref().unwrap_or_default();
    let above = if *above { "above " } else { "" };
    let unique = if *unique { "unique " } else { "" };
    format!("`{unique}{above}{min}..{max}`")
}

/// What a response is.
pub(super) fn response(api: &Api, response: &Response) -> String {
    match response {
        Response::None => "no data".to_owned(),
        Response::Type(of) => format!("`{}`", ty(api, of)),
        Response::Optional(of) => format!("`{}` or nothing", ty(api, of)),
        Response::Raw { text, media } => {
            let what = if *text { "a text" } else { "bytes" };
            match media {
                Some(media) => format!("{what} (`{media}`)"),
                None => what.to_owned(),
            }
        }
        Response::ByStatus(all) => {
            let statuses = all.iter().map(|(status, _)| status.to_string());
            format!("by status ({})", statuses.collect::<Vec<_>>().join(", "))
        }
    }
}

/// An encoder as a spec writes it.
pub(super) fn encoder(encoder: &Encoder) -> String {
    let Encoder {
        escape,
        arrays,
        keep,
    } = encoder;
    let name = match escape {
        Escape::Rfc3986 => "rfc3986",
        Escape::Plus => "plus",
        Escape::Raw => "raw",
    };
    let mut arguments = Vec::new();
    if let Some(arrays) = arrays {
        arguments.push(format!("arrays=\"{}\"", list_format(*arrays)));
    }
    if !keep.is_empty() {
        arguments.push(format!("keep=\"{keep}\""));
    }
    match arguments.is_empty() {
        true => format!("`{name}`"),
        false => format!("`{name}({})`", arguments.join(", ")),
    }
}

/// A format of lists and objects, by its name.
pub(super) fn list_format(format: Arrays) -> &'static str {
    let mut known = LIST_FORMATS.iter();
    known
        .find(|(_, one)| *one == format)
        .map_or("", |(name, _)| name)
}

/// An encoding of values in a path, by its name.
pub(super) fn path_encode(encode: PathEncode) -> &'static str {
    let mut known = PATH_ENCODES.iter();
    known
        .find(|(_, one)| *one == encode)
        .map_or("", |(name, _)| name)
}

/// A path into JSON.
pub(super) fn json_path(path: &[PathSegment]) -> String {
    crate::json_path::text(path)
}

/// A location in a response.
pub(super) fn location(path: &ResponsePath) -> String {
    match path {
        ResponsePath::Status => "status".to_owned(),
        ResponsePath::Body(path) => match path.is_empty() {
            true => "body".to_owned(),
            false => format!("body.{}", json_path(path)),
        },
        ResponsePath::Header(name) => format!("header.{name}"),
    }
}

/// Locations in a response, in their order.
pub(super) fn locations<'p>(paths: impl IntoIterator<Item = &'p ResponsePath>) -> String {
    names(paths.into_iter().map(location))
}
