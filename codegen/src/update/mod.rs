//! Brings a spec up to date with a newer document of its provider: a three-way merge.
//!
//! The three sides are the **record** of the last import (hashes, no text), the author's **spec**, and the **draft** that the import makes of the newer
//! document. What only the document changed is taken, what only the author changed is kept, what both changed is a conflict. A conflict is written into
//! the spec as a comment, which `check` refuses until it is deleted.
//!
//! 1. `entries` reads spec and draft as trees of facts with identities.
//! 2. `calls` and `types` give operations and types of both the identities of the record, however they are named.
//! 3. `merge` compares fact by fact.
//! 4. `write` writes what is taken through [`crate::edit`], so that everything else stays byte for byte.
//! 5. The result is read again, and must differ from the draft in nothing but what is kept or in conflict.

mod calls;
mod conflict;
mod entries;
mod excerpt;
mod line;
mod merge;
mod needed;
mod record;
mod settle;
mod shared;
mod summary;
mod types;
mod write;

use crate::diagnostic::Diagnostics;
use crate::source::Source;
use crate::yaml::{self, Node};
use entries::{Entry, Kind};
use excerpt::Draft;
use merge::{Act, Change, Verdict};
use record::{Branch, Record, Recorded};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
pub use summary::{Item, Summary};
use write::WriteError;

/// What is behind the name of a spec in the name of its record.
const RECORD_SUFFIX: &str = ".import.json";

/// The inputs of an update.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a> {
    /// The path of the spec, for messages.
    pub path: &'a str,
    /// The author's spec.
    pub spec: &'a str,
    /// The record beside it.
    pub record: &'a str,
    /// What the import makes of the newer document.
    pub draft: &'a str,
    /// Remove what the document no longer has, instead of marking it as deprecated.
    pub prune: bool,
}

/// The result of an update. Spec and record belong together.
#[derive(Clone, Debug)]
pub struct Updated {
    /// The new spec.
    pub spec: String,
    /// The new record.
    pub record: String,
    /// What was done.
    pub summary: Summary,
}

/// Why a spec could not be updated. Nothing was changed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum UpdateError {
    /// The spec, or the draft, is not valid YAML.
    #[error("`{path}` is not valid YAML: {message}")]
    NotYaml {
        /// The file.
        path: String,
        /// The first problem, with its line.
        message: String,
    },
    /// The record cannot be read.
    #[error("the record of `{path}` cannot be read: {message}")]
    BadRecord {
        /// The spec.
        path: String,
        /// What is wrong with it.
        message: String,
    },
    /// The record is of another spec.
    #[error("the record does not belong to `{path}`: {why}")]
    OtherRecord {
        /// The spec.
        path: String,
        /// How that is known.
        why: String,
    },
    /// The document describes another API.
    #[error(
        "the document does not describe the API of `{path}`: none of the {operations} imported operations is in it"
    )]
    OtherDocument {
        /// The spec.
        path: String,
        /// Number of operations in the record.
        operations: usize,
    },
    /// A change could not be written at its place.
    #[error(
        "the change of {place} cannot be written into `{path}`: write it by hand, then update again"
    )]
    NotWritable {
        /// The spec.
        path: String,
        /// Where the change is.
        place: String,
    },
}

/// The path of the record of the spec at `path`: `specs/acme.import.json` for `specs/acme.yaml`.
#[must_use]
pub fn record_path(path: &std::path::Path) -> std::path::PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{stem}{RECORD_SUFFIX}"))
}

/// The provider that a record is of, if it can be read.
#[must_use]
pub fn provider_of(record: &str) -> Option<String> {
    Record::read(record).ok().map(|record| record.provider)
}

/// The record of a draft that was just imported.
///
/// # Errors
/// The draft is not valid YAML.
pub fn record(path: &str, draft: &str) -> Result<String, UpdateError> {
    let source = Source::new(path, draft);
    let root = parse(&source)?;
    let record = Record {
        provider: provider(&root),
        root: Branch::of(&entries::read(&root)),
    };
    Ok(record.print())
}

