//! What is signed is what is sent: for paths, queries, headers and bodies of any content the request on the wire is the one that the plan
//! saw, or nothing was sent at all.
#![cfg(feature = "http")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

use proptest::prelude::*;
use specie_runtime::signing::Credentials;
use specie_runtime::signing::plan::{
    Action, Credential, Data, Encoder, Entry, Escape, Expires, Expr, Form, Function, HeaderLine,
    Keep, KeepFrom, List, Name, PathSegment, Place, Plan, Scheme, Section, Session, SessionCall,
    Step, Str,
};
use specie_runtime::{
    BoxFuture, Core, Error, ErrorRules, Json, Operation, Outcome, PathEncode, Provider, Transport,
    TransportError, TransportRequest, TransportResponse,
};
use std::sync::{LazyLock, Mutex};
use test_server::{Reply, Request, Server};

/// A server, and a lock that keeps calls apart.
struct Recorder {
    server: Server,
    turn: Mutex<()>,
}

impl Recorder {
    /// What came of a call: its error, or the request that the server received. A call that fails was not sent, and opened no socket.
    fn of<T>(&self, call: impl Future<Output = Result<T, Error>>) -> Result<Request, Error> {
        let _turn = self.turn.lock();
        let opened = self.server.connections();
        let outcome = RUNTIME.block_on(call);
        let mut received = self.server.take_requests();
        match outcome {
            Ok(_) => {
                assert_eq!(received.len(), 1);
                Ok(received.remove(0))
            }
            Err(error) => {
                assert_eq!(error.outcome(), Outcome::NotSent, "{error:?}");
                assert_eq!((received.len(), self.server.connections()), (0, opened));
                Err(error)
            }
        }
    }
}

