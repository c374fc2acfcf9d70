//! What a user of one provider has to build.
#![allow(missing_docs, clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::process::Command;

/// Crates that `specie` with the feature of one provider depends on; its own runtime is not counted.
fn crates_of(provider: &str) -> BTreeSet<String> {
    let done = Command::new(env!("CARGO"))
        .args([
            "tree",
            "-p",
            "specie",
            "--features",
            provider,
            "-e",
            "normal",
            "--prefix",
            "none",
            "--no-dedupe",
            "--offline",
        ])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .output()
        .unwrap();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    let text = String::from_utf8(done.stdout).unwrap();
    let name = |line: &str| {
        line.split(" (")
            .next()
            .unwrap_or_default()
            .trim()
            .to_owned()
    };
    text.lines()
        .map(name)
        .filter(|name| !name.is_empty() && !name.starts_with("specie"))
        .collect()
}

#[test]
fn one_provider_is_at_most_90_crates() {
    for provider in ["calypso", "coinpayments", "coinpit", "coinport"] {
        let crates = crates_of(provider);
        assert!(
            crates.len() <= 90,
            "{provider}: {} crates: {crates:?}",
            crates.len()
        );
    }
}

#[test]
fn a_client_brings_no_parser_of_specs_and_no_derive() {
    let crates = crates_of("coinpayments");
    for unwanted in [
        "syn ",
        "proc-macro2 ",
        "serde_derive ",
        "saphyr-parser ",
        "clap ",
        "tera ",
        "icu_normalizer ",
        "h2 ",
    ] {
        assert!(
            !crates.iter().any(|known| known.starts_with(unwanted)),
            "{unwanted} is in {crates:?}"
        );
    }
}