/// Merges a newer draft into a spec.
///
/// # Errors
/// A file cannot be read, or record, spec and document do not belong together.
pub fn update(inputs: &Inputs<'_>) -> Result<Updated, UpdateError> {
    let mut spec = Cow::Borrowed(inputs.spec);
    for _ in 0..yaml::MAX_DEPTH {
        match merged(&Inputs {
            spec: &spec,
            ..*inputs
        })? {
            Merged::Done(updated) => return Ok(*updated),
            Merged::Unfolded(unfolded) => spec = Cow::Owned(unfolded),
        }
    }
    Err(UpdateError::NotWritable {
        path: inputs.path.to_owned(),
        place: inputs.path.to_owned(),
    })
}

/// A merge, or the spec with more lines, because it has no room for what is to be written.
enum Merged {
    Done(Box<Updated>),
    Unfolded(String),
}

fn merged(inputs: &Inputs<'_>) -> Result<Merged, UpdateError> {
    let path = inputs.path.to_owned();
    let record = Record::read(inputs.record).map_err(|error| UpdateError::BadRecord {
        path: path.clone(),
        message: error.0,
    })?;
    let source = Source::new(inputs.path, inputs.spec);
    let root = parse(&source)?;
    let draft_source = Source::new("the draft of the document", inputs.draft);
    let draft_root = parse(&draft_source)?;
    check_provider(&path, &record, &provider(&root))?;

    let mut theirs = entries::read(&draft_root);
    calls::align(&mut theirs, &record.root);
    let their_names = types::align_draft(&mut theirs, &record.root);
    check_operations(&record.root, &theirs, |operations| {
        UpdateError::OtherDocument {
            path: path.clone(),
            operations,
        }
    })?;
    let (ours, our_names) = aligned(&root, &record.root, &theirs);
    check_operations(&record.root, &ours, |_| UpdateError::OtherRecord {
        path: path.clone(),
        why: "none of the operations in it is in the spec".to_owned(),
    })?;

    let draft = Draft {
        source: &draft_source,
        types: names_in_spec(&their_names, &our_names),
    };
    let mut changes = merge::merge(&record, &ours, &theirs, inputs.prune);
    settle::settle(&mut changes, &ours, &theirs);
    let not_writable = |place: String| UpdateError::NotWritable {
        path: path.clone(),
        place,
    };
    let spec = match write::write(&source, &root, &draft, &changes) {
        Ok(spec) => spec,
        Err(WriteError::Cramped(unfolded)) => return Ok(Merged::Unfolded(unfolded)),
        Err(WriteError::Overlap(at)) => {
            return Err(not_writable(format!("line {}", source.line(at))));
        }
    };

    let result = Source::new(inputs.path, spec);
    let result_root = parse(&result).map_err(|error| not_writable(error.to_string()))?;
    let (merged, _) = aligned(&result_root, &record.root, &theirs);
    let record = next_record(record, &changes, &merged, &theirs);
    let mut left = merge::merge(&record, &merged, &theirs, inputs.prune);
    settle::settle(&mut left, &merged, &theirs);
    if let Some(change) = left.iter().find(|change| change.verdict != Verdict::Kept) {
        return Err(not_writable(conflict::place(change)));
    }
    let summary = summary::of(&changes, &source, &draft, &result, &result_root, &merged);
    Ok(Merged::Done(Box::new(Updated {
        spec: result.text.to_string(),
        record: record.print(),
        summary,
    })))
}

/// Reads YAML.
fn parse(source: &Source) -> Result<Node, UpdateError> {
    let mut diagnostics = Diagnostics::new();
    yaml::parse(source, &mut diagnostics)
        .filter(|_| !diagnostics.has_errors())
        .ok_or_else(|| {
            let found = diagnostics.sorted();
            let first = found.first().map(|first| {
                let line = source.line(first.span.start);
                format!("line {line}: {}", first.message)
            });
            UpdateError::NotYaml {
                path: source.path.clone(),
                message: first.unwrap_or_default(),
            }
        })
}

fn provider(root: &Node) -> String {
    let provider = root.get("provider").and_then(Node::as_scalar);
    provider.map_or_else(String::new, |name| name.text.trim().to_owned())
}

