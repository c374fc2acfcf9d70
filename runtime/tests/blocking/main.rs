//! Calls that block their thread, against a server on loopback. Where a test has no runtime of its own, neither has the program.
#![cfg(all(feature = "blocking", feature = "http"))]
#![allow(clippy::unwrap_used, missing_docs)]

mod contexts;
mod pages;
#[path = "../support/provider.rs"]
mod provider;
mod shared;

use provider::{Builder, Client, CreateWithdrawal, Credentials, ListOrders, Order, To};
use specie_runtime::{Amount, Error, ErrorKind, Operation, Outcome};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use test_server::{Reply, Server};

/// Much longer than anything here takes, and much shorter than a call that hangs.
const LONG: Duration = Duration::from_secs(60);

const DONE: &str =
    r#"{"error":"ok","result":{"id":7,"state":"pending","amount":1.10,"created":1700000000}}"#;

/// A client with a key that no other test has, so that it waits for no other.
fn builder(server: &Server) -> Builder {
    static KEYS: AtomicUsize = AtomicUsize::new(0);
    let key = format!("blocking {}", KEYS.fetch_add(1, Ordering::Relaxed));
    Client::builder(Credentials::new(key, "canary/secret+key"))
        .base_url(server.url())
        .timeout(LONG)
}

fn client(server: &Server) -> Client {
    builder(server).build().unwrap()
}

fn withdrawal() -> CreateWithdrawal {
    let to = To::Address("address".to_owned());
    CreateWithdrawal::new(Amount::new("1.10").unwrap(), to)
}

fn orders(ids: &str) -> Reply {
    let orders = ids.chars().map(|id| format!(r#"{{"id":"{id}"}}"#));
    Reply::json(200, format!("[{}]", orders.collect::<Vec<_>>().join(",")))
}

fn ids(orders: &[Order]) -> String {
    orders.iter().map(|order| order.id.as_str()).collect()
}

#[test]
fn a_call_needs_no_runtime() {
    let server = Server::replying([DONE]);
    let withdrawal = client(&server)
        .create_withdrawal(&withdrawal())
        .wait()
        .unwrap();
    assert_eq!((&*withdrawal.id, withdrawal.amount.as_str()), ("7", "1.10"));
    assert!(server.only_request().header("HMAC").is_some(), "signed");
}

#[test]
fn what_may_be_repeated_is_repeated() {
    let server = Server::replying([Reply::close(), Reply::json(429, "{}"), orders("ab")]);
    let found = client(&server)
        .list_orders(&ListOrders::new("m"))
        .wait()
        .unwrap();
    assert_eq!((ids(&found).as_str(), server.requests().len()), ("ab", 3));

    let server = Server::replying([Reply::close(), Reply::json(200, DONE)]);
    let error = client(&server)
        .create_withdrawal(&withdrawal())
        .wait()
        .unwrap_err();
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    assert_eq!(error.reconcile(), Some("get_withdrawals"));
    assert_eq!(server.requests().len(), 1, "it moves money");
}

#[test]
fn a_call_ends_by_its_timeout() {
    let server = Server::always(Reply::silence(LONG));
    let timeout = Duration::from_millis(100);
    let client = builder(&server).timeout(timeout).build().unwrap();
    let started = Instant::now();
    let error = client.create_withdrawal(&withdrawal()).wait().unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Timeout, Outcome::Ambiguous)
    );
    let took = started.elapsed();
    assert!(took >= timeout && took < LONG / 2, "{took:?}");
    // Each of its attempts may end earlier, and what is safe is repeated then.
    let server = Server::replying([Reply::silence(LONG), orders("a")]);
    // Long enough for a reply on a busy machine.
    let limit = Duration::from_secs(1);
    let client = builder(&server).attempt_timeout(limit).build().unwrap();
    let found = client.list_orders(&ListOrders::new("m")).wait().unwrap();
    assert_eq!((ids(&found).as_str(), server.requests().len()), ("a", 2));
    assert!(started.elapsed() < LONG / 2);
}

#[test]
fn other_calls_block_too() {
    static EXPORT: Operation<'_> = Operation::new("export", "GET", "export")
        .safe()
        .no_envelope()
        .bytes();
    let server = Server::always(Reply::new(200, "a,b\n1,2\n"));
    let client = client(&server);
    let raw = client.raw("public", "GET", "any", ()).wait().unwrap();
    assert_eq!((raw.status(), raw.body()), (200, b"a,b\n1,2\n".as_slice()));
    let mut download = client.0.download(&EXPORT, &()).wait().unwrap();
    let mut file = Vec::new();
    let size = download.write_to(&mut file).wait().unwrap();
    assert_eq!((size, file.as_slice()), (8, b"a,b\n1,2\n".as_slice()));
    assert_eq!(download.chunk().wait().unwrap(), None);
}
