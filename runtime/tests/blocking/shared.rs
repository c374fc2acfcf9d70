//! Calls on many threads share what the calls of tasks share: the lock of a key, nonces, rate limits, stores.

use super::*;
use specie_runtime::signing::plan::List;
use specie_runtime::{Core, CountedCalls, Json, Limit, LimitHeaders, LimitSize, Provider};
use std::sync::{Arc, Mutex};
use std::thread;

const THREADS: usize = 8;
const CALLS: usize = 5;

/// A server that rejects a nonce that is not above the last, and the nonces that it received.
fn strict() -> (Server, Arc<Mutex<Vec<u64>>>) {
    let received = Arc::<Mutex<Vec<u64>>>::default();
    let known = received.clone();
    let server = Server::answering(move |request| {
        let body = request.text();
        let nonce = body
            .split('&')
            .find_map(|piece| piece.strip_prefix("nonce="));
        let nonce = nonce.unwrap().parse().unwrap();
        let mut known = known.lock().unwrap();
        let is_next = known.last().is_none_or(|last| *last < nonce);
        known.push(nonce);
        match is_next {
            true => Reply::json(200, DONE),
            false => Reply::json(401, r#"{"error":"the nonce is too low"}"#),
        }
    });
    (server, received)
}

/// Threads make calls with the key of one client; some of them are blocking threads of a runtime of the program.
fn call_from_threads(client: &Client) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let calls = |client: Client| {
        move || {
            for _ in 0..CALLS {
                client.create_withdrawal(&withdrawal()).wait().unwrap();
            }
        }
    };
    let threads: Vec<_> = (1..THREADS)
        .map(|_| thread::spawn(calls(client.clone())))
        .collect();
    let task = runtime.spawn_blocking(calls(client.clone()));
    runtime.block_on(task).unwrap();
    for thread in threads {
        thread.join().unwrap();
    }
}

#[test]
fn calls_of_one_key_arrive_in_the_order_of_their_nonces() {
    let (server, received) = strict();
    call_from_threads(&client(&server));
    assert_eq!(received.lock().unwrap().len(), THREADS * CALLS);
}

#[cfg(feature = "file-store")]
#[test]
fn a_file_store_is_used_without_a_runtime() {
    let folder = tempfile::tempdir().unwrap();
    let store = || specie_runtime::FileStore::open(folder.path()).unwrap();
    let (server, received) = strict();
    let client = builder(&server).store(store()).build().unwrap();
    call_from_threads(&client);
    assert_eq!(received.lock().unwrap().len(), THREADS * CALLS);
}

/// Its connection, and the lock that it frees later, need a runtime: that of the blocking calls.
#[cfg(feature = "redis")]
#[test]
fn a_redis_store_is_used_without_a_runtime() {
    let redis = test_server::RedisServer::start();
    let (server, received) = strict();
    let store = specie_runtime::RedisStore::connect(&redis.url()).unwrap();
    let client = builder(&server).store(store).build().unwrap();
    let started = Instant::now();
    call_from_threads(&client);
    assert_eq!(received.lock().unwrap().len(), THREADS * CALLS);
    assert!(
        started.elapsed() < LONG / 2,
        "the key is freed after each call, not by its deadline"
    );
}

/// 3 calls in each stretch of 200 ms: so 10 calls take three stretches more than the first.
#[test]
fn rate_limits_hold_for_threads() {
    static PING: Operation<'_> = Operation::new("ping", "GET", "ping")
        .section(1)
        .safe()
        .no_envelope();
    let window = Duration::from_millis(200);
    let limit = Limit {
        size: LimitSize::Window {
            calls: 3,
            per_ms: window.as_millis().try_into().unwrap(),
        },
        scope: "key".into(),
        by: None,
        pool: None,
        counts: CountedCalls::All,
        headers: LimitHeaders::NONE,
        tiers: List::Borrowed(&[]),
    };
    let provider = Provider {
        limits: List::Owned(vec![limit]),
        ..provider::PROVIDER.clone()
    };
    let server = Server::always(Reply::json(200, "{}"));
    let credentials = specie_runtime::signing::Credentials::new()
        .with("public_key", "blocking limits")
        .with("private_key", "a secret of the client");
    let core = Core::builder(provider, credentials)
        .base_url(server.url())
        .timeout(LONG)
        .build()
        .unwrap();
    let started = Instant::now();
    let threads: Vec<_> = (0..10)
        .map(|_| {
            let core = core.clone();
            thread::spawn(move || core.run::<Json>(&PING, &()).wait().unwrap())
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    assert!(started.elapsed() >= window * 3, "{:?}", started.elapsed());
    assert_eq!(server.requests().len(), 10);
}
