//! Texts of specs, and positions in them.

use crate::boundaries;
use std::sync::Arc;

/// A text and its path.
#[derive(Clone, Debug)]
pub struct Source {
    /// Path as the user gave it.
    pub path: String,
    /// The whole text.
    pub text: Arc<str>,
    /// Offset of each line.
    lines: Arc<[usize]>,
}

/// Bytes `start..end` of a source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

/// A value and its span.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spanned<T> {
    pub(crate) value: T,
    pub(crate) span: Span,
}

/// A text and its span.
pub(crate) type Text = Spanned<String>;

impl Span {
    /// The span from `start` to `end`.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// From the start of this span to the end of the other.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        Span::new(self.start, other.end.max(self.start))
    }
}

impl Source {
    /// A text with its path for messages.
    #[must_use]
    pub fn new(path: impl Into<String>, text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        // A carriage return alone also ends a line, as in YAML and editors.
        let bytes = text.as_bytes();
        let breaks = bytes.iter().enumerate().filter(|(at, byte)| match byte {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        });
        let after_breaks = breaks.map(|(at, _)| at + 1);
        let lines = std::iter::once(0).chain(after_breaks).collect();
        Self {
            path: path.into(),
            text,
            lines,
        }
    }

    /// Line and column of a byte, both from 1. The column counts characters, as editors do.
    #[must_use]
    pub fn line_column(&self, at: usize) -> (u32, u32) {
        let at = self.char_start(at);
        let line = self.line_index(at);
        let before = self.text.get(self.line_start(line)..at).unwrap_or("");
        let column = before.chars().count() + 1;
        (
            u32::try_from(line + 1).unwrap_or(u32::MAX),
            u32::try_from(column).unwrap_or(u32::MAX),
        )
    }

    /// Line of a byte, from 1.
    #[must_use]
    pub fn line(&self, at: usize) -> u32 {
        u32::try_from(self.line_index(at) + 1).unwrap_or(u32::MAX)
    }

    /// First byte of the line (counted from 0) that contains a byte, and the line's text without its line break.
    #[must_use]
    pub fn line_at(&self, at: usize) -> (usize, &str) {
        let line = self.line_index(self.char_start(at));
        let start = self.line_start(line);
        let end = self.lines.get(line + 1).copied();
        let text = self
            .text
            .get(start..end.unwrap_or(self.text.len()))
            .unwrap_or("");
        (start, text.trim_end_matches(['\n', '\r']))
    }

    /// First byte of a line, counted from 0; none after the last line.
    #[must_use]
    pub fn start_of_line(&self, line: usize) -> Option<usize> {
        self.lines.get(line).copied()
    }

    /// The text of a span; empty if the span is not in this source.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start..span.end).unwrap_or("")
    }

    /// Start of the character that contains `at`.
    fn char_start(&self, at: usize) -> usize {
        boundaries::floor(&self.text, at)
    }

    fn line_index(&self, at: usize) -> usize {
        self.lines
            .partition_point(|&start| start <= at)
            .saturating_sub(1)
    }

    fn line_start(&self, line: usize) -> usize {
        self.lines.get(line).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let source = Source::new("a.yaml", "a: ü\r\nbéé: x\n");
        assert_eq!(source.line_column(0), (1, 1));
        assert_eq!(source.line_column(3), (1, 4));
        assert_eq!(source.line_column(4), (1, 4), "inside a character");
        let x = source.text.find('x').unwrap();
        assert_eq!(source.line_column(x), (2, 6));
        assert_eq!(source.line_at(x).1, "béé: x");
        assert_eq!(source.line_column(9999), (3, 1), "past the end");
    }

    #[test]
    fn every_line_end_counts() {
        // LF, CR LF and CR, mixed; the last line has no line break.
        let source = Source::new("a.yaml", "a\nb\r\nc\rd\r\re");
        let places = [("b", 2, "b"), ("c", 3, "c"), ("d", 4, "d"), ("e", 6, "e")];
        for (what, line, text) in places {
            let at = source.text.find(what).unwrap();
            assert_eq!(source.line_column(at), (line, 1), "{what}");
            assert_eq!(source.line_at(at).1, text);
        }
        // The line break belongs to the line that it ends.
        assert_eq!(source.line_column(source.text.find("\rd").unwrap()), (3, 2));
        assert_eq!(source.line_at(source.text.find("\re").unwrap()), (9, ""));
    }
}
