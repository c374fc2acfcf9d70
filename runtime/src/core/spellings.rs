//! The spellings in which a provider may send a secret back, and the search for them.

use crate::Secret;
use crate::json::write_text;
use crate::value::byte_text::{base64, base64url, hex};
use crate::value::escape::{PERCENT_ENCODER, escape};
use std::ops::Range;
use zeroize::Zeroizing;

/// So many characters from the start of a spelling count as the secret: messages quote a secret partly, and bodies are cut.
const START: usize = 8;
/// The bytes of shorter secrets, in base64 or hex, are so few characters that they would match by chance.
const LEAST_BYTES: usize = 6;

/// Adds the spellings of a secret text.
pub(super) fn add_text(text: &str, spellings: &mut Vec<Secret>) {
    let json = Zeroizing::new(json_escaped(text));
    let twice = json_escaped(&json);
    let percent = percent_encoded(text);
    let json_percent = percent_encoded(&json);
    for spelling in [
        json.replace('/', "\\/"),
        unicode_escaped(&json),
        html_escaped(text),
        percent.replace("%20", "+"),
        json_percent.replace("%20", "+"),
        lower_percent(&percent),
        percent,
        json_percent,
        twice,
        text.to_owned(),
    ] {
        add_encoded(spelling, spellings);
    }
    add_encoded(json.to_string(), spellings);
    // Whatever other escapes there are, digits and letters stay as they are.
    let parts = text.split(|c: char| !c.is_alphanumeric());
    parts
        .filter(|part| part.len() >= START)
        .for_each(|part| add_encoded(part.to_owned(), spellings));
}

/// Adds a spelling, and those of its bytes: a whole request may be sent back in base64, with its escapes.
fn add_encoded(spelling: String, spellings: &mut Vec<Secret>) {
    let spelling = Secret::new(spelling);
    if !spellings.contains(&spelling) {
        add_bytes(spelling.expose().as_bytes(), spellings);
        add(spelling, spellings);
    }
}

/// Adds the spellings of secret bytes: hex and base64, also as a part of a longer text, such as a name and a password.
pub(super) fn add_bytes(bytes: &[u8], spellings: &mut Vec<Secret>) {
    if bytes.len() < LEAST_BYTES {
        return;
    }
    let digits = hex(bytes);
    add(digits.to_uppercase(), spellings);
    add(digits, spellings);
    for before in 0..3 {
        let mut whole = Zeroizing::new(vec![0; before]);
        whole.extend_from_slice(bytes);
        // A character has six bits. Those at the ends also depend on the neighbours of the bytes.
        let decided = (before * 8).div_ceil(6)..whole.len() * 8 / 6;
        for text in [base64(&whole), base64url(&whole)] {
            let text = Zeroizing::new(text);
            if let Some(core) = text.get(decided.clone()) {
                add(percent_encoded(core), spellings);
                add(core.to_owned(), spellings);
            }
        }
    }
}

fn add(spelling: impl Into<Secret>, spellings: &mut Vec<Secret>) {
    let spelling = spelling.into();
    if !spelling.expose().is_empty() && !spellings.contains(&spelling) {
        spellings.push(spelling);
    }
}

/// Where a text contains spellings, or the start of one: sorted, without overlaps.
pub(super) fn find<'s>(
    text: &str,
    spellings: impl IntoIterator<Item = &'s Secret>,
) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for spelling in spellings {
        let spelling = spelling.expose();
        let start = start_of(spelling);
        for (at, _) in text.match_indices(start) {
            let rest = text.get(at..).unwrap_or_default();
            found.push(at..at + common_length(spelling, rest));
        }
    }
    found.sort_by_key(|range| range.start);
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in found {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// The part of a spelling that is enough to recognize it.
fn start_of(spelling: &str) -> &str {
    let mut ends = spelling.char_indices().map(|(at, _)| at);
    let end = ends.find(|at| *at >= START);
    end.and_then(|end| spelling.get(..end)).unwrap_or(spelling)
}

/// The length of the start that two texts have in common.
fn common_length(one: &str, other: &str) -> usize {
    let both = one.chars().zip(other.chars());
    both.take_while(|(one, other)| one == other)
        .map(|(one, _)| one.len_utf8())
        .sum()
}

/// A text as it is inside a JSON string.
fn json_escaped(text: &str) -> String {
    let mut json = String::new();
    // Writing to a `String` cannot fail.
    let _ = write_text(text, &mut json);
    json.strip_prefix('"')
        .and_then(|json| json.strip_suffix('"'))
        .unwrap_or_default()
        .to_owned()
}

/// The escapes that programs add in JSON which may be a part of HTML.
fn unicode_escaped(json: &str) -> String {
    json.replace('&', "\\u0026")
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
}

fn html_escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('"', "&quot;");
    text.replace('<', "&lt;").replace('>', "&gt;")
}

