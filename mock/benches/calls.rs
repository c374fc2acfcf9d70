//! What a call costs the mock, beside a server that is made for it, and what its start costs: `cargo bench -p specie-mock --bench calls`.
//!
//! The other server is what one writes for a test: axum, one HMAC over the body, a fixed response. The mock does this and the rest: it finds
//! the operation, recovers the time from the body, checks clock and parameters, makes the response from the spec, and remembers the call.
//! Each server has a thread of its own, whose CPU time is counted. They get the same signed requests over a connection that is kept alive,
//! in batches that alternate, so that what else the machine does falls on both alike. The figures are lower quartiles of the batches.
#![allow(missing_docs, clippy::cast_precision_loss, reason = "a benchmark")]

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::post;
use hmac::{Hmac, KeyInit, Mac};
use rustix::time::{ClockId, clock_gettime};
use sha2::Sha512;
use specie_mock::Mock;
use std::fmt::Write as _;
use std::io::{self, Read, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::ExitCode;
use std::sync::mpsc;
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::sync::oneshot;

type AnyError = Box<dyn std::error::Error + Send + Sync>;

const KEY: &str = "c529e14832b34b74972365cf7bf02430";
const SECRET: &str = "b823a6b9ea72408583cef9ec8d67fa52";
const ACCOUNT: &str = "0xc195df92dd9db2a8f28e597981f113d6e7582f8b";

/// Batches of each side that count, after those that warm up.
const BATCHES: usize = 100;
const WARM: usize = 10;
/// Calls of a batch.
const CALLS: usize = 200;
/// The most CPU time of a call, as a multiple of that of the other server.
const MOST_CPU: f64 = 1.3;

/// The most CPU time from the file of a spec to a server that listens, in milliseconds.
const MOST_START_MS: f64 = 50.0;

fn main() -> Result<ExitCode, AnyError> {
    let starts = starts()?;
    let calls = calls()?;
    Ok(match starts && calls {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// Whether the mock of each provider listens in time.
fn starts() -> Result<bool, AnyError> {
    let mut within = true;
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../specs");
    let mut specs = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        specs.push(entry?.path());
    }
    specs.retain(|path| path.extension().is_some_and(|ending| ending == "yaml"));
    specs.sort();
    let executor = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    for spec in specs {
        let mut all = Vec::new();
        for _ in 0..9 {
            let before = thread_cpu_us();
            let provider = executor.block_on(specie_mock::start(&spec))?;
            all.push((thread_cpu_us() - before) / 1e3);
            drop(provider);
        }
        let ms = lower_quartile(all);
        let name = spec.file_stem().unwrap_or_default().display().to_string();
        println!("CPU until the mock of {name} listens: {ms:.1} ms");
        within &= ms <= MOST_START_MS;
    }
    if !within {
        println!("more than {MOST_START_MS} ms");
    }
    Ok(within)
}

/// Whether a call costs as little as it should.
fn calls() -> Result<bool, AnyError> {
    let mock = ServerThread::start(|| async {
        let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/../specs/calypso.yaml");
        let credentials = [("key", KEY), ("secret", SECRET), ("account", ACCOUNT)];
        let mock = Mock::from_file(spec)?.credentials(credentials);
        let provider = mock.limits(false).start().await?;
        let address = provider.base_url();
        // It listens until the process ends.
        std::mem::forget(provider);
        Ok(address.trim_start_matches("http://").parse()?)
    })?;
    let by_hand = ServerThread::start(|| async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let schedule = schedule();
        let answer = move |headers: HeaderMap, body: Bytes| async move {
            respond(&schedule, &headers, &body)
        };
        let app = Router::new().route("/api/v1/exchange/average-rate", post(answer));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Ok(address)
    })?;
    let mut sides = [mock.client()?, by_hand.client()?];
    let mut all: [Vec<f64>; 2] = Default::default();
    for batch in 0..BATCHES + WARM {
        // Each goes first as often as the other.
        for side in [batch % 2, 1 - batch % 2] {
            let server = [&mock, &by_hand][side];
            let before = server.cpu_us()?;
            for _ in 0..CALLS {
                sides[side].call()?;
            }
            let cpu_us = (server.cpu_us()? - before) / CALLS as f64;
            if batch >= WARM {
                all[side].push(cpu_us);
            }
        }
    }
    let [ours, theirs] = all.map(lower_quartile);
    let ratio = ours / theirs;
    println!("CPU of a call, µs: the mock {ours:.1}, by hand {theirs:.1}, ratio {ratio:.2}");
    if ratio > MOST_CPU {
        println!("more than {MOST_CPU} × the CPU time");
    }
    Ok(ratio <= MOST_CPU)
}

/// The response of the server by hand.
fn respond(schedule: &Hmac<Sha512>, headers: &HeaderMap, body: &[u8]) -> impl IntoResponse + use<> {
    let is_key = headers.get("key").is_some_and(|key| key == KEY);
    let sign = headers.get("sign").and_then(|sign| sign.to_str().ok());
    let sign = sign.and_then(unhex);
    let is_signed = sign.is_some_and(|sign| {
        let mut mac = schedule.clone();
        mac.update(body);
        mac.verify_slice(&sign).is_ok()
    });
    let json = [(header::CONTENT_TYPE, "application/json")];
    match is_key && is_signed {
        true => (
            StatusCode::OK,
            json,
            r#"{"averageRate":1.5,"rateLimit":1.5}"#,
        ),
        false => (StatusCode::UNAUTHORIZED, json, r#"{"error":"signature"}"#),
    }
}

fn schedule() -> Hmac<Sha512> {
    Hmac::new_from_slice(SECRET.as_bytes()).unwrap_or_else(|_| unreachable!("any length is a key"))
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    pairs
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

/// The CPU time that this thread has used, in microseconds.
fn thread_cpu_us() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e6 + time.tv_nsec as f64 / 1e3
}

/// A server on a thread of its own.
struct ServerThread {
    address: SocketAddr,
    asked: tokio::sync::mpsc::UnboundedSender<oneshot::Sender<f64>>,
}

impl ServerThread {
    fn start<F>(serve: impl FnOnce() -> F + Send + 'static) -> Result<Self, AnyError>
    where
        F: Future<Output = Result<SocketAddr, AnyError>>,
    {
        let (asked, mut asks) = tokio::sync::mpsc::unbounded_channel::<oneshot::Sender<f64>>();
        let (started, starts) = mpsc::channel();
        std::thread::spawn(move || -> Result<(), AnyError> {
            let executor = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            executor.block_on(async {
                started.send(serve().await)?;
                while let Some(answer) = asks.recv().await {
                    let _ = answer.send(thread_cpu_us());
                }
                Ok(())
            })
        });
        let address = starts.recv()??;
        Ok(Self { address, asked })
    }

    /// The CPU time that the server has used.
    fn cpu_us(&self) -> Result<f64, AnyError> {
        let (answer, answered) = oneshot::channel();
        self.asked
            .send(answer)
            .map_err(|_| "the server has ended")?;
        Ok(answered.blocking_recv()?)
    }

    fn client(&self) -> Result<Connection, AnyError> {
        let stream = TcpStream::connect(self.address)?;
        stream.set_nodelay(true)?;
        Ok(Connection {
            stream,
            schedule: schedule(),
            address: self.address,
            received: Vec::new(),
        })
    }
}

/// A connection that is kept alive.
struct Connection {
    stream: TcpStream,
    schedule: Hmac<Sha512>,
    address: SocketAddr,
    received: Vec<u8>,
}

impl Connection {
    /// Makes one signed call, and reads its response.
    fn call(&mut self) -> Result<(), AnyError> {
        let timestamp = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis();
        let body = format!(
            r#"{{"account":"{ACCOUNT}","timestamp":{timestamp},"payload":{{"sourceCurrency":"BTC","destinationCurrency":"ETH"}}}}"#
        );
        let mut mac = self.schedule.clone();
        mac.update(body.as_bytes());
        let mut sign = String::with_capacity(128);
        for byte in mac.finalize().into_bytes() {
            write!(sign, "{byte:02x}")?;
        }
        let request = format!(
            "POST /api/v1/exchange/average-rate HTTP/1.1\r\nHost: {}\r\nKey: {KEY}\r\nSign: {sign}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        );
        self.stream.write_all(request.as_bytes())?;
        self.received.clear();
        let mut part = [0; 8192];
        loop {
            let count = self.stream.read(&mut part)?;
            if count == 0 {
                return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
            }
            self.received.extend_from_slice(&part[..count]);
            if let Some(status) = whole(&self.received) {
                return match status {
                    200 => Ok(()),
                    _ => Err(String::from_utf8_lossy(&self.received).into()),
                };
            }
        }
    }
}

/// The status of a response that has arrived as a whole.
fn whole(received: &[u8]) -> Option<u16> {
    let end = received.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&received[..end])
        .ok()?
        .to_ascii_lowercase();
    let length = head.split("content-length: ").nth(1)?;
    let length: usize = length.split("\r\n").next()?.parse().ok()?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    (received.len() >= end + length).then_some(status)
}

/// The value that a quarter of all lies below: whatever else the machine does can only add.
fn lower_quartile(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 4]
}
