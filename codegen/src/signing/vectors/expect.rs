//! The expected result of a vector.

use super::values::{Part, named_values};
use crate::data::{from_node, from_scalar};
use crate::diagnostic::Diagnostics;
use crate::keys::{check_keys, mapping};
use crate::model::{Expect, VectorSubject};
use crate::rules::vector as rule;
use crate::yaml::{Node, NodeKind, Pair};
use specie_runtime::signing::plan::{Data, Scheme};

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
    check_keys(pairs, keys_of(subject), "`expect`", diagnostics);
    let inner = Part { node };
    let locals = locals_of(scheme, subject);
    let lets = named_values(&inner, "let", "value", &locals, diagnostics)
        .into_iter()
        .map(|(pair, _)| (pair.key.text.clone(), as_written(&pair.value)))
        .collect();
    let verified = verified(&inner, diagnostics);
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

const fn keys_of(subject: &VectorSubject) -> &'static [&'static str] {
    match subject {
        VectorSubject::Webhook { .. } => &["verified"],
        VectorSubject::Call { .. } => &["url", "method", "body", "headers", "let"],
    }
}

fn verified(part: &Part<'_>, diagnostics: &mut Diagnostics) -> Option<bool> {
    match part.text("verified", diagnostics)?.as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => {
            let node = part.node.get("verified").unwrap_or(part.node);
            diagnostics
                .report(
                    &rule::VECTOR_SHAPE,
                    node.span,
                    "`verified` must be `true` or `false`",
                )
                .help("a webhook either verifies or it does not");
            None
        }
    }
}

/// The expected body: a text as written, or none for an empty value.
fn body_text(node: Option<&Node>, diagnostics: &mut Diagnostics) -> Option<String> {
    let node = node?;
    match node.as_scalar() {
        Some(scalar) => Some(scalar.text.clone()),
        None => {
            diagnostics
                .report(
                    &rule::VECTOR_SHAPE,
                    node.span,
                    "the expected body must be the raw text that is sent",
                )
                .help("write it in single quotes: `body: '{\"a\":1}'`");
            None
        }
    }
}

/// Names of the `let`s in the plan that a vector proves.
fn locals_of<'a>(scheme: &'a Scheme, subject: &VectorSubject) -> Vec<&'a str> {
    let plan = match subject {
        VectorSubject::Webhook { webhook, .. } => {
            let webhook = scheme.webhooks.get(usize::from(*webhook));
            webhook.map(|webhook| &webhook.plan)
        }
        VectorSubject::Call { section, .. } => {
            let section = scheme.sections.get(usize::from(*section));
            let plan = section.and_then(|section| section.plan);
            plan.and_then(|plan| scheme.plans.get(usize::from(plan)))
        }
    };
    plan.map(|plan| plan.locals.iter().map(AsRef::as_ref).collect())
        .unwrap_or_default()
}

/// Expectations are texts as written; lists and objects are compared as JSON.
fn as_written(node: &Node) -> Data {
    match &node.kind {
        NodeKind::Scalar(scalar) => match from_scalar(scalar) {
            Data::Null if scalar.is_missing() => Data::Text("".into()),
            _ => Data::Text(scalar.text.clone().into()),
        },
        NodeKind::Sequence(_) | NodeKind::Mapping(_) => from_node(node),
    }
}
