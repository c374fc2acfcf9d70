//! `vectors`: recorded calls and deliveries, and their expected results.

mod expect;
mod recorded_call;
mod values;

use crate::diagnostic::Diagnostics;
use crate::keys::{check_keys, mapping};
use crate::model::{Vector, VectorSubject};
use crate::rules::vector as rule;
use crate::source::Span;
use crate::yaml::Node;
use expect::expect;
use recorded_call::{call, now_us};
use specie_runtime::signing::plan::Scheme;
use values::Part;

const CALL_KEYS: &[&str] = &[
    "name",
    "source",
    "section",
    "method",
    "path",
    "base",
    "params",
    "credentials",
    "now_ms",
    "now_us",
    "uuid",
    "random",
    "last_nonce",
    "session",
    "settings",
    "expect",
    "doc",
];
const WEBHOOK_KEYS: &[&str] = &[
    "name",
    "source",
    "webhook",
    "headers",
    "body",
    "credentials",
    "expect",
    "doc",
    "now_ms",
    "now_us",
];

/// Reads the list `vectors`.
pub(crate) fn read(
    node: Option<&Node>,
    scheme: &Scheme,
    diagnostics: &mut Diagnostics,
) -> Vec<Vector> {
    let Some(node) = node.filter(|n| !n.is_missing()) else {
        return Vec::new();
    };
    let Some(nodes) = node.as_sequence() else {
        diagnostics
            .report(
                &rule::VECTOR_SHAPE,
                node.span,
                format!("`vectors` must be a list, found {}", node.describe()),
            )
            .help("begin each vector with `- name: …`");
        return Vec::new();
    };
    nodes
        .iter()
        .filter_map(|n| vector(n, scheme, diagnostics))
        .collect()
}

fn vector(node: &Node, scheme: &Scheme, diagnostics: &mut Diagnostics) -> Option<Vector> {
    let pairs = mapping(Some(node), "a vector", diagnostics)?;
    let part = Part { node };
    // A delivery has a raw body; a call has one only under `expect`.
    let is_webhook = node.get("webhook").is_some()
        || (node.get("section").is_none() && node.get("body").is_some());
    let known = if is_webhook { WEBHOOK_KEYS } else { CALL_KEYS };
    check_keys(
        pairs,
        known,
        if is_webhook {
            "a vector of a webhook"
        } else {
            "a vector"
        },
        diagnostics,
    );
    for key in ["name", "source", "doc"] {
        crate::texts::prose::check_node(node.get(key), diagnostics);
    }
    let name = part.text("name", diagnostics);
    if name.is_none() && node.get("name").is_none() {
        diagnostics
            .report(&rule::VECTOR_SHAPE, node.span, "this vector has no name")
            .help("write `name: what it shows`");
    }
    let source = part.text("source", diagnostics);
    if node.get("source").is_none() {
        let at = node.pair("name").map_or(node.span, |p| p.value.span);
        diagnostics
            .report(&rule::VECTOR_WITHOUT_SOURCE, at, "this vector has no source")
            .why("a vector proves something only if its values come from outside: a page, a recording, another program")
            .help("write `source:` with the address or the name of the program");
    }
    let credentials = part.texts("credentials", diagnostics);
    for (credential, span) in credentials.iter().map(|(n, _, s)| (n, *s)) {
        if !scheme.credentials.iter().any(|c| c.name == *credential) {
            let known = scheme.credentials.iter().map(|c| c.name.as_ref());
            diagnostics.unknown(&rule::VECTOR_NAME, span, "credential", credential, known);
        }
    }
    let subject = if is_webhook {
        delivery(&part, scheme, diagnostics)?
    } else {
        call(&part, scheme, diagnostics)?
    };
    let expect = expect(&part, scheme, &subject, diagnostics);
    Some(Vector {
        name: name.unwrap_or_default(),
        source,
        span: node.span,
        subject,
        credentials: credentials.into_iter().map(|(n, v, _)| (n, v)).collect(),
        expect,
    })
}

fn delivery(
    part: &Part<'_>,
    scheme: &Scheme,
    diagnostics: &mut Diagnostics,
) -> Option<VectorSubject> {
    if part.node.get("webhook").is_none() {
        diagnostics
            .report(
                &rule::VECTOR_SHAPE,
                part.node.span,
                "a vector with a delivered body names no webhook",
            )
            .help("write `webhook: NAME`");
    }
    let name = part.text("webhook", diagnostics)?;
    let found = scheme.webhooks.iter().position(|w| w.plan.name == name);
    if found.is_none() {
        let span = part.node.get("webhook").map_or(part.node.span, |n| n.span);
        let known = scheme.webhooks.iter().map(|w| w.plan.name.as_ref());
        diagnostics.unknown(&rule::VECTOR_NAME, span, "webhook", &name, known);
    }
    let headers = part
        .texts("headers", diagnostics)
        .into_iter()
        .map(|(n, v, _)| (n, v))
        .collect();
    let body = match part.node.get("body") {
        Some(node) if node.as_scalar().is_some() => {
            node.as_scalar().map(|s| s.text.clone()).unwrap_or_default()
        }
        Some(node) => {
            diagnostics
                .report(
                    &rule::VECTOR_SHAPE,
                    node.span,
                    "the body of a delivery must be the raw text that was received",
                )
                .help("write it in single quotes, or in a block: `|-`");
            String::new()
        }
        None => String::new(),
    };
    Some(VectorSubject::Webhook {
        webhook: super::typer::index16(found?),
        headers,
        body,
        now_us: now_us(part, diagnostics),
    })
}

/// Reports plans and webhooks, with these spans, that no vector proves.
pub(crate) fn check_proven(
    plans: &[Span],
    webhooks: &[Span],
    scheme: &Scheme,
    vectors: &[Vector],
    diagnostics: &mut Diagnostics,
) {
    for (at, (plan, span)) in scheme.plans.iter().zip(plans).enumerate() {
        let name = &plan.name;
        let proven = vectors.iter().any(|v| match v.subject {
            VectorSubject::Call { section, .. } => scheme
                .sections
                .get(usize::from(section))
                .is_some_and(|s| s.plan.map(usize::from) == Some(at)),
            VectorSubject::Webhook { .. } => false,
        });
        if !proven {
            diagnostics
                .report(
                    &rule::PLAN_WITHOUT_VECTOR,
                    *span,
                    format!("no vector proves the plan `{name}`"),
                )
                .why("a signature that was never compared with one from outside is a guess")
                .help("add a call to `vectors` whose signed request is known, with its source");
        }
    }
    for (at, (webhook, span)) in scheme.webhooks.iter().zip(webhooks).enumerate() {
        let name = &webhook.plan.name;
        let proven = vectors.iter().any(|v| match v.subject {
            VectorSubject::Webhook { webhook, .. } => usize::from(webhook) == at,
            VectorSubject::Call { .. } => false,
        });
        if !proven {
            diagnostics
                .report(
                    &rule::WEBHOOK_WITHOUT_VECTOR,
                    *span,
                    format!("no vector proves the webhook `{name}`"),
                )
                .why("a verification that was never tested may reject every delivery, or accept every one")
                .help("add a delivery to `vectors` that is known to be genuine, with its source");
        }
    }
}
