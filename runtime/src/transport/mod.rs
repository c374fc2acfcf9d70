//! How requests are sent: a trait, and one transport behind the feature `http`.

#[cfg(feature = "http")]
mod causes;
#[cfg(feature = "http")]
mod clients;
#[cfg(all(feature = "compression", feature = "http"))]
mod content_encoding;
#[cfg(feature = "http")]
mod direct;
#[cfg(feature = "http")]
mod http;
#[cfg(all(feature = "multipart", feature = "http"))]
mod multipart;
#[cfg(feature = "http")]
mod network;
#[cfg(feature = "http")]
mod received;
mod safety;
mod streamed;

#[cfg(feature = "streams")]
pub(crate) use direct::{Socket, socket};
#[cfg(feature = "http")]
pub use http::HttpTransport;
#[cfg(feature = "tracing")]
pub(crate) use safety::host_and_port;
pub(crate) use safety::{PlainHttp, check_url};
pub use safety::{is_local_http, is_loopback};
pub use streamed::{BodyChunks, StreamedResponse};

use crate::FormPart;
use crate::future::BoxFuture;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Sends one signed request and returns its response: exactly one attempt, no redirects, no changed bytes.
///
/// A transport reports what it knows about the request, and the client derives the outcome of the call from it:
///
/// | The transport knows | It returns | [`Outcome`](crate::Outcome) of the call |
/// |---|---|---|
/// | No byte of the request has left. | [`TransportError::not_sent`] | `NotSent` |
/// | A byte may have left, and there is no complete response. | [`TransportError::maybe_sent`] | `Unanswered` if the operation is safe to repeat, otherwise `Ambiguous` |
/// | The complete response. | [`TransportResponse`] | what the response proves |
///
/// ```
/// use specie_runtime::{
///     BoxFuture, Transport, TransportError, TransportFailure, TransportRequest, TransportResponse,
/// };
/// # mod http_library {
/// #     use std::time::Duration;
/// #     #[derive(Debug)]
/// #     pub enum Failure { Dns, TimedOut, Reset }
/// #     impl std::fmt::Display for Failure {
/// #         fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { write!(f, "{self:?}") }
/// #     }
/// #     impl std::error::Error for Failure {}
/// #     pub struct Pool(pub Result<(), ()>);
/// #     pub struct Connection;
/// #     pub struct Answer { pub status: u16, pub headers: Vec<(String, String)>, pub body: Vec<u8> }
/// #     impl Pool {
/// #         pub async fn connect(&self, _: &str, _: Duration) -> Result<Connection, Failure> {
/// #             self.0.map(|()| Connection).map_err(|()| Failure::Dns)
/// #         }
/// #     }
/// #     impl Connection {
/// #         pub async fn send(self, _: specie_runtime::TransportRequest) -> Result<Answer, Failure> {
/// #             Err(Failure::TimedOut)
/// #         }
/// #     }
/// # }
/// use http_library::{Failure, Pool};
///
/// /// Sends by an HTTP library of your own.
/// struct Custom(Pool);
///
/// impl Transport for Custom {
///     fn send(
///         &self,
///         request: TransportRequest,
///     ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
///         Box::pin(async move {
///             let connection = self.0.connect(&request.url, request.timeout).await.map_err(|error| {
///                 TransportError::not_sent(TransportFailure::Connect).caused_by(error)
///             })?;
///             // From here on, a part of the request may have left.
///             let answer = connection.send(request).await.map_err(|error| {
///                 let failure = match error {
///                     Failure::TimedOut => TransportFailure::Timeout,
///                     _ => TransportFailure::Broken,
///                 };
///                 TransportError::maybe_sent(failure).caused_by(error)
///             })?;
///             Ok(TransportResponse {
///                 status: answer.status,
///                 headers: answer.headers,
///                 body: answer.body,
///             })
///         })
///     }
/// }
/// # let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
/// # runtime.block_on(async {
/// # let request = || TransportRequest::new("POST", "https://api.example/pay");
/// # let error = Custom(Pool(Err(()))).send(request()).await.unwrap_err();
/// # assert_eq!((error.failure(), error.is_maybe_sent()), (TransportFailure::Connect, false));
/// # let error = Custom(Pool(Ok(()))).send(request()).await.unwrap_err();
/// # assert_eq!((error.failure(), error.is_maybe_sent()), (TransportFailure::Timeout, true));
/// # });
/// ```
///
/// A transport that asks for a compressed response decodes it, applies [`TransportRequest::limit`] to the decoded body, and removes the
/// header `Content-Encoding`.
///
/// The deadline of a call is enforced whatever a transport does, provided that `poll` of its futures returns: a transport must not block in
/// `poll`, and must not run tasks that may block on the caller's thread.
pub trait Transport: Send + Sync + 'static {
    /// Sends `request`.
    ///
    /// The reported failure decides whether money may have moved: use [`TransportError::not_sent`] only if no byte of the request can have
    /// left.
    fn send(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>>;

    /// Sends `request` and returns its response as soon as its headers are there; the body follows in parts. Used for downloads, which
    /// may be larger than memory.
    ///
    /// Here, [`TransportRequest::timeout`] limits the time to the headers, and then the wait for each part. [`TransportRequest::limit`]
    /// does not apply: the caller counts. A transport that does not implement this receives the body at once, within both.
    fn send_streamed(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<StreamedResponse, TransportError>> {
        Box::pin(async move { Ok(self.send(request).await?.into()) })
    }

    /// Sends `request` with a body of the type `multipart/form-data` (RFC 7578), with its boundary and its `Content-Type`, which the request
    /// does not have yet.
    ///
    /// Files are read while they are sent. The request must not be completed with a file that has another size than
    /// [`UploadContents::size`](crate::UploadContents::size): report [`TransportFailure::Upload`]. A transport that does not implement this
    /// sends nothing.
    fn send_multipart(
        &self,
        _request: TransportRequest,
        _parts: Vec<FormPart>,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        Box::pin(async {
            let error = TransportError::not_sent(TransportFailure::InvalidRequest);
            Err(error.caused_by(NO_MULTIPART))
        })
    }
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send_multipart(
        &self,
        request: TransportRequest,
        parts: Vec<FormPart>,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        T::send_multipart(self, request, parts)
    }

    fn send(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        T::send(self, request)
    }

    fn send_streamed(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<StreamedResponse, TransportError>> {
        T::send_streamed(self, request)
    }
}

/// A request that is ready to be sent: send exactly these bytes. May contain secrets, so `Debug` shows only little of it.
#[derive(Clone)]
#[non_exhaustive]
pub struct TransportRequest {
    /// The operation of the spec, or the session that is opened, or `raw` for a raw call; `fetch_keys` if the provider's published keys are
    /// fetched. No part of what is sent.
    pub operation: String,
    /// The envelope of the operation, as its index in the provider: what makes a response a refusal.
    #[cfg(feature = "testing")]
    pub(crate) envelope: Option<u16>,
    /// Method in upper case.
    pub method: String,
    /// The complete URL, escaped.
    pub url: String,
    /// Headers in order.
    pub headers: Vec<(String, String)>,
    /// The bytes of the body; `None`: no body.
    pub body: Option<Vec<u8>>,
    /// The maximum time from start to the last byte of the response: what remains of the call's timeout. The call is cancelled soon after.
    pub timeout: Duration,
    /// The maximum size of the response body, in bytes.
    pub limit: usize,
    /// Whether the user allows plain HTTP to the host of [`Self::url`], which need not be this machine.
    pub plain_http: bool,
}

impl TransportRequest {
    /// A request without headers or a body, with 30 s and 16 MiB for the response: to test a transport. Set the rest by its fields.
    #[must_use]
    pub fn new(method: impl Into<String>, url: impl Into<String>) -> Self {
        Self {
            operation: String::new(),
            #[cfg(feature = "testing")]
            envelope: None,
            method: method.into(),
            url: url.into(),
            headers: Vec::new(),
            body: None,
            timeout: Duration::from_secs(30),
            limit: 16 * 1024 * 1024,
            plain_http: false,
        }
    }
}

impl fmt::Debug for TransportRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("TransportRequest")
            .field("operation", &self.operation)
            .field("method", &self.method)
            .field("url", &self.url.split('?').next().unwrap_or_default())
            .field("headers", &names)
            .field("body_bytes", &self.body.as_ref().map(Vec::len))
            .field("timeout", &self.timeout)
            .field("limit", &self.limit)
            .finish()
    }
}

