//! Which types are the same: by the places that name them, so that an author's own name, and a component that is named anew, are no changes.

use super::entries::{Entry, Kind};
use super::record::{Branch, Recorded};
use std::collections::{BTreeMap, BTreeSet};

/// How often names are compared again after more types were found to be the same.
const ROUNDS: usize = 6;

/// The types that facts name, by the path of the fact; facts of types apart, by the type.
#[derive(Default)]
struct Uses {
    outside: BTreeMap<String, Vec<String>>,
    inside: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

impl Uses {
    fn of_spec(spec: &Entry<'_>) -> Self {
        let mut uses = Self::default();
        for part in &spec.children {
            match part.id.as_str() {
                "types" => {
                    for of in &part.children {
                        let mut found = BTreeMap::new();
                        walk(of, "", &mut found);
                        uses.inside.insert(of.id.clone(), found);
                    }
                }
                _ => walk(part, "", &mut uses.outside),
            }
        }
        uses
    }

    fn of_record(record: &Branch) -> Self {
        let mut uses = Self::default();
        for (id, recorded) in &record.children {
            match (id.as_str(), recorded.branch()) {
                ("types", Some(types)) => {
                    for (name, of) in &types.children {
                        let mut found = BTreeMap::new();
                        let members = of.branch().map(|of| of.children.iter());
                        for (id, member) in members.into_iter().flatten() {
                            walk_record(id, member, "", &mut found);
                        }
                        uses.inside.insert(name.clone(), found);
                    }
                }
                _ => walk_record(id, recorded, "", &mut uses.outside),
            }
        }
        uses
    }
}

fn walk(entry: &Entry<'_>, path: &str, out: &mut BTreeMap<String, Vec<String>>) {
    // The path inside a type must not have its name.
    let path = match entry.kind {
        Kind::Type => String::new(),
        _ => format!("{path}\n{}", entry.id),
    };
    if let Some(fact) = entry.fact.as_ref().filter(|fact| !fact.types.is_empty()) {
        out.insert(path.clone(), fact.types.clone());
    }
    for child in &entry.children {
        walk(child, &path, out);
    }
}

fn walk_record(id: &str, of: &Recorded, path: &str, out: &mut BTreeMap<String, Vec<String>>) {
    match of {
        Recorded::Fact(print) => {
            if !print.types.is_empty() {
                out.insert(format!("{path}\n{id}"), print.types.clone());
            }
        }
        Recorded::Branch(branch) => {
            let path = format!("{path}\n{id}");
            for (id, child) in &branch.children {
                walk_record(id, child, &path, out);
            }
        }
    }
}

/// How often a type of a spec is where a recorded type was.
type Votes = BTreeMap<(String, String), usize>;

/// Recorded names by the spec's own, and the votes that decided.
fn matched(own: &Uses, known: &Uses) -> (BTreeMap<String, String>, Votes) {
    let mut pairs: BTreeMap<String, String> = BTreeMap::new();
    let mut votes = Votes::new();
    for _ in 0..ROUNDS {
        votes.clear();
        count(&own.outside, &known.outside, &mut votes);
        for (of, recorded) in &pairs {
            if let (Some(own), Some(known)) = (own.inside.get(of), known.inside.get(recorded)) {
                count(own, known, &mut votes);
            }
        }
        let next = decided(own, known, &votes);
        if next == pairs {
            break;
        }
        pairs = next;
    }
    (pairs, votes)
}

fn count(
    own: &BTreeMap<String, Vec<String>>,
    known: &BTreeMap<String, Vec<String>>,
    votes: &mut Votes,
) {
    for (path, names) in own {
        let Some(recorded) = known.get(path).filter(|known| known.len() == names.len()) else {
            continue;
        };
        for (name, recorded) in names.iter().zip(recorded) {
            *votes.entry((name.clone(), recorded.clone())).or_default() += 1;
        }
    }
}

/// The pairs with most votes first; of two with as many, the one whose names are equal.
fn decided(own: &Uses, known: &Uses, votes: &Votes) -> BTreeMap<String, String> {
    let mut ranked: Vec<(usize, &String, &String)> = Vec::new();
    for ((name, recorded), count) in votes {
        if own.inside.contains_key(name) && known.inside.contains_key(recorded) {
            ranked.push((count * 2 + usize::from(name == recorded), name, recorded));
        }
    }
    for name in own.inside.keys() {
        let is_voted = votes.contains_key(&(name.clone(), name.clone()));
        if !is_voted && known.inside.contains_key(name) {
            ranked.push((1, name, name));
        }
    }
    ranked.sort_by(|a, b| (b.0, a.1, a.2).cmp(&(a.0, b.1, b.2)));
    let mut pairs = BTreeMap::new();
    let mut used = BTreeSet::new();
    for (_, name, recorded) in ranked {
        if !pairs.contains_key(name) && used.insert(recorded) {
            pairs.insert(name.clone(), recorded.clone());
        }
    }
    pairs
}

/// Gives the types of an author's spec the recorded names. Returns the own names by the recorded ones.
pub(super) fn align_spec(spec: &mut Entry<'_>, record: &Branch) -> BTreeMap<String, String> {
    let (own, known) = (Uses::of_spec(spec), Uses::of_record(record));
    let (mut names, _) = matched(&own, &known);
    let mut used: BTreeSet<String> = known.inside.keys().cloned().collect();
    used.extend(names.values().cloned());
    for name in own.inside.keys() {
        if !names.contains_key(name) {
            let free = free_name(name, &used);
            used.insert(free.clone());
            names.insert(name.clone(), free);
        }
    }
    rename(spec, &names);
    names.into_iter().map(|(own, known)| (known, own)).collect()
}

/// Gives the types of a new draft the recorded names. A component that was split without any change is one type again, and one that was merged with
/// another is two again: neither changes anything on the wire. Returns the recorded names by the draft's.
pub(super) fn align_draft(draft: &mut Entry<'_>, record: &Branch) -> BTreeMap<String, String> {
    let (own, known) = (Uses::of_spec(draft), Uses::of_record(record));
    let (mut names, votes) = matched(&own, &known);
    let mut used: BTreeSet<String> = known.inside.keys().cloned().collect();
    let of_known: BTreeMap<String, String> = names
        .iter()
        .map(|(own, known)| (known.clone(), own.clone()))
        .collect();
    let mut dropped = BTreeSet::new();
    for name in own
        .inside
        .keys()
        .filter(|name| !names.contains_key(*name))
        .cloned()
        .collect::<Vec<_>>()
    {
        let candidates = votes.keys().filter(|(own, _)| *own == name);
        let twin = candidates
            .filter_map(|(_, recorded)| Some((recorded, of_known.get(recorded)?)))
            .find(|(_, twin)| is_same(draft, &name, twin, &mut BTreeSet::new()));
        match twin {
            Some((recorded, _)) => {
                dropped.insert(name.clone());
                names.insert(name, recorded.clone());
            }
            None => {
                let free = free_name(&name, &used);
                used.insert(free.clone());
                names.insert(name, free);
            }
        }
    }
    if let Some(types) = draft.children.iter_mut().find(|child| child.id == "types") {
        types.children.retain(|of| !dropped.contains(&of.id));
    }
    rename(draft, &names);
    separate(draft, record, &known);
    names
}

/// Makes types that were merged into others types of their own again.
fn separate(draft: &mut Entry<'_>, record: &Branch, known: &Uses) {
    let own = Uses::of_spec(draft);
    let mut merged: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut note = |own: &BTreeMap<String, Vec<String>>, known: &BTreeMap<String, Vec<String>>| {
        for (path, recorded) in known {
            let Some(names) = own.get(path).filter(|names| names.len() == recorded.len()) else {
                continue;
            };
            for (recorded, name) in recorded.iter().zip(names) {
                merged
                    .entry(recorded.clone())
                    .or_default()
                    .insert(name.clone());
            }
        }
    };
    note(&own.outside, &known.outside);
    for (of, recorded) in &known.inside {
        if let Some(own) = own.inside.get(of) {
            note(own, recorded);
        }
    }
    let types = record.child("types").and_then(Recorded::branch);
    let mut pairs = BTreeSet::new();
    for (recorded, into) in merged {
        let into: Vec<String> = into.into_iter().collect();
        let ([into], false) = (into.as_slice(), own.inside.contains_key(&recorded)) else {
            continue;
        };
        let before = types.and_then(|types| types.child(&recorded)?.branch());
        let Some(list) = draft.children.iter_mut().find(|child| child.id == "types") else {
            return;
        };
        let Some(of) = list.child(into).cloned() else {
            continue;
        };
        if before.is_some_and(|before| is_similar(&of, before)) {
            list.children.push(Entry {
                id: recorded.clone(),
                ..of
            });
            pairs.insert((recorded, into.clone()));
        }
    }
    if !pairs.is_empty() {
        point_back(draft, record, &pairs);
    }
}

/// Names the separated types where the record names them.
fn point_back(entry: &mut Entry<'_>, record: &Branch, pairs: &BTreeSet<(String, String)>) {
    for child in &mut entry.children {
        match (record.child(&child.id), child.fact.as_mut()) {
            (Some(Recorded::Fact(print)), Some(fact)) if print.types.len() == fact.types.len() => {
                for (recorded, name) in print.types.iter().zip(&mut fact.types) {
                    if pairs.contains(&(recorded.clone(), name.clone())) {
                        *name = recorded.clone();
                    }
                }
            }
            (Some(Recorded::Branch(branch)), None) => point_back(child, branch, pairs),
            _ => {}
        }
    }
}

/// Whether a type is much like a recorded one: the same kind, and at least half of the members.
fn is_similar(of: &Entry<'_>, record: &Branch) -> bool {
    let is_kind = match (of.child("kind"), record.child("kind")) {
        (Some(kind), Some(recorded)) => recorded.is_of(kind, true),
        _ => false,
    };
    let members = |group: &str| record.child(group).and_then(Recorded::branch);
    let groups = ["fields", "values", "variants", "tuple", "forms"];
    let compared = groups
        .iter()
        .filter_map(|group| Some((of.child(group)?, members(group)?)));
    let mut same = 0;
    let mut all = 0;
    for (own, recorded) in compared {
        let shared = own
            .children
            .iter()
            .filter(|one| recorded.child(&one.id).is_some())
            .count();
        same += shared;
        all += own.children.len() + recorded.children.len() - shared;
    }
    is_kind && same * 2 >= all
}

/// Whether two types of a draft say the same, apart from texts.
fn is_same(
    draft: &Entry<'_>,
    one: &str,
    other: &str,
    assumed: &mut BTreeSet<(String, String)>,
) -> bool {
    if one == other || !assumed.insert((one.to_owned(), other.to_owned())) {
        return true;
    }
    let types = draft.child("types");
    let find = |name: &str| types.and_then(|types| types.child(name));
    match (find(one), find(other)) {
        (Some(one), Some(other)) => says_same(draft, one, other, assumed),
        _ => false,
    }
}

fn says_same(
    draft: &Entry<'_>,
    one: &Entry<'_>,
    other: &Entry<'_>,
    assumed: &mut BTreeSet<(String, String)>,
) -> bool {
    let facts = match (&one.fact, &other.fact) {
        (None, None) => true,
        (Some(a), Some(b)) => {
            let types = a.types.iter().zip(&b.types);
            a.shape == b.shape
                && a.types.len() == b.types.len()
                && types
                    .into_iter()
                    .all(|(a, b)| is_same(draft, a, b, assumed))
        }
        _ => false,
    };
    let wire = |entry: &Entry<'_>| -> Vec<String> {
        let children = entry.children.iter().filter(|child| !is_said(&child.id));
        children.map(|child| child.id.clone()).collect()
    };
    let (ours, theirs): (BTreeSet<_>, BTreeSet<_>) = (
        wire(one).into_iter().collect(),
        wire(other).into_iter().collect(),
    );
    facts
        && ours == theirs
        && ours
            .iter()
            .all(|id| match (one.child(id), other.child(id)) {
                (Some(a), Some(b)) => says_same(draft, a, b, assumed),
                _ => false,
            })
}

/// Whether a key is a text for people.
pub(super) fn is_said(id: &str) -> bool {
    matches!(
        id,
        "doc" | "source" | "unconfirmed" | "deprecated" | "title" | "docs" | "examples"
    )
}

/// Names types by the given names, as entries and in facts.
fn rename(entry: &mut Entry<'_>, names: &BTreeMap<String, String>) {
    if entry.kind == Kind::Type
        && let Some(name) = names.get(&entry.id)
    {
        entry.id = name.clone();
    }
    for name in entry.fact.iter_mut().flat_map(|fact| &mut fact.types) {
        if let Some(new) = names.get(name) {
            *name = new.clone();
        }
    }
    for child in &mut entry.children {
        rename(child, names);
    }
}

/// A name that is not used yet: with a number behind it, if need be.
pub(super) fn free_name(name: &str, used: &BTreeSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{name}{number}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    names.find(|name| !used.contains(name)).unwrap_or_default()
}
