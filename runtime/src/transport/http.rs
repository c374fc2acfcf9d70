//! The default transport: reqwest over rustls.

use super::clients::Clients;
use super::direct::{self, Direct};
use super::received::without_url;
use super::safety::{check_address, is_loopback};
use super::{
    StreamedResponse, Transport, TransportError, TransportFailure, TransportRequest,
    TransportResponse, causes, check_url, network, received,
};
use crate::Error;
use crate::future::BoxFuture;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use std::fmt;
use std::sync::{Arc, OnceLock};
use tokio::runtime::Handle;

/// Sends over HTTP/1.1, with TLS that trusts the root certificates of this platform. Does not follow redirects, does not repeat requests,
/// and keeps connections alive. With the feature `compression`, asks for compressed responses and decodes `gzip` and `deflate`, unless the
/// request sets `Accept-Encoding` itself to something else.
///
/// Everything that [`HttpTransport::new`] returns shares its connections and root certificates, and so do the clones of any other: many
/// clients cost no more connections than one. Separate threads of this process, one for each server, make connections and watch them: the
/// transport works on every executor, and no server can block its callers. [`HttpTransport::on_this_runtime`] does without these threads.
///
/// # Proxies
/// HTTPS uses the proxies of the environment: `HTTPS_PROXY` and `ALL_PROXY`, or the same in lower case, except for the hosts in `NO_PROXY`,
/// as they are when the first request is sent. Plain HTTP, which goes to this machine and to hosts that
/// [`CoreBuilder::allow_plain_http`](crate::CoreBuilder::allow_plain_http) names, uses none of them. [`HttpTransport::with_proxy`] sends
/// everything through one proxy; `HttpTransport::configured(|http| http.no_proxy())` uses none at all.
#[derive(Clone)]
pub struct HttpTransport(Arc<Clients>);

impl HttpTransport {
    /// The transport with default configuration. All of them share their connections.
    #[must_use]
    pub fn new() -> Self {
        static SHARED: OnceLock<HttpTransport> = OnceLock::new();
        let shared = SHARED.get_or_init(|| Self(Arc::new(Clients::beside(Direct::new(None)))));
        shared.clone()
    }

    /// A transport whose sockets belong to the Tokio runtime that this is called in, rather than to threads of its own. Calls made on that
    /// runtime then take turns with no other thread: that is as cheap as a call by hand. Otherwise it is like [`HttpTransport::new`].
    ///
    /// The price is that the runtime must work: with I/O and timers (`enable_all`), driven by its threads or its `block_on` for as long as
    /// there are calls, also those of other threads, and without paused time. If it ends, calls fail before they are sent. Deadlines hold in
    /// any case. Clones share their connections; give a clone to each of your clients.
    ///
    /// ```
    /// use specie_runtime::HttpTransport;
    ///
    /// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    /// # runtime.block_on(async {
    /// let transport = HttpTransport::on_this_runtime()?;
    /// # Ok::<(), specie_runtime::Error>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration): this is called outside of a Tokio runtime.
    pub fn on_this_runtime() -> Result<Self, Error> {
        let runtime = Handle::try_current().map_err(|_| {
            Error::configuration(
                "expected a Tokio runtime, found none: call `on_this_runtime` in asynchronous code, or use `HttpTransport::new`, which needs none",
            )
        })?;
        let direct = Direct::new(Some(runtime));
        Ok(Self(Arc::new(Clients::beside(direct))))
    }

    /// A transport that `configure` adjusts, for HTTPS and for plain HTTP: proxies, local addresses, time limits, other root certificates by
    /// `tls_backend_preconfigured`. Redirects and retries stay off. It is called once for each of the two, when the first such request is
    /// sent. Clones share their connections; give a clone to each of your clients.
    #[must_use]
    pub fn configured(
        configure: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(Clients::configured(Box::new(configure))))
    }

    /// A transport that sends by a client of yours, with its connections, its proxies and its root certificates.
    ///
    /// Build it with [`redirect::Policy::none`](reqwest::redirect::Policy::none): a request that is signed for one address must not be sent
    /// to another. If it follows a redirect all the same, the call fails. It needs a TLS back end, such as reqwest's feature `rustls`; one that
    /// [`HttpTransport::configured`] adjusts has TLS already.
    ///
    /// ```
    /// use specie_runtime::{HttpTransport, reqwest};
    ///
    /// # fn example() -> Result<(), reqwest::Error> {
    /// let redirects = reqwest::redirect::Policy::none();
    /// let mine = reqwest::Client::builder().redirect(redirects).build()?;
    /// let transport = HttpTransport::with_client(mine);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_client(client: reqwest::Client) -> Self {
        Self(Arc::new(Clients::Given(client)))
    }

    /// A transport that sends everything through a proxy, `http://host:port` or `https://host:port`, with `user:password@` before the host if
    /// the proxy asks for them. Nothing shows them. The proxies of the environment are not used.
    ///
    /// Plain HTTP to this machine goes through it only if the proxy runs on this machine too, or is reached over HTTPS: signed requests never
    /// cross a network unencrypted unless you allow it. Plain HTTP to a host that
    /// [`CoreBuilder::allow_plain_http`](crate::CoreBuilder::allow_plain_http) names always does.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration): it is not the address of such a proxy.
    pub fn with_proxy(address: &str) -> Result<Self, Error> {
        let is_http = ["http://", "https://"]
            .iter()
            .any(|scheme| address.starts_with(scheme));
        let proxy = is_http.then(|| reqwest::Proxy::all(address));
        let Some(Ok(proxy)) = proxy else {
            return Err(Error::configuration(
                "the address of the proxy is not valid: expected `http://host:port` or `https://host:port`, if needed with `user:password@` before the host",
            ));
        };
        let proxy = match is_encrypted_or_local(address) {
            true => proxy,
            false => proxy.no_proxy(reqwest::NoProxy::from_string(THIS_MACHINE)),
        };
        Ok(Self::configured(move |http| http.proxy(proxy.clone())))
    }
}

