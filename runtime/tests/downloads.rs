//! Documents that are received in parts, over a socket.
#![cfg(all(feature = "compression", feature = "http"))]
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "support/provider.rs"]
mod provider;

use provider::{Order, PROVIDER};
use specie_runtime::signing::Credentials;
use specie_runtime::{
    Core, Download, Error, ErrorKind, Map, Operation, Outcome, RetryPolicy, WithHeaders,
    decode_struct,
};
use std::io::Write as _;
use std::time::Duration;
use test_server::{Reply, Server};

static EXPORT: Operation<'_> = Operation::new("export", "GET", "export")
    .safe()
    .no_envelope()
    .bytes();
static POST_EXPORT: Operation<'_> = Operation::new("export", "POST", "export")
    .never("look")
    .no_envelope()
    .text();
/// Four million zero bytes, compressed by Python's `gzip`.
const ZEROS: &[u8] = include_bytes!("compressed/zeros.gz");

fn client(server: &Server) -> Core {
    client_within(server, Duration::from_secs(30))
}

fn client_within(server: &Server, timeout: Duration) -> Core {
    let credentials = Credentials::new()
        .with("public_key", "the public key")
        .with("private_key", "the private key");
    Core::builder(PROVIDER.clone(), credentials)
        .base_url(server.url())
        .timeout(timeout)
        .response_limit(300_000)
        .retries(RetryPolicy::never())
        .build()
        .unwrap()
}

async fn start(reply: Reply) -> Result<Download, Error> {
    client(&Server::always(reply)).download(&EXPORT, &()).await
}

/// Receives all of it; also how many parts it came in.
async fn rest(download: &mut Download) -> Result<(Vec<u8>, usize), Error> {
    let (mut all, mut parts) = (Vec::new(), 0);
    while let Some(part) = download.chunk().await? {
        all.extend_from_slice(&part);
        parts += 1;
    }
    Ok((all, parts))
}

#[tokio::test]
async fn a_document_comes_in_parts_with_its_headers() {
    let body: Vec<u8> = (0..250_000u32).map(|n| (n % 251) as u8).collect();
    let reply = Reply::new(200, body.clone()).header("Content-Type", "application/pdf");
    let mut download = start(reply).await.unwrap();
    assert_eq!(download.status(), 200);
    assert_eq!(download.content_type(), Some("application/pdf"));
    let (all, parts) = rest(&mut download).await.unwrap();
    assert_eq!(all, body);
    assert!(parts > 1, "{parts}");
    assert_eq!(download.chunk().await.unwrap(), None);
    let mut download = start(Reply::new(200, "a,b\n")).await.unwrap();
    assert_eq!(rest(&mut download).await.unwrap().0, b"a,b\n");
    let mut download = start(Reply::new(200, "")).await.unwrap();
    assert_eq!(download.chunk().await.unwrap(), None);
}

#[tokio::test]
async fn the_limit_holds_for_all_parts_and_can_be_lifted() {
    for reply in [
        Reply::new(200, vec![b'x'; 4_000_000]),
        Reply::new(200, ZEROS).header("Content-Encoding", "gzip"),
    ] {
        let mut download = start(reply.clone()).await.unwrap();
        let error = rest(&mut download).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.outcome(), error.operation()),
            (ErrorKind::TooLarge, Outcome::Done, Some("export"))
        );
        let mut download = start(reply).await.unwrap().limit(u64::MAX);
        assert_eq!(rest(&mut download).await.unwrap().0.len(), 4_000_000);
    }
    let server = Server::always(Reply::new(200, vec![b'x'; 300_001]));
    let error = client(&server).bytes(&EXPORT, &()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
}

#[tokio::test]
async fn a_few_compressed_bytes_never_become_one_large_part() {
    let reply = Reply::new(200, ZEROS).header("Content-Encoding", "gzip");
    let mut download = start(reply).await.unwrap().limit(u64::MAX);
    let mut largest = 0;
    while let Some(part) = download.chunk().await.unwrap() {
        largest = largest.max(part.len());
    }
    assert!(largest < 2_000_000, "{largest}");
}

