//! Declared types.

use super::fields::{check_only, lower_fields, lower_groups, lower_object};
use super::type_expressions::resolve;
use super::{Context, enum_values};
use crate::diagnostic::Diagnostics;
use crate::model::{EnumKind, Field, Kind, Shape, TypeDef, TypeId, UnionVariant};
use crate::name_scope::{self, Unique};
use crate::raw::{self, EnumWord, Text};
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
            doc: raw.notes.to_doc(None),
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
            let lowered = lower_object(fields, context, diagnostics);
            check_rest_alone(fields, &lowered, diagnostics);
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
            check_only(fields, "a position of a `tuple`", diagnostics);
            let lowered = lower_fields(fields, context, diagnostics);
            lower_groups(&[], fields, &lowered, &name.value, diagnostics);
            Shape::Tuple { fields: lowered }
        }
        Some(raw::Shape::Enum {
            kind,
            closed,
            values,
            last,
            order,
        }) => {
            check_not_empty(name, values.is_empty(), "values", diagnostics);
            let mut lowered = enum_values::lower_values(name, *kind, *closed, values, diagnostics);
            enum_values::mark_values(*kind, values, (last, order), &mut lowered, diagnostics);
            Shape::Enum {
                kind: match kind {
                    EnumWord::Text => EnumKind::Text,
                    EnumWord::Int => EnumKind::Int,
                    EnumWord::Bool | EnumWord::Mixed => EnumKind::Mixed,
                },
                closed: *closed,
                values: lowered,
            }
        }
        Some(raw::Shape::Union {
            by,
            variants,
            other,
        }) => {
            check_not_empty(name, variants.is_empty(), "variants", diagnostics);
            lower_union(by, variants, other.as_deref(), context, diagnostics)
        }
        Some(raw::Shape::Forms { forms }) => {
            check_not_empty(name, forms.is_empty(), "forms", diagnostics);
            Shape::Forms {
                forms: lower_forms(forms, context, diagnostics),
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

/// Both would take the names that no other field has.
fn check_rest_alone(raws: &[raw::Field], fields: &[Field], diagnostics: &mut Diagnostics) {
    let rest = raws.iter().find(|field| field.rest);
    let numbered = fields
        .iter()
        .find(|field| matches!(field.ty.kind, Kind::Numbered(_)));
    if let (Some(rest), Some(numbered)) = (rest, numbered) {
        diagnostics
            .report(
                &rules::BAD_REST,
                rest.name.span,
                format!(
                    "`rest` is used together with the numbered list `{}`",
                    numbered.name
                ),
            )
            .label("takes every other member")
            .second(numbered.span, "takes the members with a number")
            .help("remove one of them");
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

/// The forms of a union; each name becomes a variant.
fn lower_forms(
    forms: &[raw::Field],
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<Field> {
    let mut unique = Unique::forms();
    let mut lowered = lower_fields(forms, context, diagnostics);
    for (raw, form) in forms.iter().zip(&mut lowered) {
        let name = raw.rename.as_deref().unwrap_or(&raw.name);
        // One without a name in Rust was reported.
        if let Some(variant) = crate::names::pascal(&name.value) {
            let reserved = crate::names::RESERVED_VARIANTS;
            unique.add_unreserved(&variant, name, reserved, diagnostics);
            form.rust_name = variant;
        }
        if raw
            .ty
            .as_ref()
            .is_some_and(|ty| ty.null.is_some() || ty.none.is_some() || ty.or_list.is_some())
        {
            diagnostics
                .report(
                    &rules::BAD_LINE,
                    raw.name.span,
                    format!("the form `{}` means no value", raw.name.value),
                )
                .label("a form is a value")
                .help("write what means no value where the union is used: `payer: Payer or \"\"`");
        }
    }
    lowered
}

fn lower_union(
    by: &Text,
    variants: &[raw::UnionVariant],
    other: Option<&raw::UnionVariant>,
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) -> Shape {
    let all: Vec<&raw::UnionVariant> = variants.iter().chain(other).collect();
    let mut variants = lower_variants(&all, context, diagnostics);
    let other = other.and_then(|raw| {
        // It is the last, if its type is known.
        let last = variants.pop_if(|last| last.wire == raw.wire.value)?;
        check_other(by, raw, last.ty, context, diagnostics);
        Some(UnionVariant {
            wire: String::new(),
            ..last
        })
    });
    Shape::Union {
        by: by.value.clone(),
        variants,
        other,
    }
}

/// The type for other values must keep the value that chose it.
fn check_other(
    by: &Text,
    other: &raw::UnionVariant,
    ty: TypeId,
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) {
    let keeps = match context.shape(ty) {
        Some(raw::Shape::Struct { fields, .. }) => fields
            .iter()
            .any(|field| field.name.value == by.value && field.constant.is_none()),
        _ => true,
    };
    if !keeps {
        diagnostics
            .report(
                &rules::UNION_OTHER,
                other.ty.span,
                format!("`{}` does not keep `{}`", other.ty.value, by.value),
            )
            .label("chosen for values that are not listed")
            .second(by.span, "the member with the value")
            .why("a value that is not listed would be lost")
            .help(format!(
                "declare the member in `{}`: `{}: text -- …`",
                other.ty.value, by.value
            ));
    }
}

fn lower_variants(
    variants: &[&raw::UnionVariant],
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<UnionVariant> {
    let mut unique = Unique::new("variants of a union");
    let mut lowered = Vec::new();
    for variant in variants {
        let id = resolve(&variant.ty, context, diagnostics);
        let name = variant.rename.as_ref().unwrap_or(&variant.wire);
        let rust_name = name_scope::pascal(name, diagnostics);
        let Some((id, rust_name)) = id.zip(rust_name) else {
            continue;
        };
        let reserved = crate::names::RESERVED_VARIANTS;
        unique.add_unreserved(&rust_name, name, reserved, diagnostics);
        let shape = context.shape(id);
        let is_object = |shape: &raw::Shape| {
            matches!(shape, raw::Shape::Struct { .. } | raw::Shape::Union { .. })
        };
        if shape.is_some_and(|shape| !is_object(shape)) {
            diagnostics
                .report(
                    &rules::UNION_OF_STRUCTS,
                    variant.ty.span,
                    format!(
                        "`{}` is not a type with `fields` or `union`",
                        variant.ty.value
                    ),
                )
                .label("a union chooses between objects")
                .why("the deciding member is a member of an object")
                .help("declare the variant with `fields`, or use `forms` in place of `union`");
        }
        lowered.push(UnionVariant {
            wire: variant.wire.value.clone(),
            rust_name,
            ty: id,
            boxed: false,
            doc: variant.notes.to_doc(None),
        });
    }
    lowered
}