/// The author's entries with the identities of the record, or, for what is new on both sides, of the document. Also the spec's names of types.
fn aligned<'t>(
    root: &'t Node,
    record: &Branch,
    theirs: &Entry<'_>,
) -> (Entry<'t>, BTreeMap<String, String>) {
    let mut known = record.clone();
    known.add(&Branch::of(theirs));
    let mut ours = entries::read(root);
    calls::align(&mut ours, &known);
    let names = types::align_spec(&mut ours, &known);
    (ours, names)
}

fn check_provider(path: &str, record: &Record, provider: &str) -> Result<(), UpdateError> {
    if record.provider == provider {
        return Ok(());
    }
    Err(UpdateError::OtherRecord {
        path: path.to_owned(),
        why: format!(
            "it is of the provider `{}`, and the spec of `{provider}`; if only the name changed, change `provider` in the record, too",
            record.provider
        ),
    })
}

/// Refuses entries that have no operation of the record.
fn check_operations(
    record: &Branch,
    spec: &Entry<'_>,
    error: impl FnOnce(usize) -> UpdateError,
) -> Result<(), UpdateError> {
    let recorded = record.child("operations").and_then(Recorded::branch);
    let recorded =
        recorded.map_or_else(Vec::new, |operations| operations.children.keys().collect());
    let operations = spec.child("operations");
    let is_known =
        |id: &&String| operations.is_some_and(|operations| operations.child(id).is_some());
    if recorded.is_empty() || recorded.iter().any(is_known) {
        return Ok(());
    }
    Err(error(recorded.len()))
}

/// What the types of the draft are named in the spec; new ones get names that are free there.
fn names_in_spec(
    their_names: &BTreeMap<String, String>,
    our_names: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let mut used: BTreeSet<String> = our_names.values().cloned().collect();
    let mut names = BTreeMap::new();
    for (theirs, known) in their_names {
        let name = our_names.get(known).cloned().unwrap_or_else(|| {
            let free = types::free_name(theirs, &used);
            used.insert(free.clone());
            free
        });
        names.insert(theirs.clone(), name);
    }
    names
}

/// The record of the new draft. What the document no longer has and the spec still does stays in it, for a later `--prune`.
fn next_record(
    record: Record,
    changes: &[Change<'_>],
    merged: &Entry<'_>,
    theirs: &Entry<'_>,
) -> Record {
    let is_decided_by_author =
        |change: &&Change<'_>| change.verdict == Verdict::Conflict && change.act == Act::Remove;
    let dropped = changes.iter().filter(is_decided_by_author);
    let dropped: BTreeSet<Vec<String>> = dropped.map(|change| change.path.clone()).collect();
    let mut root = Branch::of(theirs);
    carry(&record.root, merged, &dropped, &mut Vec::new(), &mut root);
    Record {
        provider: record.provider,
        root,
    }
}

/// Takes what is gone from the document into the next record, with the marks that it now has in the spec.
fn carry(
    before: &Branch,
    merged: &Entry<'_>,
    dropped: &BTreeSet<Vec<String>>,
    path: &mut Vec<String>,
    next: &mut Branch,
) {
    for (id, recorded) in &before.children {
        let (Recorded::Branch(recorded), Some(entry)) = (recorded, merged.child(id)) else {
            continue;
        };
        path.push(id.clone());
        match next.children.get_mut(id) {
            Some(Recorded::Branch(inner)) => carry(recorded, entry, dropped, path, inner),
            Some(Recorded::Fact(_)) => {}
            None if dropped.contains(path) || entry.fact.is_some() => {}
            None if entry.kind == Kind::Group && merge::has_deprecable(entry) => {
                let mut inner = Branch::default();
                carry(recorded, entry, dropped, path, &mut inner);
                if !inner.children.is_empty() {
                    next.children.insert(id.clone(), Recorded::Branch(inner));
                }
            }
            None => {
                let mut gone = recorded.clone();
                if !gone.gone {
                    for mark in ["deprecated", "optional"] {
                        if let Some(child) = entry.child(mark) {
                            gone.children.insert(mark.to_owned(), Recorded::of(child));
                        }
                    }
                }
                gone.gone = true;
                next.children.insert(id.clone(), Recorded::Branch(gone));
            }
        }
        path.pop();
    }
}
