//! Listens on loopback, and gives each request to the engine.

use crate::engine::{Call, Engine};
use crate::judge::MAX_BODY;
use crate::received::Received;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use http_body_util::{BodyExt, Limited};
use std::sync::Arc;

/// Called with each call, for a log.
pub(crate) type OnCall = Arc<dyn Fn(&Call) + Send + Sync>;

#[derive(Clone)]
struct Shared {
    engine: Arc<Engine>,
    on_call: Option<OnCall>,
}

/// The routes of the server: every request goes to the engine.
pub(crate) fn router(engine: Arc<Engine>, on_call: Option<OnCall>) -> Router {
    Router::new()
        .fallback(handle)
        .with_state(Shared { engine, on_call })
}

async fn handle(State(shared): State<Shared>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    // One byte more than is allowed: the engine refuses it in the provider's words.
    let body = Limited::new(body, MAX_BODY + 1).collect().await;
    let body = match body {
        Ok(body) => body.to_bytes().to_vec(),
        Err(_) => vec![0; MAX_BODY + 1],
    };
    let headers = parts.headers.iter();
    let received = Received {
        method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().map(str::to_owned),
        headers: headers
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                (name.as_str().to_owned(), value)
            })
            .collect(),
        body,
    };
    let (response, call) = shared.engine.respond(&received).await;
    if let Some(on_call) = &shared.on_call {
        on_call(&call);
    }
    let mut builder = Response::builder().status(response.status);
    for (name, value) in &response.headers {
        builder = builder.header(name, value);
    }
    builder.body(Body::from(response.body)).unwrap_or_else(|_| {
        // A header of the spec that HTTP does not allow; a check of specs refuses these.
        let mut plain = Response::new(Body::empty());
        *plain.status_mut() = axum::http::StatusCode::INTERNAL_SERVER_ERROR;
        plain
    })
}
