//! `specie check`: prints every finding of the specs.

use crate::arguments::{Check, Format};
use crate::failure::Failure;
use crate::workspace::SpecFile;
use crate::{print, spec};
use serde_json::json;
use specie_codegen::diagnostic::{Severity, render};
use specie_codegen::{Loaded, Options};
use std::io::IsTerminal;

/// Checks specs and prints the findings.
///
/// # Errors
/// A spec does not exist, or a finding is more than a warning.
pub fn run(arguments: &Check) -> Result<(), Failure> {
    let options = Options {
        draft: arguments.draft,
        ..Options::default()
    };
    let mut loaded = Vec::new();
    for file in SpecFile::find_all(&arguments.specs)? {
        loaded.push(spec::load(&file, &options)?);
    }
    match arguments.format {
        Format::Json => print::data(&as_json(&loaded))?,
        Format::Text => print::result(&as_text(&loaded, arguments.draft))?,
    }
    let wrong = loaded.iter().any(Loaded::is_rejected);
    if wrong {
        Err(Failure::printed())
    } else {
        Ok(())
    }
}

/// `{"specs": […], "diagnostics": […]}`; a spec with errors appears only in the second list.
fn as_json(loaded: &[Loaded]) -> String {
    let specs: Vec<_> = loaded
        .iter()
        .filter_map(|spec| spec.api.as_ref())
        .map(|api| {
            json!({
                "provider": api.provider, "operations": api.operations.len(), "types": api.types.len(),
                "webhooks": api.webhooks.len(), "streams": api.streams.len(), "vectors": api.vectors.len(),
            })
        })
        .collect();
    let diagnostics: Vec<_> = loaded
        .iter()
        .flat_map(|spec| {
            spec.diagnostics
                .shown()
                .into_iter()
                .map(|diagnostic| render::json(&spec.source, &diagnostic))
        })
        .collect();
    format!(
        "{:#}\n",
        json!({ "specs": specs, "diagnostics": diagnostics })
    )
}

fn as_text(loaded: &[Loaded], draft: bool) -> String {
    let color = std::io::stdout().is_terminal();
    let mut text = String::new();
    for spec in loaded {
        let shown = match draft {
            true => spec.diagnostics.shown_in_draft(),
            false => spec.diagnostics.shown(),
        };
        for diagnostic in shown {
            text.push_str(&render::terminal(&spec.source, &diagnostic, color));
            text.push('\n');
        }
    }
    for spec in loaded {
        text.push_str(&match &spec.api {
            Some(api) => format!(
                "{}: {}, {}, {}, {}, {}\n",
                spec.source.path,
                count(api.operations.len(), "operation"),
                count(api.types.len(), "type"),
                count(api.webhooks.len(), "webhook"),
                count(api.streams.len(), "stream"),
                count(api.vectors.len(), "vector")
            ),
            None => {
                let errors = spec.diagnostics.count(Severity::Error);
                format!("{}: {}\n", spec.source.path, count(errors, "error"))
            }
        });
    }
    text.push_str(&totals(loaded));
    text
}

/// `2 errors and 1 warning in 4 specs`
fn totals(loaded: &[Loaded]) -> String {
    let of = |severity| -> usize {
        let counts = loaded.iter().map(|spec| spec.diagnostics.count(severity));
        counts.sum()
    };
    let found: Vec<String> = [
        (Severity::Error, "error"),
        (Severity::Incomplete, "incomplete place"),
        (Severity::Warning, "warning"),
    ]
    .into_iter()
    .map(|(severity, name)| (of(severity), name))
    .filter(|(number, _)| *number > 0)
    .map(|(number, name)| count(number, name))
    .collect();
    let specs = count(loaded.len(), "spec");
    if found.is_empty() {
        format!("no findings in {specs}\n")
    } else {
        format!("{} in {specs}\n", found.join(", "))
    }
}

/// `1 spec`, `2 specs`
pub fn count(number: usize, what: &str) -> String {
    if number == 1 {
        format!("1 {what}")
    } else {
        format!("{number} {what}s")
    }
}
