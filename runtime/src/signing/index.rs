//! Finding members by name while they are read.

use super::place_contents::Member;
use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;

/// So many members are found sooner by looking at each.
const FEW: usize = 24;

/// Finds members by name: few by looking at each, many by a map. Who sends them may not be known yet, so that very many members must take
/// no more than their own time, and their names are not copied.
#[derive(Default)]
pub(crate) struct Index {
    /// Of each name's hash, under a key that nobody outside knows, the first member.
    places: HashMap<u64, usize>,
    hasher: RandomState,
    /// So many members are in the map.
    known: usize,
}

impl Index {
    /// The place of a name in `members`, which only grow from call to call.
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
            // Two names of one hash: never met, and then told apart by looking at each.
            _ => each(),
        }
    }
}
