//! Sessions that a call opens, and deliveries that are verified before they are parsed.
#![cfg(feature = "http")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

#[cfg(feature = "tracing")]
#[path = "support/spans.rs"]
mod spans;

use hmac::{Hmac, KeyInit, Mac};
use specie_runtime::signing::Credentials;
use specie_runtime::signing::plan::{
    Action, Credential, Encoder, Entry, Escape, Expires, Expr, Form, Function, HeaderLine, Keep,
    KeepFrom, List, Name, PathEncode, PathSegment, Place, Plan, Scheme, Section, Session,
    SessionCall, Step, Str, WebhookPlan,
};
use specie_runtime::{
    Amount, Attempt, AttemptEnd, AttemptResult, CallObserver, Core, DeliveryOrder, ErrorKind,
    ErrorRules, Json, Operation, Outcome, Provider, RetryPolicy, Timestamp, Verified, Webhook,
    Wire,
};
use specie_runtime::{decode_struct, decode_union};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use test_server::{Reply, Server};

fn list<T: Clone>(items: impl Into<Vec<T>>) -> List<T> {
    List::Owned(items.into())
}

fn text(text: &'static str) -> Str {
    Str::Borrowed(text)
}

fn header(name: &'static str, value: Expr) -> Plan {
    let line = HeaderLine {
        name: text(name),
        value,
    };
    let step = Step {
        when: None,
        action: Action::Header(list([line])),
    };
    Plan {
        name: text("plan"),
        locals: list([]),
        steps: list([step]),
    }
}

