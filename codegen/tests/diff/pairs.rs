//! Two versions of real OpenAPI documents, imported and compared, beside a list of changes that another program made of the same documents.
//!
//! The documents are not part of this repository: the test reads them from `shared/openapi/pairs` beside it, and says so if they are missing.

use specie_codegen::diff::{Diff, diff};
use specie_codegen::import::{ImportOptions, openapi};
use specie_codegen::model::Api;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Kinds of the list that are no single change here, or are not in the imported spec.
const SKIPPED: &[&str] = &[
    // Told on the level of Rust, once for each method and each type.
    "operation-renamed",
    // Told one by one.
    "doc-only",
];

/// Where both differ for a reason: the document, the kind, and why.
const DIFFERENT: &[(&str, &str, &str)] = &[
    (
        "bitmex",
        "type-changed",
        "`number` became `integer` throughout; an import reads both as `decimal`, so that no amount loses fractions",
    ),
    ("binance", "type-changed", "the same"),
    (
        "btcpay",
        "type-changed",
        "a format that chooses another type is `type-changed` here",
    ),
    ("kucoin_spot", "type-changed", "the same"),
    (
        "bitmex",
        "format-changed",
        "the type of the spec is the same with both formats",
    ),
    ("binance", "format-changed", "the same"),
    ("btcpay", "format-changed", "the same"),
    ("kucoin_spot", "format-changed", "the same"),
    (
        "binance",
        "param-removed",
        "`timestamp`, `signature` and `recvWindow` are part of signing, not parameters",
    ),
    (
        "btcpay",
        "auth-changed",
        "other scopes of one scheme: a spec has no scopes",
    ),
    (
        "adyen_checkout",
        "enum-value-added",
        "the list tells shared enums once for each member",
    ),
    ("peatio", "enum-value-removed", "the same"),
    (
        "peatio",
        "enum-dropped",
        "what is left of six enums is one value, which an import reads as a text",
    ),
    (
        "btcpay",
        "default-changed",
        "the list has no default beside an `allOf`: 3600 became 86400",
    ),
    (
        "btcpay",
        "nullable-changed",
        "`type` became `object` where it was `array`, in the list a `type-changed` alone",
    ),
    (
        "btcpay",
        "param-added-optional",
        "a component that is a whole body is told for each operation that sends it",
    ),
    (
        "binance",
        "enum-dropped",
        "texts of an enum that became numbers are in the list as `type-changed`",
    ),
    ("binance", "constraint-changed", "the same"),
    (
        "binance",
        "response-member-added",
        "one of two responses with the same type: it is told once",
    ),
    (
        "kucoin_spot",
        "response-member-added",
        "types that several responses share are told once",
    ),
    ("kucoin_spot", "enum-introduced", "the same"),
    (
        "kucoin_spot",
        "param-added-optional",
        "the body of a GET became its query: one `body-format-changed`",
    ),
    ("kucoin_spot", "param-removed", "the same"),
    (
        "kucoin_spot",
        "constraint-changed",
        "the list has no limits that are 0, and none of what became a query",
    ),
    (
        "kucoin_spot",
        "default-changed",
        "a default outside of its own bounds is not imported",
    ),
];

/// The nearest folder `shared/openapi/pairs` beside one of the folders above.
fn folder() -> Option<PathBuf> {
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let mut folders = above.map(|folder| folder.join("shared/openapi/pairs"));
    folders.find(|folder| folder.is_dir())
}

fn imported(pair: &Path, version: &str) -> Api {
    let provider = pair.file_name().unwrap().to_string_lossy().into_owned();
    let path = ["json", "yaml"].map(|end| pair.join(version).with_extension(end));
    let path = path.iter().find(|path| path.is_file()).unwrap();
    let options = ImportOptions {
        provider: Some(provider),
    };
    let imported = openapi(&std::fs::read(path).unwrap(), &options).unwrap();
    imported.loaded.api.expect("a draft without errors")
}

/// How often each kind is in the list.
fn listed(pair: &Path) -> BTreeMap<String, usize> {
    let text = std::fs::read(pair.join("expected.json")).unwrap();
    let list: serde_json::Value = serde_json::from_slice(&text).unwrap();
    let mut counts = BTreeMap::new();
    for change in list.as_array().unwrap() {
        let kind = change["kind"].as_str().unwrap();
        *counts.entry(kind.to_owned()).or_default() += 1;
    }
    counts
}

fn found(diff: &Diff, kind: &str) -> usize {
    let rule = match kind {
        "response-status-added" | "response-status-removed" => "response-status-changed",
        kind => kind,
    };
    let of_kind = diff.changes.iter().filter(|one| one.rule.code == rule);
    of_kind
        .map(|one| match one.place.as_str() {
            // Calls that moved alike are one change.
            "operations" => one
                .details
                .iter()
                .flat_map(|names| names.split(", "))
                .count(),
            _ => 1,
        })
        .sum()
}

#[test]
fn changes_of_real_documents_are_those_of_another_program() {
    let Some(folder) = folder() else {
        eprintln!("SKIPPED: there is no folder `shared/openapi/pairs` beside this repository");
        return;
    };
    let entries = std::fs::read_dir(&folder).unwrap();
    let mut pairs: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    pairs.retain(|path| path.is_dir());
    pairs.sort();
    let (mut total, mut agreed, mut report) = (0, 0, String::new());
    for pair in &pairs {
        let name = pair.file_name().unwrap().to_str().unwrap();
        let (old, new) = (imported(pair, "old"), imported(pair, "new"));
        let changes = diff(&old, &new);
        for (kind, count) in listed(pair) {
            let known = DIFFERENT
                .iter()
                .any(|(of, what, _)| (*of, *what) == (name, kind.as_str()));
            if SKIPPED.contains(&kind.as_str()) || known {
                continue;
            }
            let here = found(&changes, &kind);
            total += count;
            agreed += count.min(here);
            if here != count {
                report += &format!("{name} {kind}: {here} here, {count} in the list\n");
            }
            // Which operation is which does not depend on what an import makes of types.
            if kind.starts_with("operation-") {
                assert_eq!(here, count, "{name}: {kind}");
            }
        }
        assert!(diff(&old, &old).changes.is_empty(), "{name}");
    }
    println!("{agreed} of {total} agree\n{report}");
    assert!(pairs.len() >= 7, "only {} pairs", pairs.len());
    assert_eq!(agreed, total, "{report}");
}
