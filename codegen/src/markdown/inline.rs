//! One line of text as inline Markdown: what is escaped, what is kept, and which parts must not be split.

use super::visible;
use std::fmt::Write as _;

/// A part of safe Markdown on one line.
pub(super) enum Atom<'a> {
    /// Text, including escapes.
    Text(&'a str),
    /// A code span: with its backticks, and its content.
    Code { whole: &'a str, inside: &'a str },
    /// A link or an address, which is not broken over lines.
    Whole(&'a str),
}

/// Appends a line as pure text, safe at any position.
pub(super) fn line(text: &str, out: &mut String) {
    let text = visible(text);
    let first = text.split(' ').next().unwrap_or_default();
    let more = text.starts_with(['#', '>']) || text.starts_with("~~~");
    let rest = if is_marker(first) && first.len() > 1 {
        // The digits are text; only the mark after them makes a list.
        let (digits, rest) = text.split_at(first.len() - 1);
        out.push_str(digits);
        Some(rest)
    } else {
        (more || is_marker(first) || is_rule(&text)).then_some(&*text)
    };
    match rest {
        Some(marked) => {
            out.push('\\');
            out.push_str(marked.get(..1).unwrap_or_default());
            spans(marked.get(1..).unwrap_or_default(), out);
        }
        None => spans(&text, out),
    }
}

/// Appends a line of a paragraph; one that begins like a list item becomes one.
pub(super) fn paragraph_line(bare: &str, out: &mut String) {
    let bare = bare.replace('\t', " ");
    let (marker, rest) = bare.split_once(' ').unwrap_or((&bare, ""));
    if is_marker(marker) && !rest.trim().is_empty() && !is_rule(&bare) {
        // One space after the mark: more would turn the item into code.
        out.push_str(marker);
        out.push(' ');
        line(rest.trim(), out);
    } else {
        line(&bare, out);
    }
}

/// `*`, `-`, `+`, `1.` or `1)`
fn is_marker(word: &str) -> bool {
    let number =
        |word: &str| (1..=9).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit());
    matches!(word, "*" | "-" | "+") || word.strip_suffix(['.', ')']).is_some_and(number)
}

/// Length in bytes of a list item's mark and the space after it.
pub(super) fn item_marker(line: &str) -> Option<usize> {
    let (marker, _) = line.split_once(' ')?;
    is_marker(marker).then_some(marker.len() + 1)
}

/// A horizontal rule, or the underline of a heading.
fn is_rule(line: &str) -> bool {
    let mut marks = line.chars().filter(|c| !c.is_whitespace());
    let first = marks.next();
    matches!(first, Some('-' | '=' | '*' | '_')) && marks.all(|c| Some(c) == first)
}

/// Whether a line that begins with this word could be something other than paragraph text.
pub(super) fn means_more_at_start(word: &str) -> bool {
    let more = ["#", ">", "|", "~~~", "```"];
    more.iter().any(|mark| word.starts_with(mark)) || is_marker(word) || is_rule(word)
}

/// Appends text, with a backslash before every character that has a meaning in Markdown. Code spans, web addresses and links to them are
/// kept.
fn spans(text: &str, out: &mut String) {
    let odd_stars = text.matches('*').count() % 2 == 1;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let mut taken = c.len_utf8();
        match c {
            '`' => match code_span(rest) {
                Some((whole, _)) => {
                    taken = whole.len();
                    out.push_str(whole);
                }
                None => {
                    taken = run(rest);
                    out.push_str(&"\\`".repeat(taken));
                }
            },
            'h' => match url(rest) {
                Some(url) => {
                    taken = url.len();
                    let _ = write!(out, "<{url}>");
                }
                None => out.push('h'),
            },
            '<' => match in_angles(rest) {
                Some(url) => {
                    taken = url.len() + 2;
                    let _ = write!(out, "<{url}>");
                }
                None => out.push_str("\\<"),
            },
            '[' => match link(rest) {
                Some(link) => {
                    taken = link.length;
                    out.push('[');
                    spans(link.label, out);
                    let _ = write!(out, "]({})", link.url);
                }
                None => out.push_str("\\["),
            },
            ']' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '*' if odd_stars => out.push_str("\\*"),
            // Before a link it would make an image.
            '!' if rest.starts_with("![") => out.push_str("\\!"),
            '&' if is_entity(rest) => out.push_str("\\&"),
            _ => out.push(c),
        }
        rest = after(rest, taken);
    }
}

/// The text before a position that was found in it.
fn before(text: &str, at: usize) -> &str {
    text.get(..at).unwrap_or(text)
}

/// The text from a position that was found in it.
fn after(text: &str, at: usize) -> &str {
    text.get(at..).unwrap_or_default()
}

/// Number of leading backticks.
fn run(text: &str) -> usize {
    text.len() - text.trim_start_matches('`').len()
}

/// The longest run of backticks.
pub(super) fn longest_run(text: &str) -> usize {
    let runs = text.match_indices('`').map(|(at, _)| run(after(text, at)));
    runs.max().unwrap_or(0)
}

