use crate::editor::{ACME, Editor, URI, place_of};
use serde_json::{Value, json};
use specie_lsp::ServerError;

#[test]
fn the_server_says_what_it_can() {
    let mut editor = Editor::silent();
    let early = editor.ask("textDocument/hover", json!({}));
    assert_eq!(
        editor.response(&early).response_result.unwrap_err().code,
        -32002
    );
    let said = editor.request("initialize", json!({ "capabilities": {} }));
    let can = &said["capabilities"];
    assert_eq!(can["textDocumentSync"], json!(1));
    assert_eq!(can["hoverProvider"], json!(true));
    assert_eq!(can["definitionProvider"], json!(true));
    assert_eq!(
        can["codeActionProvider"]["codeActionKinds"],
        json!(["quickfix"])
    );
    assert!(can["completionProvider"]["triggerCharacters"].is_array());
    assert_eq!(said["serverInfo"]["name"], json!("specie"));
}

#[test]
fn it_ends_as_the_protocol_says() {
    let mut editor = Editor::with(ACME);
    assert_eq!(editor.request("shutdown", Value::Null), Value::Null);
    let late = editor.ask("textDocument/hover", json!({}));
    assert_eq!(
        editor.response(&late).response_result.unwrap_err().code,
        -32600
    );
    editor.notify("exit", Value::Null);
    assert_eq!(editor.end(), Ok(()));
    let editor = Editor::with(ACME);
    editor.notify("exit", Value::Null);
    assert_eq!(editor.end(), Err(ServerError::NoShutdown));
    assert_eq!(Editor::with(ACME).end(), Err(ServerError::Disconnected));
}

#[test]
fn what_cannot_be_answered_is_refused() {
    let mut editor = Editor::with(ACME);
    let unknown = editor.ask("textDocument/rename", json!({}));
    assert_eq!(
        editor.response(&unknown).response_result.unwrap_err().code,
        -32601
    );
    let wrong = editor.ask(
        "textDocument/hover",
        json!({ "textDocument": { "uri": URI } }),
    );
    assert_eq!(
        editor.response(&wrong).response_result.unwrap_err().code,
        -32602
    );
    // A document that is not open, and one that is no spec.
    let place = json!({ "textDocument": { "uri": "file:///x" }, "position": { "line": 0, "character": 0 } });
    assert_eq!(editor.request("textDocument/hover", place), Value::Null);
    // Notifications that cannot be read or are unknown change nothing.
    editor.notify("textDocument/didChange", json!({ "textDocument": 1 }));
    editor.notify("workspace/didChangeConfiguration", json!({}));
    assert!(editor.findings().is_empty());
}

#[test]
fn a_request_that_waits_can_be_cancelled() {
    let mut editor = Editor::with(ACME);
    let params =
        json!({ "textDocument": { "uri": URI }, "position": place_of(ACME, "hmac_sha256", 2) });
    let mut asked = Vec::new();
    for _ in 0..200 {
        asked.push(editor.ask("textDocument/hover", params.clone()));
    }
    editor.notify("$/cancelRequest", json!({ "id": 201 }));
    let answers: Vec<bool> = asked
        .iter()
        .map(|id| editor.response(id).response_result.is_ok())
        .collect();
    // Each request is answered once, with a result or because it was cancelled.
    assert!(answers[..199].iter().all(|fine| *fine));
}
