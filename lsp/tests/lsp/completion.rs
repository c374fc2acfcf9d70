use crate::editor::{ACME, Editor, marked};

/// The labels offered at the mark `▮`, which replaces a part of the spec.
fn offered(part: &str, with: &str) -> Vec<String> {
    let text = ACME.replacen(part, with, 1);
    let (text, place) = marked(&text);
    let mut editor = Editor::with(&text);
    let items = editor.at("textDocument/completion", place);
    let labels = items.as_array().expect("a list").iter();
    labels
        .map(|item| item["label"].as_str().expect("a label").to_owned())
        .collect()
}

#[track_caller]
fn expect(found: &[String], there: &[&str], absent: &[&str]) {
    for name in there {
        assert!(
            found.iter().any(|known| known == name),
            "no `{name}` in {found:?}"
        );
    }
    for name in absent {
        assert!(
            !found.iter().any(|known| known == name),
            "`{name}` in {found:?}"
        );
    }
}

#[test]
fn keys_by_position() {
    let found = offered("    idempotency: never\n", "    idem▮\n");
    expect(
        &found,
        &["idempotency", "params", "answer"],
        &["header", "operations"],
    );
    let found = offered("    - header:\n", "    - hea▮\n");
    expect(&found, &["header", "when", "let"], &["answer"]);
    let found = offered("vectors:\n", "vect▮\n");
    expect(&found, &["vectors", "operations", "types"], &["answer"]);
    let found = offered("private: { auth: signed,", "private: { au▮,");
    expect(&found, &["auth", "base", "params"], &["answer"]);
    let found = offered("    expect:\n", "    expect:\n      ▮\n");
    expect(&found, &["url", "body", "headers", "verified"], &["name"]);
}

#[test]
fn names_by_position() {
    let found = offered("section: private\n    idem", "section: ▮\n    idem");
    expect(&found, &["public", "private"], &["default", "signed"]);
    expect(
        &offered("auth: signed", "auth: ▮"),
        &["signed"],
        &["private"],
    );
    expect(
        &offered("reconcile: list_invoices", "reconcile: li▮"),
        &["list_invoices", "create_invoice"],
        &["Invoice"],
    );
    expect(
        &offered("credentials: { api_key:", "credentials: { ap▮:"),
        &["api_key", "secret"],
        &[],
    );
}

#[test]
fn types_in_lines() {
    let found = offered("state: State", "state: St▮");
    expect(
        &found,
        &["State", "Invoice", "text", "decimal", "time.ms"],
        &["hex", "private"],
    );
    expect(
        &offered("answer: Invoice\n", "answer: list<▮\n"),
        &["Invoice", "State"],
        &[],
    );
    // In the text of a line there is nothing to complete.
    assert_eq!(
        offered("-- where it is", "-- where ▮"),
        Vec::<String>::new()
    );
}

#[test]
fn expressions() {
    let found = offered("text | hmac_sha256(secret) | hex", "te▮");
    expect(
        &found,
        &[
            "text",
            "api_key",
            "secret",
            "settings.window",
            "clock",
            "body",
            "sha256",
        ],
        &["Invoice"],
    );
    let found = offered("text | hmac_sha256(secret) | hex", "text | ▮");
    expect(
        &found,
        &["hmac_sha256", "hex", "sorted"],
        &["api_key", "clock"],
    );
    let found = offered("X-Time: clock.ms", "X-Time: clock.▮");
    assert_eq!(
        found,
        ["clock.s", "clock.ms", "clock.us", "clock.ns", "clock.iso"]
    );
    assert_eq!(
        offered("X-Time: clock.ms", "X-Time: '\"a ▮"),
        Vec::<String>::new()
    );
}

#[test]
fn words() {
    expect(
        &offered("enum: text", "enum: ▮"),
        &["text", "int", "bool", "mixed"],
        &[],
    );
    expect(
        &offered("idempotency: never", "idempotency: ▮"),
        &["safe", "never"],
        &[],
    );
    expect(
        &offered("api_key: public --", "api_key: public op▮ --"),
        &["optional", "hex", "base64"],
        &[],
    );
}

#[test]
fn an_item_replaces_the_word_before_the_cursor() {
    let (text, place) = marked(&ACME.replacen("answer: Invoice\n", "answer: list<Inv▮\n", 1));
    let mut editor = Editor::with(&text);
    let items = editor.at("textDocument/completion", place.clone());
    let items = items.as_array().expect("a list");
    let item = items
        .iter()
        .find(|item| item["label"] == "Invoice")
        .expect("an item");
    assert_eq!(item["textEdit"]["newText"], "Invoice");
    assert_eq!(item["textEdit"]["range"]["end"], place);
    let start = item["textEdit"]["range"]["start"]["character"].as_u64();
    assert_eq!(start.map(|at| at + 3), place["character"].as_u64());
}
