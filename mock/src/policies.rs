//! What the provider remembers of a key: its last nonce, and the timestamps that were used.

use std::collections::{BTreeSet, HashMap};

/// The number of timestamps that are remembered: more than fit into the windows of providers.
const MOST_STAMPS: usize = 100_000;

/// What the provider remembers of the account's key.
#[derive(Debug, Default)]
pub(crate) struct Policies {
    nonces: HashMap<u16, i128>,
    stamps: HashMap<u16, BTreeSet<i128>>,
}

impl Policies {
    /// Accepts a nonce if it is above the last one of its section; otherwise returns that.
    pub(crate) fn next_nonce(&mut self, section: u16, nonce: i128) -> Result<(), i128> {
        match self.nonces.get(&section) {
            Some(last) if nonce <= *last => Err(*last),
            _ => {
                self.nonces.insert(section, nonce);
                Ok(())
            }
        }
    }

    /// A nonce of a section above the last one, `least` at least.
    pub(crate) fn fresh_nonce(&self, section: u16, least: i128) -> i128 {
        let last = self.nonces.get(&section);
        last.map_or(least, |last| least.max(last.saturating_add(1)))
    }

    /// Whether a timestamp was not used before.
    pub(crate) fn is_new_stamp(&mut self, section: u16, stamp: i128) -> bool {
        let stamps = self.stamps.entry(section).or_default();
        if stamps.len() >= MOST_STAMPS {
            stamps.pop_first();
        }
        stamps.insert(stamp)
    }
}