/// Why an upload was not sent.
const NO_MULTIPART: &str = "this transport does not send `multipart/form-data`; for the default one, enable the feature `multipart`";

/// U+FEFF in UTF-8. Some servers begin a text with it.
pub(crate) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A response as it was received.
#[derive(Clone, PartialEq, Eq)]
pub struct TransportResponse {
    /// HTTP status.
    pub status: u16,
    /// Headers in order.
    pub headers: Vec<(String, String)>,
    /// The bytes of the body.
    pub body: Vec<u8>,
}

impl TransportResponse {
    /// A header's value. Names are compared case-insensitively.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Every value of a header that is given several times.
    pub(crate) fn headers_named(&self, name: &str) -> impl Iterator<Item = &str> {
        let named = self.headers.iter();
        let named = named.filter(move |(known, _)| known.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.as_str())
    }

    /// Whether the body is a JSON object after a byte order mark.
    pub(crate) fn is_marked_json(&self) -> bool {
        let rest = self.body.strip_prefix(BYTE_ORDER_MARK);
        rest.is_some_and(|rest| rest.trim_ascii_start().starts_with(b"{"))
    }

    /// Removes a byte order mark at the start of the body. It is no part of a text, and JSON may not begin with it.
    pub(crate) fn skip_byte_order_mark(&mut self) {
        if self.body.starts_with(BYTE_ORDER_MARK) {
            self.body.drain(..BYTE_ORDER_MARK.len());
        }
    }

