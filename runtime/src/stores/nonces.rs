//! Nonces: numbers that a key uses only once, each larger than the one before.

use crate::Error;
use crate::future::BoxFuture;
use crate::signing::plan::Unit;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// Issues nonces. The default store counts in memory, for all clients of this process that use the same key. Processes that share a key
/// need a store that they share too.
///
/// ```
/// use specie_runtime::signing::plan::Unit;
/// use specie_runtime::{BoxFuture, Error, NonceStore};
/// # struct Database(Option<std::sync::Mutex<i128>>);
/// # impl Database {
/// #     async fn advance(&self, _: &str, least: i128) -> Result<i128, std::io::Error> {
/// #         let last = self.0.as_ref().ok_or_else(|| std::io::Error::other("connection refused"))?;
/// #         let mut last = last.lock().unwrap();
/// #         *last = least.max(*last + 1);
/// #         Ok(*last)
/// #     }
/// # }
///
/// /// Counts in a database that all processes use.
/// struct SharedNonces {
///     database: Database,
/// }
///
/// impl NonceStore for SharedNonces {
///     fn next<'a>(
///         &'a self,
///         key: &'a str,
///         _: Unit,
///         least: i128,
///     ) -> BoxFuture<'a, Result<i128, Error>> {
///         Box::pin(async move {
///             // One atomic statement: SET last = max(last + 1, least) WHERE key = … RETURNING last
///             self.database.advance(key, least).await.map_err(|error| {
///                 Error::store("the nonce store is not available").caused_by(error)
///             })
///         })
///     }
/// }
/// # let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
/// # runtime.block_on(async {
/// # let works = SharedNonces { database: Database(Some(std::sync::Mutex::new(7))) };
/// # assert_eq!(works.next("key", Unit::Millis, 5).await.unwrap(), 8);
/// # let fails = SharedNonces { database: Database(None) };
/// # let error = fails.next("key", Unit::Millis, 5).await.unwrap_err();
/// # assert_eq!(error.outcome(), specie_runtime::Outcome::NotSent);
/// # });
/// ```
pub trait NonceStore: Send + Sync + 'static {
    /// Returns a number that is at least `least` (the clock, in `unit`) and larger than every number issued for `key` before. `key`
    /// identifies provider and credentials without revealing them; it may be stored and logged.
    ///
    /// # Errors
    /// There is no nonce. The call then ends with this error and the outcome [`NotSent`](crate::Outcome::NotSent).
    fn next<'a>(
        &'a self,
        key: &'a str,
        unit: Unit,
        least: i128,
    ) -> BoxFuture<'a, Result<i128, Error>>;
}

impl<T: NonceStore + ?Sized> NonceStore for Arc<T> {
    fn next<'a>(
        &'a self,
        key: &'a str,
        unit: Unit,
        least: i128,
    ) -> BoxFuture<'a, Result<i128, Error>> {
        T::next(self, key, unit, least)
    }
}

/// Counts in memory, within this process.
#[derive(Debug, Default)]
pub struct InProcessNonces(Mutex<HashMap<String, i128>>);

impl InProcessNonces {
    fn advance(&self, key: &str, least: i128) -> i128 {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match last.get_mut(key) {
            Some(last) => {
                *last = least.max(last.saturating_add(1));
                *last
            }
            None => {
                last.insert(key.to_owned(), least);
                least
            }
        }
    }
}

impl NonceStore for InProcessNonces {
    fn next<'a>(
        &'a self,
        key: &'a str,
        _: Unit,
        least: i128,
    ) -> BoxFuture<'a, Result<i128, Error>> {
        let nonce = self.advance(key, least);
        Box::pin(std::future::ready(Ok(nonce)))
    }
}

impl InProcessNonces {
    /// The counter that all clients of this process share by default.
    pub(crate) fn shared() -> Arc<Self> {
        static SHARED: LazyLock<Arc<InProcessNonces>> = LazyLock::new(Arc::default);
        Arc::clone(&SHARED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grows_for_each_key_apart_even_when_the_clock_does_not() {
        let nonces = InProcessNonces::default();
        let given: Vec<i128> = [5, 5, 3, 9, 9]
            .map(|clock| nonces.advance("a", clock))
            .into();
        assert_eq!(given, [5, 6, 7, 9, 10]);
        assert_eq!(nonces.advance("b", 5), 5);
    }

    #[test]
    fn never_gives_a_number_twice_to_many_threads() {
        let nonces = InProcessNonces::default();
        let mut given: Vec<i128> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8)
                .map(|_| {
                    scope.spawn(|| (0..500).map(|_| nonces.advance("k", 1)).collect::<Vec<_>>())
                })
                .collect();
            threads
                .into_iter()
                .flat_map(|thread| thread.join().unwrap())
                .collect()
        });
        given.sort_unstable();
        given.dedup();
        assert_eq!(given.len(), 4000);
    }
}
