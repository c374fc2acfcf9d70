//! One call at a time for each key, where the provider requires it.

use crate::Error;
use crate::future::BoxFuture;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, LazyLock, Mutex, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::Mutex as AsyncMutex;

/// Lets one call at a time use a key, where the provider requires that requests arrive in the order of their nonces.
///
/// The default lock works within this process. Processes or machines that share a key need a lock that they share too, and a
/// [`NonceStore`](crate::NonceStore): set both on the builder of the client.
///
/// ```
/// use specie_runtime::{BoxFuture, Error, KeyGuard, KeyLock};
/// use std::time::Duration;
/// # use std::sync::Arc;
/// # #[derive(Clone)]
/// # struct Leases(Arc<std::sync::Mutex<Vec<String>>>);
/// # impl Leases {
/// #     async fn acquire(&self, name: String, _: Duration) -> Result<Lease, std::io::Error> {
/// #         let mut names = self.0.lock().unwrap();
/// #         if names.contains(&name) {
/// #             return Err(std::io::Error::other("connection refused"));
/// #         }
/// #         names.push(name.clone());
/// #         Ok(Lease(self.clone(), name))
/// #     }
/// # }
/// # struct Lease(Leases, String);
/// # impl Drop for Lease {
/// #     fn drop(&mut self) {
/// #         self.0.0.lock().unwrap().retain(|name| *name != self.1);
/// #     }
/// # }
///
/// /// Locks in a service that all machines use.
/// struct SharedLock {
///     leases: Leases,
/// }
///
/// impl KeyLock for SharedLock {
///     fn lock<'a>(
///         &'a self,
///         key: &'a str,
///         remaining: Duration,
///     ) -> BoxFuture<'a, Result<KeyGuard, Error>> {
///         Box::pin(async move {
///             // The lease expires by itself if this process dies, but not while the call may be in progress.
///             let lease = self.leases.acquire(format!("specie:{key}"), remaining).await;
///             match lease {
///                 Ok(lease) => Ok(KeyGuard::new(lease)), // dropping the lease releases it
///                 Err(error) => Err(Error::store("the lock service is not available").caused_by(error)),
///             }
///         })
///     }
/// }
/// # let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
/// # runtime.block_on(async {
/// # let lock = SharedLock { leases: Leases(Arc::default()) };
/// # let guard = lock.lock("key", Duration::from_secs(30)).await.unwrap();
/// # let error = lock.lock("key", Duration::from_secs(30)).await.unwrap_err();
/// # assert_eq!(error.kind(), specie_runtime::ErrorKind::Store);
/// # drop(guard);
/// # lock.lock("key", Duration::from_secs(30)).await.unwrap();
/// # });
/// ```
pub trait KeyLock: Send + Sync + 'static {
    /// Waits until no other call uses `key`. The returned guard holds the key until it is dropped: when the response was received, or
    /// when the attempt failed. If the caller drops the call while its request is in progress, the guard is dropped at the deadline of the
    /// attempt, on a thread of the runtime: the provider may be working on the request until then.
    ///
    /// `key` identifies provider and credentials without revealing them; it may be stored and logged. `remaining` is what remains of the
    /// call's timeout, at most [`Duration::MAX`]: after it, the call is cancelled and this future is dropped. A lock that expires by itself
    /// must not expire before that.
    ///
    /// # Errors
    /// The key is not locked. The call then ends with this error and the outcome [`NotSent`](crate::Outcome::NotSent).
    fn lock<'a>(
        &'a self,
        key: &'a str,
        remaining: Duration,
    ) -> BoxFuture<'a, Result<KeyGuard, Error>>;
}

impl<T: KeyLock + ?Sized> KeyLock for Arc<T> {
    fn lock<'a>(
        &'a self,
        key: &'a str,
        remaining: Duration,
    ) -> BoxFuture<'a, Result<KeyGuard, Error>> {
        T::lock(self, key, remaining)
    }
}

/// A key that a call holds. Dropping the guard releases the key.
#[must_use = "dropping the guard releases the key"]
pub struct KeyGuard {
    _resource: Box<dyn Send>,
}

impl KeyGuard {
    /// A guard that drops `resource` to release the key. Its `drop` must not block: it runs on the caller's thread.
    pub fn new(resource: impl Send + 'static) -> Self {
        Self {
            _resource: Box::new(resource),
        }
    }
}

impl fmt::Debug for KeyGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyGuard")
    }
}

/// Locks in memory, within this process.
#[derive(Debug, Default)]
pub struct InProcessLock(Mutex<HashMap<String, Weak<AsyncMutex<()>>>>);

impl InProcessLock {
    fn mutex(&self, key: &str) -> Arc<AsyncMutex<()>> {
        let mut locks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lock) = locks.get(key).and_then(Weak::upgrade) {
            return lock;
        }
        if locks.len() == locks.capacity() {
            // Before the map grows: keys that no call uses are forgotten.
            locks.retain(|_, lock| lock.strong_count() > 0);
        }
        let lock = Arc::new(AsyncMutex::new(()));
        locks.insert(key.to_owned(), Arc::downgrade(&lock));
        lock
    }
}

impl KeyLock for InProcessLock {
    fn lock<'a>(&'a self, key: &'a str, _: Duration) -> BoxFuture<'a, Result<KeyGuard, Error>> {
        let mutex = self.mutex(key);
        Box::pin(async move { Ok(KeyGuard::new(mutex.lock_owned().await)) })
    }
}

impl InProcessLock {
    /// The lock that all clients of this process share by default.
    pub(crate) fn shared() -> Arc<Self> {
        static SHARED: LazyLock<Arc<InProcessLock>> = LazyLock::new(Arc::default);
        Arc::clone(&SHARED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    fn poll<T>(future: std::pin::Pin<&mut impl Future<Output = T>>) -> Poll<T> {
        future.poll(&mut Context::from_waker(Waker::noop()))
    }

    #[test]
    fn a_key_is_held_by_one_call_and_other_keys_are_free() {
        let lock = InProcessLock::default();
        let mut first = pin!(lock.lock("a", Duration::MAX));
        let Poll::Ready(Ok(guard)) = poll(first.as_mut()) else {
            panic!("the key is free");
        };
        let mut second = pin!(lock.lock("a", Duration::MAX));
        assert!(poll(second.as_mut()).is_pending());
        let mut other = pin!(lock.lock("b", Duration::MAX));
        assert!(poll(other.as_mut()).is_ready());
        drop(guard);
        assert!(poll(second.as_mut()).is_ready());
    }

    #[test]
    fn keys_that_no_call_uses_are_forgotten() {
        let lock = InProcessLock::default();
        let held = lock.mutex("held");
        for number in 0..10_000 {
            drop(lock.mutex(&number.to_string()));
        }
        assert!(lock.0.lock().unwrap().len() < 100);
        assert!(Arc::ptr_eq(&held, &lock.mutex("held")));
    }
}
