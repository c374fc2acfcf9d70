//! Many processes use one key of CoinPayments at the same time, and are killed and started again all the while. The server rejects every
//! nonce that is not above the last, as the provider does. No call is rejected.
//!
//! `CALLS=100000 cargo test -p specie-tests --test shared_key -- --nocapture` makes more calls than the test does by default.

#![allow(missing_docs, reason = "tests")]

use specie::coinpayments::{Client, Credentials, GetCallbackAddress, Settings};
use specie::runtime::{FileStore, RedisStore};
use specie::{ErrorKind, Outcome};
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use test_server::{RedisServer, Reply, Server};

const PROCESSES: usize = 8;
const TASKS: usize = 32;
/// The longest that a call may take: for so long, the lock of a process that was killed stays in Redis.
const TIMEOUT: Duration = Duration::from_secs(2);

/// What a process that is started by the tests must know.
const SERVER: &str = "SPECIE_TEST_SERVER";
const STORE: &str = "SPECIE_TEST_SHARED_STORE";

/// How many calls must succeed.
fn wanted() -> usize {
    let given = std::env::var("CALLS").ok();
    given.map_or(1_500, |calls| calls.parse().expect("CALLS is a number"))
}

#[test]
fn processes_with_a_store_in_files_are_never_rejected() {
    let folder = tempfile::tempdir().unwrap();
    let store = format!("file:{}", folder.path().display());
    run("file store", &store, Duration::from_millis(700), |_| {});
}

#[test]
fn processes_with_a_store_in_redis_are_never_rejected() {
    let mut redis = RedisServer::start();
    let store = redis.url();
    let mut restarted = false;
    // The server forgets everything once, in the middle.
    run("Redis store", &store, TIMEOUT + TIMEOUT / 2, |accepted| {
        if !restarted && accepted > wanted() / 2 {
            redis.start_again();
            restarted = true;
        }
    });
    assert!(restarted);
}

/// Starts the processes, kills one every now and then, and checks what they and the server have seen.
fn run(name: &str, store: &str, kill_every: Duration, mut meanwhile: impl FnMut(usize)) {
    let start = Instant::now();
    let provider = Provider::start();
    let (say, said) = channel();
    let mut processes: Vec<Child> = (0..PROCESSES)
        .map(|_| spawn(provider.server.url(), store, &say))
        .collect();
    let mut killed = 0;
    let mut last_kill = Instant::now();
    loop {
        std::thread::sleep(Duration::from_millis(20));
        let accepted = provider.state().accepted;
        meanwhile(accepted);
        if accepted >= wanted() {
            break;
        }
        assert!(
            start.elapsed() < Duration::from_secs(60 + wanted() as u64 / 20),
            "{name}: only {accepted} calls; {:?}",
            said.try_iter().take(5).collect::<Vec<_>>()
        );
        if last_kill.elapsed() > kill_every {
            let process = &mut processes[killed % PROCESSES];
            process.kill().unwrap();
            process.wait().unwrap();
            *process = spawn(provider.server.url(), store, &say);
            killed += 1;
            last_kill = Instant::now();
        }
    }
    for process in &mut processes {
        process.kill().unwrap();
        process.wait().unwrap();
    }
    drop(say);
    check(name, &said, &provider, killed, start.elapsed());
}

fn check(name: &str, said: &Receiver<String>, provider: &Provider, killed: usize, time: Duration) {
    let said: Vec<String> = said.iter().collect();
    let is_failure = |line: &&String| line.starts_with("failed");
    let failures: Vec<&String> = said.iter().filter(is_failure).collect();
    let ended = said.iter().filter(|line| line.starts_with("late")).count();
    let state = provider.state();
    println!(
        "{name}: {} calls of {PROCESSES} processes with {TASKS} tasks in {:.1} s; {killed} processes killed; {} calls rejected, {ended} ended by their timeout or the store's failure; \
         the server saw {} late requests of processes that were killed",
        state.accepted,
        time.as_secs_f64(),
        failures.len(),
        state.late,
    );
    assert!(failures.is_empty(), "{name}: {failures:?}");
    assert!(killed > 0, "the test is about processes that are killed");
    // A request of a process that was killed may still be on its way when the next call is made. Nobody waits for its response.
    assert!(
        state.late <= killed,
        "{name}: {} late, {killed} killed",
        state.late
    );
}

/// Starts a process that makes calls until it is killed, and passes on the lines that it writes.
fn spawn(server: &str, store: &str, say: &Sender<String>) -> Child {
    let mut process = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "process_that_makes_calls", "--nocapture"])
        .env(SERVER, server)
        .env(STORE, store)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let (lines, say) = (
        BufReader::new(process.stdout.take().unwrap()).lines(),
        say.clone(),
    );
    std::thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            // The receiver is gone when the test has failed.
            let _ = say.send(line);
        }
    });
    process
}

/// Not a test by itself: the process that the tests start and kill.
#[tokio::test]
async fn process_that_makes_calls() {
    let (Ok(server), Ok(store)) = (std::env::var(SERVER), std::env::var(STORE)) else {
        return;
    };
    let builder = Client::builder(Credentials::new("pub_shared", "private"))
        .settings(Settings::new().nonce(true))
        .timeout(TIMEOUT)
        .base_url(&server);
    let client = match store.strip_prefix("file:") {
        Some(folder) => builder.store(FileStore::open(folder).unwrap()),
        None => builder.store(RedisStore::connect(&store).unwrap()),
    };
    let client = client.build().unwrap();
    for _ in 0..TASKS {
        let client = client.clone();
        tokio::spawn(async move {
            let request = GetCallbackAddress::new("BTC");
            loop {
                let Err(error) = client.get_callback_address(&request).await else {
                    continue;
                };
                // A call may wait for a key that a killed process held, or for a server that is restarted, until its time is over.
                match error.kind() {
                    ErrorKind::Timeout => println!("late: {error}"),
                    ErrorKind::Store if error.outcome() == Outcome::NotSent => {
                        println!("late: {error}")
                    }
                    kind => println!("failed: {kind:?} {error}"),
                }
            }
        });
    }
    std::future::pending::<()>().await;
}

/// A provider that accepts a nonce only if it is above the last.
struct Provider {
    server: Server,
    state: Arc<Mutex<Seen>>,
}

#[derive(Clone, Copy, Default)]
struct Seen {
    last: i128,
    accepted: usize,
    late: usize,
}

impl Provider {
    fn start() -> Self {
        let state = Arc::new(Mutex::new(Seen::default()));
        let shared = Arc::clone(&state);
        let server = Server::answering(move |request| {
            let mut members = request.text().split('&');
            let nonce = members.find_map(|member| member.strip_prefix("nonce="));
            let nonce: Option<i128> = nonce.and_then(|digits| digits.parse().ok());
            // A call without a nonce is not one of these tests.
            let Some(nonce) = nonce else {
                return Reply::close();
            };
            let accepted = shared.lock().unwrap().admit(nonce);
            let body = match accepted {
                true => r#"{"error":"ok","result":{"address":"A"}}"#,
                false => r#"{"error":"Nonce must be greater than the last one!","result":[]}"#,
            };
            Reply::json(200, body)
        });
        Self { server, state }
    }

    fn state(&self) -> Seen {
        *self.state.lock().unwrap()
    }
}

impl Seen {
    /// Whether this nonce is accepted.
    fn admit(&mut self, nonce: i128) -> bool {
        let accepted = nonce > self.last;
        match accepted {
            true => (self.last, self.accepted) = (nonce, self.accepted + 1),
            false => self.late += 1,
        }
        accepted
    }
}
