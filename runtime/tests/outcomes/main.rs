//! How a response determines the outcome of a call: `table.txt` is the specification, `proof.rs` tests random responses.
#![allow(clippy::unwrap_used, missing_docs)]

mod proof;
#[path = "../support/provider.rs"]
mod provider;

use provider::{Order, PROVIDER};
use specie_runtime::codec::Decode;
use specie_runtime::signing::Credentials;
use specie_runtime::signing::plan::PathSegment;
use specie_runtime::{
    BoxFuture, Core, Envelope, Error, ErrorKind, Json, Literal, Map, Operation, Outcome, Provider,
    ResponseKind, ResponsePath, ResponseTest, RetryPolicy, Transport, TransportError,
    TransportRequest, TransportResponse, Wire, status_response,
};
use std::borrow::Cow;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// Brings one answer, whatever is asked.
#[derive(Clone)]
struct Canned(TransportResponse);

impl Transport for Canned {
    fn send(
        &self,
        _: TransportRequest,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        Box::pin(std::future::ready(Ok(self.0.clone())))
    }
}

fn path(text: &str) -> ResponsePath {
    ResponsePath::Body(
        text.split('.')
            .map(|name| PathSegment::Name(name.to_owned().into()))
            .collect(),
    )
}

fn body_path(text: &str) -> Cow<'static, [PathSegment]> {
    match path(text) {
        ResponsePath::Body(segments) => segments,
        _ => Cow::Borrowed(&[]),
    }
}

fn is(location: &str, literal: &str) -> ResponseTest {
    ResponseTest::In(
        path(location),
        vec![Literal::Text(literal.to_owned().into())].into(),
        true,
    )
}

fn envelope(ok: Vec<Vec<ResponseTest>>, partial: Vec<Vec<ResponseTest>>, data: &str) -> Envelope {
    let groups = |groups: Vec<Vec<ResponseTest>>| groups.into_iter().map(Cow::Owned).collect();
    let data = match path(data) {
        ResponsePath::Body(steps) if !data.is_empty() => steps,
        _ => Cow::Borrowed(&[][..]),
    };
    Envelope {
        ok: groups(ok),
        partial: groups(partial),
        data,
        fallback: Cow::Borrowed(&[]),
        members: Cow::Borrowed(&[]),
        errors: None,
    }
}

/// The envelopes of the table, in the order of [`NAMES`].
fn envelopes() -> Vec<Envelope> {
    let status = ResponseTest::In(
        ResponsePath::Status,
        vec![Literal::Number("200".into())].into(),
        true,
    );
    let absent = ResponseTest::Absent(path("error"), true);
    let number = ResponseTest::In(path("code"), vec![Literal::Number("0".into())].into(), true);
    let flag = ResponseTest::In(path("ok"), vec![Literal::Bool(true)].into(), true);
    let header = ResponseTest::In(
        ResponsePath::Header("X-Result".into()),
        vec![Literal::Text("ok".into())].into(),
        true,
    );
    vec![
        envelope(vec![vec![is("error", "ok")]], vec![], "result"),
        envelope(vec![vec![is("code", "0")]], vec![], "data"),
        envelope(vec![vec![number], vec![flag]], vec![], ""),
        envelope(vec![vec![absent.clone()]], vec![], ""),
        envelope(vec![vec![status, absent]], vec![], ""),
        envelope(
            vec![vec![is("code", "0")]],
            vec![vec![is("code", "2")]],
            "data",
        ),
        envelope(vec![vec![header]], vec![], ""),
        envelope(vec![], vec![], "data"),
        Envelope {
            fallback: vec![body_path("result.data")].into(),
            ..envelope(vec![vec![is("code", "0")]], vec![], "data")
        },
        Envelope {
            members: vec![
                ("id".into(), body_path("result.id")),
                ("name".into(), body_path("ext.name")),
            ]
            .into(),
            ..envelope(vec![vec![is("code", "0")]], vec![], "")
        },
    ]
}

/// What an operation with a response by status returns.
enum Answer {
    Status200(Order),
    Status202(Option<Order>),
    Status204,
}
status_response!(Answer { 200 Status200 Wire::PLAIN, 202 Status202 Wire::PLAIN; 204 Status204 });

const NAMES: [&str; 10] = [
    "word", "digit", "number", "absent", "status", "batch", "header", "data", "either", "parts",
];

/// How an operation may be repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Safe,
    Keyed,
    Never,
}

