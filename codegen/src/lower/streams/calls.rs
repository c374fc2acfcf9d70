//! Calls of operations that a stream makes on its own.

use super::Called;
use super::templates::{self, Scope};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::{Idempotency, Location, Operation, Param, Response, Type};
use crate::raw::{self, StreamCall, Text};
use crate::rules::streams as rules;
use crate::validate;
use specie_runtime::signing::plan::{Data, Str};
use specie_runtime::stream::plan::{CallPlan, FrameValue};

/// The call. `None`: it cannot be made, which was reported.
pub(super) fn lower(
    raw: &StreamCall,
    called: Called<'_>,
    scope: &Scope<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<CallPlan> {
    let operation = find(raw, called, diagnostics)?;
    check_operation(&raw.operation, operation, diagnostics);
    let params = params(raw, operation, called, scope, diagnostics);
    let named = |location| {
        let params = operation.params.iter();
        let there = params.filter(move |param| param.location == location);
        let names = there.map(|param| Str::from(param.field.name.clone()));
        names.collect::<Vec<_>>().into()
    };
    let path_encode = operation.path_encodes();
    let path_encode = path_encode.map(|(name, way)| (Str::from(name.to_owned()), way));
    let formats = operation.formats();
    let formats = formats.map(|(name, format)| (Str::from(name.to_owned()), format));
    Some(CallPlan {
        operation: operation.name.clone().into(),
        section: operation.section,
        method: operation.method.clone().into(),
        path: operation.path.clone().into(),
        envelope: operation.envelope,
        timeout_ms: operation.timeout_ms,
        weight: operation.weight,
        path_encode: path_encode.collect::<Vec<_>>().into(),
        in_query: named(Location::Query),
        in_headers: named(Location::Header),
        formats: formats.collect::<Vec<_>>().into(),
        params: params.into(),
    })
}

/// The type of the response of a call.
pub(super) fn response(called: Called<'_>, call: &CallPlan) -> Option<Type> {
    let mut operations = called.operations.iter();
    let operation = operations.find(|operation| *operation.name == *call.operation)?;
    match &operation.response {
        Response::Type(ty) => Some(ty.clone()),
        _ => None,
    }
}

fn find<'a>(
    raw: &StreamCall,
    called: Called<'a>,
    diagnostics: &mut Diagnostics,
) -> Option<&'a Operation> {
    let name = &raw.operation;
    let mut operations = called.operations.iter();
    let found = operations.find(|operation| operation.name == name.value);
    if found.is_none() {
        let known = called.operations.iter().map(|known| known.name.as_str());
        diagnostics.unknown_operation(name.span, &name.value, known);
    }
    found
}

/// The client calls it on its own, and as often as it must.
fn check_operation(named: &Text, operation: &Operation, diagnostics: &mut Diagnostics) {
    let name = &operation.name;
    if operation.idempotency != Idempotency::Safe {
        let message = format!("`{name}` may not be repeated, so a stream cannot call it");
        report(named, message, diagnostics).help(
            "name an operation that only reads; if this one changes nothing more when it is repeated, say so: `idempotency: safe`",
        );
    }
    let mut elsewhere = operation.params.iter().filter(|param| {
        let location = param.location;
        let is_sent = matches!(location, Location::Path | Location::Main)
            || matches!(location, Location::Query | Location::Header);
        !is_sent && (!param.field.optional || param.field.constant.is_some())
    });
    if let Some(param) = elsewhere.next() {
        let message = format!("a stream cannot send `{}`", param.field.name);
        report(named, message, diagnostics)
            .second(param.field.span, "a body of its own, a part or a cookie")
            .help("name an operation whose parameters are in `params`, in the query or in headers");
    }
}

/// The parameters, with constants, in the order of the operation.
fn params(
    raw: &StreamCall,
    operation: &Operation,
    called: Called<'_>,
    scope: &Scope<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<(Str, FrameValue)> {
    let open = |param: &&Param| param.field.constant.is_none();
    for (name, _) in &raw.params {
        let mut params = operation.params.iter().filter(open);
        if !params.any(|param| param.field.name == name.value) {
            let known = operation.params.iter().filter(open);
            let known = known.map(|param| param.field.name.as_str());
            let label = format!("not a parameter of `{}`", operation.name);
            diagnostics
                .unknown(
                    &rules::STREAM_CALL,
                    name.span,
                    "parameter",
                    &name.value,
                    known,
                )
                .label(label);
        }
    }
    let given: Vec<&str> = raw.params.iter().map(|(name, _)| &*name.value).collect();
    if let Some(needed) = operation.needs_beside(&given) {
        let message = format!(
            "`{}` cannot be called without {}",
            operation.name,
            needed.shown()
        );
        let finding = report(&raw.operation, message, diagnostics);
        if let Some((span, what)) = needed.declared() {
            finding.second(span, what);
        }
        finding.help("give it: `params: { NAME: \"{PARAMETER}\" }`, with a parameter of the channel or a constant");
    }
    let mut params = Vec::new();
    for param in &operation.params {
        let name = Str::from(param.field.name.clone());
        if let Some(constant) = &param.field.constant {
            let constant = Data::Text(constant.clone().into());
            params.push((name, FrameValue::Constant(constant)));
        } else if let Some(value) = value(raw, param, called, scope, diagnostics) {
            params.push((name, value));
        }
    }
    params
}

/// The value that is given for a parameter.
fn value(
    raw: &StreamCall,
    param: &Param,
    called: Called<'_>,
    scope: &Scope<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<FrameValue> {
    let mut given = raw.params.iter();
    let (name, node) = given.find(|(name, _)| name.value == param.field.name)?;
    let value = templates::value(node, scope, diagnostics);
    let FrameValue::Constant(constant) = &value else {
        return Some(value);
    };
    let given = [(Str::from(name.value.clone()), constant.clone())];
    let field = std::slice::from_ref(&param.field);
    let (sent, faults) = validate::fields(called.types, field, &given);
    if let Some(fault) = faults.first() {
        diagnostics
            .report(&rules::STREAM_CALL, node.span, fault.to_string())
            .label("not a value of this parameter")
            .second(param.field.span, "declared here");
    }
    let (_, sent) = sent.into_iter().next()?;
    Some(FrameValue::Constant(sent))
}

/// What a channel that begins with a call must say, and what it cannot.
pub(super) fn check_start(raw: &raw::Channel, call: &StreamCall, diagnostics: &mut Diagnostics) {
    let named = &call.operation;
    match &raw.sequence {
        None => {
            let message = "nothing says which messages follow the response".to_owned();
            report(named, message, diagnostics)
                .help("write which numbers messages have: `sequence: range data.first data.last`");
        }
        Some(sequence) if sequence.per_connection => {
            let message = "numbers of a connection do not follow the response of a call".to_owned();
            report(named, message, diagnostics)
                .help("write the numbers of the channel: `sequence: step data.n`, without ` per connection`");
        }
        Some(_) => {}
    }
    if raw.checksum.is_some() {
        let message = "a checksum needs the book of the messages alone".to_owned();
        report(named, message, diagnostics)
            .help("leave out `checksum`, or begin with a message: `start: { when: … }`");
    }
    if raw.renews_connection {
        let message = "another call begins the channel anew, not another connection".to_owned();
        report(named, message, diagnostics).help("leave out `renew: connection`");
    }
}

pub(super) fn report<'d>(
    named: &Text,
    message: String,
    diagnostics: &'d mut Diagnostics,
) -> &'d mut Diagnostic {
    diagnostics
        .report(&rules::STREAM_CALL, named.span, message)
        .label("a call that the stream makes")
}
