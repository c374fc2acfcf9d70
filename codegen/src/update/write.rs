//! Writes what was decided into the author's file.

use super::calls::with_names;
use super::conflict;
use super::entries::{Entry, Fact, Kind, Origin, wire_name};
use super::excerpt::{Draft, line_value, parts};
use super::line;
use super::merge::{Act, Change, Verdict};
use crate::edit::{Edits, Layout, Place, replaced, written};
use crate::source::{Source, Span};
use crate::yaml::{Node, NodeKind, Pair};
use std::collections::{BTreeMap, BTreeSet};

/// Why something is marked as deprecated.
pub(super) const GONE: &str = "no longer in the provider's document";

/// The author's file with all changes that are not kept as they are.
pub(super) fn write<'t>(
    source: &'t Source,
    root: &'t Node,
    draft: &'t Draft<'t>,
    changes: &[Change<'t>],
) -> Result<String, WriteError> {
    let mut writer = Writer {
        source,
        root,
        draft,
        edits: Edits::new(source),
        lines: BTreeMap::new(),
        values: BTreeMap::new(),
        removed: BTreeMap::new(),
        filled: BTreeMap::new(),
        marked: conflict::marked(source, root),
        first: BTreeMap::new(),
        grown: BTreeSet::new(),
        cramped: BTreeMap::new(),
    };
    for change in changes {
        match change.verdict {
            Verdict::Kept => {}
            Verdict::Taken => writer.take(change),
            Verdict::Conflict => writer.conflict(change),
        }
    }
    writer.finish()
}

/// Why changes were not written.
#[derive(Debug)]
pub(super) enum WriteError {
    /// Two of them change the same bytes.
    Overlap(usize),
    /// Something cannot be between the brackets where it belongs. This is the text with these entries on lines of their own.
    Cramped(String),
}

/// Changes of one line or value.
struct Line<'t> {
    entry: &'t Entry<'t>,
    chain: Vec<&'t Entry<'t>>,
    layout: Layout,
    theirs: Option<&'t Entry<'t>>,
    /// Parts, and their new values.
    parts: Vec<(String, Option<String>)>,
}

/// Changes of a list of values.
struct Values<'t> {
    layout: Layout,
    entry: &'t Entry<'t>,
    added: Vec<&'t Entry<'t>>,
    removed: BTreeSet<String>,
    parts: BTreeMap<String, Vec<(String, Option<String>)>>,
}

/// Entries that are removed from one mapping.
struct Removed<'t> {
    mapping: &'t Node,
    layout: Layout,
    indices: BTreeSet<usize>,
    /// The entry whose value the mapping is, and where it is.
    outer: Option<(&'t Node, Layout, usize)>,
}

/// A group that the spec does not have, with what is new in it.
struct Filled<'t> {
    ours: Vec<&'t Entry<'t>>,
    group: Vec<&'t Entry<'t>>,
    children: Vec<&'t Entry<'t>>,
}