fn operation(envelope: &str, due: &str, kind: Kind) -> &'static Operation<'static> {
    let mut made = Operation::new("act", "POST", "act").section(1);
    made = match kind {
        Kind::Safe => made.safe(),
        Kind::Keyed => made.keyed("key"),
        Kind::Never => made.never("look"),
    };
    made = match NAMES.iter().position(|name| *name == envelope) {
        Some(index) => made.envelope(index.try_into().unwrap()),
        None => made.no_envelope(),
    };
    made = match due {
        "none" => made.no_response(),
        "maybe" => made.optional_response(),
        "text" => made.text(),
        "bytes" => made.bytes(),
        "by" => made.by_status(&[
            (200, ResponseKind::Json),
            (202, ResponseKind::OptionalJson),
            (204, ResponseKind::None),
        ]),
        _ => made,
    };
    Box::leak(Box::new(made))
}

fn client(response: TransportResponse) -> Core {
    let provider = Provider {
        envelopes: envelopes().into(),
        ..PROVIDER.clone()
    };
    let credentials = Credentials::new()
        .with("public_key", "p")
        .with("private_key", "a secret of the client");
    Core::builder(provider, credentials)
        .transport(Canned(response))
        .retries(RetryPolicy::never())
        .build()
        .unwrap()
}

/// What becomes of a call whose transport never waits.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("nothing is waited for"),
    }
}

/// The outcome of a call that gets `answer`, in the words of the table.
fn outcome(
    response: &TransportResponse,
    envelope: &str,
    due: &str,
    kind: Kind,
) -> Result<String, Error> {
    fn run<R: Decode>(core: &Core, operation: &'static Operation<'static>) -> Result<(), Error> {
        now(core.run::<R>(operation, &())).map(|_| ())
    }
    let (core, operation) = (client(response.clone()), operation(envelope, due, kind));
    match due {
        "object" => run::<Order>(&core, operation),
        "list" => run::<Vec<Order>>(&core, operation),
        "maybe" => {
            return now(core.run::<Option<Order>>(operation, &())).map(|found| match found {
                Some(_) => "success".to_owned(),
                None => "nothing".to_owned(),
            });
        }
        "none" => run::<()>(&core, operation),
        "text" => now(core.text(operation, &())).map(|_| ()),
        "bytes" => {
            // In parts, the same response has the same outcome.
            let whole = now(core.bytes(operation, &()));
            let parts = now(core.download(operation, &()));
            let parts = parts.map(|mut parts| now(parts.chunk()).unwrap().unwrap_or_default());
            match (whole, parts) {
                (Ok(whole), Ok(parts)) => assert_eq!(whole, parts),
                (Err(whole), Err(parts)) => {
                    assert_eq!(whole.to_string(), parts.to_string());
                    return Err(whole);
                }
                (whole, parts) => panic!("{whole:?} {parts:?}"),
            }
            Ok(())
        }
        "by" => {
            return now(core.run_by_status::<Answer>(operation, &())).map(|found| {
                match found {
                    Answer::Status200(_) => "order",
                    Answer::Status202(Some(_)) => "maybe",
                    Answer::Status202(None) | Answer::Status204 => "nothing",
                }
                .to_owned()
            });
        }
        "json" => run::<Json>(&core, operation),
        other => panic!("{other} is no kind of answer"),
    }
    .map(|()| "success".to_owned())
}

fn words(outcome: &Result<String, Error>) -> String {
    match outcome {
        Ok(word) => word.clone(),
        Err(error) => match error.outcome() {
            Outcome::Done => "done".to_owned(),
            Outcome::Partial => "partial".to_owned(),
            Outcome::Rejected => format!("rejected {}", error.kind().name()),
            Outcome::Ambiguous => "ambiguous".to_owned(),
            Outcome::Unanswered => "unanswered".to_owned(),
            other => format!("{other:?}"),
        },
    }
}

