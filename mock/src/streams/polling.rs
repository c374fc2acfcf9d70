//! How clients of socket.io begin by default: with HTTP requests, before they change to a WebSocket.
//!
//! Only that beginning is spoken: a client that stays with requests receives nothing.

use super::socket_io::{self, CONNECTED, NOOP};
use super::upgrade;
use crate::engine::Engine;
use crate::received::Received;
use crate::response::Response;
use specie_codegen::validate::as_text;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::timeout;

/// How many clients begin at a time, and how many packets each may send before it has its WebSocket.
const MOST_CLIENTS: usize = 64;
const MOST_PACKETS: usize = 64;
/// How long a request waits.
const WAIT: Duration = Duration::from_secs(20);

/// The clients that began.
#[derive(Debug, Default)]
pub(crate) struct Beginnings(VecDeque<Beginning>);

#[derive(Debug)]
struct Beginning {
    sid: String,
    /// What the client sent so far.
    packets: Vec<String>,
    /// The client changes to its WebSocket.
    changes: Arc<Notify>,
}

impl Beginnings {
    fn begin(&mut self, sid: String) {
        if self.0.len() >= MOST_CLIENTS {
            self.0.pop_front();
        }
        self.0.push_back(Beginning {
            sid,
            packets: Vec::new(),
            changes: Arc::default(),
        });
    }

    fn get(&mut self, sid: &str) -> Option<&mut Beginning> {
        self.0.iter_mut().find(|one| one.sid == sid)
    }

    /// Whether a client began with this id; its requests end.
    pub(super) fn change(&mut self, sid: &str) -> bool {
        let found = self.get(sid);
        if let Some(beginning) = &found {
            beginning.changes.notify_one();
        }
        found.is_some()
    }

    /// What a client sent by requests. It is forgotten: it has its WebSocket.
    pub(super) fn take(&mut self, sid: &str) -> Vec<String> {
        let at = self.0.iter().position(|one| one.sid == sid);
        let taken = at.and_then(|at| self.0.remove(at));
        taken.map(|one| one.packets).unwrap_or_default()
    }
}

/// Answers a request by which a client of socket.io begins. `None`: the request is something else.
pub(crate) async fn respond(engine: &Engine, received: &Received) -> Option<Response> {
    let query = |name: &str| {
        let members = received.query_members();
        let found = members.iter().find(|(known, _)| known == name);
        found.and_then(|(_, value)| as_text(value))
    };
    if query("transport").as_deref() != Some("polling")
        || !upgrade::is_socket_io(engine, &received.path)
    {
        return None;
    }
    let Some(sid) = query("sid") else {
        let sid = engine.socket_id();
        engine.beginnings().begin(sid.clone());
        let open = socket_io::open(&sid, true);
        return Some(text(200, socket_io::payload([open.as_str(), CONNECTED])));
    };
    let changes = match engine.beginnings().get(&sid) {
        Some(beginning) if received.method == "POST" => {
            let body = String::from_utf8_lossy(&received.body);
            let Some(packets) = socket_io::packets(&body) else {
                return Some(text(400, "the body is no list of packets".to_owned()));
            };
            let room = MOST_PACKETS.saturating_sub(beginning.packets.len());
            let packets = packets.into_iter().take(room);
            beginning.packets.extend(packets.map(socket_io::decoded));
            return Some(text(200, "ok".to_owned()));
        }
        Some(beginning) => beginning.changes.clone(),
        None => {
            let unknown = r#"{"code":1,"message":"Session ID unknown"}"#;
            return Some(text(400, unknown.to_owned()));
        }
    };
    // It ends when the client has its WebSocket, or so that it may ask again.
    let _ = timeout(WAIT, changes.notified()).await;
    Some(text(200, socket_io::payload([NOOP])))
}

fn text(status: u16, body: String) -> Response {
    let mut response = Response::new(status);
    response.set_header("Content-Type", "text/plain; charset=UTF-8");
    response.body = body.into_bytes();
    response
}
