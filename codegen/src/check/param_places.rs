//! Where parameters are sent, and whether that is possible.

use super::reach::is_structured;
use crate::diagnostic::Diagnostics;
use crate::model::{Api, Field, Kind, Location, Operation, Param};
use crate::rules::operations as rules;
use crate::rules::plan as plan_rules;
use specie_runtime::signing::is_framing_header;
use specie_runtime::signing::plan::function::ResultKind;
use specie_runtime::signing::plan::{Action, Entry, Expr, Name, Place, Section, Step, Target};
use std::collections::HashMap;

pub(super) fn check_params(api: &Api, signed: bool, diagnostics: &mut Diagnostics) {
    let mut calls: HashMap<(u16, &str, &str), &Operation> = HashMap::new();
    for operation in &api.operations {
        for param in &operation.params {
            match param.location {
                Location::Path => check_path_param(&param.field, api, diagnostics),
                Location::Header => {
                    check_framing(&param.field, diagnostics);
                    check_text(&param.field, api, "a header", diagnostics);
                }
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
                .second(first.span, "the other operation")
                .help("if a parameter changes the type of the response, use `variants`");
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
                format!("the path parameter `{}` must not be optional", field.name),
            )
            .label("a path without it is another path")
            .help("remove the `?`; for the other path, declare another operation");
    }
    check_text(field, api, "the path", diagnostics);
}

fn check_framing(field: &Field, diagnostics: &mut Diagnostics) {
    if is_framing_header(&field.name) {
        diagnostics
            .report(
                &plan_rules::FRAMING_HEADER,
                field.span,
                format!("the header `{}` is set by the transport", field.name),
            )
            .label("follows from the address and the body")
            .help("remove it");
    }
}

fn check_text(field: &Field, api: &Api, place: &str, diagnostics: &mut Diagnostics) {
    if is_structured(&field.ty, api) {
        diagnostics
            .report(
                &rules::NOT_A_TEXT,
                field.span,
                format!(
                    "`{}` is sent in {place}, but is more than one value",
                    field.name
                ),
            )
            .label("a list or object")
            .help("declare it as `text`, and describe its format in its doc");
    }
}

/// Checks that depend on the section.
fn check_places(api: &Api, operation: &Operation, diagnostics: &mut Diagnostics) {
    let Some(section) = api
        .runtime
        .scheme
        .sections
        .get(usize::from(operation.section))
    else {
        return;
    };
    let plan = section
        .plan
        .and_then(|plan| api.runtime.scheme.plans.get(usize::from(plan)));
    let steps = plan.map_or(&[][..], |plan| &plan.steps);
    // A plan that moves or replaces parameters defines their format itself.
    if !rearranges(steps) {
        check_body_of_get(operation, section, diagnostics);
        check_items(operation, diagnostics);
    }
    for param in &operation.params {
        let field = &param.field;
        if param.location == Location::Query && operation.place == Place::Query {
            diagnostics
                .report(
                    &rules::QUERY_TWICE,
                    field.span,
                    format!(
                        "`{}` is under `query`, but all parameters are sent in the query",
                        field.name
                    ),
                )
                .label("the section puts `params` into the query")
                .help("declare it under `params`");
        }
        if section.encode.arrays.is_none()
            && is_structured(&field.ty, api)
            && !encodes_lists(steps)
            && stays(param, operation.place, steps).is_some()
        {
            diagnostics
                .report(
                    &rules::NEEDS_ARRAYS,
                    field.span,
                    format!("`{}` is a list or object in a query or form, without a format", field.name),
                )
                .label("which format?")
                .help(format!(
                    "set the format in section `{}`, such as `encode: rfc3986(arrays=\"brackets\")`",
                    section.name
                ));
        }
    }
}

/// Warns about parameters in the body of a GET.
fn check_body_of_get(operation: &Operation, section: &Section, diagnostics: &mut Diagnostics) {
    let in_body = matches!(operation.place, Place::Form | Place::Json);
    if !in_body || !["GET", "HEAD"].contains(&operation.method.as_str()) {
        return;
    }
    let mut params = operation.params.iter();
    let Some(param) =
        params.find(|param| matches!(param.location, Location::Main | Location::Items))
    else {
        return;
    };
    diagnostics
        .report(
            &rules::BODY_OF_GET,
            param.field.span,
            format!(
                "`{}` is sent in the body of a {}",
                param.field.name, operation.method
            ),
        )
        .label("few servers read the body of such a request")
        .help(format!(
            "set `params: {{ GET: query, else: … }}` in the section `{}`",
            section.name
        ));
}

/// Reports a list as the only parameter of a query or form.
fn check_items(operation: &Operation, diagnostics: &mut Diagnostics) {
    if !matches!(operation.place, Place::Query | Place::Form) {
        return;
    }
    for param in &operation.params {
        let field = &param.field;
        if param.location == Location::Items && matches!(field.ty.kind, Kind::List(_)) {
            diagnostics
                .report(
                    &rules::ITEMS_NOT_JSON,
                    field.span,
                    "a list alone cannot be a query or form",
                )
                .label("sent there by its section")
                .help("declare it as a named parameter under `params`, or use a section that sends `json`");
        }
    }
}

/// Whether a parameter is sent unchanged among the pairs of the query or form, where the section's `params` go to `place` and these steps
/// run.
pub(super) fn stays(param: &Param, place: Place, steps: &[Step]) -> Option<Place> {
    let name = &param.field.name;
    let (place, targets, holds): (Place, &[Target], &[Name]) = match (param.location, place) {
        (Location::Main, Place::Query) => (
            Place::Query,
            &[Target::Params, Target::Query],
            &[Name::Params, Name::Args, Name::Query],
        ),
        (Location::Main, Place::Form) => (
            Place::Form,
            &[Target::Params, Target::Form],
            &[Name::Params, Name::Args],
        ),
        (Location::Query, _) => (Place::Query, &[Target::Query], &[Name::Query]),
        _ => return None,
    };
    let leaves = |step: &Step| match &step.action {
        Action::Let(_)
        | Action::Header(_)
        | Action::Path(_)
        | Action::Encode(_)
        | Action::Require(_) => true,
        // Another body replaces the form.
        Action::Body(_) | Action::Set(Target::Json, _) => place != Place::Form,
        Action::Set(target, value) => !targets.contains(target) || keeps(value, holds, name),
        Action::Place(_) => false,
        // Its steps are checked one by one.
        Action::Group { .. } => true,
    };
    Step::all(steps).all(leaves).then_some(place)
}

/// Whether the members of a value certainly include this one, unchanged.
fn keeps(value: &Expr, holds: &[Name], member: &str) -> bool {
    match value {
        Expr::Name(name) => holds.contains(name),
        Expr::Call(function, args) if function.definition().result == ResultKind::AllMembers => {
            args.first().is_some_and(|of| keeps(of, holds, member))
        }
        Expr::Object(entries) => {
            let held = |entry: &Entry| match entry {
                Entry::Existing => true,
                Entry::Spread(value) => keeps(value, holds, member),
                Entry::Member { .. } => false,
            };
            entries.iter().any(held)
                && entries.iter().all(|entry| match entry {
                    Entry::Member { name, .. } => name != member,
                    other => held(other),
                })
        }
        _ => false,
    }
}

/// Whether a step defines how lists are written.
pub(super) fn encodes_lists(steps: &[Step]) -> bool {
    Step::all(steps)
        .any(|step| matches!(&step.action, Action::Encode(encoder) if encoder.arrays.is_some()))
}

/// Whether steps set, move or encode again what a call sends.
pub(super) fn rearranges(steps: &[Step]) -> bool {
    Step::all(steps).any(|step| {
        matches!(
            step.action,
            Action::Place(_) | Action::Encode(_) | Action::Set(..)
        )
    })
}
