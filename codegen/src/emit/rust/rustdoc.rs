//! Text of specs as rustdoc: nothing in it may turn into a broken link, an HTML tag or a doctest.

use crate::model::{Doc, Field, Kind, Range};

/// Columns after which a line of a doc comment is broken at a blank.
const WIDTH: usize = 116;

/// The lines of a doc comment, each without the leading `///`. The text is safe already: see [`safe`].
pub fn lines(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut fenced = false;
    for line in text.trim().lines() {
        if line.starts_with("```") {
            fenced = !fenced;
            out.push(line.to_owned());
        } else if fenced {
            out.push(line.to_owned());
        } else {
            wrap(line, &mut out);
        }
    }
    out
}

/// A text of a spec made safe for rustdoc.
pub fn safe(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut fenced = false;
    for line in text.trim().lines() {
        let bare = line.trim();
        if bare.starts_with("```") {
            // A fence without a language would be compiled as a doctest.
            fenced = !fenced;
            out.push_str(if fenced { "```text" } else { "```" });
        } else if fenced {
            out.push_str(line.trim_end());
        } else {
            // Indented lines would be code, and so doctests.
            out.push_str(&safe_line(bare));
        }
        out.push('\n');
    }
    if fenced {
        out.push_str("```\n");
    }
    out.pop();
    out
}

/// One line of text made safe for rustdoc. Code spans stay as they are.
fn safe_line(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 16);
    let closed = line.matches('`').count().is_multiple_of(2);
    let stars = line.matches('*').count();
    let mut rest = line;
    // A line that starts like Markdown's heading or quotation is neither.
    if rest.starts_with(['#', '>']) {
        out.push('\\');
    }
    if let Some(item) = rest.strip_prefix("* ") {
        out.push_str("* ");
        rest = item;
    }
    while let Some(c) = rest.chars().next() {
        let mut taken = c.len_utf8();
        match c {
            '`' if closed => {
                taken = rest[1..].find('`').map_or(rest.len(), |end| end + 2);
                out.push_str(&rest[..taken]);
            }
            '`' => out.push_str("\\`"),
            'h' if rest.starts_with("http://") || rest.starts_with("https://") => {
                taken = url_length(rest);
                if out.ends_with(['<', '(']) {
                    out.push_str(&rest[..taken]);
                } else {
                    out.push('<');
                    out.push_str(&rest[..taken]);
                    out.push('>');
                }
            }
            '[' => match link_length(rest) {
                Some(length) => {
                    taken = length;
                    out.push_str(&rest[..length]);
                }
                None => out.push_str("\\["),
            },
            '<' if rest[1..].starts_with("http") && rest.contains('>') => {
                taken = rest.find('>').map_or(rest.len(), |end| end + 1);
                out.push_str(&rest[..taken]);
            }
            ']' | '<' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '*' if stars % 2 == 1 => out.push_str("\\*"),
            c if c.is_control() => out.push(' '),
            _ => out.push(c),
        }
        rest = &rest[taken..];
    }
    out
}

/// Bytes of the URL that `text` starts with; punctuation that ends a sentence is not part of it.
fn url_length(text: &str) -> usize {
    let end = text
        .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`' | ')' | ']' | '|'))
        .unwrap_or(text.len());
    text[..end]
        .trim_end_matches(['.', ',', ';', ':', '!', '?', '\''])
        .len()
}

/// Bytes of `[text](http…)` if `text` starts with such a link.
fn link_length(text: &str) -> Option<usize> {
    let middle = text.find("](http")?;
    if text[1..middle].contains(['[', ']']) {
        return None;
    }
    text[middle..].find(')').map(|end| middle + end + 1)
}

/// Breaks a line at blanks so that it stays readable; never inside a code span or a link.
fn wrap(line: &str, out: &mut Vec<String>) {
    if line.len() <= WIDTH {
        out.push(line.to_owned());
        return;
    }
    let hang = if line.starts_with("* ") || line.starts_with("- ") {
        "  "
    } else {
        ""
    };
    let (mut current, mut columns, mut in_code, mut in_link) = (String::new(), 0, false, 0_usize);
    for word in line.split(' ') {
        let width = word.chars().count();
        let whole = in_code || in_link > 0;
        if !whole && columns > 0 && columns + 1 + width > WIDTH {
            out.push(std::mem::replace(&mut current, hang.to_owned()));
            columns = hang.len();
        } else if columns > 0 {
            current.push(' ');
            columns += 1;
        }
        current.push_str(word);
        columns += width;
        in_code ^= word.matches('`').count() % 2 == 1;
        if !in_code {
            in_link = (in_link + unescaped(word, '[')).saturating_sub(unescaped(word, ']'));
        }
    }
    out.push(current);
}

fn unescaped(word: &str, bracket: char) -> usize {
    word.match_indices(bracket)
        .filter(|(at, _)| !word[..*at].ends_with('\\'))
        .count()
}