/// A body of the table: some have names.
fn body(text: &str) -> Vec<u8> {
    match text {
        "(empty)" => Vec::new(),
        "(blank)" => b" \r\n\t".to_vec(),
        "(html)" => b"<!DOCTYPE html><html><title>Just a moment...</title></html>".to_vec(),
        "(late html)" => b"\xef\xbb\xbf\r\n  <html>".to_vec(),
        "(bom)" => b"\xef\xbb\xbf{\"error\":\"ok\",\"result\":{\"id\":1},\"id\":1}".to_vec(),
        "(bom twice)" => {
            b"\xef\xbb\xbf\xef\xbb\xbf{\"error\":\"ok\",\"result\":{},\"id\":1}".to_vec()
        }
        "(pdf)" => b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj".to_vec(),
        "(bom error)" => b"\xef\xbb\xbf{\"error\":\"no\",\"code\":\"A1\"}".to_vec(),
        "(bom html)" => b"\xef\xbb\xbf<html>".to_vec(),
        "(bom alone)" => b"\xef\xbb\xbf".to_vec(),
        "(gzip)" => vec![0x1f, 0x8b, 8, 0, 0xe4, 0x10, 8, 0x6b, 2, 0xff, 0xab, 0x56],
        text => text.as_bytes().to_vec(),
    }
}

fn rows() -> impl Iterator<Item = (usize, Vec<&'static str>)> {
    let lines = include_str!("table.txt").lines().enumerate();
    lines.filter_map(|(index, line)| {
        let line = line.trim();
        let row: Vec<&str> = line.split(" | ").map(str::trim).collect();
        (!line.is_empty() && !line.starts_with('#')).then_some((index + 1, row))
    })
}

