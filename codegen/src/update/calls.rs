//! Which operations are the same: by their call, never by their name alone.

use super::entries::{Entry, Fact, Kind};
use super::record::{Branch, Recorded};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// An operation, by what identifies it.
struct Call {
    id: String,
    name: String,
}

/// Gives the operations of a spec the identities of the recorded ones, and parameters of the path the recorded names.
pub(super) fn align(spec: &mut Entry<'_>, record: &Branch) {
    let Some(operations) = spec
        .children
        .iter_mut()
        .find(|child| child.id == "operations")
    else {
        return;
    };
    let known: Vec<Call> = recorded(record);
    let own: Vec<Call> = operations
        .children
        .iter()
        .map(|operation| Call {
            id: operation.id.clone(),
            name: operation.name.clone(),
        })
        .collect();
    let pairs = matched(&own, &known);
    let taken: BTreeSet<&str> = pairs.values().map(String::as_str).collect();
    for operation in operations.children.iter_mut() {
        match pairs.get(&operation.id) {
            Some(id) => rename(operation, &id.clone()),
            // The identity of an operation that is matched with another one is not free.
            None if taken.contains(operation.id.as_str()) => {
                operation.id = format!("{} ({})", operation.id, operation.name);
            }
            None => {}
        }
    }
}

fn recorded(record: &Branch) -> Vec<Call> {
    let operations = record.child("operations").and_then(Recorded::branch);
    let children = operations.map(|operations| operations.children.iter());
    let calls = children.into_iter().flatten().map(|(id, recorded)| Call {
        id: id.clone(),
        name: recorded
            .branch()
            .and_then(|branch| branch.name.clone())
            .unwrap_or_default(),
    });
    calls.collect()
}

/// Recorded identities by own ones.
fn matched(own: &[Call], known: &[Call]) -> HashMap<String, String> {
    let mut pairs: HashMap<String, String> = HashMap::new();
    let mut used: BTreeSet<String> = BTreeSet::new();
    let mut pass = |key: &dyn Fn(&Call, bool) -> Option<String>| {
        // Only a key that one operation on each side has decides.
        let mut ours: BTreeMap<String, Vec<&Call>> = BTreeMap::new();
        let mut theirs: BTreeMap<String, Vec<&Call>> = BTreeMap::new();
        for call in own.iter().filter(|call| !pairs.contains_key(&call.id)) {
            ours.entry(key(call, true).unwrap_or_default())
                .or_default()
                .push(call);
        }
        for call in known.iter().filter(|call| !used.contains(&call.id)) {
            theirs
                .entry(key(call, false).unwrap_or_default())
                .or_default()
                .push(call);
        }
        for (key, ours) in ours {
            if let ([ours], Some([theirs])) = (ours.as_slice(), theirs.get(&key).map(Vec::as_slice))
                && !key.is_empty()
            {
                pairs.insert(ours.id.clone(), theirs.id.clone());
                used.insert(theirs.id.clone());
            }
        }
    };
    pass(&|call, _| Some(format!("{} {}", call.id, call.name)));
    pass(&|call, _| Some(call.id.clone()));
    pass(&|call, _| Some(nameless(&call.id)));
    if let Some((is_own, prefix)) = prefix(own, known) {
        pass(&|call, of_own| match of_own == is_own {
            true => without(&nameless(&call.id), &prefix),
            false => Some(nameless(&call.id)),
        });
    }
    pass(&|call, _| Some(call.name.clone()));
    pairs
}

