//! Whether partial success can be distinguished from success, and can be read.

use crate::diagnostic::Diagnostics;
use crate::model::{Api, Response};
use crate::raw::{Group, Spec};
use crate::rules::responses as rules;
use specie_runtime::{ResponsePath, ResponseTest};

pub(super) fn check_envelopes(spec: &Spec, api: &Api, diagnostics: &mut Diagnostics) {
    for envelope in &spec.envelopes {
        for group in &envelope.partial {
            check_group(group, &envelope.ok, diagnostics);
        }
    }
    for (raw, operation) in spec.operations.iter().zip(&api.operations) {
        let envelope = operation.envelope.map(usize::from);
        let envelope = envelope.and_then(|at| spec.envelopes.get(at));
        let Some(envelope) = envelope.filter(|envelope| !envelope.partial.is_empty()) else {
            continue;
        };
        let variants = raw.variants.iter().zip(&operation.variants);
        let responses = std::iter::once((&raw.name, &operation.response))
            .chain(variants.map(|(raw, variant)| (&raw.name, &variant.response)));
        for (name, response) in responses {
            let label = match response {
                Response::None => "`answer: none`",
                Response::Raw { .. } => "a document without results",
                _ => continue,
            };
            diagnostics
                .report(
                    &rules::PARTIAL_WITHOUT_DATA,
                    name.span,
                    format!("`{}` may succeed partially, but its response is not read", name.value),
                )
                .label(label)
                .second(envelope.name.span, "this envelope has `partial`")
                .help("give it an `answer` with the result of each element, or an envelope without `partial`");
        }
    }
}

/// A group of `partial` must test for a present value, and must not match what `ok` matches.
fn check_group(group: &Group, ok: &[Group], diagnostics: &mut Diagnostics) {
    // A group that could not be read was reported.
    if group.tests.is_empty() {
        return;
    }
    if !group.tests.iter().any(is_told) {
        diagnostics
            .report(
                &rules::PARTIAL_UNPROVEN,
                group.span,
                "this condition does not prove partial success",
            )
            .label("true even if the response reports nothing")
            .help(
                "test a value that is present: `body.code == \"2\"`, `body.failed is not absent`",
            );
        return;
    }
    if let Some(same) = ok.iter().find(|ok| share(&group.tests, &ok.tests)) {
        diagnostics
            .report(
                &rules::PARTIAL_IS_OK,
                group.span,
                "the same response is a success and a partial success",
            )
            .label("checked first")
            .second(same.span, "so this never matches")
            .help("remove the value from `ok` or from `partial`");
    }
}

/// Whether the test requires a present value.
fn is_told(test: &ResponseTest) -> bool {
    match test {
        ResponseTest::In(path, ..) | ResponseTest::Absent(path, false) => {
            *path != ResponsePath::Status
        }
        ResponseTest::Absent(_, true) => false,
    }
}

/// Whether both groups consist of one test that accepts the same value at the same path.
fn share(partial: &[ResponseTest], ok: &[ResponseTest]) -> bool {
    match (partial, ok) {
        ([ResponseTest::In(one, some, true)], [ResponseTest::In(other, others, true)]) => {
            one == other && some.iter().any(|literal| others.contains(literal))
        }
        ([one @ ResponseTest::Absent(..)], [other @ ResponseTest::Absent(..)]) => one == other,
        _ => false,
    }
}
