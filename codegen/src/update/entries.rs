//! A spec as a tree of facts with identities: what is compared, recorded and merged. Layout, comments and order are no part of it.
//!
//! Operations are the same by their `call`, lines by their name on the wire, values of enums by their value, everything else by its key. The names of
//! types are taken out of texts, so that an author's own name for a type is no difference.

use super::line;
use crate::source::Span;
use crate::yaml::{self, Node, NodeKind, Pair, Scalar};
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
    /// Elsewhere: in a group of parameters, in the type that this one is like, in `defaults`.
    Elsewhere,
}

impl<'t> Entry<'t> {
    pub(super) fn child(&self, id: &str) -> Option<&Entry<'t>> {
        self.children.iter().find(|child| child.id == id)
    }

    pub(super) fn pair(&self) -> Option<&'t Pair> {
        match self.origin {
            Origin::Pair { pair, .. } => Some(pair),
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

struct Reader<'t> {
    root: &'t Node,
    types: BTreeSet<String>,
}

impl<'t> Reader<'t> {
    fn entry(&self, id: &str, kind: Kind, parent: &'t Node, pair: &'t Pair) -> Entry<'t> {
        Entry {
            id: id.to_owned(),
            name: id.to_owned(),
            kind,
            fact: None,
            children: Vec::new(),
            origin: Origin::Pair { pair, parent },
        }
    }

    /// A mapping of entries that `read` reads; anything else is a fact.
    fn group(
        &self,
        parent: &'t Node,
        pair: &'t Pair,
        read: fn(&Self, &'t Node, &'t Pair) -> Entry<'t>,
    ) -> Entry<'t> {
        let mut entry = self.entry(&pair.key.text, Kind::Group, parent, pair);
        match &pair.value.kind {
            NodeKind::Mapping(pairs) => {
                let named = pairs.iter().filter(|inner| inner.key.text != "...");
                entry.children = named.map(|inner| read(self, &pair.value, inner)).collect();
            }
            NodeKind::Scalar(scalar) if scalar.is_missing() => {}
            _ => return self.fact(parent, pair),
        }
        entry
    }

    /// A value as a whole.
    fn fact(&self, parent: &'t Node, pair: &'t Pair) -> Entry<'t> {
        let mut entry = self.entry(&pair.key.text, Kind::Fact, parent, pair);
        entry.fact = Some(match &pair.value.kind {
            NodeKind::Scalar(scalar) => Fact::text(&scalar.text),
            _ => Fact::text(&yaml::print(&pair.value)),
        });
        entry
    }

    /// A value as a whole, in which types are named.
    fn typed(&self, parent: &'t Node, pair: &'t Pair) -> Entry<'t> {
        let typed = [
            "event", "answer", "other", "like", "items", "variants", "map", "list",
        ];
        if !typed.contains(&pair.key.text.as_str()) {
            return self.plain(parent, pair);
        }
        let mut entry = self.entry(&pair.key.text, Kind::Fact, parent, pair);
        entry.fact = Some(self.type_of(&pair.value));
        entry
    }

    fn type_of(&self, node: &Node) -> Fact {
        let text = match &node.kind {
            NodeKind::Scalar(scalar) => scalar.text.clone(),
            NodeKind::Sequence(nodes) => match nodes.as_slice() {
                [one] if one.as_scalar().is_some() => {
                    format!(
                        "list<{}>",
                        one.as_scalar().map_or("", |one| one.text.as_str())
                    )
                }
                _ => yaml::print(node),
            },
            NodeKind::Mapping(_) => yaml::print(node),
        };
        self.type_text(&collapsed(&text))
    }

    fn type_text(&self, text: &str) -> Fact {
        let (shape, types) = line::type_shape(text, &|word| self.types.contains(word));
        Fact { shape, types }
    }

    /// Keys and values without further meaning here.
    fn plain(&self, parent: &'t Node, pair: &'t Pair) -> Entry<'t> {
        match &pair.value.kind {
            NodeKind::Mapping(_) => self.group(parent, pair, Self::plain),
            _ => self.fact(parent, pair),
        }
    }

    fn operation(&self, parent: &'t Node, pair: &'t Pair) -> Entry<'t> {
        let mut entry = self.entry(&pair.key.text, Kind::Operation, parent, pair);
        let name = &pair.key.text;
        for inner in pair.value.as_mapping().unwrap_or_default() {
            let child = match inner.key.text.as_str() {
                "params" | "query" | "headers" | "cookies" | "answer_headers" => {
                    self.lines(&pair.value, inner)
                }
                "items" | "body" => self.line(&pair.value, inner),
                "answer" | "variants" => self.typed(&pair.value, inner),
                _ => self.fact(&pair.value, inner),
            };
            entry.children.push(child);
        }
        let call = entry.child("call").and_then(|call| call.fact.as_ref());
        let call = call.map_or("", |call| call.shape.as_str());
        entry.id = match call.contains(' ') {
            true => call.to_owned(),
            false => format!("{call} {name}"),
        };
        let defaults = self.root.get("defaults").and_then(Node::as_mapping);
        for inner in defaults.unwrap_or_default() {
            if entry.child(&inner.key.text).is_none() {
                let scalar = inner.value.as_scalar().map_or("", |scalar| &scalar.text);
                entry.children.push(implied(&inner.key.text, scalar));
            }
        }
        entry
    }

    /// Parameters: a mapping of lines, or a list of names of groups and mappings.
    fn lines(&self, parent: &'t Node, pair: &'t Pair) -> Entry<'t> {
        let NodeKind::Sequence(nodes) = &pair.value.kind else {
            return self.group(parent, pair, Self::line);
        };
        let mut entry = self.entry(&pair.key.text, Kind::Group, parent, pair);
        let groups = self.root.get("groups");
        for node in nodes {
            let (of, is_shared) = match node.as_scalar() {
                Some(name) => (groups.and_then(|groups| groups.get(&name.text)), true),
                None => (Some(node), false),
            };
            for inner in of.and_then(Node::as_mapping).unwrap_or_default() {
                let mut line = self.line(of.unwrap_or(node), inner);
                if is_shared {
                    line.origin = Origin::Elsewhere;
                }
                entry.children.push(line);
            }
        }
        entry
    }

    fn line(&self, parent: &'t Node, pair: &'t Pair) -> Entry<'t> {
        let (name, is_optional) = wire_name(&pair.key.text);
        let mut entry = self.entry(name, Kind::Line, parent, pair);
        if is_optional {
            entry.children.push(part("optional", Fact::text("?")));
        }
        match &pair.value.kind {
            NodeKind::Scalar(scalar) if scalar.is_quoted() => {
                entry
                    .children
                    .push(part("constant", Fact::text(&scalar.text)));
            }
            NodeKind::Scalar(scalar) => {
                for piece in line::split(&scalar.text) {
                    let fact = match piece.name {
                        "type" => self.type_text(&collapsed(&piece.value)),
                        _ => Fact::text(&piece.value),
                    };
                    entry.children.push(part(piece.name, fact));
                }
            }
            NodeKind::Sequence(_) => entry.children.push(part("type", self.type_of(&pair.value))),
            NodeKind::Mapping(pairs) => self.long_form(pairs, &pair.value, &mut entry),
        }
        entry
    }

    /// `{ type: decimal, range: 1..100, doc: … }`, or a type that is declared in place.
    fn long_form(&self, pairs: &'t [Pair], node: &'t Node, entry: &mut Entry<'t>) {
        let notes = ["doc", "source", "unconfirmed", "deprecated", "as"];
        for inner in pairs {
            let id = inner.key.text.as_str();
            let text = inner.value.as_scalar().map_or("", |scalar| &scalar.text);
            let fact = match id {
                "as" | "name" => continue,
                "type" => self.type_of(&inner.value),
                "only" => Fact::text(&format!("only {text}")),
                _ => Fact::text(text),
            };
            let known = line::PARTS.contains(&id) || notes.contains(&id);
            if known || matches!(id, "constant" | "allowed-in-url") {
                entry.children.push(part(id, fact));
            }
        }
        if entry.child("type").is_none() && entry.child("constant").is_none() {
            let declares: Vec<Pair> = pairs
                .iter()
                .filter(|inner| !notes.contains(&inner.key.text.as_str()))
                .cloned()
                .collect();
            let inline = Node {
                span: node.span,
                kind: NodeKind::Mapping(declares),
            };
            entry.children.push(part("type", self.type_of(&inline)));
        }
    }

    fn declared_type(&self, parent: &'t Node, pair: &'t Pair) -> Entry<'t> {
        let mut entry = self.entry(&pair.key.text, Kind::Type, parent, pair);
        let of = pair.value.as_mapping().unwrap_or_default();
        for inner in of {
            let child = match inner.key.text.as_str() {
                "fields" | "tuple" | "forms" | "variants" => {
                    self.group(&pair.value, inner, Self::line)
                }
                "values" => self.values(&pair.value, inner),
                "rest" => self.line(&pair.value, inner),
                "one_of" => self.plain(&pair.value, inner),
                "other" | "like" | "map" | "list" => self.typed(&pair.value, inner),
                _ => self.fact(&pair.value, inner),
            };
            entry.children.push(child);
        }
        self.inherit(&pair.value, &mut entry, 0);
        entry.children.push(implied("kind", &kind_of_type(&entry)));
        entry
    }

    /// Adds the members of the types that this one is like.
    fn inherit(&self, of: &'t Node, entry: &mut Entry<'t>, depth: usize) {
        let Some(like) = of.get("like").filter(|_| depth < 8) else {
            return;
        };
        let names: Vec<&str> = match &like.kind {
            NodeKind::Scalar(scalar) => vec![scalar.text.trim()],
            NodeKind::Sequence(nodes) => {
                let scalars = nodes.iter().filter_map(Node::as_scalar);
                scalars.map(|scalar| scalar.text.trim()).collect()
            }
            NodeKind::Mapping(_) => Vec::new(),
        };
        for name in names {
            let Some(base) = self.root.get("types").and_then(|types| types.get(name)) else {
                continue;
            };
            let Some(fields) = base.get("fields") else {
                continue;
            };
            let inherited: Vec<Entry<'t>> = fields
                .as_mapping()
                .unwrap_or_default()
                .iter()
                .map(|inner| Entry {
                    origin: Origin::Elsewhere,
                    ..self.line(fields, inner)
                })
                .collect();
            if let Some(own) = entry.children.iter_mut().find(|child| child.id == "fields") {
                for line in inherited {
                    if own.child(&line.id).is_none() {
                        own.children.push(line);
                    }
                }
            } else {
                entry.children.push(Entry {
                    id: "fields".to_owned(),
                    name: "fields".to_owned(),
                    kind: Kind::Group,
                    fact: None,
                    children: inherited,
                    origin: Origin::Elsewhere,
                });
            }
            self.inherit(base, entry, depth + 1);
        }
    }

    /// The values of an enum, as a list or a mapping.
    fn values(&self, parent: &'t Node, pair: &'t Pair) -> Entry<'t> {
        let NodeKind::Sequence(nodes) = &pair.value.kind else {
            return self.group(parent, pair, Self::value);
        };
        let mut entry = self.entry(&pair.key.text, Kind::Group, parent, pair);
        for node in nodes {
            let Some(scalar) = node.as_scalar() else {
                return self.fact(parent, pair);
            };
            entry.children.push(Entry {
                id: scalar.text.clone(),
                name: scalar.text.clone(),
                kind: Kind::Value,
                fact: None,
                children: Vec::new(),
                origin: Origin::Element {
                    parent: &pair.value,
                },
            });
        }
        entry
    }

    /// `value: Name -- text`; the name is Rust's alone.
    fn value(&self, parent: &'t Node, pair: &'t Pair) -> Entry<'t> {
        let mut entry = self.entry(&pair.key.text, Kind::Value, parent, pair);
        match &pair.value.kind {
            NodeKind::Mapping(pairs) => {
                for inner in pairs.iter().filter(|inner| inner.key.text != "name") {
                    let text = inner.value.as_scalar().map_or("", |scalar| &scalar.text);
                    entry.children.push(part(&inner.key.text, Fact::text(text)));
                }
            }
            NodeKind::Scalar(scalar) => {
                let pieces = value_pieces(scalar);
                for piece in pieces.iter().filter(|piece| piece.name != "type") {
                    entry
                        .children
                        .push(part(piece.name, Fact::text(&piece.value)));
                }
            }
            NodeKind::Sequence(_) => {}
        }
        entry
    }
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

