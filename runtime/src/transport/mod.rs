//! How requests are sent: a trait, and one transport behind the feature `http`.

#[cfg(feature = "http")]
mod http;
#[cfg(feature = "http")]
mod network;
mod safety;

#[cfg(feature = "http")]
pub use http::HttpTransport;
pub(crate) use safety::check_url;

use crate::nonces::BoxFuture;
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

/// Sends one signed request and returns its response: exactly one attempt, no redirects, no changed bytes.
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
}

/// A request that is ready to be sent: send exactly these bytes. May contain secrets, so `Debug` shows only little of it.
#[derive(Clone)]
#[non_exhaustive]
pub struct TransportRequest {
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
}

impl fmt::Debug for TransportRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("TransportRequest")
            .field("method", &self.method)
            .field("url", &self.url.split('?').next().unwrap_or_default())
            .field("headers", &names)
            .field("body_bytes", &self.body.as_ref().map(Vec::len))
            .field("timeout", &self.timeout)
            .field("limit", &self.limit)
            .finish()
    }
}

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransportFailure {
    /// No connection could be made.
    Connect,
    /// The timeout expired.
    Timeout,
    /// The connection broke, or the response was not valid HTTP.
    Broken,
    /// The response is larger than the limit.
    TooLarge,
    /// The request cannot be sent as it is.
    Unfit,
}

/// Why a request got no response.
#[derive(Debug)]
pub struct TransportError {
    pub(crate) failure: TransportFailure,
    pub(crate) sent: bool,
    pub(crate) source: Option<Box<dyn StdError + Send + Sync>>,
}

impl TransportError {
    /// A failure before any byte of the request left.
    #[must_use]
    pub fn not_sent(failure: TransportFailure) -> Self {
        Self {
            failure,
            sent: false,
            source: None,
        }
    }

    /// A failure after the request, or a part of it, may have left.
    #[must_use]
    pub fn maybe_sent(failure: TransportFailure) -> Self {
        Self {
            failure,
            sent: true,
            source: None,
        }
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
            (TransportFailure::TooLarge, _) => "the response is too large",
            (TransportFailure::Unfit, _) => "the request cannot be sent",
        })
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
