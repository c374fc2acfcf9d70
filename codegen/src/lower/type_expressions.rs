//! Types in use.

use super::Context;
use crate::diagnostic::{Diagnostics, Help};
use crate::model::{Kind, NoValue, Type, TypeId, WireAs};
use crate::raw::{self, Text, WireWord};
use crate::rules::types as rules;
use specie_runtime::signing::plan::Arrays;

/// The type with this name.
pub(super) fn resolve(
    name: &Text,
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<TypeId> {
    let found = context.types.get(name.value.as_str()).copied();
    if found.is_none() {
        let built_in = ["text", "secret", "int", "decimal", "bool", "flag", "json"];
        let declared = context.spec.types.iter().map(|ty| ty.name.value.as_str());
        let built_in = built_in.into_iter().filter(|known| *known != name.value);
        let near = raw::built_in_for(&name.value).or_else(|| {
            diagnostics.way_out(&rules::UNKNOWN_TYPE, || {
                crate::diagnostic::nearest(&name.value, declared.clone().chain(built_in))
            })
        });
        let help = match near {
            Some(near) => Help::meant(&name.value, near),
            None => format!(
                "declare it under `types`: `{}: {{ doc: …, fields: … }}`",
                name.value
            )
            .into(),
        };
        diagnostics
            .report(
                &rules::UNKNOWN_TYPE,
                name.span,
                format!("unknown type `{}`", name.value),
            )
            .label("not a built-in type and not declared under `types`")
            .help(help);
    }
    found
}

/// A type in use. An invalid one is reported and replaced by `json`.
pub(super) fn lower_type(
    raw: &raw::Type,
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) -> Type {
    let mut kind = lower_kind(raw, context, diagnostics);
    let mut wire = raw.wire.as_ref().map(|word| lower_wire(word.value));
    check_wire(raw, &kind, context, diagnostics);
    check_path_encode(raw, diagnostics);
    check_format(raw, diagnostics);
    // For a list or map, the format applies to the elements.
    if let Some(word) = wire
        && push_down(&mut kind, word)
    {
        wire = None;
    }
    check_or_list(raw, &kind, context, diagnostics);
    check_no_value(raw, &kind, context, diagnostics);
    Type {
        // JSON of any kind includes `null`.
        null: raw.null.is_some() && !matches!(kind, Kind::Json),
        none: raw.none.as_ref().map(|none| none.value.clone()),
        kind,
        wire,
        list_for_empty: raw.or_list.is_some(),
        boxed: false,
    }
}

fn lower_kind(raw: &raw::Type, context: &Context<'_>, diagnostics: &mut Diagnostics) -> Kind {
    match &raw.kind {
        raw::Kind::Text { alnum } => Kind::Text { alnum: *alnum },
        raw::Kind::Secret => Kind::Secret,
        raw::Kind::Int => Kind::Int,
        raw::Kind::Decimal => Kind::Decimal,
        raw::Kind::Bool => Kind::Bool,
        raw::Kind::Flag => Kind::Flag,
        raw::Kind::Time(unit) => Kind::Time(*unit),
        raw::Kind::Date => Kind::Date,
        raw::Kind::Uuid => Kind::Uuid,
        raw::Kind::Url => Kind::Url,
        raw::Kind::Bytes(form) => Kind::Bytes(*form),
        raw::Kind::File(fits) => {
            if !fits {
                diagnostics
                    .report(
                        &crate::rules::types::FILE_PLACE,
                        raw.span,
                        "a file is not possible here",
                    )
                    .label("no parameter of a body with several parts")
                    .help("a file is a parameter under `params` of an operation with `body: multipart`, or a list of files; bytes within JSON are `bytes base64`");
            }
            Kind::File
        }
        raw::Kind::Json => Kind::Json,
        raw::Kind::List(element) => Kind::List(Box::new(lower_type(element, context, diagnostics))),
        raw::Kind::Map { alnum, value } => Kind::Map {
            alnum: *alnum,
            value: Box::new(lower_type(value, context, diagnostics)),
        },
        raw::Kind::Numbered(name) => {
            resolve(name, context, diagnostics).map_or(Kind::Json, Kind::Numbered)
        }
        raw::Kind::Named(name) => {
            let name = Text {
                value: name.clone(),
                span: raw.span,
            };
            resolve(&name, context, diagnostics).map_or(Kind::Json, Kind::Named)
        }
        // Declared under a name when the file was read.
        raw::Kind::Forms { .. } | raw::Kind::Inline(_) => Kind::Json,
    }
}

/// Reports a wire format that the type cannot have. For a path parameter the format was removed before; other fields cannot have it.
fn check_path_encode(raw: &raw::Type, diagnostics: &mut Diagnostics) {
    let Some(way) = &raw.path else { return };
    diagnostics
        .report(
            &rules::BAD_WIRE,
            way.span,
            "this form is only for a parameter in the path",
        )
        .label("not used in a path")
        .help("`as segment`, `as segments` and `as raw` follow the type of a parameter in the `{braces}` of `call`");
}

/// Reports a format of lists that the type cannot have. For a parameter the format was removed before; other fields cannot have it.
fn check_format(raw: &raw::Type, diagnostics: &mut Diagnostics) {
    let Some(format) = &raw.format else { return };
    if format.value == Arrays::Json {
        diagnostics
            .report(
                &rules::BAD_WIRE,
                format.span,
                "`as json` is not allowed inside of a type",
            )
            .label("neither a member under `fields` nor a parameter")
            .help("if the whole list or map is JSON in one text, write it behind: `items: map<text, Item> as json`; if each value is such a text, receive `map<text, text>` or `list<text>`, and read the JSON of each with `Json::parse`");
        return;
    }
    diagnostics
        .report(
            &rules::BAD_WIRE,
            format.span,
            "this form is only for a parameter of an operation",
        )
        .label("not a parameter")
        .help("`as commas`, `as repeat` … follow the type of a parameter under `params`, `query`, `headers` or `cookies`; `as json` also that of a member under `fields`, whose value is JSON inside a text");
}

fn check_wire(raw: &raw::Type, kind: &Kind, context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let Some(word) = &raw.wire else { return };
    if !fits_wire(leaf(kind), lower_wire(word.value), context) {
        diagnostics
            .report(&rules::BAD_WIRE, word.span, "this type cannot be sent in this form")
            .label("not allowed for this type")
            .second(raw.span, "the type")
            .help("`int`, `time.s` … can be `as text`; `decimal` `as number` or `as int`; `bool` and `flag` `as text` or `as int`; an enum `as text` or `as int`");
    }
}

/// Reports a value that cannot mean no value: one of the type, or a second one in the same line.
fn check_no_value(
    raw: &raw::Type,
    kind: &Kind,
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) {
    if let (Kind::Numbered(_), Some(span)) =
        (kind, raw.null.or(raw.none.as_ref().map(|none| none.span)))
    {
        diagnostics
            .report(
                &rules::BAD_NO_VALUE,
                span,
                "numbered members have no value of their own",
            )
            .label("never received in their place")
            .help("remove it; without members, the list is empty");
        return;
    }
    let Some(none) = &raw.none else { return };
    if let Some(inner) = raw::Type::inside(raw).find_map(|inner| inner.none.as_ref()) {
        diagnostics
            .report(
                &rules::BAD_NO_VALUE,
                none.span,
                "two values that mean no value in one type",
            )
            .label("for the whole")
            .second(inner.span, "for its elements")
            .help("keep one of them; `or null` may stand beside another value");
    }
    let listed = |id: &TypeId| match context.shape(*id) {
        Some(raw::Shape::Enum { values, .. }) => {
            let text = match &none.value {
                NoValue::Text(text) => text.as_str(),
                NoValue::False => "false",
                NoValue::Zero => "0",
            };
            values.iter().any(|value| value.wire.value == text)
        }
        _ => false,
    };
    let is_value = match kind {
        Kind::Bool | Kind::Flag => match &none.value {
            NoValue::False | NoValue::Zero => true,
            NoValue::Text(text) => ["0", "1", "false", "true"].contains(&text.as_str()),
        },
        Kind::Named(id) => listed(id),
        _ => false,
    };
    if is_value {
        diagnostics
            .report(
                &rules::BAD_NO_VALUE,
                none.span,
                format!("{} is a value of the type", none.value.literal()),
            )
            .label("cannot mean no value too")
            .second(raw.span, "the type")
            .help(
                "remove it; write `?` if the member may be missing, `or null` if it may be `null`",
            );
    }
}

/// Reports `or []` after a type that is not an object.
fn check_or_list(
    raw: &raw::Type,
    kind: &Kind,
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) {
    let Some(span) = raw.or_list else { return };
    let empties = match kind {
        Kind::Map { .. } | Kind::Json => true,
        Kind::Named(id) => is_object(*id, context),
        _ => false,
    };
    if !empties {
        diagnostics
            .report(
                &rules::BAD_OR_LIST,
                span,
                "`or []` follows a type that is not an object",
            )
            .label("only a map or a type with `fields` can be written as an empty list")
            .second(raw.span, "the type")
            .help("remove `or []`; a list type accepts an empty list anyway");
    }
}

fn lower_wire(word: WireWord) -> WireAs {
    match word {
        WireWord::Text => WireAs::Text,
        WireWord::Number => WireAs::Number,
        WireWord::Int => WireAs::Int,
    }
}

/// The innermost element type of a list or map.
fn leaf(kind: &Kind) -> &Kind {
    match kind {
        Kind::List(inner) | Kind::Map { value: inner, .. } => leaf(&inner.kind),
        other => other,
    }
}

/// Applies the format to the leaf of a list or map. `false`: the type is a leaf itself.
fn push_down(kind: &mut Kind, wire: WireAs) -> bool {
    match kind {
        Kind::List(inner) | Kind::Map { value: inner, .. } => {
            if !push_down(&mut inner.kind, wire) {
                inner.wire = Some(wire);
            }
            true
        }
        _ => false,
    }
}

fn fits_wire(kind: &Kind, wire: WireAs, context: &Context<'_>) -> bool {
    match kind {
        Kind::Int
        | Kind::Time(
            crate::model::TimeUnit::Seconds
            | crate::model::TimeUnit::Millis
            | crate::model::TimeUnit::Micros
            | crate::model::TimeUnit::Nanos
            | crate::model::TimeUnit::SecondsTo(_),
        ) => wire == WireAs::Text,
        Kind::Decimal => true,
        Kind::Bool | Kind::Flag => wire != WireAs::Number,
        Kind::Named(id) => {
            let shape = context.shape(*id);
            wire != WireAs::Number
                && shape.is_none_or(|shape| {
                    matches!(
                        shape,
                        raw::Shape::Enum {
                            kind: raw::EnumWord::Text | raw::EnumWord::Int,
                            ..
                        }
                    )
                })
        }
        // A stand-in for a type that was reported.
        Kind::Json => true,
        _ => false,
    }
}

fn is_object(id: TypeId, context: &Context<'_>) -> bool {
    let shape = context.shape(id);
    shape.is_none_or(|shape| matches!(shape, raw::Shape::Struct { .. } | raw::Shape::Union { .. }))
}
