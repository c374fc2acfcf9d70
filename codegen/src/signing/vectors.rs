//! `vectors`: recorded calls and deliveries, and what must come of them.

mod expect;
mod part;

use super::data::data;
use super::names::{check_keys, mapping};
use crate::diagnostic::{Diagnostics, did_you_mean};
use crate::model::{Vector, VectorSubject};
use crate::rules::vector as rule;
use crate::source::Span;
use crate::yaml::Node;
use expect::expect;
use part::{Part, needed, session_values, setting_values, sixteen};
use specie_runtime::signing::plan::{Data, Scheme};

/// Time of a vector that names none: 1700000000000 ms.
const NOW_US: i64 = 1_700_000_000_000_000;

const CALL_KEYS: &[&str] = &[
    "name",
    "source",
    "section",
    "method",
    "path",
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
                format!("`vectors` is a list, not {}", node.describe()),
            )
            .help("each vector begins with `- name: …`");
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
    let is_webhook = node.get("webhook").is_some();
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
    let name = part.text("name", diagnostics);
    if name.is_none() && node.get("name").is_none() {
        diagnostics
            .report(&rule::VECTOR_SHAPE, node.span, "a vector needs a name")
            .help("write `name: what it shows`");
    }
    let source = part.text("source", diagnostics);
    if node.get("source").is_none() {
        let at = node.pair("name").map_or(node.span, |p| p.value.span);
        diagnostics
            .report(&rule::VECTOR_WITHOUT_SOURCE, at, "this vector has no source")
            .why("a vector proves something only if it is from outside: a page, a recording, another program")
            .help("write `source:` with the address or the program it is from");
    }
    let credentials = part.texts("credentials", diagnostics);
    for (credential, span) in credentials.iter().map(|(n, _, s)| (n, *s)) {
        if !scheme.credentials.iter().any(|c| c.name == *credential) {
            diagnostics
                .report(
                    &rule::VECTOR_NAME,
                    span,
                    format!("unknown credential `{credential}`"),
                )
                .help_if(did_you_mean(
                    credential,
                    scheme.credentials.iter().map(|c| c.name.as_ref()),
                ));
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

fn call(part: &Part<'_>, scheme: &Scheme, diagnostics: &mut Diagnostics) -> Option<VectorSubject> {
    let section = needed(part, "section", diagnostics);
    let method = needed(part, "method", diagnostics);
    let path = match part.node.get("path") {
        Some(node) if node.is_missing() => Some(String::new()),
        _ => needed(part, "path", diagnostics),
    };
    let section = section.and_then(|name| {
        let found = scheme.sections.iter().position(|s| s.name == name);
        if found.is_none() {
            let span = part.node.get("section").map_or(part.node.span, |n| n.span);
            diagnostics
                .report(
                    &rule::VECTOR_NAME,
                    span,
                    format!("unknown section `{name}`"),
                )
                .help_if(did_you_mean(
                    &name,
                    scheme.sections.iter().map(|s| s.name.as_ref()),
                ));
        }
        found
    });
    let params = part
        .node
        .get("params")
        .map(data)
        .filter(|d| *d != Data::Null);
    if let Some(node) = part.node.get("params")
        && !matches!(params, None | Some(Data::Object(_) | Data::List(_)))
    {
        diagnostics
            .report(
                &rule::VECTOR_SHAPE,
                node.span,
                "`params` is a mapping, or a list",
            )
            .help("write `params: { name: value }`");
    }
    let now_ms = part.integer("now_ms", diagnostics);
    let now_us = part.integer("now_us", diagnostics);
    if let (Some(_), Some(second)) = (now_ms, part.node.pair("now_us")) {
        diagnostics
            .report(
                &rule::VECTOR_SHAPE,
                second.key.span,
                "the time is given twice, as `now_ms` and `now_us`",
            )
            .help("keep one: `now_us` if the plan reads microseconds");
    }
    let random = match part.text("random", diagnostics) {
        Some(hex) => sixteen(&hex).or_else(|| {
            let span = part.node.get("random").map_or(part.node.span, |n| n.span);
            diagnostics
                .report(&rule::VECTOR_SHAPE, span, "`random` is 16 bytes in hex")
                .help("32 digits, such as `00112233445566778899aabbccddeeff`");
            None
        }),
        None => None,
    };
    let uuid = part.text("uuid", diagnostics);
    let last_nonce = part.integer("last_nonce", diagnostics);
    let session = session_values(part, scheme, diagnostics);
    let settings = setting_values(part, scheme, diagnostics);
    Some(VectorSubject::Call {
        section: super::typer::index16(section?),
        method: method?.to_ascii_uppercase(),
        path: path?.trim_start_matches('/').to_owned(),
        params,
        now_us: now_us
            .or_else(|| now_ms.and_then(|ms| ms.checked_mul(1_000)))
            .unwrap_or(NOW_US),
        uuid,
        random,
        last_nonce,
        session,
        settings,
    })
}

fn delivery(
    part: &Part<'_>,
    scheme: &Scheme,
    diagnostics: &mut Diagnostics,
) -> Option<VectorSubject> {
    let name = part.text("webhook", diagnostics)?;
    let found = scheme.webhooks.iter().position(|w| w.plan.name == name);
    if found.is_none() {
        let span = part.node.get("webhook").map_or(part.node.span, |n| n.span);
        diagnostics
            .report(
                &rule::VECTOR_NAME,
                span,
                format!("unknown webhook `{name}`"),
            )
            .help_if(did_you_mean(
                &name,
                scheme.webhooks.iter().map(|w| w.plan.name.as_ref()),
            ));
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
                    "the body of a delivery is the raw text that arrived",
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
    })
}

/// Reports plans and webhooks that no vector proves.
pub(crate) fn check_proven(
    plans: &[(String, Span)],
    webhooks: &[(String, Span)],
    scheme: &Scheme,
    vectors: &[Vector],
    diagnostics: &mut Diagnostics,
) {
    for (at, (name, span)) in plans.iter().enumerate() {
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
                .why("a signature that is not compared with one from outside is a guess")
                .help("add to `vectors` a call whose signed request is known, with its source");
        }
    }
    for (at, (name, span)) in webhooks.iter().enumerate() {
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
                .why("a verification that was never tried may refuse every delivery, or none")
                .help("add to `vectors` a delivery that is known to be right, with its source");
        }
    }
}
