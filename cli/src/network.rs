//! What runs calls and servers.

use crate::failure::Failure;
use tokio::runtime::{Builder, Runtime};

/// Starts a runtime with sockets and timers on this thread.
///
/// # Errors
/// This machine has no resources for its events.
pub fn start() -> Result<Runtime, Failure> {
    let runtime = Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| Failure::findings(format!("cannot start the network: {error}")))
}
