//! `specie import`: a document in, a draft that `check --draft` accepts out; nothing is replaced, and nothing is half-written.

use crate::support::{Folder, specie_in};

const DOCUMENT: &str = r##"{
  "openapi": "3.0.3",
  "info": { "title": "Acme Pay API", "version": "1" },
  "servers": [{ "url": "https://api.acme.example/v1" }],
  "paths": {
    "/orders": { "get": { "operationId": "listOrders", "responses": { "200": { "content": { "application/json": {
      "schema": { "type": "array", "items": { "$ref": "#/components/schemas/Order" } } } } } } } },
    "/rates": { "get": { "responses": { "200": { "content": { "application/json": { "schema": { "type": "sting" } } } } } } }
  },
  "components": { "schemas": { "Order": { "type": "object", "required": ["id"], "properties": { "id": { "type": "string" } } } } }
}"##;

#[test]
fn a_draft_and_a_report() {
    let folder = Folder::new();
    folder.write("acme.json", DOCUMENT);
    let run = specie_in(
        folder.path(),
        &[
            "import",
            "openapi",
            "acme.json",
            "--out",
            "specs/acme.yaml",
            "--report",
            "report.json",
        ],
    );
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(
        run.out.contains("2 operations: 2 whole; 2 findings"),
        "{}",
        run.out
    );
    let spec = folder.read("specs/acme.yaml");
    assert!(
        spec.contains("provider: acme\n") && spec.contains("  list_orders:\n"),
        "{spec}"
    );
    let report: serde_json::Value = serde_json::from_str(&folder.read("report.json")).unwrap();
    assert_eq!(report["operations"]["whole"], 2);
    assert_eq!(report["findings"][0]["place"], "/paths/~1rates/get");
    assert_eq!(report["findings"][0]["what"], "no `operationId`");
    let check = specie_in(folder.path(), &["check", "--draft", "specs/acme.yaml"]);
    assert_eq!(check.code, Some(0), "{}{}", check.out, check.err);
}

#[test]
fn without_a_file_the_draft_is_printed() {
    let folder = Folder::new();
    folder.write("acme.json", DOCUMENT);
    let run = specie_in(
        folder.path(),
        &["import", "openapi", "acme.json", "--provider", "other"],
    );
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.out.contains("provider: other\n"), "{}", run.out);
    assert!(run.err.contains("2 operations"), "{}", run.err);
    // The name comes from the title.
    let run = specie_in(folder.path(), &["import", "openapi", "acme.json"]);
    assert!(run.out.contains("provider: acme_pay\n"), "{}", run.out);
}

#[test]
fn a_spec_that_exists_is_not_replaced() {
    let folder = Folder::new();
    folder.write("acme.json", DOCUMENT);
    folder.write("acme.yaml", "provider: acme\n");
    let run = specie_in(
        folder.path(),
        &[
            "import",
            "openapi",
            "acme.json",
            "--out",
            "acme.yaml",
            "--report",
            "report.json",
        ],
    );
    run.refused(
        1,
        &[
            "`acme.yaml` exists already",
            "specie update acme.yaml acme.json",
        ],
    );
    assert_eq!(folder.read("acme.yaml"), "provider: acme\n");
    assert!(!folder.path().join("report.json").exists());
}

#[test]
fn a_file_that_is_no_document_writes_nothing() {
    let folder = Folder::new();
    folder.write("broken.json", "{ \"openapi\": ");
    folder.write("other.yaml", "a: 1\n");
    let import = |file: &str| {
        specie_in(
            folder.path(),
            &[
                "import",
                "openapi",
                file,
                "--out",
                "out.yaml",
                "--report",
                "report.json",
            ],
        )
    };
    import("broken.json").refused(1, &["broken.json: 1:", "not valid JSON"]);
    import("other.yaml").refused(1, &["other.yaml: not an OpenAPI document"]);
    import("nowhere.json").refused(2, &["cannot read `nowhere.json`"]);
    assert!(!folder.path().join("out.yaml").exists());
    assert!(!folder.path().join("report.json").exists());
    specie_in(folder.path(), &["import", "raml", "other.yaml"]).refused(2, &["raml"]);
    specie_in(folder.path(), &["import"]).refused(2, &["openapi"]);
}

#[test]
fn findings_of_one_kind_are_shown_together() {
    let folder = Folder::new();
    let call = |name: &str| {
        format!("  /{name}: {{ get: {{ responses: {{ '204': {{ description: ok }} }} }} }}\n")
    };
    let calls: String = ["a", "b", "c", "d", "e"].into_iter().map(call).collect();
    folder.write(
        "acme.yaml",
        &format!("openapi: 3.0.3\ninfo: {{ title: Acme, version: '1' }}\npaths:\n{calls}"),
    );
    let together = "  5 × no `operationId`: named `…` after method and path\n      \
                    /paths/~1a/get, /paths/~1b/get, /paths/~1c/get and 2 more\n";
    let server = "\n  the document names no server with scheme and host: ";
    let run = specie_in(folder.path(), &["import", "openapi", "acme.yaml"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(
        run.err.contains(together)
            && run.err.contains(server)
            && run
                .err
                .contains("`--report FILE` writes every place as JSON"),
        "{}",
        run.err
    );
    assert!(!run.out.contains("operationId"), "{}", run.out);
    let files = ["--out", "draft.yaml", "--report", "all.json"];
    let run = specie_in(
        folder.path(),
        &[&["import", "openapi", "acme.yaml"], &files[..]].concat(),
    );
    assert!(
        run.out.contains(together) && run.out.contains("every place is in all.json\n"),
        "{}",
        run.out
    );
    let report: serde_json::Value = serde_json::from_str(&folder.read("all.json")).unwrap();
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(6));
}
