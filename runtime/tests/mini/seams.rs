//! What users plug in: nonce stores, key locks, transports and observers of their own.

use super::*;
use specie_runtime::signing::plan::Unit;
use specie_runtime::{
    BoxFuture, InProcessLock, KeyGuard, KeyLock, NonceStore, Transport, TransportError,
    TransportFailure, TransportRequest, TransportResponse,
};
use std::sync::{Arc, Mutex};

type Log = Arc<Mutex<Vec<String>>>;

fn taken(log: &Log) -> Vec<String> {
    std::mem::take(&mut log.lock().unwrap())
}

fn builder(server: &Server) -> provider::Builder {
    Client::builder(Credentials::new("seams", SECRET))
        .base_url(server.url())
        .retries(RetryPolicy::never())
}

/// A store and lock that fails, with an outcome that it cannot know.
struct Unavailable(Outcome);

impl Unavailable {
    fn error(&self) -> Error {
        let cause = std::io::Error::other("connection refused");
        Error::new(ErrorKind::Store, self.0, "the store is not available").caused_by(cause)
    }
}

impl NonceStore for Unavailable {
    fn next<'a>(&'a self, _: &'a str, _: Unit, _: i128) -> BoxFuture<'a, Result<i128, Error>> {
        Box::pin(async { Err(self.error()) })
    }
}

impl KeyLock for Unavailable {
    fn lock<'a>(&'a self, _: &'a str, _: Duration) -> BoxFuture<'a, Result<KeyGuard, Error>> {
        Box::pin(async { Err(self.error()) })
    }
}

#[tokio::test]
async fn a_call_whose_store_or_lock_fails_was_not_sent_whatever_the_error_says() {
    let server = Server::replying([DONE]);
    for outcome in [Outcome::NotSent, Outcome::Ambiguous, Outcome::Done] {
        for client in [
            builder(&server).nonces(Unavailable(outcome)).build(),
            builder(&server).key_lock(Unavailable(outcome)).build(),
        ] {
            let error = client.unwrap().create_withdrawal(&withdrawal()).await;
            let error = error.unwrap_err();
            assert_eq!(
                (error.kind(), error.outcome(), error.reconcile()),
                (ErrorKind::Store, Outcome::NotSent, None)
            );
            assert_eq!(
                error.to_string(),
                "create_withdrawal: the store is not available"
            );
            let cause = std::error::Error::source(&error).unwrap();
            assert_eq!(cause.to_string(), "connection refused");
        }
    }
    assert_eq!(server.connections(), 0);
}

/// A store that asks a service for the nonce by a call of its own, which fails.
struct ByCall(Client);

impl NonceStore for ByCall {
    fn next<'a>(&'a self, _: &'a str, _: Unit, _: i128) -> BoxFuture<'a, Result<i128, Error>> {
        Box::pin(async {
            let error = self.0.create_withdrawal(&withdrawal()).await.unwrap_err();
            assert_eq!(error.outcome(), Outcome::Ambiguous);
            Err(error)
        })
    }
}

#[tokio::test]
async fn what_happened_to_the_call_of_a_store_says_nothing_about_the_call_itself() {
    let server = Server::replying([Reply::close()]);
    let service = Client::builder(Credentials::new("service", SECRET)).base_url(server.url());
    let store = ByCall(service.build().unwrap());
    let client = builder(&server).nonces(store).build().unwrap();
    let error = client.close().await.unwrap_err();
    assert_eq!(
        (error.operation(), error.outcome(), error.reconcile()),
        (Some("close"), Outcome::NotSent, None)
    );
    assert_eq!(server.requests().len(), 1);
}

/// Logs what a lock is asked for, and when it is released.
struct Recorded {
    log: Log,
    lock: InProcessLock,
}

struct Released {
    log: Log,
    _guard: KeyGuard,
}

impl Drop for Released {
    fn drop(&mut self) {
        self.log.lock().unwrap().push("released".to_owned());
    }
}

impl KeyLock for Recorded {
    fn lock<'a>(
        &'a self,
        key: &'a str,
        remaining: Duration,
    ) -> BoxFuture<'a, Result<KeyGuard, Error>> {
        Box::pin(async move {
            assert!(remaining > Duration::from_secs(20) && remaining <= Duration::from_secs(30));
            let _guard = self.lock.lock(key, remaining).await?;
            self.log.lock().unwrap().push(key.to_owned());
            let log = Arc::clone(&self.log);
            Ok(KeyGuard::new(Released { log, _guard }))
        })
    }
}