struct Writer<'t> {
    source: &'t Source,
    root: &'t Node,
    draft: &'t Draft<'t>,
    edits: Edits<'t>,
    lines: BTreeMap<usize, Line<'t>>,
    values: BTreeMap<usize, Values<'t>>,
    removed: BTreeMap<usize, Removed<'t>>,
    filled: BTreeMap<Vec<String>, Filled<'t>>,
    marked: Vec<conflict::Marked>,
    /// First entries of keys without any, by the place of the key.
    first: BTreeMap<usize, (&'t Pair, Layout, Vec<String>)>,
    /// Mappings that get new entries.
    grown: BTreeSet<usize>,
    /// Entries whose value is between brackets and cannot stay there, by their place, with their indentation.
    cramped: BTreeMap<usize, (&'t Pair, usize)>,
}

impl<'t> Writer<'t> {
    fn take(&mut self, change: &Change<'t>) {
        match change.act {
            Act::Set => self.set(change),
            Act::Add => self.add(change),
            Act::Replace => self.replace(change),
            Act::Deprecate => self.deprecate(change),
            Act::Remove => self.remove(change),
            Act::Own => {}
        }
    }

    /// The layout of the mapping that the last entry of a chain is in.
    fn layout(&self, chain: &[&Entry<'t>]) -> Layout {
        let mut layout = Layout::Block { indent: 0 };
        for entry in chain {
            match entry.origin {
                Origin::Pair { parent, .. } | Origin::Element { parent } => {
                    layout = Layout::of(self.source, parent, layout);
                }
                Origin::Elsewhere => {}
            }
        }
        layout
    }

    /// The mapping that an entry has as its value, and its layout.
    fn inside(&self, chain: &[&'t Entry<'t>]) -> (&'t Node, Layout) {
        match chain.last().and_then(|entry| entry.pair()) {
            Some(pair) => {
                let layout = Layout::of(self.source, &pair.value, self.layout(chain));
                (&pair.value, layout)
            }
            None => (self.root, Layout::Block { indent: 0 }),
        }
    }

    /// A fact has another value.
    fn set(&mut self, change: &Change<'t>) {
        let is_part = change
            .our_entry()
            .or(change.their_entry())
            .is_some_and(|entry| entry.kind == Kind::Part);
        if is_part {
            return self.set_part(change);
        }
        let (Some(theirs), ours) = (change.their_entry(), change.our_entry()) else {
            return self.remove(change);
        };
        match ours.and_then(|ours| ours.pair()) {
            Some(pair) => {
                let layout = self.layout(&change.ours);
                self.set_fact(change, pair, theirs, layout);
            }
            None => self.insert_fact(change, theirs),
        }
    }

    fn set_fact(
        &mut self,
        change: &Change<'t>,
        pair: &'t Pair,
        theirs: &'t Entry<'t>,
        layout: Layout,
    ) {
        let own = pair.value.as_scalar();
        match (own, self.fact_text(change, theirs)) {
            (Some(own), Some((text, is_quoted))) => {
                let quoted = is_quoted || own.is_quoted() && !own.is_missing();
                self.edits.set(pair, &written(&text, layout, quoted));
            }
            _ => self.replace_pair(pair, theirs, layout),
        }
    }

    /// The text of a fact of the draft, if it is one, and whether it is in quotes.
    fn fact_text(&self, change: &Change<'t>, theirs: &Entry<'t>) -> Option<(String, bool)> {
        let fact = theirs.fact.as_ref()?;
        if theirs.id == "call" {
            return Some((own_call(change, fact), false));
        }
        let Some(pair) = theirs.pair() else {
            return Some((fact.shape.clone(), false));
        };
        let scalar = pair.value.as_scalar()?;
        match fact.types.is_empty() {
            true => Some((scalar.text.trim_end().to_owned(), scalar.is_quoted())),
            false => Some((self.draft.renamed(&scalar.text), scalar.is_quoted())),
        }
    }

    /// Inserts a key with a fact into the entry that has it in the document.
    fn insert_fact(&mut self, change: &Change<'t>, theirs: &'t Entry<'t>) {
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

    /// A part of a line or value has another value.
    fn set_part(&mut self, change: &Change<'t>) {
        let at = change.path.len() - 1;
        let (Some(line), theirs) = (change.ours.get(at).copied(), change.theirs.get(at).copied())
        else {
            return;
        };
        let Some(part) = change.path.last() else {
            return;
        };
        let value = change.their_entry().map(|entry| {
            let raw = theirs.and_then(|theirs| self.draft.parts(theirs));
            let raw = raw.into_iter().flatten().find(|(name, _)| name == part);
            let shape = entry.fact.as_ref().map_or("", |fact| &fact.shape);
            raw.map_or_else(|| shape.to_owned(), |(_, value)| value)
        });
        self.change_part(&change.ours, at, theirs, line, part, value);
    }

    fn change_part(
        &mut self,
        chain: &[&'t Entry<'t>],
        at: usize,
        theirs: Option<&'t Entry<'t>>,
        line: &'t Entry<'t>,
        part: &str,
        value: Option<String>,
    ) {
        let chain = chain.get(..=at).unwrap_or(chain);
        match line.origin {
            Origin::Pair { pair, .. } => {
                let layout = self.layout(chain);
                let changes = self.lines.entry(pair.key.span.start).or_insert(Line {
                    entry: line,
                    chain: chain.to_vec(),
                    layout,
                    theirs,
                    parts: Vec::new(),
                });
                changes.parts.push((part.to_owned(), value));
            }
            Origin::Element { .. } => {
                if let Some(values) = self.values_of(chain) {
                    let parts = values.parts.entry(line.id.clone()).or_default();
                    parts.push((part.to_owned(), value));
                }
            }
            Origin::Elsewhere => {}
        }
    }

    /// The changes of the list that the last entry of a chain is an element of.
    fn values_of(&mut self, chain: &[&'t Entry<'t>]) -> Option<&mut Values<'t>> {
        let groups = chain.get(..chain.len().checked_sub(1)?)?;
        let group = groups.last()?;
        let pair = group.pair()?;
        let layout = self.layout(groups);
        let values = self.values.entry(pair.key.span.start).or_insert(Values {
            layout,
            entry: group,
            added: Vec::new(),
            removed: BTreeSet::new(),
            parts: BTreeMap::new(),
        });
        Some(values)
    }

    /// Inserts an entry of the document.
    fn add(&mut self, change: &Change<'t>) {
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
            // Parameters as a list: the last mapping in it takes what is new.
            true => match last_mapping(mapping) {
                Some(last) => (last, Layout::of(self.source, last, layout)),
                None => return,
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

    /// Notes that what the last entry of a chain holds needs lines of its own.
    fn cramp(&mut self, chain: &[&'t Entry<'t>]) {
        let mut layout = Layout::Block { indent: 0 };
        for entry in chain {
            let Origin::Pair { pair, parent } = entry.origin else {
                continue;
            };
            layout = Layout::of(self.source, parent, layout);
            let inner = Layout::of(self.source, &pair.value, layout);
            if let (Layout::Block { indent }, Layout::Flow) = (layout, inner) {
                self.cramped.insert(pair.key.span.start, (pair, indent));
                return;
            }
        }
    }

    fn insert(
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
    fn place(&self, change: &Change<'t>, mapping: &Node, is_last: bool) -> Place {
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
    fn free_key(&self, entry: &Entry<'t>, mapping: &Node) -> Option<String> {
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
                let free = super::types::free_name(&entry.name, &used);
                (free != entry.name).then(|| free.replace(&entry.name, &format!("{}_", entry.name)))
            }
            _ => None,
        }
    }

    /// Replaces an entry as a whole.
    fn replace(&mut self, change: &Change<'t>) {
        let (Some(ours), Some(theirs)) = (change.our_entry(), change.their_entry()) else {
            return;
        };
        if let Some(pair) = ours.pair() {
            let layout = self.layout(&change.ours);
            self.replace_pair(pair, theirs, layout);
        }
    }

    fn replace_pair(&mut self, pair: &'t Pair, theirs: &'t Entry<'t>, layout: Layout) {
        let key = self.source.slice(pair.key.span).to_owned();
        let end = pair.value.span.end.max(pair.key.span.end);
        let text = match layout {
            Layout::Flow => self.draft.inline(theirs, Some(&pair.key.text)),
            Layout::Block { indent } => self.draft.lines(theirs, Some(&key)).map(|lines| {
                let pad = format!("\n{}", " ".repeat(indent));
                lines
                    .trim_end()
                    .replace('\n', &pad)
                    .replace(&format!("{pad}\n"), "\n\n")
            }),
        };
        if let Some(text) = text {
            self.edits.splice(Span::new(pair.key.span.start, end), text);
        }
    }

    /// Marks what the document no longer has.
    fn deprecate(&mut self, change: &Change<'t>) {
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
    fn remove(&mut self, change: &Change<'t>) {
        let Some(entry) = change.our_entry() else {
            return;
        };
        match entry.origin {
            Origin::Pair { .. } => {
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

    fn remove_from(&mut self, chain: &[&'t Entry<'t>], layout: Layout) {
        let Some(Origin::Pair { pair, parent }) = chain.last().map(|entry| entry.origin) else {
            return;
        };
        let index = |mapping: &Node, pair: &Pair| {
            let pairs = mapping.as_mapping().unwrap_or_default();
            pairs.iter().position(|one| one.key.span == pair.key.span)
        };
        let outer_chain = chain.get(..chain.len() - 1).unwrap_or_default();
        let outer = outer_chain.last().and_then(|entry| match entry.origin {
            Origin::Pair { pair, parent } if entry.kind == Kind::Group => {
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

    /// Writes a conflict as a comment above the line of the entry.
    fn conflict(&mut self, change: &Change<'t>) {
        let lines = conflict::lines(change, self.source, self.draft);
        let place = conflict::place(change);
        let old: Vec<Span> = self
            .marked
            .iter()
            .filter(|marked| marked.place == place)
            .map(|marked| marked.lines)
            .collect();
        for lines in old {
            self.edits.splice(lines, "");
        }
        self.marked.retain(|marked| marked.place != place);
        if let Some(pair) = anchor(self.source, self.root, &change.ours) {
            self.edits.comment_above(pair, &lines);
        }
    }

    fn finish(mut self) -> Result<String, WriteError> {
        for line in std::mem::take(&mut self.lines).into_values() {
            self.write_line(&line);
        }
        for values in std::mem::take(&mut self.values).into_values() {
            self.write_values(&values);
        }
        for filled in std::mem::take(&mut self.filled).into_values() {
            self.write_filled(&filled);
        }
        for (pair, layout, texts) in std::mem::take(&mut self.first).into_values() {
            let separator = if layout == Layout::Flow { ", " } else { "\n" };
            self.edits.fill(pair, layout, &texts.join(separator));
        }
        self.write_removed();
        if self.cramped.is_empty() {
            return self
                .edits
                .finish()
                .map_err(|overlap| WriteError::Overlap(overlap.at));
        }
        let mut edits = Edits::new(self.source);
        for (pair, indent) in self.cramped.into_values() {
            edits.unfold(pair, indent);
        }
        edits
            .finish()
            .map(WriteError::Cramped)
            .map_or_else(|overlap| Err(WriteError::Overlap(overlap.at)), Err)
    }

    fn write_removed(&mut self) {
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

    /// Writes the changed parts of a line or value.
    fn write_line(&mut self, line: &Line<'t>) {
        let Some(pair) = line.entry.pair() else {
            return;
        };
        for (_, value) in line.parts.iter().filter(|(name, _)| name == "optional") {
            self.mark_optional(pair, value.is_some());
        }
        let changes: Vec<(&str, Option<String>)> = line
            .parts
            .iter()
            .filter(|(name, _)| name != "optional")
            .map(|(name, value)| (name.as_str(), value.clone()))
            .collect();
        if changes.is_empty() {
            return;
        }
        let is_plain = changes.iter().all(|(name, _)| line::PARTS.contains(name));
        if let (true, NodeKind::Scalar(scalar)) = (is_plain, &pair.value.kind)
            && line.entry.kind == Kind::Line
            && !scalar.is_quoted()
            && let Some(splices) = line::replace(&scalar.text, &changes)
            && let Some(raw) = replaced(self.source, scalar, &splices, line.layout)
        {
            return self.edits.splice(scalar.span, raw);
        }
        // A value that loses its mark needs no mapping any more.
        let is_shorter =
            line.entry.kind == Kind::Value && changes.iter().any(|(_, value)| value.is_none());
        if let (NodeKind::Mapping(_), false) = (&pair.value.kind, is_shorter)
            && self.write_long(line, pair, &changes)
        {
            return;
        }
        match parts(pair, line.entry.kind) {
            Some(mut parts) => {
                for (name, value) in changes {
                    parts.retain(|(part, _)| part != name);
                    if let Some(value) = value {
                        parts.push((name.to_owned(), value));
                    }
                }
                match line_value(&parts, line.entry.kind, line.layout) {
                    Some(value) => self.edits.set(pair, &value),
                    None => self.cramp(&line.chain),
                }
            }
            // A type in place can only be replaced with what the document has.
            None => {
                if let Some(theirs) = line.theirs {
                    self.replace_pair(pair, theirs, line.layout);
                }
            }
        }
    }

    /// Writes changed parts into a long form, each as its key. `false`: the type is declared in place.
    fn write_long(
        &mut self,
        line: &Line<'t>,
        pair: &'t Pair,
        changes: &[(&str, Option<String>)],
    ) -> bool {
        let mapping = &pair.value;
        let pairs = mapping.as_mapping().unwrap_or_default();
        let index = |name: &str| pairs.iter().position(|inner| inner.key.text == name);
        let declares = |name: &str| {
            name == "type" && index("type").is_none()
                || name == "constant"
                || index("constant").is_some()
        };
        if changes.iter().any(|(name, _)| declares(name)) || pairs.is_empty() {
            return false;
        }
        let layout = Layout::of(self.source, mapping, line.layout);
        for (name, value) in changes {
            let value = value.as_ref().map(|value| {
                value
                    .strip_prefix("only ")
                    .filter(|_| *name == "only")
                    .unwrap_or(value)
            });
            match (index(name), value) {
                (Some(at), None) => self.edits.remove(mapping, layout, at, at + 1),
                (Some(at), Some(value)) => {
                    let own = pairs.get(at);
                    let quoted = own
                        .and_then(|own| own.value.as_scalar())
                        .is_some_and(|own| own.is_quoted());
                    let text = written(value, layout, quoted);
                    if *name == "type" && text.starts_with('"') {
                        self.cramp(&line.chain);
                    }
                    if let Some(own) = own {
                        self.edits.set(own, &text);
                    }
                }
                (None, Some(value)) => {
                    let flat = match layout {
                        Layout::Block { .. } => Layout::Block { indent: 0 },
                        Layout::Flow => Layout::Flow,
                    };
                    let entry = format!("{name}: {}", written(value, flat, false));
                    let last = Place::After(pairs.len().saturating_sub(1));
                    self.edits.insert(mapping, layout, last, &entry);
                }
                (None, None) => {}
            }
        }
        true
    }

    /// Adds or removes the `?` of a name.
    fn mark_optional(&mut self, pair: &Pair, optional: bool) {
        let key = &pair.key;
        let (name, is_optional) = wire_name(&key.text);
        match (optional, is_optional) {
            (true, false) => {
                let at = key.span_of(name.len().saturating_sub(1), name.len()).end;
                self.edits.splice(Span::new(at, at), "?");
            }
            (false, true) => {
                let mut mark = key.text.match_indices('?').map(|(at, _)| at);
                let mark = mark.rfind(|at| *at >= name.len());
                if let Some(at) = mark {
                    self.edits.splice(key.span_of(at, at + 1), "");
                }
            }
            _ => {}
        }
    }

    /// Writes a list of values; as a mapping, if one of them needs more than its value.
    fn write_values(&mut self, values: &Values<'t>) {
        let Some(pair) = values.entry.pair() else {
            return;
        };
        let nodes = pair.value.as_sequence().unwrap_or_default();
        let said = |entry: &&&Entry<'t>| !entry.children.is_empty();
        let needs_mapping =
            !values.parts.is_empty() || values.added.iter().any(|entry| said(&entry));
        let kept = nodes.iter().filter(|node| {
            let text = node.as_scalar().map_or("", |scalar| scalar.text.as_str());
            !values.removed.contains(text)
        });
        if !needs_mapping && values.removed.is_empty() {
            let texts = values.added.iter().map(|entry| self.value_key(entry));
            let texts: Vec<String> = texts.collect();
            return self.append(&pair.value, &texts, values.layout);
        }
        let mut entries: Vec<(String, Vec<(String, String)>)> = Vec::new();
        for node in kept {
            let text = node.as_scalar().map_or("", |scalar| scalar.text.as_str());
            let changes = values.parts.get(text).into_iter().flatten();
            let parts = changes.filter_map(|(name, value)| Some((name.clone(), value.clone()?)));
            entries.push((self.source.slice(node.span).to_owned(), parts.collect()));
        }
        for entry in &values.added {
            let parts = self.draft.parts(entry).unwrap_or_default();
            entries.push((self.value_key(entry), parts));
        }
        let is_list = entries.iter().all(|(_, parts)| parts.is_empty());
        let texts: Vec<String> = match (is_list, values.layout) {
            (true, _) => entries.into_iter().map(|(key, _)| key).collect(),
            (false, Layout::Flow) => entries
                .into_iter()
                .filter_map(|(key, parts)| {
                    Some(format!(
                        "{key}: {}",
                        line_value(&parts, Kind::Value, Layout::Flow)?
                    ))
                })
                .collect(),
            (false, Layout::Block { indent }) => {
                let inner = Layout::Block { indent: indent + 2 };
                entries
                    .into_iter()
                    .filter_map(|(key, parts)| match parts.is_empty() {
                        true => Some(format!("{key}:")),
                        false => Some(format!(
                            "{key}: {}",
                            line_value(&parts, Kind::Value, inner)?
                        )),
                    })
                    .collect()
            }
        };
        let text = match (is_list, values.layout) {
            (true, _) => format!("[{}]", texts.join(", ")),
            (false, Layout::Flow) => format!("{{ {} }}", texts.join(", ")),
            (false, Layout::Block { indent }) => {
                let pad = format!("\n{}", " ".repeat(indent + 2));
                format!("{pad}{}", texts.join(&pad))
            }
        };
        self.edits.set(pair, &text);
    }

    /// The text of a value as it is written in a list or as a key.
    fn value_key(&self, entry: &Entry<'t>) -> String {
        match entry.pair() {
            Some(pair) => self.draft.source.slice(pair.key.span).to_owned(),
            None => match entry.origin {
                Origin::Element { parent } => {
                    let nodes = parent.as_sequence().unwrap_or_default();
                    let node = nodes.iter().find(|node| {
                        node.as_scalar()
                            .is_some_and(|scalar| scalar.text == entry.id)
                    });
                    let text = node.map(|node| self.draft.source.slice(node.span));
                    text.unwrap_or(&entry.id).to_owned()
                }
                _ => entry.id.clone(),
            },
        }
    }

    /// Appends elements to a list.
    fn append(&mut self, list: &Node, texts: &[String], _outer: Layout) {
        let nodes = list.as_sequence().unwrap_or_default();
        let is_flow = self.source.slice(list.span).starts_with('[');
        let Some(last) = nodes.last() else {
            return self
                .edits
                .splice(list.span, format!("[{}]", texts.join(", ")));
        };
        let at = Span::new(last.span.end, last.span.end);
        for text in texts {
            match is_flow {
                true => self.edits.splice(at, format!(", {text}")),
                false => {
                    let (start, line) = self.source.line_at(last.span.start);
                    let dash = line.find('-').unwrap_or(0);
                    let end = start + line.trim_end().len();
                    let text = format!("\n{}- {text}", " ".repeat(dash));
                    self.edits.splice(Span::new(end, end), text);
                }
            }
        }
    }

    /// Writes a group that the spec does not have.
    fn write_filled(&mut self, filled: &Filled<'t>) {
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

/// A call of the document with the names that the author's path has.
fn own_call(change: &Change<'_>, fact: &Fact) -> String {
    let own = change.our_entry().and_then(|ours| ours.pair());
    let own = own
        .and_then(|pair| pair.value.as_scalar())
        .map_or("", |scalar| &scalar.text);
    let recorded = change.our_entry().and_then(|ours| ours.fact.as_ref());
    let recorded = recorded.map_or("", |fact| fact.shape.as_str());
    let names: BTreeMap<String, String> = super::calls::path_names(recorded)
        .into_iter()
        .zip(super::calls::path_names(own))
        .collect();
    with_names(&fact.shape, &|name| names.get(name).cloned())
}

/// The nearest entry that is on a line of its own: above it there is room for a comment.
fn anchor<'t>(source: &Source, root: &'t Node, chain: &[&'t Entry<'t>]) -> Option<&'t Pair> {
    let mut layout = Layout::Block { indent: 0 };
    let mut found = root.as_mapping().and_then(<[Pair]>::first);
    for entry in chain {
        let (parent, pair) = match entry.origin {
            Origin::Pair { pair, parent } => (parent, Some(pair)),
            Origin::Element { parent } => (parent, None),
            Origin::Elsewhere => continue,
        };
        layout = Layout::of(source, parent, layout);
        if let (Layout::Block { .. }, Some(pair)) = (layout, pair) {
            found = Some(pair);
        }
    }
    found
}
