//! Which stream a connection is for, and whether it is let in.

use super::inverse::{self, Values};
use crate::engine::Engine;
use crate::received::Received;
use crate::refusal::{Refusal, RefusalKind};
use crate::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::header::{CONNECTION, HeaderMap, HeaderName, UPGRADE};
use hyper::upgrade::OnUpgrade;
use sha1::{Digest, Sha1};
use specie_codegen::model::{Api, Stream};
use specie_codegen::validate::as_text;
use specie_runtime::signing::ReceivedRequest;
use specie_runtime::signing::plan::{Data, Str};
use specie_runtime::stream::plan::{Framing, Source, Template, TemplatePart};

const KEY: HeaderName = HeaderName::from_static("sec-websocket-key");
const ACCEPT: &str = "Sec-WebSocket-Accept";
/// What a server adds to the key of a client (RFC 6455, section 1.3).
const GUID: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// A connection that becomes a socket.
pub(crate) struct Upgrade {
    /// The streams at its address that let the request in, by their index.
    pub(crate) streams: Vec<usize>,
    /// Where the client found this provider: `http://127.0.0.1:PORT`.
    pub(crate) base: Option<String>,
    /// What a client of socket.io that began by requests calls itself.
    pub(crate) sid: Option<String>,
    pub(crate) connection: OnUpgrade,
}

/// The key of a request for a WebSocket; `None`: it is for something else.
pub(crate) fn key_of(headers: &HeaderMap) -> Option<String> {
    let has = |name: HeaderName, word: &str| {
        let mut values = headers.get_all(name).iter();
        values.any(|value| {
            let value = value.to_str().unwrap_or_default();
            let mut words = value.split(',');
            words.any(|one| one.trim().eq_ignore_ascii_case(word))
        })
    };
    if !has(UPGRADE, "websocket") || !has(CONNECTION, "upgrade") {
        return None;
    }
    let key = headers.get(KEY)?.to_str().ok()?;
    Some(key.to_owned())
}

/// The response that makes a connection a socket.
pub(crate) fn accepted(key: &str) -> Response {
    let mut response = Response::new(101);
    let digest = Sha1::digest(format!("{key}{GUID}"));
    response.set_header("Connection", "Upgrade");
    response.set_header("Upgrade", "websocket");
    response.set_header(ACCEPT, &STANDARD.encode(digest));
    response
}

/// Whether a value of a session is the server that addresses of streams begin with.
pub(crate) fn begin_with(api: &Api, name: &str) -> bool {
    let mut addresses = api.streams.iter().map(Address::of);
    addresses.any(|address| address.server == Some(name))
}

/// The server of streams that a session names: this one, at a path of its own. `called`: where the call of the session arrived.
pub(crate) fn server(called: &str, name: &str) -> String {
    let behind = called.split_once("://").map_or("", |(_, behind)| behind);
    let host = behind.split('/').next().unwrap_or_default();
    format!("ws://{host}/{name}")
}

/// Whether a stream of socket.io is at a path.
pub(crate) fn is_socket_io(engine: &Engine, path: &str) -> bool {
    let mut streams = engine.api.streams.iter();
    streams.any(|stream| {
        stream.plan.framing == Framing::SocketIo && Address::of(stream).has_path(engine, path)
    })
}

impl Engine {
    /// Decides about a request for a WebSocket. Several streams may be at the same address: which one is meant, its frames show.
    ///
    /// # Errors
    /// There is no such stream, or it does not let the request in.
    pub(crate) fn admit(&self, received: &Received) -> Result<Vec<usize>, Refusal> {
        let (mut admitted, mut first) = (Vec::new(), None);
        for (at, stream) in self.api.streams.iter().enumerate() {
            let address = Address::of(stream);
            if !address.has_path(self, &received.path) {
                continue;
            }
            match self.let_in(stream, &address, received) {
                Ok(()) => admitted.push(at),
                Err(refusal) => first = first.or(Some(refusal)),
            }
        }
        // Frames of one connection are made in one way.
        let framing = |at: &usize| self.api.streams.get(*at).map(|stream| stream.plan.framing);
        let first_framing = admitted.first().and_then(framing);
        admitted.retain(|at| framing(at) == first_framing);
        if !admitted.is_empty() {
            return Ok(admitted);
        }
        Err(first.unwrap_or_else(|| {
            let reason = format!("no stream is at {}", received.path);
            Refusal::new(RefusalKind::UnknownEndpoint, reason)
        }))
    }

    fn let_in(
        &self,
        stream: &Stream,
        address: &Address<'_>,
        received: &Received,
    ) -> Result<(), Refusal> {
        let others = address.check_query(self, received)?;
        let Some(section) = stream.plan.upgrade else {
            return Ok(());
        };
        let headers = received.headers.iter();
        let headers: Vec<_> = headers
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let base = received.base(0);
        let request = ReceivedRequest {
            section,
            method: "GET",
            endpoint: received.path.trim_start_matches('/'),
            path: &received.path,
            query: others.as_deref(),
            headers: &headers,
            base: base.as_deref(),
            ..ReceivedRequest::default()
        };
        self.verify_section(&request, received).map(|_| ())
    }

