//! Stores in a Redis server, for processes on many machines.

mod dedup;
mod limits;
mod lock;
mod nonces;

use crate::Error;
use crate::stores::InProcessLock;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{FromRedisValue, Script, ScriptInvocation};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How long a response of the server may take.
const TIMEOUT: Duration = Duration::from_secs(2);

/// Nonces, locks, rate limits and handled deliveries in a Redis server (or one that speaks its protocol, such as Valkey), shared by all
/// processes that use it. It works within a Tokio runtime, and with blocking calls.
///
/// ```no_run
/// # fn main() -> Result<(), specie_runtime::Error> {
/// let store = specie_runtime::RedisStore::connect("redis://127.0.0.1/")?;
/// // Client::builder(credentials).store(store.clone()).build()?
/// # Ok(())
/// # }
/// ```
///
/// Each change is one script, which the server runs as a whole, by its own clock.
///
/// # When the server loses data
/// A Redis server may forget what it has written: after a restart without `appendfsync always`, after a failover to a replica that was
/// behind, or when it runs out of memory and removes keys. What that means:
///
/// - **Nonces never go back.** No nonce is ever issued that is more than a minute (and 4096 numbers) ahead of the server's clock. When the
///   record of a key is gone, or was written by another run of the server, the next nonce is as far ahead as that: above all that may have
///   been lost. This relies on the server's clock not going back by then; each process also remembers the last nonce that it received.
///   While nonces are that far ahead, a key has one nonce per unit of its clock: 1000 a second for milliseconds. Calls wait for them.
/// - **A lock may be lost.** So no key is locked in the first three seconds of a server, or after another took over: most calls that were in
///   flight end by then. If one takes longer, two calls of a key are in flight; the provider may then reject the one that arrives late,
///   because its nonce is too low. Nothing is done twice.
/// - **Rate limits start as unused.** The provider may respond that there were too many calls.
/// - **Deliveries may be handled again** that were handled shortly before. Keep an id of the delivery with what it changed, where that
///   must not happen.
///
/// A process that dies while it holds a key keeps others waiting for the rest of its call's timeout: the provider may still be working on
/// the call. The server must not be a cluster, because a call may count towards several limits at once.
#[derive(Clone)]
pub struct RedisStore(Arc<Inner>);

struct Inner {
    client: redis::Client,
    prefix: String,
    /// The connection; made again when it breaks. It belongs to the runtime in which it was first used.
    connection: Mutex<Option<ConnectionManager>>,
    /// Calls of this process wait here for each other, in order, before one of them waits for other processes.
    queue: InProcessLock,
    /// The last nonces that this process received.
    received: Mutex<HashMap<String, i128>>,
    scripts: Scripts,
}

struct Scripts {
    nonce: Script,
    lock: Script,
    unlock: Script,
    limits: Script,
    claim: Script,
    release: Script,
}

impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The address may contain a password.
        f.debug_struct("RedisStore")
            .field("prefix", &self.0.prefix)
            .finish_non_exhaustive()
    }
}

impl RedisStore {
    /// A store in the server at this address, such as `redis://:password@10.0.0.7:6379/0`. The connection is made when it is first needed.
    ///
    /// # Errors
    /// [`ErrorKind::Store`](crate::ErrorKind::Store): it is not an address of a Redis server.
    pub fn connect(address: &str) -> Result<Self, Error> {
        let client = redis::Client::open(address).map_err(|error| {
            // The error may repeat the address, which may contain a password.
            let why = error.detail().map_or("", |_| ", or names a feature that is off");
            Error::store(format!(
                "expected the address of a Redis server, such as `redis://127.0.0.1/`; what was given is none{why}"
            ))
        })?;
        Ok(Self::of(client))
    }

    /// A store in the server of this client, which has settings of its own, such as TLS.
    #[must_use]
    pub fn of(client: redis::Client) -> Self {
        Self::with_prefix(client, "specie:")
    }

    /// The same, with this text before the name of each key. Programs share what has the same prefix.
    #[must_use]
    pub fn with_prefix(client: redis::Client, prefix: impl Into<String>) -> Self {
        Self(Arc::new(Inner {
            client,
            prefix: prefix.into(),
            connection: Mutex::default(),
            queue: InProcessLock::default(),
            received: Mutex::default(),
            scripts: Scripts {
                nonce: Script::new(include_str!("nonces.lua")),
                lock: Script::new(include_str!("lock.lua")),
                unlock: Script::new(include_str!("unlock.lua")),
                limits: Script::new(include_str!("limits.lua")),
                claim: Script::new(include_str!("claim.lua")),
                release: Script::new(include_str!("release.lua")),
            },
        }))
    }

    fn key(&self, kind: &str, name: &str) -> String {
        format!("{}{kind}:{name}", self.0.prefix)
    }

    fn connection(&self) -> Result<ConnectionManager, Error> {
        let mut connection = self
            .0
            .connection
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(known) = &*connection {
            return Ok(known.clone());
        }
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(2)
            .set_connection_timeout(Some(TIMEOUT))
            .set_response_timeout(Some(TIMEOUT));
        let made = ConnectionManager::new_lazy_with_config(self.0.client.clone(), config);
        let made = made.map_err(failed)?;
        Ok(connection.insert(made).clone())
    }

    /// Runs a script. If the connection broke, the script may have run or not: each is written so that running it again does no harm.
    async fn run<T: FromRedisValue>(&self, call: &ScriptInvocation<'_>) -> Result<T, Error> {
        let mut connection = self.connection()?;
        match call.invoke_async(&mut connection).await {
            Err(error) if error.is_connection_dropped() || error.is_io_error() => {
                call.invoke_async(&mut connection).await.map_err(failed)
            }
            result => result.map_err(failed),
        }
    }
}

/// The error for a server that does not do what it is asked.
fn failed(error: redis::RedisError) -> Error {
    Error::store("the Redis server of the store failed").caused_by(error)
}

/// A duration in milliseconds, at least one and within what the server takes.
fn millis(duration: Duration) -> u64 {
    const TEN_YEARS: u128 = 10 * 365 * 24 * 60 * 60 * 1000;
    u64::try_from(duration.as_millis().clamp(1, TEN_YEARS)).unwrap_or(u64::MAX)
}
