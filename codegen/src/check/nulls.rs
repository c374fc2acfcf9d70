//! Values that may be `null`, sent where only texts can be.

use super::param_places::{encodes_lists, rearranges, stays};
use crate::diagnostic::Diagnostics;
use crate::model::{Api, Field, Kind, Location, Operation, Param, Shape, Type, TypeId};
use crate::rules::types::NULL_OUTSIDE_JSON;
use specie_runtime::signing::plan::{Arrays, Place, Section};

const PATH: &str = "the path";

/// Reports every parameter that may be `null`, or has a part that may be, outside JSON. Without `signed`, only those of headers, paths and
/// channels: where the others are sent is not known.
pub(super) fn check_nulls(api: &Api, signed: bool, diagnostics: &mut Diagnostics) {
    for operation in &api.operations {
        let sections = &api.runtime.scheme.sections;
        let section = sections.get(usize::from(operation.section));
        for param in &operation.params {
            let place = match (param.location, section) {
                (Location::Header, _) => Some(("a header", None)),
                (Location::Cookie, _) => Some(("a cookie", None)),
                (Location::Part, section) => {
                    let arrays = section.and_then(|section| section.encode.arrays);
                    Some(("a part of the body", param.format.or(arrays)))
                }
                (Location::Body, _) => Some(("the body itself", None)),
                (Location::Path, _) => Some((PATH, None)),
                (_, Some(section)) if signed => text_place(api, operation, section, param),
                _ => None,
            };
            if let Some((place, arrays)) = place {
                check_field(api, &param.field, place, arrays, diagnostics);
            }
        }
    }
    let channels = api.streams.iter().flat_map(|stream| &stream.channels);
    for field in channels.flat_map(|channel| &channel.params) {
        check_field(
            api,
            field,
            "a channel's name",
            Some(Arrays::Comma),
            diagnostics,
        );
    }
}

/// The query or form in which a parameter is sent unchanged, and the format of lists there.
fn text_place(
    api: &Api,
    operation: &Operation,
    section: &Section,
    param: &Param,
) -> Option<(&'static str, Option<Arrays>)> {
    let plans = &api.runtime.scheme.plans;
    let plan = section.plan.and_then(|plan| plans.get(usize::from(plan)));
    let steps = plan.map_or(&[][..], |plan| &plan.steps);
    let place = match param.location {
        Location::Items if rearranges(steps) => None,
        Location::Items => Some(operation.place),
        _ => stays(param, operation.place, steps),
    };
    // A step may choose another format: then only the parameter itself is certain to be a text.
    let arrays = section.encode.arrays.filter(|_| !encodes_lists(steps));
    let arrays = param.format.or(arrays);
    match place? {
        Place::Query => Some(("the query", arrays)),
        Place::Form => Some(("a form", arrays)),
        Place::Json | Place::None => None,
    }
}

fn check_field(
    api: &Api,
    field: &Field,
    place: &str,
    arrays: Option<Arrays>,
    diagnostics: &mut Diagnostics,
) {
    let message = if field.ty.null {
        format!("`{}` may be null, but is sent in {place}", field.name)
    } else if let Some(part) = null_inside(api, &field.ty, arrays, &mut Vec::new()) {
        format!(
            "{part} of `{}` may be null, but it is sent in {place}",
            field.name
        )
    } else {
        return;
    };
    // A path without one of its segments is another path.
    let help = if place == PATH {
        "remove `or null`".to_owned()
    } else {
        format!(
            "remove `or null`; write `{}?` if the parameter may be left out, or `or \"…\"` with the text that the provider reads as no value",
            field.name
        )
    };
    diagnostics
        .report(&NULL_OUTSIDE_JSON, field.span, message)
        .label("only JSON can contain `null`")
        .help(help);
}

/// The first part of a value that may be null and is written as a text of its own. Lists and objects that are written as JSON have none.
fn null_inside(
    api: &Api,
    ty: &Type,
    arrays: Option<Arrays>,
    open: &mut Vec<TypeId>,
) -> Option<String> {
    let nested = matches!(arrays, Some(Arrays::Brackets | Arrays::Indices));
    match &ty.kind {
        Kind::List(_) if arrays.is_none() || arrays == Some(Arrays::Json) => None,
        Kind::List(inner) if inner.null => Some("an element".to_owned()),
        Kind::List(inner) if nested => null_inside(api, inner, arrays, open),
        Kind::Map { value, .. } if nested && value.null => Some("a member".to_owned()),
        Kind::Map { value, .. } if nested => null_inside(api, value, arrays, open),
        Kind::Named(id) if nested && !open.contains(id) => {
            open.push(*id);
            let fields = match &api.types.get(id.0)?.shape {
                Shape::Struct { fields, .. }
                | Shape::Tuple { fields }
                | Shape::Forms { forms: fields } => fields,
                shape @ Shape::Union { .. } => {
                    return shape.variants().find_map(|variant| {
                        let ty = Type {
                            kind: Kind::Named(variant.ty),
                            ..ty.clone()
                        };
                        null_inside(api, &ty, arrays, open)
                    });
                }
                Shape::Enum { .. } => return None,
            };
            fields.iter().find_map(|field| match field.ty.null {
                true => Some(format!("the member `{}`", field.name)),
                false => null_inside(api, &field.ty, arrays, open),
            })
        }
        _ => None,
    }
}
