//! What becomes of a request.

use super::delivery::SignedDelivery;
use super::rejection::Rejection;
use crate::Error;
use crate::core::Core;
use crate::future::BoxFuture;
use crate::transport::{
    BodyChunks, StreamedResponse, TransportError, TransportFailure, TransportRequest,
    TransportResponse,
};
use std::fmt;
use std::time::Duration;

/// What becomes of a request: a response, or a failure of the connection.
///
/// ```
/// use specie_runtime::TransportFailure;
/// use specie_runtime::testing::Reply;
/// use std::time::Duration;
///
/// let created = Reply::json(r#"{"result": {"id": "w1"}}"#).status(201);
/// let limited = Reply::empty().status(429).header("Retry-After", "2");
/// let refused = Reply::not_sent(TransportFailure::Connect);
/// let lost = Reply::maybe_sent(TransportFailure::Timeout);
/// let torn = Reply::json(r#"{"result": []}"#).cut_off(5);
/// let slow = Reply::json("{}").after(Duration::from_secs(45));
/// ```
#[derive(Clone)]
pub struct Reply {
    content: Content,
    /// After how many bytes of its body the response breaks off.
    cut_off: Option<usize>,
    after: Duration,
}

#[derive(Clone)]
enum Content {
    Response(TransportResponse),
    Failure {
        failure: TransportFailure,
        sent: bool,
    },
    Rejection(Rejection),
}

impl Reply {
    /// The status 200 with this JSON: a text, a [`Json`](crate::Json), or what `serde_json::json!` makes.
    #[must_use]
    pub fn json(body: impl fmt::Display) -> Self {
        Self::body(body.to_string()).header("Content-Type", "application/json")
    }

    /// The status 200 with these bytes.
    #[must_use]
    pub fn body(body: impl Into<Vec<u8>>) -> Self {
        Self::of(Content::Response(TransportResponse {
            status: 200,
            headers: Vec::new(),
            body: body.into(),
        }))
    }

    /// The status 200 with a body that the provider signed: for sections whose responses are signed. Make it with
    /// [`Delivery`](super::Delivery) and the webhook whose plan verifies them.
    #[must_use]
    pub fn signed(response: &SignedDelivery) -> Self {
        let headers = response.headers();
        headers.fold(Self::body(response.body()), |reply, (name, value)| {
            reply.header(name, value)
        })
    }

    /// The status 200 without a body.
    #[must_use]
    pub fn empty() -> Self {
        Self::body(Vec::new())
    }

    /// A refusal by the provider with this error code, in the form that the spec gives for the operation that is called. The client reads
    /// it like any other response, so the kind of the error is the one that the spec gives for the code.
    ///
    /// # Errors
    /// The spec does not say where responses have their error codes, or no response with this code is a refusal. Write the response of the
    /// provider instead, with [`Reply::json`].
    pub fn rejection(client: &impl AsRef<Core>, code: &str) -> Result<Self, Error> {
        Rejection::of(client.as_ref(), code).map(|made| Self::of(Content::Rejection(made)))
    }

    /// No byte of the request left: [`TransportError::not_sent`].
    #[must_use]
    pub fn not_sent(failure: TransportFailure) -> Self {
        Self::of(Content::Failure {
            failure,
            sent: false,
        })
    }

    /// The request may have been received, and there is no response: [`TransportError::maybe_sent`].
    #[must_use]
    pub fn maybe_sent(failure: TransportFailure) -> Self {
        Self::of(Content::Failure {
            failure,
            sent: true,
        })
    }

    fn of(content: Content) -> Self {
        Self {
            content,
            cut_off: None,
            after: Duration::ZERO,
        }
    }

    /// The same response with this status. A failure has none, and stays as it is.
    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.change(|response| response.status = status);
        self
    }

    /// The same response with a further header.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let header = (name.into(), value.into());
        self.change(|response| response.headers.push(header.clone()));
        self
    }

    /// The connection breaks after this many bytes of the body, so that the response is not complete. A failure has no body, and stays as it is.
    #[must_use]
    pub fn cut_off(mut self, bytes: usize) -> Self {
        self.cut_off = Some(bytes);
        self
    }

    /// The reply comes after this much time of [`Replay::time`](super::Replay::time). If that is more than the request has, the time ends
    /// with a timeout instead.
    #[must_use]
    pub fn after(mut self, duration: Duration) -> Self {
        self.after = duration;
        self
    }

    /// Whether a byte of the request may have left when the time ends before this reply.
    pub(super) fn may_be_sent(&self) -> bool {
        !matches!(self.content, Content::Failure { sent: false, .. })
    }

    pub(super) fn delay(&self) -> Duration {
        self.after
    }

    fn change(&mut self, change: impl Fn(&mut TransportResponse)) {
        match &mut self.content {
            Content::Response(response) => change(response),
            Content::Rejection(rejection) => rejection.responses_mut().for_each(change),
            Content::Failure { .. } => {}
        }
    }

    /// The reply to a request that wants the whole response.
    pub(super) fn whole(
        self,
        request: &TransportRequest,
    ) -> Result<TransportResponse, TransportError> {
        let response = match self.content {
            Content::Response(response) => response,
            Content::Rejection(rejection) => rejection.to(request)?,
            Content::Failure { failure, sent } => {
                return Err(match sent {
                    true => TransportError::maybe_sent(failure),
                    false => TransportError::not_sent(failure),
                });
            }
        };
        match response.body.len() > request.limit {
            _ if self.cut_off.is_some() => {
                Err(TransportError::maybe_sent(TransportFailure::Broken))
            }
            true => Err(TransportError::maybe_sent(TransportFailure::TooLarge)),
            false => Ok(response),
        }
    }

    /// The reply to a request that takes the body in parts, whatever its size.
    pub(super) fn streamed(
        self,
        request: TransportRequest,
    ) -> Result<StreamedResponse, TransportError> {
        let cut_off = self.cut_off;
        let unlimited = TransportRequest {
            limit: usize::MAX,
            ..request
        };
        let complete = Self {
            cut_off: None,
            ..self
        };
        let mut response = complete.whole(&unlimited)?;
        let Some(bytes) = cut_off else {
            return Ok(response.into());
        };
        response.body.truncate(bytes);
        let body = Torn(Some(response.body));
        Ok(StreamedResponse::new(
            response.status,
            response.headers,
            Box::new(body),
        ))
    }
}

/// Shows the status and the size: a response may contain secrets.
impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Reply");
        match &self.content {
            Content::Response(response) => shown.field("response", response),
            Content::Failure { failure, sent } => {
                shown.field("failure", failure).field("maybe_sent", sent)
            }
            Content::Rejection(rejection) => shown.field("rejection", &rejection.code()),
        };
        if let Some(bytes) = self.cut_off {
            shown.field("cut_off_after", &bytes);
        }
        shown.field("after", &self.after).finish()
    }
}

/// The start of a body whose connection breaks.
struct Torn(Option<Vec<u8>>);

impl BodyChunks for Torn {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Vec<u8>>, TransportError>> {
        let next = match self.0.take().filter(|part| !part.is_empty()) {
            Some(part) => Ok(Some(part)),
            None => Err(TransportError::maybe_sent(TransportFailure::Broken)),
        };
        Box::pin(std::future::ready(next))
    }
}
