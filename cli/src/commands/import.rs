//! `specie import`: makes the draft of a spec from a provider's own description of its API.

use crate::arguments::{Import, ImportFrom};
use crate::failure::Failure;
use crate::{input, print};
use specie_codegen::import::{self, Group, ImportOptions, Imported, Report};
use specie_codegen::{output, update};
use std::fmt::Write as _;
use std::path::Path;

/// How many places of a group of findings are shown. The report has all of them.
const PLACES: usize = 3;

/// Imports a document. The draft goes to stdout, or to the file of `--out`, with the record that `specie update` needs beside it.
///
/// # Errors
/// The document cannot be read, the spec exists already, or a file cannot be written.
pub fn run(arguments: &Import) -> Result<(), Failure> {
    let ImportFrom::Openapi(arguments) = &arguments.from;
    if let Some(out) = &arguments.out {
        refuse_existing(out, &arguments.file)?;
    }
    let document = input::read_bytes(&arguments.file)?;
    let options = ImportOptions {
        provider: arguments.provider.clone().or_else(|| {
            let stem = arguments.out.as_ref()?.file_stem()?.to_str()?;
            specie_codegen::names::is_module_name(stem).then(|| stem.to_owned())
        }),
    };
    let shown = input::shown_path(&arguments.file);
    let imported = import::openapi(&document, &options)
        .map_err(|error| Failure::findings(format!("{shown}: {error}")))?;
    if let Some(path) = &arguments.report {
        write(path, &imported.report.to_json())?;
    }
    match &arguments.out {
        Some(out) => {
            let record = update::record(&out.display().to_string(), &imported.spec)
                .map_err(|error| Failure::findings(error.to_string()))?;
            write(out, &imported.spec)?;
            write(&update::record_path(out), &record)?;
            print::result(&summary(&imported, out, arguments.report.as_deref()))
        }
        None => {
            print::data(&imported.spec)?;
            let counts = counts(&imported.report);
            let findings = findings(&imported.report, arguments.report.as_deref());
            print::message(format!("{counts}\n{findings}").trim_end());
            Ok(())
        }
    }
}

/// A spec that exists may hold the work of its author.
fn refuse_existing(out: &Path, document: &Path) -> Result<(), Failure> {
    match out.try_exists() {
        Ok(false) => Ok(()),
        Ok(true) => Err(Failure::findings(format!("`{}` exists already", out.display())).help(
            format!(
                "`specie update {} {}` takes over what changed in the document, and keeps what you wrote",
                out.display(),
                input::shown_path(document)
            ),
        )),
        Err(error) => Err(Failure::usage(format!(
            "cannot read `{}`: {error}",
            out.display()
        ))),
    }
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    output::replace(path, text).map_err(|error| Failure::findings(error.to_string()))
}

fn summary(imported: &Imported, out: &Path, report: Option<&Path>) -> String {
    let out = out.display();
    let counts = counts(&imported.report);
    let findings = findings(&imported.report, report);
    format!(
        "wrote {out}, and what was imported as a record for `specie update`\n{counts}\n{findings}next: `specie check --draft {out}`; look for `unconfirmed`, and write the plans of `auth`\n"
    )
}

/// `297 operations: 295 whole, 2 weakened; 14 findings`
fn counts(report: &Report) -> String {
    let operations = report.operations;
    let all = operations.whole + operations.weakened + operations.impossible;
    let mut text = format!("{all} operations: {} whole", operations.whole);
    if operations.weakened > 0 {
        text.push_str(&format!(", {} weakened", operations.weakened));
    }
    if operations.impossible > 0 {
        text.push_str(&format!(", {} left out", operations.impossible));
    }
    let findings = report.findings().len();
    text.push_str(&match findings {
        0 => String::new(),
        1 => "; 1 finding".to_owned(),
        findings => format!("; {findings} findings"),
    });
    text
}

/// The findings of one kind together, with their number and the first of their places.
fn findings(report: &Report, file: Option<&Path>) -> String {
    let groups = report.groups();
    let mut text = String::new();
    for group in &groups {
        let number = match group.places.len() {
            1 => String::new(),
            several => format!("{several} × "),
        };
        let _ = writeln!(text, "  {number}{}: {}", group.what, group.done);
        let _ = writeln!(text, "      {}", places(group));
    }
    if groups.iter().any(|group| group.places.len() > PLACES) {
        let _ = match file {
            Some(file) => writeln!(text, "every place is in {}", file.display()),
            None => writeln!(text, "`--report FILE` writes every place as JSON"),
        };
    }
    text
}

fn places(group: &Group) -> String {
    let shown = group.places.iter().take(PLACES);
    // The pointer to the document itself is the empty text.
    let shown = shown.map(|place| match place.as_str() {
        "" => "the document",
        place => place,
    });
    let mut text = shown.collect::<Vec<_>>().join(", ");
    match group.places.len().saturating_sub(PLACES) {
        0 => {}
        more => {
            let _ = write!(text, " and {more} more");
        }
    }
    text
}
