//! Records the positions of selected members while their object is decoded.

use std::cell::Cell;
use std::ops::Range;

/// Names of members, and the position of the first occurrence of each.
#[derive(Debug)]
pub(crate) struct Watch<'n> {
    /// An empty name means no member.
    names: [&'n str; 3],
    found: [Cell<Option<(usize, usize)>>; 3],
    /// Whether an object was read completely.
    seen: Cell<bool>,
}

impl<'n> Watch<'n> {
    pub(crate) fn new(names: [&'n str; 3]) -> Self {
        Self {
            names,
            found: Default::default(),
            seen: Cell::new(false),
        }
    }

    /// The index of a watched name that has not occurred yet.
    pub(super) fn wants(&self, name: &str) -> Option<usize> {
        let mut all = self.names.iter().zip(&self.found);
        all.position(|(known, found)| *known == name && found.get().is_none() && !name.is_empty())
    }

    pub(super) fn found(&self, index: usize, at: Range<usize>) {
        for (known, found) in self.names.iter().zip(&self.found) {
            // Two of the names may be the same.
            if self.names.get(index) == Some(known) {
                found.set(Some((at.start, at.end)));
            }
        }
    }

    /// Called at the end of an object: members that have not occurred are absent.
    pub(super) fn end(&self) {
        self.seen.set(true);
    }

    /// Whether the members of an object were recorded, or there is nothing to record.
    pub(super) fn is_done(&self) -> bool {
        self.seen.get() || self.names == [""; 3]
    }

    /// Whether each watched name has occurred.
    pub(super) fn has_all(&self) -> bool {
        let mut all = self.names.iter().zip(&self.found);
        all.all(|(name, found)| name.is_empty() || found.get().is_some())
    }

    pub(super) fn names(&self) -> [&'n str; 3] {
        self.names
    }

    /// The range of each watched member that has occurred.
    pub(super) fn ranges(&self) -> [Option<Range<usize>>; 3] {
        [0, 1, 2].map(|at: usize| {
            let (start, end) = self.found.get(at)?.get()?;
            Some(start..end)
        })
    }
}