static SERVER: LazyLock<Recorder> = LazyLock::new(|| Recorder {
    server: Server::always(Reply::json(200, r#"{"token":"t"}"#).header("connection", "close")),
    turn: Mutex::new(()),
});
static RUNTIME: LazyLock<tokio::runtime::Runtime> = LazyLock::new(|| {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
});

fn list<T: Clone>(items: impl Into<Vec<T>>) -> List<T> {
    List::Owned(items.into())
}

fn s(text: &str) -> Str {
    Str::Owned(text.to_owned())
}

fn step(lines: Vec<(&str, Expr)>) -> Step {
    let lines: Vec<HeaderLine> = lines
        .into_iter()
        .map(|(name, value)| HeaderLine {
            name: s(name),
            value,
        })
        .collect();
    Step {
        when: None,
        action: Action::Header(list(lines)),
    }
}

/// `api` says in `X-Signed` which address was signed, in hexadecimal digits; `more` are further steps.
fn provider(encode: Encoder, path_encode: PathEncode, place: Place, more: Vec<Step>) -> Provider {
    let section = |name, path, plan| Section {
        name: s(name),
        base: s("https://example.com"),
        path: s(path),
        path_encode,
        places: list([]),
        otherwise: place,
        encode: encode.clone(),
        send_empty: list([]),
        plan,
        verify: None,
    };
    let mut steps = more;
    let uri = Expr::Call(Function::Hex, list([Expr::Name(Name::Uri)]));
    steps.push(step(vec![("X-Signed", uri)]));
    let session = step(vec![("X-Token", Expr::Session(0, 0))]);
    let scheme = Scheme {
        provider: s("verbatim"),
        credentials: list([Credential {
            name: s("user"),
            secret: false,
            optional: true,
            forms: list([Form::Text(None)]),
        }]),
        settings: list([]),
        tables: list([]),
        sections: list([
            section("api", "/v1/{path}", Some(0)),
            section("bare", "{path}", Some(0)),
            section("in_session", "/v1/{path}", Some(1)),
        ]),
        plans: list([
            Plan {
                name: s("signed"),
                locals: list([]),
                steps: list(steps),
            },
            Plan {
                name: s("session"),
                locals: list([]),
                steps: list([session]),
            },
        ]),
        sessions: list([Session {
            name: s("login"),
            call: Some(SessionCall {
                section: 0,
                method: s("POST"),
                path: s("login/{user}"),
                params: list([Entry::Member {
                    name: s("user"),
                    value: Expr::Credential(0),
                }]),
            }),
            keep: list([Keep {
                name: s("token"),
                from: KeepFrom::Body(list([PathSegment::Name(s("token"))])),
            }]),
            expires: Expires::Never,
        }]),
        webhooks: list([]),
    };
    Provider {
        title: s("Verbatim"),
        scheme,
        environments: list([]),
        envelopes: list([]),
        errors: ErrorRules::default(),
        limits: list([]),
        weights: list([]),
        clock: None,
        serial_nonce: false,
    }
}

fn client(provider: Provider, prefix: &str) -> Core {
    Core::builder(provider, Credentials::new().with("user", "a/b é"))
        .base_url(format!("{}{prefix}", SERVER.server.url()))
        .build()
        .unwrap()
}

fn unhex(digits: &str) -> String {
    let bytes = (0..digits.len()).step_by(2);
    let bytes = bytes.map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap());
    String::from_utf8(bytes.collect()).unwrap()
}

/// The address that was signed.
fn signed(heard: &Request) -> String {
    let all = heard.all("x-signed");
    assert_eq!(all.len(), 1, "{heard:?}");
    unhex(all[0])
}

fn rfc3986(keep: &str) -> Encoder {
    Encoder {
        escape: Escape::Rfc3986,
        arrays: None,
        keep: s(keep),
    }
}

fn texts() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        " ",
        "\"",
        "'",
        "<",
        ">",
        "`",
        "{",
        "}",
        "|",
        "^",
        "\\",
        "#",
        "?",
        "&",
        "=",
        "+",
        "%",
        "%2e",
        "%2F",
        "/",
        "//",
        ".",
        "..",
        ":",
        "@",
        ";",
        "\t",
        "\r\n",
        "\0",
        "\u{7f}",
        "é",
        "日本",
        "\u{202e}",
        "a",
        "b1",
        "https://evil.example/",
        "~",
        "[",
        "]",
        "!",
        "$",
        "*",
        ",",
    ]);
    prop_oneof![
        any::<String>(),
        prop::collection::vec(odd, 0..6).prop_map(|all| all.concat()),
        "[a-zA-Z0-9._~-]{1,12}",
    ]
}

fn encoders() -> impl Strategy<Value = Encoder> {
    let escape = prop::sample::select(vec![Escape::Rfc3986, Escape::Plus, Escape::Raw]);
    let keep = prop::sample::select(vec!["", "'", "@:/", " \"", "#é", "{}[]|^`\\"]);
    (escape, keep).prop_map(|(escape, keep)| Encoder {
        escape,
        arrays: None,
        keep: s(keep),
    })
}

fn ways() -> impl Strategy<Value = PathEncode> {
    prop::sample::select(vec![
        PathEncode::Segment,
        PathEncode::Segments,
        PathEncode::Raw,
    ])
}

