//! A server that fails in many ways: no call that moves money is executed twice, and each one that may have been is reported so.
//!
//! `CALLS=10000 cargo test -p specie-runtime --test retries faults -- --nocapture` makes more calls of each kind than the test does by default.

use super::*;
use std::collections::{BTreeMap, HashMap};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Instant;
use test_server::Server;

/// How long one attempt may take.
const ATTEMPT: Duration = Duration::from_millis(100);

/// How many calls are in progress at a time.
const TASKS: usize = 16;

const OK: &str = r#"{"error":"ok","result":1}"#;

/// Calls per kind of operation.
fn calls() -> usize {
    let given = std::env::var("CALLS").ok();
    given.map_or(1_500, |calls| calls.parse().expect("CALLS is a number"))
}

/// How a request ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fault {
    /// Executed, and the response arrives.
    None,
    /// Executed; an informational response comes before the one that counts.
    Hints,
    /// Executed; the response arrives byte by byte.
    Trickle,
    /// Executed; the connection is closed behind the response.
    LastResponse,
    /// Executed; the connection stays open, and is reset when the next request arrives, which is not executed.
    Stale,
    /// Not executed: the connection is closed, or reset with the request unread.
    Closed,
    Reset,
    /// Executed, and the connection is closed or reset without a response.
    DoneThenClosed,
    DoneThenReset,
    /// Executed; the response ends within its head, behind it, or within its body.
    CutHead,
    CutBeforeBody,
    CutBody,
    /// Executed; a body in chunks, or without a length, ends too early.
    CutChunks,
    CutWithoutLength,
    /// Executed; the head arrives, and the body never does.
    StuckBody,
    /// Executed; the bytes come too slowly for the timeout.
    TooSlow,
    /// Executed, or not executed, or executed after the client has given up; there is never a response.
    DoneThenSilent,
    Silent,
    DoneTooLate,
    /// Executed; a gateway reports that it has lost its back end, or shows a page of its own.
    Gateway,
    Page,
    /// Executed; what arrives is not HTTP.
    Garbage,
    /// Not executed: the service is down, or there were too many calls.
    Down,
    TooMany,
}

const FAULTS: [Fault; 24] = [
    Fault::None,
    Fault::Hints,
    Fault::Trickle,
    Fault::LastResponse,
    Fault::Stale,
    Fault::Closed,
    Fault::Reset,
    Fault::DoneThenClosed,
    Fault::DoneThenReset,
    Fault::CutHead,
    Fault::CutBeforeBody,
    Fault::CutBody,
    Fault::CutChunks,
    Fault::CutWithoutLength,
    Fault::StuckBody,
    Fault::TooSlow,
    Fault::DoneThenSilent,
    Fault::Silent,
    Fault::DoneTooLate,
    Fault::Gateway,
    Fault::Page,
    Fault::Garbage,
    Fault::Down,
    Fault::TooMany,
];

impl Fault {
    /// One that looks random and is the same in every run: a linear congruential generator (Knuth, MMIX). Every other request has no fault.
    fn next(state: &Mutex<u64>) -> Self {
        let mut state = state.lock().unwrap();
        *state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let number = usize::try_from(*state >> 33).unwrap();
        match number % 2 {
            0 => Self::None,
            _ => FAULTS[number / 2 % FAULTS.len()],
        }
    }
}

/// What the server did: the keys with which each order was executed, in order, and how often each fault occurred.
#[derive(Clone, Default)]
struct Ledger(Arc<Mutex<Book>>);

#[derive(Default)]
struct Book {
    executed: HashMap<String, Vec<String>>,
    faults: BTreeMap<Fault, usize>,
    /// Requests that will be executed after their clients have given up.
    late: usize,
}

