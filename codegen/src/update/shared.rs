//! Lines that several operations or types have from one place: a group of parameters, a type that others are like.
//!
//! The document knows no such places, and says for each user what it has. A change of one user is no change of the others: it is taken where all of
//! them change alike, and then written once. Otherwise it is a conflict.

use super::entries::{Entry, Fact, Kind, Origin};
use super::merge::{Act, Change, Verdict};
use std::collections::{BTreeMap, BTreeSet};

/// The users of each line, by its place in the file: their paths from the root.
type Users = BTreeMap<usize, Vec<Vec<String>>>;

/// A change of a shared line: the line, what follows it in the path, what is done, and the new value.
type Alike = (
    usize,
    Vec<String>,
    &'static str,
    Option<(String, Vec<String>)>,
);

/// Takes changes that all users of a line have, once; makes the others conflicts.
pub(super) fn settle<'t>(
    changes: &mut Vec<Change<'t>>,
    ours: &'t Entry<'t>,
    theirs: &'t Entry<'t>,
) {
    let users = users(ours);
    if users.is_empty() {
        return;
    }
    let mut alike: BTreeMap<Alike, BTreeSet<Vec<String>>> = BTreeMap::new();
    for change in changes.iter() {
        if let Some((key, user)) = key(change, &users) {
            alike.entry(key).or_default().insert(user);
        }
    }
    let is_common = |key: &Alike| {
        let changed = alike.get(key);
        users.get(&key.0).into_iter().flatten().all(|user| {
            changed.is_some_and(|changed| changed.contains(user)) || is_no_matter(theirs, user)
        })
    };
    let mut told: BTreeSet<Alike> = BTreeSet::new();
    changes.retain_mut(|change| match key(change, &users) {
        None => true,
        Some((key, _)) if is_common(&key) => told.insert(key),
        Some(_) => {
            change.verdict = Verdict::Conflict;
            true
        }
    });
}

/// The lines that have more than one user.
fn users(ours: &Entry<'_>) -> Users {
    let (mut users, mut shared) = (Users::new(), BTreeSet::new());
    for part in &ours.children {
        if matches!(part.id.as_str(), "operations" | "types") {
            collect(part, &mut vec![part.id.clone()], &mut users, &mut shared);
        }
    }
    users.retain(|at, _| shared.contains(at));
    users
}

fn collect(
    entry: &Entry<'_>,
    path: &mut Vec<String>,
    users: &mut Users,
    shared: &mut BTreeSet<usize>,
) {
    for child in &entry.children {
        path.push(child.id.clone());
        if let (Kind::Line, Some(pair)) = (child.kind, child.pair()) {
            let at = pair.key.span.start;
            users.entry(at).or_default().push(path.clone());
            if matches!(child.origin, Origin::Shared { .. }) {
                shared.insert(at);
            }
        } else {
            collect(child, path, users, shared);
        }
        path.pop();
    }
}

/// What a change of a shared line has in common with the same change of another user; and the user.
fn key(change: &Change<'_>, users: &Users) -> Option<(Alike, Vec<String>)> {
    if change.verdict != Verdict::Taken {
        return None;
    }
    let at = change
        .ours
        .iter()
        .position(|entry| entry.kind == Kind::Line)?;
    let start = change.ours.get(at)?.pair()?.key.span.start;
    users.get(&start)?;
    let act = match change.act {
        Act::Set => "set",
        Act::Add => "add",
        Act::Replace => "replace",
        Act::Deprecate => "deprecate",
        Act::Remove => "remove",
        Act::Own => return None,
    };
    let value = change.their_entry().and_then(|entry| entry.fact.as_ref());
    let rest = change.path.get(at..).unwrap_or_default().to_vec();
    let user = change.path.get(..at).unwrap_or_default().to_vec();
    Some(((start, rest, act, value.map(said)), user))
}

fn said(fact: &Fact) -> (String, Vec<String>) {
    (fact.shape.clone(), fact.types.clone())
}

/// Whether the document says nothing of a line: the operation or type is the author's own, or has the line from elsewhere there, too, and changes
/// with its place.
fn is_no_matter(theirs: &Entry<'_>, path: &[String]) -> bool {
    let mut entry = Some(theirs);
    for (depth, id) in path.iter().enumerate() {
        entry = entry.and_then(|entry| entry.child(id));
        if entry.is_none() && depth < 2 {
            return true;
        }
    }
    entry.is_some_and(|entry| matches!(entry.origin, Origin::Shared { .. }))
}
