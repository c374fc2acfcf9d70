//! Tokio runtimes on threads of their own, for work that does not belong on the thread of a caller.

use std::future::pending;
use std::io;
use tokio::runtime::{Builder, Handle};

/// Starts a thread that runs whatever is spawned on the returned handle, for the rest of the process.
///
/// # Errors
/// This machine cannot start another thread, or has no resources for its events.
pub(crate) fn start(name: &str) -> io::Result<Handle> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(move || runtime.block_on(pending::<()>()))?;
    Ok(handle)
}
