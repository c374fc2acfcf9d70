//! Spans of calls and attempts: what they say, and that they say nothing secret.
#![cfg(all(feature = "http", feature = "tracing"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

#[path = "support/provider.rs"]
mod provider;
#[path = "support/spans.rs"]
mod spans;

use provider::{Client, CreateWithdrawal, Credentials, ListOrders, To};
use spans::{Recorded, Recorder};
use specie_runtime::{Amount, Json, Outcome, RetryPolicy};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use test_server::{Reply, Server, closed_url};

const DONE: &str = r#"{"error":"ok","result":{"id":7,"state":"pending","amount":1.10,"created":1700000000,"note":"canary-answer"}}"#;

fn client(base: &str, retries: RetryPolicy) -> Client {
    // Each with a key of its own: a dropped call keeps its key for itself until its deadline.
    static KEYS: AtomicU32 = AtomicU32::new(0);
    let key = format!("canary-key-{}", KEYS.fetch_add(1, Ordering::Relaxed));
    Client::builder(Credentials::new(key, "canary/secret+key"))
        .base_url(&format!("{base}/canary-prefix"))
        .retries(retries)
        .build()
        .unwrap()
}

fn withdrawal() -> CreateWithdrawal {
    CreateWithdrawal::new(
        Amount::new("1.10").unwrap(),
        To::Address("canary-address".to_owned()),
    )
}

fn seconds(span: &Recorded, field: &str) -> Duration {
    Duration::try_from_secs_f64(span.get(field).parse().unwrap()).unwrap()
}

/// All spans ended, and none shows what must not be seen.
fn finished(recorder: &Recorder) -> Vec<Recorded> {
    let spans = recorder.spans();
    assert!(spans.iter().all(|span| span.closed), "{spans:?}");
    let shown = format!("{spans:?}");
    assert!(!shown.contains("canary"), "{shown}");
    spans
}

#[tokio::test]
async fn a_call_is_a_span_around_its_attempts() {
    let server = Server::replying([Reply::json(200, DONE).header("X-Request-Id", "r-1")]);
    let (recorder, guard) = Recorder::start();
    let client = client(server.url(), RetryPolicy::never());
    client.create_withdrawal(&withdrawal()).await.unwrap();
    drop(guard);
    let spans = finished(&recorder);
    let [call, attempt] = &spans[..] else {
        panic!("{spans:?}")
    };
    assert_eq!((call.name, call.parent), ("call", None));
    assert_eq!((attempt.name, attempt.parent), ("attempt", Some(0)));
    let expected = [
        ("otel.name", "mini create_withdrawal"),
        ("otel.kind", "internal"),
        ("specie.provider", "mini"),
        ("specie.operation", "create_withdrawal"),
    ];
    let shown: Vec<(&str, &str)> = expected
        .iter()
        .map(|(field, _)| (*field, call.get(field)))
        .collect();
    assert_eq!(shown, expected);
    assert_eq!(call.fields.len(), expected.len(), "{call:?}");
    let port = server.port().to_string();
    let expected = [
        ("otel.name", "POST /v1/create_withdrawal"),
        ("otel.kind", "client"),
        ("specie.provider", "mini"),
        ("specie.operation", "create_withdrawal"),
        ("specie.opens_session", "false"),
        ("specie.attempt", "1"),
        ("specie.request_id", "r-1"),
        ("http.request.method", "POST"),
        ("http.response.status_code", "200"),
        ("url.template", "/v1/create_withdrawal"),
        ("server.address", "127.0.0.1"),
        ("server.port", &port),
    ];
    let shown: Vec<(&str, &str)> = expected
        .iter()
        .map(|(field, _)| (*field, attempt.get(field)))
        .collect();
    assert_eq!(shown, expected);
    assert_eq!(attempt.fields.len(), expected.len() + 2, "{attempt:?}");
    assert!(seconds(attempt, "specie.wait") <= seconds(attempt, "specie.duration"));
}

