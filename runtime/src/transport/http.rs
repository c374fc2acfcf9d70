//! The default transport: reqwest over rustls.

use super::{
    Transport, TransportError, TransportFailure, TransportRequest, TransportResponse, check_url,
    network,
};
use crate::future::BoxFuture;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use rustls_platform_verifier::BuilderVerifierExt as _;
use std::error::Error as StdError;
use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// Sends over HTTP/1.1, with TLS that trusts the root certificates of this platform. Does not follow redirects, does not repeat requests,
/// and keeps connections alive.
///
/// Clones share their connections. These run on separate threads of this process, one for each server: the transport works on every
/// executor, and no server can block its callers. HTTPS uses the proxies of the environment. Plain HTTP goes to this machine only, without
/// a proxy.
#[derive(Clone)]
pub struct HttpTransport(Arc<Clients>);

struct Clients {
    configure: Option<Configure>,
    /// Created when it is first needed: reading the platform's root certificates takes time, and loopback does not need them.
    secure: OnceLock<Result<reqwest::Client, String>>,
    plain: OnceLock<Result<reqwest::Client, String>>,
}

type Configure = Box<dyn Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync>;

/// How long a connection may stay idle: shorter than the limit of servers, so that a request rarely uses a connection that is being closed.
const IDLE: Duration = Duration::from_secs(15);
/// Timeout for connecting.
const CONNECT: Duration = Duration::from_secs(10);

impl HttpTransport {
    /// The transport with default configuration.
    #[must_use]
    pub fn new() -> Self {
        Self::with_configuration(None)
    }

    /// A transport whose HTTPS client `configure` adjusts: proxies, local addresses, or other root certificates by
    /// `tls_backend_preconfigured`. Redirects and retries stay off.
    #[must_use]
    pub fn configured(
        configure: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        Self::with_configuration(Some(Box::new(configure)))
    }

    fn with_configuration(configure: Option<Configure>) -> Self {
        Self(Arc::new(Clients {
            configure,
            secure: OnceLock::new(),
            plain: OnceLock::new(),
        }))
    }

    fn client(&self, url: &str) -> Result<&reqwest::Client, TransportError> {
        let made = if url.starts_with("https://") {
            self.0
                .secure
                .get_or_init(|| secure_client(self.0.configure.as_ref()))
        } else {
            self.0.plain.get_or_init(plain_client)
        };
        made.as_ref().map_err(|why| {
            TransportError::not_sent(TransportFailure::Connect).caused_by(why.as_str())
        })
    }
}

impl Default for HttpTransport {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for HttpTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HttpTransport")
    }
}

fn secure_client(configure: Option<&Configure>) -> Result<reqwest::Client, String> {
    let tls = rustls::ClientConfig::builder_with_provider(Arc::new(
        rustls::crypto::ring::default_provider(),
    ))
    .with_safe_default_protocol_versions()
    .and_then(|builder| builder.with_platform_verifier())
    .map_err(|e| format!("TLS cannot be set up: {e}"))?
    .with_no_client_auth();
    finish(
        reqwest::Client::builder().tls_backend_preconfigured(tls),
        configure,
    )
}

/// A client that trusts no certificate: it never uses TLS.
fn plain_client() -> Result<reqwest::Client, String> {
    let tls = rustls::ClientConfig::builder_with_provider(Arc::new(
        rustls::crypto::ring::default_provider(),
    ))
    .with_safe_default_protocol_versions()
    .map_err(|e| e.to_string())?
    .with_root_certificates(rustls::RootCertStore::empty())
    .with_no_client_auth();
    finish(
        reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .no_proxy(),
        None,
    )
}

fn finish(
    builder: reqwest::ClientBuilder,
    configure: Option<&Configure>,
) -> Result<reqwest::Client, String> {
    let builder = builder.connect_timeout(CONNECT).pool_idle_timeout(IDLE);
    let builder = match configure {
        Some(configure) => configure(builder),
        None => builder,
    };
    builder
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .build()
        .map_err(|e| format!("the HTTP client cannot be set up: {}", without_url(e)))
}

