//! The verdict on versions, compared with `cargo-semver-checks`, which reads what rustdoc says of both clients.
//!
//! `cargo test -p specie-codegen --test diff -- --ignored semver` takes minutes, and needs the program on the `PATH` or its path in `SEMVER_CHECKS`.
//! A verdict milder than that of the program is a mistake of ours. A stricter one is right only where the program has no lint: [`unseen`].

use crate::versions::{Package, Versions, versions};
use specie_codegen::diff::{Change, Semver, Severity};
use specie_codegen::rules::changes::Level;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Versions that are compared at once: their descriptions must fit into memory.
const BATCH: usize = 25;

/// What the program has no lint for, by the rule of the change.
fn unseen(change: &Change) -> Option<&'static str> {
    Some(match (change.rule.code, change.severity) {
        ("rust-item-added", Severity::Compatible) => "what is added and breaks nobody",
        ("rust-traits-changed" | "rust-openness-changed", Severity::Compatible) => {
            "what a type can do in addition"
        }
        ("rust-type-changed", Severity::Breaking) => "the types of fields and variants",
        ("rust-signature-changed", Severity::Breaking) => "the types of arguments and results",
        _ => return None,
    })
}

/// A lint for what the client does not promise: the numbers of the variants without data, which only environments are. Whoever casts an environment
/// to a number gets the order of the spec.
const NOT_PROMISED: &str = "enum_no_repr_variant_discriminant_changed";

/// The lints that fail for each version, for a release of a kind.
fn failed(
    program: &Path,
    old: &Path,
    new: &Path,
    release: &str,
) -> BTreeMap<usize, BTreeSet<String>> {
    let run = Command::new(program)
        .args([
            "semver-checks",
            "--color",
            "never",
            "--release-type",
            release,
        ])
        .arg("--baseline-rustdoc")
        .arg(old)
        .arg("--current-rustdoc")
        .arg(new)
        .output()
        .expect("cargo-semver-checks starts");
    let told = String::from_utf8_lossy(&run.stdout).into_owned();
    let all = || format!("{told}\n{}", String::from_utf8_lossy(&run.stderr));
    let mut failed: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    let (mut lint, mut is_list, mut is_clean) = (None, false, true);
    for line in told.lines() {
        if let Some(name) = line.strip_prefix("--- failure ") {
            lint = name.split_once(':').map(|(name, _)| name.to_owned());
            is_list = false;
        } else if line.starts_with("Failed in:") {
            is_list = true;
        } else if is_list && line.starts_with("  ") {
            is_clean = false;
            if lint.as_deref() == Some(NOT_PROMISED) {
                continue;
            }
            let at = version_of(line).unwrap_or_else(|| panic!("of no version: {line}"));
            let lint = lint.clone().expect("the name of the lint");
            failed.entry(at).or_default().insert(lint);
        }
    }
    assert_eq!(run.status.success(), is_clean, "{}", all());
    failed
}

/// The version that a line of the program's report is about, by its file.
fn version_of(line: &str) -> Option<usize> {
    let (_, rest) = line.rsplit_once("src/v")?;
    rest.split_once('/')?.0.parse().ok()
}

/// What rustdoc says of a package with these clients.
fn described<'v>(
    clients: impl Iterator<Item = (usize, &'v specie_codegen::model::Api)>,
) -> (Package, PathBuf) {
    // The program compares packages of one name.
    let package = Package::new("clients");
    let mut modules = Vec::new();
    for (at, api) in clients {
        package.client(at, api);
        package.write(&format!("src/v{at}/mod.rs"), "pub mod client;\n");
        modules.push(at);
    }
    package.root(modules.into_iter());
    let run = package
        .cargo(&[
            "rustdoc",
            "--offline",
            "--lib",
            "--",
            "-Zunstable-options",
            "--output-format=json",
            "--document-private-items",
            "--document-hidden-items",
            "--cap-lints=allow",
        ])
        // The JSON of rustdoc is not stable; the program knows the form of this toolchain.
        .env("RUSTC_BOOTSTRAP", "1")
        .output()
        .unwrap();
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    let written = package.path("clients.json");
    std::fs::copy(package.target().join("doc/clients.json"), &written).unwrap();
    (package, written)
}

#[test]
#[ignore = "compiles clients and runs cargo-semver-checks, which takes minutes"]
fn no_verdict_is_milder_than_that_of_semver_checks() {
    let program = std::env::var_os("SEMVER_CHECKS").unwrap_or_else(|| "cargo-semver-checks".into());
    let all = versions();
    let mut wrong = Vec::new();
    let mut table: BTreeMap<(Semver, Semver), usize> = BTreeMap::new();
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    // All have one old version.
    let mut described_before = BTreeMap::new();
    for (start, batch) in all.chunks(BATCH).enumerate() {
        let numbered = || batch.iter().enumerate();
        let (_, old) = described_before
            .entry(batch.len())
            .or_insert_with(|| described(numbered().map(|(at, one)| (at, &one.old))));
        let (_new, new) = described(numbered().map(|(at, one)| (at, &one.new)));
        let major = failed(program.as_ref(), old, &new, "minor");
        let minor = failed(program.as_ref(), old, &new, "patch");
        for (at, versions) in numbered() {
            let theirs = match (major.get(&at), minor.get(&at)) {
                (Some(_), _) => Semver::Major,
                (None, Some(_)) => Semver::Minor,
                (None, None) => Semver::None,
            };
            let lints = minor.get(&at).cloned().unwrap_or_default();
            let (ours, problem) = judged(versions, theirs, &mut reasons);
            *table.entry((ours, theirs)).or_default() += 1;
            if let Some(problem) = problem {
                let number = start * BATCH + at;
                wrong.push(format!(
                    "{number}: {problem}; lints: {lints:?}; {}",
                    versions.name
                ));
            }
        }
    }
    for ((ours, theirs), count) in &table {
        println!(
            "{count} versions: {} by diff, {} by cargo-semver-checks",
            ours.name(),
            theirs.name()
        );
    }
    for (reason, count) in &reasons {
        println!("{count} times stricter, without a lint for {reason}");
    }
    assert!(
        wrong.is_empty(),
        "{} of {}: {wrong:#?}",
        wrong.len(),
        all.len()
    );
}

/// Our verdict, and what is wrong with it beside that of the program.
fn judged(
    versions: &Versions,
    theirs: Semver,
    reasons: &mut BTreeMap<&'static str, usize>,
) -> (Semver, Option<String>) {
    let found = versions.diff();
    let ours = found.semver();
    if ours < theirs {
        return (
            ours,
            Some(format!(
                "{} by diff, {} by the program",
                ours.name(),
                theirs.name()
            )),
        );
    }
    if ours == theirs || ours == Semver::Patch {
        return (ours, None);
    }
    // Each change that asks for more than the program does must be one that it has no lint for.
    let severity = match ours {
        Semver::Major => Severity::Breaking,
        _ => Severity::Compatible,
    };
    let stricter = found
        .changes
        .iter()
        .filter(|one| one.rule.level == Level::Rust && one.severity == severity);
    for change in stricter {
        match unseen(change) {
            Some(reason) => *reasons.entry(reason).or_default() += 1,
            None => {
                let told = format!(
                    "{} without a lint: {} {}",
                    ours.name(),
                    change.rule.code,
                    change.message
                );
                return (ours, Some(told));
            }
        }
    }
    (ours, None)
}