    /// The content encodings that the body still has, separated by commas; `None`: the body is not encoded.
    pub(crate) fn content_encoding(&self) -> Option<String> {
        let named = self
            .headers
            .iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case("Content-Encoding"));
        let encodings: Vec<&str> = named
            .flat_map(|(_, value)| value.split(','))
            .map(str::trim)
            .filter(|encoding| !encoding.is_empty() && !encoding.eq_ignore_ascii_case("identity"))
            .collect();
        (!encodings.is_empty()).then(|| encodings.join(", "))
    }
}

/// Shows sizes and names only: a response may contain session values.
impl fmt::Debug for TransportResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("TransportResponse")
            .field("status", &self.status)
            .field("headers", &names)
            .field("body_bytes", &self.body.len())
            .finish()
    }
}

/// The reason why a transport failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportFailure {
    /// No connection could be made.
    Connect,
    /// The timeout expired.
    Timeout,
    /// The connection broke, or the response was not valid HTTP.
    Broken,
    /// The response is larger than the limit.
    TooLarge,
    /// A file cannot be read, or is not as large as it was said to be, so the request is incomplete.
    Upload,
    /// The request cannot be sent unchanged: the URL, the method or a header is not valid.
    InvalidRequest,
}

/// Why a request got no response.
#[derive(Debug)]
pub struct TransportError {
    pub(crate) failure: TransportFailure,
    pub(crate) sent: bool,
    /// The root cause, for people.
    pub(crate) detail: Option<String>,
    pub(crate) source: Option<Box<dyn StdError + Send + Sync>>,
}

impl TransportError {
    /// A failure before any byte of the request left.
    #[must_use]
    pub fn not_sent(failure: TransportFailure) -> Self {
        Self {
            failure,
            sent: false,
            detail: None,
            source: None,
        }
    }

    /// A failure after the request, or a part of it, may have left.
    #[must_use]
    pub fn maybe_sent(failure: TransportFailure) -> Self {
        Self {
            failure,
            sent: true,
            detail: None,
            source: None,
        }
    }

    /// The reason.
    #[must_use]
    pub fn failure(&self) -> TransportFailure {
        self.failure
    }

    /// Whether the request, or a part of it, may have left. If not, nothing was sent.
    #[must_use]
    pub fn is_maybe_sent(&self) -> bool {
        self.sent
    }

    /// The same error with its root cause, which `Display` shows: one line that says what to do, without the URL.
    #[cfg(feature = "http")]
    pub(crate) fn because(mut self, detail: String) -> Self {
        self.detail = Some(detail);
        self
    }

    /// The failure and its root cause, the last error of the chain; unless the transport says it better, or the failure is a timeout, whose
    /// cause is the time alone.
    pub(crate) fn with_root_cause(&self) -> String {
        let is_complete = self.detail.is_some() || self.failure == TransportFailure::Timeout;
        let Some(mut root) = self.source().filter(|_| !is_complete) else {
            return self.to_string();
        };
        while let Some(cause) = root.source() {
            root = cause;
        }
        format!("{self}: {root}")
    }

    /// The same error with its cause. The cause must not show the URL: queries may contain keys.
    #[must_use]
    pub fn caused_by(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match (self.failure, self.sent) {
            (TransportFailure::Connect, _) => "cannot connect to the server",
            (TransportFailure::Timeout, false) => {
                "the time limit was reached before the request was sent"
            }
            (TransportFailure::Timeout, true) => "no response was received in time",
            (TransportFailure::Broken, false) => "the connection broke before the request was sent",
            (TransportFailure::Broken, true) => {
                "the connection broke after the request may have been sent"
            }
            (TransportFailure::TooLarge, _) => {
                "the response is larger than the limit, which `response_limit` sets"
            }
            (TransportFailure::Upload, _) => "a file could not be sent whole",
            (TransportFailure::InvalidRequest, _) => "the request cannot be sent",
        })?;
        match &self.detail {
            Some(detail) => write!(f, ": {detail}"),
            None => Ok(()),
        }
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
