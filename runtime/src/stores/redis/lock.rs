//! Locks on keys in a Redis server: leases, given in the order in which they were asked for.

use super::{RedisStore, millis};
use crate::Error;
use crate::future::BoxFuture;
use crate::random::random_bytes;
use crate::stores::{KeyGuard, KeyLock, digest};
use redis::ScriptInvocation;
use std::time::Duration;
use tokio::runtime::Handle;

/// After this time without asking again, one who waits has lost its place.
const SILENCE: Duration = Duration::from_millis(250);

/// For how long no key is locked after the server was started or replaced.
const GRACE: Duration = Duration::from_secs(3);

/// How often the first in the queue asks, and the others.
const FIRST: Duration = Duration::from_millis(1);
const OTHERS: Duration = Duration::from_millis(10);

/// The longest lease: a call without a timeout holds a key no longer than that.
const LONGEST: Duration = Duration::from_secs(60 * 60);

impl KeyLock for RedisStore {
    fn lock<'a>(
        &'a self,
        key: &'a str,
        remaining: Duration,
    ) -> BoxFuture<'a, Result<KeyGuard, Error>> {
        Box::pin(async move {
            let turn = self.0.queue.lock(key, remaining).await?;
            let runtime = Handle::try_current().map_err(|error| {
                Error::store("the Redis store needs a Tokio runtime").caused_by(error)
            })?;
            // From here on, dropping it gives up the place in the queue or the lock.
            let held = Held {
                store: self.clone(),
                key: key.to_owned(),
                owner: digest(&random_bytes()?),
                runtime,
            };
            loop {
                let mut call = self.0.scripts.lock.prepare_invoke();
                add_names(&mut call, self, &held.key, &held.owner);
                call.arg(millis(remaining.min(LONGEST)))
                    .arg(millis(SILENCE))
                    .arg(millis(GRACE));
                match self.run::<u8>(&call).await? {
                    0 => return Ok(KeyGuard::new((held, turn))),
                    1 => tokio::time::sleep(FIRST).await,
                    _ => tokio::time::sleep(OTHERS).await,
                }
            }
        })
    }
}

/// A lock, or a place in the queue.
struct Held {
    store: RedisStore,
    key: String,
    owner: String,
    runtime: Handle,
}

/// Names the keys of the lock, and who acts.
fn add_names(call: &mut ScriptInvocation<'_>, store: &RedisStore, key: &str, owner: &str) {
    for kind in ["lock", "queue", "alive"] {
        call.key(store.key(kind, key));
    }
    call.key(store.key("run", ""));
    call.arg(owner);
}

impl Drop for Held {
    fn drop(&mut self) {
        let store = self.store.clone();
        let (key, owner) = (
            std::mem::take(&mut self.key),
            std::mem::take(&mut self.owner),
        );
        // If the server is not reached, or the runtime ends, the lease expires.
        self.runtime.spawn(async move {
            let mut call = store.0.scripts.unlock.prepare_invoke();
            add_names(&mut call, &store, &key, &owner);
            let _ = store.run::<u8>(&call).await;
        });
    }
}
