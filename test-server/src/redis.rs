//! A real Redis server, for tests of what is stored in one.

use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// A `redis-server` on a free port of loopback, without persistence: when it is restarted, it has forgotten everything. It ends with this
/// value.
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
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .expect("a free port")
            .port();
        Self {
            port,
            process: run(port),
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
    pub fn start_again(&mut self) {
        self.kill();
        self.process = run(self.port);
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.kill();
    }
}

fn run(port: u16) -> Child {
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
    let end = Instant::now() + Duration::from_secs(20);
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        let ended = process.try_wait().ok().flatten();
        assert!(ended.is_none(), "redis-server ended at once: {ended:?}");
        assert!(Instant::now() < end, "redis-server does not listen");
        std::thread::sleep(Duration::from_millis(5));
    }
    process
}

/// Installs the server on a Debian machine, if the tests may do that there: as root, as in a container. Whether it is installed now.
fn install() -> bool {
    static INSTALLED: OnceLock<bool> = OnceLock::new();
    *INSTALLED.get_or_init(|| {
        let apt = |arguments: &[&str]| {
            let mut apt = Command::new("apt-get");
            apt.args(["-qq", "-o", "DPkg::Lock::Timeout=120"])
                .args(arguments)
                .env("DEBIAN_FRONTEND", "noninteractive")
                .stdin(Stdio::null())
                .stdout(Stdio::null());
            apt.status().is_ok_and(|status| status.success())
        };
        apt(&["update"]) && apt(&["install", "-y", "--no-install-recommends", "redis-server"])
    })
}