fn percent_encoded(text: &str) -> String {
    let mut percent = String::new();
    escape(&PERCENT_ENCODER, text, &mut percent);
    percent
}

/// Percent-encoded text with its escapes in lower case.
fn lower_percent(percent: &str) -> String {
    let mut digits = 0;
    let chars = percent.chars().map(|char| {
        let lower = if digits > 0 {
            char.to_ascii_lowercase()
        } else {
            char
        };
        digits = if char == '%' {
            2_u8
        } else {
            digits.saturating_sub(1)
        };
        lower
    });
    chars.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(secret: &str, text: &str) -> Vec<String> {
        let mut spellings = Vec::new();
        add_text(secret, &mut spellings);
        let ranges = find(text, &spellings);
        ranges.into_iter().map(|at| text[at].to_owned()).collect()
    }

    /// The spellings are those of Python: `json.dumps`, `html.escape`, `urllib.parse.quote`, `base64`, `bytes.hex`.
    #[test]
    fn secrets_are_found_in_every_spelling() {
        let secret = "a/b+c\"& é";
        for spelling in [
            "a/b+c\"& é",
            r#"a/b+c\"& é"#,
            r#"a\/b+c\"& é"#,
            r#"a/b+c\\\"& é"#,
            r#"a/b+c\"\u0026 é"#,
            "a/b+c&quot;&amp; é",
            "a%2Fb%2Bc%22%26%20%C3%A9",
            "a%2Fb%2Bc%22%26+%C3%A9",
            "a%2fb%2bc%22%26%20%c3%a9",
            "612f622b63222620c3a9",
            "612F622B63222620C3A9",
        ] {
            let text = format!("before {spelling} after");
            assert_eq!(found(secret, &text), [spelling], "{spelling}");
        }
        // `base64.b64encode(b"id:" + …)`, and with one and two bytes more before it.
        for (text, core) in [
            ("aWQ6YS9iK2MiJiDDqQ==", "YS9iK2MiJiDDq"),
            ("eGlkOmEvYitjIiYgw6k=", "EvYitjIiYgw6"),
            ("eHhpZDphL2IrYyImIMOp", "hL2IrYyImIMOp"),
        ] {
            let found = found(secret, text);
            assert_eq!(found, [core], "{text}");
        }
    }

    #[test]
    fn the_start_of_a_secret_is_found() {
        let secret = "0123456789abcdef";
        assert_eq!(found(secret, "token 0123456789… is wrong"), ["0123456789"]);
        assert_eq!(found(secret, "01234567"), ["01234567"]);
        assert!(found(secret, "0123456").is_empty());
        // A short one only as a whole.
        assert_eq!(found("pin42", "pin42 pin4"), ["pin42"]);
        assert_eq!(found("éééééé", "ééééé"), ["ééééé"]);
        assert!(found("éééééé", "ééé").is_empty());
    }

    #[test]
    fn the_longest_secret_is_found_where_several_begin() {
        let mut spellings = Vec::new();
        add_text("0123456789", &mut spellings);
        add_text("01234567xyz", &mut spellings);
        let text = "01234567xyz 0123456789";
        assert_eq!(find(text, &spellings), [0..11, 12..22]);
    }
}
