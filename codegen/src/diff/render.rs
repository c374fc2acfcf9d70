//! Changes as text, JSON, Markdown, and as lines of a changelog.

use super::change::{At, Change, Diff, Line};
use super::{Semver, Severity};
use crate::rules::changes::Level;
use crate::source::Source;
use serde_json::json;
use std::fmt::Write;

/// `{"changes": […], "semver": …}`
#[must_use]
pub fn json(diff: &Diff) -> serde_json::Value {
    let changes = diff.changes.iter().map(|change| {
        json!({
            "level": change.rule.level.name(),
            "severity": change.severity.name(),
            "rule": change.rule.code,
            "place": change.place,
            "message": message(change, "\n"),
        })
    });
    json!({
        "changes": changes.collect::<Vec<_>>(),
        "semver": diff.semver().name(),
    })
}

/// The message, and what shows it, each after `between`.
fn message(change: &Change, between: &str) -> String {
    let mut text = change.message.clone();
    for detail in &change.details {
        text.push_str(between);
        text.push_str(detail);
    }
    text
}

/// The changes below headings: amounts and signing first, then level by level.
fn sections(diff: &Diff) -> Vec<(&'static str, Vec<&Change>)> {
    let first = |change: &&Change| change.is_first();
    let mut found = vec![(
        "Money and signing",
        diff.changes.iter().filter(first).collect::<Vec<_>>(),
    )];
    for level in Level::ALL {
        let title = match level {
            Level::Signing => continue,
            Level::Wire => "Wire: clients that are not updated",
            Level::Rust => "Rust: callers of the regenerated client",
            Level::Behaviour => "Behaviour",
            Level::Docs => "Docs",
        };
        let of_level = diff
            .changes
            .iter()
            .filter(|one| !one.is_first() && one.rule.level == level);
        found.push((title, of_level.collect()));
    }
    found.retain(|(_, changes)| !changes.is_empty());
    found
}

/// For people in a terminal. `old` and `new` give the lines of places.
#[must_use]
pub fn text(diff: &Diff, old: Option<&Source>, new: Option<&Source>) -> String {
    let mut out = String::new();
    for (title, changes) in sections(diff) {
        let _ = writeln!(out, "{title}");
        for change in changes {
            let head = format!("{}[{}]", change.severity.name(), change.rule.code);
            let line = line(change, old, new).map(|line| format!(" ({line})"));
            let place = format!("{}{}", change.place, line.unwrap_or_default());
            // Texts are many, and each is short.
            let between = if change.rule.level == Level::Docs {
                ": "
            } else {
                "\n    "
            };
            let _ = writeln!(out, "  {head} {place}{between}{}", change.message);
            for detail in &change.details {
                let _ = writeln!(out, "      {detail}");
            }
        }
        out.push('\n');
    }
    out.push_str(&summary(diff));
    out
}

/// The file and line of a change.
fn line(change: &Change, old: Option<&Source>, new: Option<&Source>) -> Option<String> {
    let (source, line) = match change.at? {
        At::New(line) => (new?, line),
        At::Old(line) => (old?, line),
    };
    let line = match line {
        Line::Of(span) => source.line(span.start),
        Line::Number(line) => line,
    };
    Some(format!("{}:{line}", source.path))
}

/// `3 changes: 1 breaking, 1 compatible, 1 note. Client: major.`
fn summary(diff: &Diff) -> String {
    let count = |severity: Severity| {
        diff.changes
            .iter()
            .filter(|one| one.severity == severity)
            .count()
    };
    let total = diff.changes.len();
    if total == 0 {
        return "no changes\n".to_owned();
    }
    let changes = if total == 1 { "change" } else { "changes" };
    let version = match diff.semver() {
        Semver::Major => "a new major version: some callers do not compile",
        Semver::Minor => "a new minor version: callers compile as before",
        Semver::Patch | Semver::None => "a new patch version: its interface is the same",
    };
    format!(
        "{total} {changes}: {} breaking, {} compatible, {} to note. The client needs {version}.\n",
        count(Severity::Breaking),
        count(Severity::Compatible),
        count(Severity::Note)
    )
}

