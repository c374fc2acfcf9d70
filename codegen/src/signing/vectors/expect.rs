//! What must come of a vector.

use super::part::{Part, named_values};
use crate::diagnostic::Diagnostics;
use crate::model::{Expect, VectorSubject};
use crate::rules::vector as rule;
use crate::signing::data::{data, scalar_data};
use crate::signing::names::{check_keys, mapping};
use crate::yaml::{Node, NodeKind, Pair};
use specie_runtime::signing::plan::{Data, Plan, Scheme};

pub(super) fn expect(
    part: &Part<'_>,
    scheme: &Scheme,
    subject: &VectorSubject,
    diagnostics: &mut Diagnostics,
) -> Expect {
    let expected = part.node.get("expect");
    let is_empty = |n: &Node| n.is_missing() || n.as_mapping().is_some_and(<[Pair]>::is_empty);
    let Some(node) = expected.filter(|n| !is_empty(n)) else {
        let at = part
            .node
            .pair("name")
            .map_or(part.node.span, |p| p.value.span);
        diagnostics
            .report(&rule::VECTOR_SHAPE, at, "this vector expects nothing")
            .help("write `expect: { headers: { X-Sign: … } }`, or `expect: { verified: true }` for a webhook");
        return Expect::default();
    };
    let pairs = mapping(Some(node), "expect", diagnostics).unwrap_or_default();
    let inner = Part { node };
    let (known, locals): (&[&str], Vec<&str>) = match subject {
        VectorSubject::Webhook { webhook, .. } => {
            let plan = scheme.webhooks.get(usize::from(*webhook)).map(|w| &w.plan);
            (&["verified"], locals_of(plan))
        }
        VectorSubject::Call { section, .. } => {
            let plan = scheme
                .sections
                .get(usize::from(*section))
                .and_then(|s| s.plan)
                .and_then(|p| scheme.plans.get(usize::from(p)));
            (
                &["url", "method", "body", "headers", "let"],
                locals_of(plan),
            )
        }
    };
    check_keys(pairs, known, "`expect`", diagnostics);
    let mut lets = Vec::new();
    for (pair, _) in named_values(&inner, "let", "value", &locals, diagnostics) {
        lets.push((pair.key.text.clone(), as_written(&pair.value)));
    }
    let verified = inner.text("verified", diagnostics).and_then(|text| {
        let found = match text.as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        };
        if found.is_none() {
            let span = node.get("verified").map_or(node.span, |n| n.span);
            diagnostics
                .report(&rule::VECTOR_SHAPE, span, "`verified` is `true` or `false`")
                .help("a webhook verifies, or it does not");
        }
        found
    });
    Expect {
        url: inner.text("url", diagnostics),
        method: inner.text("method", diagnostics),
        body: body_text(node.get("body"), diagnostics),
        headers: inner
            .texts("headers", diagnostics)
            .into_iter()
            .map(|(n, v, _)| (n, v))
            .collect(),
        lets,
        verified,
    }
}

/// The body that is expected: a text as written, or none for nothing at all.
fn body_text(node: Option<&Node>, diagnostics: &mut Diagnostics) -> Option<String> {
    let node = node?;
    match node.as_scalar() {
        Some(scalar) => Some(scalar.text.clone()),
        None => {
            diagnostics
                .report(
                    &rule::VECTOR_SHAPE,
                    node.span,
                    "the body is expected as the raw text that is sent",
                )
                .help("write it in single quotes: `body: '{\"a\":1}'`");
            None
        }
    }
}

fn locals_of(plan: Option<&Plan>) -> Vec<&str> {
    plan.map(|p| p.locals.iter().map(AsRef::as_ref).collect())
        .unwrap_or_default()
}

/// Expectations are texts as written; lists and objects are compared as JSON.
fn as_written(node: &Node) -> Data {
    match &node.kind {
        NodeKind::Scalar(scalar) => match scalar_data(scalar) {
            Data::Null if scalar.is_missing() => Data::Text("".into()),
            _ => Data::Text(scalar.text.clone().into()),
        },
        NodeKind::Sequence(_) | NodeKind::Mapping(_) => data(node),
    }
}
