//! Finding members by name while they are read.

use super::held::Member;
use std::borrow::Cow;
use std::collections::HashMap;

/// So many members are found sooner by looking at each.
const FEW: usize = 24;

/// Finds members by name: few by looking at each, many by a map. Who sends them may not be known yet, so that very many members must take
/// no more than their own time.
#[derive(Default)]
pub(crate) struct Index<'a> {
    places: HashMap<Cow<'a, str>, usize>,
}

impl<'a> Index<'a> {
    /// The place of a name in `members`, which only grow from call to call.
    pub(crate) fn find(&mut self, members: &[Member<'a>], name: &str) -> Option<usize> {
        if members.len() <= FEW {
            return members.iter().position(|(known, _)| known == name);
        }
        for (at, (known, _)) in members.iter().enumerate().skip(self.places.len()) {
            self.places.insert(known.clone(), at);
        }
        self.places.get(name).copied()
    }
}
