//! Types.

use super::fields::{lower_fields, lower_groups};
use super::names::{self, Unique};
use super::{Context, lower_doc};
use crate::diagnostic::Diagnostics;
use crate::model::{EnumValue, Kind, Shape, Type, TypeDef, TypeId, UnionVariant, WireAs};
use crate::raw::{self, Text, WireWord};
use crate::rules::types as rules;

/// Lowers all declared types; one that could not be read becomes an empty struct.
pub(super) fn lower_types(context: &Context<'_>, diagnostics: &mut Diagnostics) -> Vec<TypeDef> {
    let types = context.spec.types.iter().map(|raw| {
        if !crate::names::is_type_name(&raw.name.value) {
            let near = crate::names::pascal(&raw.name.value);
            diagnostics
                .report(
                    &rules::BAD_TYPE_NAME,
                    raw.name.span,
                    format!("`{}` is not a valid name of a type", raw.name.value),
                )
                .label("expected a capital letter, then letters and digits")
                .help_if(near.map(|name| format!("write `{name}`")));
        }
        TypeDef {
            name: raw.name.value.clone(),
            span: raw.name.span,
            doc: lower_doc(&raw.notes, None),
            shape: lower_shape(raw, context, diagnostics),
            sent: false,
            received: false,
        }
    });
    types.collect()
}

fn lower_shape(raw: &raw::TypeDef, context: &Context<'_>, diagnostics: &mut Diagnostics) -> Shape {
    let name = &raw.name;
    match &raw.shape {
        None => Shape::Struct {
            fields: Vec::new(),
            one_of: Vec::new(),
        },
        Some(raw::Shape::Struct { fields, one_of }) => {
            check_not_empty(name, fields.is_empty(), "fields", diagnostics);
            let lowered = lower_fields(fields, context, diagnostics);
            let one_of = lower_groups(one_of, fields, &lowered, &name.value, diagnostics);
            Shape::Struct {
                fields: lowered,
                one_of,
            }
        }
        Some(raw::Shape::Tuple { fields }) => {
            check_not_empty(name, fields.is_empty(), "tuple", diagnostics);
            check_tuple_order(fields, diagnostics);
            check_tuple_constants(fields, diagnostics);
            let lowered = lower_fields(fields, context, diagnostics);
            lower_groups(&[], fields, &lowered, &name.value, diagnostics);
            Shape::Tuple { fields: lowered }
        }
        Some(raw::Shape::Enum {
            int,
            closed,
            values,
        }) => {
            check_not_empty(name, values.is_empty(), "values", diagnostics);
            Shape::Enum {
                int: *int,
                closed: *closed,
                values: lower_values(*int, *closed, values, diagnostics),
            }
        }
        Some(raw::Shape::Union { by, variants }) => {
            check_not_empty(name, variants.is_empty(), "variants", diagnostics);
            Shape::Union {
                by: by.value.clone(),
                variants: lower_variants(variants, context, diagnostics),
            }
        }
    }
}

fn check_not_empty(name: &Text, empty: bool, key: &str, diagnostics: &mut Diagnostics) {
    if empty {
        diagnostics
            .report(
                &rules::EMPTY_TYPE,
                name.span,
                format!("type `{}` is empty", name.value),
            )
            .label(format!("`{key}` is empty"))
            .help("list what is known, or use `json` for data of unknown structure");
    }
}

/// Optional members of a tuple must come after the required ones.
fn check_tuple_order(fields: &[raw::Field], diagnostics: &mut Diagnostics) {
    let mut optional: Option<&raw::Field> = None;
    for field in fields {
        match optional {
            Some(before) if !field.optional => {
                diagnostics
                    .report(
                        &rules::TUPLE_ORDER,
                        field.name.span,
                        format!(
                            "the required member `{}` follows an optional one",
                            field.name.value
                        ),
                    )
                    .label("needed")
                    .second(before.name.span, "optional")
                    .why("a shorter array ends before its last elements")
                    .help(format!(
                        "write `{}?`, or remove the `?` above",
                        field.name.value
                    ));
            }
            _ if field.optional => optional = Some(field),
            _ => {}
        }
    }
}

/// Every position of a tuple is received and sent as a value, so a tuple cannot have a constant member.
fn check_tuple_constants(fields: &[raw::Field], diagnostics: &mut Diagnostics) {
    for field in fields.iter().filter(|field| field.constant.is_some()) {
        diagnostics
            .report(
                &rules::BAD_LINE,
                field.name.span,
                format!("`{}` is a constant in a `tuple`", field.name.value),
            )
            .label("each position of an array needs a type")
            .help(format!(
                "write `{}: text -- the value it always has`",
                field.name.value
            ));
    }
}

