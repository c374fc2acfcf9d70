//! One call at a time for each key, where the provider requires it.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError, Weak};
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

type Turn = AsyncMutex<()>;

/// Waits until no other call of this process that uses `key` is in progress. Dropping the guard releases the lock.
pub(super) async fn take(key: &str) -> OwnedMutexGuard<()> {
    static TURNS: LazyLock<Mutex<HashMap<String, Weak<Turn>>>> = LazyLock::new(Mutex::default);
    let turn = {
        let mut turns = TURNS.lock().unwrap_or_else(PoisonError::into_inner);
        match turns.get(key).and_then(Weak::upgrade) {
            Some(turn) => turn,
            None => {
                let turn = Arc::new(Turn::default());
                turns.insert(key.to_owned(), Arc::downgrade(&turn));
                turn
            }
        }
    };
    turn.lock_owned().await
}