fn params(members: &[(&str, &str)]) -> Json {
    Json::object(members.iter().copied())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn values_travel_as_they_were_signed(
        value in texts(),
        query in texts(),
        encoder in encoders(),
        section_way in ways(),
        way in prop::option::of(ways()),
        prefix in prop::sample::select(vec!["", "/pre", "/pre/x.y"]),
    ) {
        let core = client(provider(encoder, section_way, Place::Query, vec![]), prefix);
        let said: Vec<(&str, PathEncode)> = way.map(|way| ("p", way)).into_iter().collect();
        let operation = Operation::new("op", "GET", "f/{p}/x").no_envelope().safe().path_encode(&said);
        let params = params(&[("p", &value), ("q", &query)]);
        if let Ok(heard) = SERVER.of(core.call(&operation, &params)) {
            let signed = signed(&heard);
            prop_assert_eq!(heard.target, format!("{prefix}{signed}"));
            prop_assert!(signed.starts_with("/v1/f/"), "{}", signed);
            if way.unwrap_or(section_way) == PathEncode::Segment {
                prop_assert_eq!(signed.split('?').next().unwrap().split('/').count(), 5);
            }
        }
    }

    #[test]
    fn escaped_values_are_never_refused_for_their_letters(value in texts(), query in texts()) {
        let core = client(provider(rfc3986(""), PathEncode::Segment, Place::Query, vec![]), "");
        let params = params(&[("p", &value), ("q", &query)]);
        let operation = Operation::new("op", "GET", "f/{p}/x").no_envelope().safe();
        let refused = value.is_empty() || value.split(['/', '\\']).any(|s| s == "." || s == "..");
        prop_assert_eq!(SERVER.of(core.call(&operation, &params)).is_err(), refused);
    }

    #[test]
    fn raw_paths_stay_in_their_section(path in texts(), section in prop::sample::select(vec!["api", "bare"])) {
        let core = client(provider(rfc3986(""), PathEncode::Raw, Place::Query, vec![]), "");
        if let Ok(heard) = SERVER.of(core.raw(section, "GET", &path, params(&[("q", "x")]))) {
            let signed = signed(&heard);
            prop_assert_eq!(&heard.target, &signed);
            let path = signed.strip_suffix("?q=x");
            prop_assert!(path.is_some_and(|path| !path.contains(['?', '#', '\\']) && !path.contains("//")), "{}", signed);
            prop_assert!(section == "bare" || signed.starts_with("/v1/"), "{}", signed);
            let lower = signed.to_ascii_lowercase().replace("%2e", ".");
            prop_assert!(!lower.contains("/../") && !lower.contains("/./"), "{}", signed);
        }
    }

    #[test]
    fn headers_and_bodies_travel_as_they_are(value in texts(), place in prop::sample::select(vec![Place::Json, Place::Form])) {
        let literal = Expr::Literal(Data::Text(s(&value)));
        let core = client(provider(rfc3986(""), PathEncode::Segment, place, vec![step(vec![("X-Value", literal)])]), "");
        let fits = value.bytes().all(|b| (0x20..0x7f).contains(&b)) && value.trim() == value;
        match SERVER.of(core.raw("api", "GET", "o", params(&[("é'", &value)]))) {
            Ok(heard) => {
                prop_assert!(fits);
                prop_assert_eq!(heard.all("x-value"), [&value]);
                let body = String::from_utf8(heard.body.clone()).unwrap();
                match place {
                    Place::Json => {
                        let read: serde_json::Value = serde_json::from_str(&body).unwrap();
                        prop_assert_eq!(read["é'"].as_str(), Some(&*value));
                    }
                    _ => prop_assert!(body.starts_with("%C3%A9%27="), "{}", body),
                }
                prop_assert_eq!(heard.all("content-length"), [body.len().to_string()]);
            }
            Err(_) => prop_assert!(!fits, "{:?}", value),
        }
    }
}

#[test]
fn raw_calls_do_not_climb() {
    let core = client(
        provider(rfc3986(""), PathEncode::Segment, Place::Query, vec![]),
        "/pre",
    );
    for path in [
        "..",
        "../x",
        "a/../../x",
        "%2e%2e/x",
        "a/%2E./x",
        "./x",
        "//evil.example/x",
        "https://evil.example/x",
        "a\\..\\x",
        "\\\\evil.example",
        "a?b=c",
        "a#b",
        "a b",
        "é",
        "a\nb",
    ] {
        SERVER.of(core.raw("api", "GET", path, ())).expect_err(path);
    }
    for path in [".evil.example/", "@evil.example/", ":1/", "evil.example"] {
        let bare = client(
            provider(rfc3986(""), PathEncode::Segment, Place::Query, vec![]),
            "",
        );
        SERVER
            .of(bare.raw("bare", "GET", path, ()))
            .expect_err(path);
    }
    for method in ["", "GET /x", "GET\r\nX: y", "G-T"] {
        SERVER
            .of(core.raw("api", method, "x", ()))
            .expect_err(method);
    }
}