    /// Whether a value is that of an open session.
    pub(crate) fn is_of_session(&self, name: &str, value: &str) -> bool {
        let sessions = self.sessions().values(self.now_ns());
        let mut known = sessions.iter().filter_map(|values| values.get(name));
        known.any(|known| known.to_text().is_ok_and(|known| known == value))
    }
}

/// The address of a stream, without its host.
struct Address<'p> {
    /// The value of a session that the address begins with.
    server: Option<&'p str>,
    path: Template,
    /// The members of the query, each with its value.
    query: Vec<(String, Template)>,
}

impl<'p> Address<'p> {
    fn of(stream: &'p Stream) -> Self {
        let (mut server, mut path) = (None, Vec::new());
        let mut query: Vec<(String, Vec<TemplatePart>)> = Vec::new();
        let mut in_query = false;
        for (at, part) in stream.plan.url.0.iter().enumerate() {
            match part {
                TemplatePart::Text(text) => {
                    let text = match at {
                        0 => path_of(text),
                        _ => text,
                    };
                    let (before, members) = match (in_query, text.split_once('?')) {
                        (true, _) => ("", Some(text)),
                        (false, Some((before, members))) => (before, Some(members)),
                        (false, None) => (text, None),
                    };
                    if !before.is_empty() {
                        path.push(TemplatePart::Text(Str::Owned(before.to_owned())));
                    }
                    let Some(members) = members else { continue };
                    for (at, member) in members.split('&').enumerate() {
                        match (member.split_once('='), query.last_mut()) {
                            // The rest of the value before.
                            (None, Some((_, value))) if in_query && at == 0 => {
                                value.push(TemplatePart::Text(Str::Owned(member.to_owned())));
                            }
                            (Some((name, value)), _) => {
                                let value = match value {
                                    "" => Vec::new(),
                                    text => vec![TemplatePart::Text(Str::Owned(text.to_owned()))],
                                };
                                query.push((name.to_owned(), value));
                            }
                            _ => {}
                        }
                    }
                    in_query = true;
                }
                TemplatePart::Value(placeholder) => match (&placeholder.source, query.last_mut()) {
                    (Source::Session(name), _) if at == 0 => server = Some(name.as_ref()),
                    (_, Some((_, value))) if in_query => value.push(part.clone()),
                    _ => path.push(part.clone()),
                },
            }
        }
        let query = query.into_iter();
        Self {
            server,
            path: Template(path.into()),
            query: query
                .map(|(name, value)| (name, Template(value.into())))
                .collect(),
        }
    }

    fn has_path(&self, engine: &Engine, path: &str) -> bool {
        let Some(server) = self.server else {
            // A host alone is the same as with a slash.
            let is_root = self.path.0.is_empty() && path == "/";
            return is_root || self.read(engine, &self.path, path).is_some();
        };
        // The response to the call that opens the session says where the stream is.
        let sessions = engine.sessions().values(engine.now_ns());
        let mut servers = sessions.iter().filter_map(|values| values.get(server));
        servers.any(|server| {
            let server = server.to_text().unwrap_or_default();
            path_of(&server) == path || path_of(&server).is_empty() && path == "/"
        })
    }

    /// Checks the members of the query that the spec declares; returns the others, which a plan may have signed.
    fn check_query(&self, engine: &Engine, received: &Received) -> Result<Option<String>, Refusal> {
        let members = received.query_members();
        for (name, template) in &self.query {
            let value = members.iter().find(|(known, _)| known == name);
            let value = value.and_then(|(_, value)| as_text(value));
            let refusal = |kind, reason: String| Refusal {
                parameter: Some(name.clone()),
                ..Refusal::new(kind, reason)
            };
            let Some(value) = value else {
                let reason = format!("`{name}` is missing in the query");
                return Err(refusal(RefusalKind::MissingParameter, reason));
            };
            if self.read(engine, template, &value).is_none() {
                let reads_session = template.0.iter().any(|part| match part {
                    TemplatePart::Value(placeholder) => {
                        matches!(placeholder.source, Source::Session(_))
                    }
                    TemplatePart::Text(_) => false,
                });
                let reason = format!("`{name}` of the query has another value than is expected");
                return Err(match reads_session {
                    true => refusal(RefusalKind::SessionExpired, reason),
                    false => refusal(RefusalKind::WrongType, reason),
                });
            }
        }
        let is_declared = |member: &&str| {
            let name = member.split('=').next().unwrap_or_default();
            self.query.iter().any(|(known, _)| known == name)
        };
        let query = received.query.as_deref();
        let others = query.into_iter().flat_map(|query| query.split('&'));
        let others: Vec<&str> = others.filter(|member| !is_declared(member)).collect();
        Ok((!others.is_empty()).then(|| others.join("&")))
    }

    /// The values of a part of the address. Those of sessions must be open.
    fn read<'t>(&self, engine: &Engine, template: &'t Template, text: &str) -> Option<Values<'t>> {
        let allowed = |source: &Source, value: &Data| match source {
            Source::Session(name) => {
                as_text(value).is_some_and(|value| engine.is_of_session(name, &value))
            }
            _ => true,
        };
        inverse::of_text(template, text, &allowed)
    }
}

/// The path of an address, with its query.
fn path_of(address: &str) -> &str {
    let behind = address.split_once("://").map_or("", |(_, behind)| behind);
    let path = behind.find(['/', '?']).and_then(|at| behind.get(at..));
    path.unwrap_or_default()
}
