//! Four processes share a rate limit by a Redis server. The provider refuses every call that is one too many in any stretch of its window. No
//! call is refused, and nearly all that is allowed is used.
//!
//! `CALLS=10000 cargo test -p specie-runtime --features redis --test shared_limits -- --nocapture` makes more calls than the test does by default.
#![cfg(all(feature = "http", feature = "redis"))]
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "support/provider.rs"]
mod provider;

use specie_runtime::signing::Credentials;
use specie_runtime::signing::plan::List;
use specie_runtime::{
    Core, CountedCalls, Json, Limit, LimitHeaders, LimitSize, Operation, Provider, RedisStore,
    RetryPolicy,
};
use std::collections::VecDeque;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use test_server::{RedisServer, Reply, Server};

const PROCESSES: usize = 4;
const TASKS: usize = 12;

/// What the provider allows: this many calls in any stretch of this length.
const ALLOWED: u32 = 400;
const WINDOW: Duration = Duration::from_secs(4);

/// What a process that is started by the test must know.
const SERVER: &str = "SPECIE_TEST_SERVER";
const STORE: &str = "SPECIE_TEST_SHARED_STORE";

const READ: Operation<'static> = Operation::new("read", "POST", "read").safe();

/// How many calls the provider must have seen.
fn wanted() -> usize {
    let given = std::env::var("CALLS").ok();
    given.map_or(800, |calls| calls.parse().expect("CALLS is a number"))
}

#[test]
fn a_limit_that_processes_share_is_used_and_never_exceeded() {
    let redis = RedisServer::start();
    let seen = Arc::new(Mutex::new(Seen::default()));
    let server = serve(&seen);
    let mut processes: Vec<Child> = (0..PROCESSES)
        .map(|_| spawn(server.url(), &redis.url()))
        .collect();
    let started = Instant::now();
    let full = f64::from(ALLOWED) / WINDOW.as_secs_f64();
    let longest = Duration::from_secs_f64(30.0 + 2.0 * wanted() as f64 / full);
    loop {
        std::thread::sleep(Duration::from_millis(20));
        if seen.lock().unwrap().accepted.len() > wanted() {
            break;
        }
        assert!(started.elapsed() < longest, "{:?}", seen.lock().unwrap());
    }
    for process in &mut processes {
        process.kill().unwrap();
        process.wait().unwrap();
    }
    let seen = seen.lock().unwrap();
    // The calls of whole windows, and the time until the next window begins.
    let windows = wanted() / ALLOWED as usize;
    let time = seen.accepted[windows * ALLOWED as usize] - seen.accepted[0];
    let rate = windows as f64 * WINDOW.as_secs_f64() / time.as_secs_f64();
    println!(
        "{} calls of {PROCESSES} processes in {:.1} s: {} refused, {:.1} % of the allowed rate",
        windows * ALLOWED as usize,
        time.as_secs_f64(),
        seen.refused,
        rate * 100.0
    );
    assert_eq!(seen.refused, 0);
    assert!(rate >= 0.95, "{rate}");
}

/// What arrived at the provider.
#[derive(Debug, Default)]
struct Seen {
    accepted: Vec<Instant>,
    refused: usize,
    /// When the calls arrived that count now.
    counted: VecDeque<Instant>,
}

impl Seen {
    /// Whether a call that arrives now is allowed.
    fn admit(&mut self) -> bool {
        let now = Instant::now();
        while self.counted.front().is_some_and(|at| now - *at >= WINDOW) {
            self.counted.pop_front();
        }
        let allowed = self.counted.len() < ALLOWED as usize;
        match allowed {
            true => {
                self.counted.push_back(now);
                self.accepted.push(now);
            }
            false => self.refused += 1,
        }
        allowed
    }
}

/// Starts the provider.
fn serve(seen: &Arc<Mutex<Seen>>) -> Server {
    let seen = Arc::clone(seen);
    Server::answering(move |_| match seen.lock().unwrap().admit() {
        true => Reply::json(200, r#"{"error":"ok","result":1}"#),
        false => Reply::json(429, r#"{"error":"slow down"}"#),
    })
}

fn spawn(server: &str, store: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "process_that_makes_calls", "--nocapture"])
        .env(SERVER, server)
        .env(STORE, store)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Not a test by itself: the process that the test starts and kills.
#[tokio::test]
async fn process_that_makes_calls() {
    let (Ok(server), Ok(store)) = (std::env::var(SERVER), std::env::var(STORE)) else {
        return;
    };
    let limit = Limit {
        size: LimitSize::Window {
            calls: ALLOWED,
            per_ms: WINDOW.as_millis().try_into().unwrap(),
        },
        scope: "key".into(),
        by: None,
        pool: None,
        counts: CountedCalls::All,
        headers: LimitHeaders::NONE,
        tiers: List::Borrowed(&[]),
    };
    let provider = Provider {
        limits: vec![limit].into(),
        serial_nonce: false,
        ..provider::PROVIDER.clone()
    };
    let credentials = Credentials::new()
        .with("public_key", "shared")
        .with("private_key", "a secret of the client");
    let core = Core::builder(provider, credentials)
        .base_url(server)
        .limit_store(RedisStore::connect(&store).unwrap())
        .retries(RetryPolicy::never())
        .build()
        .unwrap();
    for _ in 0..TASKS {
        let core = core.clone();
        tokio::spawn(async move {
            loop {
                // The provider counts what it refuses.
                let _ = core.call(&READ, &Json::object::<&str, Json>([])).await;
            }
        });
    }
    std::future::pending::<()>().await;
}