/// A call with `{}` in place of each name.
fn nameless(call: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in call.chars() {
        match c {
            '{' => inside = true,
            '}' => {
                inside = false;
                out.push_str("{}");
            }
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

/// `GET api/v2/orders` without `api/v2/`.
fn without(call: &str, prefix: &str) -> Option<String> {
    let (method, path) = call.split_once(' ')?;
    Some(format!("{method} {}", path.strip_prefix(prefix)?))
}

/// The folders that one side has before most of its paths and the other does not; whether it is the own side.
fn prefix(own: &[Call], known: &[Call]) -> Option<(bool, String)> {
    let longer = |long: &[Call], short: &[Call]| -> BTreeMap<String, usize> {
        let short: BTreeSet<String> = short.iter().map(|call| nameless(&call.id)).collect();
        let mut found: BTreeMap<String, usize> = BTreeMap::new();
        for call in long {
            let call = nameless(&call.id);
            let Some((method, path)) = call.split_once(' ') else {
                continue;
            };
            for (at, _) in path.match_indices('/') {
                let (prefix, rest) = path.split_at_checked(at + 1).unwrap_or((path, ""));
                if !rest.is_empty() && short.contains(&format!("{method} {rest}")) {
                    *found.entry(prefix.to_owned()).or_default() += 1;
                }
            }
        }
        found
    };
    let most = |found: BTreeMap<String, usize>| found.into_iter().max_by_key(|(_, count)| *count);
    let ours = most(longer(own, known)).map(|(prefix, count)| (count, true, prefix));
    let theirs = most(longer(known, own)).map(|(prefix, count)| (count, false, prefix));
    let (count, is_own, prefix) = ours.max(theirs)?;
    (count > 1).then_some((is_own, prefix))
}

/// Gives an operation another identity, and its path parameters the names that this identity has.
fn rename(operation: &mut Entry<'_>, id: &str) {
    debug_assert!(
        operation.kind == Kind::Operation,
        "only operations have calls"
    );
    let names = path_names(id);
    let own = path_names(&operation.id);
    operation.id = id.to_owned();
    if names.len() != own.len() {
        return;
    }
    let renamed: BTreeMap<&String, &String> = own.iter().zip(&names).collect();
    if renamed.iter().all(|(from, to)| from == to) {
        return;
    }
    for child in &mut operation.children {
        if child.id == "params" {
            for line in &mut child.children {
                if let Some(to) = renamed.get(&line.id) {
                    line.id = (*to).clone();
                }
            }
        }
        if let Some(fact) = child.fact.as_mut().filter(|_| child.id == "call") {
            *fact = Fact {
                shape: with_names(&fact.shape, &|name| {
                    renamed.get(&name.to_owned()).map(|to| (*to).clone())
                }),
                types: Vec::new(),
            };
        }
    }
}

/// The names in braces.
pub(super) fn path_names(call: &str) -> Vec<String> {
    let parts = call.split('{').skip(1);
    let names = parts.filter_map(|part| part.split_once('}').map(|(name, _)| name.to_owned()));
    names.collect()
}

/// A call with other names in its braces.
pub(super) fn with_names(call: &str, name: &dyn Fn(&str) -> Option<String>) -> String {
    let mut parts = call.split('{');
    let mut out = parts.next().unwrap_or("").to_owned();
    for part in parts {
        out.push('{');
        match part.split_once('}') {
            Some((inner, rest)) => {
                out.push_str(&name(inner).unwrap_or_else(|| inner.to_owned()));
                out.push('}');
                out.push_str(rest);
            }
            None => out.push_str(part),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calls(texts: &[&str]) -> Vec<Call> {
        let call = |text: &&str| {
            let (id, name) = text.split_once(" = ").unwrap();
            Call {
                id: id.to_owned(),
                name: name.to_owned(),
            }
        };
        texts.iter().map(call).collect()
    }

    #[test]
    fn operations_are_found_by_call_then_path_then_name() {
        let old = calls(&[
            "GET a = get_a",
            "GET a/{id} = get_one",
            "POST b = create",
            "GET c = c",
            "GET x = moved",
        ]);
        let new = calls(&[
            "GET v2/a = get_a",
            "GET v2/a/{key} = get_single",
            "POST v2/b = create_b",
            "GET v2/d = c2",
            "PUT v2/y/z = moved",
        ]);
        let pairs = matched(&new, &old);
        let found = |id: &str| pairs.get(id).map(String::as_str);
        assert_eq!(found("GET v2/a"), Some("GET a"));
        assert_eq!(found("GET v2/a/{key}"), Some("GET a/{id}"));
        assert_eq!(found("POST v2/b"), Some("POST b"));
        assert_eq!(found("GET v2/d"), None);
        assert_eq!(found("PUT v2/y/z"), Some("GET x"));
    }
}
