//! `specie list`: prints the operations that can be called.

use crate::arguments::{Format, List};
use crate::failure::Failure;
use crate::{print, spec};
use serde_json::json;
use specie_codegen::model::{Api, Doc, Idempotency, Operation};
use specie_runtime::KeyScope;

/// Prints the operations of a spec in their order; each variant of an operation has its own line.
///
/// # Errors
/// The spec does not exist, or it has errors.
pub fn run(arguments: &List) -> Result<(), Failure> {
    let (api, _) = spec::load_for_use(&arguments.spec)?;
    let rows: Vec<Row<'_>> = api
        .operations
        .iter()
        .flat_map(|operation| rows(&api, operation))
        .collect();
    match arguments.format {
        Format::Json => print::data(&as_json(&rows)),
        Format::Text => print::result(&as_text(&rows)),
    }
}

struct Row<'a> {
    name: &'a str,
    section: &'a str,
    method: &'a str,
    path: &'a str,
    auth: Option<&'a str>,
    idempotency: String,
    summary: String,
}

fn rows<'a>(api: &'a Api, operation: &'a Operation) -> impl Iterator<Item = Row<'a>> {
    let section = api
        .runtime
        .scheme
        .sections
        .get(usize::from(operation.section));
    let plan = section.and_then(|section| section.plan);
    let auth = plan.and_then(|plan| api.runtime.scheme.plans.get(usize::from(plan)));
    let names = std::iter::once((operation.name.as_str(), &operation.doc));
    let variants = operation
        .variants
        .iter()
        .map(|variant| (variant.name.as_str(), &variant.doc));
    names.chain(variants).map(move |(name, doc)| Row {
        name,
        section: section.map_or("", |section| section.name.as_ref()),
        method: &operation.method,
        path: &operation.path,
        auth: auth.map(|plan| plan.name.as_ref()),
        idempotency: match &operation.idempotency {
            Idempotency::Safe => "safe".to_owned(),
            Idempotency::Keyed { field, unique } => keyed(field, *unique),
            Idempotency::Never => "never".to_owned(),
        },
        summary: summary(doc),
    })
}

/// The key of a repeated call, and how long it is unique if it is not always.
fn keyed(field: &str, unique: KeyScope) -> String {
    match unique {
        KeyScope::Always => format!("keyed({field})"),
        KeyScope::Millis(ms) => format!("keyed({field}, unique: {ms} ms)"),
        KeyScope::OpenOrders => format!("keyed({field}, unique: open_orders)"),
    }
}

/// The first sentence of a doc, on one line.
fn summary(doc: &Doc) -> String {
    let text = doc.text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.split_once(". ") {
        Some((first, _)) => format!("{first}."),
        None => text,
    }
}

fn as_json(rows: &[Row<'_>]) -> String {
    let rows: Vec<_> = rows
        .iter()
        .map(|row| {
            json!({
                "name": row.name, "section": row.section, "method": row.method, "path": row.path, "auth": row.auth,
                "idempotency": row.idempotency, "summary": row.summary,
            })
        })
        .collect();
    format!("{:#}\n", serde_json::Value::Array(rows))
}

fn as_text(rows: &[Row<'_>]) -> String {
    let head = [
        "NAME", "SECTION", "METHOD", "PATH", "AUTH", "REPEAT", "SUMMARY",
    ]
    .map(str::to_owned);
    let body = rows.iter().map(|row| {
        [
            row.name,
            row.section,
            row.method,
            row.path,
            row.auth.unwrap_or("-"),
            &row.idempotency,
            &row.summary,
        ]
        .map(str::to_owned)
    });
    crate::table::aligned(&std::iter::once(head).chain(body).collect::<Vec<_>>())
}
