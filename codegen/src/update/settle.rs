//! Changes that depend on each other: defaults, groups of parameters, types that other changes need.

use super::entries::{Entry, Kind, Origin};
use super::merge::{Act, Change, Verdict};
use std::collections::BTreeSet;

/// Adjusts changes to each other.
pub(super) fn settle<'t>(
    changes: &mut Vec<Change<'t>>,
    ours: &'t Entry<'t>,
    theirs: &'t Entry<'t>,
) {
    drop_implied(changes);
    changes.retain(|change| !is_told_elsewhere(change));
    for change in changes.iter_mut() {
        if change.verdict == Verdict::Taken && is_elsewhere(&change.ours) {
            // What several operations or types share is not changed for one of them.
            change.verdict = Verdict::Conflict;
        }
    }
    add_needed(changes, ours, theirs);
    spare_needed(changes, ours, theirs);
}

/// A default that changes needs no change in each operation that has it.
fn drop_implied(changes: &mut Vec<Change<'_>>) {
    let is_default = |change: &&Change<'_>| {
        change.verdict == Verdict::Taken
            && change.path.first().is_some_and(|first| first == "defaults")
    };
    let defaults: BTreeSet<String> = changes
        .iter()
        .filter(is_default)
        .filter_map(|change| change.path.last().cloned())
        .collect();
    let is_implied =
        |entry: Option<&Entry<'_>>| entry.is_none_or(|entry| entry.kind == Kind::Implied);
    changes.retain(|change| {
        let follows = change.verdict != Verdict::Conflict
            && change
                .path
                .last()
                .is_some_and(|last| defaults.contains(last))
            && change.path.len() == 3
            && is_implied(change.our_entry())
            && is_implied(change.their_entry());
        !follows
    });
}

/// Whether a line is written in a group of parameters or in a type that this one is like.
fn is_elsewhere(chain: &[&Entry<'_>]) -> bool {
    let lines = chain.iter().filter(|entry| entry.kind == Kind::Line);
    let mut origins = lines.map(|line| line.origin);
    origins.any(|origin| matches!(origin, Origin::Elsewhere))
}

/// Whether both sides have a line from elsewhere: what differs there is a difference of that place.
fn is_told_elsewhere(change: &Change<'_>) -> bool {
    let shares = |chain: &[&Entry<'_>]| {
        let line = chain.iter().position(|entry| entry.kind == Kind::Line);
        match line {
            Some(_) => is_elsewhere(chain),
            None => chain.last().is_some_and(|group| {
                let is_shared = |child: &Entry<'_>| matches!(child.origin, Origin::Elsewhere);
                group
                    .children
                    .iter()
                    .any(|child| child.kind == Kind::Line && is_shared(child))
            }),
        }
    };
    let has_line = |chain: &[&Entry<'_>]| chain.iter().any(|entry| entry.kind == Kind::Line);
    match (has_line(&change.ours), has_line(&change.theirs)) {
        (true, true) => is_elsewhere(&change.ours) && is_elsewhere(&change.theirs),
        (true, false) => is_elsewhere(&change.ours) && shares(&change.theirs),
        (false, true) => is_elsewhere(&change.theirs),
        (false, false) => false,
    }
}

/// The types that facts below an entry name.
fn named(entry: &Entry<'_>, out: &mut BTreeSet<String>) {
    out.extend(
        entry
            .fact
            .iter()
            .flat_map(|fact| fact.types.iter().cloned()),
    );
    for child in &entry.children {
        named(child, out);
    }
}

/// A type that the author removed, or that is not new, is added all the same if something that is taken names it.
fn add_needed<'t>(changes: &mut Vec<Change<'t>>, ours: &'t Entry<'t>, theirs: &'t Entry<'t>) {
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
fn spare_needed(changes: &mut [Change<'_>], ours: &Entry<'_>, theirs: &Entry<'_>) {
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
    let is_elsewhere = entry.kind == Kind::Line && matches!(entry.origin, Origin::Elsewhere);
    if is_elsewhere || is_gone(path) {
        return;
    }
    out.extend(
        entry
            .fact
            .iter()
            .flat_map(|fact| fact.types.iter().cloned()),
    );
    for child in &entry.children {
        path.push(child.id.clone());
        stays(child, path, is_gone, out);
        path.pop();
    }
}
