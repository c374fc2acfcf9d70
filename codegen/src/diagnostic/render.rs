//! Diagnostics as text: for a terminal, as JSON, and for `compile_error!`.

use super::{Diagnostic, Severity};
use crate::boundaries;
use crate::source::{Source, Span};
use std::fmt::Write as _;
use unicode_width::UnicodeWidthChar as _;

/// Columns per tab stop; a tab is shown as spaces.
const TAB: usize = 4;
/// A longer line is cut around its caret.
const WIDEST: usize = 160;

/// For a terminal, with source lines and carets; ends with a line break.
#[must_use]
pub fn terminal(source: &Source, diagnostic: &Diagnostic, color: bool) -> String {
    let paint = Paint { color };
    let severity = diagnostic.severity;
    let head = format!("{}[{}]", severity.name(), diagnostic.code);
    let mut out = format!(
        "{}{}\n",
        paint.severity(severity, &head),
        paint.bold(&format!(": {}", visible(&diagnostic.message)))
    );
    let gutter = write_places(source, diagnostic, &paint, &mut out);
    let pad = " ".repeat(gutter);
    for (name, text) in [("why", &diagnostic.why), ("help", &diagnostic.help)] {
        let Some(text) = text else { continue };
        let mut lines = text.lines();
        let first = visible(lines.next().unwrap_or(""));
        let _ = writeln!(out, "{pad} {} {first}", paint.bold(&format!("= {name}:")));
        for line in lines.map(visible) {
            let _ = writeln!(out, "{pad}   {:len$}{line}", "", len = name.len() + 2);
        }
    }
    out
}

/// Writes the source lines with their marks; returns the width of the line numbers.
fn write_places(
    source: &Source,
    diagnostic: &Diagnostic,
    paint: &Paint,
    out: &mut String,
) -> usize {
    // The two spans of a conflict are shown in file order.
    let mut labels = vec![(diagnostic.span, diagnostic.label.as_str(), '^')];
    if let Some((span, label)) = &diagnostic.second {
        labels.push((*span, label.as_str(), '-'));
        labels.sort_by_key(|label| label.0.start);
    }
    let lines: Vec<u32> = labels
        .iter()
        .map(|label| source.line_column(label.0.start).0)
        .collect();
    let gutter = lines.iter().max().map_or(1, |line| line.to_string().len());
    let pad = " ".repeat(gutter);
    let (line, column) = source.line_column(diagnostic.span.start);
    let (arrow, bar) = (paint.blue("-->"), paint.blue("|"));
    let _ = writeln!(out, "{pad}{arrow} {}:{line}:{column}", source.path);
    let _ = writeln!(out, "{pad} {bar}");
    let mut shown: Option<u32> = None;
    for ((span, label, mark), line) in labels.iter().zip(&lines) {
        if shown.is_some_and(|last| line.saturating_sub(last) > 1) {
            let _ = writeln!(out, "{}", paint.blue("..."));
        }
        let excerpt = excerpt(source, *span, *mark);
        if shown != Some(*line) {
            let number = paint.blue(&format!("{line:gutter$}"));
            let text = format!("{number} {bar} {}", excerpt.text);
            let _ = writeln!(out, "{}", text.trim_end());
        }
        shown = Some(*line);
        let carets = format!("{} {}", excerpt.carets, visible(label));
        let carets = match mark {
            '^' => paint.severity(diagnostic.severity, carets.trim_end()),
            _ => paint.blue(carets.trim_end()),
        };
        let _ = writeln!(out, "{pad} {bar} {}{carets}", excerpt.indent);
    }
    gutter
}

/// For `compile_error!`: the same without colour and without the final line break.
#[must_use]
pub fn plain(source: &Source, diagnostic: &Diagnostic) -> String {
    terminal(source, diagnostic, false).trim_end().to_string()
}

