//! Caches what is computed once for each session.

use crate::signing::crypto::mac::Mac;
use crate::signing::inputs::SessionValues;
use crate::signing::signing_error::SigningError;
use crate::value::types::Value;
use std::sync::{Mutex, PoisonError};

/// Values that depend on a session, cached until the session changes.
#[derive(Default)]
pub(crate) struct Cache(Mutex<CacheEntries>);

#[derive(Default)]
struct CacheEntries {
    stamp: u64,
    slots: Vec<Option<CacheEntry>>,
}

#[derive(Clone)]
enum CacheEntry {
    Value(Value<'static>),
    Mac(Box<Mac>),
}

impl Cache {
    /// The cached value, or the result of `compute`.
    pub(crate) fn value<'a>(
        &self,
        slot: usize,
        session: &SessionValues,
        compute: impl FnOnce() -> Result<Value<'static>, SigningError>,
    ) -> Result<Value<'a>, SigningError> {
        if let Some(CacheEntry::Value(value)) = self.get(slot, session) {
            return Ok(value);
        }
        let value = compute()?;
        self.set(slot, session, CacheEntry::Value(value.clone()));
        Ok(value)
    }

    /// The cached MAC with its key absorbed, or the result of `compute`.
    pub(crate) fn mac(
        &self,
        slot: usize,
        session: &SessionValues,
        compute: impl FnOnce() -> Result<Mac, SigningError>,
    ) -> Result<Mac, SigningError> {
        if let Some(CacheEntry::Mac(mac)) = self.get(slot, session) {
            return Ok(*mac);
        }
        let mac = compute()?;
        self.set(slot, session, CacheEntry::Mac(Box::new(mac.clone())));
        Ok(mac)
    }

    fn get(&self, slot: usize, session: &SessionValues) -> Option<CacheEntry> {
        let slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if slots.stamp != session.stamp() {
            return None;
        }
        slots.slots.get(slot).cloned().flatten()
    }

    fn set(&self, slot: usize, session: &SessionValues, value: CacheEntry) {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if slots.stamp != session.stamp() {
            slots.stamp = session.stamp();
            slots.slots.clear();
        }
        if slots.slots.len() <= slot {
            slots.slots.resize_with(slot + 1, || None);
        }
        if let Some(place) = slots.slots.get_mut(slot) {
            *place = Some(value);
        }
    }
}

impl std::fmt::Debug for Cache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cache")
    }
}
