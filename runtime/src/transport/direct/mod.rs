//! The way of most requests: straight to the server, polled by the caller.
//!
//! A request of the HTTP client changes the thread twice, to a thread of [`network`](super::network) and back, which costs more than all the
//! rest of a call. Here the caller writes the request and reads the response itself, on any executor. That is safe because reads are
//! bounded (`bounded_read.rs`). A runtime only makes connections and watches their sockets: by default on the threads of `network`, which
//! then wake the caller; or the caller's own, which changes no thread at all.

mod bounded_read;
mod connecting;
mod connection;
mod pool;

#[cfg(feature = "streams")]
pub(crate) use connecting::{Socket, socket};

use super::clients::IDLE;
use super::network::{self, Task};
use super::received;
use super::{TransportError, TransportFailure, TransportResponse};
use crate::timers::{Alarm, timers};
use ::http::{HeaderMap, HeaderValue, Method, Response, Uri, header};
use bytes::Bytes;
use connection::{Connection, Outgoing, Unanswered};
use http_body_util::Full;
use hyper::body::{Body as _, Incoming};
use hyper_util::client::proxy::matcher::Matcher;
use pool::Pool;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::OnceLock;
use std::task::Poll;
use std::time::{Duration, Instant};
use tokio::runtime::Handle;
use tokio::task::coop::unconstrained;

/// Connections without a proxy, with TLS that trusts the root certificates of this platform.
pub(super) struct Direct {
    pool: Pool,
    /// The proxies of the environment, as they are when they are first asked for.
    proxies: OnceLock<Matcher>,
    /// The runtime that makes connections and watches their sockets; `None`: the threads of this process.
    runtime: Option<Handle>,
}

/// A request, checked: it is sent as it is.
pub(super) struct Parts<'u> {
    pub(super) method: Method,
    pub(super) url: &'u str,
    pub(super) headers: HeaderMap,
    pub(super) body: Option<Vec<u8>>,
    pub(super) timeout: Duration,
    pub(super) limit: usize,
}

impl Direct {
    pub(super) fn new(runtime: Option<Handle>) -> Self {
        Self {
            pool: Pool::new(IDLE),
            proxies: OnceLock::new(),
            runtime,
        }
    }

    /// Whether no proxy is used for this address.
    pub(super) fn reaches(&self, url: &str) -> bool {
        if !url.starts_with("https://") {
            return true;
        }
        let proxies = self.proxies.get_or_init(Matcher::from_env);
        let server: Result<Uri, _> = network::server_of(url).parse();
        server.is_ok_and(|server| proxies.intercept(&server).is_none())
    }

    /// Sends a request and receives the whole response.
    pub(super) async fn send(&self, parts: Parts<'_>) -> Result<TransportResponse, TransportError> {
        // Tokio's budget of operations would bound a second time what `bounded_read` bounds; and what it stops is woken by the waker of the
        // one operation, which here may be none.
        unconstrained(self.send_bounded(parts)).await
    }

    async fn send_bounded(&self, parts: Parts<'_>) -> Result<TransportResponse, TransportError> {
        let end = Instant::now().checked_add(parts.timeout);
        let (server, limit) = (network::server_of(parts.url), parts.limit);
        let mut request = outgoing(parts)?;
        loop {
            let kept = self.pool.take(server);
            let is_kept = kept.is_some();
            let mut connection = match kept {
                Some(connection) => connection,
                None => self.connect(server, end).await?,
            };
            let too_late = || TransportError::maybe_sent(TransportFailure::Timeout);
            let exchange = async {
                match connection.exchange(request).await {
                    Ok(response) => whole(&mut connection, response, limit).await.map(Ok),
                    Err(unanswered) => Ok(Err(unanswered)),
                }
            };
            match before(end, too_late, exchange).await? {
                Ok(received) => {
                    self.keep(connection);
                    return received::decoded(received, limit);
                }
                // The server closed a connection that waited, before anything was sent on it.
                Err(Unanswered {
                    unsent: Some(unsent),
                    ..
                }) if is_kept => request = unsent,
                Err(Unanswered { why, unsent }) => {
                    let made = match unsent {
                        Some(_) => TransportError::not_sent(TransportFailure::Broken),
                        None => TransportError::maybe_sent(TransportFailure::Broken),
                    };
                    return Err(made.caused_by(why));
                }
            }
        }
    }
}

