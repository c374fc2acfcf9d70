//! The record that an import leaves beside the spec: for each fact of the draft a hash and the names of the types in it, no text of the document.

use super::entries::{Entry, Fact, Kind};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The version of the format.
const VERSION: u64 = 1;
/// What the file is, for people who find it.
const ABOUT: &str = "what `specie import` wrote, as hashes; `specie update` reads it: keep it beside the spec, and edit nothing here";
/// Name of an operation in its draft.
const NAME: &str = "@name";
/// Marks what newer documents no longer have and the spec still does.
const GONE: &str = "@gone";
/// The deepest nesting that is read.
const MAX_DEPTH: usize = 32;

/// What was imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    /// The provider of the spec.
    pub(super) provider: String,
    pub(super) root: Branch,
}

/// A recorded entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Recorded {
    /// A fact.
    Fact(Print),
    /// An entry with others in it.
    Branch(Branch),
}

/// The fingerprint of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Print {
    hash: String,
    /// The declared types in it, by the names of the record.
    pub(super) types: Vec<String>,
}

/// Entries by identity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Branch {
    /// The name that the draft gave an operation.
    pub(super) name: Option<String>,
    /// The document no longer has it.
    pub(super) gone: bool,
    pub(super) children: BTreeMap<String, Recorded>,
}

impl Print {
    pub(super) fn of(fact: &Fact) -> Self {
        let digest = Sha256::digest(fact.shape.as_bytes());
        let mut hash = String::with_capacity(16);
        for byte in digest.iter().take(8) {
            let _ = write!(hash, "{byte:02x}");
        }
        Self {
            hash,
            types: fact.types.clone(),
        }
    }

    pub(super) fn is_of(&self, fact: &Fact) -> bool {
        self.types == fact.types && self.hash == Self::of(fact).hash
    }
}

impl Recorded {
    /// What an entry is recorded as.
    pub(super) fn of(entry: &Entry<'_>) -> Self {
        match &entry.fact {
            Some(fact) => Self::Fact(Print::of(fact)),
            None => Self::Branch(Branch::of(entry)),
        }
    }

    pub(super) fn branch(&self) -> Option<&Branch> {
        match self {
            Self::Branch(branch) => Some(branch),
            Self::Fact(_) => None,
        }
    }

    /// Whether an entry is as recorded. What is gone from the document does not count for an entry of the document.
    pub(super) fn is_of(&self, entry: &Entry<'_>, of_document: bool) -> bool {
        match (self, &entry.fact) {
            (Self::Fact(print), Some(fact)) => print.is_of(fact),
            (Self::Branch(branch), None) => branch.is_of(entry, of_document),
            _ => false,
        }
    }
}

impl Branch {
    pub(super) fn of(entry: &Entry<'_>) -> Self {
        let children = entry.children.iter();
        Self {
            name: (entry.kind == Kind::Operation).then(|| entry.name.clone()),
            gone: false,
            children: children
                .map(|child| (child.id.clone(), Recorded::of(child)))
                .collect(),
        }
    }

    pub(super) fn child(&self, id: &str) -> Option<&Recorded> {
        self.children.get(id)
    }

    /// Adds what another one has and this one does not.
    pub(super) fn add(&mut self, other: &Branch) {
        for (id, recorded) in &other.children {
            match (self.children.get_mut(id), recorded) {
                (Some(Recorded::Branch(own)), Recorded::Branch(other)) => own.add(other),
                (Some(_), _) => {}
                (None, recorded) => {
                    self.children.insert(id.clone(), recorded.clone());
                }
            }
        }
    }

    fn is_of(&self, entry: &Entry<'_>, of_document: bool) -> bool {
        let is_gone = |recorded: &Recorded| recorded.branch().is_some_and(|branch| branch.gone);
        let counted = self
            .children
            .values()
            .filter(|recorded| !(of_document && is_gone(recorded)));
        counted.count() == entry.children.len()
            && entry.children.iter().all(|child| {
                self.child(&child.id)
                    .is_some_and(|recorded| recorded.is_of(child, of_document))
            })
    }
}

/// Why a text is no record.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NotARecord(pub(super) String);

