//! A server that fails in many ways: no call that moves money is executed twice, and each one that may have been is reported so.

use super::*;
use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};

/// What a provider that executes orders did: how often each one was executed, by its number.
#[derive(Clone, Default)]
struct Ledger(Arc<Mutex<HashMap<String, usize>>>);

impl Ledger {
    fn execute(&self, order: &str) {
        *self.0.lock().unwrap().entry(order.to_owned()).or_default() += 1;
    }

    fn executed(&self, order: &str) -> usize {
        self.0
            .lock()
            .unwrap()
            .get(order)
            .copied()
            .unwrap_or_default()
    }
}

/// The ways in which a request ends.
const FAULTS: u64 = 9;

/// Serves one connection. `fault` says how the n-th request of the server ends.
fn serve(
    mut stream: TcpStream,
    ledger: &Ledger,
    fault: &(dyn Fn() -> u64 + Send + Sync),
) -> std::io::Result<()> {
    const OK: &str = r#"{"error":"ok","result":1}"#;
    let head = |status: u16, length: usize| {
        format!("HTTP/1.1 {status} S\r\ncontent-length: {length}\r\n\r\n")
    };
    let mut unread = Vec::new();
    while let Some(body) = request(&mut stream, &mut unread)? {
        let order = member(&body, "order").unwrap_or("none").to_owned();
        match fault() {
            // The response is lost before it begins, and the provider did nothing.
            0 => return stream.shutdown(Shutdown::Both),
            // It did it, and the response is lost before, during and after its head, or within its body.
            1 => {
                ledger.execute(&order);
                return stream.shutdown(Shutdown::Both);
            }
            2 => {
                ledger.execute(&order);
                stream.write_all(b"HTTP/1.1 20")?;
                return stream.shutdown(Shutdown::Both);
            }
            3 => {
                ledger.execute(&order);
                stream.write_all(head(200, OK.len()).as_bytes())?;
                return stream.shutdown(Shutdown::Both);
            }
            4 => {
                ledger.execute(&order);
                stream.write_all(head(200, OK.len()).as_bytes())?;
                stream.write_all(&OK.as_bytes()[..9])?;
                return stream.shutdown(Shutdown::Both);
            }
            // A gateway that lost its provider, which did it.
            5 => {
                ledger.execute(&order);
                stream.write_all(format!("{}oops", head(500, 4)).as_bytes())?;
            }
            // Refused, and not done.
            6 => stream.write_all(format!("{}{{}}", head(429, 2)).as_bytes())?,
            // Done, byte by byte, on a connection that closes when it is idle: the next request may meet a stale connection.
            7 => {
                ledger.execute(&order);
                for byte in format!("{}{OK}", head(200, OK.len())).bytes() {
                    stream.write_all(&[byte])?;
                }
                return stream.shutdown(Shutdown::Both);
            }
            _ => {
                ledger.execute(&order);
                stream.write_all(format!("{}{OK}", head(200, OK.len())).as_bytes())?;
            }
        }
    }
    Ok(())
}

/// The body of the next request; `None`: the client closed the connection.
fn request(stream: &mut TcpStream, unread: &mut Vec<u8>) -> std::io::Result<Option<String>> {
    let mut part = [0; 4096];
    loop {
        let end = unread.windows(4).position(|four| four == b"\r\n\r\n");
        if let Some(end) = end {
            let head = String::from_utf8_lossy(&unread[..end]).to_lowercase();
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: ")?.trim().parse().ok());
            let whole = end + 4 + length.unwrap_or(0_usize);
            if unread.len() >= whole {
                let body = String::from_utf8_lossy(&unread[end + 4..whole]).into_owned();
                unread.drain(..whole);
                return Ok(Some(body));
            }
        }
        match stream.read(&mut part)? {
            0 => return Ok(None),
            count => unread.extend_from_slice(&part[..count]),
        }
    }
}

/// Starts a server whose requests end as `fault` says. Returns its address.
fn start(ledger: &Ledger, fault: impl Fn() -> u64 + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (ledger, fault) = (ledger.clone(), Arc::new(fault));
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (ledger, fault) = (ledger.clone(), Arc::clone(&fault));
            std::thread::spawn(move || serve(stream, &ledger, &*fault).ok());
        }
    });
    url
}

