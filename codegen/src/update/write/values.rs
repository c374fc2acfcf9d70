//! Writes lists: the values of an enum, the names of groups.

use super::{Values, Writer};
use crate::edit::Layout;
use crate::source::Span;
use crate::update::entries::{Entry, Kind, Origin};
use crate::update::excerpt::line_value;
use crate::yaml::Node;
use std::collections::{BTreeMap, BTreeSet};

impl<'t> Writer<'t> {
    /// The changes of the list that the last entry of a chain is an element of.
    pub(super) fn values_of(&mut self, chain: &[&'t Entry<'t>]) -> Option<&mut Values<'t>> {
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

    /// Writes a list of values; as a mapping, if one of them needs more than its value.
    pub(super) fn write_values(&mut self, values: &Values<'t>) {
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
            return self.append(&pair.value, &texts);
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
    pub(super) fn value_key(&self, entry: &Entry<'t>) -> String {
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
    pub(super) fn append(&mut self, list: &Node, texts: &[String]) {
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
}
