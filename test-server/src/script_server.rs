//! A server that is a program of its own, written in another language.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

/// A server that a command runs: its first line of output is the port of loopback on which it listens. It ends with this value.
#[derive(Debug)]
pub struct ScriptServer {
    port: u16,
    process: Child,
}

impl ScriptServer {
    /// Runs the command, and waits until it listens.
    ///
    /// # Panics
    /// It cannot be run, or ends before it listens.
    #[must_use]
    pub fn start(mut command: Command) -> Self {
        let mut process = command
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("cannot run {command:?}: {error}"));
        let output = process.stdout.take().expect("it is piped");
        let mut line = String::new();
        let _ = BufReader::new(output).read_line(&mut line);
        match line.trim().parse() {
            Ok(port) => Self { port, process },
            Err(_) => {
                let _ = process.kill();
                let _ = process.wait();
                panic!("expected a port from {command:?}, found {line:?}")
            }
        }
    }

    /// The address, as clients take it: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for ScriptServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
