//! How signing works, step by step, with the real values of a vector.

use super::text::{cell, code, doc};
use crate::emit::rust::rustdoc;
use crate::emit::rust::streams::json as json_text;
use crate::model::{Api, Vector, VectorSubject};
use crate::signing::replay::{self, Replay};
use serde_json::{Value as Json, json};
use specie_runtime::signing::plan::{Place, Scheme};
use specie_runtime::signing::{Explained, Signed};

/// What the page shows.
pub fn context(api: &Api) -> Json {
    let scheme = &api.scheme;
    json!({
        "sections": scheme.sections.iter().enumerate().map(|(place, section)| json!({
            "name": section.name,
            "base": section.base,
            "path": section.path,
            "places": places(section),
            "plan": section.plan.and_then(|plan| scheme.plans.get(usize::from(plan))).map(|plan| &plan.name),
            "doc": cell(&api.scheme_docs.sections.get(place).map(doc).unwrap_or_default()),
        })).collect::<Vec<_>>(),
        "plans": scheme.plans.iter().enumerate().map(|(place, plan)| {
            let sections: Vec<String> = scheme.sections.iter()
                .filter(|section| section.plan.map(usize::from) == Some(place))
                .map(|section| format!("`{}`", section.name)).collect();
            json!({
                "name": plan.name,
                "sections": sections.join(", "),
                "source": api.scheme_docs.plans.get(place).map(|lines| source(lines)),
                "walks": walks(api, place),
            })
        }).collect::<Vec<_>>(),
        "sessions": scheme.sessions.iter().map(|session| json!({
            "name": session.name,
            "call": session.call.as_ref().map(|call| format!("{} {}", call.method, call.path)),
            "keep": session.keep.iter().map(|keep| format!("`session.{}`", keep.name)).collect::<Vec<_>>().join(", "),
        })).collect::<Vec<_>>(),
        "tables": scheme.tables.iter().map(|(name, data)| json!({ "name": name, "data": json_text(data) })).collect::<Vec<_>>(),
    })
}

/// The lines of a plan as they stand in the spec, without what they all are indented by.
pub fn source(lines: &[(u32, String)]) -> String {
    let indent = lines
        .iter()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(_, line)| line.len() - line.trim_start().len())
        .min()
        .unwrap_or(0);
    lines
        .iter()
        .map(|(_, line)| line.get(indent..).unwrap_or_default().trim_end())
        .collect::<Vec<_>>()
        .join("\n")
}

fn places(section: &specie_runtime::signing::plan::Section) -> String {
    let word = |place| match place {
        Place::Query => "query",
        Place::Form => "form",
        Place::Json => "JSON",
        Place::None => "nowhere",
    };
    let mut parts: Vec<String> = section
        .places
        .iter()
        .map(|(method, place)| format!("{method}: {}", word(*place)))
        .collect();
    parts.push(if parts.is_empty() {
        word(section.otherwise).to_owned()
    } else {
        format!("else: {}", word(section.otherwise))
    });
    parts.join(", ")
}

/// Walks through the vectors of a plan: the first of each set of credentials, at most two.
fn walks(api: &Api, plan: usize) -> Vec<Json> {
    let mut seen: Vec<Vec<&str>> = Vec::new();
    let mut out = Vec::new();
    for vector in &api.vectors {
        let VectorSubject::Call { section, .. } = &vector.subject else {
            continue;
        };
        let own = api
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
        if let Some(walk) = walk(&api.scheme, vector) {
            seen.push(names);
            out.push(walk);
        }
    }
    out
}

/// What each step of a vector made, and the request that came of it.
fn walk(scheme: &Scheme, vector: &Vector) -> Option<Json> {
    let (signed, steps) = explain(scheme, vector)?;
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
    Some(json!({
        "name": rustdoc::sentence(&vector.name),
        "origin": vector.source.as_deref().map(rustdoc::safe),
        "call": format!("{method} {path}"),
        "params": params.as_ref().map(json_text),
        "now_ms": (now_us / 1000).to_string(),
        "credentials": vector.credentials.iter().map(|(name, value)| json!({ "name": name, "value": short(value) })).collect::<Vec<_>>(),
        "steps": steps.iter().map(|step| json!({
            "step": step.step,
            "line": step.line.to_string(),
            "name": cell(&step.name),
            "kind": step.kind,
            "value": cell(&code(&short(&step.value))),
            "top": shown(&step.name),
        })).collect::<Vec<_>>(),
        "request": request_text(&signed),
    }))
}

/// Signs the call of a vector as `specie sign --explain` would.
fn explain(scheme: &Scheme, vector: &Vector) -> Option<(Signed<'static>, Vec<Explained>)> {
    let VectorSubject::Call { settings, .. } = &vector.subject else {
        return None;
    };
    let signer = replay::signer(scheme, &vector.credentials, settings).ok()?;
    let replay = Replay::of(vector)?.counted(&signer);
    let (signed, steps) = signer.explain(&replay.call, &replay.moment, &replay.session);
    Some((signed.ok()?.into_owned(), steps))
}

/// The request as it travels.
fn request_text(signed: &Signed<'_>) -> String {
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

/// A value without line breaks.
fn short(value: &str) -> String {
    value.replace('\n', "\\n").replace('\r', "\\r")
}
