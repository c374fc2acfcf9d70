//! Reads a spec for a command that works on one provider.

use crate::failure::Failure;
use crate::print;
use crate::workspace::SpecFile;
use specie_codegen::diagnostic::{Diagnostic, Severity, render};
use specie_codegen::model::Api;
use specie_codegen::source::Source;
use specie_codegen::{Loaded, Options};
use std::borrow::Cow;
use std::io::IsTerminal;

/// Reads and checks a spec.
///
/// # Errors
/// The file cannot be read. Errors in its content are in the diagnostics.
pub fn load(file: &SpecFile, options: &Options) -> Result<Loaded, Failure> {
    let bytes = std::fs::read(&file.path)
        .map_err(|error| Failure::usage(format!("cannot read `{}`: {error}", file.shown)))?;
    Ok(specie_codegen::load(&file.shown, bytes, options))
}

/// Reads the spec that the user calls `name`, for a command that accepts an incomplete one.
///
/// # Errors
/// The spec does not exist, or it has errors, which are printed.
pub fn load_for_use(name: &str) -> Result<(Api, Source), Failure> {
    let file = SpecFile::find(name)?;
    let loaded = load(&file, &FOR_USE)?;
    let is_incomplete = loaded.diagnostics.is_incomplete();
    let Read { api, source } = without_errors(loaded)?;
    if is_incomplete {
        print::note(&format!(
            "`{}` is incomplete; run `specie check {name}` for details",
            file.shown
        ));
    }
    Ok((api, source))
}

/// An incomplete spec is accepted, and vectors are not run.
const FOR_USE: Options = Options {
    draft: true,
    skip_vectors: true,
};

/// A spec without errors.
pub struct Read {
    /// Its model.
    pub api: Api,
    /// Its text.
    pub source: Source,
}

/// Reads the spec that the user calls `name`, complete or not.
///
/// # Errors
/// As for [`load_for_use`].
pub fn read(name: &str) -> Result<Read, Failure> {
    read_file(&SpecFile::find(name)?)
}

/// The same for a file.
///
/// # Errors
/// As for [`load_for_use`].
pub fn read_file(file: &SpecFile) -> Result<Read, Failure> {
    without_errors(load(file, &FOR_USE)?)
}

/// The same for bytes that messages call `shown`.
///
/// # Errors
/// The spec has errors, which are printed.
pub fn read_bytes(shown: &str, bytes: Vec<u8>) -> Result<Read, Failure> {
    without_errors(specie_codegen::load(shown, bytes, &FOR_USE))
}

fn without_errors(loaded: Loaded) -> Result<Read, Failure> {
    let has_errors = loaded.diagnostics.has_errors();
    let shown = loaded.source.path.clone();
    if has_errors {
        // An incomplete spec is accepted here.
        print_findings(&loaded, |severity| severity != Severity::Incomplete);
    }
    match loaded.api.filter(|_| !has_errors) {
        Some(api) => Ok(Read {
            api,
            source: loaded.source,
        }),
        None => Err(Failure::findings(format!("`{shown}` has errors"))),
    }
}

/// Prints the findings of a spec that `shown` selects to stderr.
pub fn print_findings(loaded: &Loaded, shown: impl Fn(Severity) -> bool) {
    print_all(loaded, loaded.diagnostics.shown_of(shown));
}

/// Prints the findings of a spec that may be incomplete to stderr.
pub fn print_findings_of_draft(loaded: &Loaded) {
    print_all(loaded, loaded.diagnostics.shown_in_draft());
}

fn print_all(loaded: &Loaded, findings: Vec<Cow<'_, Diagnostic>>) {
    let color = std::io::stderr().is_terminal();
    for diagnostic in findings {
        print::message(&render::terminal(&loaded.source, &diagnostic, color));
    }
}
