//! State that calls and deliveries share: nonces, locks on keys, rate limits, and which deliveries were handled.
//!
//! Each kind of state is a small trait, so that a client works with any implementation:
//!
//! | trait | what is shared | default |
//! |---|---|---|
//! | [`NonceStore`] | the last nonce of a key | [`InProcessNonces`] |
//! | [`KeyLock`] | which call uses a key now | [`InProcessLock`] |
//! | [`LimitStore`] | how much of a rate limit is used | [`InProcessLimits`] |
//! | [`DedupStore`] | which deliveries of webhooks were handled | [`InProcessDedup`] |
//!
//! A store that fails gives [`Error::store`](crate::Error::store). Nothing is sent then, and no delivery counts as handled.

mod dedup;
mod key_lock;
mod limit_pool;
mod limits;
mod nonces;

pub(crate) use dedup::SharedDedup;
pub use dedup::{ClaimState, DedupStore, InProcessDedup};
pub(crate) use key_lock::SharedLock;
pub use key_lock::{InProcessLock, KeyGuard, KeyLock};
pub(crate) use limits::SharedLimits;
pub use limits::{Admission, InProcessLimits, LimitReport, LimitStore, LimitUse};
pub(crate) use nonces::SharedNonces;
pub use nonces::{InProcessNonces, NonceStore};

use std::fmt;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// Reads the time since a fixed point, for stores that measure durations. It never goes back.
struct Elapsed(Box<dyn Fn() -> Duration + Send + Sync>);

impl Elapsed {
    fn by(read: impl Fn() -> Duration + Send + Sync + 'static) -> Self {
        Self(Box::new(read))
    }

    fn now(&self) -> Duration {
        (self.0)()
    }
}

impl Default for Elapsed {
    fn default() -> Self {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        Self::by(|| START.elapsed())
    }
}

impl fmt::Debug for Elapsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Elapsed").field(&self.now()).finish()
    }
}
