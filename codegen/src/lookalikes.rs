//! Characters that look like those of the language but differ, often from text that was copied from a page.

/// Describes a character that is easily mistaken for one of the language's.
pub(crate) fn lookalike(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{A0}' | '\u{202F}' => "a no-break space",
        '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{205F}' | '\u{3000}' => {
            "a space of a different width"
        }
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' => "an invisible character",
        '“' | '”' | '„' | '‟' | '‘' | '’' | '‚' | '‛' | '«' | '»' | '″' | '＂' => {
            "a curly quote"
        }
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '－' => {
            "a dash that is not a hyphen"
        }
        '：' => "a full-width colon",
        '｜' => "a full-width bar",
        '…' => "an ellipsis character",
        _ => return None,
    })
}

/// A character as shown in messages: by its code point if it is invisible.
pub(crate) fn shown(c: char) -> String {
    let seen = !c.is_whitespace() && lookalike(c) != Some("an invisible character");
    if seen {
        c.to_string()
    } else {
        format!("U+{:04X}", u32::from(c))
    }
}

/// The suggestion for a character that was mistaken for another.
pub(crate) fn help(c: char) -> Option<String> {
    let what = lookalike(c)?;
    let instead = match what {
        "a curly quote" => "write straight quotes: `\"…\"`",
        "a dash that is not a hyphen" => {
            "write ` -- ` before a description, `..` in a range and `-` elsewhere"
        }
        "an invisible character" => "remove it",
        "a full-width colon" => "write `:` and a space",
        "a full-width bar" => "write `|`",
        "an ellipsis character" => "write `...`",
        _ => "write a plain space",
    };
    Some(format!("`{}` is {what}: {instead}", shown(c)))
}

/// The same for the first such character of a text.
pub(crate) fn help_in(text: &str) -> Option<String> {
    text.chars().find_map(help)
}

/// Where the text of a line begins, and how its separator is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Separator {
    /// First byte of the separator, with the white space before it.
    pub(crate) head: usize,
    /// Its dashes.
    pub(crate) dashes: (usize, usize),
    /// First byte of the text.
    pub(crate) text: usize,
    /// Whether it is written correctly, as ` -- `.
    pub(crate) exact: bool,
}

/// Finds the separator between a line and its text: ` -- `, or something that is meant to be it. Double-quoted texts are skipped.
pub(crate) fn separator(line: &str) -> Option<Separator> {
    let mut behind_equals = false;
    let mut quoted_to = 0;
    let mut chars = line.char_indices().peekable();
    let mut before: Option<char> = None;
    while let Some((at, c)) = chars.next() {
        let last = before.replace(c);
        if at < quoted_to {
            continue;
        }
        match c {
            '"' => {
                let rest = line.get(at + 1..).unwrap_or("");
                quoted_to = rest.find('"').map_or(0, |len| at + len + 2);
                continue;
            }
            '=' => behind_equals = true,
            _ => {}
        }
        if !is_dash(c) {
            continue;
        }
        let mut end = at + c.len_utf8();
        while let Some((_, next)) = chars.next_if(|(_, next)| is_dash(*next)) {
            end += next.len_utf8();
        }
        before = line.get(..end).and_then(|text| text.chars().next_back());
        let after = line.get(end..).and_then(|rest| rest.chars().next());
        let dashes = line.get(at..end).unwrap_or("");
        let open = |side: Option<char>| side.is_none_or(char::is_whitespace);
        let exact = dashes == "--" && last == Some(' ') && matches!(after, None | Some(' '));
        let ascii = dashes.bytes().all(|byte| byte == b'-');
        let in_range = [last, after]
            .iter()
            .all(|side| side.is_some_and(|c| c.is_ascii_digit()));
        let meant = match (ascii, dashes.len()) {
            (true, 1) => open(last) && last.is_some() && open(after) && !behind_equals,
            (true, 2) if !behind_equals => (open(last) || open(after)) && last.is_some(),
            (true, _) => open(last) && open(after) && last.is_some(),
            (false, _) if behind_equals => open(last) && open(after),
            (false, _) => !in_range,
        };
        if exact || meant {
            let blanks = |text: &str| text.len() - text.trim_start().len();
            let head = line.get(..at).unwrap_or("").trim_end().len();
            let text = end + blanks(line.get(end..).unwrap_or(""));
            return Some(Separator {
                head,
                dashes: (at, end),
                text,
                exact,
            });
        }
    }
    None
}

fn is_dash(c: char) -> bool {
    c == '-' || lookalike(c) == Some("a dash that is not a hyphen")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The texts before and after, and whether the separator is written correctly.
    fn parts(line: &str) -> Option<(&str, &str, bool)> {
        let found = separator(line)?;
        Some((&line[..found.head], &line[found.text..], found.exact))
    }

    #[test]
    fn what_is_meant_to_separate_is_found() {
        assert_eq!(
            parts("text -- which — one"),
            Some(("text", "which — one", true))
        );
        assert_eq!(
            parts("int = -5 -- how - many"),
            Some(("int = -5", "how - many", true))
        );
        assert_eq!(
            parts("text or \"a -- b\" -- which"),
            Some(("text or \"a -- b\"", "which", true))
        );
        for line in [
            "text - which",
            "text – which",
            "text — which",
            "text—which",
            "text --which",
            "text-- which",
            "text --- which",
            "text\u{a0}-- which",
            "text --\u{a0}which",
            "text ― which",
            "text\u{2009}—\u{2009}which",
        ] {
            assert_eq!(parts(line), Some(("text", "which", false)), "{line}");
        }
        assert_eq!(
            parts("decimal = 5 — how"),
            Some(("decimal = 5", "how", false))
        );
    }

    #[test]
    fn what_is_not_meant_to_is_left() {
        for line in [
            "text",
            "int -5..5",
            "text = a - b",
            "text = a-b",
            "int 1–64",
            "int 1-64",
            "text or \"a — b\"",
            "- text",
            "map<text, Order>",
            "text = x--y",
        ] {
            assert_eq!(parts(line), None, "{line}");
        }
    }

    #[test]
    fn invisible_ones_are_shown_by_number() {
        assert_eq!(
            help_in("a\u{a0}b").unwrap(),
            "`U+00A0` is a no-break space: write a plain space"
        );
        assert_eq!(
            help_in("a\u{200b}").unwrap(),
            "`U+200B` is an invisible character: remove it"
        );
        assert_eq!(
            help_in("“x”").unwrap(),
            "`“` is a curly quote: write straight quotes: `\"…\"`"
        );
        assert_eq!(help_in("plain - \"text\" é"), None);
    }
}
