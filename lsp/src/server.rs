//! The loop: messages in, answers and findings out.

use crate::document::Document;
use crate::{actions, completion, definition, findings, hover};
use crossbeam_channel::{RecvTimeoutError, TryRecvError};
use gen_lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionProvider, CompletionOptions,
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    PublishDiagnosticsParams, ServerCapabilities, TextDocumentContentChangeEvent,
    TextDocumentSyncKind, Uri,
};
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::fmt;
use std::time::{Duration, Instant};

/// How long an editor must be quiet before a text is checked: less than people notice, more than there is between two keystrokes that are
/// held down.
const QUIET: Duration = Duration::from_millis(60);

/// Why the server ended before the editor said so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerError {
    /// The editor left without `shutdown`.
    NoShutdown,
    /// The editor is gone.
    Disconnected,
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoShutdown => "the editor left without the request `shutdown`",
            Self::Disconnected => "the connection to the editor is closed",
        })
    }
}

impl std::error::Error for ServerError {}

/// Serves one editor, until it says `exit`.
///
/// # Errors
/// The editor left without `shutdown`, or is gone.
pub fn serve(connection: &Connection) -> Result<(), ServerError> {
    Server {
        connection,
        queue: VecDeque::new(),
        documents: Vec::new(),
        state: State::New,
    }
    .run()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Running,
    ShutDown,
}

struct Server<'a> {
    connection: &'a Connection,
    /// Messages that arrived and were not handled yet.
    queue: VecDeque<Message>,
    /// Open documents; few, so a list will do.
    documents: Vec<Entry>,
    state: State,
}

struct Entry {
    document: Document,
    /// When it was changed, until its findings are published.
    changed: Option<Instant>,
}

/// Why a request has no result.
struct Refusal(ErrorCode, String);

