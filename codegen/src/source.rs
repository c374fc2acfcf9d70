//! Texts of specs, and places in them.

use std::sync::Arc;

/// One text and where it is from.
#[derive(Clone, Debug)]
pub struct Source {
    /// Path as the user gave it.
    pub path: String,
    /// The whole text.
    pub text: Arc<str>,
}

/// Bytes `start..end` of a source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

impl Span {
    /// The span from `start` up to `end`.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }
}

impl Source {
    /// Line and column of a byte, both from 1. The column counts characters, as editors do.
    #[must_use]
    pub fn line_column(&self, at: usize) -> (u32, u32) {
        let at = (0..=at.min(self.text.len()))
            .rev()
            .find(|&i| self.text.is_char_boundary(i))
            .unwrap_or(0);
        let before = &self.text[..at];
        let line = before.bytes().filter(|&b| b == b'\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |i| i + 1);
        let column = before[start..].chars().count() + 1;
        (
            u32::try_from(line).unwrap_or(u32::MAX),
            u32::try_from(column).unwrap_or(u32::MAX),
        )
    }
}
