//! What an update did, for people, for programs and for a pull request.

use super::conflict;
use super::entries::{Entry, Kind};
use super::excerpt::Draft;
use super::merge::{Act, Change, Verdict};
use crate::diff::moved::{self, Step};
use crate::source::Source;
use crate::yaml::Node;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Length to which what a side says is shortened in a summary.
const SHOWN: usize = 100;

/// What an update did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// The path of the spec.
    pub path: String,
    /// Changes of the document that are now in the spec.
    pub taken: Vec<Item>,
    /// Changes of the author that stayed.
    pub kept: Vec<Item>,
    /// What both changed, and conflicts of before that are not resolved.
    pub conflicts: Vec<Item>,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Where in the spec: `operations.create_order.params.amount`.
    pub place: String,
    /// What differs there: a part of a line, or `added`, `deprecated`, `removed`, `changed`.
    pub what: String,
    /// Line in the spec.
    pub line: u32,
    /// What the spec said, if that is short.
    pub here: Option<String>,
    /// What the document says, if that is short.
    pub document: Option<String>,
}

/// The summary of changes; `result` is the spec after them.
pub(super) fn of(
    changes: &[Change<'_>],
    source: &Source,
    draft: &Draft<'_>,
    result: &Source,
    result_root: &Node,
    merged: &Entry<'_>,
) -> Summary {
    let mut summary = Summary {
        path: source.path.clone(),
        ..Summary::default()
    };
    let moves = moves(changes);
    for change in changes {
        let step = step(change).filter(|step| moves.contains_key(step));
        if let Some(step) = step {
            let line = line(change, result, merged);
            summary.take_move(&step, &moves, line);
            continue;
        }
        let item = item(change, source, draft, result, merged);
        match change.verdict {
            Verdict::Taken => summary.taken.push(item),
            Verdict::Kept => summary.kept.push(item),
            // Those are in the comments of the result.
            Verdict::Conflict => {}
        }
    }
    for marked in conflict::marked(result, result_root) {
        let side = |name: &str| {
            let lines = marked.sides.iter();
            let text = lines.filter_map(|line| line.strip_prefix(name)).next();
            text.map(|text| text.trim().to_owned())
                .filter(|text| !text.is_empty())
        };
        let (place, what) = match marked.place.rsplit_once(", ") {
            Some((place, part)) => (place.to_owned(), part.to_owned()),
            None => (marked.place.clone(), "changed".to_owned()),
        };
        summary.conflicts.push(Item {
            place,
            what,
            line: result.line(marked.mark.start),
            here: side("here:"),
            document: side("document:"),
        });
    }
    summary
}

/// How a call moved, if the document moved it.
fn step(change: &Change<'_>) -> Option<Step> {
    let is_call = change.path.len() == 3 && change.path.last().is_some_and(|last| last == "call");
    let taken = change.verdict == Verdict::Taken && change.act == Act::Set;
    let fact = |entry: Option<&Entry<'_>>| Some(entry?.fact.as_ref()?.shape.clone());
    let (was, is) = (fact(change.our_entry())?, fact(change.their_entry())?);
    Step::between(&was, &is).filter(|_| is_call && taken)
}

/// Moves that many calls have in common, and how many: each is one item.
fn moves(changes: &[Change<'_>]) -> BTreeMap<Step, usize> {
    let mut moves: BTreeMap<Step, usize> = BTreeMap::new();
    for step in changes.iter().filter_map(step) {
        *moves.entry(step).or_default() += 1;
    }
    moves.retain(|_, calls| *calls >= moved::ALIKE);
    moves
}

fn item(
    change: &Change<'_>,
    source: &Source,
    draft: &Draft<'_>,
    result: &Source,
    merged: &Entry<'_>,
) -> Item {
    let (here, document) = conflict::sides(change, source, draft);
    let is_fact = matches!(change.act, Act::Set);
    let short = |text: String| {
        let is_short = is_fact && !text.contains('\n') && text.chars().count() <= SHOWN;
        is_short.then_some(text)
    };
    Item {
        place: conflict::path(change),
        what: what(change),
        line: line(change, result, merged),
        here: short(here),
        document: short(document),
    }
}

/// What differs, in a word.
fn what(change: &Change<'_>) -> String {
    if let (Act::Set, Some(part)) = (change.act, conflict::part(change)) {
        return part.to_owned();
    }
    let word = match (change.act, change.verdict) {
        (Act::Set, _) => match (change.our_entry(), change.their_entry()) {
            (None, Some(_)) if change.verdict == Verdict::Taken => "added",
            (Some(_), None) if change.verdict == Verdict::Taken => "removed",
            (None, Some(_)) if change.verdict == Verdict::Kept => "removed here",
            (Some(_), None) if change.verdict == Verdict::Kept => "added here",
            _ => "changed",
        },
        (Act::Add, Verdict::Kept) => "removed here",
        (Act::Add, _) => "added",
        (Act::Replace, _) => "changed",
        (Act::Deprecate, _) => "deprecated",
        (Act::Remove, Verdict::Kept) => "no longer in the document",
        (Act::Remove, _) => "removed",
        (Act::Own, _) => "added here",
    };
    word.to_owned()
}

/// The line of the entry in the result, or of the nearest one around it.
fn line(change: &Change<'_>, result: &Source, merged: &Entry<'_>) -> u32 {
    let mut entry = merged;
    let mut line = 1;
    for id in &change.path {
        let Some(child) = entry.child(id) else {
            break;
        };
        entry = child;
        if let Some(pair) = entry.pair().filter(|_| entry.kind != Kind::Part) {
            line = result.line(pair.key.span.start);
        }
    }
    line
}

impl Summary {
    /// Notes a move of several calls, once.
    fn take_move(&mut self, step: &Step, moves: &BTreeMap<Step, usize>, line: u32) {
        let what = step.message(moves.get(step).copied().unwrap_or_default());
        if self.taken.iter().any(|item| item.what == what) {
            return;
        }
        self.taken.push(Item {
            place: "operations".to_owned(),
            what,
            line,
            here: None,
            document: None,
        });
    }

    /// Whether there are conflicts to resolve.
    #[must_use]
    pub fn has_conflicts(&self) -> bool {
        !self.conflicts.is_empty()
    }

    /// For programs: `{"taken": […], "kept": […], "conflicts": […]}`.
    #[must_use]
    pub fn json(&self) -> Value {
        let list = |items: &[Item]| items.iter().map(Item::json).collect::<Vec<_>>();
        json!({
            "taken": list(&self.taken), "kept": list(&self.kept), "conflicts": list(&self.conflicts),
        })
    }

    /// For people.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::new();
        for (title, items) in self.parts() {
            if !items.is_empty() {
                let _ = writeln!(out, "{title}:");
                for item in items {
                    let _ = writeln!(out, "  {}:{}: {}", self.path, item.line, item.text());
                }
            }
        }
        let _ = writeln!(out, "{}", self.counts());
        out
    }

    /// For a pull request.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut out = format!("**{}**: {}\n", code(&self.path), self.counts());
        for (title, items) in self.parts() {
            if items.is_empty() {
                continue;
            }
            let _ = write!(
                out,
                "\n### {title}\n\n| line | place | what | here | document |\n|---|---|---|---|---|\n"
            );
            for item in items {
                let cell = |text: &Option<String>| text.as_deref().map_or_else(String::new, code);
                let _ = writeln!(
                    out,
                    "| {} | {} | {} | {} | {} |",
                    item.line,
                    code(&item.place),
                    item.what,
                    cell(&item.here),
                    cell(&item.document),
                );
            }
        }
        out
    }

    fn parts(&self) -> [(&'static str, &[Item]); 3] {
        [
            ("Conflicts", &self.conflicts),
            ("Taken from the document", &self.taken),
            ("Kept as the author wrote it", &self.kept),
        ]
    }

    fn counts(&self) -> String {
        let conflicts = match self.conflicts.len() {
            1 => "1 conflict".to_owned(),
            count => format!("{count} conflicts"),
        };
        format!(
            "{} taken, {} kept, {conflicts}",
            self.taken.len(),
            self.kept.len()
        )
    }
}

impl Item {
    fn json(&self) -> Value {
        let mut item = json!({ "place": self.place, "what": self.what, "line": self.line });
        if let Some(item) = item.as_object_mut() {
            for (key, text) in [("here", &self.here), ("document", &self.document)] {
                if let Some(text) = text {
                    item.insert(key.to_owned(), json!(text));
                }
            }
        }
        item
    }

    fn text(&self) -> String {
        let mut out = format!("{}, {}", self.place, self.what);
        if let (Some(here), Some(document)) = (&self.here, &self.document) {
            let _ = write!(out, ": here `{here}`, document `{document}`");
        }
        out
    }
}

/// A text as code in a cell of a Markdown table.
fn code(text: &str) -> String {
    let text = text.replace('|', "\\|");
    let longest = text
        .split(|c| c != '`')
        .map(str::len)
        .max()
        .unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    match longest {
        0 => format!("{fence}{text}{fence}"),
        _ => format!("{fence} {text} {fence}"),
    }
}
