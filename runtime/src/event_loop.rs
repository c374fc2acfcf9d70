//! Tokio runtimes on threads of their own, for work that does not belong on the thread of a caller.

use std::future::pending;
use std::io;
use std::sync::mpsc::sync_channel;
use tokio::runtime::{Builder, Handle};

/// Starts a thread that runs whatever is spawned on the returned handle, for the rest of the process.
///
/// # Errors
/// This machine cannot start another thread, or has no resources for its events.
pub(crate) fn start(name: &str) -> io::Result<Handle> {
    let (give, take) = sync_channel(1);
    // The runtime is built on its thread: dropped on the caller's, because that thread cannot be started, it would panic within a task.
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(
            move || match Builder::new_current_thread().enable_all().build() {
                Ok(runtime) => {
                    let _ = give.send(Ok(runtime.handle().clone()));
                    runtime.block_on(pending::<()>());
                }
                Err(error) => {
                    let _ = give.send(Err(error));
                }
            },
        )?;
    take.recv().map_err(io::Error::other)?
}
