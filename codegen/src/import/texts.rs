//! Texts of a document as texts of a spec: plain Markdown, without HTML, hidden characters or links that lead to no web page.

mod links;

use crate::characters::{Breaks, hidden};

/// Maximum length of a name or value that is written as a key: YAML allows 1024 characters, and a name in Rust may follow.
pub(crate) const LONGEST_NAME: usize = 500;

/// A text of several lines. Lines keep their breaks; more than one empty line becomes one.
pub(crate) fn paragraphs(text: &str) -> String {
    let text = clean(text);
    let mut out = String::new();
    let mut empty = 0;
    for line in text.lines() {
        let line = line.trim_end();
        if line.trim().is_empty() {
            empty += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if empty > 0 { "\n\n" } else { "\n" });
        }
        empty = 0;
        // A text that begins with spaces could not be written as a block.
        out.push_str(if out.is_empty() {
            line.trim_start()
        } else {
            line
        });
    }
    out
}

/// A text in one line. Items of a list are separated by semicolons.
pub(crate) fn line(text: &str) -> String {
    let text = clean(text);
    let mut out = String::new();
    for line in text.lines() {
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        if line.is_empty() || line.starts_with("```") {
            continue;
        }
        let item = ["- ", "* ", "+ "]
            .iter()
            .find_map(|mark| line.strip_prefix(mark));
        if !out.is_empty() {
            let is_open = out.ends_with([':', ';', ',', '.', '!', '?']);
            out.push_str(match (item, is_open) {
                (Some(_), false) => "; ",
                _ => " ",
            });
        }
        out.push_str(item.unwrap_or(&line));
    }
    // A mark at the end is written by the import itself.
    while let Some(rest) = out
        .strip_suffix("(deprecated)")
        .or_else(|| out.strip_suffix("(unconfirmed)"))
    {
        out.truncate(rest.trim_end().len());
    }
    out
}

/// A heading: one line without tags, of a moderate length.
pub(crate) fn heading(text: &str) -> String {
    let line = line(text).replace(['<', '>'], "");
    let cut: String = line.chars().take(120).collect();
    cut.trim().to_owned()
}

/// The first sentence of a text, in one line.
pub(crate) fn first_sentence(text: &str) -> String {
    let all = line(text);
    match all.split_once(". ") {
        Some((first, _)) => format!("{first}."),
        None => all,
    }
}

/// Ends a text with a full stop, if it ends with a word.
pub(crate) fn sentence(text: &str) -> String {
    let text = text.trim();
    match text.chars().next_back() {
        Some(last) if last.is_alphanumeric() || matches!(last, ')' | '`' | '"' | '\'') => {
            format!("{text}.")
        }
        _ => text.to_owned(),
    }
}

fn clean(text: &str) -> String {
    let mut text = text.replace("\r\n", "\n").replace(['\r', '\u{85}'], "\n");
    text = text.replace('\t', "  ").replace('\u{A0}', " ");
    if hidden(&text, Breaks::Keep).next().is_some() {
        text = without_hidden(&text);
    }
    if text.contains(['<', '&']) {
        text = without_tags(&text);
    }
    links::without_foreign(text)
}

fn without_hidden(text: &str) -> String {
    let mut text = text.to_owned();
    // Removing one can hide its neighbour, which is then found in the next round.
    while hidden(&text, Breaks::Keep).next().is_some() {
        let at: Vec<usize> = hidden(&text, Breaks::Keep).map(|(at, _)| at).collect();
        let mut at = at.into_iter().peekable();
        text = text
            .char_indices()
            .filter(|(index, _)| at.next_if_eq(index).is_none())
            .map(|(_, c)| c)
            .collect();
    }
    text
}

