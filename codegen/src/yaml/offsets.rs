//! Maps the text of a scalar back to the bytes of the file.

use super::Style;
use crate::boundaries;
use crate::source::Span;

/// The origin of a scalar's text in the file. There are many scalars, and most appear in the file unchanged.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Offsets {
    /// The whole text, byte for byte.
    AsItIs {
        /// Offset of its first byte in the file.
        file: u32,
        /// Number of bytes.
        len: u32,
    },
    /// In runs, ordered on both sides.
    Runs(Box<[Run]>),
}

impl Default for Offsets {
    fn default() -> Self {
        Self::Runs(Box::default())
    }
}

/// Bytes of the text that come from bytes of the file. Equal lengths mean byte for byte; otherwise the whole text range comes from the
/// whole file range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Run {
    text: usize,
    text_len: usize,
    file: usize,
    file_len: usize,
}

/// A part of the file and the number of characters of the text that it produces.
struct Piece {
    gives: Gives,
    start: usize,
    end: usize,
}

#[derive(Clone, Copy)]
enum Gives {
    /// This number of characters, each from the whole part.
    Chars(usize),
    /// All white space at this point: a line break in a block.
    Blanks,
}

impl Offsets {
    /// Aligns `text` with the bytes `span` of the file that it was decoded from.
    pub(super) fn align(text: &str, style: Style, file: &str, span: Span) -> Self {
        let start = match style {
            Style::SingleQuoted | Style::DoubleQuoted => span.start + 1,
            _ => span.start,
        };
        let raw = file.get(start..span.end).unwrap_or("");
        let small = u32::try_from(start)
            .ok()
            .zip(u32::try_from(text.len()).ok());
        if let Some((file, len)) = small
            && raw.starts_with(text)
            && !text.contains(['\\', '\n', '\''])
        {
            return Self::AsItIs { file, len };
        }
        let mut runs = Runs(Vec::new());
        let mut chars = text.char_indices().peekable();
        // Empty lines at the top of a block precede its first character.
        while let Some((at, _)) = chars.next_if(|c| c.1 == '\n' && !raw.starts_with(['\\', '\n'])) {
            runs.push(at, 1, start, 0);
        }
        for piece in pieces(raw, style, start) {
            let len = piece.end - piece.start;
            match piece.gives {
                Gives::Chars(count) => {
                    for (at, c) in chars.by_ref().take(count) {
                        runs.push(at, c.len_utf8(), piece.start, len);
                    }
                }
                Gives::Blanks => {
                    while let Some((at, c)) = chars.next_if(|c| c.1.is_ascii_whitespace()) {
                        runs.push(at, c.len_utf8(), piece.start, len);
                    }
                }
            }
        }
        Self::Runs(runs.0.into())
    }

    /// Bytes of the file for bytes `from..to` of the text.
    pub(super) fn span_of(&self, from: usize, to: usize, whole: Span) -> Span {
        let runs = match self {
            Self::AsItIs { file, len } => {
                let at = |text: usize| *file as usize + text.min(*len as usize);
                return Span::new(at(from), at(to.max(from)));
            }
            Self::Runs(runs) => runs,
        };
        let Some(last) = runs.last() else {
            return Span::new(whole.start, whole.start);
        };
        let start = match run(runs, from) {
            Some(run) if run.text_len == run.file_len => run.file + (from - run.text),
            Some(run) => run.file,
            None => last.file + last.file_len,
        };
        if to <= from {
            return Span::new(start, start);
        }
        let end = match run(runs, to - 1) {
            Some(run) if run.text_len == run.file_len => run.file + (to - run.text),
            Some(run) => run.file + run.file_len,
            None => last.file + last.file_len,
        };
        Span::new(start, end.max(start))
    }
}

/// The run that contains a byte of the text.
fn run(runs: &[Run], at: usize) -> Option<&Run> {
    let index = runs.partition_point(|run| run.text <= at).checked_sub(1)?;
    runs.get(index).filter(|run| at < run.text + run.text_len)
}

/// Runs under construction: adjacent byte-for-byte runs are merged.
struct Runs(Vec<Run>);

impl Runs {
    fn push(&mut self, text: usize, text_len: usize, file: usize, file_len: usize) {
        if let Some(last) = self.0.last_mut() {
            let joins = last.text_len == last.file_len
                && text_len == file_len
                && last.text + last.text_len == text
                && last.file + last.file_len == file;
            if joins {
                last.text_len += text_len;
                last.file_len += file_len;
                return;
            }
        }
        self.0.push(Run {
            text,
            text_len,
            file,
            file_len,
        });
    }
}

