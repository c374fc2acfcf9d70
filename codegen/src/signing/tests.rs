//! Whole specs.

use super::*;
use crate::diagnostic::render;
use std::path::{Path, PathBuf};

fn check(path: &str, text: &str) -> (Option<SigningParts>, String) {
    let source = Source::new(path, text);
    let mut diagnostics = Diagnostics::new();
    let root = crate::yaml::parse(&source, &mut diagnostics);
    let parts = root
        .as_ref()
        .and_then(Node::as_mapping)
        .and_then(|root| lower(&source, root, &mut diagnostics));
    let found: Vec<_> = diagnostics
        .sorted()
        .into_iter()
        .map(|d| render::terminal(&source, d, false))
        .collect();
    (parts, found.join("\n"))
}

fn yaml_files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .join(folder);
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .map(|entries| entries.flatten().map(|e| e.path()).collect())
        .unwrap_or_default();
    files.retain(|f| f.extension().is_some_and(|e| e == "yaml"));
    files.sort();
    files
}

/// Providers, exchanges, and plans that use every corner of the language.
fn specs() -> Vec<PathBuf> {
    let folders = ["specs", "tests/signing", "tests/plans"];
    let files: Vec<_> = folders.into_iter().flat_map(yaml_files).collect();
    assert!(files.len() >= 30, "{files:?}");
    files
}

#[test]
fn the_specs_at_hand_have_no_errors() {
    let mut wrong = Vec::new();
    let files = specs();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("readable");
        let (_, found) = check(&file.display().to_string(), &text);
        if found.contains("error[") {
            wrong.push(found);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_vectors_at_hand_reproduce() {
    let mut wrong = Vec::new();
    for file in specs() {
        let text = std::fs::read_to_string(&file).expect("readable");
        let path = file.display().to_string();
        let (parts, _) = check(&path, &text);
        let parts = parts.expect("a mapping");
        let source = Source::new(path, text);
        let mut diagnostics = Diagnostics::new();
        prove::replay(&source, &parts.scheme, &parts.vectors, &mut diagnostics);
        for diagnostic in diagnostics.sorted() {
            wrong.push(render::terminal(&source, diagnostic, false));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
