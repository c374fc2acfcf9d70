use crate::editor::{ACME, Editor, place_of, spec};
use serde_json::{Value, json};

/// The text of the hover where a part of the text begins, `plus` bytes further.
fn hover(editor: &mut Editor, text: &str, part: &str, plus: usize) -> String {
    let hover = editor.at("textDocument/hover", place_of(text, part, plus));
    hover["contents"]["value"].as_str().unwrap_or("").to_owned()
}

#[test]
fn a_step_shows_the_bytes_that_it_makes() {
    let mut editor = Editor::with(ACME);
    let shown = hover(&mut editor, ACME, "X-Sign: text", 9);
    assert!(
        shown.contains("Computed for the vector \"an invoice is created\""),
        "{shown}"
    );
    // The signature of the vector, which Python computed.
    let signature = "7a31bf322ef69531756380884b409be5a94c9676c0d8ba6e0f3922bd963bf890";
    assert!(shown.contains(signature), "{shown}");
    // The same before it was hexadecimal, and not the other headers of the step.
    assert!(shown.contains("(bytes)"), "{shown}");
    assert!(!shown.contains("key-1"), "{shown}");
    assert!(!shown.contains("s3cr3t"), "{shown}");
    let shown = hover(&mut editor, ACME, "text: clock.ms", 8);
    let text = "1764000000123POST/v1/invoices{\"amount\":\"10.00\",\"currency\":\"EUR\",\"order\":\"A-17\"}";
    assert!(shown.contains(text), "{shown}");
    // The key of a step shows all of it.
    let shown = hover(&mut editor, ACME, "- header:", 4);
    assert!(
        shown.contains("key-1") && shown.contains(signature),
        "{shown}"
    );
}

#[test]
fn a_step_of_a_webhook_shows_what_a_delivery_leads_to() {
    let text = spec("coinpayments");
    let at = text.find("webhooks:").expect("webhooks");
    let verify = text[at..].find("verify:").expect("a plan") + at;
    let step = text[verify..]
        .find("- header")
        .or_else(|| text[verify..].find("- "));
    let mut editor = Editor::with(&text);
    let place = crate::editor::position(&text, verify + step.expect("a step") + 3);
    let shown = editor.at("textDocument/hover", place);
    let shown = shown["contents"]["value"]
        .as_str()
        .expect("a text")
        .to_owned();
    assert!(shown.contains("Computed for the vector"), "{shown}");
}

#[test]
fn a_mistake_below_does_not_hide_what_a_step_makes() {
    let mut editor = Editor::with(ACME);
    editor.findings();
    let text = ACME.replace("answer: Invoice\n", "answer: Invoise\n");
    editor.change(&text);
    let shown = hover(&mut editor, &text, "X-Sign: text", 9);
    assert!(shown.contains("7a31bf322ef69531"), "{shown}");
    // A mistake above may have moved the lines.
    let text = ACME.replace("title: Acme Pay\n", "titel: Acme Pay\n\n");
    editor.change(&text);
    let shown = hover(&mut editor, &text, "X-Sign: text", 9);
    assert!(!shown.contains("7a31bf322ef69531"), "{shown}");
}

#[test]
fn words_are_explained() {
    let mut editor = Editor::with(ACME);
    let shown = hover(&mut editor, ACME, "hmac_sha256", 3);
    assert!(
        shown.starts_with("function `hmac_sha256(data, key)`: "),
        "{shown}"
    );
    let shown = hover(&mut editor, ACME, "clock.ms + method", 11);
    assert!(shown.starts_with("name `method`: "), "{shown}");
    let shown = hover(&mut editor, ACME, "answer: Invoice", 9);
    assert!(
        shown.starts_with("type `Invoice`: An invoice.\n\n```yaml\nInvoice:\n  doc: An invoice."),
        "{shown}"
    );
    let shown = hover(&mut editor, ACME, "answer: list<Invoice>", 9);
    assert!(shown.starts_with("type `list<T>`: "), "{shown}");
    let shown = hover(&mut editor, ACME, "created: time.s", 10);
    assert!(shown.starts_with("type `time.s`: "), "{shown}");
    let shown = hover(&mut editor, ACME, "section: private", 10);
    assert!(shown.starts_with("section `private`"), "{shown}");
    let shown = hover(&mut editor, ACME, "hmac_sha256(secret)", 13);
    assert!(
        shown.starts_with("credential `secret`: signs requests"),
        "{shown}"
    );
    let shown = hover(&mut editor, ACME, "section: private", 2);
    assert!(
        shown.starts_with("`section`: Section, which sets the base URL"),
        "{shown}"
    );
}

#[test]
fn streams_their_channels_and_keys_are_explained() {
    let text = format!(
        "{ACME}streams:\n  market:\n    doc: Market data.\n    url: \"wss://acme.example/stream\"\n    channels:\n      \"{{id}}.paid\":\n        doc: Payments as they arrive.\n        params: {{ id: text -- which invoice }}\n        message: Invoice\n        sequence: id\n"
    );
    let mut editor = Editor::with(&text);
    let shown = hover(&mut editor, &text, "  market:\n", 3);
    assert!(
        shown.starts_with("stream `market`: Market data."),
        "{shown}"
    );
    let shown = hover(&mut editor, &text, "{id}.paid", 6);
    assert!(
        shown.starts_with("channel of a stream `{id}.paid`: Payments as they arrive."),
        "{shown}"
    );
    let shown = hover(&mut editor, &text, "message: Invoice", 10);
    assert!(shown.starts_with("type `Invoice`"), "{shown}");
    let shown = hover(&mut editor, &text, "text -- which", 1);
    assert!(shown.starts_with("type `text`"), "{shown}");
    for key in ["url", "channels", "message", "sequence"] {
        let shown = hover(&mut editor, &text, &format!(" {key}:"), 2);
        assert!(shown.starts_with(&format!("`{key}`: ")), "{key}: {shown}");
    }
}

#[test]
fn the_range_is_the_word() {
    let mut editor = Editor::with(ACME);
    let hover = editor.at(
        "textDocument/hover",
        place_of(ACME, "hmac_sha256(secret)", 13),
    );
    let range = json!({
        "start": place_of(ACME, "secret) | hex", 0),
        "end": place_of(ACME, ") | hex", 0),
    });
    assert_eq!(hover["range"], range);
}

#[test]
fn a_finding_shows_the_page_of_its_rule() {
    let text = ACME.replace("answer: Invoice\n", "answer: Invoise\n");
    let mut editor = Editor::with(&text);
    let shown = hover(&mut editor, &text, "Invoise", 2);
    assert!(shown.contains("# unknown-type (error)"), "{shown}");
}

#[test]
fn nothing_is_said_about_nothing() {
    let mut editor = Editor::with("\nprovider: acme\n");
    let hover = editor.at("textDocument/hover", json!({ "line": 0, "character": 0 }));
    assert_eq!(hover, Value::Null);
}
