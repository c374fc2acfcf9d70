//! Bodies of the type `multipart/form-data`, parsed by another program: the crate `multer`.

#![allow(missing_docs, reason = "tests")]

use multer::Multipart;
use specie::runtime::{
    BoxFuture, ErrorKind, Outcome, Transport, TransportError, TransportRequest, TransportResponse,
    Upload,
};
use specie_tests::golden::calls::{Client, Credentials, Paging, UploadDocument};
use std::pin::Pin;
use std::task::{Context, Poll};
use test_server::{Reply, Request, Server};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt, ReadBuf};

fn client(url: &str) -> Client {
    Client::builder(Credentials::new("key", "c2VjcmV0"))
        .base_url(url)
        .build()
        .expect("a client")
}

/// A part as it was received.
#[derive(Debug, PartialEq)]
struct Part {
    name: String,
    file: Option<String>,
    content_type: Option<String>,
    headers: usize,
    bytes: Vec<u8>,
}

impl Part {
    fn text(name: &str, text: &str) -> Self {
        Self {
            name: name.to_owned(),
            file: None,
            content_type: None,
            headers: 1,
            bytes: text.as_bytes().to_vec(),
        }
    }

    fn file(name: &str, file: &str, content_type: &str, bytes: &[u8]) -> Self {
        Self {
            file: Some(file.to_owned()),
            content_type: Some(content_type.to_owned()),
            headers: 2,
            bytes: bytes.to_vec(),
            ..Self::text(name, "")
        }
    }
}

fn boundary(content_type: Option<&str>) -> String {
    multer::parse_boundary(content_type.unwrap_or_default()).expect("a boundary")
}

async fn parts(request: &Request) -> Vec<Part> {
    let boundary = boundary(request.header("Content-Type"));
    let mut form = Multipart::with_reader(request.body.as_slice(), boundary);
    let mut parts = Vec::new();
    while let Some(field) = form.next_field().await.expect("a part") {
        parts.push(Part {
            name: field.name().expect("a name").to_owned(),
            file: field.file_name().map(str::to_owned),
            content_type: field.content_type().map(ToString::to_string),
            headers: field.headers().len(),
            bytes: field.bytes().await.expect("a value").to_vec(),
        });
    }
    parts
}

#[tokio::test]
async fn parts_arrive_as_they_were_given_in_the_order_of_the_spec() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("scan 1.png");
    std::fs::write(&path, b"\x89PNG\r\n--not a boundary--\r\n\x00\xff").expect("a file");
    let server = Server::replying([(200, ""), (200, "")]);
    let document = Upload::from_reader("may.pdf", 5, &b"%PDF-"[..]).content_type("application/pdf");
    let scans = vec![
        Upload::from_path(&path).content_type("image/png"),
        Upload::from_bytes("empty", Vec::new()),
    ];
    let request = UploadDocument::new("a/1", "statement é\r\n--x", document)
        .size(2)
        .labels(vec!["one".to_owned(), "two, three".to_owned()])
        .about(Paging::new(true, 7).next("n\"1"))
        .place(Paging::new(false, 8))
        .scans(scans)
        .dry(true);
    client(server.url())
        .upload_document(&request)
        .await
        .expect("an upload");
    let received = server.only_request();
    assert_eq!(received.line(), "POST /accounts/a%2F1/documents?dry=true");
    assert_eq!(received.all("Content-Type").len(), 1);
    let size = received.body.len().to_string();
    assert_eq!(received.header("Content-Length"), Some(size.as_str()));
    let json = Part {
        content_type: Some("application/json".to_owned()),
        headers: 2,
        ..Part::text("about", r#"{"next":"n\"1","more":true,"total":7}"#)
    };
    let expected = [
        Part::text("kind", "statement é\r\n--x"),
        Part::text("size", "2"),
        Part::text("labels", "one"),
        Part::text("labels", "two, three"),
        json,
        Part::text("place[more]", "false"),
        Part::text("place[total]", "8"),
        Part::file("file", "may.pdf", "application/pdf", b"%PDF-"),
        Part::file(
            "scans",
            "scan 1.png",
            "image/png",
            b"\x89PNG\r\n--not a boundary--\r\n\x00\xff",
        ),
        Part::file("scans", "empty", "application/octet-stream", b""),
    ];
    assert_eq!(parts(&received).await, expected);

    // Optional parts are left out.
    let request = UploadDocument::new("a", "k", Upload::from_bytes("f", "x"));
    client(server.url())
        .upload_document(&request)
        .await
        .expect("an upload");
    let received = server.requests().pop().expect("a request");
    let names: Vec<String> = parts(&received)
        .await
        .into_iter()
        .map(|part| part.name)
        .collect();
    assert_eq!(names, ["kind", "file"]);
}

