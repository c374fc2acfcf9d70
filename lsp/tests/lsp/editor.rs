//! An editor: sends messages to a server in the same process, and reads what comes back.

use crossbeam_channel::RecvTimeoutError;
use lsp_server::{Connection, Message, Notification, Request, RequestId, Response};
use serde_json::{Value, json};
use specie_lsp::{ServerError, serve};
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use std::time::Duration;

/// Longer than any machine needs.
const PATIENCE: Duration = Duration::from_secs(60);

pub const URI: &str = "file:///home/ann/specs/acme.yaml";

pub struct Editor {
    connection: Connection,
    /// The files of the server's thread in `/proc`.
    thread: PathBuf,
    server: JoinHandle<Result<(), ServerError>>,
    next_id: i32,
    version: i32,
    /// Notifications that arrived while a response was awaited.
    notices: Vec<Notification>,
}

impl Editor {
    /// An editor that has not said anything.
    pub fn silent() -> Self {
        let (connection, theirs) = Connection::memory();
        let (tell, told) = std::sync::mpsc::channel();
        let server = std::thread::spawn(move || {
            let thread = std::fs::read_link("/proc/thread-self").unwrap_or_default();
            tell.send(Path::new("/proc").join(thread))
                .expect("an editor");
            serve(&theirs)
        });
        Self {
            connection,
            thread: told.recv().expect("a server"),
            server,
            next_id: 0,
            version: 0,
            notices: Vec::new(),
        }
    }

    /// An editor that is ready.
    pub fn start() -> Self {
        let mut editor = Self::silent();
        editor.request(
            "initialize",
            json!({ "processId": null, "rootUri": null, "capabilities": {} }),
        );
        editor.notify("initialized", json!({}));
        editor
    }

    /// An editor with an open document.
    pub fn with(text: &str) -> Self {
        let mut editor = Self::start();
        editor.open(URI, text);
        editor
    }

