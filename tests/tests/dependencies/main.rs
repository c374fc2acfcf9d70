//! What a user of one provider has to build, and what the modules of our crates use of each other.
#![allow(missing_docs, clippy::unwrap_used)]

mod layers;
mod modules;
mod reader;

use std::collections::BTreeSet;
use std::process::Command;

/// What cargo prints in the workspace.
fn cargo(arguments: &[&str]) -> String {
    let done = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .output()
        .unwrap();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    String::from_utf8(done.stdout).unwrap()
}

/// Crates that `specie` with the feature of one provider depends on; its own runtime is not counted.
fn crates_of(provider: &str) -> BTreeSet<String> {
    crates_with(&["--features", provider])
}

fn crates_with(features: &[&str]) -> BTreeSet<String> {
    let fixed = [
        "tree",
        "-p",
        "specie",
        "-e",
        "normal",
        "--prefix",
        "none",
        "--no-dedupe",
        "--offline",
    ];
    let text = cargo(&[&fixed, features].concat());
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
    for provider in test_server::providers() {
        let crates = crates_of(&provider);
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

/// README's table of features counts crates, of which every client has those that it has without the feature.
#[test]
fn readme_counts_the_crates_of_each_feature() {
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md");
    let readme = std::fs::read_to_string(readme).unwrap();
    let (_, table) = readme
        .split_once("| feature | crates | what it adds |\n|---|---|---|\n")
        .unwrap();
    let rows = table.lines().take_while(|line| line.starts_with('|'));
    let shown: Vec<(&str, usize)> = rows
        .map(|row| {
            let mut cells = row.split('|').skip(1).map(str::trim);
            let name = cells.next().unwrap().trim_matches('`');
            (name, cells.next().unwrap().parse().unwrap())
        })
        .collect();
    assert!(shown.len() > 5, "{shown:?}");
    let with = |feature: &str| {
        let features = format!("coinpayments,http,{feature}");
        crates_with(&["--no-default-features", "--features", &features])
    };
    let bare = with("http");
    let counted: Vec<(&str, usize)> = shown
        .iter()
        .map(|(name, _)| (*name, with(name).difference(&bare).count()))
        .collect();
    assert_eq!(shown, counted);
}

#[test]
fn a_client_with_its_own_transport_brings_no_http_library() {
    let crates = crates_with(&["--no-default-features", "--features", "coinpayments"]);
    assert!(crates.len() > 10, "{crates:?}");
    for unwanted in ["reqwest ", "hyper ", "rustls ", "ring ", "mio ", "flate2 "] {
        assert!(
            !crates.iter().any(|known| known.starts_with(unwanted)),
            "{unwanted} is in {crates:?}"
        );
    }
}

/// A Rust version such as `1.88` or `1.85.0`.
fn version(text: &str) -> (u32, u32) {
    let mut numbers = text
        .split('.')
        .map(|number| number.parse().unwrap_or_default());
    (
        numbers.next().unwrap_or_default(),
        numbers.next().unwrap_or_default(),
    )
}

/// The library crates build with the Rust version that they declare: none of their dependencies asks for a later one. That their own
/// code needs no later standard library is held by clippy (`incompatible_msrv`).
#[test]
fn no_dependency_needs_a_later_rust_than_declared() {
    let rustc = Command::new("rustc").arg("-vV").output().unwrap();
    let rustc = String::from_utf8(rustc.stdout).unwrap();
    let host = rustc
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .unwrap();
    let metadata = cargo(&[
        "metadata",
        "--format-version",
        "1",
        "--locked",
        "--offline",
        "--filter-platform",
        host,
    ]);
    let metadata: serde_json::Value = serde_json::from_str(&metadata).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let nodes = metadata["resolve"]["nodes"].as_array().unwrap();
    let declared = |package: &serde_json::Value| {
        package["rust_version"]
            .as_str()
            .map(version)
            .unwrap_or_default()
    };
    for name in [
        "specie-runtime",
        "specie-codegen",
        "specie-macros",
        "specie",
    ] {
        let root = packages
            .iter()
            .find(|package| package["name"] == name)
            .unwrap();
        let mut seen = BTreeSet::new();
        let mut open = vec![root["id"].as_str().unwrap()];
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            let node = nodes.iter().find(|node| node["id"] == id).unwrap();
            let wanted = node["deps"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|dependency| {
                    let kinds = dependency["dep_kinds"].as_array().unwrap();
                    kinds.iter().any(|kind| kind["kind"] != "dev")
                });
            open.extend(wanted.map(|dependency| dependency["pkg"].as_str().unwrap()));
        }
        assert!(seen.len() > 50, "{name} has {} dependencies", seen.len());
        for package in packages
            .iter()
            .filter(|package| seen.contains(package["id"].as_str().unwrap()))
        {
            assert!(
                declared(package) <= declared(root),
                "{} {} asks for Rust {}, {name} declares {}",
                package["name"],
                package["version"],
                package["rust_version"],
                root["rust_version"]
            );
        }
    }
}
