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

use crate::files::Files;
use crate::model::Api;
use serde_json::Value;
use std::sync::LazyLock;
use tera::{Context, Tera};

/// Name and text of each template.
const TEMPLATES: [(&str, &str); 7] = [
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
    ("types.md", include_str!("../../../templates/types.md.tera")),
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
    let mut pages = vec![
        ("README.md", "overview.md", overview::context(api)),
        ("signing.md", "signing.md", signing::context(api)),
        ("operations.md", "operations.md", operations::context(api)),
        ("types.md", "types.md", types::context(api)),
        ("errors.md", "errors.md", overview::errors(api)),
    ];
    if !api.webhooks.is_empty() {
        pages.push(("webhooks.md", "webhooks.md", streams::webhooks(api)));
    }
    if !api.streams.is_empty() {
        pages.push(("streams.md", "streams.md", streams::context(api)));
    }
    let mut files = Files::new();
    for (page, template, values) in pages {
        let text = render(api, template, values)?;
        files.insert(format!("{}/{page}", api.provider), text);
    }
    Ok(files)
}

/// A template of specie that does not render.
#[derive(Clone, Debug, thiserror::Error)]
#[error("template `{template}` does not render: {message}")]
pub struct TemplateError {
    template: &'static str,
    message: String,
}

fn render(api: &Api, template: &'static str, values: Value) -> Result<String, TemplateError> {
    let fail = |message| TemplateError { template, message };
    let tera = TERA.as_ref().map_err(|message| fail(message.clone()))?;
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
    let text = tera
        .render(template, &context)
        .map_err(|error| fail(error.to_string()))?;
    Ok(tidy(&text))
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
