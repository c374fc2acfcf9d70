//! Differences between a recorded request and the computed one, and the step that caused each.

use super::mask::Secrets;
use crate::boundaries;
use crate::model::Vector;
use specie_runtime::signing::plan::{Data, Plan, Position, Positioned};
use specie_runtime::signing::{Explained, SignedRequest, Value};

/// A value that differs from the expected one.
pub(super) struct Difference<'a> {
    /// Keys below `expect` that lead to the expectation.
    pub keys: Vec<&'a str>,
    /// Description of the compared value, for messages.
    pub what: String,
    pub expected: &'a str,
    pub found: Option<String>,
    /// Position in the plan of what produced the first differing byte.
    pub position: Option<Position>,
}

/// All differences between the expected and the computed values.
pub(super) fn compare<'a>(vector: &'a Vector, signed: &SignedRequest<'_>) -> Vec<Difference<'a>> {
    let expect = &vector.expect;
    let mut differences = Vec::new();
    let mut look = |keys: Vec<&'a str>, what: String, expected: &'a str, found: Option<String>| {
        if found.as_deref() != Some(expected) {
            differences.push(Difference {
                keys,
                what,
                expected,
                found,
                position: None,
            });
        }
    };
    if let Some(method) = &expect.method {
        let found = Some(signed.method.to_string());
        look(vec!["method"], "the method".to_owned(), method, found);
    }
    if let Some(url) = &expect.url {
        look(
            vec!["url"],
            "the URL".to_owned(),
            url,
            Some(signed.url.to_string()),
        );
    }
    for (name, value) in &expect.headers {
        let found = signed.header(name).map(str::to_owned);
        look(
            vec!["headers", name],
            format!("the header `{name}`"),
            value,
            found,
        );
    }
    if let Some(body) = &expect.body {
        let found = signed.body.as_deref().unwrap_or_default();
        let found = String::from_utf8_lossy(found).into_owned();
        look(vec!["body"], "the body".to_owned(), body, Some(found));
    }
    differences
}

/// The `let`s that differ: bytes are compared as hex, lists and objects as JSON.
pub(super) fn compare_lets<'a>(
    vector: &'a Vector,
    explained: &[Explained],
    plan: &Plan,
) -> Vec<Difference<'a>> {
    let mut differences = Vec::new();
    for (name, expected) in &vector.expect.lets {
        let Some(local) = plan.locals.iter().position(|l| l == name) else {
            continue;
        };
        let bindings = bindings(plan, local);
        let made = explained
            .iter()
            .rev()
            .find(|e| e.name == *name && bindings.contains(&e.position));
        let found = made.map(|e| e.value.clone());
        let text: &str = match expected {
            Data::Text(text) => text,
            other => {
                // Objects are equal if their JSON is.
                let wanted = Value::from(other).to_json().unwrap_or_default();
                if found.as_deref() == Some(wanted.as_str()) {
                    continue;
                }
                ""
            }
        };
        let same = match made {
            Some(e) if e.kind == "bytes" => e.value.eq_ignore_ascii_case(text),
            Some(e) => e.value == text,
            None => text.is_empty(),
        };
        if !same {
            differences.push(Difference {
                keys: vec!["let", name],
                what: format!("`{name}`"),
                expected: text,
                found,
                position: made.map(|e| e.position),
            });
        }
    }
    differences
}

/// The positions of the `let`s that bind a name.
fn bindings(plan: &Plan, local: usize) -> Vec<Position> {
    let is_it = |one: &Positioned<'_>| matches!(one, Positioned::Let(binding) if usize::from(binding.local) == local);
    positions(plan, is_it).collect()
}

