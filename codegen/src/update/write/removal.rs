//! Marks or removes what the document no longer has.

use super::{GONE, Removed, Writer};
use crate::edit::{Layout, Place, written};
use crate::update::entries::{Entry, Kind, Origin};
use crate::update::merge::Change;
use crate::yaml::{Node, Pair};
use std::collections::BTreeSet;

impl<'t> Writer<'t> {
    /// Marks what the document no longer has.
    pub(super) fn deprecate(&mut self, change: &Change<'t>) {
        let Some(entry) = change.our_entry() else {
            return;
        };
        if entry.child("deprecated").is_some() {
            return;
        }
        let at = change.path.len();
        match entry.kind {
            Kind::Line | Kind::Value => {
                let reason = Some(GONE.to_owned());
                self.change_part(&change.ours, at, None, entry, "deprecated", reason);
                let is_member = change
                    .path
                    .get(at.wrapping_sub(2))
                    .is_some_and(|group| group == "fields");
                let required =
                    entry.child("optional").is_none() && entry.child("constant").is_none();
                if is_member && required {
                    // A response without it must still be read.
                    let mark = Some("?".to_owned());
                    self.change_part(&change.ours, at, None, entry, "optional", mark);
                }
            }
            _ => {
                let (mapping, layout) = self.inside(&change.ours);
                let pairs = mapping.as_mapping().unwrap_or_default();
                let doc = pairs.iter().position(|pair| pair.key.text == "doc");
                let place = doc.map_or(Place::First, Place::After);
                let text = format!("deprecated: {}", written(GONE, layout, false));
                self.insert(change, mapping, layout, place, &text);
            }
        }
    }

    /// Removes an entry; a mapping without entries goes with its key.
    pub(super) fn remove(&mut self, change: &Change<'t>) {
        let Some(entry) = change.our_entry() else {
            return;
        };
        match entry.origin {
            Origin::Pair { .. } | Origin::Shared { .. } => {
                let layout = self.layout(&change.ours);
                self.remove_from(&change.ours, layout);
            }
            Origin::Element { .. } => {
                if let Some(values) = self.values_of(&change.ours) {
                    values.removed.insert(entry.id.clone());
                }
            }
            Origin::Elsewhere => {}
        }
    }

    pub(super) fn remove_from(&mut self, chain: &[&'t Entry<'t>], layout: Layout) {
        let (pair, parent, is_own) = match chain.last().map(|entry| entry.origin) {
            Some(Origin::Pair { pair, parent }) => (pair, parent, true),
            Some(Origin::Shared { pair, parent }) => (pair, parent, false),
            _ => return,
        };
        let index = |mapping: &Node, pair: &Pair| {
            let pairs = mapping.as_mapping().unwrap_or_default();
            pairs.iter().position(|one| one.key.span == pair.key.span)
        };
        let outer_chain = chain.get(..chain.len() - 1).unwrap_or_default();
        let outer = outer_chain.last().and_then(|entry| match entry.origin {
            Origin::Pair { pair, parent } if entry.kind == Kind::Group && is_own => {
                Some((parent, self.layout(outer_chain), index(parent, pair)?))
            }
            _ => None,
        });
        let removed = self.removed.entry(parent.span.start).or_insert(Removed {
            mapping: parent,
            layout,
            indices: BTreeSet::new(),
            outer,
        });
        removed.indices.extend(index(parent, pair));
    }

    pub(super) fn write_removed(&mut self) {
        // A mapping that loses all its entries is removed with its key.
        let mut removed = std::mem::take(&mut self.removed);
        let emptied: Vec<usize> = removed
            .iter()
            .filter(|(_, one)| {
                one.mapping
                    .as_mapping()
                    .is_some_and(|pairs| pairs.len() == one.indices.len())
            })
            .filter(|(at, _)| !self.grown.contains(at))
            .map(|(at, _)| *at)
            .collect();
        for at in emptied {
            let Some(one) = removed.get(&at) else {
                continue;
            };
            if let Some((mapping, layout, index)) = one.outer {
                removed.remove(&at);
                let outer = removed.entry(mapping.span.start).or_insert(Removed {
                    mapping,
                    layout,
                    indices: BTreeSet::new(),
                    outer: None,
                });
                outer.indices.insert(index);
            }
        }
        for one in removed.into_values() {
            let count = one.mapping.as_mapping().map_or(0, <[Pair]>::len);
            // In brackets, entries that follow each other are removed together.
            let mut start = None;
            for index in 0..=count {
                match (one.indices.contains(&index), start) {
                    (true, None) => start = Some(index),
                    (false, Some(from)) => {
                        self.edits.remove(one.mapping, one.layout, from, index);
                        start = None;
                    }
                    _ => {}
                }
            }
        }
    }
}