/// The code span that `text` begins with, and its content: up to the first run of the same number of backticks.
pub(super) fn code_span(text: &str) -> Option<(&str, &str)> {
    let ticks = run(text);
    let mut at = ticks;
    loop {
        at += text.get(at..)?.find('`')?;
        let found = run(after(text, at));
        if found == ticks {
            return Some((before(text, at + ticks), text.get(ticks..at)?));
        }
        at += found;
    }
}

/// The web address that `text` starts with; punctuation that ends a sentence is not part of it.
fn url(text: &str) -> Option<&str> {
    if !text.starts_with("http://") && !text.starts_with("https://") {
        return None;
    }
    let ends =
        |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`' | ')' | ']' | '|' | '\\');
    let url = text.split(ends).next()?;
    Some(url.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'']))
}

/// The address, if `text` starts with `<https://…>`.
fn in_angles(text: &str) -> Option<&str> {
    let (address, _) = text.strip_prefix('<')?.split_once('>')?;
    url(address).filter(|url| *url == address)
}

struct Link<'a> {
    label: &'a str,
    url: String,
    length: usize,
}

/// `[label](https://…)`, if `text` starts with it.
fn link(text: &str) -> Option<Link<'_>> {
    let middle = text.find("](http")?;
    let label = text.get(1..middle)?;
    // A link cannot contain another.
    if label.contains(['[', ']']) || label.contains("://") || label.trim().is_empty() {
        return None;
    }
    let rest = after(text, middle + 2);
    let mut depth = 0_usize;
    let end = rest.find(|c| {
        depth += usize::from(c == '(');
        let closes = c == ')' && depth == 0;
        depth -= usize::from(c == ')' && depth > 0);
        closes
    })?;
    Some(Link {
        label,
        url: web_address(before(rest, end))?,
        length: middle + 2 + end + 1,
    })
}

/// Whether `text` begins with a character reference, such as `&lt;`.
fn is_entity(text: &str) -> bool {
    let word = text.strip_prefix('&').and_then(|rest| rest.split_once(';'));
    word.is_some_and(|(name, _)| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#')
    })
}

/// The address of a web page as a link target; characters that would end the target are percent-encoded.
pub(super) fn web_address(url: &str) -> Option<String> {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))?;
    if rest.is_empty() || rest.starts_with('/') || url.contains(char::is_whitespace) {
        return None;
    }
    let mut out = String::with_capacity(url.len());
    let mut left = url;
    while let Some(c) = left.chars().next() {
        let plain = c.is_ascii_alphanumeric() || "-._~:/?#@!$*+,;=%'[]".contains(c);
        if c == '&' && is_entity(left) {
            out.push_str("&amp;");
        } else if plain || c == '&' || (!c.is_ascii() && c.is_alphanumeric()) {
            out.push(c);
        } else {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                let _ = write!(out, "%{byte:02X}");
            }
        }
        left = after(left, c.len_utf8());
    }
    Some(out)
}

/// A Rust path; invalid characters are left out.
pub(super) fn path(text: &str) -> String {
    let word = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | ':');
    text.chars().filter(word).collect()
}

/// Splits a line of safe Markdown.
pub(super) fn atoms(line: &str) -> Vec<Atom<'_>> {
    let mut atoms = Vec::new();
    let (mut from, mut at) = (0, 0);
    loop {
        let rest = after(line, at);
        let Some(c) = rest.chars().next() else { break };
        let atom = match c {
            '`' => code_span(rest).map(|(whole, inside)| Atom::Code { whole, inside }),
            '[' => bracketed(rest).map(Atom::Whole),
            '<' => rest.find('>').map(|end| Atom::Whole(before(rest, end + 1))),
            _ => None,
        };
        let Some(atom) = atom else {
            at += c.len_utf8();
            if c == '\\' {
                at += first_length(after(line, at));
            }
            continue;
        };
        if from < at {
            atoms.extend(line.get(from..at).map(Atom::Text));
        }
        let (Atom::Text(whole) | Atom::Code { whole, .. } | Atom::Whole(whole)) = atom;
        at += whole.len();
        from = at;
        atoms.push(atom);
    }
    if from < line.len() {
        atoms.push(Atom::Text(after(line, from)));
    }
    atoms
}

/// `[…](…)` or `[…]`, if safe Markdown starts with it.
fn bracketed(text: &str) -> Option<&str> {
    let mut at = 1;
    loop {
        let c = text.get(at..)?.chars().next()?;
        match c {
            ']' => break,
            '\\' => at += 1 + first_length(after(text, at + 1)),
            '`' => at += code_span(after(text, at)).map_or(1, |(whole, _)| whole.len()),
            c => at += c.len_utf8(),
        }
    }
    at += 1;
    let rest = after(text, at);
    if rest.starts_with('(') {
        at += rest.find(')')? + 1;
    }
    text.get(..at)
}

/// Length in bytes of the first character.
fn first_length(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}
