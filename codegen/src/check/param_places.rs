//! Where parameters are sent, and whether that is possible.

use super::headers;
use super::lost_params::check_lost;
use super::reach::is_structured;
use crate::diagnostic::Diagnostics;
use crate::model::{Api, Kind, Location, Operation, Param, Type};
use crate::raw::Spec;
use crate::rules::operations as rules;
use specie_runtime::signing::plan::function::ResultKind;
use specie_runtime::signing::plan::{
    Action, Arrays, Entry, Expr, Name, Place, Section, Step, Target,
};
use std::collections::HashMap;

pub(super) fn check_params(spec: &Spec, api: &Api, signed: bool, diagnostics: &mut Diagnostics) {
    let mut calls: HashMap<(u16, &str, &str, Option<&str>), Vec<&Operation>> = HashMap::new();
    for operation in &api.operations {
        for param in &operation.params {
            match param.location {
                Location::Path => check_path_param(param, api, diagnostics),
                Location::Header => check_text(param, api, "a header", diagnostics),
                Location::Cookie => check_text(param, api, "a cookie", diagnostics),
                _ => {}
            }
            check_format(operation, param, api, diagnostics);
        }
        if signed {
            check_places(spec, api, operation, diagnostics);
        }
        let call = (
            operation.section,
            operation.method.as_str(),
            operation.path.as_str(),
            operation.content_type.as_deref(),
        );
        let earlier = calls.entry(call).or_default();
        if let Some(first) = earlier.iter().find(|first| !told_apart(first, operation)) {
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
        }
        earlier.push(operation);
    }
}

/// Whether the parameters tell two operations at one address apart: a constant differs, or one requires a parameter that the other does not have.
fn told_apart(one: &Operation, other: &Operation) -> bool {
    let requires_more = |one: &Operation, other: &Operation| {
        one.params.iter().any(|param| {
            let field = &param.field;
            let mut same = other.params.iter().map(|param| &param.field);
            match same.find(|known| known.name == field.name) {
                Some(known) => field.constant.is_some() && field.constant != known.constant,
                None => !field.optional,
            }
        })
    };
    requires_more(one, other) || requires_more(other, one)
}

fn check_path_param(param: &Param, api: &Api, diagnostics: &mut Diagnostics) {
    let field = &param.field;
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
    check_text(param, api, "the path", diagnostics);
}

fn check_text(param: &Param, api: &Api, place: &str, diagnostics: &mut Diagnostics) {
    let field = &param.field;
    // Whether its format makes it a text is checked elsewhere.
    if is_structured(&field.ty, api) && param.format.is_none() {
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
            .help("say how it is written as one text: `as commas`, `as pipes` or `as json` after its type");
    }
}

/// Reports a format that cannot be applied to the type of a parameter, or not where it is sent.
fn check_format(operation: &Operation, param: &Param, api: &Api, diagnostics: &mut Diagnostics) {
    let Some(format) = param.format else { return };
    let field = &param.field;
    let one_text = matches!(
        format,
        Arrays::Comma | Arrays::Pipe | Arrays::List | Arrays::Json
    );
    let is_list = matches!(field.ty.kind, Kind::List(_));
    let fits = match format {
        Arrays::Json => is_structured(&field.ty, api) || field.ty.kind == Kind::Json,
        Arrays::Brackets | Arrays::Indices | Arrays::EscapedBrackets | Arrays::EscapedIndices => {
            is_structured(&field.ty, api)
        }
        Arrays::Repeat | Arrays::Comma | Arrays::Pipe | Arrays::List => {
            is_list && !nested(&field.ty, api)
        }
    };
    let in_pairs = match param.location {
        Location::Query => true,
        Location::Part => true,
        Location::Main => matches!(operation.place, Place::Query | Place::Form),
        Location::Path | Location::Items | Location::Body | Location::Header | Location::Cookie => {
            false
        }
    };
    let problem = if param.is_file() {
        Some((
            "a file is sent as it is",
            "remove it; several files are several parts with the same name",
        ))
    } else if !fits && is_list {
        Some((
            "its elements are not single values",
            "write a list of lists or objects `as json`, `as brackets` or `as indices`",
        ))
    } else if !fits {
        Some((
            "this format is for lists",
            "write an object `as json`, `as brackets` or `as indices`; a single value has no format",
        ))
    } else if !one_text && !in_pairs {
        Some((
            "this format needs several names, and is only for a query or form",
            "write it as one text: `as commas`, `as pipes` or `as json`",
        ))
    } else {
        None
    };
    if let Some((label, help)) = problem {
        diagnostics
            .report(
                &rules::BAD_LIST_FORMAT,
                field.span,
                format!("`{}` cannot be written in this format", field.name),
            )
            .label(label)
            .help(help);
    }
}

/// Whether the elements of a list are lists or objects, or may be.
fn nested(ty: &Type, api: &Api) -> bool {
    match &ty.kind {
        Kind::List(element) => is_structured(element, api) || element.kind == Kind::Json,
        _ => false,
    }
}

/// Checks that depend on the section.
fn check_places(spec: &Spec, api: &Api, operation: &Operation, diagnostics: &mut Diagnostics) {
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
    headers::check_operation(spec, operation, plan, diagnostics);
    check_lost(api, operation, steps, diagnostics);
    super::multipart::check_multipart(operation, section, steps, diagnostics);
    // A plan that moves or replaces parameters defines their format itself.
    if !rearranges(steps) {
        check_body_of_get(operation, section, diagnostics);
        check_items(operation, api, diagnostics);
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
            && param.format.is_none()
            && is_structured(&field.ty, api)
            && (param.location == Location::Part && !param.is_file()
                || !encodes_lists(steps) && stays(param, operation.place, steps).is_some())
        {
            diagnostics
                .report(
                    &rules::NEEDS_ARRAYS,
                    field.span,
                    format!("`{}` is a list or object in {}, without a format", field.name, match param.location {
                        Location::Part => "a body with several parts",
                        _ => "a query or form",
                    }),
                )
                .label("which format?")
                .help(format!(
                    "write it after the type, such as `as repeat`, or for all parameters of section `{}`, such as `encode: rfc3986(arrays=\"brackets\")`",
                    section.name
                ));
        }
    }
}

/// Warns about parameters in the body of a GET.
fn check_body_of_get(operation: &Operation, section: &Section, diagnostics: &mut Diagnostics) {
    let in_body = matches!(operation.place, Place::Form | Place::Json);
    let in_body = in_body || operation.multipart;
    if !in_body || !["GET", "HEAD"].contains(&operation.method.as_str()) {
        return;
    }
    let mut params = operation.params.iter();
    let Some(param) = params.find(|param| {
        matches!(
            param.location,
            Location::Main | Location::Items | Location::Body | Location::Part
        )
    }) else {
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

/// Reports a list, or a single value, as the only parameter of a query or form.
fn check_items(operation: &Operation, api: &Api, diagnostics: &mut Diagnostics) {
    if !matches!(operation.place, Place::Query | Place::Form) {
        return;
    }
    for param in &operation.params {
        let field = &param.field;
        // Open JSON may be an object.
        let has_members = !matches!(field.ty.kind, Kind::List(_))
            && (field.ty.kind == Kind::Json || is_structured(&field.ty, api));
        if param.location == Location::Items && !has_members {
            diagnostics
                .report(
                    &rules::ITEMS_NOT_JSON,
                    field.span,
                    "a value without a name cannot be a query or form",
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
