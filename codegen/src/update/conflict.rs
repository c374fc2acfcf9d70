//! Conflicts as comments of the spec.

use super::entries::{Entry, Kind};
use super::excerpt::{Draft, parts};
use super::merge::{Act, Change};
use crate::source::{Source, Span};
pub(super) use crate::texts::conflicts::Marked;
use crate::texts::conflicts::{END, MARK, find};
use crate::yaml::Node;

/// The conflicts that a spec has.
pub(super) fn marked(source: &Source, root: &Node) -> Vec<Marked> {
    find(source, root)
}

/// Where a difference is: `operations.create_order.params.amount`.
pub(super) fn path(change: &Change<'_>) -> String {
    let names = (1..=change.path.len()).filter_map(|at| {
        let ours = change.ours.get(at);
        let entry = ours.or(change.theirs.get(at))?;
        (entry.kind != Kind::Part).then(|| entry.name.clone())
    });
    let names: Vec<String> = names.collect();
    match names.is_empty() {
        true => change.path.join("."),
        false => names.join("."),
    }
}

/// The part of a line in which the difference is.
pub(super) fn part<'c>(change: &'c Change<'_>) -> Option<&'c str> {
    let entry = change.our_entry().or(change.their_entry())?;
    let part = change.path.last().filter(|_| entry.kind == Kind::Part)?;
    Some(part)
}

/// The place of a conflict as its mark says it.
pub(super) fn place(change: &Change<'_>) -> String {
    match part(change) {
        Some(part) => format!("{}, {part}", path(change)),
        None => path(change),
    }
}

/// The lines of the comment, without `# `.
pub(super) fn lines(change: &Change<'_>, source: &Source, draft: &Draft<'_>) -> Vec<String> {
    let mut lines = vec![format!("{MARK} {}", place(change))];
    let (here, document) = sides(change, source, draft);
    said("here:", &here, &mut lines);
    said("document:", &document, &mut lines);
    lines.push(format!(
        "{END} write below what is right, then delete this comment"
    ));
    lines
}

/// What both sides say.
pub(super) fn sides(change: &Change<'_>, source: &Source, draft: &Draft<'_>) -> (String, String) {
    let none = || "(nothing)".to_owned();
    let here = change
        .our_entry()
        .map(|entry| own_text(change, entry, source));
    let document = change
        .their_entry()
        .map(|entry| their_text(change, entry, draft));
    let gone = || match change.act {
        Act::Remove | Act::Deprecate => "(no longer there)".to_owned(),
        _ => none(),
    };
    (here.unwrap_or_else(none), document.unwrap_or_else(gone))
}

fn own_text(change: &Change<'_>, entry: &Entry<'_>, source: &Source) -> String {
    if entry.kind == Kind::Part {
        let line = change.ours.get(change.path.len() - 1);
        let raw = line.and_then(|line| parts(line.pair()?, line.kind));
        return part_text(entry, raw);
    }
    match entry.pair() {
        Some(pair) => {
            let end = pair.value.span.end.max(pair.key.span.end);
            dedented(source, Span::new(pair.key.span.start, end))
        }
        None => shape(entry),
    }
}

fn their_text(change: &Change<'_>, entry: &Entry<'_>, draft: &Draft<'_>) -> String {
    if entry.kind == Kind::Part {
        let line = change.theirs.get(change.path.len() - 1);
        return part_text(entry, line.and_then(|line| draft.parts(line)));
    }
    match draft.lines(entry, None) {
        Some(lines) => lines.trim_end().to_owned(),
        None => shape(entry),
    }
}

fn part_text(part: &Entry<'_>, raw: Option<Vec<(String, String)>>) -> String {
    let found = raw.into_iter().flatten().find(|(name, _)| *name == part.id);
    let text = found.map_or_else(
        || shape(part),
        |(_, value)| super::entries::collapsed(&value),
    );
    match text.is_empty() {
        true => "(without a reason)".to_owned(),
        false => text,
    }
}

/// A value without a text of its own, with the names of its types.
fn shape(entry: &Entry<'_>) -> String {
    let Some(fact) = &entry.fact else {
        return entry.name.clone();
    };
    let mut names = fact.types.iter();
    let mut out = String::new();
    for c in fact.shape.chars() {
        match c {
            '\u{1}' => out.push_str(names.next().map_or("", String::as_str)),
            c => out.push(c),
        }
    }
    out
}

/// Bytes of a source without the indentation of their first line.
fn dedented(source: &Source, span: Span) -> String {
    let (start, _) = source.line_at(span.start);
    let indent = source.slice(Span::new(start, span.start)).chars().count();
    let mut lines = source.slice(span).lines();
    let mut out = lines.next().unwrap_or("").to_owned();
    for line in lines {
        let blanks = line.len() - line.trim_start_matches(' ').len();
        out.push('\n');
        out.push_str(line.get(blanks.min(indent)..).unwrap_or(""));
    }
    out
}

/// One side: behind its name, or in lines below it.
fn said(name: &str, text: &str, lines: &mut Vec<String>) {
    match text.contains('\n') {
        false => lines.push(format!("{name:<9} {text}")),
        true => {
            lines.push(name.to_owned());
            lines.extend(text.lines().map(|line| format!("  {line}")));
        }
    }
}