/// The hosts of this machine.
const THIS_MACHINE: &str = "localhost,127.0.0.0/8,::1";

/// Whether what is sent to a proxy crosses no network unencrypted.
fn is_encrypted_or_local(proxy: &str) -> bool {
    let url = reqwest::Url::parse(proxy).ok();
    url.is_some_and(|url| url.scheme() == "https" || url.host_str().is_some_and(is_loopback))
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

impl Transport for HttpTransport {
    fn send(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        Box::pin(async move {
            if let Some(direct) = self.0.direct(&request.url) {
                let checked = Checked::of(&request)?;
                let parts = direct::Parts {
                    method: checked.method,
                    url: &request.url,
                    headers: checked.headers,
                    body: request.body,
                    timeout: request.timeout,
                    limit: request.limit,
                };
                return direct.send(parts).await;
            }
            let (url, limit, timeout) = (request.url.clone(), request.limit, request.timeout);
            let (client, mut built) = self.build(request, |building| building)?;
            *built.timeout_mut() = Some(timeout);
            network::run(&url, async move {
                let response = execute(client, built).await?;
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
                let response = execute(client, built).await?;
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
            received::in_parts(&url, wait, execute(client, built)).await
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
        let checked = Checked::of(&request)?;
        let url = verbatim(&request.url).map_err(invalid)?;
        let client = self
            .0
            .client(&request.url)
            .map_err(|why| TransportError::not_sent(TransportFailure::Connect).caused_by(why))?;
        let mut building = client.request(checked.method, url).headers(checked.headers);
        if let Some(body) = request.body {
            building = building.body(body);
        }
        let built = add(building)
            .build()
            .map_err(|e| invalid(&without_url(e).to_string()))?;
        Ok((client.clone(), built))
    }
}

/// What a request is sent with, in the types of the HTTP library.
struct Checked {
    method: reqwest::Method,
    headers: HeaderMap,
}

impl Checked {
    /// # Errors
    /// The request cannot be sent unchanged.
    fn of(request: &TransportRequest) -> Result<Self, TransportError> {
        match request.plain_http {
            true => check_address(&request.url).map(|_| ()),
            false => check_url(&request.url),
        }
        .map_err(invalid)?;
        let method = reqwest::Method::from_bytes(request.method.as_bytes())
            .map_err(|_| invalid("the method is not an HTTP method"))?;
        #[allow(unused_mut, reason = "changed where responses are decoded")]
        let mut headers = header_map(&request.headers).map_err(|why| invalid(&why))?;
        #[cfg(feature = "compression")]
        headers
            .entry(reqwest::header::ACCEPT_ENCODING)
            .or_insert(HeaderValue::from_static(super::content_encoding::ACCEPTED));
        Ok(Self { method, headers })
    }
}

pub(super) fn invalid(why: &str) -> TransportError {
    TransportError::not_sent(TransportFailure::InvalidRequest).caused_by(why)
}

/// Sends a request. A client of the user may follow redirects, which cannot be seen before.
async fn execute(
    client: reqwest::Client,
    request: reqwest::Request,
) -> Result<reqwest::Response, TransportError> {
    let address = request.url().clone();
    let response = client.execute(request).await;
    let response = response.map_err(|error| {
        let server = match (address.host_str(), address.port()) {
            (Some(host), Some(port)) => format!("{host}:{port}"),
            (host, _) => host.unwrap_or_default().to_owned(),
        };
        failure_of_send(error, &server)
    })?;
    if *response.url() != address {
        let error = TransportError::maybe_sent(TransportFailure::InvalidRequest);
        return Err(error.caused_by(
            "the HTTP client followed a redirect: build it with `.redirect(reqwest::redirect::Policy::none())`",
        ));
    }
    Ok(response)
}

/// Parses the URL, if that leaves it unchanged: then what the library sends is what was signed.
pub(super) fn verbatim(address: &str) -> Result<reqwest::Url, &'static str> {
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

fn failure_of_send(error: reqwest::Error, server: &str) -> TransportError {
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
    let error = without_url(error);
    let made = match made.failure {
        TransportFailure::Connect => made.because(causes::of_connecting(&*error, server)),
        TransportFailure::Timeout if !made.sent => {
            made.because(format!("`{server}` did not accept a connection in time"))
        }
        _ => made,
    };
    made.caused_by(error)
}