#[tokio::test]
async fn a_lock_is_taken_for_calls_with_a_nonce_and_names_no_credential() {
    let server = Server::replying([DONE, "[]", "rubbish"]);
    let log = Log::default();
    let lock = Arc::new(Recorded {
        log: Arc::clone(&log),
        lock: InProcessLock::default(),
    });
    let client = builder(&server)
        .key_lock(Arc::clone(&lock))
        .build()
        .unwrap();
    client.create_withdrawal(&withdrawal()).await.unwrap();
    let first = taken(&log);
    assert_eq!((first.len(), first[1].as_str()), (2, "released"));
    let key = &first[0];
    assert!(key.starts_with("mini-"), "{key}");
    for credential in ["seams", SECRET] {
        assert!(!key.contains(credential), "{key}");
    }
    // Without a nonce there is nothing to put in order.
    client.list_orders(&ListOrders::new("m")).await.unwrap();
    assert_eq!(taken(&log), [""; 0]);
    client.create_withdrawal(&withdrawal()).await.unwrap_err();
    assert_eq!(taken(&log), first, "the same client has the same key");
    let other = Client::builder(Credentials::new("other", SECRET)).base_url(server.url());
    let other = other.key_lock(lock).build().unwrap();
    other.create_withdrawal(&withdrawal()).await.unwrap_err();
    assert_ne!(taken(&log)[0], *key);
}

/// Fails without a network.
struct Failing {
    failure: TransportFailure,
    sent: bool,
}

impl Transport for Failing {
    fn send(
        &self,
        _: TransportRequest,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        let error = match self.sent {
            true => TransportError::maybe_sent(self.failure),
            false => TransportError::not_sent(self.failure),
        };
        Box::pin(async { Err(error.caused_by("the cause")) })
    }
}

#[tokio::test]
async fn what_a_transport_knows_decides_the_outcome() {
    use TransportFailure::{Broken, Connect, InvalidRequest, Timeout, TooLarge};
    for (failure, kind) in [
        (Connect, ErrorKind::Connect),
        (Timeout, ErrorKind::Timeout),
        (Broken, ErrorKind::Transport),
        (TooLarge, ErrorKind::TooLarge),
        (InvalidRequest, ErrorKind::Request),
    ] {
        for sent in [false, true] {
            let client = Client::builder(Credentials::new("transport", SECRET))
                .transport(Failing { failure, sent })
                .retries(RetryPolicy::never())
                .build()
                .unwrap();
            let pay = client.create_withdrawal(&withdrawal()).await.unwrap_err();
            let read = client.get_withdrawals().await.unwrap_err();
            assert_eq!((pay.kind(), read.kind()), (kind, kind));
            let expected = match sent {
                true => (Outcome::Ambiguous, Outcome::Unanswered),
                false => (Outcome::NotSent, Outcome::NotSent),
            };
            assert_eq!((pay.outcome(), read.outcome()), expected, "{failure:?}");
        }
    }
}

/// Notes the names of the keys for which nonces are asked.
#[derive(Clone, Default)]
struct Keys(Log);

impl NonceStore for Keys {
    fn next<'a>(
        &'a self,
        key: &'a str,
        _: Unit,
        least: i128,
    ) -> BoxFuture<'a, Result<i128, Error>> {
        self.0.lock().unwrap().push(key.to_owned());
        Box::pin(async move { Ok(least) })
    }
}

#[tokio::test]
async fn a_key_is_named_by_its_id_and_not_by_its_secret() {
    let server = Server::replying([DONE, DONE, DONE]);
    let keys = Keys::default();
    let other_secret = SECRET.replace('a', "b");
    for (id, secret) in [("one", SECRET), ("one", &other_secret), ("two", SECRET)] {
        let client = Client::builder(Credentials::new(id, secret)).base_url(server.url());
        let client = client.nonces(keys.clone()).build().unwrap();
        client.create_withdrawal(&withdrawal()).await.unwrap();
    }
    let keys = taken(&keys.0);
    // Python: sha256(b"".join(pack(">Q", len(t)) + t for t in (b"mini", b"public_key", b"one"))).hexdigest()[:32]
    assert_eq!(keys[0], "mini-edf16f66bdd7ddae1f5ad017d94b7c9f");
    assert_eq!(keys[1], keys[0], "the secret was renewed");
    assert_ne!(keys[2], keys[0]);
}