impl Transport for HttpTransport {
    fn send(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        Box::pin(async move {
            let invalid = |why: &str| {
                TransportError::not_sent(TransportFailure::InvalidRequest).caused_by(why)
            };
            check_url(&request.url).map_err(invalid)?;
            let url = verbatim(&request.url).map_err(invalid)?;
            let method = reqwest::Method::from_bytes(request.method.as_bytes())
                .map_err(|_| invalid("the method is not an HTTP method"))?;
            let headers = header_map(&request.headers).map_err(|why| invalid(&why))?;
            let client = self.client(&request.url)?;
            let mut building = client
                .request(method, url)
                .headers(headers)
                .timeout(request.timeout);
            if let Some(body) = request.body {
                building = building.body(body);
            }
            // If the request cannot be built, it was not sent. After any later failure it may have been sent, unless there was no
            // connection.
            let built = building
                .build()
                .map_err(|e| invalid(&without_url(e).to_string()))?;
            let (client, limit) = (client.clone(), request.limit);
            network::run(&request.url, async move {
                let response = client.execute(built).await.map_err(failure_of_send)?;
                read_response(response, limit).await
            })
            .await
        })
    }
}

/// Parses the URL, if that leaves it unchanged: then what the library sends is what was signed.
fn verbatim(address: &str) -> Result<reqwest::Url, &'static str> {
    match reqwest::Url::parse(address) {
        Ok(url) if url.as_str() == address && url.fragment().is_none() => Ok(url),
        Ok(_) => Err("the address would be changed before it is sent"),
        Err(_) => Err("the address is not a valid URL"),
    }
}

/// Headers whose values are marked as sensitive, so that no library logs them.
fn header_map(headers: &[(String, String)]) -> Result<HeaderMap, String> {
    let mut map = HeaderMap::with_capacity(headers.len());
    for (name, value) in headers {
        let known = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| format!("`{name}` is not a valid header name"))?;
        let mut value = HeaderValue::from_bytes(value.as_bytes())
            .map_err(|_| format!("the value of the header `{name}` cannot be sent"))?;
        value.set_sensitive(true);
        map.append(known, value);
    }
    Ok(map)
}

async fn read_response(
    mut response: reqwest::Response,
    limit: usize,
) -> Result<TransportResponse, TransportError> {
    let too_large = || TransportError::maybe_sent(TransportFailure::TooLarge);
    if response
        .content_length()
        .is_some_and(|length| usize::try_from(length).map_or(true, |length| length > limit))
    {
        return Err(too_large());
    }
    let status = response.status().as_u16();
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = response
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), text(value)))
        .collect();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(failure_of_response)? {
        if body.len() + chunk.len() > limit {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(TransportResponse {
        status,
        headers,
        body,
    })
}

fn failure_of_send(error: reqwest::Error) -> TransportError {
    let made = match (error.is_connect(), error.is_timeout(), error.is_builder()) {
        (true, true, _) => TransportError::not_sent(TransportFailure::Timeout),
        (true, false, _) => TransportError::not_sent(TransportFailure::Connect),
        (_, _, true) => TransportError::not_sent(TransportFailure::InvalidRequest),
        (_, true, _) => TransportError::maybe_sent(TransportFailure::Timeout),
        _ => TransportError::maybe_sent(TransportFailure::Broken),
    };
    made.caused_by(without_url(error))
}

fn failure_of_response(error: reqwest::Error) -> TransportError {
    let failure = if error.is_timeout() {
        TransportFailure::Timeout
    } else {
        TransportFailure::Broken
    };
    TransportError::maybe_sent(failure).caused_by(without_url(error))
}

/// The error without the URL, whose query may contain keys.
fn without_url(error: reqwest::Error) -> Box<dyn StdError + Send + Sync> {
    Box::new(error.without_url())
}
