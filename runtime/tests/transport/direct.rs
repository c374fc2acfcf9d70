//! The way without an HTTP client of its own: it sends what the other way sends, and its connections belong to no runtime.

use super::*;
use specie_runtime::{Json, Operation, Transport, TransportRequest};
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::process::Command;
use std::time::Duration;

fn request(
    method: &str,
    url: &str,
    headers: &[(&str, &str)],
    body: Option<&str>,
) -> TransportRequest {
    let mut request = TransportRequest::new(method, url);
    let headers = headers.iter();
    request.headers = headers
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    request.body = body.map(|body| body.as_bytes().to_vec());
    request
}

#[tokio::test]
async fn both_ways_send_the_same() {
    let server = Server::always(Reply::new(200, "noon"));
    let configured = HttpTransport::configured(|http| http.no_proxy());
    for (method, target, headers, body) in [
        ("GET", "/", &[][..], None),
        (
            "GET",
            "/a%20b;c=1/'~!$()*,?x=1&y=%2F&z=~!$()*,",
            &[("X-Key", "k"), ("x-key", "l")][..],
            None,
        ),
        (
            "DELETE",
            "/a?",
            &[("Accept", "text/csv"), ("Accept-Encoding", "identity")][..],
            None,
        ),
        (
            "POST",
            "/a",
            &[("Sign", "s"), ("Content-Type", "application/json")][..],
            Some("{}"),
        ),
        ("POST", "/a", &[][..], Some("")),
        ("POST", "/a", &[][..], None),
        (
            "PUT",
            "/a",
            &[("Host", "other.example"), ("User-Agent", "shop/1")][..],
            Some("x"),
        ),
        ("HEAD", "/a", &[][..], None),
    ] {
        let url = format!("{}{target}", server.url());
        for transport in [&HttpTransport::new(), &configured] {
            transport
                .send(request(method, &url, headers, body))
                .await
                .unwrap();
        }
        let sent: Vec<_> = server
            .take_requests()
            .into_iter()
            .map(|one| (one.line(), one.headers.clone(), one.body.clone()))
            .collect();
        let [direct, configured] = &sent[..] else {
            panic!("{sent:?}")
        };
        assert_eq!(direct, configured);
        assert_eq!(direct.0, format!("{method} {target}"));
    }
}

/// Reads a request without a body from a connection, if there is one.
fn read_request(reader: &mut BufReader<TcpStream>) -> std::io::Result<bool> {
    let mut line = String::new();
    loop {
        line.clear();
        match reader.read_line(&mut line)? {
            0 => return Ok(false),
            2 => return Ok(true),
            _ => {}
        }
    }
}

const NOON: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nnoon";

