//! Finds members by name while they are being read.

use super::types::Member;
use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;

/// Up to this many members, a linear search is faster.
const FEW: usize = 24;

/// Finds members by name: few by linear search, many by a map. The sender may be unknown, so very many members must not take more than
/// linear time, and their names are not copied.
#[derive(Default)]
pub(crate) struct MemberIndex {
    /// The first member for the hash of each name. The key of the hash is not known outside.
    places: HashMap<u64, usize>,
    hasher: RandomState,
    /// The number of members in the map.
    known: usize,
}

impl MemberIndex {
    /// The index of a name in `members`, to which members are only added between calls.
    pub(crate) fn find(&mut self, members: &[Member<'_>], name: &str) -> Option<usize> {
        let each = || members.iter().position(|(known, _)| known == name);
        if members.len() <= FEW {
            return each();
        }
        for (at, (known, _)) in members.iter().enumerate().skip(self.known) {
            let hash = self.hasher.hash_one(&**known);
            self.places.entry(hash).or_insert(at);
        }
        self.known = members.len();
        let at = *self.places.get(&self.hasher.hash_one(name))?;
        match members.get(at) {
            Some((known, _)) if known == name => Some(at),
            // Two names with the same hash: practically impossible, and resolved by linear search.
            _ => each(),
        }
    }
}
