//! A server that is a program of its own, written in another language.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

/// A server that a command runs: its first line of output is the port of loopback on which it listens. It ends with this value; and its
/// input ends with the process of the test, so that it can end itself if the test is killed.
#[derive(Debug)]
pub struct ScriptServer {
    url: String,
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
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("cannot run {command:?}: {error}"));
        let output = process.stdout.take().expect("it is piped");
        let mut line = String::new();
        let _ = BufReader::new(output).read_line(&mut line);
        match line.trim().parse::<u16>() {
            Ok(port) => Self {
                url: format!("http://127.0.0.1:{port}"),
                process,
            },
            Err(_) => {
                let _ = process.kill();
                let _ = process.wait();
                panic!("expected a port from {command:?}, found {line:?}")
            }
        }
    }

    /// The address, as clients take it: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for ScriptServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