/// The positions of what `wanted` holds for.
fn positions(
    plan: &Plan,
    wanted: impl Fn(&Positioned<'_>) -> bool,
) -> impl DoubleEndedIterator<Item = Position> {
    let all = plan.positions().into_iter().zip(0..);
    let found: Vec<Position> = all
        .filter(|(one, _)| wanted(one))
        .map(|(_, position)| position)
        .collect();
    found.into_iter()
}

/// The position of what produced the first differing byte.
pub(super) fn producing_step(
    difference: &Difference<'_>,
    explained: &[Explained],
    plan: &Plan,
) -> Option<Position> {
    match difference.keys.first().copied() {
        Some("headers") => {
            let name = difference.keys.get(1)?;
            explained
                .iter()
                .rev()
                .find(|e| e.name.eq_ignore_ascii_case(name))
                .map(|e| e.position)
                .or_else(|| last_header(plan, name))
        }
        Some(key @ ("url" | "body")) => {
            let found = difference.found.as_deref()?;
            let same = common(difference.expected, found);
            let place = if key == "url" { "query" } else { "body" };
            // The first step after which the text equals the final one, up to the differing byte.
            let upto = found.get(..boundaries::ceil(found, same + 1))?;
            let part = if key == "url" {
                upto.split_once('?').map_or("", |(_, query)| query)
            } else {
                upto
            };
            if part.is_empty() {
                return explained
                    .iter()
                    .rev()
                    .find(|e| e.name == "path")
                    .map(|e| e.position);
            }
            explained
                .iter()
                .find(|e| e.name == place && e.value.starts_with(part))
                .map(|e| e.position)
        }
        _ => None,
    }
}

/// The position of the last header with this name.
fn last_header(plan: &Plan, name: &str) -> Option<Position> {
    let is_it = |one: &Positioned<'_>| matches!(one, Positioned::Header(header) if header.name.eq_ignore_ascii_case(name));
    positions(plan, is_it).next_back()
}

/// No digest has a shorter text.
const SHORTEST_SIGNATURE: usize = 16;

/// The inputs of the digests and signatures in a value that differs, innermost first.
pub(super) fn signed_texts(difference: &Difference<'_>, steps: &[Explained]) -> Option<String> {
    let position = difference.position?;
    let inputs = |position: Position| -> Vec<String> {
        steps
            .iter()
            .filter(|e| e.position == position)
            .filter_map(|e| Some((e.name.split_once(": input of ")?.1, &e.value)))
            .map(|(function, value)| {
                format!("the input of `{function}` was `{}`", shorten(value, 400))
            })
            .collect()
    };
    let here = inputs(position);
    if !here.is_empty() {
        return Some(here.join(", "));
    }
    // A signature from an earlier step appears literally in the value. If none does, no signature went into the value.
    let found = difference.found.as_deref()?;
    let made_here = |position: Position| {
        steps.iter().any(|e| {
            let is_output = e.position == position && !e.name.contains(": input of ");
            is_output && e.value.len() >= SHORTEST_SIGNATURE && found.contains(&e.value)
        })
    };
    let last = steps
        .iter()
        .rev()
        .find(|e| e.name.contains(": input of ") && made_here(e.position))?;
    Some(inputs(last.position).join(", "))
}

/// Length in bytes of the common prefix.
fn common(a: &str, b: &str) -> usize {
    let same = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    boundaries::floor(a, same)
}

/// The first byte, counted from 1, at which a text differs from the expected one, and both texts around it: expected, then computed.
#[must_use]
pub fn first_difference(expected: &str, made: &str) -> (usize, String, String) {
    let same = common(expected, made);
    (same + 1, around(expected, same), around(made, same))
}

/// The message of a difference, and both texts around the first differing byte.
///
/// `fails` is the verb for what the vector does not do: `reproduce` or `verify`.
pub(super) fn describe(
    vector: &Vector,
    fails: &str,
    difference: &Difference<'_>,
    secrets: &Secrets<'_>,
) -> (String, String) {
    let name = &vector.name;
    let what = &difference.what;
    let expected = difference.expected;
    let Some(found) = &difference.found else {
        return (
            format!("`{name}` does not {fails}: {what} is not set"),
            format!("expected `{}`", shorten(expected, 200)),
        );
    };
    let same = common(expected, found);
    let message = format!(
        "`{name}` does not {fails}: {what} differs at byte {}",
        same + 1
    );
    let (shown, at) = secrets.masked(found, same);
    let why = format!(
        "expected {}, computed {}",
        around(expected, same),
        around(&shown, at)
    );
    (message, why)
}

/// A text around a byte, with a mark before it.
fn around(text: &str, at: usize) -> String {
    let mut start = boundaries::floor(text, at.saturating_sub(24));
    if at <= 32 {
        start = 0;
    }
    let end = boundaries::ceil(text, at + 40);
    let at = boundaries::floor(text, at);
    let before = text.get(start..at).unwrap_or("");
    let after = text.get(at..end).unwrap_or("");
    let (left, right) = (
        if start > 0 { "…" } else { "" },
        if end < text.len() { "…" } else { "" },
    );
    let shown = |part: &str| part.replace('\n', "\\n").replace('\r', "\\r");
    let after = if after.is_empty() && end == text.len() {
        "(end)".to_owned()
    } else {
        shown(after)
    };
    format!("`{left}{}→{after}{right}`", shown(before))
}

fn shorten(text: &str, most: usize) -> String {
    let text = text.replace('\n', "\\n");
    if text.chars().count() <= most {
        return text;
    }
    let kept: String = text.chars().take(most).collect();
    format!("{kept}…")
}