/// `{"code","severity","file","line","column","message","help"}`; line and column count from 1, `help` may be null.
#[must_use]
pub fn json(source: &Source, diagnostic: &Diagnostic) -> serde_json::Value {
    let (line, column) = source.line_column(diagnostic.span.start);
    serde_json::json!({
        "code": diagnostic.code,
        "severity": diagnostic.severity.name(),
        "file": source.path,
        "line": line,
        "column": column,
        "message": diagnostic.message,
        "help": diagnostic.help,
    })
}

/// A source line and the marks under it.
struct Excerpt {
    text: String,
    indent: String,
    carets: String,
}

/// The line in which `span` begins, in terminal columns; a multi-line span is marked to the end of its first line.
fn excerpt(source: &Source, span: Span, mark: char) -> Excerpt {
    let (start, line) = window(source, span.start);
    let mut text = String::new();
    let mut column = 0;
    let (mut from, mut to) = (None, None);
    for (at, c) in line.char_indices() {
        let at = start + at;
        if at >= span.start && from.is_none() {
            from = Some(column);
        }
        if at >= span.end && to.is_none() {
            to = Some(column);
        }
        column += push_shown(&mut text, c, column);
    }
    let from = from.unwrap_or(column);
    let width = to.unwrap_or(column).saturating_sub(from).max(1);
    cut(text, from, width, mark)
}

/// The line that contains a byte; of an extremely long line, the part around the byte.
fn window(source: &Source, at: usize) -> (usize, &str) {
    let (start, line) = source.line_at(at);
    if line.len() <= 8 * WIDEST {
        return (start, line);
    }
    let near = at.saturating_sub(start).min(line.len());
    let from = boundaries::floor(line, near.saturating_sub(2 * WIDEST));
    let to = boundaries::floor(line, near + 2 * WIDEST);
    (start + from, line.get(from..to).unwrap_or(""))
}

/// Appends a character as shown at a column; returns its width.
fn push_shown(text: &mut String, c: char, column: usize) -> usize {
    if c == '\t' {
        let width = TAB - column % TAB;
        text.extend(std::iter::repeat_n(' ', width));
        return width;
    }
    let c = visible_char(c);
    text.push(c);
    c.width().unwrap_or(0)
}

/// A character; control and direction characters are shown as a mark.
fn visible_char(c: char) -> char {
    if crate::characters::is_hidden(Some('é'), c, Some('é')) {
        '\u{FFFD}'
    } else {
        c
    }
}

/// A text on one line: echoed names may contain any character through escapes.
fn visible(text: &str) -> String {
    text.chars().map(visible_char).collect()
}

/// Shortens a line to a readable width.
fn cut(text: String, from: usize, width: usize, mark: char) -> Excerpt {
    let shift = if from > WIDEST * 3 / 4 {
        from - WIDEST / 2
    } else {
        0
    };
    let mut shown = String::new();
    let (mut column, mut left_over) = (0, 0);
    for c in text.chars() {
        let wide = c.width().unwrap_or(0);
        if column < shift {
            left_over = column + wide;
        } else if column + wide > shift + WIDEST {
            shown.push('…');
            break;
        } else {
            shown.push(c);
        }
        column += wide;
    }
    let (front, from) = match shift {
        0 => ("", from),
        _ => ("…", from - left_over.max(shift) + 1),
    };
    Excerpt {
        text: format!("{front}{shown}"),
        indent: " ".repeat(from),
        carets: mark.to_string().repeat(width.min(WIDEST)),
    }
}

/// Colours, if enabled.
struct Paint {
    color: bool,
}

impl Paint {
    fn wrap(&self, code: &str, text: &str) -> String {
        if self.color {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_string()
        }
    }

    fn bold(&self, text: &str) -> String {
        self.wrap("1", text)
    }

    fn blue(&self, text: &str) -> String {
        self.wrap("1;34", text)
    }

    fn severity(&self, severity: Severity, text: &str) -> String {
        let code = match severity {
            Severity::Error => "1;31",
            Severity::Warning => "1;33",
            Severity::Incomplete => "1;35",
        };
        self.wrap(code, text)
    }
}

#[cfg(test)]
#[path = "render_tests.rs"]
mod tests;
