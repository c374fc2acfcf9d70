//! The server, asked over plain sockets.
#![allow(clippy::unwrap_used, missing_docs)]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};
use test_server::{Reply, Server, closed_url};

fn connect(server: &Server) -> TcpStream {
    TcpStream::connect(server.url().strip_prefix("http://").unwrap()).unwrap()
}

/// Everything that the server writes until it closes the connection.
fn rest(mut stream: TcpStream) -> String {
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn one_connection_carries_several_requests_in_pieces() {
    let closing = Reply::new(200, "two").header("Connection", "close");
    let server = Server::replying([Reply::json(201, "{}"), closing]);
    let mut stream = connect(&server);
    for piece in [
        "POST /a?b=c HTTP/1.1\r\nX-A: 1\r\ncontent-le",
        "ngth: 5\r\n\r\nhe",
        "lloGET /d HTTP/1.1\r\nx-a: 2\r\nX-a: 3\r\n\r\n",
    ] {
        stream.write_all(piece.as_bytes()).unwrap();
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(
        rest(stream),
        "HTTP/1.1 201 Status\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}\
         HTTP/1.1 200 Status\r\nConnection: close\r\nContent-Length: 3\r\n\r\ntwo"
    );
    let requests = server.requests();
    assert_eq!(requests[0].line(), "POST /a?b=c");
    assert_eq!(requests[0].text(), "hello");
    assert_eq!(requests[1].line(), "GET /d");
    assert_eq!(requests[1].all("X-A"), ["2", "3"]);
    assert_eq!(server.connections(), 1);
}

#[test]
fn it_can_misbehave() {
    let silent = Reply::silence(Duration::from_millis(50));
    let server = Server::replying([Reply::close(), Reply::bytes("rubbish"), silent]);
    for expected in ["", "rubbish", "", "HTTP/1.1 599 Status\r\n"] {
        let started = Instant::now();
        let mut stream = connect(&server);
        write!(stream, "GET / HTTP/1.1\r\n\r\n").unwrap();
        if expected.starts_with("HTTP") {
            let mut start = vec![0; expected.len()];
            stream.read_exact(&mut start).unwrap();
            assert_eq!(start, expected.as_bytes());
        } else {
            assert_eq!(rest(stream), expected);
        }
        assert!(started.elapsed() < Duration::from_secs(5));
    }
    assert_eq!(server.take_requests().len(), 4);
    assert!(server.requests().is_empty());
    let raw = Server::raw(|stream| stream.write_all(b"any bytes"));
    let mut stream = connect(&raw);
    stream.write_all(&[22, 3, 1]).unwrap();
    assert_eq!(rest(stream), "any bytes");
    let closed = closed_url();
    TcpStream::connect(closed.strip_prefix("http://").unwrap()).unwrap_err();
}