    pub fn open(&mut self, uri: &str, text: &str) {
        self.version = 1;
        let document = json!({ "uri": uri, "languageId": "yaml", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    pub fn change(&mut self, text: &str) {
        self.version += 1;
        let document = json!({ "uri": URI, "version": self.version });
        self.notify(
            "textDocument/didChange",
            json!({ "textDocument": document, "contentChanges": [{ "text": text }] }),
        );
    }

    pub fn notify(&self, method: &str, params: Value) {
        let message = Notification::new(method.to_owned(), params);
        self.connection
            .sender
            .send(message.into())
            .expect("a server");
    }

    /// Sends a request without waiting for its response.
    pub fn ask(&mut self, method: &str, params: Value) -> RequestId {
        self.next_id += 1;
        let id = RequestId::from(self.next_id);
        let request = Request::new(id.clone(), method.to_owned(), params);
        self.connection
            .sender
            .send(request.into())
            .expect("a server");
        id
    }

    pub fn response(&mut self, id: &RequestId) -> Response {
        loop {
            match self
                .connection
                .receiver
                .recv_timeout(PATIENCE)
                .expect("a response")
            {
                Message::Response(response) if response.id == *id => return response,
                Message::Notification(notice) => self.notices.push(notice),
                other => panic!("unexpected {other:?}"),
            }
        }
    }

    /// The result of a request.
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        self.response(&id).response_result.expect("a result")
    }

    /// The result of a request about a place of the open document.
    pub fn at(&mut self, method: &str, position: Value) -> Value {
        self.request(
            method,
            json!({ "textDocument": { "uri": URI }, "position": position }),
        )
    }

    /// The findings of the newest text.
    pub fn findings(&mut self) -> Vec<Value> {
        loop {
            let published = self.published();
            if published["version"] == json!(self.version) {
                return published["diagnostics"].as_array().expect("a list").clone();
            }
        }
    }

    /// The next published findings.
    pub fn published(&mut self) -> Value {
        if !self.notices.is_empty() {
            return self.notices.remove(0).params;
        }
        match self
            .connection
            .receiver
            .recv_timeout(PATIENCE)
            .expect("findings")
        {
            Message::Notification(it) if it.method == "textDocument/publishDiagnostics" => {
                it.params
            }
            other => panic!("unexpected {other:?}"),
        }
    }

    /// Whether nothing is published for a while.
    pub fn is_quiet(&self) -> bool {
        let received = self
            .connection
            .receiver
            .recv_timeout(Duration::from_millis(400));
        matches!(received, Err(RecvTimeoutError::Timeout))
    }

    /// The CPU time that the server's thread has had. Linux tells it.
    pub fn server_cpu(&self) -> Duration {
        let path = self.thread.join("schedstat");
        let text = std::fs::read_to_string(&path).expect("Linux");
        let spent = text.split(' ').next().and_then(|text| text.parse().ok());
        Duration::from_nanos(spent.expect("nanoseconds"))
    }

    /// What the server ended with, after `exit` or the end of the connection.
    pub fn end(self) -> Result<(), ServerError> {
        let Self {
            connection, server, ..
        } = self;
        drop(connection);
        server.join().expect("no panic")
    }
}

/// A text without its mark `▮`, and the position of the mark.
pub fn marked(text: &str) -> (String, Value) {
    let at = text.find('▮').expect("a mark");
    let plain = text.replacen('▮', "", 1);
    (plain.clone(), position(&plain, at))
}

/// The position of a byte, counted independently of the server: lines by `\n`, columns in UTF-16.
pub fn position(text: &str, at: usize) -> Value {
    let before = &text[..at];
    let line = before.matches('\n').count();
    let column = before
        .rsplit('\n')
        .next()
        .unwrap_or("")
        .encode_utf16()
        .count();
    json!({ "line": line, "character": column })
}

/// The position where a part of a text begins, `plus` bytes further.
pub fn place_of(text: &str, part: &str, plus: usize) -> Value {
    position(
        text,
        text.find(part).unwrap_or_else(|| panic!("no {part}")) + plus,
    )
}

/// A spec of the workspace.
pub fn spec(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../specs/{name}.yaml"));
    std::fs::read_to_string(path).expect("a spec")
}

/// A small spec without findings. The signature was computed with Python's hmac.
pub const ACME: &str = r#"provider: acme
title: Acme Pay
docs: https://acme.example/api
doc: A provider that is made up.
credentials:
  api_key: public -- names the account
  secret: secret -- signs requests
settings:
  window: { default: 5000, doc: how late a call may arrive }
sections:
  default: { base: "https://api.acme.example", path: "/v1/{path}" }
  public: { doc: market data }
  private: { auth: signed, doc: the account }
auth:
  signed:
    - let:
        text: clock.ms + method + uri + body
    - header:
        X-Key: api_key
        X-Time: clock.ms
        X-Sign: text | hmac_sha256(secret) | hex
operations:
  create_invoice:
    doc: Creates an invoice.
    source: https://acme.example/api#create
    call: POST invoices
    section: private
    idempotency: never
    reconcile: list_invoices
    params:
      amount: decimal > 0 -- amount to pay
      currency: text -- currency of the amount
      order: text -- your own reference
    answer: Invoice
  list_invoices:
    doc: Lists invoices.
    source: https://acme.example/api#list
    call: GET invoices
    section: private
    answer: list<Invoice>
types:
  Invoice:
    doc: An invoice.
    source: https://acme.example/api#invoice
    fields:
      id: text -- id of the invoice
      amount: decimal -- amount to pay
      state: State -- where it is
      created: time.s -- when it was created
  State:
    doc: Where an invoice is.
    source: https://acme.example/api#state
    enum: text
    values: [new, paid]
vectors:
  - name: an invoice is created
    source: computed with Python's hmac
    section: private
    method: POST
    path: invoices
    params: { amount: "10.00", currency: EUR, order: A-17 }
    credentials: { api_key: key-1, secret: s3cr3t }
    now_ms: 1764000000123
    expect:
      url: https://api.acme.example/v1/invoices
      body: '{"amount":"10.00","currency":"EUR","order":"A-17"}'
      headers: { X-Sign: 7a31bf322ef69531756380884b409be5a94c9676c0d8ba6e0f3922bd963bf890 }
"#;
