//! Entries of mappings: inserted and removed in the layout that the mapping has, with the comments that belong to them.

use super::Edits;
use crate::source::{Source, Span};
use crate::yaml::{Node, NodeKind, Pair};

/// How the entries of a mapping are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// On lines of their own, with this number of spaces before each key.
    Block {
        /// Spaces before the key.
        indent: usize,
    },
    /// Between `{` and `}`.
    Flow,
}

/// Where an entry is inserted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Before all others.
    First,
    /// After the entry with this index.
    After(usize),
}

impl Layout {
    /// The layout of a mapping; `outer` is the layout of the entry whose value it is, for one that is empty.
    #[must_use]
    pub fn of(source: &Source, mapping: &Node, outer: Layout) -> Self {
        if matches!(outer, Self::Flow) || source.slice(mapping.span).starts_with(['{', '[']) {
            return Self::Flow;
        }
        match (mapping.as_mapping().and_then(<[Pair]>::first), outer) {
            (Some(first), _) => Self::Block {
                indent: column(source, first.key.span.start),
            },
            (None, Self::Block { indent }) => Self::Block { indent: indent + 2 },
            (None, Self::Flow) => Self::Flow,
        }
    }
}

impl Edits<'_> {
    /// Inserts an entry into a mapping that has entries. `entry` is `key: value` in lines that begin at the margin, or, if the mapping is in brackets,
    /// on one line.
    pub fn insert(&mut self, mapping: &Node, layout: Layout, place: Place, entry: &str) {
        let pairs = mapping.as_mapping().unwrap_or_default();
        let sibling = match place {
            Place::First => pairs.first(),
            Place::After(index) => pairs.get(index).or(pairs.last()),
        };
        let Some(sibling) = sibling else {
            return self.splice(mapping.span, format!("{{ {entry} }}"));
        };
        match (layout, place) {
            (Layout::Flow, Place::First) => {
                let at = sibling.key.span.start;
                self.splice(Span::new(at, at), format!("{entry}, "));
            }
            (Layout::Flow, Place::After(_)) => {
                let at = end(sibling);
                self.splice(Span::new(at, at), format!(", {entry}"));
            }
            (Layout::Block { indent }, place) => {
                let spaced = pairs.len() > 1 && self.is_spaced(pairs);
                let lines = indented(entry, indent);
                match place {
                    Place::First => {
                        let at = self.first_line(sibling, indent);
                        let gap = if spaced { "\n" } else { "" };
                        // Behind the hyphen of a list, the key is not the first of its line.
                        match column_is_blank(self.source, at) {
                            true => self.splice(Span::new(at, at), format!("{lines}{gap}")),
                            false => {
                                let text = format!("{}{}", lines.trim_start(), " ".repeat(indent));
                                self.splice(Span::new(at, at), text);
                            }
                        }
                    }
                    Place::After(_) => {
                        let at = line_end(self.source, end(sibling));
                        let before = self.source.text.get(..at).unwrap_or("");
                        let gap = match (before.ends_with(['\n', '\r']), spaced) {
                            (true, true) => "\n",
                            (true, false) => "",
                            (false, true) => "\n\n",
                            (false, false) => "\n",
                        };
                        self.splice(Span::new(at, at), format!("{gap}{lines}"));
                    }
                }
            }
        }
    }

    /// Writes the first entry of a key without a value, or whose value is `{}`.
    pub fn fill(&mut self, pair: &Pair, layout: Layout, entry: &str) {
        let (value, colon) = value_region(self.source, pair);
        match layout {
            Layout::Flow => self.splice(value, format!("{colon} {{ {entry} }}")),
            Layout::Block { indent } => {
                let lines = indented(entry, indent + 2);
                self.splice(value, format!("{colon}\n{}", lines.trim_end()));
            }
        }
    }

    /// Removes the entries `from..to` and the comments that belong to them.
    pub fn remove(&mut self, mapping: &Node, layout: Layout, from: usize, to: usize) {
        let pairs = mapping.as_mapping().unwrap_or_default();
        let (Some(first), Some(last)) = (
            pairs.get(from),
            to.checked_sub(1).and_then(|at| pairs.get(at)),
        ) else {
            return;
        };
        let before = from.checked_sub(1).and_then(|before| pairs.get(before));
        let next = pairs.get(to);
        let span = match (layout, before, next) {
            (Layout::Flow, Some(before), _) => Span::new(end(before), end(last)),
            (Layout::Flow, None, Some(next)) => {
                Span::new(first.key.span.start, next.key.span.start)
            }
            (Layout::Flow, None, None) => Span::new(first.key.span.start, end(last)),
            (Layout::Block { indent }, _, next) => {
                let start = self.first_line(first, indent);
                match next {
                    // Behind the hyphen of a list, the next key takes the place.
                    Some(next) if !column_is_blank(self.source, start) => {
                        Span::new(start, next.key.span.start)
                    }
                    _ => self.lines_of(start, line_end(self.source, end(last))),
                }
            }
        };
        self.splice(span, "");
    }

    /// Lines to remove; where there is an empty line on both sides, one of the two goes, too.
    fn lines_of(&self, start: usize, stop: usize) -> Span {
        let follows = self.source.text.get(stop..).unwrap_or("");
        let is_last = follows.is_empty() || starts_empty(follows);
        match self.empty_line_before(start).filter(|_| is_last) {
            Some(empty) => Span::new(empty, stop),
            None => Span::new(start, stop),
        }
    }

    /// Replaces the value of an entry. `value` is what follows the `:` and a space, with further lines indented as in the file.
    pub fn set(&mut self, pair: &Pair, value: &str) {
        let is_inline = pair.value.as_scalar().is_some_and(|scalar| {
            use crate::yaml::Style::{DoubleQuoted, Plain, SingleQuoted};
            matches!(scalar.style, Plain | SingleQuoted | DoubleQuoted)
        });
        match is_inline && !value.starts_with(['>', '|', '\n']) {
            true => self.splice(pair.value.span, value),
            false => {
                let (region, colon) = value_region(self.source, pair);
                let gap = if value.starts_with('\n') { "" } else { " " };
                // A comment or a space behind the old value would belong to a block.
                let (start, line) = self.source.line_at(region.end);
                let behind = line.get(region.end.saturating_sub(start)..).unwrap_or("");
                let (first, lines) = value.split_once('\n').unwrap_or((value, ""));
                let is_free = behind.trim().is_empty() || behind.trim_start().starts_with('#');
                match value.contains('\n') && is_free {
                    true => {
                        let region = Span::new(region.start, start + line.len());
                        let text = format!("{colon}{gap}{first}{}\n{lines}", behind.trim_end());
                        self.splice(region, text);
                    }
                    false => self.splice(region, format!("{colon}{gap}{value}")),
                }
            }
        }
    }

    /// Writes the entries of a mapping in brackets on lines of their own. `indent` is that of the key whose value it is.
    pub fn unfold(&mut self, pair: &Pair, indent: usize) {
        let pad = format!("\n{}", " ".repeat(indent + 2));
        let pairs = pair.value.as_mapping().unwrap_or_default();
        let entries = pairs.iter().map(|inner| {
            let text = self
                .source
                .slice(Span::new(inner.key.span.start, end(inner)));
            format!("{pad}{text}")
        });
        let mut text: String = entries.collect();
        // Comments between the brackets follow the entries.
        let mut at = pair.value.span.start;
        for stop in pairs
            .iter()
            .map(|inner| (inner.key.span.start, end(inner)))
            .chain([(pair.value.span.end, 0)])
        {
            for line in self.source.slice(Span::new(at, stop.0)).lines() {
                if let Some(comment) = line.find('#').and_then(|at| line.get(at..)) {
                    text.push_str(&format!("{pad}{comment}"));
                }
            }
            at = stop.1;
        }
        let (region, colon) = value_region(self.source, pair);
        self.splice(region, format!("{colon}{text}"));
    }

    /// Writes comment lines above the line of an entry in lines of their own.
    pub fn comment_above(&mut self, pair: &Pair, lines: &[String]) {
        let indent = column(self.source, pair.key.span.start);
        let (at, _) = self.source.line_at(pair.key.span.start);
        let pad = " ".repeat(indent);
        let mut text = String::new();
        for line in lines {
            text.push_str(format!("{pad}# {line}").trim_end());
            text.push('\n');
        }
        self.splice(Span::new(at, at), text);
    }

    /// Where an entry begins: at the first of its own comments, at its line, or, behind the hyphen of a list, at its key.
    fn first_line(&self, pair: &Pair, indent: usize) -> usize {
        let (mut start, _) = self.source.line_at(pair.key.span.start);
        let lead = self.source.slice(Span::new(start, pair.key.span.start));
        if !lead.trim().is_empty() {
            return pair.key.span.start;
        }
        while let Some(before) = start.checked_sub(1) {
            let (above, line) = self.source.line_at(before);
            if above >= start || !is_own_comment(line, indent) {
                break;
            }
            start = above;
        }
        start
    }

    /// The start of the empty line before a line.
    fn empty_line_before(&self, start: usize) -> Option<usize> {
        let (above, line) = self.source.line_at(start.checked_sub(1)?);
        (above < start && line.trim().is_empty()).then_some(above)
    }

    /// Whether most entries have an empty line before them.
    fn is_spaced(&self, pairs: &[Pair]) -> bool {
        let later = pairs.get(1..).unwrap_or_default();
        let spaced = later.iter().filter(|pair| {
            let indent = column(self.source, pair.key.span.start);
            self.empty_line_before(self.first_line(pair, indent))
                .is_some()
        });
        spaced.count() * 2 > later.len()
    }
}

