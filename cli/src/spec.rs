//! Reads a spec for a command that works on one provider.

use crate::failure::Failure;
use crate::print;
use crate::workspace::SpecFile;
use specie_codegen::diagnostic::{Severity, render};
use specie_codegen::model::Api;
use specie_codegen::source::Source;
use specie_codegen::{Loaded, Options};
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
    let loaded = load(
        &file,
        &Options {
            draft: true,
            skip_vectors: true,
        },
    )?;
    if loaded.diagnostics.has_errors() {
        // An incomplete spec is accepted here.
        print_findings(&loaded, |severity| severity != Severity::Incomplete);
        return Err(Failure::findings(format!("`{}` has errors", file.shown)));
    }
    if loaded.diagnostics.is_incomplete() {
        print::note(&format!(
            "`{}` is incomplete; run `specie check {name}` for details",
            file.shown
        ));
    }
    match loaded.api {
        Some(api) => Ok((api, loaded.source)),
        None => Err(Failure::findings(format!("`{}` has errors", file.shown))),
    }
}

/// Prints the findings of a spec that `shown` selects to stderr.
pub fn print_findings(loaded: &Loaded, shown: impl Fn(Severity) -> bool) {
    let color = std::io::stderr().is_terminal();
    for diagnostic in loaded.diagnostics.shown_of(shown) {
        print::message(&render::terminal(&loaded.source, &diagnostic, color));
    }
}