impl Record {
    /// The record as a file.
    pub(super) fn print(&self) -> String {
        let mut out = String::from("{\n");
        let _ = writeln!(out, " \"about\": {},", text(ABOUT));
        let _ = writeln!(out, " \"version\": {VERSION},");
        let _ = writeln!(out, " \"provider\": {},", text(&self.provider));
        out.push_str(" \"imported\": ");
        print_branch(&self.root, 1, &mut out);
        out.push_str("\n}\n");
        out
    }

    /// Reads a record.
    pub(super) fn read(file: &str) -> Result<Self, NotARecord> {
        let wrong = |what: &str| NotARecord(what.to_owned());
        let value: Value =
            serde_json::from_str(file).map_err(|error| NotARecord(format!("not JSON: {error}")))?;
        let version = value.get("version").and_then(Value::as_u64);
        match version {
            Some(VERSION) => {}
            Some(other) => {
                return Err(NotARecord(format!(
                    "expected version {VERSION}, found {other}"
                )));
            }
            None => return Err(wrong("expected a number as `version`")),
        }
        let provider = value.get("provider").and_then(Value::as_str);
        let imported = value.get("imported").and_then(Value::as_object);
        Ok(Self {
            provider: provider
                .ok_or_else(|| wrong("expected a text as `provider`"))?
                .to_owned(),
            root: read_branch(
                imported.ok_or_else(|| wrong("expected an object as `imported`"))?,
                0,
            )?,
        })
    }
}

fn text(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

/// Identities that begin with `@` are written with a second one: a single one begins what is said about the entry itself.
fn print_branch(branch: &Branch, depth: usize, out: &mut String) {
    let mut members: Vec<(String, &Recorded)> = Vec::new();
    for (id, recorded) in &branch.children {
        let id = match id.starts_with('@') {
            true => format!("@{id}"),
            false => id.clone(),
        };
        members.push((id, recorded));
    }
    let is_short = members
        .iter()
        .all(|(_, one)| matches!(one, Recorded::Fact(_)));
    let separator = match is_short {
        true => String::from(" "),
        false => format!("\n{}", " ".repeat(depth + 1)),
    };
    out.push('{');
    let mut is_first = true;
    let mut begin = |out: &mut String| {
        if !std::mem::take(&mut is_first) {
            out.push(',');
        }
        out.push_str(&separator);
    };
    if let Some(name) = &branch.name {
        begin(out);
        let _ = write!(out, "\"{NAME}\": {}", text(name));
    }
    if branch.gone {
        begin(out);
        let _ = write!(out, "\"{GONE}\": true");
    }
    for (id, recorded) in members {
        begin(out);
        let _ = write!(out, "{}: ", text(&id));
        match recorded {
            Recorded::Fact(print) if print.types.is_empty() => out.push_str(&text(&print.hash)),
            Recorded::Fact(print) => {
                out.push_str(&text(&format!("{} {}", print.hash, print.types.join(" "))));
            }
            Recorded::Branch(branch) => print_branch(branch, depth + 1, out),
        }
    }
    out.push_str(match (is_first, is_short) {
        (true, _) => "}",
        (false, true) => " }",
        (false, false) => "",
    });
    if !is_first && !is_short {
        let _ = write!(out, "\n{}}}", " ".repeat(depth));
    }
}

fn read_branch(members: &Map<String, Value>, depth: usize) -> Result<Branch, NotARecord> {
    if depth > MAX_DEPTH {
        return Err(NotARecord("values are nested too deep".to_owned()));
    }
    let mut branch = Branch::default();
    for (key, value) in members {
        match (key.as_str(), value) {
            (NAME, Value::String(name)) => branch.name = Some(name.clone()),
            (GONE, Value::Bool(gone)) => branch.gone = *gone,
            (_, Value::String(print)) => {
                let mut words = print.split(' ').map(str::to_owned);
                let hash = words.next().unwrap_or_default();
                let types = words.collect();
                branch
                    .children
                    .insert(id(key), Recorded::Fact(Print { hash, types }));
            }
            (_, Value::Object(inner)) => {
                let inner = read_branch(inner, depth + 1)?;
                branch.children.insert(id(key), Recorded::Branch(inner));
            }
            _ => {
                return Err(NotARecord(format!(
                    "expected a text or an object as `{key}`"
                )));
            }
        }
    }
    Ok(branch)
}

fn id(key: &str) -> String {
    match key.strip_prefix("@@") {
        Some(rest) => format!("@{rest}"),
        None => key.to_owned(),
    }
}