/// For a pull request.
#[must_use]
pub fn markdown(diff: &Diff, old: Option<&Source>, new: Option<&Source>) -> String {
    let mut out = String::new();
    for (title, changes) in sections(diff) {
        let _ = writeln!(out, "## {title}\n");
        for change in changes {
            let place = line(change, old, new).map(|line| format!(" ({})", escaped(&line)));
            let _ = writeln!(
                out,
                "- **{}** `{}` {}{}: {}",
                change.severity.name(),
                change.rule.code,
                code(&change.place),
                place.unwrap_or_default(),
                escaped(&change.message)
            );
            if !change.details.is_empty() {
                let fence = fence(&change.details);
                let _ = writeln!(out, "\n  {fence}text");
                for detail in &change.details {
                    let _ = writeln!(out, "  {detail}");
                }
                let _ = writeln!(out, "  {fence}\n");
            }
        }
        out.push('\n');
    }
    out.push_str(escaped(&summary(diff)).trim_end());
    out.push('\n');
    out
}

/// Lines for CHANGELOG.md: what callers of the client and users of old clients must know.
#[must_use]
pub fn changelog(diff: &Diff) -> String {
    type Belongs = fn(&Change) -> bool;
    let mut out = String::new();
    let parts: [(&str, Belongs); 4] = [
        ("Breaking", |one| one.severity == Severity::Breaking),
        ("Signing", |one| {
            one.severity != Severity::Breaking && one.rule.level == Level::Signing
        }),
        ("Added", |one| {
            one.severity == Severity::Compatible && one.rule.level == Level::Rust
        }),
        ("Changed", |one| {
            let told = matches!(one.rule.level, Level::Signing | Level::Rust | Level::Docs);
            one.severity != Severity::Breaking && !told
        }),
    ];
    for (title, belongs) in parts {
        let lines = diff.changes.iter().filter(|one| belongs(one));
        let lines: Vec<String> = lines
            .map(|one| format!("- {}: {}\n", code(&one.place), escaped(&one.message)))
            .collect();
        if !lines.is_empty() {
            let _ = write!(out, "### {title}\n\n{}\n", lines.concat());
        }
    }
    let docs = diff
        .changes
        .iter()
        .filter(|one| one.rule.level == Level::Docs)
        .count();
    if docs > 0 {
        let _ = write!(
            out,
            "### Docs\n\n- {docs} texts, sources or examples changed.\n\n"
        );
    }
    out.truncate(out.trim_end().len());
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

/// A text of a spec in a code span.
fn code(text: &str) -> String {
    crate::markdown::Markdown::code(text).as_str().to_owned()
}

/// A message as Markdown: what stands in backticks stays code, everything else is text.
fn escaped(message: &str) -> String {
    let mut out = String::new();
    for (at, part) in message.split('`').enumerate() {
        match at % 2 {
            // A text loses the blanks around it.
            0 => {
                let text = part.trim();
                let before = part.len() - part.trim_start().len();
                let after = part.len() - part.trim_end().len();
                out.push_str(if before > 0 { " " } else { "" });
                out.push_str(crate::markdown::Markdown::text(text).as_str());
                out.push_str(if after > 0 && !text.is_empty() {
                    " "
                } else {
                    ""
                });
            }
            _ => out.push_str(&code(part)),
        }
    }
    out
}

/// A fence longer than any row of backticks inside.
fn fence(lines: &[String]) -> String {
    let longest = lines.iter().map(|line| {
        let rows = line.split(|c| c != '`');
        rows.map(str::len).max().unwrap_or(0)
    });
    "`".repeat(longest.max().unwrap_or(0).max(2) + 1)
}