#[tokio::test]
async fn an_error_is_no_document() {
    for (reply, outcome) in [
        (Reply::json(200, r#"{"code":"A1"}"#), Outcome::Rejected),
        (Reply::new(404, "no such day"), Outcome::Rejected),
        (Reply::new(503, "later"), Outcome::Unanswered),
        (Reply::new(302, ""), Outcome::Unanswered),
        (Reply::new(200, "<!DOCTYPE html>"), Outcome::Unanswered),
        (
            Reply::new(200, "x").header("Content-Encoding", "br"),
            Outcome::Unanswered,
        ),
        (Reply::close(), Outcome::Unanswered),
    ] {
        let error = start(reply.clone()).await.unwrap_err();
        assert_eq!(error.outcome(), outcome, "{reply:?}");
    }
}

#[tokio::test]
async fn a_document_that_breaks_off_is_an_error() {
    let cut = "HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n";
    let mut head = cut.as_bytes().to_vec();
    head.extend(vec![b'x'; 100_000]);
    let mut download = start(Reply::bytes(head.clone())).await.unwrap();
    let error = rest(&mut download).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Transport, Outcome::Done)
    );
    assert_eq!(download.chunk().await.unwrap(), None);
    // Nothing more comes, and the connection stays open.
    let server = Server::raw(move |stream| {
        stream.write_all(&head)?;
        std::thread::sleep(Duration::from_secs(5));
        Ok(())
    });
    let soon = Duration::from_millis(1_000);
    let mut download = client_within(&server, soon)
        .download(&EXPORT, &())
        .await
        .unwrap();
    let started = std::time::Instant::now();
    let error = rest(&mut download).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(started.elapsed() < Duration::from_secs(2));
    // Before the headers, it is the call itself that failed.
    let silent = Server::always(Reply::silence(Duration::from_secs(5)));
    let error = client_within(&silent, soon)
        .download(&POST_EXPORT, &())
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome(), error.reconcile()),
        (ErrorKind::Timeout, Outcome::Ambiguous, Some("look"))
    );
}

#[tokio::test]
async fn a_document_is_written_to_a_writer() {
    struct Full;
    impl std::io::Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("no space left"))
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut out = Vec::new();
    let mut download = start(Reply::new(200, vec![b'x'; 100_000])).await.unwrap();
    assert_eq!(download.write_to(&mut out).await.unwrap(), 100_000);
    assert_eq!(out.len(), 100_000);
    let mut download = start(Reply::new(200, "a")).await.unwrap();
    let error = download.write_to(&mut Full).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Write, Outcome::Done)
    );
}

#[tokio::test]
async fn text_is_given_as_it_is() {
    let server = Server::replying([
        Reply::new(200, "a;b\r\n\"1\";é\n"),
        Reply::new(200, b"a;\xe9".to_vec()),
    ]);
    let client = client(&server);
    let text = client.text(&POST_EXPORT, &()).await.unwrap();
    assert_eq!(text, "a;b\r\n\"1\";é\n");
    let error = client.text(&POST_EXPORT, &()).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    assert!(error.to_string().contains("UTF-8"), "{error}");
}

#[derive(Clone, Debug, PartialEq)]
struct Weight {
    used: i64,
    left: Option<i64>,
}
decode_struct!(Weight { used "X-Used", left "X-Left" Optional });

#[tokio::test]
async fn headers_are_read_beside_the_data() {
    static OP: Operation<'_> = Operation::new("get", "GET", "get")
        .safe()
        .no_envelope()
        .response_headers(&["X-Used", "X-Left"]);
    let order = r#"{"id":"1"}"#;
    let server = Server::replying([
        Reply::json(200, order).header("x-used", "12"),
        Reply::json(200, order)
            .header("X-Used", "12")
            .header("X-Left", "88"),
        Reply::json(200, order),
        Reply::json(200, order).header("X-Used", "a\"b"),
        Reply::json(429, "{}"),
    ]);
    let client = client(&server);
    let call = || client.run_with_headers::<Order, Weight>(&OP, &());
    let WithHeaders { data, headers } = call().await.unwrap();
    assert_eq!(data.id, "1");
    assert_eq!((headers.used, headers.left), (12, None));
    assert_eq!(call().await.unwrap().headers.left, Some(88));
    for path in ["$.headers", "$.headers"] {
        let error = call().await.unwrap_err();
        assert_eq!(
            (error.kind(), error.outcome()),
            (ErrorKind::Decode, Outcome::Done)
        );
        assert!(error.json_path().unwrap().starts_with(path), "{error}");
        assert_eq!(error.raw(), Some(order));
    }
    let error = call().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimit);
    let nothing = client.run_with_headers::<Map<Order>, Weight>(&OP, &());
    assert!(nothing.await.is_err());
}
