//! Changes that depend on each other: defaults, and what several operations or types share.

use super::entries::{Entry, Kind, Origin};
use super::merge::{Change, Verdict};
use super::{needed, shared};
use std::collections::{BTreeMap, BTreeSet};

/// Adjusts changes to each other.
pub(super) fn settle<'t>(
    changes: &mut Vec<Change<'t>>,
    ours: &'t Entry<'t>,
    theirs: &'t Entry<'t>,
) {
    drop_implied(changes);
    let written_out = written_out(changes);
    changes.retain(|change| {
        !is_told_elsewhere(change)
            || change
                .path
                .get(..2)
                .is_some_and(|of| written_out.contains(of))
    });
    shared::settle(changes, ours, theirs);
    needed::add(changes, ours, theirs);
    needed::spare(changes, ours, theirs);
}

/// A default that changes needs no change in each operation that has it.
fn drop_implied(changes: &mut Vec<Change<'_>>) {
    let is_default = |change: &&Change<'_>| {
        change.verdict != Verdict::Conflict
            && change.path.first().is_some_and(|first| first == "defaults")
    };
    let defaults = changes.iter().filter(is_default);
    let defaults: BTreeMap<String, Verdict> = defaults
        .filter_map(|change| Some((change.path.last()?.clone(), change.verdict)))
        .collect();
    let is_implied =
        |entry: Option<&Entry<'_>>| entry.is_none_or(|entry| entry.kind == Kind::Implied);
    changes.retain(|change| {
        let default = change.path.last().and_then(|last| defaults.get(last));
        let follows = default == Some(&change.verdict)
            && change.path.len() == 3
            && is_implied(change.our_entry())
            && is_implied(change.their_entry());
        !follows
    });
}

/// The types that are like another one in the document, and no longer for the author: they have the members themselves.
fn written_out(changes: &[Change<'_>]) -> BTreeSet<Vec<String>> {
    let likes = changes.iter().filter(|change| {
        change.verdict == Verdict::Kept
            && change.our_entry().is_none()
            && change.path.len() == 3
            && change.path.last().is_some_and(|last| last == "like")
    });
    likes
        .filter_map(|change| change.path.get(..2).map(<[String]>::to_vec))
        .collect()
}

/// Whether a line is written in a group of parameters or in a type that this one is like.
fn is_shared(chain: &[&Entry<'_>]) -> bool {
    let mut lines = chain.iter().filter(|entry| entry.kind == Kind::Line);
    lines.any(|line| matches!(line.origin, Origin::Shared { .. }))
}

/// Whether both sides have a line from elsewhere: what differs there is a difference of that place.
fn is_told_elsewhere(change: &Change<'_>) -> bool {
    let shares = |chain: &[&Entry<'_>]| {
        let line = chain.iter().position(|entry| entry.kind == Kind::Line);
        match line {
            Some(_) => is_shared(chain),
            None => chain.last().is_some_and(|group| {
                let is_shared = |child: &Entry<'_>| matches!(child.origin, Origin::Shared { .. });
                group
                    .children
                    .iter()
                    .any(|child| child.kind == Kind::Line && is_shared(child))
            }),
        }
    };
    let has_line = |chain: &[&Entry<'_>]| chain.iter().any(|entry| entry.kind == Kind::Line);
    match (has_line(&change.ours), has_line(&change.theirs)) {
        (true, true) => is_shared(&change.ours) && is_shared(&change.theirs),
        (true, false) => is_shared(&change.ours) && shares(&change.theirs),
        (false, true) => is_shared(&change.theirs),
        (false, false) => false,
    }
}