/// The end of an entry, without a comment behind it.
pub(super) fn end(pair: &Pair) -> usize {
    pair.value.span.end.max(pair.key.span.end)
}

/// From behind the `:` of an entry to the end of its value, and what to write before another value: between brackets, a key may have no `:`.
fn value_region(source: &Source, pair: &Pair) -> (Span, &'static str) {
    let rest = source.text.get(pair.key.span.end..).unwrap_or("");
    let blanks = rest.len() - rest.trim_start().len();
    let (start, colon) = match rest.trim_start().starts_with(':') {
        true => (pair.key.span.end + blanks + 1, ""),
        false => (pair.key.span.end, ":"),
    };
    let end = match &pair.value.kind {
        NodeKind::Scalar(scalar) if scalar.is_missing() => start,
        _ => pair.value.span.end,
    };
    (Span::new(start, end.max(start)), colon)
}

/// Whether a line is a comment that belongs to the entry below it. A line drawn with hyphens or the like is the title of a group of entries.
fn is_own_comment(line: &str, indent: usize) -> bool {
    let trimmed = line.trim_start();
    let drawn = ["---", "===", "###", "***"];
    line.len() - trimmed.len() == indent
        && trimmed.starts_with('#')
        && !drawn.iter().any(|drawn| trimmed.contains(drawn))
}

