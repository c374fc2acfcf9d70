//! Whether the responses of the calls that streams make give what the streams need.

use crate::diagnostic::Diagnostics;
use crate::model::{Api, Found, Kind, Response, TimeUnit};
use crate::pagination::pointer;
use crate::raw::{self, Spec, StreamCall};
use crate::rules::streams::STREAM_CALL;
use crate::source::Spanned;
use specie_runtime::signing::plan::PathSegment;

pub(super) fn check_stream_calls(spec: &Spec, api: &Api, diagnostics: &mut Diagnostics) {
    let channels = spec.streams.iter().flat_map(|stream| &stream.channels);
    for channel in channels {
        if let Some(raw::Start::Call { call, at }) = &channel.start {
            check_number(call, at, api, diagnostics);
        }
    }
}

/// The response must have a number at `at`.
fn check_number(
    call: &StreamCall,
    at: &Spanned<Vec<PathSegment>>,
    api: &Api,
    diagnostics: &mut Diagnostics,
) {
    // An unknown operation was reported.
    let Some(operation) = api.operation(&call.operation.value) else {
        return;
    };
    let Response::Type(response) = &operation.response else {
        let message = format!(
            "the response of `{}` is not JSON of one type",
            operation.name
        );
        diagnostics
            .report(&STREAM_CALL, call.operation.span, message)
            .label("a subscription cannot begin with it")
            .second(operation.span, "this operation")
            .help("name an operation with `answer: TYPE`");
        return;
    };
    let wrong = match api.type_at(response, &pointer(&at.value)) {
        Found::Open => return,
        Found::Missing => format!("the response of `{}` has no such member", operation.name),
        Found::Type(ty) => match &ty.kind {
            Kind::Int | Kind::Json => return,
            Kind::Time(unit) if *unit != TimeUnit::Iso => return,
            _ => "expected a number of messages, found another type".to_owned(),
        },
    };
    diagnostics
        .report(&STREAM_CALL, at.span, wrong)
        .label("not the number of a message")
        .second(operation.span, "in the response of this operation")
        .help("name the member with the number of the last message that the response covers; its type is `int`, or a time in numbers such as `time.us`");
}
