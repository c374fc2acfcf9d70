//! What an event of a stream costs, beside a client by hand: `cargo bench -p specie --features coinport,streams --bench streams`.
//!
//! The client by hand is what one writes first: the same WebSocket library, one task, and structs of `serde_json`. It reads messages and
//! nothing else: it does not look after the connection, and a slow reader is not noticed. Both read the same trades of CoinPort over
//! loopback, in batches that alternate. What is counted is the CPU time of this process without that of the server's thread. The figures are
//! lower quartiles of the batches. `runtime/tests/streams/cost.rs` counts allocations.
#![allow(missing_docs, clippy::cast_precision_loss, reason = "a benchmark")]

use rustix::time::{ClockId, clock_gettime};
use serde::Deserialize;
use specie::coinport::streams::public;
use specie::coinport::{Client, Credentials};
use std::collections::HashMap;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::mpsc;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio_websockets::{ClientBuilder, Message, ServerBuilder};

type AnyError = Box<dyn std::error::Error + Send + Sync>;

const BATCHES: usize = 20;
const WARM: usize = 3;
/// Messages of a batch.
const MESSAGES: u64 = 100_000;

fn main() -> Result<(), AnyError> {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for batch in 0..WARM + BATCHES {
        let pair = (measured(by_specie)?, measured(by_hand)?);
        if batch >= WARM {
            ours.push(pair.0);
            theirs.push(pair.1);
        }
    }
    let (ours, theirs) = (lower_quartile(ours), lower_quartile(theirs));
    println!("specie: {ours:.0} ns of CPU a message");
    println!("by hand: {theirs:.0} ns of CPU a message");
    println!("{:.2} x by hand", ours / theirs);
    Ok(())
}

fn lower_quartile(mut costs: Vec<f64>) -> f64 {
    costs.sort_by(f64::total_cmp);
    costs[costs.len() / 4]
}

fn cpu(clock: ClockId) -> u64 {
    let time = clock_gettime(clock);
    u64::try_from(time.tv_sec).unwrap_or(0) * 1_000_000_000
        + u64::try_from(time.tv_nsec).unwrap_or(0)
}

/// Runs a client against a server of its own. Returns the nanoseconds of CPU time a message.
fn measured(client: fn(&str) -> Result<(), AnyError>) -> Result<f64, AnyError> {
    let (address, served) = server()?;
    let before = cpu(ClockId::ProcessCPUTime);
    client(&address)?;
    let all = cpu(ClockId::ProcessCPUTime) - before;
    let server = served.recv()?;
    Ok(all.saturating_sub(server) as f64 / MESSAGES as f64)
}

/// Its address, and the CPU time that it used once it is done.
fn server() -> Result<(String, mpsc::Receiver<u64>), AnyError> {
    let (give_address, address) = mpsc::channel();
    let (give_time, time) = mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let served = runtime.map(|runtime| {
            runtime.block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0").await?;
                let _ = give_address.send(listener.local_addr()?.to_string());
                serve(listener).await
            })
        });
        if let Ok(Err(error)) | Err(error) = served.map_err(Into::into) {
            let error: AnyError = error;
            eprintln!("the server failed: {error}");
        }
        let _ = give_time.send(cpu(ClockId::ThreadCPUTime));
    });
    Ok((address.recv()?, time))
}

async fn serve(listener: TcpListener) -> Result<(), AnyError> {
    let (stream, _) = listener.accept().await?;
    stream.set_nodelay(true)?;
    let (_, mut socket) = ServerBuilder::new().accept(stream).await?;
    receive(&mut socket).await;
    let confirmed = r#"{"success":{"message":"subscribed","streams":["btcusd.trades"]}}"#;
    send(&mut socket, Message::text(confirmed)).await?;
    let mut stream: TcpStream = socket.into_inner();
    let mut frames = Vec::new();
    for number in 0..MESSAGES {
        let text = format!(
            r#"{{"btcusd.trades":{{"trades":[{{"tid":{number},"taker_type":"buy","date":1700000000,"price":"45283.5","amount":"0.1"}}]}}}}"#
        );
        frames.extend([0x81, u8::try_from(text.len().min(126))?]);
        if text.len() >= 126 {
            frames.extend(u16::try_from(text.len())?.to_be_bytes());
        }
        frames.extend(text.as_bytes());
        if frames.len() > 60_000 {
            stream.write_all(&frames).await?;
            frames.clear();
        }
    }
    stream.write_all(&frames).await?;
    // The client closes.
    stream.readable().await?;
    Ok(())
}

/// An open socket of either side.
type Socket<S> = tokio_websockets::WebSocketStream<S>;

async fn receive<S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin>(
    socket: &mut Socket<S>,
) -> Option<Message> {
    use futures_core::Stream as _;
    let next = poll_fn(|context| Pin::new(&mut *socket).poll_next(context)).await;
    next.and_then(Result::ok)
}

async fn send<S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin>(
    socket: &mut Socket<S>,
    message: Message,
) -> Result<(), AnyError> {
    use futures_sink::Sink as _;
    poll_fn(|context| Pin::new(&mut *socket).poll_ready(context)).await?;
    Pin::new(&mut *socket).start_send(message)?;
    poll_fn(|context| Pin::new(&mut *socket).poll_flush(context)).await?;
    Ok(())
}

fn runtime() -> Result<tokio::runtime::Runtime, AnyError> {
    Ok(tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?)
}

fn by_specie(address: &str) -> Result<(), AnyError> {
    runtime()?.block_on(async {
        let client = Client::new(Credentials::new())?;
        let stream = client.public_stream().url(format!("ws://{address}/"));
        let stream = stream
            .buffer(usize::MAX)
            .subscribe(public::Trades::new("btcusd"));
        let mut trades = stream.connect().await?;
        let mut number = 0;
        while number < MESSAGES {
            match trades.next().await.ok_or("the stream ended")?? {
                public::Event::Trades(trade) => {
                    let last = trade.trades.last().ok_or("no trade")?;
                    assert_eq!(u64::try_from(last.tid)?, number);
                    number += 1;
                }
                other => return Err(format!("{other:?}").into()),
            }
        }
        Ok(())
    })
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "read by serde")]
struct Trades {
    trades: Vec<Trade>,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "read by serde")]
struct Trade {
    tid: i64,
    taker_type: Side,
    date: Option<i64>,
    created_at: Option<i64>,
    price: String,
    amount: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Side {
    Buy,
    Sell,
}

fn by_hand(address: &str) -> Result<(), AnyError> {
    runtime()?.block_on(async {
        let builder = ClientBuilder::new().uri(&format!("ws://{address}/"))?;
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (mut socket, _) = builder.connect_on(stream).await?;
        let subscribe = r#"{"event":"subscribe","streams":["btcusd.trades"]}"#;
        send(&mut socket, Message::text(subscribe)).await?;
        let mut number = 0;
        while number < MESSAGES {
            let message = receive(&mut socket).await.ok_or("the stream ended")?;
            let text = message.as_text().ok_or("no text")?;
            if text.starts_with(r#"{"success""#) {
                continue;
            }
            let mut message: HashMap<&str, Trades> = serde_json::from_str(text)?;
            let trades = message.remove("btcusd.trades").ok_or("another topic")?;
            let last = trades.trades.last().ok_or("no trade")?;
            assert_eq!(u64::try_from(last.tid)?, number);
            number += 1;
        }
        Ok(())
    })
}
