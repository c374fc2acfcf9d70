//! Nonces: numbers that a key uses only once, each larger than the one before.

use crate::Error;
use crate::future::BoxFuture;
use crate::signing::plan::Unit;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Issues nonces. The default store counts in memory, for all clients of this process that use the same key. Processes that share a key
/// need a store that they share too.
pub trait NonceStore: Send + Sync + 'static {
    /// Returns a number that is at least `least` (the clock, in `unit`) and larger than every number issued for `key` before. `key`
    /// identifies provider and credentials without revealing them.
    fn next<'a>(
        &'a self,
        key: &'a str,
        unit: Unit,
        least: i128,
    ) -> BoxFuture<'a, Result<i128, Error>>;
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

/// The counter that all clients of this process share by default.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SharedNonces;

impl NonceStore for SharedNonces {
    fn next<'a>(
        &'a self,
        key: &'a str,
        unit: Unit,
        least: i128,
    ) -> BoxFuture<'a, Result<i128, Error>> {
        static SHARED: std::sync::LazyLock<InProcessNonces> =
            std::sync::LazyLock::new(InProcessNonces::default);
        SHARED.next(key, unit, least)
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