impl Server<'_> {
    fn run(mut self) -> Result<(), ServerError> {
        loop {
            self.receive()?;
            if let Some(message) = self.queue.pop_front() {
                match message {
                    Message::Notification(it) if it.method == "exit" => {
                        return match self.state {
                            State::ShutDown => Ok(()),
                            _ => Err(ServerError::NoShutdown),
                        };
                    }
                    Message::Notification(it) => self.notification(it)?,
                    Message::Request(it) => self.request(it)?,
                    // The server asks nothing.
                    Message::Response(_) => {}
                }
                continue;
            }
            self.publish_quiet()?;
        }
    }

    /// Takes what has arrived. If nothing has, waits for a message, or until a changed text is to be checked.
    fn receive(&mut self) -> Result<(), ServerError> {
        loop {
            match self.connection.receiver.try_recv() {
                Ok(message) => self.queue.push_back(message),
                Err(TryRecvError::Disconnected) if self.queue.is_empty() => {
                    return Err(ServerError::Disconnected);
                }
                Err(_) => break,
            }
        }
        if !self.queue.is_empty() {
            return Ok(());
        }
        let oldest = self.documents.iter().filter_map(|it| it.changed).min();
        let wait = oldest.map(|changed| QUIET.saturating_sub(changed.elapsed()));
        let received = match wait {
            Some(wait) => self.connection.receiver.recv_timeout(wait),
            None => self
                .connection
                .receiver
                .recv()
                .map_err(|_| RecvTimeoutError::Disconnected),
        };
        match received {
            Ok(message) => self.queue.push_back(message),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Err(ServerError::Disconnected),
        }
        Ok(())
    }

    fn send(&self, message: impl Into<Message>) -> Result<(), ServerError> {
        let sent = self.connection.sender.send(message.into());
        sent.map_err(|_| ServerError::Disconnected)
    }

    /// Checks the first text that has been quiet for long enough. Its findings are dropped if another edit arrived meanwhile.
    fn publish_quiet(&mut self) -> Result<(), ServerError> {
        let is_due = |entry: &Entry| entry.changed.is_some_and(|at| at.elapsed() >= QUIET);
        let Some(at) = self.documents.iter().position(is_due) else {
            return Ok(());
        };
        let Some(entry) = self.documents.get_mut(at) else {
            return Ok(());
        };
        let started = entry.changed.take();
        let found = match entry.document.is_spec() {
            true => findings::of(&mut entry.document),
            false => Vec::new(),
        };
        let params = PublishDiagnosticsParams::new(
            entry.document.uri.clone(),
            Some(entry.document.version),
            found,
        );
        while let Ok(message) = self.connection.receiver.try_recv() {
            self.queue.push_back(message);
        }
        if self.queue.iter().any(|it| edits(it, &params.uri)) {
            // The edit follows and sets the time anew.
            if let Some(entry) = self.documents.get_mut(at) {
                entry.changed = started;
            }
            return Ok(());
        }
        self.publish(&params)
    }

    fn publish(&self, params: &PublishDiagnosticsParams) -> Result<(), ServerError> {
        self.send(Notification::new(
            "textDocument/publishDiagnostics".to_owned(),
            params,
        ))
    }

    fn notification(&mut self, it: Notification) -> Result<(), ServerError> {
        // A notification has no response, so one that cannot be read is left alone, as the protocol asks.
        match it.method.as_str() {
            "textDocument/didOpen" => {
                if let Ok(params) = read::<DidOpenTextDocumentParams>(it.params) {
                    let it = params.text_document;
                    self.documents.retain(|entry| entry.document.uri != it.uri);
                    self.documents.push(Entry {
                        document: Document::open(it.uri, it.version, it.text),
                        changed: Some(Instant::now()),
                    });
                }
            }
            "textDocument/didChange" => {
                if let Ok(params) = read::<DidChangeTextDocumentParams>(it.params) {
                    self.change(params);
                }
            }
            "textDocument/didClose" => {
                if let Ok(params) = read::<DidCloseTextDocumentParams>(it.params) {
                    let uri = params.text_document.uri;
                    self.documents.retain(|entry| entry.document.uri != uri);
                    self.publish(&PublishDiagnosticsParams::new(uri, None, Vec::new()))?;
                }
            }
            "$/cancelRequest" => self.cancel(&it.params)?,
            _ => {}
        }
        Ok(())
    }

    /// Takes the new text. The server asked for whole texts; the last one of a notification is the newest.
    fn change(&mut self, params: DidChangeTextDocumentParams) {
        let uri = params.text_document.text_document_identifier.uri;
        let version = params.text_document.version;
        let texts = params.content_changes.into_iter();
        let mut whole = texts.filter_map(|change| match change {
            TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(it) => {
                Some(it.text)
            }
            TextDocumentContentChangeEvent::TextDocumentContentChangePartial(_) => None,
        });
        let entry = self
            .documents
            .iter_mut()
            .find(|entry| entry.document.uri == uri);
        if let (Some(entry), Some(text)) = (entry, whole.next_back()) {
            entry.document.change(version, text);
            entry.changed = Some(Instant::now());
        }
    }

    /// Answers a request that still waits, so that it is not worked on.
    fn cancel(&mut self, params: &Value) -> Result<(), ServerError> {
        let id = match params.get("id") {
            Some(Value::String(text)) => RequestId::from(text.clone()),
            Some(number) => match number.as_i64().map(i32::try_from) {
                Some(Ok(number)) => RequestId::from(number),
                _ => return Ok(()),
            },
            None => return Ok(()),
        };
        let is_it = |it: &Message| matches!(it, Message::Request(request) if request.id == id);
        if let Some(at) = self.queue.iter().position(is_it) {
            self.queue.remove(at);
            let code = ErrorCode::RequestCanceled as i32;
            return self.send(Response::new_err(id, code, "cancelled".to_owned()));
        }
        Ok(())
    }

    fn request(&mut self, it: Request) -> Result<(), ServerError> {
        let Request { id, method, params } = it;
        let result = match (self.state, method.as_str()) {
            (State::New, "initialize") => {
                self.state = State::Running;
                value(initialized())
            }
            (State::New, _) => Err(Refusal(
                ErrorCode::ServerNotInitialized,
                "expected the request `initialize`".to_owned(),
            )),
            (State::ShutDown, _) => Err(Refusal(
                ErrorCode::InvalidRequest,
                "the server is shut down".to_owned(),
            )),
            (State::Running, "shutdown") => {
                self.state = State::ShutDown;
                Ok(Value::Null)
            }
            (State::Running, method) => self.answer(method, params),
        };
        self.send(match result {
            Ok(value) => Response::new_ok(id, value),
            Err(Refusal(code, message)) => Response::new_err(id, code as i32, message),
        })
    }

    fn answer(&mut self, method: &str, params: Value) -> Result<Value, Refusal> {
        match method {
            "textDocument/hover" => self.on_document(params, hover::answer),
            "textDocument/completion" => self.on_document(params, completion::answer),
            "textDocument/definition" => self.on_document(params, definition::answer),
            "textDocument/codeAction" => self.on_document(params, actions::answer),
            _ => Err(Refusal(
                ErrorCode::MethodNotFound,
                format!("unknown method `{method}`"),
            )),
        }
    }

    /// Answers a request about an open document; `null` if the document is not a spec.
    fn on_document<P: DeserializeOwned, R: Serialize>(
        &mut self,
        params: Value,
        answer: impl FnOnce(&mut Document, P) -> R,
    ) -> Result<Value, Refusal> {
        let uri = params
            .get("textDocument")
            .and_then(|document| document.get("uri"))
            .and_then(Value::as_str)
            .map(|uri| Uri(uri.to_owned()));
        let params: P = read(params)?;
        let mut entries = self.documents.iter_mut();
        let entry = entries.find(|entry| Some(&entry.document.uri) == uri.as_ref());
        match entry.filter(|entry| entry.document.is_spec()) {
            Some(entry) => value(answer(&mut entry.document, params)),
            None => Ok(Value::Null),
        }
    }
}

/// Whether a message changes or closes a document.
fn edits(message: &Message, uri: &Uri) -> bool {
    let Message::Notification(it) = message else {
        return false;
    };
    let named = it.params.get("textDocument").and_then(|it| it.get("uri"));
    it.method.starts_with("textDocument/did") && named.and_then(Value::as_str) == Some(&uri.0)
}

fn read<T: DeserializeOwned>(params: Value) -> Result<T, Refusal> {
    serde_json::from_value(params)
        .map_err(|error| Refusal(ErrorCode::InvalidParams, error.to_string()))
}

fn value(result: impl Serialize) -> Result<Value, Refusal> {
    serde_json::to_value(result)
        .map_err(|error| Refusal(ErrorCode::InternalError, error.to_string()))
}

/// The response to `initialize`. Positions are in UTF-16, the encoding that every editor has.
fn initialized() -> Value {
    let characters = [" ", ":", ".", "|", "<", "\"", "["];
    let capabilities = ServerCapabilities {
        text_document_sync: Some(TextDocumentSyncKind::Full.into()),
        hover_provider: Some(true.into()),
        definition_provider: Some(true.into()),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(characters.map(str::to_owned).to_vec()),
            ..CompletionOptions::default()
        }),
        code_action_provider: Some(CodeActionProvider::CodeActionOptions(CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QuickFix]),
            ..CodeActionOptions::default()
        })),
        ..ServerCapabilities::default()
    };
    json!({
        "capabilities": capabilities,
        "serverInfo": { "name": "specie", "version": env!("CARGO_PKG_VERSION") },
    })
}
