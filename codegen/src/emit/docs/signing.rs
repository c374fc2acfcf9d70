//! How signing works, step by step, with the real values of a vector.

use super::text::{code, doc};
use super::value::{View, values};
use crate::json;
use crate::markdown::{Markdown, md};
use crate::model::{Api, Vector, VectorSubject};
use crate::signing::replay;
use specie_runtime::signing::SignedRequest;
use specie_runtime::signing::plan::{Place, Scheme, Section};

/// Values for the page.
pub fn context(api: &Api) -> View {
    let scheme = &api.runtime.scheme;
    values!({
        "sections": scheme.sections.iter().enumerate().map(|(index, section)| values!({
            "name": code(&section.name).cell(),
            "url": code(&format!("{}{}", section.base, section.path)).cell(),
            "places": places(section).cell(),
            "plan": section.plan.and_then(|plan| scheme.plans.get(usize::from(plan))).map(|plan| code(&plan.name).cell()),
            "doc": section_doc(api, index, section).cell(),
        })).collect::<Vec<_>>(),
        "plans": scheme.plans.iter().enumerate().map(|(index, plan)| {
            let sections = scheme.sections.iter()
                .filter(|section| section.plan.map(usize::from) == Some(index))
                .map(|section| code(&section.name));
            values!({
                "name": Markdown::text(&plan.name),
                "sections": Markdown::list(sections, ", "),
                "source": api.scheme_docs.plans.get(index).map(|text| Markdown::fenced("yaml", text)),
                "walks": walks(api, index),
            })
        }).collect::<Vec<_>>(),
        "sessions": scheme.sessions.iter().map(|session| values!({
            "name": code(&session.name),
            "call": session.call.as_ref().map(|call| code(&format!("{} {}", call.method, call.path))),
            "keep": Markdown::list(session.keep.iter().map(|keep| code(&format!("session.{}", keep.name))), ", "),
        })).collect::<Vec<_>>(),
        "tables": scheme.tables.iter().map(|(name, data)| values!({
            "name": code(name),
            "data": code(&json::write(data)),
        })).collect::<Vec<_>>(),
    })
}

/// What the spec says about a section, and who verifies its responses.
fn section_doc(api: &Api, index: usize, section: &Section) -> Markdown {
    let mut said = api
        .scheme_docs
        .sections
        .get(index)
        .map(doc)
        .unwrap_or_default();
    let webhooks = &api.runtime.scheme.webhooks;
    let webhook = section.verify.and_then(|at| webhooks.get(usize::from(at)));
    if let Some(webhook) = webhook {
        said.then(&md!(
            "Responses are signed, and verified like deliveries of {}.",
            code(&webhook.plan.name)
        ));
    }
    said
}

fn places(section: &Section) -> Markdown {
    let word = |place| match place {
        Place::Query => "query",
        Place::Form => "form",
        Place::Json => "JSON",
        Place::None => "not sent",
    };
    let places = section.places.iter();
    let mut parts: Vec<Markdown> = places
        .map(|(method, place)| md!("{}: {}", Markdown::text(method), word(*place)))
        .collect();
    parts.push(if parts.is_empty() {
        Markdown::words(word(section.otherwise))
    } else {
        md!("else: {}", word(section.otherwise))
    });
    Markdown::list(parts, ", ")
}

/// Walks through the vectors of a plan: the first of each set of credentials, at most two.
fn walks(api: &Api, plan: usize) -> Vec<View> {
    let mut seen: Vec<Vec<&str>> = Vec::new();
    let mut out = Vec::new();
    for vector in &api.vectors {
        let VectorSubject::Call { section, .. } = &vector.subject else {
            continue;
        };
        let own = api
            .runtime
            .scheme
            .sections
            .get(usize::from(*section))
            .and_then(|section| section.plan);
        let names: Vec<&str> = vector
            .credentials
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        if own.map(usize::from) != Some(plan) || seen.contains(&names) || out.len() >= 2 {
            continue;
        }
        if let Some(walk) = walk(&api.runtime.scheme, vector) {
            seen.push(names);
            out.push(walk);
        }
    }
    out
}

/// The value of each step of a vector, and the resulting request.
fn walk(scheme: &Scheme, vector: &Vector) -> Option<View> {
    let (signed, steps) = replay::explain(scheme, vector)?;
    let VectorSubject::Call {
        method,
        path,
        params,
        now_us,
        ..
    } = &vector.subject
    else {
        return None;
    };
    let shown = |name: &str| !name.contains(':');
    Some(values!({
        "name": Markdown::text(&vector.name).sentence(),
        "origin": vector.source.as_deref().map(Markdown::text),
        "call": code(&format!("{method} {path}")),
        "params": params.as_ref().map(|params| code(&json::write(params))),
        "now_ms": Markdown::text(&(now_us / 1000).to_string()),
        "credentials": vector.credentials.iter().map(|(name, value)| values!({
            "name": code(name).cell(),
            "value": code(value).cell(),
        })).collect::<Vec<_>>(),
        "steps": steps.iter().map(|step| values!({
            "step": Markdown::text(&step.step),
            "name": Markdown::text(&step.name).cell(),
            "kind": step.kind,
            "value": code(&step.value).cell(),
            "top": shown(&step.name),
        })).collect::<Vec<_>>(),
        "request": Markdown::fenced("text", &request_text(&signed)),
    }))
}

/// The request as sent.
pub fn request_text(signed: &SignedRequest<'_>) -> String {
    let mut out = format!("{} {}\n", signed.method, signed.url);
    for (name, value) in &signed.headers {
        out.push_str(&format!("{name}: {value}\n"));
    }
    if let Some(body) = &signed.body {
        out.push('\n');
        out.push_str(&String::from_utf8_lossy(body));
        out.push('\n');
    }
    out.trim_end().to_owned()
}
