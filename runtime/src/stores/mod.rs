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
#[cfg(feature = "file-store")]
mod file;
mod key_lock;
mod limit_pool;
mod limits;
mod nonces;
#[cfg(feature = "redis")]
mod redis;

pub use dedup::{ClaimState, DedupStore, InProcessDedup};
#[cfg(feature = "file-store")]
pub use file::FileStore;
pub use key_lock::{InProcessLock, KeyGuard, KeyLock};
pub use limits::{Admission, InProcessLimits, LimitReport, LimitStore, LimitUse};
pub use nonces::{InProcessNonces, NonceStore};
#[cfg(feature = "redis")]
pub use redis::RedisStore;

use crate::value::byte_text::hex;
use sha2::{Digest as _, Sha256};
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

/// 32 hexadecimal digits that stand for data of any length and any bytes.
pub(crate) fn digest(data: &[u8]) -> String {
    let mut digits = hex(&Sha256::digest(data));
    digits.truncate(32);
    digits
}
