//! Positions of the protocol, which count UTF-16 code units, and bytes of a text.

use gen_lsp_types::{Position, Range};
use specie_codegen::source::{Source, Span};

/// The position of a byte.
pub fn position(source: &Source, at: usize) -> Position {
    let line = source.line(at).saturating_sub(1);
    let (start, text) = source.line_at(at);
    let before = text
        .char_indices()
        .take_while(|(offset, _)| start + offset < at)
        .map(|(_, c)| c.len_utf16())
        .sum::<usize>();
    Position::new(line, u32::try_from(before).unwrap_or(u32::MAX))
}

/// The range of a span.
pub fn range(source: &Source, span: Span) -> Range {
    Range::new(
        position(source, span.start),
        position(source, span.end.max(span.start)),
    )
}

/// The byte of a position. One past the end of a line is its end, and one past the last line the end of the text; one inside of a
/// character is its start.
pub fn offset(source: &Source, position: Position) -> usize {
    let line = usize::try_from(position.line).unwrap_or(usize::MAX);
    let Some(start) = source.start_of_line(line) else {
        return source.text.len();
    };
    let (_, text) = source.line_at(start);
    let wanted = usize::try_from(position.character).unwrap_or(usize::MAX);
    let mut units = 0;
    for (at, c) in text.char_indices() {
        units += c.len_utf16();
        if units > wanted {
            return start + at;
        }
    }
    start + text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_utf16() {
        let source = Source::new("a.yaml", "a: é𝄞x\r\nb: 1\n");
        let x = source.text.find('x').unwrap();
        assert_eq!(position(&source, x), Position::new(0, 6));
        assert_eq!(offset(&source, Position::new(0, 6)), x);
        let clef = source.text.find('𝄞').unwrap();
        assert_eq!(
            offset(&source, Position::new(0, 5)),
            clef,
            "inside of a character"
        );
        assert_eq!(
            offset(&source, Position::new(0, 99)),
            x + 1,
            "past the end of the line"
        );
        assert_eq!(offset(&source, Position::new(1, 0)), x + 3);
        assert_eq!(offset(&source, Position::new(9, 9)), source.text.len());
    }

    #[test]
    fn every_byte_survives_the_way_there_and_back() {
        let source = Source::new("a.yaml", "a: é𝄞x\r\nb: ü\rc\n\n");
        let starts = source.text.char_indices().map(|(at, _)| at);
        for at in starts.filter(|at| !source.text[*at..].starts_with('\n')) {
            assert_eq!(offset(&source, position(&source, at)), at);
        }
    }
}
