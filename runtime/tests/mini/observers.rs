//! What observers see of a call: every attempt, how it ended, and nothing secret.

use super::*;
use specie_runtime::{Attempt, AttemptEnd, AttemptResult, CallObserver};
use std::sync::{Arc, Mutex};

/// Writes down everything that it is told.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<Note>>>);

#[derive(Clone, Debug)]
enum Note {
    Before(Attempt),
    After(Attempt, AttemptEnd),
}

impl CallObserver for Notes {
    fn before_send(&self, attempt: &Attempt) {
        self.0.lock().unwrap().push(Note::Before(attempt.clone()));
    }

    fn after_attempt(&self, attempt: &Attempt, end: &AttemptEnd) {
        let note = Note::After(attempt.clone(), end.clone());
        self.0.lock().unwrap().push(note);
    }
}

impl Notes {
    fn take(&self) -> Vec<Note> {
        std::mem::take(&mut self.0.lock().unwrap())
    }

    /// The end of an attempt that was sent, and nothing else.
    fn sent(&self) -> (Attempt, AttemptEnd) {
        match &self.take()[..] {
            [Note::Before(before), Note::After(after, end)] => {
                assert_eq!(before.started(), after.started());
                assert!(end.sent_after().is_some_and(|sent| sent <= end.elapsed()));
                (after.clone(), end.clone())
            }
            other => panic!("expected one attempt that was sent, found {other:?}"),
        }
    }
}

fn observed(server: &Server, notes: &Notes) -> Client {
    Client::builder(Credentials::new("observed", SECRET))
        .base_url(&format!("{}/secret-prefix", server.url()))
        .observer(notes.clone())
        .retries(RetryPolicy::never())
        .build()
        .unwrap()
}

fn failure(kind: ErrorKind, outcome: Outcome) -> AttemptResult {
    AttemptResult::Failure { kind, outcome }
}

