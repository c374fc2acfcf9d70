//! `specie list`, `explain` and `schema`.

use crate::support::{ACME, Folder, specie};
use serde_json::{Value, json};

#[test]
fn list_shows_what_can_be_called() {
    let folder = Folder::new();
    let spec = folder.write("acme.yaml", ACME);
    let listed = specie(&["list", &spec, "--format", "json"]).json();
    let expected = json!([
        {"name": "create_address", "section": "private", "method": "POST", "path": "addresses", "auth": "signed", "idempotency": "never",
         "summary": "Makes a deposit address."},
        {"name": "list_addresses", "section": "private", "method": "GET", "path": "addresses/{coin}", "auth": "signed",
         "idempotency": "safe", "summary": "Lists addresses."},
    ]);
    assert_eq!(listed, expected);
    let text = specie(&["list", &spec]).out;
    assert!(text.contains("create_address  private  POST    addresses         signed  never   Makes a deposit address."), "{text}");
    assert_eq!(text.lines().count(), 3);
}

#[test]
fn variants_are_listed_and_can_be_signed() {
    let listed = specie(&["list", "coinpayments", "--format", "json"]).json();
    let names: Vec<&Value> = listed
        .as_array()
        .expect("a list")
        .iter()
        .map(|operation| &operation["name"])
        .collect();
    assert!(names.len() >= 26);
    let spec = std::fs::read_to_string(crate::support::root().join("specs/coinpayments.yaml"))
        .expect("the spec");
    assert!(
        names
            .iter()
            .all(|name| name.as_str().is_some_and(|name| spec.contains(name)))
    );
}

#[test]
fn explain_prints_the_page_of_a_rule() {
    let page = specie(&["explain", "duplicate-key"]);
    assert_eq!(page.code, Some(0));
    assert!(page.out.starts_with("# duplicate-key"), "{}", page.out);
    assert_eq!(specie(&["explain", "error[duplicate-key]"]).out, page.out);
    specie(&["explain", "duplicat-key"]).refused(
        2,
        &[
            "unknown rule `duplicat-key`",
            "did you mean `duplicate-key`?",
        ],
    );
    let all = specie(&["explain"]).out;
    assert!(all.lines().count() >= 40, "{all}");
    for line in all.lines() {
        let code = line.split(' ').next().expect("a code");
        assert!(!line.trim_start_matches(code).trim().is_empty(), "{line}");
    }
}

#[test]
fn the_schema_is_json_and_is_the_one_in_the_workspace() {
    let schema = specie(&["schema"]);
    assert!(schema.json()["properties"]["operations"].is_object());
    let there = std::fs::read_to_string(crate::support::root().join("specs/schema.json"))
        .expect("specs/schema.json");
    assert_eq!(schema.out, there);
}
