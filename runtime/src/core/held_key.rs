//! The key that an attempt holds, also when its caller drops the call.

use crate::stores::KeyGuard;
use crate::timers::wake_at;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Wake, Waker};
use std::time::{Duration, Instant};

/// How long the key of a dropped call is held if its deadline is too far away to be written down.
const LONGEST: Duration = Duration::from_secs(30);

/// The lock of a key, if the attempt needs one.
///
/// A request that was sent cannot be called back. If the caller drops the call while the provider may be working on it, the key stays
/// locked until the deadline of the attempt: another request with a higher nonce could overtake the first one, which would then be rejected
/// or, worse, executed after the caller believes that it never will be.
pub(super) struct HeldKey {
    guard: Option<KeyGuard>,
    /// When the provider can no longer be working on a request that is in flight.
    busy_until: Option<Instant>,
}

impl HeldKey {
    /// No key is needed.
    pub(super) fn none() -> Self {
        Self {
            guard: None,
            busy_until: None,
        }
    }

    pub(super) fn new(guard: KeyGuard) -> Self {
        Self {
            guard: Some(guard),
            ..Self::none()
        }
    }

    /// The request is about to be sent; its attempt ends at `deadline`.
    pub(super) fn in_flight_until(&mut self, deadline: Option<Instant>) {
        self.busy_until = deadline.or_else(|| Instant::now().checked_add(LONGEST));
    }

    /// The attempt has ended: there is a response, or it is known that there will be none.
    pub(super) fn release(&mut self) {
        self.guard = None;
    }
}

impl Drop for HeldKey {
    fn drop(&mut self) {
        if let (Some(guard), Some(until)) = (self.guard.take(), self.busy_until)
            && Instant::now() < until
        {
            let release = Arc::new(Release(Mutex::new(Some(guard))));
            wake_at(until, Waker::from(release));
        }
    }
}

/// Releases a key when it is woken.
struct Release(Mutex<Option<KeyGuard>>);

impl Wake for Release {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let guard = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(guard);
    }
}