/// The names as `new Response(form).text()` of Node writes them (undici, by the HTML standard), except for the backslash, which reqwest escapes
/// as in a quoted string.
#[tokio::test]
async fn names_of_files_cannot_add_headers_or_parts() {
    let names = [
        ("a\"b.pdf", "a%22b.pdf"),
        (
            "a\r\nX-Injected: 1\r\n\r\nbody",
            "a%0D%0AX-Injected: 1%0D%0A%0D%0Abody",
        ),
        ("a\"; name=\"kind", "a%22; name=%22kind"),
        ("ü 😀.pdf", "ü 😀.pdf"),
        ("a;b=c, %22'.pdf", "a;b=c, %22'.pdf"),
        ("a\\", "a\\\\"),
        ("a\0b", "a%00b"),
    ];
    for (name, written) in names {
        let server = Server::replying([(200, "")]);
        let request = UploadDocument::new("a", "k", Upload::from_bytes(name, "x"));
        client(server.url())
            .upload_document(&request)
            .await
            .expect("an upload");
        let received = server.only_request();
        let head = format!(
            "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{written}\"\r\n"
        );
        assert!(
            received.text().contains(&head),
            "{name:?}: {}",
            received.text()
        );
        let parts = parts(&received).await;
        let shape: Vec<(&str, usize)> = parts
            .iter()
            .map(|part| (&*part.name, part.headers))
            .collect();
        assert_eq!(shape, [("kind", 1), ("file", 2)], "{name:?}");
        assert_eq!(parts[1].bytes, b"x");
    }
    // A content type is a header too.
    let server = Server::replying([(200, "")]);
    for content_type in ["text/plain\r\nX-Injected: 1", "pdf", ""] {
        let file = Upload::from_bytes("f", "x").content_type(content_type);
        let request = UploadDocument::new("a", "k", file);
        let error = client(server.url()).upload_document(&request).await;
        let error = error.expect_err("a refusal");
        assert_eq!(
            (error.kind(), error.outcome()),
            (ErrorKind::Request, Outcome::NotSent)
        );
    }
    assert_eq!(server.connections(), 0);
}

/// Bytes that are made while they are read; at the end an error, if one is wanted.
struct Made {
    left: u64,
    fails: bool,
}

impl AsyncRead for Made {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        if self.left == 0 && self.fails {
            return Poll::Ready(Err(std::io::Error::other("the disk is gone")));
        }
        let size = buffer
            .remaining()
            .min(usize::try_from(self.left).unwrap_or(usize::MAX));
        buffer.initialize_unfilled_to(size).fill(b'x');
        buffer.advance(size);
        self.left -= size as u64;
        Poll::Ready(Ok(()))
    }
}

fn made(left: u64) -> Made {
    Made { left, fails: false }
}

/// The most memory that this process has used, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let digits = line.and_then(|line| line.split_whitespace().nth(1));
    digits.expect("a size").parse().expect("a number")
}

#[tokio::test]
async fn a_large_file_is_never_in_memory() {
    const SIZE: u64 = 64 * 1024 * 1024;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let serve = async {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.expect("a head"));
        }
        let head = String::from_utf8(head).expect("text");
        let header = |name: &str| {
            let lines = head.lines().filter_map(|line| line.split_once(": "));
            let mut lines = lines.filter(|(known, _)| known.eq_ignore_ascii_case(name));
            lines.next().map(|(_, value)| value.to_owned())
        };
        let length = header("content-length")
            .expect("a length")
            .parse()
            .expect("a number");
        // A parser of forms would itself collect all that has arrived, which on a busy machine is most of the file.
        let mut body = (&mut stream).take(length);
        let size = tokio::io::copy(&mut body, &mut tokio::io::sink()).await;
        let size = size.expect("a body");
        stream
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
            .await
            .expect("a reply");
        size
    };
    let before = peak();
    let request = UploadDocument::new("a", "k", Upload::from_reader("f", SIZE, made(SIZE)));
    let client = client(&url);
    let (received, sent) = tokio::join!(serve, client.upload_document(&request));
    sent.expect("an upload");
    // Beside the file there are two short parts and the boundaries.
    assert!((SIZE..SIZE + 2000).contains(&received), "{received}");
    assert!(peak() - before < 24 * 1024, "{} KiB more", peak() - before);
}