/// Numbers that look random and are the same in every run: a linear congruential generator (Knuth, MMIX).
fn numbers() -> impl Fn() -> u64 + Send + Sync {
    let state = Mutex::new(42_u64);
    move || {
        let mut state = state.lock().unwrap();
        *state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (*state >> 33) % FAULTS
    }
}

/// Calls per kind of operation, and how many of them are in progress at a time.
const CALLS: usize = 1_500;
const TASKS: usize = 8;

async fn run(operation: Operation<'static>, ledger: &Ledger) -> Vec<(String, Option<Error>)> {
    let url = start(ledger, numbers());
    let provider = specie_runtime::Provider {
        serial_nonce: false,
        ..provider::PROVIDER.clone()
    };
    let core = Core::builder(provider, credentials())
        .base_url(url)
        .timer(Simulated::new())
        .timeout(Duration::from_secs(100_000))
        .retries(RetryPolicy::default().budget(1_000_000))
        .build()
        .unwrap();
    let mut outcomes = Vec::new();
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..CALLS {
        if tasks.len() == TASKS {
            outcomes.push(tasks.join_next().await.unwrap().unwrap());
        }
        let core = core.clone();
        tasks.spawn(async move {
            let order = number.to_string();
            let params = Json::object([("order", order.as_str())]);
            let error = core.call(&operation, &params).await.err();
            (order, error)
        });
    }
    outcomes.extend(tasks.join_all().await);
    outcomes
}

#[tokio::test]
async fn what_must_not_be_repeated_is_executed_at_most_once_and_doubt_is_reported() {
    let ledger = Ledger::default();
    let outcomes = run(PAY, &ledger).await;
    let (mut done, mut in_doubt, mut not_done) = (0, 0, 0);
    for (order, error) in outcomes {
        let executed = ledger.executed(&order);
        assert!(executed <= 1, "{order} was executed {executed} times");
        match error {
            None => {
                assert_eq!(executed, 1, "{order} is said to be done");
                done += 1;
            }
            Some(error) => match error.outcome() {
                Outcome::Ambiguous => {
                    assert_eq!(error.reconcile(), Some("list"));
                    assert!(!error.is_retryable());
                    in_doubt += 1;
                }
                Outcome::Rejected | Outcome::NotSent => {
                    assert_eq!(executed, 0, "{order}: {error}");
                    not_done += 1;
                }
                other => panic!("{order}: {other:?} {error}"),
            },
        }
    }
    // Every way of failing occurred often.
    assert!(
        done > CALLS / 8 && in_doubt > CALLS / 3,
        "{done} {in_doubt} {not_done}"
    );
}

#[tokio::test]
async fn a_keyed_call_is_repeated_until_it_is_done() {
    let ledger = Ledger::default();
    let outcomes = run(KEYED.new_key(KeyForm::Uuid), &ledger).await;
    let failed = outcomes.iter().filter(|(_, error)| error.is_some()).count();
    // With a chance of 7 in 9 that an attempt fails, three fail in 47 of 100 calls.
    assert!(
        (CALLS * 4 / 10..CALLS * 55 / 100).contains(&failed),
        "{failed}"
    );
    for (order, error) in outcomes {
        let Some(error) = error else {
            assert!(ledger.executed(&order) >= 1);
            continue;
        };
        // An attempt that may have been executed is never forgotten.
        let refused = matches!(error.outcome(), Outcome::Rejected | Outcome::NotSent);
        assert!(!refused || ledger.executed(&order) == 0, "{order}: {error}");
        assert!(error.idempotency_key().is_some());
    }
}

#[tokio::test]
async fn a_safe_call_is_unanswered_at_worst() {
    let ledger = Ledger::default();
    for (_, error) in run(READ, &ledger).await {
        let outcome = error.map(|error| error.outcome());
        assert!(
            matches!(
                outcome,
                None | Some(Outcome::Unanswered | Outcome::Rejected)
            ),
            "{outcome:?}"
        );
    }
}
