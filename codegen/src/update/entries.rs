//! A spec as a tree of facts with identities: what is compared, recorded and merged. Layout, comments and order are no part of it.
//!
//! Operations are the same by their `call`, lines by their name on the wire, values of enums by their value, everything else by its key. The names of
//! types are taken out of texts, so that an author's own name for a type is no difference.

mod mentions;
mod reader;

use super::line;
use crate::yaml::{Node, Pair, Scalar};
pub(super) use mentions::{mentions, mentions_in};
use reader::Reader;
use std::collections::{BTreeMap, BTreeSet};

/// What an entry is, and so how it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A mapping of entries: the whole spec, `operations`, `params`, a section.
    Group,
    /// An operation.
    Operation,
    /// A declared type.
    Type,
    /// A parameter, a member, a variant: a line with parts.
    Line,
    /// A value of an enum.
    Value,
    /// A part of a line or value.
    Part,
    /// A key whose value is compared as a whole.
    Fact,
    /// A fact without a text of its own: the kind of a type, the default that an operation has from `defaults`.
    Implied,
}

/// An entry of a spec.
#[derive(Clone, Debug)]
pub(super) struct Entry<'t> {
    /// Its identity among its siblings.
    pub(super) id: String,
    /// Its name in this file.
    pub(super) name: String,
    pub(super) kind: Kind,
    /// The value of a part or fact.
    pub(super) fact: Option<Fact>,
    pub(super) children: Vec<Entry<'t>>,
    pub(super) origin: Origin<'t>,
}

/// A value that is compared as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fact {
    /// Its text in one notation; declared types are `\u{1}`.
    pub(super) shape: String,
    /// The declared types in it, in order.
    pub(super) types: Vec<String>,
}

/// Where an entry is in the file.
#[derive(Clone, Copy, Debug)]
pub(super) enum Origin<'t> {
    /// A pair of a mapping.
    Pair { pair: &'t Pair, parent: &'t Node },
    /// An element of a list.
    Element { parent: &'t Node },
    /// A pair that others have, too: in a group of parameters, in the type that this one is like.
    Shared { pair: &'t Pair, parent: &'t Node },
    /// Nowhere by itself: a part of a line, a default.
    Elsewhere,
}

impl<'t> Entry<'t> {
    pub(super) fn child(&self, id: &str) -> Option<&Entry<'t>> {
        self.children.iter().find(|child| child.id == id)
    }

    pub(super) fn pair(&self) -> Option<&'t Pair> {
        match self.origin {
            Origin::Pair { pair, .. } | Origin::Shared { pair, .. } => Some(pair),
            _ => None,
        }
    }

    /// Whether the provider's document could say that this should no longer be used.
    pub(super) fn can_be_deprecated(&self) -> bool {
        matches!(
            self.kind,
            Kind::Operation | Kind::Type | Kind::Line | Kind::Value
        )
    }
}

impl Fact {
    fn text(text: &str) -> Self {
        Self {
            shape: collapsed(text),
            types: Vec::new(),
        }
    }
}

/// The names of the types that a spec declares.
pub(super) fn declared(root: &Node) -> BTreeSet<String> {
    let types = root.get("types").and_then(Node::as_mapping);
    let names = types.unwrap_or_default().iter();
    names.map(|pair| pair.key.text.clone()).collect()
}

/// The entries of a spec.
pub(super) fn read<'t>(root: &'t Node) -> Entry<'t> {
    let reader = Reader {
        root,
        types: declared(root),
    };
    let mut children = Vec::new();
    for pair in root.as_mapping().unwrap_or_default() {
        let entry = match pair.key.text.as_str() {
            "provider" | "..." => continue,
            "operations" => reader.group(root, pair, Reader::operation),
            "types" => reader.group(root, pair, Reader::declared_type),
            "credentials" => reader.group(root, pair, Reader::line),
            "groups" => reader.group(root, pair, |reader, parent, pair| {
                reader.group(parent, pair, Reader::line)
            }),
            "webhooks" => reader.group(root, pair, |reader, parent, pair| {
                reader.group(parent, pair, Reader::typed)
            }),
            _ => reader.plain(root, pair),
        };
        children.push(entry);
    }
    let mut root_entry = Entry {
        id: String::new(),
        name: String::new(),
        kind: Kind::Group,
        fact: None,
        children,
        origin: Origin::Elsewhere,
    };
    unique_ids(&mut root_entry);
    root_entry
}

/// The parts of the text of a value; the name in Rust is its `type`.
pub(super) fn value_pieces(scalar: &Scalar) -> Vec<line::Piece> {
    let text = scalar.text.as_str();
    let separated = crate::lookalikes::separator(text).is_some_and(|found| {
        found.exact || crate::names::is_type_name(text.get(..found.head).unwrap_or(""))
    });
    if separated || crate::names::is_type_name(text.trim()) {
        return line::split(text);
    }
    let trimmed = text.trim();
    let start = text.len() - text.trim_start().len();
    let whole = line::Piece::whole("doc", trimmed, start);
    Vec::from_iter(whole.filter(|_| !trimmed.is_empty()))
}

/// `name? as x`: the name on the wire, and whether it may be left out.
pub(super) fn wire_name(key: &str) -> (&str, bool) {
    let (name, rename) = key.split_once(" as ").unwrap_or((key, ""));
    let is_optional = name.trim().ends_with('?') || rename.trim().ends_with('?');
    let name = name.trim();
    (
        name.strip_suffix('?').unwrap_or(name).trim_end(),
        is_optional,
    )
}

/// A text with single spaces.
pub(super) fn collapsed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Siblings with one identity, such as operations with one `call`, are told apart by their names.
fn unique_ids(entry: &mut Entry<'_>) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for child in &entry.children {
        *seen.entry(child.id.clone()).or_default() += 1;
    }
    for child in &mut entry.children {
        if child.kind == Kind::Operation && seen.get(&child.id).is_some_and(|count| *count > 1) {
            child.id = format!("{} ({})", child.id, child.name);
        }
        unique_ids(child);
    }
    let mut once = BTreeSet::new();
    entry.children.retain(|child| once.insert(child.id.clone()));
}
