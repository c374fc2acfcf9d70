//! Texts without content.

/// Whether a secret has no content: white space and invisible characters do not count.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(is_blank_char)
}

/// Whether a character is white space, a control character, or invisible.
pub(crate) fn is_blank_char(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_show_is_no_secret() {
        for blank in [
            "",
            " ",
            "\t\r\n",
            "\u{a0}\u{3000}",
            "\u{feff}\u{200b}",
            "\0",
        ] {
            assert!(is_blank(blank), "{blank:?}");
        }
        for text in ["0", " x ", "-", "\u{feff}k"] {
            assert!(!is_blank(text), "{text:?}");
        }
    }
}
