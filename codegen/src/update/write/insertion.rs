//! Inserts what the document has and the spec does not.

use super::{Filled, Writer};
use crate::edit::{Layout, Place};
use crate::update::entries::{Entry, Kind};
use crate::update::merge::{Act, Change, Verdict};
use crate::yaml::{Node, Pair};
use std::collections::BTreeSet;

impl<'t> Writer<'t> {
    /// Inserts a key with a fact into the entry that has it in the document.
    pub(super) fn insert_fact(&mut self, change: &Change<'t>, theirs: &'t Entry<'t>) {
        // A default that the entry has is no text of it.
        let mut change = change.clone();
        change.ours.truncate(change.path.len());
        let change = &change;
        if theirs.kind == Kind::Implied {
            let Some(fact) = theirs.fact.as_ref() else {
                return;
            };
            let text = format!("{}: {}\n", theirs.id, fact.shape);
            let (mapping, layout) = self.inside(&change.ours);
            let place = self.place(change, mapping, false);
            return self.insert(change, mapping, layout, place, text.trim_end());
        }
        self.add(change);
    }

    /// Inserts an entry of the document.
    pub(super) fn add(&mut self, change: &Change<'t>) {
        let Some(entry) = change.their_entry() else {
            return;
        };
        let depth = change.ours.len();
        if depth < change.path.len() {
            // The group that it belongs to is missing, too.
            let key = change.path.get(..depth).unwrap_or_default().to_vec();
            let group = change.theirs.get(..=depth).unwrap_or_default().to_vec();
            let filled = self.filled.entry(key).or_insert(Filled {
                ours: change.ours.clone(),
                group,
                children: Vec::new(),
            });
            filled.children.push(entry);
            return;
        }
        let parent = change.ours.last().copied();
        let is_list = parent
            .and_then(|parent| parent.pair())
            .is_some_and(|pair| pair.value.as_sequence().is_some());
        if is_list && entry.kind == Kind::Value {
            let mut chain = change.ours.clone();
            chain.push(entry);
            if let Some(values) = self.values_of(&chain) {
                values.added.push(entry);
            }
            return;
        }
        let (mapping, layout) = self.inside(&change.ours);
        let (mapping, layout) = match is_list {
            // Parameters as a list: the last mapping in it takes what is new, or a new one.
            true => match last_mapping(mapping) {
                Some(last) => (last, Layout::of(self.source, last, layout)),
                None => {
                    if let Some(text) = self.draft.inline(entry, None) {
                        let listed = self.listed.entry(mapping.span.start);
                        let (_, texts) = listed.or_insert((mapping, Vec::new()));
                        texts.push(text);
                    }
                    return;
                }
            },
            false => (mapping, layout),
        };
        let is_last = entry.kind == Kind::Line
            && entry.child("optional").is_none()
            && change
                .path
                .iter()
                .rev()
                .nth(1)
                .is_some_and(|group| is_ordered(group));
        let place = self.place(change, mapping, is_last);
        let key = self.free_key(entry, mapping);
        let text = match layout {
            Layout::Block { .. } => self.draft.lines(entry, key.as_deref()),
            Layout::Flow => self.draft.inline(entry, key.as_deref()),
        };
        match text {
            Some(text) => self.insert(change, mapping, layout, place, text.trim_end()),
            None => self.cramp(&change.ours),
        }
    }

    pub(super) fn insert(
        &mut self,
        change: &Change<'t>,
        mapping: &'t Node,
        layout: Layout,
        place: Place,
        text: &str,
    ) {
        let is_empty = mapping.as_mapping().is_none_or(<[Pair]>::is_empty);
        match change.ours.last().and_then(|entry| entry.pair()) {
            // The first entries of a key without a value, or with `{}`.
            Some(pair) if is_empty => {
                let outer = self.layout(&change.ours);
                let first = self.first.entry(pair.key.span.start);
                let (_, _, texts) = first.or_insert((pair, outer, Vec::new()));
                texts.push(text.to_owned());
            }
            _ => {
                self.grown.insert(mapping.span.start);
                self.edits.insert(mapping, layout, place, text);
            }
        }
    }

