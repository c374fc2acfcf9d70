//! Connections to servers: TCP, and TLS where the address asks for it.

use super::bounded_read::BoundedRead;
use super::connection::Connection;
use crate::future::BoxFuture;
use crate::transport::causes;
use crate::transport::clients::{CONNECT, platform_tls};
use crate::transport::http::{invalid, verbatim};
use crate::transport::{TransportError, TransportFailure};
use ::http::Uri;
use hyper::client::conn::http1;
use hyper_rustls::{HttpsConnector, MaybeHttpsStream};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioIo;
use std::error::Error as StdError;
use std::future::poll_fn;
use std::task::{Context, Poll};
use std::time::Duration;
use tower_service::Service;

/// The bytes of a connection.
pub(crate) type Stream = MaybeHttpsStream<TokioIo<BoundedRead>>;

type BoxError = Box<dyn StdError + Send + Sync>;

/// How long a connection may be silent before it is probed, and between two probes; and how long sent bytes may stay unconfirmed.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
const PROBES: u32 = 3;
const UNCONFIRMED: Duration = Duration::from_secs(30);

/// Connects to `server`, `https://host:port` or `http://host:port`. Nothing of a request is sent.
///
/// # Errors
/// There is no connection.
pub(super) async fn connect(server: &str) -> Result<Connection, TransportError> {
    let (stream, host) = opened(server).await?;
    let (sender, task) = http1::handshake(stream)
        .await
        .map_err(|error| failed(host, error.into()))?;
    Ok(Connection::new(server, sender, task))
}

/// A connection without HTTP, for a stream.
///
/// # Errors
/// There is no connection.
#[cfg(feature = "streams")]
pub(crate) async fn socket(server: &str) -> Result<Socket, TransportError> {
    let (stream, _) = opened(server).await?;
    Ok(TokioIo::new(stream))
}

/// The bytes of a connection, as Tokio reads and writes them.
#[cfg(feature = "streams")]
pub(crate) type Socket = TokioIo<Stream>;

/// The bytes of a connection, and its host.
async fn opened(server: &str) -> Result<(Stream, &str), TransportError> {
    // The rest of an address is sent as it is. A host that is written in another way than usual could be understood in another way.
    verbatim(&format!("{server}/")).map_err(invalid)?;
    let host = server.split_once("://").map_or(server, |(_, host)| host);
    match tokio::time::timeout(CONNECT, stream(server)).await {
        Ok(Ok(stream)) => Ok((stream, host)),
        Ok(Err(why)) => Err(failed(host, why)),
        Err(_) => Err(not_in_time(host)),
    }
}

fn failed(host: &str, why: BoxError) -> TransportError {
    TransportError::not_sent(TransportFailure::Connect)
        .because(causes::of_connecting(&*why, host))
        .caused_by(why)
}

/// The time is over before there is a connection.
pub(super) fn not_in_time(host: &str) -> TransportError {
    TransportError::not_sent(TransportFailure::Timeout)
        .because(format!("`{host}` did not accept a connection in time"))
}

async fn stream(server: &str) -> Result<Stream, BoxError> {
    let address: Uri = server.parse()?;
    if address.scheme_str() == Some("https") {
        let mut secure = HttpsConnector::from((Tcp::new(), platform_tls()?));
        return open(&mut secure, address).await;
    }
    Ok(MaybeHttpsStream::Http(
        open(&mut Tcp::new(), address).await?,
    ))
}

async fn open<S: Service<Uri, Error = BoxError>>(
    connector: &mut S,
    address: Uri,
) -> Result<S::Response, BoxError> {
    poll_fn(|context| connector.poll_ready(context)).await?;
    connector.call(address).await
}

/// TCP connections as the HTTP library opens them, whose reads are bounded.
struct Tcp(HttpConnector);

impl Tcp {
    fn new() -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(CONNECT));
        tcp.set_keepalive(Some(KEEP_ALIVE));
        tcp.set_keepalive_interval(Some(KEEP_ALIVE));
        tcp.set_keepalive_retries(Some(PROBES));
        #[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
        tcp.set_tcp_user_timeout(Some(UNCONFIRMED));
        Self(tcp)
    }
}

impl Service<Uri> for Tcp {
    type Response = TokioIo<BoundedRead>;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Self::Response, BoxError>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.0.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, address: Uri) -> Self::Future {
        let connecting = self.0.call(address);
        Box::pin(async move {
            let stream = connecting.await?.into_inner();
            Ok(TokioIo::new(BoundedRead::new(stream)))
        })
    }
}
