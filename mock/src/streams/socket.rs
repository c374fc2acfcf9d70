//! The socket of a stream from the provider's side.

use super::conversation::Say;
use super::shared::Shared;
use super::socket_io::{self, Packet, Packets};
use super::upgrade::Upgrade;
use crate::engine::Engine;
use crate::judge::MAX_BODY;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use futures_util::{SinkExt, StreamExt};
use hyper_util::rt::TokioIo;
use specie_runtime::stream::plan::{Encoding, Framing};
use std::io::{self, Write};
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tokio_websockets::{CloseCode, Limits, Message, ServerBuilder, WebSocketStream};

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
    let socket = ServerBuilder::new()
        .limits(limits)
        .serve(TokioIo::new(upgraded));
    let base = upgrade.base.as_deref();
    let first = upgrade
        .streams
        .first()
        .and_then(|at| engine.api.streams.get(*at));
    let is_socket_io = first.is_some_and(|stream| stream.plan.framing == Framing::SocketIo);
    let mut socket = socket;
    let mut early = Vec::new();
    if is_socket_io {
        let begun = match &upgrade.sid {
            Some(sid) => change(engine, &mut socket, sid).await,
            None => begin(engine, &mut socket).await,
        };
        let Some(packets) = begun else { return };
        early = packets;
    }
    let now = Instant::now();
    let mut connection = Connection {
        engine,
        socket,
        conversation: Shared::open(engine, &upgrade.streams, base, now),
        packets: is_socket_io.then(|| Packets::new(now)),
    };
    for packet in early {
        if connection.receive(&packet).await.is_none() {
            return;
        }
    }
    // `None`: it is over.
    while connection.step().await.is_some() {}
}

/// Begins a connection of socket.io.
async fn begin(engine: &Engine, socket: &mut Socket) -> Option<Vec<String>> {
    let open = socket_io::open(&engine.socket_id(), false);
    send(socket, Message::text(open)).await?;
    send(socket, Message::text(socket_io::CONNECTED)).await?;
    Some(Vec::new())
}

/// A client that began by requests tries its WebSocket, and changes to it. Returns what it sent before.
async fn change(engine: &Engine, socket: &mut Socket, sid: &str) -> Option<Vec<String>> {
    loop {
        let message = timeout(WRITE, socket.next()).await.ok()??.ok()?;
        match message.as_text()? {
            socket_io::PROBE => {
                if !engine.beginnings().change(sid) {
                    engine.note("a client of socket.io has an id that is not known");
                    return None;
                }
                send(socket, Message::text(socket_io::PROBED)).await?;
            }
            socket_io::CHANGE => return Some(engine.beginnings().take(sid)),
            _ => return None,
        }
    }
}

async fn send(socket: &mut Socket, message: Message) -> Option<()> {
    let sent = timeout(WRITE, socket.send(message)).await;
    matches!(sent, Ok(Ok(()))).then_some(())
}

type Socket = WebSocketStream<TokioIo<hyper::upgrade::Upgraded>>;

/// A connection, and what is said over it.
struct Connection<'e> {
    engine: &'e Engine,
    socket: Socket,
    conversation: Shared<'e>,
    /// Where the transport is socket.io: its packets.
    packets: Option<Packets>,
}

impl Connection<'_> {
    /// Says what is to be said, and waits for the next thing that happens. `None`: the connection is over.
    async fn step(&mut self) -> Option<()> {
        for (said, encoding) in self.conversation.take_said() {
            match said {
                Say::Note(text) => self.engine.note(&text),
                Say::Text(text) if self.packets.is_some() => {
                    let packet = socket_io::event(&text);
                    self.send(Message::text(packet)).await?;
                }
                Say::Text(text) => match encoded(text, encoding) {
                    Ok(message) => self.send(message).await?,
                    Err(error) => {
                        let what = format!("a message cannot be compressed: {error}");
                        self.engine.note(&what);
                        return None;
                    }
                },
                Say::Close(why) => {
                    self.close(&why).await;
                    return None;
                }
                Say::Silence => {
                    sleep(SILENCE).await;
                    return None;
                }
            }
        }
        let now = Instant::now();
        let gone_at = self.packets.as_ref().map(Packets::gone_at);
        if gone_at.is_some_and(|gone_at| now >= gone_at) {
            self.close("ping timeout").await;
            return None;
        }
        let wake = self.conversation.wake_at(now);
        let wake = gone_at.map_or(wake, |gone_at| wake.min(gone_at));
        match timeout_at(wake, self.socket.next()).await {
            Err(_) => self.conversation.tick(Instant::now()),
            Ok(Some(Ok(message))) => match message.as_text() {
                Some(text) => self.receive(text).await?,
                // Pings are answered by the library.
                None if message.is_close() => return None,
                None => {}
            },
            Ok(None | Some(Err(_))) => return None,
        }
        Some(())
    }

    async fn receive(&mut self, text: &str) -> Option<()> {
        let now = Instant::now();
        let Some(packets) = &mut self.packets else {
            self.conversation.receive(text, now);
            return Some(());
        };
        match packets.read(text, now) {
            Packet::Event(event) => self.conversation.receive(event, now),
            Packet::Answer(answer) => self.send(Message::text(answer)).await?,
            Packet::Other => {}
            Packet::Closed => return None,
            Packet::Unknown => {
                self.engine.note("the client sent no packet of socket.io");
                self.close("parse error").await;
                return None;
            }
        }
        Some(())
    }

    async fn send(&mut self, message: Message) -> Option<()> {
        send(&mut self.socket, message).await
    }

    async fn close(&mut self, why: &str) {
        if self.packets.is_some() {
            let _ = self.send(Message::text(socket_io::DISCONNECTED)).await;
        }
        // A reason has at most 123 bytes.
        let why: String = why.chars().take(30).collect();
        let close = Message::close(Some(CloseCode::NORMAL_CLOSURE), &why);
        let _ = self.send(close).await;
        let _ = timeout(WRITE, self.socket.close()).await;
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
