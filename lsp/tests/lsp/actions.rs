use crate::editor::{ACME, Editor, URI, place_of};
use serde_json::{Value, json};

/// The quick fixes where a part of the text begins.
fn fixes(editor: &mut Editor, text: &str, part: &str) -> Vec<Value> {
    let place = place_of(text, part, 0);
    let range = json!({ "start": place, "end": place });
    let params =
        json!({ "textDocument": { "uri": URI }, "range": range, "context": { "diagnostics": [] } });
    editor
        .request("textDocument/codeAction", params)
        .as_array()
        .expect("a list")
        .clone()
}

/// A text with an edit; on one line.
fn applied(text: &str, edit: &Value) -> String {
    let line = edit["range"]["start"]["line"].as_u64().expect("a line");
    let column = |end: &str| edit["range"][end]["character"].as_u64().expect("a column") as usize;
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let line = &mut lines[line as usize];
    let mut units: Vec<u16> = line.encode_utf16().collect();
    let new: Vec<u16> = edit["newText"]
        .as_str()
        .expect("a text")
        .encode_utf16()
        .collect();
    units.splice(column("start")..column("end"), new);
    *line = String::from_utf16(&units).expect("text");
    lines.join("\n") + "\n"
}

#[test]
fn did_you_mean_is_an_edit() {
    // What is right, what is written instead, and where the cursor is.
    let slips = [
        ("answer: Invoice\n", "answer: Invoise\n", "Invoise"),
        ("answer: list<Invoice>", "answer: list<Invoce>", "Invoce"),
        (
            "section: private\n    idem",
            "section: pirvate\n    idem",
            "pirvate",
        ),
        (
            "    reconcile: list_invoices",
            "    reconcile: list_invoice",
            "list_invoice\n",
        ),
        (
            "    idempotency: never",
            "    idempotncy: never",
            "idempotncy",
        ),
        ("hmac_sha256(secret)", "hmac_sha265(secret)", "hmac_sha265"),
        ("hmac_sha256(secret)", "hmac_sha256(secrte)", "secrte"),
        ("| hex\n", "| hexlify\n", "hexlify"),
        ("clock.ms + method", "clock.mss + method", "mss + method"),
        ("auth: signed", "auth: singed", "singed"),
        ("created: time.s", "created: timestamp", "timestamp"),
        (
            "id: text -- id of the invoice",
            "id: { doc: \"𝄞\", type: strng }",
            "strng",
        ),
        ("call: GET", "call: get", "get inv"),
        (
            "credentials: { api_key:",
            "credentials: { api_kee:",
            "api_kee",
        ),
    ];
    for (right, wrong, place) in slips {
        let text = ACME.replacen(right, wrong, 1);
        assert_ne!(text, ACME, "{right}");
        let mut editor = Editor::with(&text);
        let found = fixes(&mut editor, &text, place);
        let [fix] = found.as_slice() else {
            panic!("{wrong}: {found:?}");
        };
        assert_eq!(fix["kind"], json!("quickfix"));
        assert!(fix["diagnostics"][0]["code"].is_string(), "{fix}");
        let edits = fix["edit"]["changes"][URI].as_array().expect("edits");
        assert_eq!(edits.len(), 1);
        let fixed = applied(&text, &edits[0]);
        if !wrong.contains('𝄞') {
            editor.change(&fixed);
            assert_eq!(
                editor.findings(),
                Vec::<Value>::new(),
                "{wrong} became\n{fixed}"
            );
        }
    }
}

#[test]
fn other_places_have_no_fix() {
    let text = ACME.replace("answer: Invoice\n", "answer: Invoise\n");
    let mut editor = Editor::with(&text);
    assert_eq!(fixes(&mut editor, &text, "title"), Vec::<Value>::new());
    let place = place_of(&text, "Invoise", 0);
    let params = json!({
        "textDocument": { "uri": URI },
        "range": { "start": place, "end": place },
        "context": { "diagnostics": [], "only": ["refactor"] },
    });
    assert_eq!(editor.request("textDocument/codeAction", params), json!([]));
}
