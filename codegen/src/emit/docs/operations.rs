//! The page of operations.

use super::text::{code, doc, field, link, origin, source, type_words};
use super::value::{View, values};
use crate::emit::common::describe;
use crate::json;
use crate::markdown::{Markdown, md};
use crate::model::{Api, Idempotency, Location, OneOf, Operation, Param, Response};
use crate::pagination::{Words, ends, sentence};
use specie_runtime::Pagination;

/// Values for the head of the page.
pub fn context(api: &Api) -> View {
    let operations = api.operations.iter().map(|operation| {
        values!({
            "link": link(&operation.name, "").cell(),
            "summary": summary(&operation.doc.text).cell(),
        })
    });
    values!({ "operations": operations.collect::<Vec<_>>() })
}

/// Values for the section of one operation.
pub fn operation(api: &Api, operation: &Operation) -> View {
    let section = api
        .runtime
        .scheme
        .sections
        .get(usize::from(operation.section));
    let plan = section
        .and_then(|section| section.plan)
        .and_then(|plan| api.runtime.scheme.plans.get(usize::from(plan)));
    values!({
        "name": Markdown::text(&operation.name),
        "doc": doc(&operation.doc),
        "source": source("Provider docs", operation.doc.source.as_ref()),
        "call": code(&format!("{} {}", operation.method, operation.path)),
        "section": section.map(|section| code(&section.name)),
        "plan": plan.map(|plan| {
            let label = md!("plan {}", code(&plan.name));
            Markdown::section(&label, "signing.md", &format!("Plan {}", plan.name))
        }),
        "idempotency": idempotency(api, operation),
        "params": operation.params.iter().enumerate().map(|(index, param)| {
            let group = operation.one_of.iter().find(|group| group.members.contains(&index));
            values!({
                "name": code(&param.field.name).cell(),
                "type": match &param.field.constant {
                    Some(text) => md!("always {}", code(text)),
                    None => type_words(api, &param.field.ty),
                }.cell(),
                "required": required(param.field.optional, param.field.constant.is_some(), group).cell(),
                "location": location(api, operation, param),
                "doc": field(&param.field),
            })
        }).collect::<Vec<_>>(),
        "response": response(api, &operation.response),
        "response_headers": operation.response_headers.as_ref().map(|ty| type_words(api, ty)),
        "download": matches!(operation.response, Response::Raw { .. })
            .then(|| code(&crate::names::download_method(&operation.rust_name))),
        "variants": operation.variants.iter().map(|variant| values!({
            "name": code(&variant.name),
            "doc": doc(&variant.doc).flat(),
            "set": Markdown::list(variant.set.iter().map(|(name, value)| md!("{} = {}", code(name), code(value))), ", "),
            "response": response(api, &variant.response),
        })).collect::<Vec<_>>(),
        "paginate": operation.pagination.as_ref().map(pagination),
        "pages_method": code(&crate::names::pages_method(&operation.rust_name)),
        "timeout": operation.timeout_ms.map(describe::duration),
        "limits": super::limits::of_operation(api, operation),
        "rust": Markdown::fenced("rust", &super::sample::call(api, operation)),
        "recipe": super::sample::recipe(api, operation)
            .map(|recipe| Markdown::fenced("rust", &recipe)),
        "examples": operation.examples.iter().map(|example| values!({
            "name": describe::sentence(&example.name).flat(),
            "source": origin(example.source.as_ref()),
            "params": example.params.as_ref().map(|data| Markdown::fenced("json", &json::write(data))),
            "response": example.response.as_ref().map(|data| Markdown::fenced("json", &json::write(data))),
        })).collect::<Vec<_>>(),
    })
}

/// The first sentence of a text.
pub fn summary(text: &str) -> Markdown {
    let text = text.trim();
    let end = text.find(". ").map_or(text.len(), |at| at + 1);
    describe::sentence(text.get(..end).unwrap_or(text))
}

fn required(optional: bool, constant: bool, group: Option<&OneOf>) -> Markdown {
    match group {
        Some(group) if group.optional => md!("at most one of {}", code(&group.name)),
        Some(group) => md!("exactly one of {}", code(&group.name)),
        None if constant => Markdown::words("constant"),
        None if optional => Markdown::words("no"),
        None => Markdown::words("yes"),
    }
}

fn location(api: &Api, operation: &Operation, param: &Param) -> &'static str {
    use specie_runtime::signing::plan::{PathEncode, Place};
    let section = api
        .runtime
        .scheme
        .sections
        .get(usize::from(operation.section));
    let way = section.map_or(PathEncode::Segment, |section| section.path_encode);
    match param.location {
        Location::Path => match param.path_encode.unwrap_or(way) {
            PathEncode::Segment => "path",
            PathEncode::Segments => "path, split into segments at `/`",
            PathEncode::Raw => "path, already percent-encoded",
        },
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
        Location::Items => "the list itself",
        Location::Body => "the body itself",
        Location::Part => "part of the body",
        Location::Main => match operation.place {
            Place::Query => "query",
            Place::Form => "form body",
            Place::Json => "JSON body",
            Place::None => "input of the signing plan only",
        },
    }
}

/// The response of an operation, in words.
fn response(api: &Api, described: &Response) -> Markdown {
    match described {
        Response::None => Markdown::words("nothing"),
        Response::Type(ty) => type_words(api, ty),
        Response::Optional(ty) => md!("{}, or nothing", type_words(api, ty)),
        Response::Raw { text, media } => {
            let form = Markdown::words(if *text {
                "the body as text"
            } else {
                "the body as bytes"
            });
            match media {
                Some(media) => md!("{}, {}", form, code(media)),
                None => form,
            }
        }
        Response::ByStatus(responses) => {
            let responses = responses.iter().map(|(status, inner)| {
                md!("{}: {}", code(&status.to_string()), response(api, inner))
            });
            Markdown::list(responses, "; ")
        }
    }
}

fn idempotency(api: &Api, operation: &Operation) -> Markdown {
    match &operation.idempotency {
        Idempotency::Safe => Markdown::words("safe to retry"),
        Idempotency::Keyed { field, unique } => {
            let other = operation
                .reconcile
                .and_then(|index| api.operations.get(index));
            let other = other.map(|other| link(&other.name, ""));
            describe::keyed(field, *unique, &Markdown::words("the outcome"), other)
        }
        Idempotency::Never => match operation
            .reconcile
            .and_then(|index| api.operations.get(index))
        {
            Some(other) => md!(
                "never repeated once it may have been received; if the outcome is ambiguous, call {} to find out what happened",
                link(&other.name, "")
            ),
            None => Markdown::words("never repeated once it may have been received"),
        },
    }
}

fn pagination(pagination: &Pagination<String>) -> Markdown {
    let ends = ends(pagination);
    let ends = Markdown::list(ends.into_iter().map(in_words), " or ");
    md!(
        "{}; the list ends {}",
        in_words(sentence(&pagination.style)),
        ends
    )
}

fn in_words(words: Vec<Words<'_>>) -> Markdown {
    let words = words.into_iter().map(|words| match words {
        Words::Plain(text) => Markdown::words(text),
        Words::Name(name) => code(&name),
    });
    Markdown::list(words, " ")
}
