//! Whether the operation that gives the provider's time can be called for it.

use super::pagination::in_body;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::{Api, Found, Idempotency, Kind, Location, Operation, Response, TimeUnit};
use crate::pagination::pointer;
use crate::raw::{Spec, Text};
use crate::rules::responses::BAD_POLICY;
use specie_runtime::signing::plan::Unit;
use specie_runtime::{ResponsePath, ServerTime};

pub(super) fn check_server_time(spec: &Spec, api: &Api, diagnostics: &mut Diagnostics) {
    let clock = spec.clock.as_ref();
    let time = clock.and_then(|clock| clock.policy.server_time.as_ref());
    let named = clock.and_then(|clock| clock.operation.as_ref());
    let (Some(time), Some(named)) = (time, named) else {
        return;
    };
    let operation = super::operation_named(api, &named.value, named.span, diagnostics);
    let Some(operation) = operation else { return };
    check_call(named, operation, diagnostics);
    check_place(named, api, operation, time, diagnostics);
}

/// The client calls it on its own: without parameters, and as often as it likes.
fn check_call(named: &Text, operation: &Operation, diagnostics: &mut Diagnostics) {
    let name = &operation.name;
    if operation.idempotency != Idempotency::Safe {
        let message = format!("`{name}` may not be repeated, so it cannot be called for the time");
        report(named, message, diagnostics)
            .help("name an operation that only reads, such as `GET time`");
    }
    if let Some(needed) = operation.needs_beside(&[]) {
        let message = format!("`{name}` cannot be called without {}", needed.shown());
        let finding = report(named, message, diagnostics);
        if let Some((span, what)) = needed.declared() {
            finding.second(span, what);
        }
        finding.help("name an operation without required parameters");
    }
    let mut elsewhere = operation.params.iter().filter(|param| {
        param.field.constant.is_some() && !matches!(param.location, Location::Main | Location::Path)
    });
    if let Some(param) = elsewhere.next() {
        let field = &param.field;
        let message = format!(
            "a call of `{name}` for the time would not send `{}`",
            field.name
        );
        report(named, message, diagnostics)
            .second(field.span, "a constant outside of `params`")
            .help("name an operation whose constants are all under `params`");
    }
}

/// The place must exist in the response, and hold a time in this unit.
fn check_place(
    named: &Text,
    api: &Api,
    operation: &Operation,
    time: &ServerTime,
    diagnostics: &mut Diagnostics,
) {
    let (ResponsePath::Body(path), Response::Type(response)) = (&time.at, &operation.response)
    else {
        return;
    };
    match in_body(api, operation, response, &pointer(path)) {
        Found::Missing => {
            let message = format!("the response of `{}` has no such member", operation.name);
            report(named, message, diagnostics)
                .help("`body.NAME` is a path in the whole body, with its envelope");
        }
        Found::Type(ty) => {
            let unit = match &ty.kind {
                Kind::Time(TimeUnit::Seconds) => Some(Unit::Seconds),
                Kind::Time(TimeUnit::Millis) => Some(Unit::Millis),
                Kind::Time(TimeUnit::Micros) => Some(Unit::Micros),
                Kind::Time(TimeUnit::Nanos) => Some(Unit::Nanos),
                Kind::Time(TimeUnit::Iso) => None,
                Kind::Text { .. } | Kind::Int | Kind::Decimal | Kind::Json => return,
                _ => {
                    let message = "the time is neither a number nor a text".to_owned();
                    report(named, message, diagnostics)
                        .second(operation.span, "in the response of this operation")
                        .help("name the member that holds the time");
                    return;
                }
            };
            if unit != time.unit {
                let message = "the time has another unit in the type of the response".to_owned();
                report(named, message, diagnostics)
                    .second(operation.span, "in the response of this operation")
                    .help("write the unit of the type: `time.ms` is `ms`, `time.iso` is `iso`");
            }
        }
        Found::Open => {}
    }
}

fn report<'d>(
    named: &Text,
    message: String,
    diagnostics: &'d mut Diagnostics,
) -> &'d mut Diagnostic {
    diagnostics
        .report(&BAD_POLICY, named.span, message)
        .label("where the provider's time comes from")
}
