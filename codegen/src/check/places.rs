//! Where parameters travel, and whether they can.

use super::reach::is_structured;
use crate::diagnostic::Diagnostics;
use crate::model::{Api, Field, Kind, Location, Operation};
use crate::rules::operations as rules;
use specie_runtime::signing::plan::{Action, Place, Step};
use std::collections::HashMap;

pub(super) fn check_params(api: &Api, signed: bool, diagnostics: &mut Diagnostics) {
    let mut calls: HashMap<(u16, &str, &str), &Operation> = HashMap::new();
    for operation in &api.operations {
        for param in &operation.params {
            match param.location {
                Location::Path => check_path_param(&param.field, api, diagnostics),
                Location::Header => check_text(&param.field, api, "a header", diagnostics),
                _ => {}
            }
        }
        if signed {
            check_places(api, operation, diagnostics);
        }
        let call = (
            operation.section,
            operation.method.as_str(),
            operation.path.as_str(),
        );
        if let Some(first) = calls.get(&call) {
            diagnostics
                .report(
                    &rules::SAME_CALL,
                    operation.span,
                    format!(
                        "`{}` makes the same call as `{}`",
                        operation.name, first.name
                    ),
                )
                .label(format!("`{} {}`", operation.method, operation.path))
                .second(first.span, "the other one")
                .help("where a parameter changes what comes back, use `variants`");
        } else {
            calls.insert(call, operation);
        }
    }
}

fn check_path_param(field: &Field, api: &Api, diagnostics: &mut Diagnostics) {
    if field.optional {
        diagnostics
            .report(
                &rules::OPTIONAL_PATH_PARAM,
                field.span,
                format!("`{}` fills the path and may be left out", field.name),
            )
            .label("a path without it is another path")
            .help("take the `?` away; for the other path, declare another operation");
    }
    check_text(field, api, "the path", diagnostics);
}

fn check_text(field: &Field, api: &Api, place: &str, diagnostics: &mut Diagnostics) {
    if is_structured(&field.ty, api) {
        diagnostics
            .report(
                &rules::NOT_A_TEXT,
                field.span,
                format!(
                    "`{}` travels in {place} and is more than one value",
                    field.name
                ),
            )
            .label("a list or object")
            .help("make it a `text`, and say in its doc how it is put together");
    }
}

/// What depends on the section.
fn check_places(api: &Api, operation: &Operation, diagnostics: &mut Diagnostics) {
    let Some(section) = api.scheme.sections.get(usize::from(operation.section)) else {
        return;
    };
    // A plan that moves parameters or encodes them otherwise knows what it does.
    let plan = section
        .plan
        .and_then(|plan| api.scheme.plans.get(usize::from(plan)));
    let as_section_says = plan.is_none_or(|plan| !rearranges(&plan.steps));
    let place = operation.place;
    let in_body = matches!(place, Place::Form | Place::Json);
    let main = operation
        .params
        .iter()
        .find(|param| matches!(param.location, Location::Main | Location::Items));
    if let Some(param) = main.filter(|_| {
        in_body && as_section_says && ["GET", "HEAD"].contains(&operation.method.as_str())
    }) {
        diagnostics
            .report(
                &rules::BODY_OF_GET,
                param.field.span,
                format!(
                    "`{}` travels in the body of a {}",
                    param.field.name, operation.method
                ),
            )
            .label("few servers read it there")
            .help(format!(
                "let the section `{}` say `params: {{ GET: query, else: … }}`",
                section.name
            ));
    }
    for param in &operation.params {
        let field = &param.field;
        let in_pairs = match param.location {
            Location::Main => matches!(place, Place::Query | Place::Form),
            Location::Query => true,
            Location::Items => {
                if matches!(field.ty.kind, Kind::List(_))
                    && matches!(place, Place::Query | Place::Form)
                    && as_section_says
                {
                    diagnostics
                        .report(
                            &rules::ITEMS_NOT_JSON,
                            field.span,
                            "a list cannot be the whole query or form",
                        )
                        .label("travels there by its section")
                        .help("name it under `params`, or choose a section whose place is `json`");
                }
                false
            }
            _ => false,
        };
        if param.location == Location::Query && place == Place::Query {
            diagnostics
                .report(
                    &rules::QUERY_TWICE,
                    field.span,
                    format!("`{}` is under `query`, where all parameters go", field.name),
                )
                .label("the section puts `params` into the query")
                .help("declare it under `params`");
        }
        if in_pairs
            && as_section_says
            && section.encode.arrays.is_none()
            && is_structured(&field.ty, api)
        {
            diagnostics
                .report(
                    &rules::NEEDS_ARRAYS,
                    field.span,
                    format!("`{}` is a list or object in a query or form", field.name),
                )
                .label("how is it written?")
                .help(format!(
                    "say it in section `{}`, such as `encode: rfc3986(arrays=\"brackets\")`",
                    section.name
                ));
        }
    }
}

pub(super) fn rearranges(steps: &[Step]) -> bool {
    steps.iter().any(|step| match &step.action {
        Action::Place(_) | Action::Encode(_) | Action::Set(..) => true,
        Action::Group { then, otherwise } => rearranges(then) || rearranges(otherwise),
        _ => false,
    })
}
