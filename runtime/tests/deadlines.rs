//! A call ends by its deadline whatever the server does: loopback servers that misbehave in many ways.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "support/provider.rs"]
mod provider;

use provider::{Client, CreateWithdrawal, Credentials, PROVIDER, To};
use specie_runtime::signing::plan::Unit;
use specie_runtime::{
    BoxFuture, Core, Error, ErrorKind, Json, KeyGuard, KeyLock, NonceStore, Operation, Outcome,
    Transport, TransportError, TransportRequest, TransportResponse,
};
use std::future::pending;
use std::io::Write;
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use test_server::Server;

/// Held by each test in turn: floods are loud, and tests of time want quiet.
static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
/// What calls may take here.
const TIMEOUT: Duration = Duration::from_millis(700);
/// How much later they may return on a machine that is busy.
const SLACK: Duration = Duration::from_millis(900);

/// Writes `bytes` until the other side is gone, with a pause between.
fn forever(stream: &mut TcpStream, bytes: &[u8], pause: Duration) -> std::io::Result<()> {
    loop {
        stream.write_all(bytes)?;
        if !pause.is_zero() {
            std::thread::sleep(pause);
        }
    }
}

/// A client whose key no other has, so that it waits for no other's turn.
fn client(url: &str) -> Client {
    static KEYS: AtomicUsize = AtomicUsize::new(0);
    let key = KEYS.fetch_add(1, Ordering::Relaxed).to_string();
    Client::builder(Credentials::new(key, "a secret of the client"))
        .base_url(url)
        .timeout(TIMEOUT)
        .build()
        .unwrap()
}

fn withdrawal() -> CreateWithdrawal {
    CreateWithdrawal::new("1".parse().unwrap(), To::Tag("x".into()))
}

/// The error of a call, which came in time.
async fn in_time(url: &str) -> Error {
    let client = client(url);
    let started = Instant::now();
    let error = client.create_withdrawal(&withdrawal()).await.unwrap_err();
    let took = started.elapsed();
    assert!(took < TIMEOUT + SLACK, "{took:?}: {error}");
    error
}

const ANSWER: &str = r#"{"error":"ok","result":{"id":"1","state":"pending","amount":"1"}}"#;

/// A server that answers as it should.
fn answering(stream: &mut TcpStream) -> std::io::Result<()> {
    let length = ANSWER.len();
    write!(
        stream,
        "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{ANSWER}"
    )
}

async fn stays_ambiguous(
    speak: impl Fn(&mut TcpStream) -> std::io::Result<()> + Send + Sync + 'static,
) {
    let error = in_time(Server::raw(speak).url()).await;
    assert_eq!(error.outcome(), Outcome::Ambiguous, "{error}");
}

#[tokio::test]
async fn an_endless_run_of_interim_answers() {
    let _turn = TURN.lock().await;
    for interim in [
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n",
    ] {
        let many = interim.repeat(20_000);
        stays_ambiguous(move |stream| forever(stream, many.as_bytes(), Duration::ZERO)).await;
        stays_ambiguous(move |stream| {
            forever(stream, interim.as_bytes(), Duration::from_millis(20))
        })
        .await;
    }
}

#[tokio::test]
async fn a_flood_of_one_call_holds_no_other() {
    let _turn = TURN.lock().await;
    let flood = "HTTP/1.1 100 Continue\r\n\r\n".repeat(20_000);
    let hostile = Server::raw(move |stream| forever(stream, flood.as_bytes(), Duration::ZERO));
    let honest = Server::raw(answering);
    let client = client(honest.url());
    let request = withdrawal();
    let later = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        client.create_withdrawal(&request).await
    };
    let (a, b, other) = tokio::join!(in_time(hostile.url()), in_time(hostile.url()), later);
    for error in [a, b] {
        assert_eq!(error.outcome(), Outcome::Ambiguous, "{error}");
    }
    other.unwrap();
}

#[tokio::test]
async fn headers_and_bodies_without_end() {
    let _turn = TURN.lock().await;
    stays_ambiguous(|stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\n")?;
        forever(stream, b"x-more: 1\r\n", Duration::from_millis(15))
    })
    .await;
    stays_ambiguous(|stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nx-long: ")?;
        forever(stream, &[b'x'; 4096], Duration::ZERO)
    })
    .await;
    stays_ambiguous(|stream| forever(stream, b"\r\n", Duration::from_millis(5))).await;
    stays_ambiguous(|stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")?;
        forever(stream, b"1\r\n \r\n", Duration::from_millis(5))
    })
    .await;
    stays_ambiguous(|stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1;")?;
        forever(stream, b"ext=1;", Duration::from_millis(5))
    })
    .await;
    stays_ambiguous(|stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n")?;
        forever(stream, b"x-trailer: 1\r\n", Duration::from_millis(5))
    })
    .await;
    stays_ambiguous(|stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
        forever(stream, b" ", Duration::from_millis(5))
    })
    .await;
}

