//! Rate limits: how much of each is used, and when a call may be sent.

use super::Elapsed;
use super::limit_pool::{Pool, micros};
use crate::future::BoxFuture;
use crate::{Error, LimitSize};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

/// What a call takes from one pool of a rate limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitUse<'a> {
    /// Identifies the pool: provider, limit, and the key or address that it counts, without revealing a credential.
    pub pool: &'a str,
    /// How much the pool allows.
    pub size: LimitSize,
    /// How much the call takes.
    pub cost: u32,
}

/// When a call may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// The call has its place: send it after this wait.
    After(Duration),
    /// The call would have to wait this long, which is longer than it can. Nothing was taken.
    NotWithin(Duration),
}

/// What a provider says about a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitReport {
    /// This much is used now.
    Used(u64),
    /// This much is left now.
    Left(u64),
    /// Calls are refused for this long.
    Closed(Duration),
}

/// Counts what calls take from rate limits.
///
/// A pool admits calls in the order in which they ask. A window admits its number of calls in *every* stretch of its length, wherever the
/// provider lets its windows begin. A call that was admitted and is not sent has used its place all the same.
///
/// The default counts within this process. Processes or machines that share a limit need a store that they share too.
pub trait LimitStore: Send + Sync + 'static {
    /// Takes the cost of one call from all pools, for the earliest time at which all of them allow it. If that is later than `within` from
    /// now, nothing is taken from any. A client names each pool once; a pool that is named twice counts with the sum of its costs.
    ///
    /// # Errors
    /// The store failed. The call then ends with this error and the outcome [`NotSent`](crate::Outcome::NotSent).
    fn take<'a>(
        &'a self,
        uses: &'a [LimitUse<'a>],
        within: Duration,
    ) -> BoxFuture<'a, Result<Admission, Error>>;

    /// Corrects a pool by what a response said. What was counted here and is more stays: those calls may not have arrived yet.
    ///
    /// # Errors
    /// The store failed.
    fn report<'a>(
        &'a self,
        pool: &'a str,
        size: LimitSize,
        report: LimitReport,
    ) -> BoxFuture<'a, Result<(), Error>>;
}

impl<T: LimitStore + ?Sized> LimitStore for Arc<T> {
    fn take<'a>(
        &'a self,
        uses: &'a [LimitUse<'a>],
        within: Duration,
    ) -> BoxFuture<'a, Result<Admission, Error>> {
        T::take(self, uses, within)
    }

    fn report<'a>(
        &'a self,
        pool: &'a str,
        size: LimitSize,
        report: LimitReport,
    ) -> BoxFuture<'a, Result<(), Error>> {
        T::report(self, pool, size, report)
    }
}

/// Counts in memory, within this process.
#[derive(Debug, Default)]
pub struct InProcessLimits {
    pools: Mutex<HashMap<String, (LimitSize, Pool)>>,
    elapsed: Elapsed,
}

impl InProcessLimits {
    /// Pools that measure time by `elapsed`, the time since any fixed point: for tests that do not wait.
    #[must_use]
    pub fn with_time(elapsed: impl Fn() -> Duration + Send + Sync + 'static) -> Self {
        Self {
            pools: Mutex::default(),
            elapsed: Elapsed::by(elapsed),
        }
    }

