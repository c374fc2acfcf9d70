//! A real Redis server, for tests of what is stored in one.

use crate::debian;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant, SystemTime};

/// Ports that no system hands out by itself: a server that is down for a moment keeps its own.
const PORTS: std::ops::Range<u16> = 15_000..30_000;

/// How long a server may take to listen.
const START: Duration = Duration::from_secs(20);

/// A `redis-server` on a port of loopback, without persistence: when it is restarted, it has forgotten everything. It ends with this value.
#[derive(Debug)]
pub struct RedisServer {
    port: u16,
    process: Child,
}

impl RedisServer {
    /// Starts a server.
    ///
    /// # Panics
    /// The program `redis-server` is not installed, or does not start.
    #[must_use]
    pub fn start() -> Self {
        let end = Instant::now() + START;
        loop {
            let port = next_port();
            if let Some(process) = run(port) {
                return Self { port, process };
            }
            assert!(
                Instant::now() < end,
                "redis-server does not start on any port"
            );
        }
    }

    /// The address, as clients take it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/", self.port)
    }

    /// Kills the server, as a machine that fails does.
    pub fn kill(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }

    /// Starts it again on the same port, without data.
    ///
    /// # Panics
    /// It does not start.
    pub fn start_again(&mut self) {
        self.kill();
        let end = Instant::now() + START;
        self.process = loop {
            if let Some(process) = run(self.port) {
                break process;
            }
            assert!(
                Instant::now() < end,
                "another program has the port {}",
                self.port
            );
            std::thread::sleep(Duration::from_millis(50));
        };
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Another port each time; tests of other processes rarely try the same.
fn next_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let start = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let start = u64::from(start.map_or(0, |since| since.subsec_nanos()) / 1_000);
    let mixed = (start ^ u64::from(std::process::id())).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
    let next = mixed + u64::from(NEXT.fetch_add(1, Ordering::Relaxed));
    let count = u64::from(PORTS.end - PORTS.start);
    PORTS.start + u16::try_from(next % count).unwrap_or_default()
}

/// Runs a server on this port until it responds. `None`: it ended, because another program has the port.
fn run(port: u16) -> Option<Child> {
    let spawn = || {
        Command::new("redis-server")
            .args(["--port", &port.to_string(), "--bind", "127.0.0.1"])
            .args(["--save", "", "--appendonly", "no", "--daemonize", "no"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
    };
    let mut process = spawn()
        .or_else(|error| if install() { spawn() } else { Err(error) })
        .unwrap_or_else(|error| {
            panic!(
                "cannot run `redis-server` ({error}); install it: `apt-get install redis-server`, `dnf install redis` or `brew install redis`"
            )
        });
    let end = Instant::now() + START;
    while !is_served_by(port, process.id()) {
        if process.try_wait().ok().flatten().is_some() {
            return None;
        }
        assert!(Instant::now() < end, "redis-server does not listen");
        std::thread::sleep(Duration::from_millis(5));
    }
    Some(process)
}

/// Whether the process with this id is the Redis server at the port: another program may have bound it first.
fn is_served_by(port: u16, id: u32) -> bool {
    let ask = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(Duration::from_secs(1)))?;
        stream.write_all(b"INFO server\r\nQUIT\r\n")?;
        let lines = BufReader::new(stream).lines();
        let own = format!("process_id:{id}");
        Ok(lines.map_while(Result::ok).any(|line| line == own))
    };
    ask().unwrap_or_default()
}

/// Installs the server where the tests may do that. Whether it is installed now.
fn install() -> bool {
    static INSTALLED: OnceLock<bool> = OnceLock::new();
    *INSTALLED.get_or_init(|| debian::install(&["redis-server"]))
}
