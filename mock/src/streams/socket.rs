//! The socket of a stream from the provider's side.

use super::conversation::Say;
use super::shared::Shared;
use super::upgrade::Upgrade;
use crate::engine::Engine;
use crate::judge::MAX_BODY;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use futures_util::{SinkExt, StreamExt};
use hyper_util::rt::TokioIo;
use specie_runtime::stream::plan::Encoding;
use std::io::{self, Write};
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tokio_websockets::{CloseCode, Limits, Message, ServerBuilder};

/// How long a client may take to take a message.
const WRITE: Duration = Duration::from_secs(10);
/// How long a connection stays open on which nothing is said any more.
const SILENCE: Duration = Duration::from_secs(600);

/// Holds the conversation over a connection until one of both ends it.
pub(crate) async fn run(engine: &Engine, upgrade: Upgrade) {
    // It fails if the client has gone.
    let Ok(upgraded) = upgrade.connection.await else {
        return;
    };
    let limits = Limits::default().max_payload_len(Some(MAX_BODY));
    let mut socket = ServerBuilder::new()
        .limits(limits)
        .serve(TokioIo::new(upgraded));
    let base = upgrade.base.as_deref();
    let mut conversation = Shared::open(engine, &upgrade.streams, base, Instant::now());
    loop {
        for (said, encoding) in conversation.take_said() {
            let message = match said {
                Say::Note(text) => {
                    engine.note(&text);
                    continue;
                }
                Say::Text(text) => match encoded(text, encoding) {
                    Ok(message) => message,
                    Err(error) => {
                        return engine.note(&format!("a message cannot be compressed: {error}"));
                    }
                },
                Say::Close(why) => {
                    // A reason has at most 123 bytes.
                    let why: String = why.chars().take(30).collect();
                    let close = Message::close(Some(CloseCode::NORMAL_CLOSURE), &why);
                    let _ = timeout(WRITE, socket.send(close)).await;
                    let _ = timeout(WRITE, socket.close()).await;
                    return;
                }
                Say::Silence => return sleep(SILENCE).await,
            };
            if !matches!(timeout(WRITE, socket.send(message)).await, Ok(Ok(()))) {
                return;
            }
        }
        let wake = conversation.wake_at(Instant::now());
        match timeout_at(wake, socket.next()).await {
            Err(_) => conversation.tick(Instant::now()),
            Ok(Some(Ok(message))) => match message.as_text() {
                Some(text) => conversation.receive(text, Instant::now()),
                // Pings are answered by the library.
                None if message.is_close() => return,
                None => {}
            },
            Ok(None | Some(Err(_))) => return,
        }
    }
}

/// A message as the provider encodes it.
fn encoded(text: String, encoding: Encoding) -> io::Result<Message> {
    let level = Compression::fast();
    Ok(match encoding {
        Encoding::Text => Message::text(text),
        Encoding::Gzip => {
            let mut encoder = GzEncoder::new(Vec::new(), level);
            encoder.write_all(text.as_bytes())?;
            Message::binary(encoder.finish()?)
        }
        Encoding::Deflate => {
            let mut encoder = DeflateEncoder::new(Vec::new(), level);
            encoder.write_all(text.as_bytes())?;
            Message::binary(encoder.finish()?)
        }
    })
}
