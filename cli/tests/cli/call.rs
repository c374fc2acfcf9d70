//! `specie call`, against a server on loopback.

use crate::support::{ACME, ACME_CREDENTIALS, Folder, Run, specie};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::thread::JoinHandle;

/// A request as it arrived.
#[derive(Debug)]
struct Arrived {
    line: String,
    headers: Vec<(String, String)>,
    body: String,
}

impl Arrived {
    fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(there, _)| there.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// Answers one request with `status` and `body`; without a status the connection is closed. The request is what the thread gives.
fn serve(status: &'static str, body: &'static str) -> (String, JoinHandle<Arrived>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let thread = std::thread::spawn(move || {
        let (stream, _) = listener.accept().expect("a connection");
        let mut reader = BufReader::new(stream);
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).expect("a line");
            if line.trim_end().is_empty() {
                break;
            }
            lines.push(line.trim_end().to_owned());
        }
        let headers: Vec<(String, String)> = lines
            .iter()
            .skip(1)
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let received = Arrived {
            line: lines[0].clone(),
            headers,
            body: String::new(),
        };
        let length = received
            .header("content-length")
            .map_or(0, |length| length.parse().expect("a length"));
        let mut sent = vec![0; length];
        reader.read_exact(&mut sent).expect("a body");
        if !status.is_empty() {
            let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}", body.len());
            write!(reader.get_mut(), "{head}\r\n\r\n{body}").expect("the response is read");
        }
        Arrived {
            body: String::from_utf8(sent).expect("text"),
            ..received
        }
    });
    (address, thread)
}

/// The small provider with errors and an envelope.
fn spec() -> String {
    format!(
        "{ACME}envelopes:\n  default: {{ ok: body.error is absent, partial: body.error == \"part\", data: body.result }}\nerrors:\n  code: body.error\n  message: body.text\n  codes: {{ E1: insufficient_funds }}\n"
    )
}

/// Calls with `options`, the credentials in place.
fn call(base: &str, arguments: &[&str], params: &Value) -> Run {
    let folder = Folder::new();
    let spec = folder.write("acme.yaml", &spec());
    let credentials = folder.write("c.json", ACME_CREDENTIALS);
    let params = folder.write("p.json", &params.to_string());
    let fixed = [
        "--credentials",
        &credentials,
        "--params",
        &params,
        "--base-url",
        base,
    ];
    specie(&[&["call", &spec], arguments, &fixed].concat())
}

#[test]
fn the_data_of_the_answer_is_printed_with_its_digits() {
    let (base, server) = serve(
        "200 OK",
        "{\"result\":{\"address\":\"x\",\"z\":1.10,\"created\":1700000000000},\"n\":1}",
    );
    let run = call(
        &base,
        &["create_address"],
        &json!({"coin": "BTC", "label": "a"}),
    );
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(
        run.out,
        "{\"address\":\"x\",\"z\":1.10,\"created\":1700000000000}\n"
    );
    let received = server.join().expect("a request");
    assert_eq!(received.line, "POST /v1/addresses HTTP/1.1");
    assert_eq!(received.body, r#"{"version":"1","coin":"BTC","label":"a"}"#);
    assert_eq!(received.header("X-Key"), Some("key-0001"));
    assert_eq!(received.header("X-Sign").map(str::len), Some(64));
    assert_eq!(received.header("Content-Type"), Some("application/json"));
}

#[test]
fn a_rejection_is_reported_with_its_kind_and_the_outcome() {
    let (base, server) = serve("200 OK", "{\"error\":\"E1\",\"text\":\"too little\"}\n");
    let run = call(&base, &["create_address"], &json!({"coin": "BTC"}));
    run.refused(
        1,
        &["create_address", "E1", "too little", "it had no effect"],
    );
    server.join().expect("a request");
}

#[test]
fn a_batch_done_in_part_is_neither_a_success_nor_a_refusal() {
    let body = "{\"error\":\"part\",\"text\":\"one failed\",\"result\":[{\"id\":1},{\"id\":null}]}";
    let (base, server) = serve("200 OK", body);
    let run = call(&base, &["create_address"], &json!({"coin": "BTC"}));
    run.refused(
        1,
        &[
            "some items were executed",
            "one failed",
            body,
            "do not repeat the whole call",
        ],
    );
    server.join().expect("a request");
}

#[test]
fn a_redirect_leaves_doubt() {
    let (base, server) = serve("303 See Other", "");
    let run = call(&base, &["create_address"], &json!({"coin": "BTC"}));
    run.refused(
        1,
        &[
            "redirect",
            "may have taken effect",
            "use `specie call … list_addresses` to find out",
        ],
    );
    server.join().expect("a request");
}

#[test]
fn a_lost_response_names_the_operation_to_reconcile() {
    let (base, server) = serve("", "");
    let run = call(&base, &["create_address"], &json!({"coin": "BTC"}));
    run.refused(
        1,
        &[
            "may have taken effect",
            "use `specie call … list_addresses` to find out",
        ],
    );
    server.join().expect("a request");
}

#[test]
fn raw_calls_print_the_answer_as_it_came() {
    let (base, server) = serve("200 OK", "{\"any\": 1.10}");
    let run = call(
        &base,
        &["--raw", "private", "GET", "things/{id}"],
        &json!({"id": 7, "b": "c d"}),
    );
    assert_eq!(
        (run.code, run.out.as_str()),
        (Some(0), "{\"any\": 1.10}\n"),
        "{run:?}"
    );
    assert_eq!(
        server.join().expect("a request").line,
        "GET /v1/things/7?b=c%20d HTTP/1.1"
    );

    let (base, server) = serve("503 Busy", "later");
    let run = call(&base, &["--raw", "private", "GET", "things"], &json!({}));
    run.refused(1, &["HTTP 503", "later"]);
    server.join().expect("a request");
}

#[test]
fn nothing_is_sent_in_the_clear_but_to_this_machine() {
    let run = call(
        "http://api.acme.example",
        &["create_address"],
        &json!({"coin": "BTC"}),
    );
    run.refused(1, &["plain HTTP", "nothing was sent"]);
    let run = call(
        "http://127.0.0.1:1",
        &["create_address"],
        &json!({"coin": "BTC"}),
    );
    run.refused(1, &["nothing was sent"]);
    call("nowhere", &["create_address"], &json!({"coin": "BTC"})).refused(
        2,
        &[
            "`--base-url` is not a valid base URL",
            "has no scheme: write `https://`",
        ],
    );
}

#[test]
fn a_base_with_a_query_or_a_fragment_is_wrong_usage() {
    let folder = Folder::new();
    let spec = folder.write("acme.yaml", ACME);
    let credentials = folder.write("c.json", ACME_CREDENTIALS);
    let params = folder.write("p.json", r#"{"coin": "BTC"}"#);
    for (base, word) in [
        ("http://127.0.0.1:1/#", "fragment"),
        ("http://127.0.0.1:1/v1?key=", "query"),
        ("http://user:canary@127.0.0.1:1", "password"),
        ("127.0.0.1:1", "https://"),
    ] {
        let run = specie(&[
            "call",
            &spec,
            "list_addresses",
            "--credentials",
            &credentials,
            "--params",
            &params,
            "--base-url",
            base,
        ]);
        run.refused(2, &["`--base-url` is not a valid base URL", word]);
        assert!(!run.err.contains("canary"), "{run:?}");
    }
}
