//! What `sign` prints is what `call` sends: paths and queries with values of any characters.

use crate::support::{Folder, Run, specie};
use serde_json::{Value, json};
use test_server::Server;

/// Markets are named by their parameter; the address is signed.
const SPEC: &str = r#"
provider: slash
title: Slash
docs: https://acme.example
doc: Markets are named BASE/QUOTE.
credentials: { secret: secret }
sections:
  private: { base: "https://api.acme.example", path: "/v1/{path}", params: query, auth: signed }
  raw: { base: "https://api.acme.example", path: "/v1/{path}", path_encode: raw, params: query, encode: raw, auth: signed }
  kept: { base: "https://api.acme.example", path: "/v1/{path}", params: query, encode: rfc3986(keep="'@:"), auth: signed }
auth:
  signed:
    - header: { X-Sign: uri | hmac_sha256(secret) | hex }
defaults: { section: private, source: https://acme.example }
operations:
  market:
    doc: Tells of a market.
    call: GET markets/{name}/book
    params: { name: text -- market }
    answer: none
  file:
    doc: Gives a file.
    call: GET files/{name}/{tag}
    params: { name: text as segments -- where it is, tag: text as raw -- which one }
    answer: none
"#;

struct Case {
    folder: Folder,
    spec: String,
    credentials: String,
    server: Server,
}

impl Case {
    fn new() -> Self {
        let folder = Folder::new();
        Self {
            spec: folder.write("slash.yaml", SPEC),
            credentials: folder.write("c.json", r#"{"secret":"s"}"#),
            folder,
            server: Server::always("{}"),
        }
    }

    fn run(&self, command: &str, call: &[&str], params: &Value, more: &[&str]) -> Run {
        let params = self.folder.write("p.json", &params.to_string());
        let fixed = ["--credentials", &self.credentials, "--params", &params];
        specie(&[&[command, &self.spec], call, &fixed, more].concat())
    }

    /// The address and the signature that `sign` prints, after `call` sent the very same.
    fn sent(&self, call: &[&str], params: &Value) -> String {
        let signed = self.run("sign", call, params, &[]).json();
        let url = signed["url"].as_str().expect("an address").to_owned();
        let signature = signed["headers"][0][1].as_str().expect("a signature");
        let run = self.run("call", call, params, &["--base-url", self.server.url()]);
        assert_eq!(run.code, Some(0), "{run:?}");
        let received = self.server.take_requests().pop().expect("a request");
        let target = url.strip_prefix("https://api.acme.example").expect("base");
        assert_eq!(received.line(), format!("GET {target}"));
        assert_eq!(received.header("X-Sign"), Some(signature));
        target.to_owned()
    }

    /// A call that is refused, without a connection.
    fn refused(&self, command: &str, call: &[&str], params: &Value, words: &[&str]) {
        let more: &[&str] = match command {
            "call" => &["--base-url", self.server.url()],
            _ => &[],
        };
        self.run(command, call, params, more).refused(1, words);
        assert!(self.server.requests().is_empty());
    }
}

/// As Python's `urllib.parse.quote(value, safe="")` writes them.
#[test]
fn values_of_paths_are_sent_as_sign_shows_them() {
    let case = Case::new();
    for (value, quoted) in [
        ("BTC/USD", "BTC%2FUSD"),
        ("BTC%2FUSD", "BTC%252FUSD"),
        ("a b", "a%20b"),
        ("é", "%C3%A9"),
        ("100%", "100%25"),
        ("x+y@z", "x%2By%40z"),
        ("a?b#c", "a%3Fb%23c"),
        ("x\"y{a}|^`<>'", "x%22y%7Ba%7D%7C%5E%60%3C%3E%27"),
        ("a\\b\tc", "a%5Cb%09c"),
    ] {
        let target = case.sent(&["market"], &json!({ "name": value }));
        assert_eq!(target, format!("/v1/markets/{quoted}/book"));
        let raw = ["--raw", "private", "GET", "markets/{name}/book"];
        assert_eq!(case.sent(&raw, &json!({ "name": value })), target);
    }
    for value in ["", ".", "..", "a/../admin"] {
        let words = ["`name`"];
        case.refused("sign", &["market"], &json!({ "name": value }), &words);
        case.refused("call", &["market"], &json!({ "name": value }), &words);
    }
    let target = case.sent(&["file"], &json!({ "name": "a/b c", "tag": "v1;x=%20/2" }));
    assert_eq!(target, "/v1/files/a/b%20c/v1;x=%20/2");
    for (name, tag) in [("a//b", "v"), ("a", "b c"), ("a", "é"), ("a", "100%")] {
        let params = json!({ "name": name, "tag": tag });
        case.refused("sign", &["file"], &params, &["the value of `"]);
    }
}

#[test]
fn raw_paths_do_not_climb() {
    let case = Case::new();
    for path in [
        "..",
        "../admin",
        "a/../../admin",
        "a/%2e%2E/admin",
        "./a",
        "//evil.example/a",
        "https://evil.example/a",
        "a\\..\\b",
        "a?b=c",
        "a#b",
        "a b",
        "é",
    ] {
        for command in ["sign", "call"] {
            let raw = ["--raw", "private", "GET", path];
            case.refused(
                command,
                &raw,
                &json!({}),
                &["the path of the call contains"],
            );
        }
    }
}

#[test]
fn queries_that_would_be_rewritten_are_not_sent() {
    let case = Case::new();
    let raw = |section| ["--raw", section, "GET", "find"];
    for (section, email, target) in [
        ("raw", "a@b.c", "/v1/find?email=a@b.c"),
        ("raw", "a&b=c", "/v1/find?email=a&b=c"),
        ("raw", "a%20b", "/v1/find?email=a%20b"),
        ("kept", "a b@c", "/v1/find?email=a%20b@c"),
        ("kept", "é#", "/v1/find?email=%C3%A9%23"),
    ] {
        assert_eq!(case.sent(&raw(section), &json!({ "email": email })), target);
    }
    for (section, email, named) in [
        ("raw", "a b", "a space at byte 8"),
        ("raw", "é", "`é` at byte 7"),
        ("raw", "a#b", "`#` at byte 8"),
        ("raw", "a\"b", "`\"` at byte 8"),
        ("raw", "o'x", "`'` at byte 8"),
        ("kept", "o'x", "`'` at byte 8"),
    ] {
        let params = json!({ "email": email });
        let words = [named, "would be changed after it was signed", "`keep`"];
        case.refused("call", &raw(section), &params, &words);
        // What would be signed can still be looked at, with a warning.
        let run = case.run("sign", &raw(section), &params, &[]);
        assert_eq!(
            run.json()["url"],
            format!("https://api.acme.example/v1/find?email={email}")
        );
        assert!(
            run.err.contains("cannot be sent") && run.err.contains(named),
            "{run:?}"
        );
    }
}
