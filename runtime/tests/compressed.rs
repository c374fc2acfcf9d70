//! Compressed responses over a socket. The files were compressed by Python's `zlib`.
#![cfg(all(feature = "compression", feature = "http"))]
#![allow(clippy::unwrap_used, missing_docs)]

use specie_runtime::{
    HttpTransport, Transport, TransportError, TransportFailure, TransportRequest, TransportResponse,
};
use test_server::{Reply, Server};

const GZIP: &[u8] = include_bytes!("compressed/dynamic.gz");
const ZLIB: &[u8] = include_bytes!("compressed/dynamic.zlib");
/// Two members, one after the other.
const TWO: &[u8] = include_bytes!("compressed/two.gz");
const PLAIN_DEFLATE: &[u8] = include_bytes!("compressed/dynamic.deflate");
const ZEROS: &[u8] = include_bytes!("compressed/zeros.gz");
/// The size of the text in the first three files.
const SIZE: usize = 17_187;

async fn get(reply: Reply, limit: usize) -> (Result<TransportResponse, TransportError>, String) {
    let server = Server::always(reply);
    let mut request = TransportRequest::new("GET", format!("{}/x", server.url()));
    request.limit = limit;
    let outcome = HttpTransport::new().send(request).await;
    let asked = server.take_requests().remove(0);
    let accepted = asked
        .header("accept-encoding")
        .unwrap_or_default()
        .to_owned();
    (outcome, accepted)
}

fn coded(encoding: &str, body: &[u8]) -> Reply {
    Reply::json(200, body).header("Content-Encoding", encoding)
}

#[tokio::test]
async fn gzip_and_deflate_are_asked_for_and_decoded() {
    for (encoding, body) in [
        ("gzip", GZIP),
        ("GZip", GZIP),
        ("gzip", TWO),
        ("x-gzip", GZIP),
        ("deflate", ZLIB),
        ("deflate", PLAIN_DEFLATE),
    ] {
        let (outcome, accepted) = get(coded(encoding, body), SIZE).await;
        let response = outcome.unwrap();
        assert_eq!(accepted, "gzip, deflate");
        assert_eq!(response.body.len(), SIZE, "{encoding}");
        assert!(response.body.starts_with(br#"[{"id":0,"#));
        assert_eq!(response.header("Content-Encoding"), None);
        assert_eq!(response.header("Content-Length"), None);
    }
}

#[tokio::test]
async fn the_limit_applies_to_the_decoded_body() {
    for (encoding, body, limit) in [
        ("gzip", GZIP, SIZE - 1),
        ("deflate", ZLIB, SIZE - 1),
        ("gzip", ZEROS, 3_999_999),
    ] {
        let error = get(coded(encoding, body), limit).await.0.unwrap_err();
        assert_eq!(
            (error.failure(), error.is_maybe_sent()),
            (TransportFailure::TooLarge, true)
        );
    }
    assert!(get(coded("gzip", ZEROS), 4_000_000).await.0.is_ok());
}

#[tokio::test]
async fn what_cannot_be_decoded_stays_as_it_is() {
    for (encoding, body) in [
        ("br", GZIP),
        ("gzip, gzip", GZIP),
        ("gzip", GZIP.get(..900).unwrap()),
        ("gzip", &b""[..]),
        ("deflate", GZIP),
        ("identity", br#"{"a":1}"#),
    ] {
        let response = get(coded(encoding, body), SIZE).await.0.unwrap();
        assert_eq!(response.body, body, "{encoding}");
        assert_eq!(response.header("content-encoding"), Some(encoding));
    }
}

#[tokio::test]
async fn the_encodings_of_a_request_stay() {
    let server = Server::always(Reply::json(200, "{}"));
    let mut request = TransportRequest::new("GET", format!("{}/x", server.url()));
    request
        .headers
        .push(("Accept-Encoding".to_owned(), "identity".to_owned()));
    HttpTransport::new().send(request).await.unwrap();
    let asked = server.take_requests().remove(0);
    assert_eq!(asked.header("accept-encoding"), Some("identity"));
}