/// Tags of HTML that become Markdown or nothing. Everything else between angle brackets is text.
fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut links: Vec<Option<String>> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        if let Some((with, length)) = entity(from) {
            out.push_str(with);
            rest = from.get(length..).unwrap_or("");
            continue;
        }
        let inner = from.strip_prefix('<').and_then(short_tag);
        match inner.and_then(|inner| tag(inner, &mut links)) {
            Some(with) => {
                out.push_str(&with);
                rest = from
                    .get(inner.map_or(0, str::len) + 2..)
                    .unwrap_or_default();
            }
            None => {
                let first = from.chars().next().map_or(1, char::len_utf8);
                out.push_str(from.get(..first).unwrap_or_default());
                rest = from.get(first..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

/// What is between angle brackets, if it is as short as a tag. No more of the text is searched for the end of each bracket.
fn short_tag(text: &str) -> Option<&str> {
    let mut chars = text.char_indices().take(300);
    let (end, last) = chars.find(|(_, c)| matches!(c, '<' | '>'))?;
    text.get(..end).filter(|_| last == '>')
}

fn entity(text: &str) -> Option<(&'static str, usize)> {
    const ENTITIES: &[(&str, &str)] = &[
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&apos;", "'"),
        ("&nbsp;", " "),
        ("<!---->", ""),
    ];
    let found = ENTITIES.iter().find(|(from, _)| text.starts_with(from));
    found.map(|(from, to)| (*to, from.len()))
}

/// What a tag becomes; `None`: it is no tag that is known.
fn tag(inner: &str, links: &mut Vec<Option<String>>) -> Option<String> {
    let closes = inner.starts_with('/');
    let name: String = inner
        .trim_start_matches('/')
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    let behind = inner.trim_start_matches('/').get(name.len()..)?;
    if !behind.is_empty() && !behind.starts_with([' ', '/', '\n']) {
        return None;
    }
    Some(match name.as_str() {
        "br" => "\n".to_owned(),
        "p" | "ul" | "ol" | "div" | "table" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "hr"
        | "blockquote" | "section" | "details" | "summary" => "\n\n".to_owned(),
        "li" if closes => String::new(),
        "li" => "\n- ".to_owned(),
        "tr" | "thead" | "tbody" | "pre" => "\n".to_owned(),
        "td" | "th" => " ".to_owned(),
        "code" | "tt" | "kbd" => "`".to_owned(),
        "b" | "strong" | "i" | "em" | "u" | "span" | "font" | "small" | "sub" | "sup" | "img"
        | "center" | "s" | "del" | "mark" | "label" => String::new(),
        "a" if closes => match links.pop().flatten() {
            Some(target) => format!("]({target})"),
            None => String::new(),
        },
        "a" => {
            let target = attribute(inner, "href").filter(|target| is_web(target));
            let with = target.as_ref().map_or(String::new(), |_| "[".to_owned());
            links.push(target);
            with
        }
        _ => return None,
    })
}

fn attribute(inner: &str, name: &str) -> Option<String> {
    let (_, behind) = inner.split_once(name)?;
    let value = behind.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (value, _) = value.get(1..)?.split_once(quote)?;
    Some(value.trim().to_owned())
}

fn is_web(target: &str) -> bool {
    let lower = target.to_ascii_lowercase();
    (lower.starts_with("https://") || lower.starts_with("http://"))
        && !target.contains([' ', ')', '(', '<', '>'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_plain_markdown() {
        for (document, expected) in [
            ("a <b>bold</b> word<br/>and more", "a bold word\nand more"),
            ("<p>one</p><p>two</p>", "one\n\ntwo"),
            ("1 &lt; 2 &amp; 3", "1 < 2 & 3"),
            (
                "see <a href=\"https://a.example/x\">it</a>",
                "see [it](https://a.example/x)",
            ),
            ("see <a href=\"/x\">it</a>", "see it"),
            ("see [it](/x) there", "see it (/x) there"),
            ("a list<T> of x", "a list<T> of x"),
            ("mail <mailto:a@b.example>", "mail mailto:a@b.example"),
            ("a\u{200b}b\r\nc", "ab\nc"),
        ] {
            assert_eq!(paragraphs(document), expected, "{document}");
        }
    }

    #[test]
    fn texts_become_one_line() {
        for (document, expected) in [
            ("One of:\n\n- a\n- b\n", "One of: a; b"),
            ("two\nlines", "two lines"),
            ("old (deprecated)", "old"),
        ] {
            assert_eq!(line(document), expected, "{document}");
        }
    }
}
