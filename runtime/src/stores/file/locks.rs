//! Locks on keys, as locks of the system on files: the kernel releases those of a process that ends.

use super::open_files::{lock, open, try_lock};
use super::{FileStore, failed, on_thread};
use crate::Error;
use crate::future::BoxFuture;
use crate::stores::{KeyGuard, KeyLock};
use std::fs::File;
use std::path::Path;
use std::time::Duration;

impl KeyLock for FileStore {
    /// Waits first for the calls of this process, then for other processes. A process that just released the key waits behind those that
    /// wait for it already: whoever waits next holds a second file, the queue.
    fn lock<'a>(
        &'a self,
        key: &'a str,
        remaining: Duration,
    ) -> BoxFuture<'a, Result<KeyGuard, Error>> {
        Box::pin(async move {
            let turn = self.0.queue.lock(key, remaining).await?;
            let (queue, file) = (self.path("queue", key), self.path("lock", key));
            if let Some(locked) = lock_now(&queue, &file)? {
                return Ok(KeyGuard::new((locked, turn)));
            }
            // If this call stops waiting, the thread still waits; only then do the next calls of this process, so that there is one thread.
            on_thread(move || {
                let queued = opened(&queue)?;
                lock(&queued).map_err(|error| failed("lock", &queue, error))?;
                let locked = opened(&file)?;
                lock(&locked).map_err(|error| failed("lock", &file, error))?;
                Ok(KeyGuard::new((locked, turn)))
            })
            .await
        })
    }
}

/// Locks the file, if nobody holds it or waits for it.
fn lock_now(queue: &Path, file: &Path) -> Result<Option<File>, Error> {
    let queued = opened(queue)?;
    if !try_lock(&queued).map_err(|error| failed("lock", queue, error))? {
        return Ok(None);
    }
    let locked = opened(file)?;
    let taken = try_lock(&locked).map_err(|error| failed("lock", file, error))?;
    Ok(taken.then_some(locked))
}

fn opened(path: &Path) -> Result<File, Error> {
    open(path).map_err(|error| failed("open", path, error))
}