fn lower_values(
    int: bool,
    closed: bool,
    values: &[raw::EnumValue],
    diagnostics: &mut Diagnostics,
) -> Vec<EnumValue> {
    let mut unique = Unique::new("values of an enum");
    let mut seen: Vec<&Text> = Vec::new();
    let mut lowered = Vec::new();
    for value in values {
        let wire = &value.wire;
        if let Some(first) = seen.iter().find(|other| other.value == wire.value) {
            diagnostics
                .report(
                    &rules::DUPLICATE_VALUE,
                    wire.span,
                    format!("`{}` appears twice", wire.value),
                )
                .label("the second one")
                .second(first.span, "the first one")
                .help("remove one of them");
            continue;
        }
        seen.push(wire);
        if int && let Some((message, help)) = integer_fault(&wire.value) {
            diagnostics
                .report(&rules::BAD_ENUM_VALUE, wire.span, message)
                .label("the enum is declared as `int`")
                .help(help);
            continue;
        }
        let name = value.name.as_ref().unwrap_or(wire);
        let Some(rust_name) = names::pascal(name, diagnostics) else {
            continue;
        };
        let reserved = match closed {
            true => &[],
            false => crate::names::RESERVED_VARIANTS,
        };
        unique.add_unreserved(&rust_name, name, reserved, diagnostics);
        lowered.push(EnumValue {
            wire: wire.value.clone(),
            rust_name,
            doc: lower_doc(&value.notes, None),
        });
    }
    lowered
}

/// What is wrong with a value of an integer enum, and how to fix it.
fn integer_fault(text: &str) -> Option<(String, String)> {
    if !crate::data::is_integer(text) {
        return Some((
            format!("`{text}` is not an integer"),
            "write `enum: text`, or the number that is sent: `0: Name -- text`".to_string(),
        ));
    }
    let digits = crate::data::digits(text);
    if digits != text {
        return Some((
            format!("`{text}` is not how an integer is written on the wire"),
            format!("write `{digits}`, or `enum: text` if the provider sends it as a text"),
        ));
    }
    text.parse::<i64>().is_err().then(|| {
        (
            format!("`{text}` does not fit into 64 bits"),
            "write `enum: text`: a text may have any length, and numbers are accepted as texts too"
                .to_string(),
        )
    })
}

fn lower_variants(
    variants: &[raw::UnionVariant],
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<UnionVariant> {
    let mut unique = Unique::new("variants of a union");
    let mut lowered = Vec::new();
    for variant in variants {
        let id = resolve(&variant.ty, context, diagnostics);
        let name = variant.rename.as_ref().unwrap_or(&variant.wire);
        let rust_name = names::pascal(name, diagnostics);
        let Some((id, rust_name)) = id.zip(rust_name) else {
            continue;
        };
        let reserved = crate::names::RESERVED_VARIANTS;
        unique.add_unreserved(&rust_name, name, reserved, diagnostics);
        let shape = context.shape(id);
        if shape.is_some_and(|shape| !matches!(shape, raw::Shape::Struct { .. })) {
            diagnostics
                .report(
                    &rules::UNION_OF_STRUCTS,
                    variant.ty.span,
                    format!("`{}` is not a type with `fields`", variant.ty.value),
                )
                .label("a union chooses between objects")
                .why("the deciding member is a member of an object")
                .help("declare the variant with `fields`");
        }
        lowered.push(UnionVariant {
            wire: variant.wire.value.clone(),
            rust_name,
            ty: id,
            doc: lower_doc(&variant.notes, None),
        });
    }
    lowered
}

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
        let near = diagnostics.way_out(&rules::UNKNOWN_TYPE, || {
            crate::diagnostic::nearest(&name.value, declared.clone().chain(built_in))
        });
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "declare it under `types`: `{}: {{ doc: …, fields: … }}`",
                name.value
            ),
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
    // For a list or map, the format applies to the elements.
    if let Some(word) = wire
        && push_down(&mut kind, word)
    {
        wire = None;
    }
    check_or_list(raw, &kind, context, diagnostics);
    Type {
        kind,
        wire,
        none: raw.none.as_ref().map(|text| text.value.clone()),
        list_for_empty: raw.or_list.is_some(),
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
            | crate::model::TimeUnit::Micros,
        ) => wire == WireAs::Text,
        Kind::Decimal => true,
        Kind::Bool | Kind::Flag => wire != WireAs::Number,
        Kind::Named(id) => {
            let shape = context.shape(*id);
            wire != WireAs::Number
                && shape.is_none_or(|shape| matches!(shape, raw::Shape::Enum { .. }))
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
