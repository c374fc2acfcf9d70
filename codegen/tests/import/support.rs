//! Documents that are written in tests, and what becomes of them.

use specie_codegen::diagnostic::Severity;
use specie_codegen::import::{self, Finding, ImportOptions, Imported};
use specie_codegen::{Options, load};

/// Imports a document that must give a draft without errors.
pub fn imported(document: &str) -> Imported {
    match import::openapi(document.as_bytes(), &ImportOptions::default()) {
        Ok(imported) => imported,
        Err(error) => panic!("{error}\n{document}"),
    }
}

/// Fails if a draft has errors, as `specie check --draft` does.
pub fn check(imported: &Imported) {
    let options = Options {
        draft: true,
        ..Options::default()
    };
    let loaded = load("draft.yaml", imported.spec.as_str(), &options);
    let errors: Vec<String> = loaded
        .diagnostics
        .shown()
        .iter()
        .filter(|found| found.severity == Severity::Error)
        .map(|found| format!("[{}] {}", found.code, found.message))
        .collect();
    assert!(
        errors.is_empty() && !loaded.is_rejected(),
        "{}\n{}",
        errors.join("\n"),
        imported.spec
    );
}

/// The lines of a spec below a key, which is given with its indentation, to the next key of the same depth or above; without indentation.
pub fn below<'s>(spec: &'s str, key: &str) -> Vec<&'s str> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut lines = spec.lines();
    let Some(head) = lines.find(|line| line.starts_with(&format!("{key}:"))) else {
        panic!("no `{key}` in\n{spec}");
    };
    lines
        .take_while(|line| line.is_empty() || indent(line) > indent(head))
        .map(str::trim_start)
        .collect()
}

/// Whether a finding is about this place, and says this.
pub fn reports(findings: &[Finding], place: &str, what: &str) -> bool {
    findings
        .iter()
        .any(|finding| finding.place.contains(place) && finding.what.contains(what))
}