#[test]
fn a_rejection_names_the_byte_and_the_solution() {
    let raw = Encoder {
        escape: Escape::Raw,
        ..rfc3986("")
    };
    for (encoder, value, says) in [
        (
            rfc3986("'"),
            "a'b",
            "the query contains `'` at byte 4, which was signed as it is, but would be sent as `%27`; let the encoder escape it before it is signed: use `encode: rfc3986` without this character in `keep`; or, with `raw`, pass values that are already escaped",
        ),
        (
            raw.clone(),
            "a#b",
            "the query contains `#` at byte 4, which was signed as it is, but would end the address there",
        ),
        (
            raw.clone(),
            "a\tb",
            "the query contains the control character U+0009 at byte 4, which was signed as it is, but would be removed",
        ),
        (
            raw,
            "é",
            "the query contains `é` at byte 3, which was signed as it is, but would be sent as `%C3%A9`",
        ),
    ] {
        let core = client(
            provider(encoder, PathEncode::Segment, Place::Query, vec![]),
            "",
        );
        let error = SERVER
            .of(core.raw("api", "GET", "o", params(&[("q", value)])))
            .unwrap_err();
        assert!(error.to_string().contains(says), "{error}");
    }
}

#[test]
fn headers_of_the_transport_are_not_the_plans() {
    for name in ["Host", "content-length", "Transfer-Encoding"] {
        let literal = Expr::Literal(Data::Text(s("5")));
        let plan = vec![step(vec![(name, literal)])];
        let core = client(
            provider(rfc3986(""), PathEncode::Segment, Place::Json, plan),
            "",
        );
        let error = SERVER
            .of(core.raw("api", "POST", "o", params(&[("a", "b")])))
            .unwrap_err();
        assert!(error.to_string().contains(name), "{error}");
    }
}

#[test]
fn the_call_that_opens_a_session_is_sent_as_it_was_signed() {
    let core = client(
        provider(rfc3986(""), PathEncode::Segment, Place::Query, vec![]),
        "/pre",
    );
    let _turn = SERVER.turn.lock();
    RUNTIME
        .block_on(core.raw("in_session", "GET", "o", ()))
        .unwrap();
    let heard = SERVER.server.take_requests();
    assert_eq!(heard.len(), 2);
    assert_eq!(heard[0].target, "/pre/v1/login/a%2Fb%20%C3%A9");
    assert_eq!(signed(&heard[0]), "/v1/login/a%2Fb%20%C3%A9");
    assert_eq!(heard[1].target, "/pre/v1/o");
}

/// A transport that must never be asked.
struct Never;

impl Transport for Never {
    fn send(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        panic!("asked to send {request:?}")
    }
}

#[test]
fn no_transport_is_given_what_would_change() {
    let raw = Encoder {
        escape: Escape::Raw,
        ..rfc3986("")
    };
    for (base, query) in [
        ("https://example.com", "a b"),
        ("https://example.com", "é"),
        ("https://example.com", "#"),
        ("https://example.com:443", "a"),
        ("https://EXAMPLE.com", "a"),
        ("https://example.com/a/../b", "a"),
        ("https://127.1", "a"),
    ] {
        let provider = provider(raw.clone(), PathEncode::Segment, Place::Query, vec![]);
        let core = Core::builder(provider, Credentials::new())
            .base_url(base)
            .transport(Never)
            .build();
        // A base may be refused when the client is made.
        if let Ok(core) = core {
            let error = RUNTIME
                .block_on(core.raw("api", "GET", "o", params(&[("q", query)])))
                .unwrap_err();
            assert_eq!(error.outcome(), Outcome::NotSent);
        }
    }
}
