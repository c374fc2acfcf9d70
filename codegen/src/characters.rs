//! Characters that are invisible or that make a text look like something else.

/// How to treat line breaks and tabs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Breaks {
    /// They belong to the text.
    Keep,
    /// They count as hidden, for a text that is shown on one line.
    Escape,
}

/// The hidden characters of a text and their positions. A carriage return is one, also before a line feed.
pub(crate) fn hidden(text: &str, breaks: Breaks) -> impl Iterator<Item = (usize, char)> {
    let mut before = None;
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        for (at, c) in chars.by_ref() {
            let next = text
                .get(at + c.len_utf8()..)
                .and_then(|rest| rest.chars().next());
            let found = match c {
                '\n' | '\t' => breaks == Breaks::Escape,
                _ => is_hidden(before, c, next),
            };
            before = Some(c);
            if found {
                return Some((at, c));
            }
        }
        None
    })
}

/// Whether a byte is a character that everybody sees, or a break that is allowed everywhere.
pub(crate) const fn is_shown(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\n' | b'\t')
}

/// Whether a character changes the direction of writing.
pub(crate) fn turns_writing(c: char) -> bool {
    matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character is invisible between its neighbours.
pub(crate) fn is_hidden(before: Option<char>, c: char, next: Option<char>) -> bool {
    let outside_ascii = |c: Option<char>| c.is_some_and(|c| !c.is_ascii());
    match c {
        // Needed by scripts that join letters and by emoji; between ASCII letters they make one name look like another.
        '\u{200C}' | '\u{200D}' => !outside_ascii(before) || !outside_ascii(next),
        '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' => {
            !outside_ascii(before) && next != Some('\u{20E3}')
        }
        // Soft hyphen, fillers, direction marks, embeddings and isolates, line and paragraph separators, word joiners and tags.
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' => {
            true
        }
        '\u{180B}'..='\u{180F}' | '\u{200B}' | '\u{200E}' | '\u{200F}' => true,
        '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}' => true,
        '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}' => true,
        '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E00FF}' | '\u{E01F0}'..='\u{E0FFF}' => true,
        _ => c.is_control(),
    }
}
