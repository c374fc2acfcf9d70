//! `specie lsp` over stdin and stdout, driven by the messages that Neovim 0.11.4 sent, set up by the lines of `docs/editors.md`: it opened a spec
//! with a misspelt type, applied the quick fix, asked about places and inserted a completion. `lsp_neovim.py` records them, and checks that Neovim
//! shows what the server answers. `lsp/tests/lsp/` tests the server itself.

use crate::support::program;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

const SESSION: &str = include_str!("lsp_neovim.jsonl");

struct Server {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Server {
    fn start() -> Self {
        let mut child = program()
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let input = child.stdin.take().expect("stdin");
        let output = BufReader::new(child.stdout.take().expect("stdout"));
        Self {
            child,
            input,
            output,
        }
    }

    fn send(&mut self, body: &str) {
        write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len()).expect("it reads");
        self.input.flush().expect("it reads");
    }

    /// The next message; none at the end.
    fn read(&mut self) -> Option<Value> {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if self.output.read_line(&mut line).expect("text") == 0 {
                return None;
            }
            match line.trim().strip_prefix("Content-Length: ") {
                Some(number) => length = number.parse().expect("a number"),
                None if line.trim().is_empty() => break,
                None => {}
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body).expect("a body");
        Some(serde_json::from_slice(&body).expect("JSON"))
    }
}

#[test]
fn a_session_of_neovim_is_answered() {
    let mut server = Server::start();
    let mut answers = Vec::new();
    for line in SESSION.lines() {
        server.send(line);
        let message: Value = serde_json::from_str(line).expect("JSON");
        let edits = ["textDocument/didOpen", "textDocument/didChange"];
        let is_answered = message.get("id").is_some()
            || edits
                .iter()
                .any(|method| message["method"] == json!(method));
        if is_answered {
            answers.push(server.read().expect("an answer"));
        }
    }
    assert_eq!(server.read(), None, "nothing is left");
    assert!(server.child.wait().expect("it ends").success());

    let [
        initialized,
        found,
        fixes,
        fixed,
        hover,
        declared,
        offered,
        typed,
        ended,
    ] = answers.as_slice()
    else {
        panic!("{answers:#?}");
    };
    assert_eq!(initialized["result"]["serverInfo"]["name"], json!("specie"));
    assert_eq!(
        found["params"]["diagnostics"][0]["code"],
        json!("unknown-type")
    );
    let edits = &fixes["result"][0]["edit"]["changes"]["file:///home/ann/acme/specs/acme.yaml"];
    assert_eq!(edits[0]["newText"], json!("Invoice"));
    assert_eq!(
        fixed["params"]["diagnostics"],
        json!([]),
        "Neovim applied the edit"
    );
    let shown = hover["result"]["contents"]["value"]
        .as_str()
        .expect("a text");
    // The signature of the vector, which Python's hmac computed.
    let signature = "7a31bf322ef69531756380884b409be5a94c9676c0d8ba6e0f3922bd963bf890";
    assert!(shown.contains(signature), "{shown}");
    assert_eq!(
        declared["result"]["range"]["start"],
        json!({ "line": 41, "character": 2 })
    );
    let mut labels = offered["result"].as_array().expect("a list").iter();
    assert!(labels.any(|item| item["label"] == json!("Invoice")));
    assert_eq!(typed["params"]["version"], json!(6));
    assert_eq!(ended["result"], Value::Null);
}

#[test]
fn an_editor_that_leaves_without_a_word_is_a_failure() {
    let mut server = Server::start();
    server.send(r#"{"jsonrpc":"2.0","method":"exit"}"#);
    assert_eq!(server.child.wait().expect("it ends").code(), Some(1));
}

#[test]
fn what_is_no_message_is_refused_and_the_next_is_answered() {
    let mut server = Server::start();
    server.send("{");
    let refused = server.read().expect("a refusal");
    assert_eq!(refused["error"]["code"], json!(-32700));
    server.send(r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}"#);
    let answer = server.read().expect("an answer");
    assert!(answer["result"]["capabilities"].is_object(), "{answer}");
}
