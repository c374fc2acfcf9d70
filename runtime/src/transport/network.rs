//! Threads of their own for connections.
//!
//! The task that reads a connection belongs to the HTTP library, and it goes on for as long as bytes that mean nothing come fast enough: of an
//! endless run of `100 Continue` it takes tens of megabytes before it looks up. On the caller's thread it would hold the caller, with every
//! timer that could end the call. So connections run on threads of this process's own, one for each server, and a caller only waits, on
//! whatever executor it is. What a server holds is its own thread.

use super::{TransportError, TransportFailure};
use std::future::{Future, pending};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, PoisonError};
use tokio::runtime::{Builder, Handle};
use tokio::task::JoinHandle;

/// The most threads; servers beyond share them.
const THREADS: usize = 32;

/// Runs `work` on the thread of the server of `url` and gives what it gives. Dropped before, it ends `work` too.
///
/// # Errors
/// No thread can be started, or the work came to no end.
pub(super) async fn run<T: Send + 'static>(
    url: &str,
    work: impl Future<Output = Result<T, TransportError>> + Send + 'static,
) -> Result<T, TransportError> {
    let handle = thread_of(url)
        .map_err(|why| TransportError::not_sent(TransportFailure::Connect).caused_by(why))?;
    let mut task = Task(handle.spawn(work));
    match (&mut task.0).await {
        Ok(outcome) => outcome,
        // The library's fault: what was sent is not known.
        Err(error) => {
            Err(TransportError::maybe_sent(TransportFailure::Broken).caused_by(error.to_string()))
        }
    }
}

/// A task that ends with its handle.
struct Task<T>(JoinHandle<T>);

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The thread of a server, which starts when it is first needed and stays as long as the process.
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
        let place = usize::try_from(hasher.finish() % THREADS as u64).unwrap_or_default();
        if let Some((_, handle)) = started.get(place) {
            return Ok(handle.clone());
        }
    }
    let handle = start()?;
    started.push((server.to_owned(), handle.clone()));
    Ok(handle)
}

fn start() -> Result<Handle, String> {
    let why = |error: std::io::Error| format!("no thread for connections can be started: {error}");
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(why)?;
    let handle = runtime.handle().clone();
    std::thread::Builder::new()
        .name("specie-network".to_owned())
        .spawn(move || runtime.block_on(pending::<()>()))
        .map_err(why)?;
    Ok(handle)
}

/// `https://host:port` of an address.
fn server_of(url: &str) -> &str {
    let host = url.find("://").map_or(0, |at| at + 3);
    let rest = url.get(host..).unwrap_or_default();
    let length = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    url.get(..host + length).unwrap_or(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_told_apart_by_scheme_host_and_port() {
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
