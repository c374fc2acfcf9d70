//! Nonces, locks, rate limits and handled deliveries of one test.

use super::PausedTime;
use crate::Error;
use crate::future::BoxFuture;
use crate::limits::LimitSize;
use crate::signing::plan::Unit;
use crate::stores::{
    Admission, ClaimState, DedupStore, InProcessDedup, InProcessLimits, InProcessLock,
    InProcessNonces, KeyGuard, KeyLock, LimitReport, LimitStore, LimitUse, NonceStore,
};
use std::time::Duration;

/// What clients share, for the clients of one test alone: pass it to `.store(…)` of the builder.
///
/// Without it, all clients of a process share nonces, rate limits and handled deliveries, so that one test waits for the rate limit of
/// another, or finds its delivery handled already.
#[derive(Debug)]
pub struct TestStore {
    nonces: InProcessNonces,
    locks: InProcessLock,
    limits: InProcessLimits,
    dedup: InProcessDedup,
}

impl TestStore {
    /// An empty store, whose rate limits and claims measure this time.
    #[must_use]
    pub fn new(time: &PausedTime) -> Self {
        let (limits, dedup) = (time.clone(), time.clone());
        Self {
            nonces: InProcessNonces::default(),
            locks: InProcessLock::default(),
            limits: InProcessLimits::with_time(move || limits.elapsed()),
            dedup: InProcessDedup::with_time(move || dedup.elapsed()),
        }
    }
}

impl NonceStore for TestStore {
    fn next<'a>(
        &'a self,
        key: &'a str,
        unit: Unit,
        least: i128,
    ) -> BoxFuture<'a, Result<i128, Error>> {
        self.nonces.next(key, unit, least)
    }
}

impl KeyLock for TestStore {
    fn lock<'a>(
        &'a self,
        key: &'a str,
        remaining: Duration,
    ) -> BoxFuture<'a, Result<KeyGuard, Error>> {
        self.locks.lock(key, remaining)
    }
}

impl LimitStore for TestStore {
    fn take<'a>(
        &'a self,
        uses: &'a [LimitUse<'a>],
        within: Duration,
    ) -> BoxFuture<'a, Result<Admission, Error>> {
        self.limits.take(uses, within)
    }

    fn report<'a>(
        &'a self,
        pool: &'a str,
        size: LimitSize,
        report: LimitReport,
    ) -> BoxFuture<'a, Result<(), Error>> {
        self.limits.report(pool, size, report)
    }
}

impl DedupStore for TestStore {
    fn claim<'a>(
        &'a self,
        delivery: &'a str,
        owner: &'a str,
        lease: Duration,
    ) -> BoxFuture<'a, Result<ClaimState, Error>> {
        self.dedup.claim(delivery, owner, lease)
    }

    fn finish<'a>(&'a self, delivery: &'a str, keep: Duration) -> BoxFuture<'a, Result<(), Error>> {
        self.dedup.finish(delivery, keep)
    }

    fn release<'a>(
        &'a self,
        delivery: &'a str,
        owner: &'a str,
    ) -> BoxFuture<'a, Result<(), Error>> {
        self.dedup.release(delivery, owner)
    }
}
