//! Separate threads for connections.
//!
//! The task that reads a connection of the HTTP client belongs to the library. It keeps running for as long as meaningless bytes arrive fast
//! enough: of an endless sequence of `100 Continue` it reads tens of megabytes before it yields. On the caller's thread it would block the
//! caller, and every timer that could cancel the call. These connections therefore run on separate threads of this process, one for each
//! server, and a caller only waits, on any executor. A server can block only its own thread.
//!
//! The direct way (`direct/`) bounds what is read at once, so its connections are polled by their callers. The threads make them and
//! watch their sockets.

use super::{TransportError, TransportFailure};
use crate::event_loop;
use std::future::Future;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, PoisonError};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

/// The maximum number of threads; further servers share them.
const THREADS: usize = 32;

/// Runs `work` on the thread of the server of `url` and returns its output. Dropping this future cancels `work`.
///
/// # Errors
/// A thread cannot be started, or `work` did not finish.
pub(super) async fn run<T: Send + 'static>(
    url: &str,
    work: impl Future<Output = Result<T, TransportError>> + Send + 'static,
) -> Result<T, TransportError> {
    let broken = |why| TransportError::maybe_sent(TransportFailure::Broken).caused_by(why);
    start(url, work)?.output().await.map_err(broken)?
}

/// Starts `work` on the thread of the server of `url`. Dropping the task cancels it.
///
/// # Errors
/// A thread cannot be started.
pub(super) fn start<T: Send + 'static>(
    url: &str,
    work: impl Future<Output = T> + Send + 'static,
) -> Result<Task<T>, TransportError> {
    Ok(Task::on(&handle_of(url)?, work))
}

/// The runtime on the thread of the server of `url`.
///
/// # Errors
/// A thread cannot be started.
pub(super) fn handle_of(url: &str) -> Result<Handle, TransportError> {
    thread_of(url).map_err(|why| TransportError::not_sent(TransportFailure::Connect).caused_by(why))
}

/// A task that is cancelled when its handle is dropped.
pub(super) struct Task<T>(JoinHandle<T>);

impl<T: Send + 'static> Task<T> {
    /// Starts `work` on a runtime.
    pub(super) fn on(runtime: &Handle, work: impl Future<Output = T> + Send + 'static) -> Self {
        Self(runtime.spawn(work))
    }

    /// What the task returns.
    ///
    /// # Errors
    /// It did not finish: it failed, or its runtime ends. It is not known what it did.
    pub(super) async fn output(mut self) -> Result<T, String> {
        (&mut self.0).await.map_err(|error| error.to_string())
    }
}

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The thread of a server. It starts when it is first needed and runs for the rest of the process.
fn thread_of(url: &str) -> Result<Handle, String> {
    static STARTED: Mutex<Vec<(String, Handle)>> = Mutex::new(Vec::new());
    let server = server_of(url);
    let mut started = STARTED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, handle)) = started.iter().find(|(known, _)| known == server) {
        return Ok(handle.clone());
    }
    if started.len() >= THREADS {
        let mut hasher = DefaultHasher::new();
        server.hash(&mut hasher);
        let index = usize::try_from(hasher.finish() % THREADS as u64).unwrap_or_default();
        if let Some((_, handle)) = started.get(index) {
            return Ok(handle.clone());
        }
    }
    let handle = event_loop::start("specie-network")
        .map_err(|error| format!("cannot start a thread for connections: {error}"))?;
    started.push((server.to_owned(), handle.clone()));
    Ok(handle)
}

/// The `https://host:port` of a URL.
pub(super) fn server_of(url: &str) -> &str {
    let host = url.find("://").map_or(0, |at| at + 3);
    let rest = url.get(host..).unwrap_or_default();
    let length = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    url.get(..host + length).unwrap_or(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_distinguished_by_scheme_host_and_port() {
        for (url, server) in [
            ("https://a.example/x?y", "https://a.example"),
            ("https://a.example?y", "https://a.example"),
            ("http://127.0.0.1:8080/https://b", "http://127.0.0.1:8080"),
            ("http://[::1]:1", "http://[::1]:1"),
        ] {
            assert_eq!(server_of(url), server);
        }
    }
}
