use crate::editor::{ACME, Editor, URI, place_of, spec};
use serde_json::{Value, json};

fn codes(found: &[Value]) -> Vec<&str> {
    found
        .iter()
        .map(|one| one["code"].as_str().expect("a code"))
        .collect()
}

#[test]
fn a_good_spec_has_no_findings() {
    let mut editor = Editor::with(ACME);
    assert_eq!(editor.findings(), Vec::<Value>::new());
    for name in test_server::providers() {
        editor.open(URI, &spec(&name));
        assert_eq!(editor.findings(), Vec::<Value>::new(), "{name}");
    }
}

#[test]
fn unsaved_text_is_checked() {
    let mut editor = Editor::with(ACME);
    assert!(editor.findings().is_empty());
    let text = ACME.replace("answer: Invoice\n", "answer: Invoise\n");
    editor.change(&text);
    let found = editor.findings();
    assert_eq!(codes(&found), ["unknown-type"]);
    let one = &found[0];
    assert_eq!(one["severity"], json!(1));
    assert_eq!(one["source"], json!("specie"));
    assert_eq!(one["range"]["start"], place_of(&text, "Invoise", 0));
    assert_eq!(one["range"]["end"], place_of(&text, "Invoise", 7));
    let message = one["message"].as_str().expect("a text");
    assert!(message.starts_with("unknown type `Invoise`"), "{message}");
    assert!(
        message.ends_with("help: did you mean `Invoice`?"),
        "{message}"
    );
    assert_eq!(
        one["data"],
        json!({ "severity": "error", "explain": "specie explain unknown-type" })
    );
    editor.change(ACME);
    assert!(editor.findings().is_empty());
}

#[test]
fn positions_are_in_utf16() {
    let text = ACME
        .replace("  Invoice:\n", "  Invoice: # 𝄞é\n")
        .replace("doc: An invoice.", "doc: \"𝄞é\", x");
    let mut editor = Editor::with(&text);
    let found = editor.findings();
    let on_line = place_of(&text, "doc: \"𝄞é\", x", 0)["line"].clone();
    let one = found
        .iter()
        .find(|one| one["range"]["start"]["line"] == on_line)
        .expect("a finding");
    assert_eq!(one["code"], json!("yaml-syntax"));
    let text = ACME.replace(
        "text | hmac_sha256(secret)",
        "text + \"𝄞é\" + txt | hmac_sha256(secret)",
    );
    editor.change(&text);
    let found = editor.findings();
    assert_eq!(
        found[0]["range"]["start"],
        place_of(&text, "txt |", 0),
        "{found:?}"
    );
}

#[test]
fn a_conflict_has_its_other_half() {
    let text = ACME.replace(
        "types:\n",
        "types:\n  State: { doc: x, enum: text, values: [a] }\n",
    );
    let mut editor = Editor::with(&text);
    let found = editor.findings();
    assert_eq!(codes(&found), ["duplicate-key"]);
    let other = &found[0]["relatedInformation"][0];
    assert_eq!(other["location"]["uri"], json!(URI));
    assert_eq!(
        other["location"]["range"]["start"],
        place_of(&text, "State: {", 0)
    );
}

#[test]
fn a_wrong_vector_is_a_finding() {
    let text = ACME.replace("7a31bf", "7a31be");
    let mut editor = Editor::with(&text);
    assert_eq!(codes(&editor.findings()), ["vector-fails"]);
}

#[test]
fn what_is_missing_is_information() {
    let at = ACME.find("vectors:").expect("vectors");
    let mut editor = Editor::with(&ACME[..at]);
    let found = editor.findings();
    assert_eq!(codes(&found), ["plan-without-vector"]);
    assert_eq!(found[0]["severity"], json!(3));
    assert_eq!(found[0]["data"]["severity"], json!("incomplete"));
}

#[test]
fn other_yaml_files_are_left_alone() {
    let mut editor = Editor::start();
    editor.open("file:///home/ann/compose.yaml", "services:\n  a: [\n");
    assert_eq!(editor.published()["diagnostics"], json!([]));
    // A new file in a folder `specs` is a spec.
    editor.open("file:///home/ann/specs/new.yaml", "operations: 1\n");
    assert!(!editor.findings().is_empty());
    // So is one that names a provider, wherever it is.
    editor.open(
        "file:///home/ann/other.yaml",
        "provider: acme\nsectoins: {}\n",
    );
    assert!(codes(&editor.findings()).contains(&"unknown-key"));
}

#[test]
fn only_the_newest_text_of_a_burst_is_published_last() {
    let mut editor = Editor::with(ACME);
    editor.findings();
    let broken = ACME.replace("answer: Invoice\n", "answer: Invoise\n");
    for round in 0..60 {
        editor.change(if round % 2 == 0 { &broken } else { ACME });
    }
    let mut versions = Vec::new();
    loop {
        let published = editor.published();
        let version = published["version"].as_i64().expect("a version");
        versions.push(version);
        if version == 61 {
            assert_eq!(published["diagnostics"], json!([]));
            break;
        }
    }
    assert!(versions.is_sorted(), "{versions:?}");
    // Without the pause after an edit there would be one for each of them.
    assert!(versions.len() < 10, "{versions:?}");
    assert!(editor.is_quiet());
}

#[test]
fn findings_are_withdrawn_when_a_document_is_closed() {
    let mut editor = Editor::with("provider: acme\nsectoins: {}\n");
    assert!(!editor.findings().is_empty());
    editor.notify(
        "textDocument/didClose",
        json!({ "textDocument": { "uri": URI } }),
    );
    let published = editor.published();
    assert_eq!(published, json!({ "uri": URI, "diagnostics": [] }));
}
