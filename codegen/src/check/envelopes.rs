//! Whether partial success can be distinguished from success, and can be read.

use crate::diagnostic::Diagnostics;
use crate::model::{Api, Response, ResponsePath};
use crate::raw::{Group, Spec, Test, TestKind};
use crate::rules::responses as rules;

pub(super) fn check_envelopes(spec: &Spec, api: &Api, diagnostics: &mut Diagnostics) {
    for envelope in &spec.envelopes {
        for group in &envelope.partial {
            check_group(group, &envelope.ok, diagnostics);
        }
    }
    for (raw, operation) in spec.operations.iter().zip(&api.operations) {
        let envelope = operation.envelope.and_then(|at| spec.envelopes.get(at));
        let Some(envelope) = envelope.filter(|envelope| !envelope.partial.is_empty()) else {
            continue;
        };
        let variants = raw.variants.iter().zip(&operation.variants);
        let responses = std::iter::once((&raw.name, &operation.response))
            .chain(variants.map(|(raw, variant)| (&raw.name, &variant.response)));
        for (name, _) in responses.filter(|(_, response)| **response == Response::None) {
            diagnostics
                .report(
                    &rules::PARTIAL_WITHOUT_DATA,
                    name.span,
                    format!("`{}` may succeed partially, but its response is not read", name.value),
                )
                .label("`answer: none`")
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
fn is_told(test: &Test) -> bool {
    test.path.root != ResponsePath::Status && !matches!(test.kind, TestKind::Absent(true))
}

/// Whether both groups consist of one test that accepts the same value at the same path.
fn share(partial: &[Test], ok: &[Test]) -> bool {
    let ([partial], [ok]) = (partial, ok) else {
        return false;
    };
    let same = match (&partial.kind, &ok.kind) {
        (TestKind::In(some, true), TestKind::In(others, true)) => {
            some.iter().any(|literal| others.contains(literal))
        }
        (TestKind::Absent(one), TestKind::Absent(other)) => one == other,
        _ => false,
    };
    same && partial.path.root == ok.path.root
}
