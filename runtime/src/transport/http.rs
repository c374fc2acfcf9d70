//! The default transport: reqwest over rustls.

use super::received::without_url;
use super::{
    StreamedResponse, Transport, TransportError, TransportFailure, TransportRequest,
    TransportResponse, check_url, network, received,
};
use crate::future::BoxFuture;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use rustls_platform_verifier::BuilderVerifierExt as _;
use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// Sends over HTTP/1.1, with TLS that trusts the root certificates of this platform. Does not follow redirects, does not repeat requests,
/// and keeps connections alive. With the feature `compression`, asks for compressed responses and decodes `gzip` and `deflate`, unless the
/// request sets `Accept-Encoding` itself to something else.
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
            let (url, limit, timeout) = (request.url.clone(), request.limit, request.timeout);
            let (client, mut built) = self.build(request, |building| building)?;
            *built.timeout_mut() = Some(timeout);
            network::run(&url, async move {
                let response = client.execute(built).await.map_err(failure_of_send)?;
                received::whole(response, limit).await
            })
            .await
        })
    }

    #[cfg(feature = "multipart")]
    fn send_multipart(
        &self,
        request: TransportRequest,
        parts: Vec<crate::FormPart>,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        Box::pin(async move {
            let (url, limit, timeout) = (request.url.clone(), request.limit, request.timeout);
            let form = super::multipart::form(parts)?;
            let (client, mut built) = self.build(request, |building| building.multipart(form))?;
            *built.timeout_mut() = Some(timeout);
            network::run(&url, async move {
                let response = client.execute(built).await.map_err(failure_of_send)?;
                received::whole(response, limit).await
            })
            .await
        })
    }

    fn send_streamed(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<StreamedResponse, TransportError>> {
        Box::pin(async move {
            let (url, wait) = (request.url.clone(), request.timeout);
            let (client, built) = self.build(request, |building| building)?;
            let sending = async move { client.execute(built).await.map_err(failure_of_send) };
            received::in_parts(&url, wait, sending).await
        })
    }
}

impl HttpTransport {
    /// The client for a request, and the request as the HTTP library sends it.
    ///
    /// # Errors
    /// It cannot be sent unchanged, so nothing was sent. After any later failure it may have been sent, unless there was no connection.
    fn build(
        &self,
        request: TransportRequest,
        add: impl FnOnce(reqwest::RequestBuilder) -> reqwest::RequestBuilder,
    ) -> Result<(reqwest::Client, reqwest::Request), TransportError> {
        let invalid =
            |why: &str| TransportError::not_sent(TransportFailure::InvalidRequest).caused_by(why);
        check_url(&request.url).map_err(invalid)?;
        let url = verbatim(&request.url).map_err(invalid)?;
        let method = reqwest::Method::from_bytes(request.method.as_bytes())
            .map_err(|_| invalid("the method is not an HTTP method"))?;
        #[allow(unused_mut, reason = "changed where responses are decoded")]
        let mut headers = header_map(&request.headers).map_err(|why| invalid(&why))?;
        #[cfg(feature = "compression")]
        headers
            .entry(reqwest::header::ACCEPT_ENCODING)
            .or_insert(HeaderValue::from_static(super::content_encoding::ACCEPTED));
        let client = self.client(&request.url)?;
        let mut building = client.request(method, url).headers(headers);
        if let Some(body) = request.body {
            building = building.body(body);
        }
        let built = add(building)
            .build()
            .map_err(|e| invalid(&without_url(e).to_string()))?;
        Ok((client.clone(), built))
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

fn failure_of_send(error: reqwest::Error) -> TransportError {
    #[cfg(feature = "multipart")]
    if let Some(why) = super::multipart::failure(&error) {
        return TransportError::maybe_sent(TransportFailure::Upload).caused_by(why);
    }
    let made = match (error.is_connect(), error.is_timeout(), error.is_builder()) {
        (true, true, _) => TransportError::not_sent(TransportFailure::Timeout),
        (true, false, _) => TransportError::not_sent(TransportFailure::Connect),
        (_, _, true) => TransportError::not_sent(TransportFailure::InvalidRequest),
        (_, true, _) => TransportError::maybe_sent(TransportFailure::Timeout),
        _ => TransportError::maybe_sent(TransportFailure::Broken),
    };
    made.caused_by(without_url(error))
}
