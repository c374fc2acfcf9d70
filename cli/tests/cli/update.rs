//! `specie update`: a newer document, merged into a spec on disk.

use crate::support::{Folder, specie_in};
use serde_json::{Value, json};
use std::path::Path;

/// A document with one operation whose page size is at most `most`.
fn document(most: u32, title: &str) -> Value {
    json!({
        "openapi": "3.0.3",
        "info": { "title": title, "version": "1" },
        "servers": [{ "url": "https://acme.example/v1" }],
        "paths": { "/orders": { "get": {
            "operationId": "listOrders",
            "summary": "Lists orders",
            "parameters": [{
                "name": "limit", "in": "query", "description": "size of a page",
                "schema": { "type": "integer", "minimum": 1, "maximum": most }
            }],
            "responses": { "200": { "description": "ok", "content": { "application/json": {
                "schema": { "type": "array", "items": { "$ref": "#/components/schemas/Order" } }
            } } } }
        } } },
        "components": { "schemas": { "Order": {
            "type": "object", "description": "An order", "required": ["id"],
            "properties": { "id": { "type": "string", "description": "identifier" } }
        } } }
    })
}

fn write(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).expect("a file");
}

fn read(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).expect("a file")
}

/// A folder with an imported spec, `acme.yaml`, and documents with other limits.
fn imported() -> Folder {
    let folder = Folder::new();
    for most in [100, 200, 300] {
        let name = format!("{most}.json");
        write(folder.path(), &name, &document(most, "Acme").to_string());
    }
    let run = specie_in(
        folder.path(),
        &["import", "openapi", "100.json", "--out", "acme.yaml"],
    );
    assert_eq!(run.code, Some(0), "{run:?}");
    folder
}

#[test]
fn what_the_document_changed_is_taken_and_told() {
    let folder = imported();
    let path = folder.path();
    let before = read(path, "acme.yaml");
    assert!(before.contains("1..100"), "{before}");
    let run = specie_in(path, &["update", "acme.yaml", "100.json"]);
    assert_eq!(
        (run.code, run.out.as_str()),
        (Some(0), "0 taken, 0 kept, 0 conflicts\n")
    );
    assert_eq!(read(path, "acme.yaml"), before);

    let run = specie_in(
        path,
        &["update", "acme.yaml", "200.json", "--format", "json"],
    );
    let told = run.json();
    let taken = told["taken"].as_array().expect("a list");
    assert_eq!(taken.len(), 1, "{told}");
    assert_eq!(taken[0]["what"], "range");
    assert_eq!(taken[0]["here"], "1..100");
    assert_eq!(taken[0]["document"], "1..200");
    assert_eq!(
        (&told["kept"], &told["conflicts"]),
        (&json!([]), &json!([]))
    );
    assert_eq!(read(path, "acme.yaml"), before.replace("1..100", "1..200"));
}

#[test]
fn a_conflict_fails_until_it_is_resolved() {
    let folder = imported();
    let path = folder.path();
    write(
        path,
        "acme.yaml",
        &read(path, "acme.yaml").replace("1..100", "1..50"),
    );
    let run = specie_in(
        path,
        &["update", "acme.yaml", "300.json", "--format", "markdown"],
    );
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(
        run.out.contains("### Conflicts") && run.out.contains("`1..300`"),
        "{}",
        run.out
    );
    let conflict = read(path, "acme.yaml");
    let check = specie_in(path, &["check", "--draft", "acme.yaml"]);
    assert_eq!(check.code, Some(1));
    assert!(check.out.contains("unresolved-conflict"), "{}", check.out);
    // The same again, without a change.
    let again = specie_in(path, &["update", "acme.yaml", "300.json"]);
    assert_eq!(again.code, Some(1), "{again:?}");
    assert!(
        again.out.ends_with("0 taken, 0 kept, 1 conflict\n") || again.out.contains("1 conflict")
    );
    assert_eq!(read(path, "acme.yaml"), conflict);
    let resolved: String = conflict
        .split_inclusive('\n')
        .filter(|line| {
            let line = line.trim_start();
            !["# <<<", "# here:", "# document:", "# >>>"]
                .iter()
                .any(|mark| line.starts_with(mark))
        })
        .collect();
    write(path, "acme.yaml", &resolved);
    let run = specie_in(path, &["update", "acme.yaml", "300.json"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(read(path, "acme.yaml"), resolved);
}

#[test]
fn what_does_not_belong_together_changes_nothing() {
    let folder = imported();
    let path = folder.path();
    let (spec, record) = (read(path, "acme.yaml"), read(path, "acme.import.json"));
    let refused = |arguments: &[&str], code: i32, words: &[&str]| {
        specie_in(path, arguments).refused(code, words);
        assert_eq!(read(path, "acme.yaml"), spec);
    };
    refused(&["update", "acme.yaml"], 2, &["DOCUMENT"]);
    refused(
        &["update", "acme.yaml", "missing.json"],
        2,
        &["missing.json"],
    );
    let other = document(1, "Other")
        .to_string()
        .replace("/orders", "/x")
        .replace("listOrders", "y");
    write(path, "other.json", &other);
    refused(
        &["update", "acme.yaml", "other.json"],
        1,
        &["does not describe the API"],
    );
    write(
        path,
        "acme.import.json",
        &record.replace("\"acme\"", "\"other\""),
    );
    refused(
        &["update", "acme.yaml", "200.json"],
        1,
        &["does not belong", "`other`"],
    );
    write(path, "acme.import.json", "{");
    refused(
        &["update", "acme.yaml", "200.json"],
        1,
        &["not JSON", "version control"],
    );
    std::fs::remove_file(path.join("acme.import.json")).expect("removed");
    refused(
        &["update", "acme.yaml", "200.json"],
        1,
        &["acme.import.json", "specie import openapi"],
    );
}
