//! How requests travel: a trait, and one transport behind the feature `http`.

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

/// Carries one signed request and brings its answer: exactly one attempt, no redirects, no changed bytes.
///
/// A call is over by its deadline whatever a transport does, if `poll` of its futures returns: a transport must not block in it, nor run tasks of
/// its own on the caller's thread that may.
pub trait Transport: Send + Sync + 'static {
    /// Sends `request`.
    ///
    /// What is told of a failure decides whether money may have moved: [`TransportError::not_sent`] only where no byte of the request can
    /// have left.
    fn send(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>>;
}

/// A request ready to travel: send these bytes and no others. May hold secrets, so `Debug` shows little of it.
#[derive(Clone)]
#[non_exhaustive]
pub struct TransportRequest {
    /// Method in capitals.
    pub method: String,
    /// The whole address, escaped.
    pub url: String,
    /// Headers in order.
    pub headers: Vec<(String, String)>,
    /// The body's bytes; none: no body.
    pub body: Option<Vec<u8>>,
    /// The longest time from start to the last byte of the answer: what is left of the call's. The call is ended soon after, unfinished.
    pub timeout: Duration,
    /// The most bytes that the answer's body may have.
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

/// An answer as it came.
#[derive(Clone, PartialEq, Eq)]
pub struct TransportResponse {
    /// HTTP status.
    pub status: u16,
    /// Headers in order.
    pub headers: Vec<(String, String)>,
    /// The body's bytes.
    pub body: Vec<u8>,
}

impl TransportResponse {
    /// A header's value; names are compared without case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// Shows sizes and names only: an answer may hold session values.
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

/// What a transport could not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransportFailure {
    /// No connection could be made.
    Connect,
    /// It took longer than was allowed.
    Timeout,
    /// The connection broke, or the answer was no HTTP.
    Broken,
    /// The answer is larger than was allowed.
    TooLarge,
    /// The request is not fit to be sent.
    Unfit,
}

/// Why a request got no answer.
#[derive(Debug)]
pub struct TransportError {
    pub(crate) failure: TransportFailure,
    pub(crate) sent: bool,
    pub(crate) source: Option<Box<dyn StdError + Send + Sync>>,
}

impl TransportError {
    /// It failed before a byte of the request left.
    #[must_use]
    pub fn not_sent(failure: TransportFailure) -> Self {
        Self {
            failure,
            sent: false,
            source: None,
        }
    }

    /// It failed when the request, or a part of it, may have left.
    #[must_use]
    pub fn maybe_sent(failure: TransportFailure) -> Self {
        Self {
            failure,
            sent: true,
            source: None,
        }
    }

    /// The same, with its cause. The cause must not show the address: queries may hold keys.
    #[must_use]
    pub fn caused_by(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match (self.failure, self.sent) {
            (TransportFailure::Connect, _) => "no connection could be made",
            (TransportFailure::Timeout, false) => "the time was over before the request was sent",
            (TransportFailure::Timeout, true) => "no answer came in time",
            (TransportFailure::Broken, false) => "the connection broke before the request was sent",
            (TransportFailure::Broken, true) => {
                "the connection broke after the request may have been sent"
            }
            (TransportFailure::TooLarge, _) => "the answer is too large",
            (TransportFailure::Unfit, _) => "the request is not fit to be sent",
        })
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
