use crate::editor::{ACME, Editor, URI, place_of};
use serde_json::{Value, json};

#[test]
fn names_lead_to_their_declaration() {
    // Where the cursor is, and where the declaration begins.
    let table = [
        ("answer: Invoice", 9, "  Invoice:\n"),
        ("answer: list<Invoice>", 15, "  Invoice:\n"),
        ("state: State", 8, "  State:\n"),
        ("section: private", 10, "  private: {"),
        ("auth: signed", 8, "  signed:\n"),
        ("reconcile: list_invoices", 12, "  list_invoices:\n"),
        ("hmac_sha256(secret)", 14, "  secret: secret"),
        ("X-Key: api_key", 9, "  api_key: public"),
        ("X-Sign: text", 9, "        text: clock"),
        ("credentials: { api_key", 16, "  api_key: public"),
        ("section: private\n    method", 10, "  private: {"),
    ];
    let mut editor = Editor::with(ACME);
    for (part, plus, declared) in table {
        let found = editor.at("textDocument/definition", place_of(ACME, part, plus));
        assert_eq!(found["uri"], json!(URI), "{part}");
        let blanks = declared.len() - declared.trim_start().len();
        assert_eq!(
            found["range"]["start"],
            place_of(ACME, declared, blanks),
            "{part}"
        );
    }
    for part in ["title: Acme", "hmac_sha256", "doc: An invoice."] {
        let found = editor.at("textDocument/definition", place_of(ACME, part, 6));
        assert_eq!(found, Value::Null, "{part}");
    }
}

#[test]
fn names_are_found_while_the_text_is_broken() {
    let mut editor = Editor::with(ACME);
    editor.findings();
    let text = ACME.to_owned() + "broken\n";
    editor.change(&text);
    let found = editor.at(
        "textDocument/definition",
        place_of(&text, "answer: Invoice", 9),
    );
    assert_eq!(found["range"]["start"], place_of(ACME, "  Invoice:\n", 2));
}
