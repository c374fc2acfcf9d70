//! Writes changed parts of lines: parameters, members, variants, values.

use super::{Line, Writer};
use crate::edit::{Layout, Place, replaced, written};
use crate::source::Span;
use crate::update::entries::{Entry, Kind, Origin, wire_name};
use crate::update::excerpt::{line_value, parts};
use crate::update::line;
use crate::update::merge::Change;
use crate::yaml::{NodeKind, Pair};

impl<'t> Writer<'t> {
    /// A part of a line or value has another value.
    pub(super) fn set_part(&mut self, change: &Change<'t>) {
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

    pub(super) fn change_part(
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
            Origin::Pair { pair, .. } | Origin::Shared { pair, .. } => {
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

    /// Writes the changed parts of a line or value.
    pub(super) fn write_line(&mut self, line: &Line<'t>) {
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
    pub(super) fn write_long(
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
    pub(super) fn mark_optional(&mut self, pair: &Pair, optional: bool) {
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
}
