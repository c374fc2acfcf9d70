//! Which deliveries of webhooks were handled, so that a repeated one has no second effect.

use super::Elapsed;
use crate::Error;
use crate::future::BoxFuture;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

/// What is known of a delivery when somebody wants to handle it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimState {
    /// It is new, or nobody finished it in time: it is now claimed by the one who asked.
    Claimed,
    /// Another one handles it at this time, and has not finished.
    InProgress,
    /// It was handled.
    Done,
}

/// Remembers which deliveries were handled.
///
/// A delivery is *claimed* before it is handled and *finished* after that. A process that dies in between has lost nothing: its claim
/// expires, and the provider's next attempt is handled.
///
/// The default remembers within this process. Processes or machines that receive deliveries of one provider need a store that they share.
pub trait DedupStore: Send + Sync + 'static {
    /// Claims `delivery` for `lease`, if it is neither claimed nor finished. `delivery` identifies provider, webhook and delivery; it may
    /// be stored and logged. `owner` is a random text that identifies the claim.
    ///
    /// # Errors
    /// The store failed; nothing is known of the delivery.
    fn claim<'a>(
        &'a self,
        delivery: &'a str,
        owner: &'a str,
        lease: Duration,
    ) -> BoxFuture<'a, Result<ClaimState, Error>>;

    /// Records that `delivery` was handled, whoever claimed it, and remembers it for `keep`.
    ///
    /// # Errors
    /// The store failed; the delivery counts as handled only if the store says so later.
    fn finish<'a>(&'a self, delivery: &'a str, keep: Duration) -> BoxFuture<'a, Result<(), Error>>;

    /// Gives up the claim of `owner`, so that the provider's next attempt is handled at once. It does nothing if the claim expired or the
    /// delivery was finished.
    ///
    /// # Errors
    /// The store failed; the claim expires by itself.
    fn release<'a>(&'a self, delivery: &'a str, owner: &'a str)
    -> BoxFuture<'a, Result<(), Error>>;
}

impl<T: DedupStore + ?Sized> DedupStore for Arc<T> {
    fn claim<'a>(
        &'a self,
        delivery: &'a str,
        owner: &'a str,
        lease: Duration,
    ) -> BoxFuture<'a, Result<ClaimState, Error>> {
        T::claim(self, delivery, owner, lease)
    }

    fn finish<'a>(&'a self, delivery: &'a str, keep: Duration) -> BoxFuture<'a, Result<(), Error>> {
        T::finish(self, delivery, keep)
    }

    fn release<'a>(
        &'a self,
        delivery: &'a str,
        owner: &'a str,
    ) -> BoxFuture<'a, Result<(), Error>> {
        T::release(self, delivery, owner)
    }
}

/// Remembers in memory, within this process: what was handled is forgotten when the process ends.
#[derive(Debug, Default)]
pub struct InProcessDedup {
    known: Mutex<HashMap<String, Known>>,
    elapsed: Elapsed,
}

/// A delivery that was claimed or finished.
#[derive(Debug)]
struct Known {
    /// Who claimed it; `None`: it is finished.
    owner: Option<String>,
    /// When this is forgotten.
    until: Duration,
}

impl InProcessDedup {
    /// Measures time by `elapsed`, the time since any fixed point: for tests that do not wait.
    #[must_use]
    pub fn with_time(elapsed: impl Fn() -> Duration + Send + Sync + 'static) -> Self {
        Self {
            known: Mutex::default(),
            elapsed: Elapsed::by(elapsed),
        }
    }

    fn remember(
        &self,
        known: &mut HashMap<String, Known>,
        delivery: &str,
        owner: Option<&str>,
        time: Duration,
    ) {
        let now = self.elapsed.now();
        if known.len() == known.capacity() {
            // Before the map grows: what expired is forgotten.
            known.retain(|_, known| known.until > now);
        }
        let entry = Known {
            owner: owner.map(str::to_owned),
            until: now.saturating_add(time),
        };
        known.insert(delivery.to_owned(), entry);
    }

    fn try_claim(&self, delivery: &str, owner: &str, lease: Duration) -> ClaimState {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.elapsed.now();
        match known.get(delivery).filter(|known| known.until > now) {
            Some(Known { owner: Some(_), .. }) => ClaimState::InProgress,
            Some(Known { owner: None, .. }) => ClaimState::Done,
            None => {
                self.remember(&mut known, delivery, Some(owner), lease);
                ClaimState::Claimed
            }
        }
    }
}

impl DedupStore for InProcessDedup {
    fn claim<'a>(
        &'a self,
        delivery: &'a str,
        owner: &'a str,
        lease: Duration,
    ) -> BoxFuture<'a, Result<ClaimState, Error>> {
        let state = self.try_claim(delivery, owner, lease);
        Box::pin(std::future::ready(Ok(state)))
    }

    fn finish<'a>(&'a self, delivery: &'a str, keep: Duration) -> BoxFuture<'a, Result<(), Error>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        self.remember(&mut known, delivery, None, keep);
        Box::pin(std::future::ready(Ok(())))
    }

    fn release<'a>(
        &'a self,
        delivery: &'a str,
        owner: &'a str,
    ) -> BoxFuture<'a, Result<(), Error>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let claimed = known.get(delivery);
        if claimed.is_some_and(|claimed| claimed.owner.as_deref() == Some(owner)) {
            known.remove(delivery);
        }
        Box::pin(std::future::ready(Ok(())))
    }
}

impl InProcessDedup {
    /// What all clients of this process remember together by default.
    pub(crate) fn shared() -> Arc<Self> {
        static SHARED: LazyLock<Arc<InProcessDedup>> = LazyLock::new(Arc::default);
        Arc::clone(&SHARED)
    }
}
