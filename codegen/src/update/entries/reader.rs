//! Reads a spec's tree as entries.

use super::{Entry, Fact, Kind, Origin, collapsed, value_pieces, wire_name};
use crate::update::line;
use crate::yaml::{self, Node, NodeKind, Pair};
use std::collections::BTreeSet;

/// Reads the parts of a spec.
pub(super) struct Reader<'t> {
    pub(super) root: &'t Node,
    pub(super) types: BTreeSet<String>,
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
    pub(super) fn group(
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
    pub(super) fn typed(&self, parent: &'t Node, pair: &'t Pair) -> Entry<'t> {
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
    pub(super) fn plain(&self, parent: &'t Node, pair: &'t Pair) -> Entry<'t> {
        match &pair.value.kind {
            NodeKind::Mapping(_) => self.group(parent, pair, Self::plain),
            _ => self.fact(parent, pair),
        }
    }

    pub(super) fn operation(&self, parent: &'t Node, pair: &'t Pair) -> Entry<'t> {
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
                let line = self.line(of.unwrap_or(node), inner);
                let line = if is_shared { shared(line) } else { line };
                entry.children.push(line);
            }
        }
        entry
    }

    pub(super) fn line(&self, parent: &'t Node, pair: &'t Pair) -> Entry<'t> {
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

    pub(super) fn declared_type(&self, parent: &'t Node, pair: &'t Pair) -> Entry<'t> {
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
                .map(|inner| shared(self.line(fields, inner)))
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

/// An entry that is written where others have it from, too.
fn shared(mut entry: Entry<'_>) -> Entry<'_> {
    if let Origin::Pair { pair, parent } = entry.origin {
        entry.origin = Origin::Shared { pair, parent };
    }
    entry
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
