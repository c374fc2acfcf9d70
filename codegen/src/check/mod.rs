//! Rules that need the whole model. They do not report anything about parts that already failed.

mod answers;
mod envelopes;
mod examples;
mod form_events;
mod forms;
mod headers;
mod lost_params;
mod missing_docs;
mod multipart;
mod nulls;
mod pagination;
mod param_places;
mod reach;
mod recursion;
mod secret_exposure;
mod server_time;
mod stream_calls;
mod webhook_keys;
mod webhook_members;

pub(crate) use reach::is_structured;

use crate::diagnostic::Diagnostics;
use crate::model::{Api, Kind, Operation, Type, TypeId};
use crate::raw::Spec;
use crate::source::Span;

/// Runs every rule, and marks which types are sent and received. Without `signed`, places of parameters are not checked.
pub(crate) fn check(spec: &Spec, api: &mut Api, signed: bool, diagnostics: &mut Diagnostics) {
    reach::check_reach(spec, api, diagnostics);
    recursion::check_recursion(api, diagnostics);
    forms::check_forms(spec, api, diagnostics);
    form_events::check_form_events(api, diagnostics);
    param_places::check_params(spec, api, signed, diagnostics);
    headers::check_environments(spec, api, diagnostics);
    nulls::check_nulls(api, signed, diagnostics);
    pagination::check_pagination(spec, api, diagnostics);
    answers::check_answers(spec, api, diagnostics);
    envelopes::check_envelopes(spec, api, diagnostics);
    secret_exposure::check_secrets(spec, api, signed, diagnostics);
    server_time::check_server_time(spec, api, diagnostics);
    stream_calls::check_stream_calls(spec, api, diagnostics);
    webhook_keys::check_webhook_keys(spec, api, diagnostics);
    webhook_members::check_webhook_members(spec, api, diagnostics);
    examples::check_examples(spec, api, diagnostics);
    missing_docs::check_docs(spec, diagnostics);
}

/// The declared type that a type in use is or holds, through lists and maps.
fn named_type(ty: &Type) -> Option<TypeId> {
    match &ty.kind {
        Kind::Named(id) | Kind::Numbered(id) => Some(*id),
        Kind::List(inner) | Kind::Map { value: inner, .. } => named_type(inner),
        _ => None,
    }
}

/// An operation that is named elsewhere in the spec. An unknown name is reported.
fn operation_named<'a>(
    api: &'a Api,
    name: &str,
    span: Span,
    diagnostics: &mut Diagnostics,
) -> Option<&'a Operation> {
    let operation = api.operation(name);
    if operation.is_none() {
        let known = api.operations.iter().map(|known| known.name.as_str());
        diagnostics.unknown_operation(span, name, known);
    }
    operation
}