/// Splits the bytes of a scalar into pieces.
fn pieces(raw: &str, style: Style, offset: usize) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    // An escaped line break produces no text, and later line breaks count from there.
    let mut escaped_break = false;
    while let Some(rest) = raw.get(at..).filter(|rest| !rest.is_empty()) {
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
        let breaks = rest
            .get(..blanks)
            .map_or(0, |run| run.matches('\n').count());
        let first = rest.chars().next().map_or(1, char::len_utf8);
        let (len, gives) = if breaks > 0 || (escaped_break && blanks > 0) {
            match style {
                Style::Literal | Style::Folded => (blanks, Gives::Blanks),
                _ if escaped_break => (blanks, Gives::Chars(breaks)),
                _ => (blanks, Gives::Chars(1.max(breaks - 1))),
            }
        } else {
            match (style, rest.as_bytes()) {
                (Style::SingleQuoted, [b'\'', b'\'', ..]) => (2, Gives::Chars(1)),
                (Style::DoubleQuoted, [b'\\', b'\r', b'\n', ..]) => (3, Gives::Chars(0)),
                (Style::DoubleQuoted, [b'\\', b'\n', ..]) => (2, Gives::Chars(0)),
                (Style::DoubleQuoted, [b'\\', kind, ..]) => (escape_len(*kind), Gives::Chars(1)),
                _ => (first, Gives::Chars(1)),
            }
        };
        escaped_break = matches!(gives, Gives::Chars(0)) && len < 4 && rest.starts_with('\\');
        let end = boundaries::floor(raw, at + len).max(at + first);
        pieces.push(Piece {
            gives,
            start: offset + at,
            end: offset + end,
        });
        at = end;
    }
    pieces
}

/// Length in bytes of an escape sequence.
fn escape_len(kind: u8) -> usize {
    match kind {
        b'x' => 4,
        b'u' => 6,
        b'U' => 10,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every character of the text, and its source in the file.
    fn origins(text: &str, style: Style, raw: &str) -> Vec<(char, String)> {
        let whole = Span::new(0, raw.len());
        let offsets = Offsets::align(text, style, raw, whole);
        text.char_indices()
            .map(|(at, c)| {
                let span = offsets.span_of(at, at + c.len_utf8(), whole);
                (c, raw[span.start..span.end].to_string())
            })
            .collect()
    }

    /// Asserts that everything except white space maps to itself.
    fn assert_faithful(text: &str, style: Style, raw: &str) {
        for (c, origin) in origins(text, style, raw) {
            assert!(
                c.is_ascii_whitespace() || origin == c.to_string(),
                "{c:?} is from {origin:?} in {raw:?}"
            );
        }
    }

    #[test]
    fn plain_and_folded() {
        assert_faithful("a + ü | hex", Style::Plain, "a + ü | hex");
        assert_faithful("aé + b c", Style::Plain, "aé +\n    b\n  c");
        assert_faithful("a + b\nc", Style::Folded, "a +\n    b\n\n    c");
        assert_faithful("a\n  b\nc\n", Style::Literal, "a\n      b\n    c");
        assert_faithful("\n\na", Style::Literal, "a");
    }

    #[test]
    fn quotes_and_escapes() {
        let found = origins("it's é", Style::SingleQuoted, "'it''s é'");
        assert_eq!(found[2], ('\'', "''".into()));
        assert_eq!(found[5], ('é', "é".into()));
        let raw = "\"a\\n\\u00e9 \\x41z\"";
        let found = origins("a\né Az", Style::DoubleQuoted, raw);
        assert_eq!(found[1].1, "\\n");
        assert_eq!(found[2].1, "\\u00e9");
        assert_eq!(found[4].1, "\\x41");
        assert_eq!(found[5].1, "z");
        assert_faithful("a b\nc", Style::DoubleQuoted, "\"a\n  b\n\n  c\"");
        let found = origins("ab\nc", Style::DoubleQuoted, "\"a\\\n   b\\nc\"");
        assert_eq!(found[1].1, "b");
        assert_eq!(found[3].1, "c");
    }

    #[test]
    fn ranges_and_ends() {
        let whole = Span::new(10, 21);
        let file = "0123456789aé +\n   b|c";
        let offsets = Offsets::align("aé + b|c", Style::Plain, file, Span::new(10, file.len()));
        assert_eq!(offsets.span_of(1, 3, whole), Span::new(11, 13));
        assert_eq!(offsets.span_of(4, 7, whole), Span::new(14, 20));
        assert_eq!(offsets.span_of(9, 9, whole), Span::new(22, 22));
        assert_eq!(offsets.span_of(50, 60, whole), Span::new(22, 22));
    }
}