/// A server may close a connection whenever it waits. That is no failure of the next call.
#[tokio::test]
async fn a_connection_that_was_closed_while_it_waited_is_replaced() {
    let server = Server::connected(|stream| {
        let mut reader = BufReader::new(stream);
        if read_request(&mut reader)? {
            reader.get_mut().write_all(NOON)?;
        }
        Ok(())
    });
    let core = builder().base_url(server.url()).build().unwrap();
    for calls in 1..=3 {
        assert_eq!(get(&core).await.unwrap().text(), "noon");
        assert_eq!(server.connections(), calls);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Connections are used again by whoever calls next, also after the runtime of the first caller has ended.
#[test]
fn connections_belong_to_no_runtime() {
    let server = Server::always(Reply::new(200, "noon"));
    let core = builder().base_url(server.url()).build().unwrap();
    for workers in [0, 1, 2] {
        let runtime = match workers {
            0 => tokio::runtime::Builder::new_current_thread().build(),
            _ => tokio::runtime::Builder::new_multi_thread()
                .worker_threads(workers)
                .build(),
        };
        // Neither its sockets nor its timers are needed.
        let core = core.clone();
        runtime
            .unwrap()
            .block_on(async move { tokio::spawn(async move { get(&core).await }).await.unwrap() })
            .unwrap();
    }
    assert_eq!((server.requests().len(), server.connections()), (3, 1));
}

/// Sockets that belong to the runtime of the caller are used from elsewhere too, for as long as it runs. After that, nothing is sent.
#[test]
fn connections_may_belong_to_the_runtime_of_the_caller() {
    let error = HttpTransport::on_this_runtime().unwrap_err();
    assert_eq!(error.kind(), specie_runtime::ErrorKind::Configuration);
    let server = Server::always(Reply::new(200, "noon"));
    let workers = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let transport = workers.block_on(async { HttpTransport::on_this_runtime() });
    let core = builder()
        .base_url(server.url())
        .transport(transport.unwrap());
    let core = core.build().unwrap();
    workers.block_on(get(&core)).unwrap();
    let other = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    other.block_on(get(&core)).unwrap();
    assert_eq!((server.requests().len(), server.connections()), (2, 1));
    drop(workers);
    let error = other.block_on(get(&core)).unwrap_err();
    assert_eq!(error.outcome(), specie_runtime::Outcome::NotSent, "{error}");
    assert_eq!(server.requests().len(), 2);
}

/// A response of many parts is whole, however much of it comes at once.
#[tokio::test]
async fn large_responses_are_whole() {
    let text = "0123456789abcdef".repeat(200_000);
    let chunked = text.clone();
    let server = Server::connected(move |stream| {
        let mut reader = BufReader::new(stream);
        let mut requests = 0;
        while read_request(&mut reader)? {
            requests += 1;
            let stream = reader.get_mut();
            if requests % 2 == 1 {
                write!(
                    stream,
                    "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{chunked}",
                    chunked.len()
                )?;
                continue;
            }
            stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")?;
            for part in chunked.as_bytes().chunks(70_001) {
                write!(stream, "{:x}\r\n", part.len())?;
                stream.write_all(part)?;
                stream.write_all(b"\r\n")?;
            }
            stream.write_all(b"0\r\n\r\n")?;
        }
        Ok(())
    });
    let core = builder().base_url(server.url()).build().unwrap();
    for _ in 0..4 {
        assert!(get(&core).await.unwrap().text() == text);
    }
    assert_eq!(server.connections(), 1);
}

/// Many calls at once, each with a large body, over connections that are used again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_at_once() {
    let server = Server::answering(|request| Reply::new(200, format!("{}", request.body.len())));
    let core = builder().base_url(server.url()).build().unwrap();
    for round in 0..3 {
        let tasks: Vec<_> = (0..16)
            .map(|number| {
                let core = core.clone();
                tokio::spawn(async move {
                    let operation = Operation::new("put", "POST", "orders")
                        .never("look")
                        .no_envelope();
                    let text = "x".repeat(1000 * number + round);
                    core.call(&operation, &Json::object([("note", text)]))
                        .await
                        .map(drop)
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
    }
    assert!(server.connections() <= 16, "{}", server.connections());
}

/// The root certificates of the platform are those of the environment here, so the call is made in another process.
#[test]
fn it_trusts_the_root_certificates_of_the_platform() {
    let server = causes::tls_server("good");
    let done = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "direct::a_call_over_tls",
            "--ignored",
            "--nocapture",
        ])
        .env("SSL_CERT_FILE", causes::file("root"))
        .env_remove("SSL_CERT_DIR")
        .env("SPECIE_TEST_SERVER", server)
        .output()
        .unwrap();
    let shown = String::from_utf8_lossy(&done.stdout) + String::from_utf8_lossy(&done.stderr);
    assert!(
        done.status.success() && shown.contains("1 passed"),
        "{shown}"
    );
}

#[tokio::test]
#[ignore = "run by `it_trusts_the_root_certificates_of_the_platform`"]
async fn a_call_over_tls() {
    let server = std::env::var("SPECIE_TEST_SERVER").unwrap();
    let core = builder().base_url(server).build().unwrap();
    for _ in 0..2 {
        assert_eq!(get(&core).await.unwrap().text(), "noon");
    }
}