    /// Where an entry of the document is inserted: after the nearest one before it that the spec has, too.
    pub(super) fn place(&self, change: &Change<'t>, mapping: &Node, is_last: bool) -> Place {
        let pairs = mapping.as_mapping().unwrap_or_default();
        if is_last {
            return pairs
                .len()
                .checked_sub(1)
                .map_or(Place::First, Place::After);
        }
        let Some((entry, parent)) = change.their_entry().zip(
            change
                .path
                .len()
                .checked_sub(1)
                .and_then(|at| change.theirs.get(at)),
        ) else {
            return Place::First;
        };
        let ours = change.ours.get(change.path.len() - 1);
        let before = parent
            .children
            .iter()
            .take_while(|child| child.id != entry.id);
        let before: Vec<&Entry<'_>> = before.collect();
        let found = before.iter().rev().find_map(|child| {
            let own = ours?.child(&child.id)?.pair()?;
            pairs.iter().position(|pair| pair.key.span == own.key.span)
        });
        // Behind a description, not before it.
        let found = found.or_else(|| pairs.iter().position(|pair| pair.key.text == "doc"));
        found.map_or(Place::First, Place::After)
    }

    /// A name for an operation or type whose own one the spec has for another.
    pub(super) fn free_key(&self, entry: &Entry<'t>, mapping: &Node) -> Option<String> {
        match entry.kind {
            Kind::Type => self
                .draft
                .types
                .get(&entry.name)
                .filter(|name| **name != entry.name)
                .cloned(),
            Kind::Operation => {
                let pairs = mapping.as_mapping().unwrap_or_default();
                let used: BTreeSet<String> =
                    pairs.iter().map(|pair| pair.key.text.clone()).collect();
                let free = crate::update::types::free_name(&entry.name, &used);
                (free != entry.name).then(|| free.replace(&entry.name, &format!("{}_", entry.name)))
            }
            _ => None,
        }
    }

    /// Writes a group that the spec does not have.
    pub(super) fn write_filled(&mut self, filled: &Filled<'t>) {
        let Some(group) = filled.group.last() else {
            return;
        };
        let path: Vec<String> = filled
            .group
            .iter()
            .skip(1)
            .map(|entry| entry.id.clone())
            .collect();
        let change = Change {
            verdict: Verdict::Taken,
            act: Act::Add,
            path,
            ours: filled.ours.clone(),
            theirs: filled.group.clone(),
        };
        let (mapping, layout) = self.inside(&filled.ours);
        let place = self.place(&change, mapping, false);
        let children = filled.children.iter();
        let text = match layout {
            Layout::Block { .. } => {
                let lines: String = children
                    .filter_map(|child| self.draft.lines(child, None))
                    .collect();
                let inner = lines.trim_end().replace('\n', "\n  ");
                format!("{}:\n  {inner}", group.id)
            }
            Layout::Flow => {
                let members: Option<Vec<String>> = children
                    .map(|child| self.draft.inline(child, None))
                    .collect();
                let Some(members) = members else {
                    return self.cramp(&filled.ours);
                };
                format!("{}: {{ {} }}", group.id, members.join(", "))
            }
        };
        self.insert(&change, mapping, layout, place, &text);
    }
}

/// Whether new entries go to the end, because their order is that of arguments.
fn is_ordered(group: &str) -> bool {
    matches!(group, "params" | "query" | "headers" | "cookies" | "fields")
}

/// The last mapping of a list.
fn last_mapping(node: &Node) -> Option<&Node> {
    let nodes = node.as_sequence()?;
    nodes.iter().rev().find(|node| node.as_mapping().is_some())
}
