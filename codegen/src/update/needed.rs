//! Types that other changes need: added although the author removed them, or kept although the document no longer has them.

use super::entries::{Entry, Origin};
use super::merge::{Act, Change, Verdict};
use std::collections::BTreeSet;

/// The types that the fact of an entry names.
fn types_of(entry: &Entry<'_>) -> impl Iterator<Item = String> {
    let facts = entry.fact.iter();
    facts.flat_map(|fact| fact.types.iter().cloned())
}

/// The types that facts below an entry name.
fn named(entry: &Entry<'_>, out: &mut BTreeSet<String>) {
    out.extend(types_of(entry));
    for child in &entry.children {
        named(child, out);
    }
}

/// A type that the author removed, or that is not new, is added all the same if something that is taken names it.
pub(super) fn add<'t>(changes: &mut Vec<Change<'t>>, ours: &'t Entry<'t>, theirs: &'t Entry<'t>) {
    let has = |name: &str| {
        ours.child("types")
            .is_some_and(|types| types.child(name).is_some())
    };
    let mut seen = BTreeSet::new();
    let mut needed = BTreeSet::new();
    for change in changes
        .iter()
        .filter(|change| change.verdict == Verdict::Taken)
    {
        if let Some(entry) = change.their_entry() {
            named(entry, &mut needed);
        }
    }
    while let Some(name) = needed.pop_first() {
        if has(&name) || !seen.insert(name.clone()) {
            continue;
        }
        let Some(types) = theirs.child("types") else {
            return;
        };
        let Some(of) = types.child(&name) else {
            continue;
        };
        named(of, &mut needed);
        let path = vec!["types".to_owned(), name];
        match changes.iter_mut().find(|change| change.path == path) {
            Some(change) => change.verdict = Verdict::Taken,
            None => changes.push(Change {
                verdict: Verdict::Taken,
                act: Act::Add,
                ours: [Some(ours), ours.child("types")]
                    .into_iter()
                    .flatten()
                    .collect(),
                theirs: vec![theirs, types, of],
                path,
            }),
        }
    }
}

/// A type that is to be removed stays if something that stays names it.
pub(super) fn spare(changes: &mut [Change<'_>], ours: &Entry<'_>, theirs: &Entry<'_>) {
    let mut removed: BTreeSet<Vec<String>> = BTreeSet::new();
    let mut replaced: BTreeSet<Vec<String>> = BTreeSet::new();
    let mut needed = BTreeSet::new();
    for change in changes
        .iter()
        .filter(|change| change.verdict == Verdict::Taken)
    {
        match change.act {
            Act::Remove => {
                removed.insert(change.path.clone());
            }
            Act::Set | Act::Replace => {
                replaced.insert(change.path.clone());
            }
            Act::Add | Act::Deprecate | Act::Own => {}
        }
        if let Some(entry) = change.their_entry().filter(|_| change.act != Act::Remove) {
            named(entry, &mut needed);
        }
    }
    if removed.is_empty() {
        return;
    }
    stays(
        ours,
        &mut Vec::new(),
        &|path| removed.contains(path) || replaced.contains(path),
        &mut needed,
    );
    let mut seen = BTreeSet::new();
    while let Some(name) = needed.pop_first() {
        if !seen.insert(name.clone()) {
            continue;
        }
        let path = vec!["types".to_owned(), name.clone()];
        if removed.remove(&path) {
            for change in changes.iter_mut().filter(|change| change.path == path) {
                change.verdict = Verdict::Kept;
            }
            for side in [ours, theirs] {
                if let Some(of) = side.child("types").and_then(|types| types.child(&name)) {
                    named(of, &mut needed);
                }
            }
        }
    }
}

/// The types that are named where nothing is removed or replaced.
fn stays(
    entry: &Entry<'_>,
    path: &mut Vec<String>,
    is_gone: &dyn Fn(&Vec<String>) -> bool,
    out: &mut BTreeSet<String>,
) {
    // What is written elsewhere is met there.
    let is_shared = matches!(entry.origin, Origin::Shared { .. });
    if is_shared || is_gone(path) {
        return;
    }
    out.extend(types_of(entry));
    for child in &entry.children {
        path.push(child.id.clone());
        stays(child, path, is_gone, out);
        path.pop();
    }
}