fn part<'t>(id: &str, fact: Fact) -> Entry<'t> {
    Entry {
        id: id.to_owned(),
        name: id.to_owned(),
        kind: Kind::Part,
        fact: Some(fact),
        children: Vec::new(),
        origin: Origin::Elsewhere,
    }
}

fn implied<'t>(id: &str, text: &str) -> Entry<'t> {
    Entry {
        kind: Kind::Implied,
        ..part(id, Fact::text(text))
    }
}

/// What a type is; of a tuple also its positions, which have no meaning one by one.
fn kind_of_type(entry: &Entry<'_>) -> String {
    let kinds = [
        "fields", "enum", "tuple", "union", "forms", "map", "list", "like",
    ];
    let kind = kinds.into_iter().find_map(|kind| entry.child(kind));
    match kind {
        Some(tuple) if tuple.id == "tuple" => {
            let names: Vec<&str> = tuple.children.iter().map(|line| line.id.as_str()).collect();
            format!("tuple {}", names.join(" "))
        }
        Some(kind) if kind.id == "like" => "fields".to_owned(),
        Some(kind) => kind.id.clone(),
        None => String::new(),
    }
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

/// The declared types that a value names, with their places in the file.
pub(super) fn mentions(node: &Node, is_type: &dyn Fn(&str) -> bool, out: &mut Vec<(Span, String)>) {
    match &node.kind {
        NodeKind::Scalar(scalar) => mentions_in(scalar, (0, scalar.text.len()), is_type, out),
        NodeKind::Sequence(nodes) => nodes.iter().for_each(|node| mentions(node, is_type, out)),
        NodeKind::Mapping(pairs) => {
            for pair in pairs {
                mentions(&pair.value, is_type, out);
            }
        }
    }
}

/// The same for a range of a text.
pub(super) fn mentions_in(
    scalar: &Scalar,
    (from, to): (usize, usize),
    is_type: &dyn Fn(&str) -> bool,
    out: &mut Vec<(Span, String)>,
) {
    let text = scalar.text.get(from..to).unwrap_or("");
    let mut quoted = false;
    let mut before = "";
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let len = match rest.chars().next() {
            Some(c) if line::is_word(c) => rest.find(|c| !line::is_word(c)).unwrap_or(rest.len()),
            Some(c) => c.len_utf8(),
            None => break,
        };
        let token = rest.get(..len).unwrap_or("");
        quoted ^= token == "\"";
        if !quoted && before != "as" && is_type(token) {
            let start = from + at;
            out.push((scalar.span_of(start, start + len), token.to_owned()));
        }
        if !token.trim().is_empty() {
            before = token;
        }
        at += len;
    }
}
