//! Threads of their own for connections.
//!
//! The task that reads a connection belongs to the HTTP library, and it goes on for as long as bytes that mean nothing come fast enough: an
//! endless run of `100 Continue` is tens of megabytes before it looks up. On the caller's thread it would hold the caller, with every timer
//! that could end the call. So connections run on threads of this process's own, and a caller only waits, on whatever executor it is.

use super::{TransportError, TransportFailure};
use std::future::Future;
use std::sync::OnceLock;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

/// Threads: a connection that holds one leaves the other to the rest.
const THREADS: usize = 2;

/// Runs `work` on the threads of connections and gives what it gives. Dropped before, it ends `work` too.
///
/// # Errors
/// No threads can be started, or the work came to no end.
pub(super) async fn run<T: Send + 'static>(
    work: impl Future<Output = Result<T, TransportError>> + Send + 'static,
) -> Result<T, TransportError> {
    let mut task = match runtime() {
        Ok(runtime) => Task(runtime.spawn(work)),
        Err(why) => {
            return Err(TransportError::not_sent(TransportFailure::Connect).caused_by(why));
        }
    };
    match (&mut task.0).await {
        Ok(outcome) => outcome,
        // The library's fault, or this process is ending: what was sent is not known.
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

/// The threads, which start when they are first needed and stay as long as the process.
fn runtime() -> Result<&'static Runtime, &'static str> {
    static RUNTIME: OnceLock<Result<Runtime, String>> = OnceLock::new();
    let started = RUNTIME.get_or_init(|| {
        Builder::new_multi_thread()
            .worker_threads(THREADS)
            .thread_name("specie-network")
            .enable_all()
            .build()
            .map_err(|error| format!("no threads for connections can be started: {error}"))
    });
    started.as_ref().map_err(String::as_str)
}
