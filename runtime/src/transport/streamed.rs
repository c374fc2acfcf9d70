//! Responses whose body is received in parts.

use super::{TransportError, TransportResponse};
use crate::future::BoxFuture;
use std::fmt;

/// The body of a response, in parts as they come.
pub trait BodyChunks: Send {
    /// The next part; `None`: the body is complete.
    ///
    /// # Errors
    /// The connection broke or the time is over before the body was complete.
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Vec<u8>>, TransportError>>;
}

/// A response whose body was not received yet.
#[non_exhaustive]
pub struct StreamedResponse {
    /// HTTP status.
    pub status: u16,
    /// Headers in order.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Box<dyn BodyChunks>,
}

impl StreamedResponse {
    /// A response of these parts.
    #[must_use]
    pub fn new(status: u16, headers: Vec<(String, String)>, body: Box<dyn BodyChunks>) -> Self {
        Self {
            status,
            headers,
            body,
        }
    }
}

/// A response that was received at once: its body is one part.
impl From<TransportResponse> for StreamedResponse {
    fn from(response: TransportResponse) -> Self {
        let body = Whole(Some(response.body));
        Self::new(response.status, response.headers, Box::new(body))
    }
}

/// Shows the status only: a response may contain secrets.
impl fmt::Debug for StreamedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StreamedResponse")
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// A body that is already there.
struct Whole(Option<Vec<u8>>);

impl BodyChunks for Whole {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Vec<u8>>, TransportError>> {
        let part = self.0.take().filter(|part| !part.is_empty());
        Box::pin(async move { Ok(part) })
    }
}
