//! Writes what was decided into the author's file.

mod comments;
mod insertion;
mod lines;
mod removal;
mod values;

use super::calls::with_names;
use super::conflict;
use super::entries::{Entry, Fact, Kind, Origin};
use super::excerpt::Draft;
use super::merge::{Act, Change, Verdict};
use crate::edit::{Edits, Layout, written};
use crate::source::{Source, Span};
use crate::yaml::{Node, Pair};
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
        listed: BTreeMap::new(),
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
    /// Entries for a list of the names of groups, by its place.
    listed: BTreeMap<usize, (&'t Node, Vec<String>)>,
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
                // It is not in the mappings around it here.
                Origin::Shared { parent, .. } => {
                    layout = Layout::of(self.source, parent, Layout::Block { indent: 0 });
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
            let old = Span::new(pair.key.span.start, end);
            let text = comments::kept(self.source, self.root, old, text);
            self.edits.splice(old, text);
        }
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
        for (list, texts) in std::mem::take(&mut self.listed).into_values() {
            self.append(list, &[format!("{{ {} }}", texts.join(", "))]);
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
            Origin::Shared { .. } | Origin::Elsewhere => continue,
        };
        layout = Layout::of(source, parent, layout);
        if let (Layout::Block { .. }, Some(pair)) = (layout, pair) {
            found = Some(pair);
        }
    }
    found
}
