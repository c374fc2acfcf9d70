//! Stores: what each of them promises, checked in the same way for all.

#![allow(missing_docs, reason = "tests")]

#[cfg(feature = "file-store")]
mod file;
mod promises;
#[cfg(feature = "redis")]
mod redis;

use specie_runtime::signing::plan::Unit;
use specie_runtime::{
    Admission, BoxFuture, ClaimState, DedupStore, Error, InProcessDedup, InProcessLimits,
    InProcessLock, InProcessNonces, KeyGuard, KeyLock, LimitReport, LimitSize, LimitStore,
    LimitUse, NonceStore,
};
use std::time::Duration;

/// The stores of one process, together.
#[derive(Default)]
struct InProcess {
    nonces: InProcessNonces,
    lock: InProcessLock,
    limits: InProcessLimits,
    dedup: InProcessDedup,
}

impl NonceStore for InProcess {
    fn next<'a>(
        &'a self,
        key: &'a str,
        unit: Unit,
        least: i128,
    ) -> BoxFuture<'a, Result<i128, Error>> {
        self.nonces.next(key, unit, least)
    }
}

impl KeyLock for InProcess {
    fn lock<'a>(
        &'a self,
        key: &'a str,
        remaining: Duration,
    ) -> BoxFuture<'a, Result<KeyGuard, Error>> {
        self.lock.lock(key, remaining)
    }
}

impl LimitStore for InProcess {
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

impl DedupStore for InProcess {
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

#[tokio::test]
async fn the_stores_of_one_process_keep_their_promises() {
    promises::check(std::sync::Arc::new(InProcess::default())).await;
}