#[test]
fn the_table_holds_for_every_kind_of_operation() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for (line, row) in rows() {
        let [envelopes, due, statuses, text, expected] = row[..] else {
            panic!("line {line}: five columns are due");
        };
        let dues = due.split(' ');
        for ((due, envelope), status) in dues
            .flat_map(|due| envelopes.split(' ').map(move |envelope| (due, envelope)))
            .flat_map(|row| statuses.split(' ').map(move |status| (row, status)))
        {
            let response = TransportResponse {
                status: status.parse().unwrap(),
                headers: Vec::new(),
                body: body(text),
            };
            for kind in [Kind::Never, Kind::Keyed, Kind::Safe] {
                let expected = match expected {
                    "ambiguous" if kind == Kind::Safe => "unanswered",
                    expected => expected,
                };
                let made = outcome(&response, envelope, due, kind);
                count += 1;
                if words(&made) != expected {
                    wrong.push(format!(
                        "line {line}: {envelope} {due} {status} {text} {kind:?}: due {expected}, made {} ({made:?})",
                        words(&made)
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 500, "only {count} answers were tried");
}

fn response(status: u16, headers: &[(&str, &str)], body: &str) -> TransportResponse {
    let headers = headers
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    TransportResponse {
        status,
        headers: headers.collect(),
        body: body.as_bytes().to_vec(),
    }
}

#[test]
fn a_batch_done_in_part_gives_each_element() {
    let text = r#"{"code":"2","error":"some failed","data":[{"id":"1"},{"id":"2"}]}"#;
    let error = outcome(&response(200, &[], text), "batch", "list", Kind::Never).unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Partial, Outcome::Partial)
    );
    assert_eq!(
        error.to_string(),
        "act: some items were executed and others were not; the response has the result of each item (code 2, HTTP 200): some failed"
    );
    assert_eq!(error.reconcile(), None, "the answer tells");
    let orders: Vec<Order> = error.partial().unwrap().unwrap();
    let ids: Vec<&str> = orders.iter().map(|order| order.id.as_str()).collect();
    assert_eq!(ids, ["1", "2"]);
    let json: Json = error.partial().unwrap().unwrap();
    assert_eq!(json.to_string(), r#"[{"id":"1"},{"id":"2"}]"#);

    let unfit = response(200, &[], r#"{"code":"2","data":[{"id":[]}]}"#);
    let error = outcome(&unfit, "batch", "list", Kind::Never).unwrap_err();
    assert_eq!(error.outcome(), Outcome::Partial);
    let problem = error.partial::<Vec<Order>>().unwrap().unwrap_err();
    assert_eq!(problem.path(), "$.data[0].id");
    let lacks = response(200, &[], r#"{"code":"2"}"#);
    let error = outcome(&lacks, "batch", "list", Kind::Never).unwrap_err();
    assert_eq!(
        error.partial::<Json>().unwrap().unwrap_err().to_string(),
        "$.data: missing"
    );

    let refused = response(200, &[], r#"{"code":"1","data":[{"id":"1"}]}"#);
    let error = outcome(&refused, "batch", "list", Kind::Never).unwrap_err();
    assert_eq!(error.outcome(), Outcome::Rejected);
    assert!(error.partial::<Json>().is_none());
}

#[test]
fn an_error_says_what_could_not_be_relied_on() {
    for (body, said) in [
        (r#"{"result":{}}"#, "$.error: missing"),
        (r#"{"error":null}"#, "$.error: missing"),
        (r#"{"error":"ok","error":"ok"}"#, "$.error: given twice"),
        (
            r#"{"error":7}"#,
            "$.error: a number has another type than in the spec",
        ),
        (
            r#"{"error":"ok"} {}"#,
            "$: not valid JSON: trailing characters (byte 15)",
        ),
    ] {
        let error = outcome(&response(200, &[], body), "word", "json", Kind::Never).unwrap_err();
        assert_eq!(
            (error.kind(), error.outcome(), error.reconcile()),
            (ErrorKind::Decode, Outcome::Ambiguous, Some("look")),
            "{body}"
        );
        assert!(error.to_string().contains(said), "{error}");
        assert_eq!(error.raw(), Some(body));
    }
}

#[test]
fn headers_are_read_like_members() {
    let tell = |headers: &[(&str, &str)], status| {
        words(&outcome(
            &response(status, headers, "{\"id\":1}"),
            "header",
            "object",
            Kind::Never,
        ))
    };
    assert_eq!(tell(&[("x-result", "ok")], 200), "success");
    assert_eq!(tell(&[("X-Result", "no")], 200), "rejected other");
    assert_eq!(tell(&[], 200), "ambiguous");
    assert_eq!(
        tell(&[("X-Result", "ok"), ("X-Result", "no")], 200),
        "ambiguous"
    );
    assert_eq!(
        tell(&[("X-Result", "ok")], 403),
        "ambiguous",
        "it contradicts itself"
    );
    assert_eq!(tell(&[("X-Result", "ok")], 302), "ambiguous");
}

#[test]
fn what_a_type_says_of_the_body_matters_where_nothing_is_read() {
    let page = |kind: &str, body: &str| {
        let response = response(200, &[("content-type", kind)], body);
        words(&outcome(&response, "no", "none", Kind::Never))
    };
    assert_eq!(
        page("text/html", "OK"),
        "success",
        "PHP says so of every text"
    );
    assert_eq!(
        page("text/html; charset=utf-8", "Wait <b>a moment</b>"),
        "ambiguous"
    );
    assert_eq!(page("text/plain", "1 < 2"), "success");
    assert_eq!(page("application/xhtml+xml", "a<b"), "ambiguous");
}

#[test]
fn an_error_names_the_content_encoding_of_a_body_that_was_not_decoded() {
    let coded = |status, encoding: &str, due| {
        let mut response = response(status, &[("content-encoding", encoding)], "");
        response.body = body("(gzip)");
        outcome(&response, "no", due, Kind::Never).unwrap_err()
    };
    for due in ["object", "list", "json", "none"] {
        let error = coded(200, "br", due);
        assert_eq!(
            (error.kind(), error.outcome()),
            (ErrorKind::Decode, Outcome::Ambiguous)
        );
        assert_eq!(
            error.to_string(),
            "act: the response is neither a success nor a rejection (HTTP 200): \
             $: the body is in the content encoding `br`, which was not decoded; the call may have taken effect: use `look` to find out",
            "{due}"
        );
    }
    assert!(
        coded(200, "gzip, br", "json")
            .to_string()
            .contains("`gzip, br`")
    );
    assert!(
        !coded(200, "identity", "json")
            .to_string()
            .contains("content encoding")
    );
    assert_eq!(coded(413, "br", "json").outcome(), Outcome::Rejected);
    // A transport that decodes the body and keeps the header does no harm.
    let decoded = response(200, &[("content-encoding", "gzip")], r#"{"id":"1"}"#);
    assert!(outcome(&decoded, "no", "object", Kind::Never).is_ok());
}

#[test]
fn an_assembled_value_is_reported_where_it_was() {
    let body = r#"{"code":"0","result":{"id":[7]},"ext":{}}"#;
    let error = outcome(&response(200, &[], body), "parts", "object", Kind::Never).unwrap_err();
    assert_eq!(error.json_path().as_deref(), Some("$.result.id"), "{error}");
}

#[test]
fn an_error_carries_what_the_provider_says_about_it() {
    let with = |body: &str| {
        let rules = specie_runtime::ErrorRules {
            data: vec![path("errors"), path("details")].into(),
            ..PROVIDER.errors.clone()
        };
        let provider = Provider {
            envelopes: envelopes().into(),
            errors: rules,
            ..PROVIDER.clone()
        };
        let credentials = Credentials::new()
            .with("public_key", "p")
            .with("private_key", "a secret of the client");
        let core = Core::builder(provider, credentials)
            .transport(Canned(response(422, &[], body)))
            .retries(RetryPolicy::never())
            .build()
            .unwrap();
        now(core.run::<Json>(operation("no", "json", Kind::Never), &())).unwrap_err()
    };
    let error = with(r#"{"errors":{"amount":["too small","no"],"to":["a secret of the client"]}}"#);
    let fields: Map<Vec<String>> = error.data().unwrap().unwrap();
    assert_eq!(fields.get("amount").unwrap(), &["too small", "no"]);
    assert_eq!(fields.get("to").unwrap(), &["[redacted]"]);
    assert!(error.data::<Vec<String>>().unwrap().is_err());
    let error = with(r#"{"errors":null,"details":[7]}"#);
    assert_eq!(error.data::<Json>().unwrap().unwrap().to_string(), "[7]");
    for body in [r#"{"errors":null}"#, "{}", "", "<html>", r#"{"errors":"#] {
        assert!(with(body).data::<Json>().is_none(), "{body}");
    }
}

/// An API whose sections answer errors in different forms: BTCPay reports a list of problems by field, or one object.
/// https://docs.btcpayserver.org/API/Greenfield/v1/
#[test]
fn an_envelope_has_error_rules_of_its_own() {
    let own = specie_runtime::ErrorRules {
        code: vec![path("err.id")].into(),
        data: vec![path("err.fields")].into(),
        status: vec![(422, ErrorKind::Conflict)].into(),
        codes: vec![
            ("E1".into(), ErrorKind::NotFound),
            ("E2".into(), ErrorKind::Other),
        ]
        .into(),
        ..specie_runtime::ErrorRules::default()
    };
    let rules = specie_runtime::ErrorRules {
        code: vec![path("code")].into(),
        message: vec![path("text")].into(),
        data: vec![path("details")].into(),
        status: vec![(422, ErrorKind::Invalid), (418, ErrorKind::Maintenance)].into(),
        codes: vec![
            ("E2".into(), ErrorKind::Duplicate),
            ("E3".into(), ErrorKind::Nonce),
        ]
        .into(),
        ..specie_runtime::ErrorRules::default()
    };
    let provider = Provider {
        envelopes: vec![Envelope {
            errors: Some(own),
            ..envelope(vec![], vec![], "data")
        }]
        .into(),
        errors: rules,
        ..PROVIDER.clone()
    };
    let fails = |own: bool, status, body: &str| {
        let credentials = Credentials::new()
            .with("public_key", "p")
            .with("private_key", "k");
        let core = Core::builder(provider.clone(), credentials)
            .transport(Canned(response(status, &[], body)))
            .build()
            .unwrap();
        let operation = match own {
            true => Operation::new("own", "GET", "own").safe(),
            false => Operation::new("other", "GET", "other").safe().no_envelope(),
        };
        let error = now(core.call(&operation, &Json::Null)).unwrap_err();
        let data = error.data::<Json>().map(|data| data.unwrap().to_string());
        (error.kind(), error.code().map(str::to_owned), data)
    };
    let code = |code: &str| Some(code.to_owned());
    let both = r#"{"code":"E3","text":"no","details":{"a":1},"err":{"id":"E2","fields":{"amount":["too small"]}}}"#;
    let fields = code(r#"{"amount":["too small"]}"#);
    assert_eq!(
        fails(true, 400, both),
        (ErrorKind::Other, code("E2"), fields)
    );
    let details = code(r#"{"a":1}"#);
    assert_eq!(
        fails(false, 400, both),
        (ErrorKind::Nonce, code("E3"), details)
    );
    // What the envelope does not say is that of the provider.
    let shared = r#"{"err":{"id":"E3"}}"#;
    assert_eq!(
        fails(true, 400, shared),
        (ErrorKind::Nonce, code("E3"), None)
    );
    assert_eq!(fails(true, 422, "{}").0, ErrorKind::Conflict);
    assert_eq!(fails(false, 422, "{}").0, ErrorKind::Invalid);
    assert_eq!(fails(true, 418, "{}").0, ErrorKind::Maintenance);
}
