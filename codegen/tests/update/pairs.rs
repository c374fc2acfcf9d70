//! Two versions of real documents: the older is imported, the newer updates it.

use crate::support::{again, errors, told, update};
use specie_codegen::diff;
use specie_codegen::import::{self, ImportOptions};
use specie_codegen::model::Api;
use specie_codegen::rules::changes::Level;
use specie_codegen::update::{self as updates, Updated};
use specie_codegen::{Options, load};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The drafts of a pair.
pub struct Pair {
    pub name: String,
    pub old: String,
    pub new: String,
}

/// All pairs, imported once; none if the documents are not beside the repository.
pub fn pairs() -> &'static [Pair] {
    static PAIRS: OnceLock<Vec<Pair>> = OnceLock::new();
    PAIRS.get_or_init(imported)
}

fn imported() -> Vec<Pair> {
    let around = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let mut folders = around.map(|folder| folder.join("shared/openapi/pairs"));
    let Some(entries) = folders.find_map(|folder| std::fs::read_dir(folder).ok()) else {
        eprintln!("SKIPPED: no `shared/openapi/pairs` in a folder around this one");
        return Vec::new();
    };
    let mut folders: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    folders.retain(|path| path.is_dir());
    folders.sort();
    let only = std::env::var("PAIR").ok();
    let name = |folder: &Path| folder.file_name().unwrap().to_string_lossy().into_owned();
    folders.retain(|folder| only.as_deref().is_none_or(|only| name(folder) == only));
    let pairs = folders.iter().map(|folder| {
        let name = name(folder);
        Pair {
            old: draft(folder, "old", &name),
            new: draft(folder, "new", &name),
            name,
        }
    });
    pairs.collect()
}

fn draft(folder: &Path, version: &str, name: &str) -> String {
    let paths = ["json", "yaml"].map(|extension| folder.join(format!("{version}.{extension}")));
    let bytes = paths.iter().find_map(|path| std::fs::read(path).ok());
    let options = ImportOptions {
        provider: Some(name.to_owned()),
    };
    let imported = import::openapi(&bytes.expect("a document"), &options);
    imported.expect("an import").spec
}

fn counts(updated: &Updated) -> String {
    let summary = &updated.summary;
    format!(
        "{} taken, {} kept, {} conflicts",
        summary.taken.len(),
        summary.kept.len(),
        summary.conflicts.len()
    )
}

/// Checks all pairs, and fails if one does.
fn each(check: impl Fn(&Pair) + std::panic::RefUnwindSafe) {
    let pairs = pairs();
    let failed = pairs
        .iter()
        .filter(|pair| std::panic::catch_unwind(|| check(pair)).is_err());
    let failed: Vec<&str> = failed.map(|pair| pair.name.as_str()).collect();
    assert_eq!(failed, [""; 0], "shown above");
}

/// What a spec describes.
fn model(spec: &str) -> Api {
    let options = Options {
        draft: true,
        ..Options::default()
    };
    load("acme.yaml", spec, &options)
        .api
        .expect("a spec without errors")
}

#[test]
fn without_edits_of_the_author_the_result_is_the_newer_import() {
    each(|pair| {
        let updated = update(&pair.old, &pair.old, &pair.new, true);
        println!("{}: {}", pair.name, counts(&updated));
        assert_eq!(errors(&updated.spec), [""; 0], "{}", pair.name);
        assert_eq!(updated.summary.conflicts, [], "{}", pair.name);
        // To a client, the result is the newer import. Only components that were one before may still be one.
        let found = diff::diff(&model(&updated.spec), &model(&pair.new));
        let wire: Vec<String> = found
            .changes
            .iter()
            .filter(|change| change.rule.level == Level::Wire)
            .map(|change| format!("{}: {}", change.place, change.message))
            .collect();
        assert_eq!(wire, [""; 0], "{}", pair.name);
        let second = update(&pair.new, &updated.spec, &pair.new, true);
        let mut left: Vec<String> = told(&second);
        left.retain(|line| !line.starts_with("kept"));
        assert_eq!(left, [""; 0], "{}", pair.name);
        let again = again(&updated.record, &updated.spec, &pair.new, true);
        assert_eq!(again.spec, updated.spec, "{}", pair.name);
        assert_eq!(again.record, updated.record, "{}", pair.name);
    });
}

#[test]
fn without_prune_nothing_is_lost() {
    each(|pair| {
        let updated = update(&pair.old, &pair.old, &pair.new, false);
        println!("{}: {}", pair.name, counts(&updated));
        assert_eq!(errors(&updated.spec), [""; 0], "{}", pair.name);
        assert_eq!(updated.summary.conflicts, [], "{}", pair.name);
        let again = again(&updated.record, &updated.spec, &pair.new, false);
        assert_eq!(again.spec, updated.spec, "{}", pair.name);
        let unchanged = update(&pair.new, &pair.new, &pair.new, false);
        assert_eq!(unchanged.spec, pair.new, "{}", pair.name);
        assert_eq!(unchanged.record, updates::record("new", &pair.new).unwrap());
    });
}
