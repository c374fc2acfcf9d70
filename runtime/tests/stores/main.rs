//! Stores: what each of them promises, checked in the same way for all.

#![allow(missing_docs, reason = "tests")]

#[cfg(feature = "file-store")]
mod file;
mod promises;
#[cfg(feature = "redis")]
mod redis;

use specie_runtime::signing::plan::Unit;
use specie_runtime::{
    Admission, ClaimState, DedupStore, InProcessDedup, InProcessLimits, InProcessLock,
    InProcessNonces, KeyLock, LimitReport, LimitSize, LimitStore, LimitUse, NonceStore,
};
use std::sync::Arc;
use std::time::Duration;

#[tokio::test]
async fn the_stores_of_one_process_keep_their_promises() {
    promises::nonces(&Arc::new(InProcessNonces::default())).await;
    promises::lock(&Arc::new(InProcessLock::default())).await;
    promises::limits(&Arc::new(InProcessLimits::default())).await;
    promises::deliveries(&Arc::new(InProcessDedup::default())).await;
}
