//! The page of operations.

use super::text::{anchor, cell, doc, field, type_words};
use super::value::values;
use crate::emit::rust::rustdoc;
use crate::emit::rust::streams::json as json_text;
use crate::model::{Answer, Api, Idempotency, Location, Operation, Paginate};
use serde_json::{Value as Json, json};
use tera::Value;

/// What the head of the page shows.
pub fn context(api: &Api) -> Json {
    let operations: Vec<Json> = api
        .operations
        .iter()
        .map(|operation| json!({ "name": operation.name, "anchor": anchor(&operation.name), "summary": cell(&summary(&operation.doc.text)) }))
        .collect();
    json!({ "operations": operations })
}

/// What the part of one operation shows.
pub fn operation(api: &Api, operation: &Operation) -> Value {
    let section = api.scheme.sections.get(usize::from(operation.section));
    let plan = section
        .and_then(|section| section.plan)
        .and_then(|plan| api.scheme.plans.get(usize::from(plan)));
    values!({
        "name": &operation.name,
        "doc": doc(&operation.doc),
        "source": &operation.doc.source,
        "method": &operation.method,
        "path": &operation.path,
        "section": section.map(|section| &section.name),
        "plan": plan.map(|plan| &plan.name),
        "plan_anchor": plan.map(|plan| anchor(&format!("Plan {}", plan.name))),
        "idempotency": idempotency(api, operation),
        "params": operation.params.iter().enumerate().map(|(place, param)| {
            let group = operation.one_of.iter().find(|group| group.members.contains(&place));
            values!({
                "name": &param.field.name,
                "type": match &param.field.constant {
                    Some(text) => format!("always `{text}`"),
                    None => cell(&type_words(api, &param.field.ty)),
                },
                "needed": needed(param.field.optional, param.field.constant.is_some(), group),
                "where": location(operation, param.location),
                "doc": field(&param.field),
            })
        }).collect::<Vec<_>>(),
        "answer": answer(api, &operation.answer),
        "variants": operation.variants.iter().map(|variant| values!({
            "name": &variant.name,
            "doc": doc(&variant.doc),
            "set": variant.set.iter().map(|(name, value)| format!("`{name}` = `{value}`")).collect::<Vec<_>>().join(", "),
            "answer": answer(api, &variant.answer),
        })).collect::<Vec<_>>(),
        "paginate": operation.paginate.as_ref().map(paginate),
        "pages_method": crate::names::pages_method(&operation.rust_name),
        "timeout": operation.timeout_ms.map(super::overview::duration),
        "weight": if operation.weight == 1 { None } else { Some(operation.weight.to_string()) },
        "rust": super::sample::call(api, operation),
        "examples": operation.examples.iter().map(|example| values!({
            "name": rustdoc::sentence(&example.name),
            "source": &example.source,
            "params": example.params.as_ref().map(json_text),
            "answer": example.answer.as_ref().map(json_text),
        })).collect::<Vec<_>>(),
    })
}

/// The first sentence of a text.
fn summary(text: &str) -> String {
    let text = text.trim();
    let end = text.find(". ").map_or(text.len(), |at| at + 1);
    rustdoc::sentence(text.get(..end).unwrap_or(text))
}

fn needed(optional: bool, constant: bool, group: Option<&crate::model::OneOf>) -> String {
    match group {
        Some(group) if group.optional => format!("at most one `{}`", group.name),
        Some(group) => format!("exactly one `{}`", group.name),
        None if constant => "constant".to_owned(),
        None if optional => "no".to_owned(),
        None => "yes".to_owned(),
    }
}

fn location(operation: &Operation, location: Location) -> &'static str {
    use specie_runtime::signing::plan::Place;
    match location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Items => "the whole list",
        Location::Main => match operation.place {
            Place::Query => "query",
            Place::Form => "form body",
            Place::Json => "JSON body",
            Place::None => "held for the plan",
        },
    }
}

/// What an operation answers, in words.
fn answer(api: &Api, answer: &Answer) -> String {
    match answer {
        Answer::None => "nothing".to_owned(),
        Answer::Type(ty) => type_words(api, ty),
    }
}

fn idempotency(api: &Api, operation: &Operation) -> String {
    match &operation.idempotency {
        Idempotency::Safe => "may be repeated".to_owned(),
        Idempotency::Keyed(field) => format!("may be repeated with the same `{field}`"),
        Idempotency::Never => match operation
            .reconcile
            .and_then(|place| api.operations.get(place))
        {
            Some(other) => format!(
                "never repeated by the client; when the outcome is ambiguous, ask [`{}`](#{})",
                other.name,
                anchor(&other.name)
            ),
            None => "never repeated by the client".to_owned(),
        },
    }
}

fn paginate(pages: &Paginate) -> String {
    match pages {
        Paginate::Page { page, .. } => format!("`{page}` counts pages from 1"),
        Paginate::Offset { start, .. } => format!("`{start}` counts entries from 0"),
        Paginate::Cursor {
            param,
            member: Some(member),
            ..
        } => format!("`{param}` takes `{member}` of the last entry"),
        Paginate::Cursor {
            param,
            member: None,
            ..
        } => format!("`{param}` takes the last entry"),
    }
}