#[tokio::test]
async fn a_repeated_call_has_a_span_for_each_attempt() {
    let server = Server::replying([Reply::json(503, "canary-body"), Reply::json(200, "[]")]);
    let (recorder, guard) = Recorder::start();
    let client = client(server.url(), RetryPolicy::default());
    let request = ListOrders::new("canary-market").trace("canary-trace");
    client.list_orders(&request).await.unwrap();
    drop(guard);
    let spans = finished(&recorder);
    let [call, first, second] = &spans[..] else {
        panic!("{spans:?}")
    };
    assert_eq!((first.parent, second.parent), (Some(0), Some(0)));
    assert_eq!(call.get("error.type"), "");
    let end = |span: &Recorded| {
        [
            "http.response.status_code",
            "error.type",
            "specie.outcome",
            "otel.status_code",
            "http.request.resend_count",
        ]
        .map(|field| span.get(field).to_owned())
    };
    assert_eq!(
        end(first),
        ["503", "maintenance", "unanswered", "ERROR", ""]
    );
    assert_eq!(end(second), ["200", "", "", "", "1"]);
    assert_eq!(second.get("url.template"), "/markets/{market}/orders");
}

/// As OpenTelemetry wants them: an address is not in brackets, and the port is always there.
#[tokio::test]
async fn an_attempt_names_its_server() {
    let (recorder, guard) = Recorder::start();
    let bases = [
        ("http://[::1]:1", "::1", "1"),
        ("http://127.0.0.1", "127.0.0.1", "80"),
        ("https://nothing.invalid", "nothing.invalid", "443"),
    ];
    for (base, ..) in bases {
        let client = client(base, RetryPolicy::never());
        assert!(client.get_withdrawals().await.is_err(), "{base}");
    }
    drop(guard);
    let spans = finished(&recorder);
    let attempts = spans.iter().filter(|span| span.name == "attempt");
    let servers: Vec<_> = attempts
        .map(|span| (span.get("server.address"), span.get("server.port")))
        .collect();
    assert_eq!(servers, bases.map(|(_, address, port)| (address, port)));
}

/// The name of each span, what failed, and what happened to the call.
fn ends<'s>(spans: &'s [Recorded]) -> Vec<[&'s str; 3]> {
    let end = |span: &'s Recorded| {
        let (failed, outcome) = (span.get("error.type"), span.get("specie.outcome"));
        [span.name, failed, outcome]
    };
    spans.iter().map(end).collect()
}

#[tokio::test]
async fn a_failure_has_its_kind_and_what_happened_to_the_call() {
    let (recorder, guard) = Recorder::start();
    let refused = client(&closed_url(), RetryPolicy::never());
    let error = refused.create_withdrawal(&withdrawal()).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    // A call that is refused before there is an attempt.
    let error = refused.raw("canary-section", "GET", "x", Json::Null).await;
    assert!(error.is_err());
    let broken = Server::replying([Reply::close()]);
    let broken = client(broken.url(), RetryPolicy::never());
    let error = broken.create_withdrawal(&withdrawal()).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    drop(guard);
    let spans = finished(&recorder);
    assert_eq!(
        ends(&spans),
        [
            ["call", "connect", "not_sent"],
            ["attempt", "connect", "not_sent"],
            ["call", "transport", "ambiguous"],
            ["attempt", "transport", "ambiguous"],
        ]
    );
    assert!(
        spans
            .iter()
            .all(|span| span.get("otel.status_code") == "ERROR")
    );
}

#[tokio::test]
async fn a_dropped_call_says_so() {
    let server = Server::replying([Reply::silence(Duration::from_secs(5))]);
    let (recorder, guard) = Recorder::start();
    let client = client(server.url(), RetryPolicy::never());
    let request = withdrawal();
    let call = client.create_withdrawal(&request);
    assert!(
        tokio::time::timeout(Duration::from_millis(200), call)
            .await
            .is_err()
    );
    drop(guard);
    let spans = finished(&recorder);
    assert_eq!(
        ends(&spans),
        [["call", "dropped", ""], ["attempt", "dropped", "ambiguous"]]
    );
}