fn starts_empty(text: &str) -> bool {
    text.lines()
        .next()
        .is_some_and(|line| line.trim().is_empty())
}

/// Number of characters before a byte on its line.
fn column(source: &Source, at: usize) -> usize {
    let (start, _) = source.line_at(at);
    let before = source.slice(Span::new(start, at));
    before.trim_start_matches('\u{FEFF}').chars().count()
}

fn column_is_blank(source: &Source, at: usize) -> bool {
    let (start, _) = source.line_at(at);
    let before = source.slice(Span::new(start, at));
    before.trim_start_matches('\u{FEFF}').trim().is_empty()
}

/// The start of the line after a byte.
fn line_end(source: &Source, at: usize) -> usize {
    let (start, line) = source.line_at(at);
    let rest = source.text.get(start + line.len()..).unwrap_or("");
    let len = match rest {
        rest if rest.starts_with("\r\n") => 2,
        rest if rest.starts_with(['\r', '\n']) => 1,
        _ => 0,
    };
    start + line.len() + len
}

/// Lines that begin at the margin, indented; each ends with a line break.
fn indented(lines: &str, indent: usize) -> String {
    let pad = " ".repeat(indent);
    let mut out = String::new();
    for line in lines.lines() {
        if !line.is_empty() {
            out.push_str(&pad);
            out.push_str(line);
        }
        out.push('\n');
    }
    out
}
