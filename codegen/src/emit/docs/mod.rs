//! The reference of a provider in Markdown, by Tera.
//!
//! The templates in `codegen/templates` hold the words; the modules here gather what they show.

mod operations;
mod overview;
mod sample;
mod signing;
mod streams;
mod text;
mod types;
mod value;

use crate::files::Files;
use crate::model::Api;
use serde_json::Value;
use std::sync::LazyLock;
use tera::{Context, Tera};

/// Name and text of each template.
const TEMPLATES: [(&str, &str); 9] = [
    (
        "overview.md",
        include_str!("../../../templates/overview.md.tera"),
    ),
    (
        "signing.md",
        include_str!("../../../templates/signing.md.tera"),
    ),
    (
        "operations.md",
        include_str!("../../../templates/operations.md.tera"),
    ),
    (
        "operation.md",
        include_str!("../../../templates/operation.md.tera"),
    ),
    ("types.md", include_str!("../../../templates/types.md.tera")),
    ("type.md", include_str!("../../../templates/type.md.tera")),
    (
        "errors.md",
        include_str!("../../../templates/errors.md.tera"),
    ),
    (
        "webhooks.md",
        include_str!("../../../templates/webhooks.md.tera"),
    ),
    (
        "streams.md",
        include_str!("../../../templates/streams.md.tera"),
    ),
];

static TERA: LazyLock<Result<Tera, String>> = LazyLock::new(|| {
    let mut tera = Tera::default();
    tera.add_raw_templates(TEMPLATES)
        .map_err(|error| error.to_string())?;
    Ok(tera)
});

/// The pages of a provider: `<provider>/README.md` and its siblings.
///
/// # Errors
/// A template of this crate does not render: a defect of specie, not of the spec.
pub fn emit(api: &Api) -> Result<Files, TemplateError> {
    let mut files = Files::new();
    let mut add =
        |page: &str, text: String| files.insert(format!("{}/{page}", api.provider), tidy(&text));
    add(
        "README.md",
        page(api, "overview.md", overview::context(api))?,
    );
    add(
        "signing.md",
        page(api, "signing.md", signing::context(api))?,
    );
    add("operations.md", operations_page(api)?);
    add("types.md", types_page(api)?);
    add("errors.md", page(api, "errors.md", overview::errors(api))?);
    if !api.webhooks.is_empty() {
        add(
            "webhooks.md",
            page(api, "webhooks.md", streams::webhooks(api))?,
        );
    }
    if !api.streams.is_empty() {
        add(
            "streams.md",
            page(api, "streams.md", streams::context(api))?,
        );
    }
    Ok(files)
}

/// Rendered operation by operation: there may be a thousand, and their values take more room than their text.
fn operations_page(api: &Api) -> Result<String, TemplateError> {
    let mut text = page(api, "operations.md", operations::context(api))?;
    for operation in &api.operations {
        let mut context = Context::new();
        context.insert_value("operation", operations::operation(api, operation));
        text.push('\n');
        text.push_str(&render("operation.md", &context)?);
    }
    Ok(text)
}

/// Rendered type by type, for the same reason.
fn types_page(api: &Api) -> Result<String, TemplateError> {
    let mut text = page(api, "types.md", Value::Null)?;
    for def in &api.types {
        let mut context = Context::new();
        context.insert_value("type", types::def(api, def));
        text.push('\n');
        text.push_str(&render("type.md", &context)?);
    }
    Ok(text)
}

/// A template of specie that does not render.
#[derive(Clone, Debug, thiserror::Error)]
#[error("template `{template}` does not render: {message}")]
pub struct TemplateError {
    template: &'static str,
    message: String,
}

/// A whole page, or the head of one.
fn page(api: &Api, template: &'static str, values: Value) -> Result<String, TemplateError> {
    let mut context = Context::new();
    if let Value::Object(values) = values {
        for (name, value) in values {
            context.insert(name, &value);
        }
    }
    context.insert("title", &api.title);
    context.insert("provider", &api.provider);
    context.insert("spec_path", &api.spec_path);
    context.insert("version", env!("CARGO_PKG_VERSION"));
    render(template, &context)
}

fn render(template: &'static str, context: &Context) -> Result<String, TemplateError> {
    let fail = |message| TemplateError { template, message };
    let tera = TERA.as_ref().map_err(|message| fail(message.clone()))?;
    tera.render(template, context)
        .map_err(|error| fail(error.to_string()))
}

/// No blanks at the ends of lines, no two empty lines after each other, one line end at the end. Fenced text stays as it is.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut empty, mut fenced) = (true, false);
    for line in text.lines() {
        if line.starts_with("```") {
            fenced = !fenced;
        }
        let line = if fenced { line } else { line.trim_end() };
        if line.is_empty() && empty && !fenced {
            continue;
        }
        empty = line.is_empty();
        out.push_str(line);
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}