#[tokio::test]
async fn a_file_of_another_size_is_an_error_and_no_complete_request() {
    let failing = Made {
        left: 70_000,
        fails: true,
    };
    let cases = [
        (
            Upload::from_reader("f", 100_000, made(70_000)),
            "ended after 70000 bytes, expected 100000",
        ),
        (
            Upload::from_reader("f", 100_000, made(100_001)),
            "more than the expected 100000 bytes",
        ),
        (
            Upload::from_reader("f", 0x1000, made(u64::MAX)),
            "more than the expected 4096 bytes",
        ),
        (
            Upload::from_reader("f", 100_000, failing),
            "the disk is gone",
        ),
    ];
    for (file, why) in cases {
        let server = Server::replying([(200, "")]);
        let request = UploadDocument::new("a", "canary-kind", file.named("canary-name"));
        let error = client(server.url()).upload_document(&request).await;
        let error = error.expect_err("a failure");
        assert_eq!(error.kind(), ErrorKind::Read, "{error}");
        // A part of the request was sent.
        assert_eq!(error.outcome(), Outcome::Ambiguous, "{error}");
        let source = std::error::Error::source(&error).map(ToString::to_string);
        let shown = format!("{error:?} {source:?}");
        assert!(shown.contains(why), "{shown}");
        assert!(
            !shown.contains("canary") && !shown.contains("xxx"),
            "{shown}"
        );
        assert!(server.requests().is_empty(), "a complete request");
    }
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_before_anything_is_sent() {
    let server = Server::always(Reply::new(200, ""));
    let client = client(server.url());
    let refused = async |file: Upload, kind: ErrorKind, word: &str| {
        let request = UploadDocument::new("a", "k", file);
        let error = client
            .upload_document(&request)
            .await
            .expect_err("a refusal");
        assert_eq!(
            (error.kind(), error.outcome()),
            (kind, Outcome::NotSent),
            "{error}"
        );
        assert!(error.to_string().contains(word), "{error}");
    };
    refused(
        Upload::from_path("/no/such/file.pdf"),
        ErrorKind::Read,
        "the file of `file`",
    )
    .await;
    refused(Upload::from_path("/"), ErrorKind::Read, "not a file").await;
    // `file 1..100000000` of the spec
    refused(
        Upload::from_bytes("f", ""),
        ErrorKind::Request,
        "`file` has 0 bytes, expected at least 1",
    )
    .await;
    let large = Upload::from_reader("f", 100_000_001, made(0));
    refused(large, ErrorKind::Request, "expected at most 100000000").await;
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn bytes_and_paths_can_be_sent_again_and_readers_once() {
    let server = Server::always(Reply::new(200, ""));
    let client = client(server.url());
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("f");
    std::fs::write(&path, "x").expect("a file");
    for file in [Upload::from_bytes("f", "x"), Upload::from_path(path)] {
        let request = UploadDocument::new("a", "k", file);
        for _ in 0..2 {
            client.upload_document(&request).await.expect("an upload");
        }
    }
    let request = UploadDocument::new("a", "k", Upload::from_reader("f", 1, &b"x"[..]));
    client.upload_document(&request).await.expect("an upload");
    let error = client
        .upload_document(&request.clone())
        .await
        .expect_err("a refusal");
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Read, Outcome::NotSent)
    );
    assert!(error.to_string().contains("only once"), "{error}");
    assert_eq!(server.requests().len(), 5);
    // Requests show names, never contents.
    let shown = format!(
        "{:?}",
        UploadDocument::new("a", "k", Upload::from_bytes("f", "canary"))
    );
    assert!(
        shown.contains("Upload(\"f\")") && !shown.contains("canary"),
        "{shown}"
    );
}

/// A transport of a user from before there were uploads.
struct Old;

impl Transport for Old {
    fn send(
        &self,
        _: TransportRequest,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        Box::pin(async { panic!("would send a request without its body") })
    }
}

#[tokio::test]
async fn a_transport_without_uploads_sends_nothing() {
    let client = Client::builder(Credentials::new("key", "c2VjcmV0"))
        .transport(Old)
        .build()
        .expect("a client");
    let request = UploadDocument::new("a", "k", Upload::from_bytes("f", "x"));
    let error = client
        .upload_document(&request)
        .await
        .expect_err("a refusal");
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Request, Outcome::NotSent)
    );
    assert!(error.to_string().contains("feature `multipart`"), "{error}");
}
