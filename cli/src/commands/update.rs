//! `specie update`: merges a newer document of the provider into a spec.

use crate::arguments::{ChangesFormat, Update};
use crate::failure::Failure;
use crate::workspace::SpecFile;
use crate::{input, print};
use specie_codegen::import::{self, ImportOptions};
use specie_codegen::output;
use specie_codegen::update::{self, Inputs, Summary, UpdateError};
use std::path::Path;

/// Updates a spec and its record, and prints a summary.
///
/// # Errors
/// A file cannot be read or written, the files do not belong together, or there are conflicts.
pub fn run(arguments: &Update) -> Result<(), Failure> {
    let file = SpecFile::find(&arguments.spec)?;
    let spec = read_text(&file.path, &file.shown)?;
    let record_path = update::record_path(&file.path);
    let shown_record = record_path.display().to_string();
    if !record_path.exists() {
        return Err(Failure::findings(format!("`{}` has no record: expected `{shown_record}`", file.shown)).help(
            "`specie import openapi OLD_DOCUMENT --out FILE` writes a spec and its record: import the document that this spec was made from under another name, and move that record here",
        ));
    }
    let record = read_text(&record_path, &shown_record)?;
    let document = input::read_bytes(&arguments.document)?;
    let options = ImportOptions {
        provider: update::provider_of(&record),
    };
    let shown = input::shown_path(&arguments.document);
    let imported = import::openapi(&document, &options)
        .map_err(|error| Failure::findings(format!("{shown}: {error}")))?;
    let updated = update::update(&Inputs {
        path: &file.shown,
        spec: &spec,
        record: &record,
        draft: &imported.spec,
        prune: arguments.prune,
    })
    .map_err(|error| failed(&error))?;

    // The spec first: if only this is written, the next update finds both sides equal.
    let write = |path: &Path, text: &str| {
        output::write_if_changed(path, text).map_err(|error| Failure::findings(error.to_string()))
    };
    write(&file.path, &updated.spec)?;
    write(&record_path, &updated.record)?;
    show(&updated.summary, arguments.format)?;
    match updated.summary.has_conflicts() {
        true => Err(Failure::printed()),
        false => Ok(()),
    }
}

fn show(summary: &Summary, format: ChangesFormat) -> Result<(), Failure> {
    match format {
        ChangesFormat::Text => print::result(&summary.text()),
        ChangesFormat::Json => print::data(&format!("{:#}\n", summary.json())),
        ChangesFormat::Markdown => print::data(&summary.markdown()),
    }
}

fn failed(error: &UpdateError) -> Failure {
    let help = match error {
        UpdateError::NotYaml { path, .. } => Some(format!("`specie check {path}` says more")),
        UpdateError::BadRecord { .. } => Some("restore the record from version control".to_owned()),
        UpdateError::OtherDocument { .. } => {
            Some("check that this is the document of this provider".to_owned())
        }
        UpdateError::OtherRecord { .. } => {
            Some("restore the record that was written with this spec".to_owned())
        }
        UpdateError::NotWritable { .. } => None,
    };
    Failure::findings(error.to_string()).maybe_help(help)
}

fn read_text(path: &Path, shown: &str) -> Result<String, Failure> {
    let bytes = std::fs::read(path)
        .map_err(|error| Failure::usage(format!("cannot read `{shown}`: {error}")))?;
    String::from_utf8(bytes).map_err(|_| Failure::findings(format!("`{shown}` is not UTF-8")))
}