#[tokio::test]
async fn a_success_is_described_without_values() {
    let server = Server::replying([
        Reply::json(200, DONE).header("X-Request-Id", "r-1"),
        "[]".into(),
        Reply::json(418, "no"),
    ]);
    let notes = Notes::default();
    let client = observed(&server, &notes);
    client.create_withdrawal(&withdrawal()).await.unwrap();
    let (attempt, end) = notes.sent();
    assert_eq!(attempt.provider(), "mini");
    assert_eq!(attempt.operation(), "create_withdrawal");
    assert_eq!((attempt.number(), attempt.opens_session()), (1, false));
    assert_eq!(
        (attempt.method(), attempt.path()),
        ("POST", "/v1/create_withdrawal")
    );
    assert_eq!(format!("http://{}", attempt.host()), server.url());
    assert_eq!(end.result(), AttemptResult::Success);
    assert_eq!((end.status(), end.request_id()), (Some(200), Some("r-1")));

    let request = ListOrders::new("btc-eur").limit(5).trace("t1");
    client.list_orders(&request).await.unwrap();
    let (attempt, end) = notes.sent();
    assert_eq!(attempt.path(), "/markets/{market}/orders");
    assert_eq!((end.result().outcome(), end.result().kind()), (None, None));

    // A raw call has no template of its own, and the caller may write anything into its path.
    let path = format!("keys/{{id}}/{}", SECRET.replace('/', "%2F"));
    let response = client.raw("private", "post", &path, Json::object([("id", "7")]));
    assert_eq!(response.await.unwrap().status(), 418);
    let (attempt, end) = notes.sent();
    assert_eq!((attempt.operation(), attempt.method()), ("raw", "POST"));
    assert_eq!(attempt.path(), "/v1/{path}");
    assert_eq!(
        (end.status(), end.result()),
        (Some(418), AttemptResult::Success)
    );
    let shown = format!("{attempt:?}{end:?}");
    for secret in ["canary", "secret-prefix", "btc-eur"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[tokio::test]
async fn failures_have_the_kind_and_outcome_of_the_call() {
    let undecodable = r#"{"error":"ok","result":{"id":7,"state":"pending","amount":"much"}}"#;
    for (reply, status) in [
        (
            Reply::json(200, r#"{"error":"bad key","code":"A1"}"#),
            Some(200),
        ),
        (Reply::new(500, "oops"), Some(500)),
        (Reply::new(302, ""), Some(302)),
        (Reply::json(200, undecodable), Some(200)),
        (Reply::close(), None),
        (
            Reply::bytes("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"),
            None,
        ),
    ] {
        let server = Server::replying([reply]);
        let notes = Notes::default();
        let client = observed(&server, &notes);
        let error = client.create_withdrawal(&withdrawal()).await.unwrap_err();
        let (_, end) = notes.sent();
        assert_eq!(
            end.result(),
            failure(error.kind(), error.outcome()),
            "{error}"
        );
        assert_eq!(end.status(), status, "{error}");
    }
}

#[tokio::test]
async fn an_attempt_that_is_not_sent_only_ends() {
    let notes = Notes::default();
    let client = Client::builder(Credentials::new("observed", SECRET))
        .base_url(&closed_url())
        .observer(notes.clone())
        .retries(RetryPolicy::never());
    let client = client.build().unwrap();
    client.create_withdrawal(&withdrawal()).await.unwrap_err();
    let (_, end) = notes.sent();
    let not_sent = Outcome::NotSent;
    assert_eq!(end.result(), failure(ErrorKind::Connect, not_sent));

    // A parameter of a path must not be empty: this fails when the request is signed.
    let error = client.list_orders(&ListOrders::new("")).await.unwrap_err();
    match &notes.take()[..] {
        [Note::After(_, end)] => {
            assert_eq!(end.result(), failure(error.kind(), not_sent));
            assert_eq!((end.sent_after(), end.status()), (None, None));
        }
        other => panic!("{error}: {other:?}"),
    }
}

#[tokio::test]
async fn a_call_that_is_cancelled_ends_as_well() {
    let server = Server::always(Reply::silence(Duration::from_secs(20)));
    let notes = Notes::default();
    // Each with a key of its own: a call that is dropped keeps its key locked.
    let client = |key: &str, timeout| {
        Client::builder(Credentials::new(key, SECRET))
            .base_url(server.url())
            .timeout(timeout)
            .observer(notes.clone())
            .retries(RetryPolicy::never())
            .build()
            .unwrap()
    };
    let short = client("cancelled", Duration::from_millis(100));
    let error = short.create_withdrawal(&withdrawal()).await.unwrap_err();
    let (_, end) = notes.sent();
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    assert_eq!(
        end.result(),
        failure(ErrorKind::Timeout, Outcome::Ambiguous)
    );

    for (outcome, safe) in [(Outcome::Ambiguous, false), (Outcome::Unanswered, true)] {
        let long = client(&format!("dropped {safe}"), Duration::from_secs(60));
        let call = async {
            match safe {
                true => drop(long.get_withdrawals().await),
                false => drop(long.create_withdrawal(&withdrawal()).await),
            }
        };
        let dropped = tokio::time::timeout(Duration::from_millis(100), call).await;
        dropped.unwrap_err();
        let (_, end) = notes.sent();
        assert_eq!(end.result(), AttemptResult::Dropped { outcome });
    }
}

#[tokio::test]
async fn each_page_is_one_attempt() {
    let page = |ids: &str| {
        let items: Vec<String> = ids
            .chars()
            .map(|id| format!(r#"{{"id":"{id}"}}"#))
            .collect();
        Reply::json(200, format!("[{}]", items.join(",")))
    };
    let pages = [page("ab"), page("c"), page("")];
    let server = Server::replying(pages.into_iter().chain([Reply::json(200, "{}")]));
    let notes = Notes::default();
    let client = observed(&server, &notes);
    let request = ListOrders::new("m").limit(2);
    assert_eq!(
        client
            .list_orders_pages(&request)
            .all()
            .await
            .unwrap()
            .len(),
        3
    );
    let ends: Vec<AttemptResult> = notes.take().iter().filter_map(result).collect();
    assert_eq!(ends, [AttemptResult::Success; 3]);
    let error = client.list_orders_pages(&request).all().await.unwrap_err();
    let (_, end) = notes.sent();
    assert_eq!(end.result(), failure(error.kind(), error.outcome()));
}

fn result(note: &Note) -> Option<AttemptResult> {
    match note {
        Note::Before(_) => None,
        Note::After(_, end) => Some(end.result()),
    }
}

/// Panics at every chance.
struct Panicking;

impl CallObserver for Panicking {
    fn before_send(&self, _: &Attempt) {
        panic!("before");
    }

    fn after_attempt(&self, _: &Attempt, _: &AttemptEnd) {
        panic!("after");
    }
}

#[tokio::test]
async fn a_panic_affects_neither_the_call_nor_other_observers() {
    let server = Server::replying([DONE]);
    let notes = Notes::default();
    let client = Client::builder(Credentials::new("panicking", SECRET))
        .base_url(server.url())
        .observer(Panicking)
        .observer(notes.clone())
        .retries(RetryPolicy::never())
        .build()
        .unwrap();
    client.create_withdrawal(&withdrawal()).await.unwrap();
    assert_eq!(notes.sent().1.result(), AttemptResult::Success);
    assert_eq!(server.requests().len(), 1);
}
