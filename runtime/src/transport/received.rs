//! How the default transport reads a response: at once within a limit, or in parts.

use super::network::Task;
use super::{
    BodyChunks, StreamedResponse, TransportError, TransportFailure, TransportResponse, network,
};
use crate::future::BoxFuture;
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderValue};
use std::error::Error as StdError;
use std::time::Duration;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::timeout;

#[cfg(feature = "compression")]
use super::content_encoding::{Decoder, Refused, decode};

/// How many parts may wait for their reader.
const WAITING: usize = 4;

/// How many decoded bytes are enough for a part.
#[cfg(feature = "compression")]
const PART: usize = 64 * 1024;

/// The whole response, with its body decoded; both the received and the decoded body must be within `limit`.
///
/// A body in an encoding that is not known, or a damaged one, stays as it is: its status still counts, and the error for its body names the
/// encoding.
pub(super) async fn whole(
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
    let mut body = Vec::new();
    let mut received = head(response.status(), response.headers());
    while let Some(chunk) = response.chunk().await.map_err(failure_of_response)? {
        if body.len() + chunk.len() > limit {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    received.body = body;
    decoded(received, limit)
}

/// A whole response with its body decoded.
///
/// # Errors
/// The decoded body is larger than `limit`.
pub(super) fn decoded(
    #[cfg_attr(not(feature = "compression"), allow(unused_mut))] mut received: TransportResponse,
    #[cfg_attr(not(feature = "compression"), allow(unused_variables))] limit: usize,
) -> Result<TransportResponse, TransportError> {
    #[cfg(feature = "compression")]
    if let Some(decoder) = decoder_of(&received) {
        match decode(decoder, &received.body, limit) {
            Ok(body) => {
                received.body = body;
                forget_encoding(&mut received);
            }
            Err(Refused::TooLarge) => {
                return Err(TransportError::maybe_sent(TransportFailure::TooLarge));
            }
            Err(Refused::Invalid) => {}
        }
    }
    Ok(received)
}

/// Sends by `sending` on the thread of the server, and returns the response as soon as its headers are there. Its body is then read by the
/// same task, only as fast as it is taken, and each part within `wait`. Dropping the body ends the connection.
pub(super) async fn in_parts(
    url: &str,
    wait: Duration,
    sending: impl Future<Output = Result<reqwest::Response, TransportError>> + Send + 'static,
) -> Result<StreamedResponse, TransportError> {
    let (parts, received) = channel(WAITING);
    let (head_there, head) = tokio::sync::oneshot::channel();
    let task = network::start(url, async move {
        match timeout(wait, sending).await {
            Ok(Ok(response)) => {
                if head_there
                    .send(Ok(self::head(response.status(), response.headers())))
                    .is_ok()
                {
                    read_parts(response, wait, &parts).await;
                }
            }
            Ok(Err(error)) => drop(head_there.send(Err(error))),
            Err(_) => drop(head_there.send(Err(too_late()))),
        }
    })?;
    let broken = || TransportError::maybe_sent(TransportFailure::Broken);
    #[allow(unused_mut, reason = "changed where bodies are decoded")]
    let mut head = head.await.map_err(|_| broken())??;
    #[cfg(feature = "compression")]
    let decoder = decoder_of(&head);
    #[cfg(feature = "compression")]
    if decoder.is_some() {
        forget_encoding(&mut head);
    }
    let body = Parts {
        received,
        _task: task,
        ended: false,
        #[cfg(feature = "compression")]
        decoding: decoder.map(|decoder| Decoding {
            decoder,
            part: Vec::new(),
            from: 0,
        }),
    };
    Ok(StreamedResponse::new(
        head.status,
        head.headers,
        Box::new(body),
    ))
}

/// Passes on the parts of a body until it ends, fails, or nobody takes them any more.
async fn read_parts(
    mut response: reqwest::Response,
    wait: Duration,
    parts: &Sender<Result<Option<Vec<u8>>, TransportError>>,
) {
    loop {
        let part = match timeout(wait, response.chunk()).await {
            Ok(Ok(part)) => Ok(part.map(|part| part.to_vec())),
            Ok(Err(error)) => Err(failure_of_response(error)),
            Err(_) => Err(too_late()),
        };
        let is_last = !matches!(part, Ok(Some(_)));
        if parts.send(part).await.is_err() || is_last {
            return;
        }
    }
}

/// A body that another thread receives.
struct Parts {
    received: Receiver<Result<Option<Vec<u8>>, TransportError>>,
    _task: Task<()>,
    /// Whether the last part was received.
    ended: bool,
    #[cfg(feature = "compression")]
    decoding: Option<Decoding>,
}

impl Parts {
    /// The next part as it was received.
    async fn part(&mut self) -> Result<Option<Vec<u8>>, TransportError> {
        if self.ended {
            return Ok(None);
        }
        // The end is a part of its own: without it, the thread ended early.
        let broken = || TransportError::maybe_sent(TransportFailure::Broken);
        let part = self.received.recv().await.ok_or_else(broken)??;
        self.ended = part.is_none();
        Ok(part)
    }

    #[cfg(not(feature = "compression"))]
    async fn decoded(&mut self) -> Result<Option<Vec<u8>>, TransportError> {
        self.part().await
    }

    /// The next part that is not empty when it is decoded.
    #[cfg(feature = "compression")]
    async fn decoded(&mut self) -> Result<Option<Vec<u8>>, TransportError> {
        loop {
            let Some(decoding) = &mut self.decoding else {
                return self.part().await;
            };
            if let Some(decoded) = decoding.next()? {
                return Ok(Some(decoded));
            }
            let part = self.part().await?;
            match (part, &mut self.decoding) {
                (Some(part), Some(decoding)) => decoding.received(part),
                (Some(part), None) => return Ok(Some(part)),
                (None, decoding) => {
                    let rest = decoding.take().map(|decoding| decoding.decoder.finish());
                    let rest = rest.transpose().map_err(damaged)?;
                    return Ok(rest.filter(|rest| !rest.is_empty()));
                }
            }
        }
    }
}

/// A body that is decoded while it is received.
#[cfg(feature = "compression")]
struct Decoding {
    decoder: Decoder,
    /// What was received and, from this byte on, not decoded.
    part: Vec<u8>,
    from: usize,
}

#[cfg(feature = "compression")]
impl Decoding {
    fn received(&mut self, part: Vec<u8>) {
        (self.part, self.from) = (part, 0);
    }

    /// A part of what was received, decoded: a few bytes may become millions, so not all of it at once. `None`: nothing is left.
    fn next(&mut self) -> Result<Option<Vec<u8>>, TransportError> {
        let mut rest = self.part.get(self.from..).unwrap_or_default();
        let decoded = self.decoder.push(&mut rest, PART).map_err(damaged)?;
        self.from = self.part.len() - rest.len();
        Ok(Some(decoded).filter(|decoded| !decoded.is_empty()))
    }
}

#[cfg(feature = "compression")]
fn damaged(_: Refused) -> TransportError {
    TransportError::maybe_sent(TransportFailure::Broken).caused_by("the compressed body is damaged")
}

impl BodyChunks for Parts {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Vec<u8>>, TransportError>> {
        Box::pin(self.decoded())
    }
}

/// Status and headers.
pub(super) fn head(status: StatusCode, headers: &HeaderMap) -> TransportResponse {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = headers.iter();
    let headers = headers.map(|(name, value)| (name.as_str().to_owned(), text(value)));
    TransportResponse {
        status: status.as_u16(),
        headers: headers.collect(),
        body: Vec::new(),
    }
}

#[cfg(feature = "compression")]
fn decoder_of(response: &TransportResponse) -> Option<Decoder> {
    Decoder::of(&response.content_encoding()?)
}

/// Removes the headers that describe the encoded body.
#[cfg(feature = "compression")]
fn forget_encoding(response: &mut TransportResponse) {
    let is = |name: &str, other: &str| name.eq_ignore_ascii_case(other);
    response
        .headers
        .retain(|(name, _)| !is(name, "content-encoding") && !is(name, "content-length"));
}

fn too_late() -> TransportError {
    TransportError::maybe_sent(TransportFailure::Timeout)
}

pub(super) fn failure_of_response(error: reqwest::Error) -> TransportError {
    let failure = if error.is_timeout() {
        TransportFailure::Timeout
    } else {
        TransportFailure::Broken
    };
    TransportError::maybe_sent(failure).caused_by(without_url(error))
}

/// The error without the URL, whose query may contain keys.
pub(super) fn without_url(error: reqwest::Error) -> Box<dyn StdError + Send + Sync> {
    Box::new(error.without_url())
}