/// `api` is signed with `session.token`; `login` opens the session; deliveries are signed with `ipn_secret`.
fn provider() -> Provider {
    let section = |name, plan| Section {
        name: text(name),
        base: text("https://example.com"),
        path: text("/{path}"),
        path_encode: PathEncode::Segment,
        places: list([]),
        otherwise: Place::Json,
        encode: Encoder {
            escape: Escape::Rfc3986,
            arrays: None,
            keep: text(""),
        },
        send_empty: list([]),
        plan,
        verify: None,
    };
    let secret = |name| Credential {
        name: text(name),
        secret: true,
        optional: true,
        forms: list([Form::Text(None)]),
    };
    let signature = Expr::Call(
        Function::Hex,
        list([Expr::Call(
            Function::HmacSha512,
            list([Expr::Name(Name::Body), Expr::Credential(1)]),
        )]),
    );
    let scheme = Scheme {
        provider: text("sessions"),
        credentials: list([secret("password"), secret("ipn_secret")]),
        settings: list([]),
        tables: list([]),
        sections: list([section("api", Some(0)), section("login", None)]),
        plans: list([header("X-Token", Expr::Session(0, 0))]),
        sessions: list([Session {
            name: text("login"),
            call: Some(SessionCall {
                section: 1,
                method: text("POST"),
                path: text("login"),
                params: list([Entry::Member {
                    name: text("password"),
                    value: Expr::Credential(0),
                }]),
            }),
            keep: list([Keep {
                name: text("token"),
                from: KeepFrom::Body(list([PathSegment::Name(text("token"))])),
            }]),
            expires: Expires::In(KeepFrom::Body(list([PathSegment::Name(text(
                "expires_in",
            ))]))),
        }]),
        webhooks: list([
            WebhookPlan {
                form: true,
                tolerance_ms: None,
                keys: None,
                plan: header("HMAC", signature.clone()),
            },
            WebhookPlan {
                form: false,
                tolerance_ms: None,
                keys: None,
                plan: header("HMAC", signature),
            },
        ]),
    };
    Provider {
        title: text("Sessions"),
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

static CALL: Operation = Operation::new("pay", "POST", "pay").never("");

async fn client(server: &Server, now: &Arc<AtomicI64>) -> Core {
    #[cfg(feature = "tracing")]
    spans::prepare();
    let now = Arc::clone(now);
    Core::builder(
        provider(),
        Credentials::new()
            .with("password", "hunter2")
            .with("ipn_secret", "ipn"),
    )
    .base_url(server.url())
    .retries(RetryPolicy::never())
    .clock(move || Timestamp::from_seconds(now.load(Ordering::Relaxed)).unwrap())
    .build()
    .unwrap()
}

fn token(token: &str) -> Reply {
    Reply::json(200, format!(r#"{{"token":"{token}","expires_in":100}}"#))
}

#[tokio::test]
async fn a_session_is_opened_once_renewed_before_its_end_and_after_a_refusal() {
    let now = Arc::new(AtomicI64::new(1_700_000_000));
    let ok = || Reply::json(200, "{}");
    let server = Server::replying([
        token("t1"),
        ok(),
        ok(),
        token("t2"),
        ok(),
        Reply::json(401, "{}"),
        token("t3"),
        ok(),
        Reply::json(401, ""),
        token("t4"),
        Reply::json(401, ""),
    ]);
    let client = client(&server, &now).await;
    for _ in 0..2 {
        client.run::<Json>(&CALL, &()).await.unwrap();
    }
    now.fetch_add(90, Ordering::Relaxed);
    client.run::<Json>(&CALL, &()).await.unwrap();
    client.run::<Json>(&CALL, &()).await.unwrap();
    let error = client.run::<Json>(&CALL, &()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Auth, Outcome::Rejected),
        "a second refusal is final"
    );
    let heard = server.requests();
    let calls: Vec<(&str, Option<&str>)> = heard
        .iter()
        .map(|heard| (heard.target.as_str(), heard.header("x-token")))
        .collect();
    let (login, pay) = (("/login", None), |token| ("/pay", Some(token)));
    assert_eq!(
        calls,
        [
            login,
            pay("t1"),
            pay("t1"),
            login,
            pay("t2"),
            pay("t2"),
            login,
            pay("t3"),
            pay("t3"),
            login,
            pay("t4")
        ]
    );
    assert_eq!(heard[0].text(), r#"{"password":"hunter2"}"#);
}

#[tokio::test]
async fn many_calls_at_once_open_one_session() {
    let now = Arc::new(AtomicI64::new(0));
    let server = Server::replying(
        std::iter::once(token("t")).chain((0..10).map(|_| Reply::json(200, "{}"))),
    );
    let client = client(&server, &now).await;
    let calls: Vec<_> = (0..10)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.run::<Json>(&CALL, &()).await.map(drop) })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(
        server
            .requests()
            .iter()
            .filter(|heard| heard.target == "/login")
            .count(),
        1
    );
}

#[tokio::test]
async fn a_call_whose_session_cannot_be_opened_was_not_sent() {
    for reply in [
        Reply::json(401, r#"{"why":"hunter2"}"#),
        Reply::json(200, "{}"),
        Reply::bytes(Vec::new()),
    ] {
        let now = Arc::new(AtomicI64::new(0));
        let server = Server::replying([reply]);
        let error = client(&server, &now)
            .await
            .run::<Json>(&CALL, &())
            .await
            .unwrap_err();
        assert_eq!(error.outcome(), Outcome::NotSent, "{error}");
        assert!(
            error
                .to_string()
                .starts_with("pay: the session cannot be opened: "),
            "{error}"
        );
        assert!(!format!("{error:?}").contains("hunter2"));
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn session_values_are_masked_like_secrets() {
    let now = Arc::new(AtomicI64::new(0));
    let server = Server::replying([
        token("canary-token"),
        Reply::json(400, r#"{"sent":"canary-token"}"#),
    ]);
    let client = client(&server, &now).await;
    let error = client.run::<Json>(&CALL, &()).await.unwrap_err();
    assert_eq!(error.raw(), Some(r#"{"sent":"[redacted]"}"#));
    assert!(!format!("{client:?} {error:?}").contains("canary"));
}

#[tokio::test]
async fn a_session_that_the_owner_gives_is_not_opened() {
    let server = Server::replying([Reply::json(200, "{}")]);
    let client = Core::builder(provider(), Credentials::new())
        .base_url(server.url())
        .session("token", "given")
        .build()
        .unwrap();
    client.run::<Json>(&CALL, &()).await.unwrap();
    assert_eq!(server.requests()[0].header("x-token"), Some("given"));
}

#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    Deposit(Deposit),
    Unknown(Json),
}
decode_union!(Event by "ipn_type" { Deposit "deposit" });

#[derive(Clone, Debug, PartialEq)]
pub struct Deposit {
    pub amount: Amount,
    pub confirms: i64,
    pub items: Vec<Item>,
}
decode_struct!(Deposit { amount "amount", confirms "confirms", items "items" Numbered Optional });

#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    pub name: String,
    pub quantity: Option<i64>,
}
decode_struct!(Item { name "item_name_#", quantity "quantity_#" Optional });

static IPN: Webhook = Webhook {
    index: 0,
    name: "ipn",
    id: Some("ipn_id"),
    time: Some(("time", Wire::SECONDS)),
    order: Some("status"),
    secrets: &[],
    form: &[],
};
static HOOK: Webhook = Webhook {
    index: 1,
    name: "hook",
    id: Some("id"),
    time: None,
    order: None,
    secrets: &[],
    form: &[],
};

fn hmac(body: &[u8]) -> String {
    let mut mac = Hmac::<sha2::Sha512>::new_from_slice(b"ipn").unwrap();
    mac.update(body);
    mac.finalize()
        .into_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn offline() -> Core {
    Core::builder(provider(), Credentials::new().with("ipn_secret", "ipn"))
        .build()
        .unwrap()
}

#[test]
fn a_delivery_is_read_after_it_is_proven() {
    let body = b"ipn_type=deposit&ipn_id=d1&time=1700000000&status=100&amount=1.10&confirms=3&item_name_2=b&item_name_1=a+%26&quantity_2=7";
    let verified: Verified<Event> = offline()
        .verify_webhook(&IPN, &[("Hmac", &hmac(body))], body)
        .unwrap();
    assert_eq!(
        (verified.id(), verified.order().map(DeliveryOrder::as_str)),
        (Some("d1"), Some("100"))
    );
    assert_eq!(
        verified.time().map(Timestamp::as_seconds),
        Some(1_700_000_000)
    );
    let items = vec![
        Item {
            name: "a &".to_owned(),
            quantity: None,
        },
        Item {
            name: "b".to_owned(),
            quantity: Some(7),
        },
    ];
    let deposit = Deposit {
        amount: Amount::new("1.10").unwrap(),
        confirms: 3,
        items,
    };
    assert_eq!(verified.into_event(), Event::Deposit(deposit));
}

#[test]
fn json_deliveries_too() {
    let body = br#"{"ipn_type":"other","id":17}"#;
    let verified: Verified<Event> = offline()
        .verify_webhook(&HOOK, &[("HMAC", &hmac(body))], body)
        .unwrap();
    assert_eq!(verified.id(), Some("17"));
    assert!(
        matches!(verified.event(), Event::Unknown(json) if json.get("id").and_then(Json::as_i64) == Some(17))
    );
}

#[test]
fn what_is_not_proven_is_not_parsed() {
    // The body is no event: a parser that ran first would complain of that.
    let body = b"{";
    let core = offline();
    for headers in [vec![], vec![("HMAC", "00")], vec![("HMAC", "")]] {
        let error = core
            .verify_webhook::<Event>(&HOOK, &headers, body)
            .unwrap_err();
        assert_eq!(
            (error.kind(), error.operation()),
            (ErrorKind::Verify, Some("hook")),
            "{error}"
        );
    }
    let good = br#"{"ipn_type":"other"}"#;
    for index in 0..good.len() {
        let mut changed = good.to_vec();
        changed[index] ^= 1;
        let error = core
            .verify_webhook::<Event>(&HOOK, &[("HMAC", &hmac(good))], &changed)
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Verify);
    }
    let error = core
        .verify_webhook::<Event>(&HOOK, &[("HMAC", &hmac(body))], body)
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    let body = br#"{"ipn_type":"deposit","amount":"1","confirms":"x"}"#;
    let error = core
        .verify_webhook::<Event>(&HOOK, &[("HMAC", &hmac(body))], body)
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.json_path().as_deref()),
        (ErrorKind::Decode, Some("$.confirms"))
    );
}

#[test]
fn without_the_credential_nothing_is_proven() {
    let core = Core::builder(provider(), Credentials::new())
        .build()
        .unwrap();
    let error = core
        .verify_webhook::<Event>(&HOOK, &[("HMAC", &hmac(b"{}"))], b"{}")
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("`ipn_secret`"), "{error}");
}

/// Operation and path, whether it opens a session, its number, its result.
type Ended = (String, bool, u32, AttemptResult);

/// Writes down each attempt that ended.
#[derive(Clone, Default)]
struct Ends(Arc<Mutex<Vec<Ended>>>);

impl CallObserver for Ends {
    fn after_attempt(&self, attempt: &Attempt, end: &AttemptEnd) {
        let what = format!("{} {}", attempt.operation(), attempt.path());
        let mut ends = self.0.lock().unwrap();
        ends.push((
            what,
            attempt.opens_session(),
            attempt.number(),
            end.result(),
        ));
    }
}

#[tokio::test]
async fn observers_see_the_calls_that_open_sessions_and_the_second_attempt() {
    let server = Server::replying([
        token("t1"),
        Reply::json(401, "{}"),
        token("t2"),
        Reply::json(200, "{}"),
        Reply::json(401, "{}"),
        Reply::json(500, "{}"),
    ]);
    let ends = Ends::default();
    let credentials = Credentials::new().with("password", "hunter2");
    let core = Core::builder(provider(), credentials)
        .base_url(server.url())
        .observer(ends.clone())
        .retries(RetryPolicy::never())
        .build()
        .unwrap();
    core.call(&CALL, &Json::Null).await.unwrap();
    let rejected = AttemptResult::Failure {
        kind: ErrorKind::Auth,
        outcome: Outcome::Rejected,
    };
    let login = |result| ("login /login".to_owned(), true, 1, result);
    let pay = |number, result| ("pay /pay".to_owned(), false, number, result);
    let success = AttemptResult::Success;
    assert_eq!(
        std::mem::take(&mut *ends.0.lock().unwrap()),
        [
            login(success),
            pay(1, rejected),
            login(success),
            pay(2, success)
        ]
    );
    // The session cannot be opened again: the second attempt ends before it is sent.
    let error = core.call(&CALL, &Json::Null).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    let failed = |kind, outcome| AttemptResult::Failure { kind, outcome };
    assert_eq!(
        *ends.0.lock().unwrap(),
        [
            pay(1, rejected),
            login(failed(ErrorKind::Internal, Outcome::Unanswered)),
            pay(2, failed(ErrorKind::Internal, Outcome::NotSent)),
        ]
    );
}

#[cfg(feature = "tracing")]
#[tokio::test]
async fn the_call_that_opens_a_session_is_a_span_within_the_attempt_that_needs_it() {
    let now = Arc::new(AtomicI64::new(0));
    let server = Server::replying([token("canary-token"), Reply::json(200, "{}")]);
    let client = client(&server, &now).await;
    let (recorder, guard) = spans::Recorder::start();
    client.run::<Json>(&CALL, &()).await.unwrap();
    drop(guard);
    let recorded = recorder.spans();
    let shown: Vec<_> = recorded
        .iter()
        .map(|span| {
            let opens = span.get("specie.opens_session");
            (span.name, span.parent, span.get("specie.operation"), opens)
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("call", None, "pay", ""),
            ("attempt", Some(0), "pay", "false"),
            ("attempt", Some(1), "login", "true"),
        ]
    );
    let shown = format!("{recorded:?}");
    assert!(
        !shown.contains("canary") && !shown.contains("hunter2"),
        "{shown}"
    );
}
