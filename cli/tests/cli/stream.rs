//! `specie stream`, against `specie mock`.

use crate::mock::Mock;
use crate::support::{Folder, program, specie};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

#[test]
fn events_are_lines_of_json_until_enough_were_received() {
    let mock = Mock::start(&["coinport"]);
    let folder = Folder::new();
    let params = folder.write("market.json", r#"{"market": "btcaud"}"#);
    for channel in ["trades", "Trades", "{market}.trades"] {
        let stream = ["stream", "coinport", "public", channel];
        let options = [
            "--base-url",
            &mock.url,
            "--count",
            "3",
            "--explain",
            "--params",
            &params,
        ];
        let done = specie(&[&stream[..], &options[..]].concat());
        assert_eq!(done.code, Some(0), "{done:?}");
        let lines: Vec<Value> = done
            .out
            .lines()
            .map(|line| serde_json::from_str(line).expect("a line is JSON"))
            .collect();
        assert_eq!(lines.len(), 3, "{done:?}");
        for line in &lines {
            assert_eq!(line["event"], json!("message"));
            assert_eq!(line["channel"], json!("trades"));
            assert_eq!(line["topic"], json!("btcaud.trades"));
            assert!(line["data"]["trades"][0]["price"].is_string(), "{line}");
        }
        let subscribed = r#"> {"event":"subscribe","streams":["btcaud.trades"]}"#;
        assert!(done.err.contains(subscribed), "{}", done.err);
    }
}

#[test]
fn the_socket_of_coinpit_is_followed_with_and_without_an_account() {
    let mock = Mock::start(&["coinpit"]);
    let folder = Folder::new();
    let keys = folder.write("keys.json", &mock.credentials);
    let stream = |channel: &str, more: &[&str]| {
        let options = ["--base-url", &mock.url, "--count", "2", "--explain"];
        specie(
            &[
                &["stream", "coinpit", "events", channel],
                &options[..],
                more,
            ]
            .concat(),
        )
    };
    let trades = stream("trade", &[]);
    assert_eq!(trades.code, Some(0), "{trades:?}");
    let line: Value =
        serde_json::from_str(trades.out.lines().next().expect("a line")).expect("JSON");
    assert_eq!(line["topic"], json!("trade"));
    assert!(!trades.err.contains("GET /register"), "{}", trades.err);

    let account = stream("account", &["--credentials", &keys]);
    assert_eq!(account.code, Some(0), "{account:?}");
    let registered = r#"> 42["GET /register",{"headers":{"Authorization":"HMAC "#;
    assert!(account.err.contains(registered), "{}", account.err);
    stream("account", &[]).refused(1, &["private_key"]);
}

/// A stream whose connections are dead after two seconds of silence.
const QUICK: &str = r#"
provider: acme
docs: https://acme.example/api
sections: { api: { base: "https://acme.example", path: "/{path}" } }
defaults: { source: https://acme.example/api, section: api }
streams:
  market:
    doc: Market data.
    url: "wss://acme.example/ws"
    subscribe: { op: subscribe, channel: "{topic}" }
    ack: { topic: "{msg.subscribed}", ok: msg.subscribed is not absent, refused: msg.error is not absent }
    route: { topic: "{msg.channel}", data: msg.data }
    keepalive: { send: protocol, every: 1s, when: idle, dead: 2s }
    channels:
      trades: { doc: Trades., message: text }
"#;

/// The process of the server stops: its connections stay open, and nothing comes any more.
#[cfg(unix)]
#[test]
fn a_server_that_stops_without_a_word_is_told_in_the_declared_time() {
    let folder = Folder::new();
    let spec = folder.write("acme.yaml", QUICK);
    let mock = Mock::start(&[&spec]);
    let mut command = program();
    command.args(["stream", &spec, "market", "trades", "--base-url", &mock.url]);
    let mut follower = Follower(command.stdout(Stdio::piped()).spawn().expect("it starts"));
    let output = follower.0.stdout.take().expect("it is piped");
    let mut lines = BufReader::new(output).lines();
    let mut event = || {
        let line = lines.next().expect("a line").expect("text");
        let line: Value = serde_json::from_str(&line).expect("JSON");
        line["event"].as_str().expect("an event").to_owned()
    };
    assert_eq!(event(), "message");
    signal(&mock, "-STOP");
    let stopped = Instant::now();
    // What was sent before arrives yet.
    let reset = std::iter::repeat_with(&mut event).find(|event| event != "message");
    let silent = stopped.elapsed();
    assert_eq!(reset.as_deref(), Some("reset"));
    assert!(silent > Duration::from_millis(1500), "{silent:?}");
    assert!(silent < Duration::from_secs(4), "{silent:?}");
    signal(&mock, "-CONT");
    assert_eq!(event(), "message");
}

#[cfg(unix)]
fn signal(mock: &Mock, signal: &str) {
    let mut command = Command::new("kill");
    let done = command.args([signal, &mock.id().to_string()]).status();
    assert!(done.expect("`kill` runs").success());
}

/// A program that ends with this value.
struct Follower(Child);

impl Drop for Follower {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_private_stream_shows_no_secret() {
    let mock = Mock::start(&["coinport"]);
    let folder = Folder::new();
    let keys = folder.write("keys.json", &mock.credentials);
    let stream = ["stream", "coinport", "private", "orders"];
    let options = ["--base-url", &mock.url, "--count", "1", "--explain"];
    let done = specie(&[&stream[..], &options[..], &["--credentials", &keys]].concat());
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(
        done.err.contains("= Authorization: Bearer [redacted]"),
        "{}",
        done.err
    );
    let credentials: Value = serde_json::from_str(&mock.credentials).expect("JSON");
    for name in ["token", "secret"] {
        let secret = credentials[name].as_str().expect("a text");
        assert!(!done.err.contains(secret), "{}", done.err);
    }
    let refused = specie(&[&stream[..], &options[..]].concat());
    refused.refused(1, &["401"]);
}

#[test]
fn what_cannot_be_followed_is_refused_with_a_way_out() {
    let stream = |arguments: &[&str]| specie(&[&["stream", "coinport"], arguments].concat());
    stream(&["publik", "trades"]).refused(2, &["no stream `publik`", "did you mean `public`?"]);
    stream(&["public", "tradez"]).refused(2, &["no channel `tradez`", "did you mean `trades`?"]);
    stream(&["public", "trades"]).refused(2, &["`market`", "the parameters are market"]);
    stream(&["public", "tickers", "--count", "0"]).refused(2, &["--count"]);
}