impl Ledger {
    fn book(&self) -> std::sync::MutexGuard<'_, Book> {
        self.0.lock().unwrap()
    }

    /// Executes the order in the body of a request.
    fn execute(&self, body: &str) {
        let of = |name| member(body, name).unwrap_or("none").to_owned();
        let mut book = self.book();
        book.executed.entry(of("order")).or_default().push(of("id"));
    }

    fn executed(&self, order: &str) -> Vec<String> {
        self.book().executed.get(order).cloned().unwrap_or_default()
    }

    /// Waits until nothing will be executed any more.
    fn settle(&self) {
        let end = Instant::now() + Duration::from_secs(60);
        while self.book().late > 0 {
            assert!(Instant::now() < end, "the server does not finish");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

/// Serves one connection, until a fault or the client ends it.
fn serve(mut stream: TcpStream, ledger: &Ledger, random: &Mutex<u64>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    while let Some(Request { body, length }) = arrived(&stream)? {
        let fault = Fault::next(random);
        *ledger.book().faults.entry(fault).or_default() += 1;
        // A connection that is dropped with bytes unread is reset.
        match fault {
            Fault::Reset => return Ok(()),
            Fault::DoneThenReset => {
                ledger.execute(&body);
                return Ok(());
            }
            _ => stream.read_exact(&mut vec![0; length])?,
        }
        let not_executed = [
            Fault::Closed,
            Fault::Silent,
            Fault::DoneTooLate,
            Fault::Down,
            Fault::TooMany,
        ];
        if !not_executed.contains(&fault) {
            ledger.execute(&body);
        }
        match fault {
            Fault::None => stream.write_all(whole(200, OK).as_bytes())?,
            Fault::Hints => {
                stream.write_all(b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n")?;
                stream.write_all(whole(200, OK).as_bytes())?;
            }
            Fault::Trickle => {
                for byte in whole(200, OK).bytes() {
                    stream.write_all(&[byte])?;
                }
            }
            Fault::LastResponse => return stream.write_all(whole(200, OK).as_bytes()),
            Fault::Stale => {
                stream.write_all(whole(200, OK).as_bytes())?;
                stream.peek(&mut [0])?;
                return Ok(());
            }
            Fault::Closed | Fault::DoneThenClosed => return Ok(()),
            Fault::CutHead => return stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-le"),
            Fault::CutBeforeBody => return stream.write_all(head(200, OK.len()).as_bytes()),
            Fault::CutBody => {
                stream.write_all(head(200, OK.len()).as_bytes())?;
                return stream.write_all(&OK.as_bytes()[..9]);
            }
            Fault::CutChunks => {
                let chunks = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
                return stream.write_all(format!("{chunks}{:x}\r\n{OK}\r\n", OK.len()).as_bytes());
            }
            Fault::CutWithoutLength => {
                return stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n{\"error\":\"ok\",\"res");
            }
            Fault::StuckBody => {
                stream.write_all(head(200, OK.len()).as_bytes())?;
                return wait_for_client(&mut stream);
            }
            Fault::TooSlow => {
                for byte in whole(200, OK).bytes() {
                    stream.write_all(&[byte])?;
                    std::thread::sleep(ATTEMPT / 40);
                }
            }
            Fault::DoneThenSilent | Fault::Silent => return wait_for_client(&mut stream),
            Fault::DoneTooLate => {
                ledger.book().late += 1;
                std::thread::sleep(ATTEMPT * 2);
                ledger.execute(&body);
                ledger.book().late -= 1;
                stream.write_all(whole(200, OK).as_bytes())?;
            }
            Fault::Gateway => stream.write_all(whole(504, "upstream timed out").as_bytes())?,
            Fault::Page => stream.write_all(whole(200, "<html>Please wait</html>").as_bytes())?,
            Fault::Garbage => {
                return stream.write_all(b"\x16\x03\x01\x02\x00 this is not HTTP\r\n\r\n");
            }
            Fault::Down => stream.write_all(whole(503, "").as_bytes())?,
            Fault::TooMany => stream.write_all(whole(429, "{}").as_bytes())?,
            Fault::Reset | Fault::DoneThenReset => {}
        }
    }
    Ok(())
}

fn head(status: u16, length: usize) -> String {
    format!("HTTP/1.1 {status} S\r\ncontent-length: {length}\r\n\r\n")
}

fn whole(status: u16, body: &str) -> String {
    format!("{}{body}", head(status, body.len()))
}

/// Says nothing until the client closes the connection.
fn wait_for_client(stream: &mut TcpStream) -> std::io::Result<()> {
    while stream.read(&mut [0; 64])? > 0 {}
    Ok(())
}

/// A request that has arrived and is not yet read.
struct Request {
    body: String,
    length: usize,
}

/// Waits for the next request; `None`: the client closed the connection.
fn arrived(stream: &TcpStream) -> std::io::Result<Option<Request>> {
    let mut bytes = [0; 8192];
    loop {
        let count = stream.peek(&mut bytes)?;
        if count == 0 {
            return Ok(None);
        }
        let bytes = &bytes[..count];
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: ")?.trim().parse().ok());
            let length = end + 4 + length.unwrap_or(0_usize);
            if let Some(body) = bytes.get(end + 4..length) {
                let body = String::from_utf8_lossy(body).into_owned();
                return Ok(Some(Request { body, length }));
            }
        }
        // It looks at the same bytes until there are more.
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Starts a server. Returns its address.
fn start(ledger: &Ledger) -> String {
    let (ledger, random) = (ledger.clone(), Mutex::new(42));
    let server = Server::connected(move |stream| serve(stream, &ledger, &random));
    server.url().to_owned()
}

/// Makes the calls. Returns each order with its error.
async fn run(operation: Operation<'static>, ledger: &Ledger) -> Vec<(String, Option<Error>)> {
    let started = Instant::now();
    let provider = specie_runtime::Provider {
        serial_nonce: false,
        ..provider::PROVIDER.clone()
    };
    let pause = Duration::from_millis(2);
    let core = Core::builder(provider, credentials())
        .base_url(start(ledger))
        .timeout(Duration::from_secs(100))
        .attempt_timeout(ATTEMPT)
        .retries(
            RetryPolicy::default()
                .first_pause(pause)
                .longest_pause(pause)
                .budget(1_000_000),
        )
        .build()
        .unwrap();
    let mut outcomes = Vec::new();
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..calls() {
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
    ledger.settle();
    print(operation.name, &outcomes, ledger, started.elapsed());
    outcomes
}

/// The figures of a run; every fault must have occurred.
fn print(name: &str, outcomes: &[(String, Option<Error>)], ledger: &Ledger, time: Duration) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (_, error) in outcomes {
        let outcome = error.as_ref().map(|error| format!("{:?}", error.outcome()));
        *counts
            .entry(outcome.unwrap_or_else(|| "Done".to_owned()))
            .or_default() += 1;
    }
    let book = ledger.book();
    let times = book.executed.values().map(Vec::len);
    println!(
        "{name}: {} calls in {:.1} s: {counts:?}; {} orders executed, {} of them more than once; faults: {:?}",
        outcomes.len(),
        time.as_secs_f64(),
        book.executed.len(),
        times.filter(|times| *times > 1).count(),
        book.faults,
    );
    assert_eq!(book.faults.len(), FAULTS.len(), "{:?}", book.faults);
}

#[tokio::test]
async fn what_must_not_be_repeated_is_executed_at_most_once_and_doubt_is_reported() {
    let ledger = Ledger::default();
    let outcomes = run(PAY, &ledger).await;
    let (mut done, mut in_doubt) = (0, 0);
    for (order, error) in outcomes {
        let executed = ledger.executed(&order).len();
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
                }
                other => panic!("{order}: {other:?} {error}"),
            },
        }
    }
    // Doubt is not the answer to everything: about six in ten requests are answered.
    assert!(
        done > calls() * 4 / 10 && in_doubt > calls() / 5,
        "{done} {in_doubt}"
    );
}

#[tokio::test]
async fn a_keyed_call_is_repeated_with_one_key_until_it_is_done() {
    let ledger = Ledger::default();
    let outcomes = run(KEYED, &ledger).await;
    let (mut repeated, mut done) = (0, 0);
    for (order, error) in outcomes {
        let mut keys = ledger.executed(&order);
        let times = keys.len();
        keys.dedup();
        // A provider that knows the key executes it once.
        assert!(keys.len() <= 1, "{order} was executed with {keys:?}");
        repeated += usize::from(times > 1);
        let Some(error) = error else {
            assert_eq!(keys.len(), 1, "{order} is said to be done");
            done += 1;
            continue;
        };
        // An attempt that may have been executed is never forgotten.
        let refused = matches!(error.outcome(), Outcome::Rejected | Outcome::NotSent);
        assert!(!refused || keys.is_empty(), "{order}: {error}");
        assert!(error.idempotency_key().is_some());
        if let [key] = &keys[..] {
            assert_eq!(error.idempotency_key(), Some(key.as_str()));
        }
    }
    assert!(
        done > calls() * 8 / 10 && repeated > calls() / 20,
        "{done} {repeated}"
    );
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