#[tokio::test]
async fn one_byte_now_and_then() {
    let _turn = TURN.lock().await;
    let text = b"HTTP/1.1 200 OK\r\ncontent-length: 34\r\n\r\n{\"error\":\"ok\",\"result\":{\"id\":\"1\"}}";
    stays_ambiguous(move |stream| {
        for byte in text {
            stream.write_all(&[*byte])?;
            std::thread::sleep(Duration::from_millis(60));
        }
        Ok(())
    })
    .await;
    stays_ambiguous(|_| {
        std::thread::sleep(Duration::from_secs(30));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn bytes_after_the_response_change_nothing() {
    let _turn = TURN.lock().await;
    let server = Server::raw(|stream| {
        answering(stream)?;
        let more = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
        forever(stream, more, Duration::ZERO)
    });
    let client = client(server.url());
    for _ in 0..3 {
        let started = Instant::now();
        // The HTTP library closes such a connection, or takes the bytes for the next response: that proves nothing.
        if let Err(error) = client.create_withdrawal(&withdrawal()).await {
            assert_eq!(error.outcome(), Outcome::Ambiguous, "{error}");
        }
        assert!(started.elapsed() < TIMEOUT, "{:?}", started.elapsed());
    }
}

#[tokio::test]
async fn a_handshake_that_does_not_end() {
    let _turn = TURN.lock().await;
    let server =
        Server::raw(|stream| forever(stream, &[22, 3, 3, 0, 1, 2], Duration::from_millis(30)));
    let url = server.url().replace("http://", "https://");
    let error = in_time(&url).await;
    assert!(
        matches!(error.outcome(), Outcome::Ambiguous | Outcome::NotSent),
        "{error}"
    );
}

/// A transport that never answers.
struct Silent;

impl Transport for Silent {
    fn send(
        &self,
        _: TransportRequest,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        Box::pin(pending())
    }
}

/// A store that never gives a nonce.
struct NoNonce;

impl NonceStore for NoNonce {
    fn next<'a>(&'a self, _: &'a str, _: Unit, _: i128) -> BoxFuture<'a, Result<i128, Error>> {
        Box::pin(pending())
    }
}

/// A lock that is never free.
struct NeverFree;

impl KeyLock for NeverFree {
    fn lock<'a>(&'a self, _: &'a str, _: Duration) -> BoxFuture<'a, Result<KeyGuard, Error>> {
        Box::pin(pending())
    }
}

fn core() -> specie_runtime::CoreBuilder {
    let credentials = specie_runtime::signing::Credentials::new()
        .with("public_key", "deadlines")
        .with("private_key", "a secret of the client");
    Core::builder(&PROVIDER, credentials).timeout(TIMEOUT)
}

/// What a call became, without any executor but a thread that sleeps.
fn alone(core: &Core) -> Error {
    let operation = Operation::new("act", "POST", "act").never("look");
    let started = Instant::now();
    let error = block_on(core.call(&operation, &Json::object::<&str, Json>([]))).unwrap_err();
    let took = started.elapsed();
    assert!(
        took >= TIMEOUT && took < TIMEOUT + SLACK,
        "{took:?}: {error}"
    );
    error
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    struct Unpark(std::thread::Thread);
    impl std::task::Wake for Unpark {
        fn wake(self: std::sync::Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = std::task::Waker::from(std::sync::Arc::new(Unpark(std::thread::current())));
    let mut future = std::pin::pin!(future);
    loop {
        match future
            .as_mut()
            .poll(&mut std::task::Context::from_waker(&waker))
        {
            std::task::Poll::Ready(output) => return output,
            std::task::Poll::Pending => std::thread::park(),
        }
    }
}

#[test]
fn any_transport_is_bounded_on_any_executor() {
    let error = alone(&core().transport(Silent).build().unwrap());
    assert_eq!(
        (error.kind(), error.outcome(), error.reconcile()),
        (ErrorKind::Timeout, Outcome::Ambiguous, Some("look"))
    );
}

#[test]
fn what_waits_before_it_is_sent_was_not_sent() {
    for waiting in [core().nonces(NoNonce), core().key_lock(NeverFree)] {
        let error = alone(&waiting.transport(Silent).build().unwrap());
        assert_eq!(
            (error.kind(), error.outcome()),
            (ErrorKind::Timeout, Outcome::NotSent)
        );
        assert!(
            error
                .to_string()
                .contains("the time limit was reached before the request was sent"),
            "{error}"
        );
    }
}

/// An executor that knows no budget either: nothing but the transport itself can end a poll.
#[test]
fn a_flood_is_bounded_on_any_executor() {
    let _turn = TURN.blocking_lock();
    let flood = "HTTP/1.1 100 Continue\r\n\r\n".repeat(20_000);
    let server = Server::raw(move |stream| forever(stream, flood.as_bytes(), Duration::ZERO));
    let error = alone(&core().base_url(server.url()).build().unwrap());
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Timeout, Outcome::Ambiguous)
    );
}

#[test]
fn the_default_transport_needs_no_executor() {
    let server = Server::raw(|stream| {
        let body = "{\"error\":\"ok\",\"result\":7}";
        write!(
            stream,
            "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
    });
    let core = core().base_url(server.url()).build().unwrap();
    let operation = Operation::new("act", "POST", "act").never("look");
    let response = block_on(core.call(&operation, &Json::object::<&str, Json>([]))).unwrap();
    assert_eq!(response.to_string(), "7");
}
