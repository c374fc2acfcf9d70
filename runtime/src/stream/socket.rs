//! The socket of a stream: connecting, the upgrade, and its frames.

use crate::core::classify_failure;
use crate::transport;
use crate::{Error, ErrorKind, Outcome};
use ::http::{HeaderName, HeaderValue, Uri};
use bytes::Bytes;
use futures_core::Stream as _;
use futures_sink::Sink as _;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::timeout;
use tokio_websockets::{ClientBuilder, Limits, Message, WebSocketStream};

/// How long the server may take to take a frame.
const WRITE: Duration = Duration::from_secs(10);

/// An open socket.
pub(super) struct Socket(WebSocketStream<transport::Socket>);

/// What was received.
pub(super) enum Frame {
    /// A text.
    Text(Bytes),
    /// Bytes.
    Binary(Bytes),
    /// A ping or a pong. A ping is answered already.
    Control,
    /// The server closes the connection, for this reason.
    Closed(String),
}

impl Socket {
    /// Connects to an address, `wss://…` or `ws://…`, with further headers.
    ///
    /// # Errors
    /// There is no connection, or the server refuses the upgrade.
    pub(super) async fn connect(
        address: &str,
        headers: &[(String, String)],
        within: Duration,
    ) -> Result<Self, Error> {
        let connecting = Self::open(address, headers);
        match timeout(within, connecting).await {
            Ok(socket) => socket,
            Err(_) => Err(Error::new(
                ErrorKind::Timeout,
                Outcome::NotSent,
                format!(
                    "the server did not open the stream within {} s",
                    within.as_secs()
                ),
            )),
        }
    }

    async fn open(address: &str, headers: &[(String, String)]) -> Result<Self, Error> {
        let uri: Uri = address
            .parse()
            .map_err(|_| Error::configuration("the address of the stream is not a valid URL"))?;
        let server = server_of(&uri)?;
        let bytes = transport::socket(&server).await;
        let bytes = bytes.map_err(|error| classify_failure(error, true))?;
        let limits = Limits::default().max_payload_len(Some(super::encoding::MESSAGE));
        let mut builder = ClientBuilder::from_uri(uri).limits(limits);
        for (name, value) in headers {
            let pair = HeaderName::try_from(name.as_str())
                .ok()
                .zip(HeaderValue::try_from(value.as_str()).ok());
            let Some((name, value)) = pair else {
                return Err(Error::configuration(format!(
                    "the header `{name}` of the upgrade cannot be sent"
                )));
            };
            builder = builder.add_header(name, value).map_err(|_| {
                Error::configuration("a header of the upgrade is set by the protocol itself")
            })?;
        }
        match builder.connect_on(bytes).await {
            Ok((socket, _)) => Ok(Self(socket)),
            Err(error) => Err(refused(error)),
        }
    }

    /// The next frame.
    pub(super) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Result<Frame, String>> {
        let Poll::Ready(next) = Pin::new(&mut self.0).poll_next(context) else {
            return Poll::Pending;
        };
        Poll::Ready(match next {
            None => Ok(Frame::Closed("the connection ended".to_owned())),
            Some(Err(error)) => Err(format!("the connection broke: {error}")),
            Some(Ok(message)) => Ok(frame_of(message)),
        })
    }

    /// Sends a text, or a ping.
    ///
    /// # Errors
    /// The connection broke, or the server takes nothing any more.
    pub(super) async fn send(&mut self, text: Option<String>) -> Result<(), String> {
        let message = match text {
            Some(text) => Message::text(text),
            None => Message::ping(Bytes::new()),
        };
        self.send_message(message).await
    }

    async fn send_message(&mut self, message: Message) -> Result<(), String> {
        let mut message = Some(message);
        let sending = poll_fn(|context| {
            let mut socket = Pin::new(&mut self.0);
            if message.is_some() {
                match socket.as_mut().poll_ready(context) {
                    Poll::Ready(Ok(())) => {}
                    other => return other,
                }
                if let Some(message) = message.take()
                    && let Err(error) = socket.as_mut().start_send(message)
                {
                    return Poll::Ready(Err(error));
                }
            }
            socket.poll_flush(context)
        });
        match timeout(WRITE, sending).await {
            Ok(sent) => sent.map_err(|error| format!("the connection broke: {error}")),
            Err(_) => Err("the server takes no frames any more".to_owned()),
        }
    }

    /// Closes the connection, as the protocol wants it.
    pub(super) async fn close(mut self) {
        let close = Message::close(Some(tokio_websockets::CloseCode::NORMAL_CLOSURE), "");
        if self.send_message(close).await.is_err() {
            return;
        }
        let closing = poll_fn(|context| {
            loop {
                match self.poll_next(context) {
                    Poll::Ready(Ok(Frame::Closed(_)) | Err(_)) => return Poll::Ready(()),
                    Poll::Ready(Ok(_)) => {}
                    Poll::Pending => return Poll::Pending,
                }
            }
        });
        // A server that does not answer is left.
        let _ = timeout(Duration::from_secs(1), closing).await;
    }
}

fn frame_of(message: Message) -> Frame {
    if let Some((code, reason)) = message.as_close() {
        let code: u16 = code.into();
        return Frame::Closed(match reason {
            "" => format!("the server closed the connection (code {code})"),
            reason => format!("the server closed the connection (code {code}): {reason}"),
        });
    }
    match (message.is_text(), message.is_binary()) {
        (true, _) => Frame::Text(message.into_payload().into()),
        (_, true) => Frame::Binary(message.into_payload().into()),
        _ => Frame::Control,
    }
}

/// `https://host:port` of a stream's address: how connections are asked for.
fn server_of(uri: &Uri) -> Result<String, Error> {
    let scheme = match uri.scheme_str() {
        Some("wss") => "https",
        Some("ws") => "http",
        _ => {
            return Err(Error::configuration(
                "the address of a stream must begin with wss:// (or ws://, for this machine only)",
            ));
        }
    };
    let authority = uri.authority().map(ToString::to_string);
    match authority {
        Some(authority) => Ok(format!("{scheme}://{authority}")),
        None => Err(Error::configuration(
            "the address of the stream has no host",
        )),
    }
}

fn refused(error: tokio_websockets::Error) -> Error {
    use tokio_websockets::upgrade::Error as Upgrade;
    let status = match &error {
        tokio_websockets::Error::Upgrade(Upgrade::DidNotSwitchProtocols(status)) => *status,
        _ => {
            let why = format!("the server did not open the stream: {error}");
            return Error::new(ErrorKind::Transport, Outcome::Unanswered, why);
        }
    };
    let kind = match status {
        401 => ErrorKind::Auth,
        403 => ErrorKind::Permission,
        418 | 429 => ErrorKind::RateLimit,
        404 => ErrorKind::NotFound,
        500..=599 => ErrorKind::Internal,
        _ => ErrorKind::Other,
    };
    let mut error = Error::new(
        kind,
        Outcome::Rejected,
        format!("the server refused to open the stream, with status {status}"),
    );
    error.inner().status = Some(status);
    error
}
