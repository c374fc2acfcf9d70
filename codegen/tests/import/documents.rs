//! The documents of real providers, where they are at hand: the folder is beside the workspace in CI, and nowhere else.

use super::support::check;
use specie_codegen::import::{self, ImportOptions, Imported};
use std::path::PathBuf;

fn folder() -> PathBuf {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    root.join("../../shared/openapi")
}

fn documents() -> Vec<(String, Vec<u8>)> {
    let Ok(entries) = std::fs::read_dir(folder()) else {
        eprintln!("skipped: there are no documents in {}", folder().display());
        return Vec::new();
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.ends_with(".json") || name.ends_with(".yaml") {
            found.push((name, std::fs::read(path).unwrap()));
        }
    }
    found.sort();
    found
}

fn import(name: &str, document: &[u8]) -> Imported {
    match import::openapi(document, &ImportOptions::default()) {
        Ok(imported) => imported,
        Err(error) => panic!("{name}: {error}"),
    }
}

/// The largest documents take minutes without optimization: `LARGE=1` includes them.
const LARGE: usize = 1_500_000;

#[test]
fn every_document_gives_a_draft_without_errors() {
    let large = std::env::var("LARGE").is_ok();
    let (mut whole, mut all) = (0, 0);
    for (name, document) in documents() {
        if document.len() > LARGE && !large {
            continue;
        }
        let imported = import(&name, &document);
        check(&imported);
        let counts = imported.report.operations;
        let own = counts.whole + counts.weakened + counts.impossible;
        println!(
            "{name}: {own} operations, {} whole, {} weakened, {} impossible, {} findings",
            counts.whole,
            counts.weakened,
            counts.impossible,
            imported.report.findings().len()
        );
        assert_eq!(
            imported.loaded.api.map(|api| api.operations.len()),
            Some(counts.whole + counts.weakened),
            "{name}"
        );
        whole += counts.whole;
        all += own;
    }
    assert!(
        whole * 100 >= all * 99,
        "{whole} of {all} operations are whole"
    );
}

#[test]
fn the_same_document_gives_the_same_draft() {
    for (name, document) in documents() {
        if document.len() > 200_000 {
            continue;
        }
        let (first, second) = (import(&name, &document), import(&name, &document));
        assert!(first.spec == second.spec, "{name}");
        assert_eq!(first.report.to_json(), second.report.to_json(), "{name}");
    }
}