impl Direct {
    async fn connect(
        &self,
        server: &str,
        end: Option<Instant>,
    ) -> Result<Connection, TransportError> {
        let runtime = self.runtime_of(server)?;
        let host = server.split_once("://").map_or(server, |(_, host)| host);
        let too_late = || connecting::not_in_time(host);
        before(end, too_late, connect(&runtime, server)).await
    }

    /// Keeps a connection for the next request, if it can be used for one.
    fn keep(&self, connection: Connection) {
        // Without a runtime, connections that wait for too long are closed when they are looked for.
        let runtime = self.runtime_of(&connection.server).ok();
        self.pool.put(connection, runtime.as_ref());
    }

    fn runtime_of(&self, server: &str) -> Result<Handle, TransportError> {
        match &self.runtime {
            Some(runtime) => Ok(runtime.clone()),
            None => network::handle_of(server),
        }
    }
}

/// A new connection, made on a runtime.
async fn connect(runtime: &Handle, server: &str) -> Result<Connection, TransportError> {
    let owned = server.to_owned();
    let making = Task::on(runtime, async move { connecting::connect(&owned).await });
    // Whatever ended it, it sent nothing.
    let unfinished = |why| TransportError::not_sent(TransportFailure::Connect).caused_by(why);
    making.output().await.map_err(unfinished)?
}

/// The output of `work`, if it is there before `end`.
async fn before<T>(
    end: Option<Instant>,
    too_late: impl Fn() -> TransportError,
    work: impl Future<Output = Result<T, TransportError>>,
) -> Result<T, TransportError> {
    let mut work = pin!(work);
    let Some(end) = end else {
        return work.await;
    };
    let timers = timers().map_err(|error| {
        TransportError::not_sent(TransportFailure::InvalidRequest).caused_by(error)
    })?;
    let mut alarm = Alarm::new(timers, end);
    poll_fn(|context| {
        if let Poll::Ready(output) = work.as_mut().poll(context) {
            return Poll::Ready(output);
        }
        match alarm.is_over(context.waker()) {
            true => Poll::Ready(Err(too_late())),
            false => Poll::Pending,
        }
    })
    .await
}

/// The request as it is sent: what the HTTP client of the other ways sends too.
fn outgoing(parts: Parts<'_>) -> Result<Outgoing, TransportError> {
    let invalid = || TransportError::not_sent(TransportFailure::InvalidRequest);
    let server = network::server_of(parts.url);
    let target = parts.url.get(server.len()..).unwrap_or_default();
    let host = server.split_once("://").map_or(server, |(_, host)| host);
    let mut request = Outgoing::new(Full::from(parts.body.unwrap_or_default()));
    *request.method_mut() = parts.method;
    *request.uri_mut() = Uri::from_maybe_shared(Bytes::copy_from_slice(target.as_bytes()))
        .map_err(|error| invalid().caused_by(error))?;
    if request.uri().path_and_query().map(|sent| sent.as_str()) != Some(target) {
        return Err(invalid().caused_by("the address would be changed before it is sent"));
    }
    *request.headers_mut() = parts.headers;
    let headers = request.headers_mut();
    headers
        .entry(header::ACCEPT)
        .or_insert(HeaderValue::from_static("*/*"));
    let host = HeaderValue::from_str(host).map_err(|error| invalid().caused_by(error))?;
    headers.entry(header::HOST).or_insert(host);
    Ok(request)
}

/// The rest of a response, within `limit`, as it was received.
async fn whole(
    connection: &mut Connection,
    response: Response<Incoming>,
    limit: usize,
) -> Result<TransportResponse, TransportError> {
    let too_large = || TransportError::maybe_sent(TransportFailure::TooLarge);
    let (head, mut incoming) = response.into_parts();
    let announced = incoming.size_hint().exact();
    let announced = announced.map_or(Ok(0), usize::try_from);
    let announced = announced.ok().filter(|length| *length <= limit);
    let mut body = Vec::with_capacity(announced.ok_or_else(too_large)?.min(AT_ONCE));
    while let Some(frame) = connection.frame(&mut incoming).await {
        let frame = frame.map_err(|error| {
            TransportError::maybe_sent(TransportFailure::Broken).caused_by(error)
        })?;
        let Ok(data) = frame.into_data() else {
            continue; // trailers
        };
        if body.len() + data.len() > limit {
            return Err(too_large());
        }
        body.extend_from_slice(&data);
    }
    Ok(TransportResponse {
        body,
        ..received::head(head.status, &head.headers)
    })
}

/// Memory for a body whose length is only announced.
const AT_ONCE: usize = 64 * 1024;
