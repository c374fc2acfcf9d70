//! Listens on loopback, and gives each request to the engine. What the scenario wants, happens to the connection here.

use crate::engine::{Answer, Engine};
use crate::inside;
use crate::judge::MAX_BODY;
use crate::parts::{self, Part, PartsError};
use crate::received::Received;
use crate::response::Response;
use crate::streams::{self, Upgrade};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited, StreamBody, combinators::BoxBody};
use hyper::StatusCode;
use hyper::body::{Bytes, Frame, Incoming};
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use hyper::http::request::Parts;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use specie_codegen::scenario::Disconnect;
use specie_codegen::validate::as_text;
use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// How long to wait before looking again whether something has moved on by itself: what was created meanwhile may do so sooner.
const LONGEST_WAIT: Duration = Duration::from_millis(100);
const SHORTEST_WAIT: Duration = Duration::from_millis(1);

/// The connection is closed without a response, as the scenario wants.
#[derive(Debug)]
struct Closed;

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("closed by the scenario")
    }
}

impl std::error::Error for Closed {}

type Body = BoxBody<Bytes, io::Error>;

/// Accepts connections until the task is aborted.
pub(crate) async fn serve(listener: TcpListener, engine: Arc<Engine>) {
    // Connections end with this task.
    let mut connections = JoinSet::new();
    let mut resources = engine.api.mock.resources.iter();
    if engine.hooks.is_some() && resources.any(|one| one.after_ms.is_some()) {
        connections.spawn(report_in_time(engine.clone()));
    }
    loop {
        while connections.try_join_next().is_some() {}
        let Ok((stream, _)) = listener.accept().await else {
            // A connection that was reset, or no descriptor is free at present.
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        // Small responses must not wait for the acknowledgement of others.
        let _ = stream.set_nodelay(true);
        let engine = engine.clone();
        connections.spawn(async move {
            let upgrade = Mutex::new(None);
            let service = service_fn(|request| handle(&engine, request, &upgrade));
            // An error ends this connection: the client has gone, or the scenario closes it.
            let _ = http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .with_upgrades()
                .await;
            let upgrade = upgrade.into_inner().unwrap_or_else(PoisonError::into_inner);
            if let Some(upgrade) = upgrade {
                streams::run(&engine, upgrade).await;
            }
        });
    }
}

/// Reports what moves on by itself when it does, and not only with the next call.
async fn report_in_time(engine: Arc<Engine>) {
    loop {
        let wait = engine.advance();
        engine.report_changes();
        tokio::time::sleep(
            wait.unwrap_or(LONGEST_WAIT)
                .clamp(SHORTEST_WAIT, LONGEST_WAIT),
        )
        .await;
    }
}

async fn handle(
    engine: &Arc<Engine>,
    mut request: hyper::Request<Incoming>,
    upgrade: &Mutex<Option<Upgrade>>,
) -> Result<hyper::Response<Body>, Closed> {
    if let Some(key) = streams::key_of(request.headers()) {
        let connection = hyper::upgrade::on(&mut request);
        let (head, _) = request.into_parts();
        let received = received(&head, Vec::new(), None);
        let (response, streams) = engine.upgrade(&received, &key);
        let sid = received.query_members().into_iter();
        let sid = sid.filter(|(name, _)| name == "sid");
        let sid = sid.filter_map(|(_, value)| as_text(&value)).next();
        if !streams.is_empty() {
            let base = received.base(0);
            let mut upgrade = upgrade.lock().unwrap_or_else(PoisonError::into_inner);
            *upgrade = Some(Upgrade {
                streams,
                base,
                sid,
                connection,
            });
        }
        return Ok(http(response, None));
    }
    let (head, body) = request.into_parts();
    let content_type = head.headers.get(CONTENT_TYPE);
    let boundary = content_type.and_then(|value| parts::boundary(value.to_str().ok()?));
    let (body, parts) = match boundary {
        Some(boundary) => (Vec::new(), Some(parts::read(body, boundary).await)),
        None => (whole(body).await?, None),
    };
    let received = received(&head, body, parts);
    if let Some(response) = streams::respond_to_poll(engine, &received).await {
        return Ok(http(response, None));
    }
    if let Some(response) = inside::respond(engine, &received).await {
        engine.report_changes();
        return Ok(http(response, None));
    }
    let Answer {
        response,
        fault,
        call,
    } = engine.respond(&received).await;
    engine.log(&call);
    engine.report_changes();
    if let Some(fault) = fault {
        if fault.delay_ms > 0 {
            tokio::time::sleep(Duration::from_millis(fault.delay_ms)).await;
        }
        if matches!(fault.drop, Some(Disconnect::Before | Disconnect::After)) {
            return Err(Closed);
        }
    }
    let end = fault.and_then(|fault| fault.truncate);
    Ok(http(response, end))
}

/// A request as the engine reads it.
fn received(head: &Parts, body: Vec<u8>, parts: Option<Result<Vec<Part>, PartsError>>) -> Received {
    let headers = head.headers.iter();
    Received {
        method: head.method.as_str().to_owned(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().map(str::to_owned),
        headers: headers
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                (name.as_str().to_owned(), value)
            })
            .collect(),
        body,
        parts,
    }
}

/// A body that is read as a whole.
async fn whole(body: Incoming) -> Result<Vec<u8>, Closed> {
    // One byte more than is allowed: the engine refuses it in the provider's words.
    match Limited::new(body, MAX_BODY + 1).collect().await {
        Ok(body) => Ok(body.to_bytes().to_vec()),
        Err(error) if error.is::<LengthLimitError>() => Ok(vec![0; MAX_BODY + 1]),
        // What was sent is no body of HTTP.
        Err(_) => Err(Closed),
    }
}

/// A response as it is sent; `end`: after so many bytes of its body, the connection is closed.
fn http(response: Response, end: Option<u32>) -> hyper::Response<Body> {
    let length = response.body.len();
    let end = end
        .and_then(|end| usize::try_from(end).ok())
        .filter(|end| *end < length);
    let body = match end {
        None => {
            BodyExt::boxed(Full::new(Bytes::from(response.body)).map_err(|never| match never {}))
        }
        Some(end) => {
            let mut start = response.body;
            start.truncate(end);
            let parts = [
                Ok(Frame::data(Bytes::from(start))),
                Err(io::Error::other(Closed)),
            ];
            BodyExt::boxed(StreamBody::new(futures_util::stream::iter(parts)))
        }
    };
    let mut sent = hyper::Response::new(body);
    if let Ok(status) = StatusCode::from_u16(response.status) {
        *sent.status_mut() = status;
    }
    let headers = sent.headers_mut();
    for (name, value) in response.headers {
        headers.append(name, value);
    }
    if end.is_some() {
        headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
    sent
}