    fn admit(&self, uses: &[LimitUse<'_>], within: Duration) -> Admission {
        let uses = &*each_pool_once(uses);
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        let now = micros(self.elapsed.now());
        for one in uses {
            if !pools.contains_key(one.pool) {
                make_room(&mut pools, now);
                pools.insert(one.pool.to_owned(), (one.size, Pool::default()));
            }
        }
        let admission = admit(uses, within, now, |pool| {
            pools.get(pool).map(|(_, pool)| pool)
        });
        if let Admission::After(wait) = admission {
            for one in uses {
                if let Some((size, pool)) = pools.get_mut(one.pool) {
                    *size = one.size;
                    pool.take(one.size, one.cost, now.saturating_add(micros(wait)));
                }
            }
        }
        admission
    }

    fn correct(&self, name: &str, size: LimitSize, report: LimitReport) {
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        let now = micros(self.elapsed.now());
        if !pools.contains_key(name) {
            make_room(&mut pools, now);
        }
        let (known, pool) = pools
            .entry(name.to_owned())
            .or_insert_with(|| (size, Pool::default()));
        *known = size;
        correct(pool, size, report, now);
    }
}

/// Before the map grows: pools that limit nothing any more are forgotten.
fn make_room(pools: &mut HashMap<String, (LimitSize, Pool)>, now: u64) {
    if pools.len() == pools.capacity() {
        pools.retain(|_, (size, pool)| !pool.is_idle(*size, now));
    }
}

/// The uses of a call, with one for each pool: what it takes from a pool by several is taken at once, so that it waits until there is room for
/// the sum.
pub(super) fn each_pool_once<'u>(uses: &'u [LimitUse<'u>]) -> Cow<'u, [LimitUse<'u>]> {
    let is_again = |(at, one): (usize, &LimitUse<'_>)| {
        let mut before = uses.iter().take(at);
        before.any(|known| known.pool == one.pool)
    };
    if !uses.iter().enumerate().any(is_again) {
        return Cow::Borrowed(uses);
    }
    let mut once: Vec<LimitUse<'_>> = Vec::with_capacity(uses.len());
    for one in uses {
        match once.iter_mut().find(|known| known.pool == one.pool) {
            Some(known) => known.cost = known.cost.saturating_add(one.cost),
            None => once.push(*one),
        }
    }
    Cow::Owned(once)
}

/// When a call may be sent that takes from all of these pools. A pool that is not known is empty.
pub(super) fn admit<'p>(
    uses: &[LimitUse<'_>],
    within: Duration,
    now: u64,
    pool_of: impl Fn(&str) -> Option<&'p Pool>,
) -> Admission {
    let mut at = now;
    for one in uses {
        let earliest =
            pool_of(one.pool).map_or(Some(now), |pool| pool.earliest(one.size, one.cost, now));
        match earliest {
            Some(earliest) => at = at.max(earliest),
            None => return Admission::NotWithin(Duration::MAX),
        }
    }
    let wait = Duration::from_micros(at - now);
    match wait <= within {
        true => Admission::After(wait),
        false => Admission::NotWithin(wait),
    }
}

/// Applies a report to a pool.
pub(super) fn correct(pool: &mut Pool, size: LimitSize, report: LimitReport, now: u64) {
    let allowed = match size {
        LimitSize::Window { calls, .. } => u64::from(calls),
        LimitSize::Counter { max, .. } => u64::from(max),
    };
    match report {
        LimitReport::Used(used) => pool.raise(size, used, now),
        LimitReport::Left(left) => pool.raise(size, allowed.saturating_sub(left), now),
        LimitReport::Closed(time) => pool.close(now.saturating_add(micros(time))),
    }
}

impl LimitStore for InProcessLimits {
    fn take<'a>(
        &'a self,
        uses: &'a [LimitUse<'a>],
        within: Duration,
    ) -> BoxFuture<'a, Result<Admission, Error>> {
        Box::pin(std::future::ready(Ok(self.admit(uses, within))))
    }

    fn report<'a>(
        &'a self,
        pool: &'a str,
        size: LimitSize,
        report: LimitReport,
    ) -> BoxFuture<'a, Result<(), Error>> {
        self.correct(pool, size, report);
        Box::pin(std::future::ready(Ok(())))
    }
}

impl InProcessLimits {
    /// The pools that all clients of this process share by default.
    pub(crate) fn shared() -> Arc<Self> {
        static SHARED: LazyLock<Arc<InProcessLimits>> = LazyLock::new(Arc::default);
        Arc::clone(&SHARED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU64, Ordering};

    const fn a_second(calls: u32) -> LimitSize {
        LimitSize::Window {
            calls,
            per_ms: 1_000,
        }
    }

    fn limits() -> (Arc<AtomicU64>, InProcessLimits) {
        let millis = Arc::new(AtomicU64::new(0));
        let read = Arc::clone(&millis);
        let limits =
            InProcessLimits::with_time(move || Duration::from_millis(read.load(Ordering::Relaxed)));
        (millis, limits)
    }

    fn one(pool: &str, calls: u32, cost: u32) -> LimitUse<'_> {
        LimitUse {
            pool,
            size: a_second(calls),
            cost,
        }
    }

    #[test]
    fn a_call_takes_from_all_of_its_pools_or_from_none() {
        let (millis, limits) = limits();
        let now = Admission::After(Duration::ZERO);
        let both = [one("orders", 1, 1), one("all", 10, 5)];
        assert_eq!(limits.admit(&both, Duration::ZERO), now);
        let refused = limits.admit(&both, Duration::from_millis(500));
        assert!(matches!(refused, Admission::NotWithin(wait) if wait >= Duration::from_secs(1)));
        // The refused call took nothing from the pool that had room.
        assert_eq!(limits.admit(&[one("all", 10, 5)], Duration::ZERO), now);
        let waits = limits.admit(&both, Duration::from_secs(2));
        assert!(matches!(waits, Admission::After(wait) if wait >= Duration::from_secs(1)));
        millis.store(4_000, Ordering::Relaxed);
        assert_eq!(limits.admit(&both, Duration::ZERO), now);
    }

    #[test]
    fn pools_that_limit_nothing_any_more_are_forgotten() {
        let (millis, limits) = limits();
        for number in 0..10_000 {
            millis.store(number * 10, Ordering::Relaxed);
            limits.admit(&[one(&number.to_string(), 1, 1)], Duration::ZERO);
        }
        assert!(limits.pools.lock().unwrap().len() < 1_000);
    }

    #[test]
    fn a_provider_that_refuses_closes_the_pool() {
        let (_, limits) = limits();
        let pool = [one("a", 10, 1)];
        limits.correct("a", a_second(10), LimitReport::Left(1));
        assert_eq!(
            limits.admit(&pool, Duration::ZERO),
            Admission::After(Duration::ZERO)
        );
        let closed = Duration::from_secs(30);
        limits.correct("a", a_second(10), LimitReport::Closed(closed));
        assert_eq!(
            limits.admit(&pool, Duration::from_secs(29)),
            Admission::NotWithin(closed)
        );
    }
}