/// A text of a spec as a sentence, safe: a capital at the start where that changes no name, a full stop at the end.
pub fn sentence(text: &str) -> String {
    let safe = safe(text);
    let text = safe.as_str();
    let first = text
        .split(|c: char| c.is_whitespace())
        .next()
        .unwrap_or_default();
    let word = first.trim_end_matches([',', ';', ':', '.']);
    let plain = !word.is_empty()
        && word
            .chars()
            .all(|c| c.is_ascii_lowercase() || c == '-' || c == '\'');
    let mut out = String::with_capacity(text.len() + 1);
    match (plain, text.chars().next()) {
        (true, Some(c)) => {
            out.push(c.to_ascii_uppercase());
            out.push_str(&text[c.len_utf8()..]);
        }
        _ => out.push_str(text),
    }
    if out.ends_with(':') {
        out.pop();
    }
    if !out.is_empty() && !out.ends_with(['.', '!', '?']) && !out.ends_with("```") {
        out.push('.');
    }
    out
}

/// What a fact's marks say, as sentences.
pub fn marks(doc: &Doc) -> String {
    let mut out = String::new();
    for (mark, reason) in [
        ("Unconfirmed", &doc.unconfirmed),
        ("Deprecated", &doc.deprecated),
    ] {
        if let Some(reason) = reason {
            if !out.is_empty() {
                out.push(' ');
            }
            match reason.trim() {
                "" => out.push_str(&format!("*{mark}.*")),
                reason => out.push_str(&format!("*{mark}:* {}", stopped(reason))),
            }
        }
    }
    out
}

fn stopped(text: &str) -> String {
    let text = safe(text);
    if text.ends_with(['.', '!', '?']) {
        text
    } else {
        format!("{text}.")
    }
}

/// Text and marks of a fact as one paragraph (or several, where the text has them).
pub fn full(doc: &Doc) -> String {
    join_sentences([sentence(&doc.text), marks(doc)])
}

/// What is said of a field: its text, bounds, default, what stands for nothing, and its marks.
pub fn of_field(field: &Field) -> String {
    join_sentences([
        sentence(&field.doc.text),
        range(field).unwrap_or_default(),
        field.default.as_ref().map_or_else(String::new, |value| {
            if value.is_empty() {
                "Default: empty.".to_owned()
            } else {
                format!("Default: `{value}`.")
            }
        }),
        field.ty.none.as_ref().map_or_else(String::new, |none| {
            format!("`None` is `\"{none}\"` on the wire.")
        }),
        marks(&field.doc),
    ])
}

/// The bounds of a field in words.
pub fn range(field: &Field) -> Option<String> {
    let Range { min, max } = field.range.as_ref()?;
    let unit = if matches!(field.ty.kind, Kind::Text { .. } | Kind::Secret) {
        " characters"
    } else {
        ""
    };
    Some(match (min, max) {
        (Some(min), Some(max)) if min == max => format!("Exactly {min}{unit}."),
        (Some(min), Some(max)) => format!("From {min} to {max}{unit}."),
        (Some(min), None) => format!("At least {min}{unit}."),
        (None, Some(max)) => format!("At most {max}{unit}."),
        (None, None) => return None,
    })
}

fn join_sentences<const N: usize>(parts: [String; N]) -> String {
    let mut out = String::new();
    for part in parts {
        if !part.is_empty() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(&part);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_becomes_a_link_a_tag_or_a_doctest() {
        for (text, safe) in [
            ("see https://a.example/x.", "see <https://a.example/x>."),
            ("see <https://a.example>", "see <https://a.example>"),
            ("[docs](https://a.example)", "[docs](https://a.example)"),
            ("a [list] of Vec<T>", "a \\[list\\] of Vec\\<T>"),
            ("code `a[0] <b>` stays", "code `a[0] <b>` stays"),
            ("an open ` tick", "an open \\` tick"),
            ("# 1", "\\# 1"),
            ("`*.doesnt_exist` or *.x", "`*.doesnt_exist` or *.x"),
            ("any *.x", "any \\*.x"),
        ] {
            assert_eq!(safe_line(text), safe, "{text}");
        }
        assert_eq!(safe("a\n```\nlet x;\n```"), "a\n```text\nlet x;\n```");
        assert_eq!(safe("```\nopen"), "```text\nopen\n```");
        assert_eq!(
            safe("a\n        let indented = code;"),
            "a\nlet indented = code;"
        );
        assert_eq!(safe(""), "");
    }

    #[test]
    fn long_lines_break_at_blanks_and_not_inside_code() {
        let long = format!(
            "{} `{}` end",
            "word ".repeat(20).trim(),
            "code here ".repeat(6).trim()
        );
        let out = lines(&long);
        assert_eq!(out.join(" "), long);
        assert!(
            out.iter().all(|line| line.matches('`').count() % 2 == 0),
            "{out:?}"
        );
        assert!(out.len() > 1);
    }

    #[test]
    fn a_text_becomes_a_sentence() {
        assert_eq!(sentence("how much to send"), "How much to send.");
        assert_eq!(sentence("txn_id of the payment"), "txn_id of the payment.");
        assert_eq!(sentence("1 sends at once"), "1 sends at once.");
        assert_eq!(sentence("always `ok`"), "Always `ok`.");
        assert_eq!(sentence("Done!"), "Done!");
        assert_eq!(sentence(""), "");
    }
}
