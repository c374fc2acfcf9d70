//! The parts of a line, `TYPE RANGE only DIRECTION = DEFAULT -- text (unconfirmed, reason)`, each with its place in the text, so that one part
//! is compared and replaced without the others.

use crate::lookalikes::separator;
use crate::raw::{LIST_FORMATS, outside_quotes, split_mark};

/// Parts of lines, in their order.
pub(super) const PARTS: [&str; 7] = [
    "type",
    "range",
    "only",
    "default",
    "doc",
    "unconfirmed",
    "deprecated",
];

/// One part of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// One of [`PARTS`].
    pub(super) name: &'static str,
    /// Its value, without what introduces it.
    pub(super) value: String,
    /// Bytes of the value in the text.
    pub(super) at: (usize, usize),
    /// The same with what introduces it, ` = ` or ` -- `.
    whole: (usize, usize),
}

impl Piece {
    /// A text that is one part, from byte `start`.
    pub(super) fn whole(name: &'static str, value: &str, start: usize) -> Option<Self> {
        let at = (start, start + value.len());
        Some(Self {
            name,
            value: value.to_owned(),
            at,
            whole: at,
        })
    }
}

/// Splits a line. A text without ` -- ` is all type.
pub(super) fn split(text: &str) -> Vec<Piece> {
    let found = separator(text);
    let head_end = found.as_ref().map_or(text.len(), |found| found.head);
    let mut pieces = split_head(text.get(..head_end).unwrap_or(""));
    if let Some(found) = found {
        pieces.extend(split_text(text, head_end, found.text));
    }
    pieces
}

/// The parts before ` -- `.
fn split_head(head: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let equals = outside_quotes(head, '=').filter(|at| !head.get(..*at).is_none_or(str::is_empty));
    let mut end = head.len();
    if let Some(at) = equals {
        let value = head.get(at + 1..).unwrap_or("");
        let start = at + 1 + value.len() - value.trim_start().len();
        let before = head.get(..at).unwrap_or("").trim_end().len();
        pieces.push(piece(
            head,
            "default",
            (start, head.trim_end().len()),
            before,
        ));
        end = before;
    }
    if let Some((before, from)) = last_words(head, end, is_only) {
        pieces.push(piece(head, "only", (from, end), before));
        end = before;
    }
    if let Some((before, from)) = last_words(head, end, is_range) {
        pieces.push(piece(head, "range", (from, end), before));
        end = before;
    }
    let start = head.len() - head.trim_start().len();
    if end > start {
        pieces.push(piece(head, "type", (start, end), start));
    }
    pieces.reverse();
    pieces
}

/// The parts after ` -- `: the text and its marks.
fn split_text(text: &str, head_end: usize, from: usize) -> Vec<Piece> {
    let mut said = text.get(from..).unwrap_or("");
    let mut marks: Vec<Piece> = Vec::new();
    while let Some((before, name, reason, offset)) = split_mark(said) {
        if marks.iter().any(|mark| mark.name == name) {
            break;
        }
        let kept = from + before.trim_end().len();
        let at = (from + offset, from + offset + reason.len());
        let whole = (kept.max(head_end), from + said.trim_end().len());
        let value = reason.to_owned();
        marks.push(Piece {
            name,
            value,
            at,
            whole,
        });
        said = before;
    }
    let end = from + said.trim_end().len();
    if end > from {
        marks.push(piece(text, "doc", (from, end), head_end));
    }
    marks.reverse();
    marks
}

fn piece(text: &str, name: &'static str, at: (usize, usize), before: usize) -> Piece {
    Piece {
        name,
        value: text.get(at.0..at.1).unwrap_or("").to_owned(),
        at,
        whole: (before.min(at.0), at.1),
    }
}

/// The longest run of words at the end of `text[..end]`, after the first word, that `is` accepts: where what precedes it ends, and its start.
fn last_words(text: &str, end: usize, is: fn(&str) -> bool) -> Option<(usize, usize)> {
    let head = text.get(..end)?;
    let mut found = None;
    for (at, _) in head.rmatch_indices(' ').take(4) {
        let words = head.get(at + 1..)?;
        if is(words.trim()) {
            let before = head.get(..at)?.trim_end().len();
            found = Some((before, end - words.trim_start().len()));
        }
    }
    found.filter(|(before, _)| *before > 0)
}

fn is_only(words: &str) -> bool {
    matches!(words, "only received" | "only sent")
}

/// `1..100`, `> 0`, `> 0..100`, `unique`, `unique 1..20`
fn is_range(words: &str) -> bool {
    let words = words.strip_prefix("unique").map_or(words, str::trim_start);
    let bound = words.strip_prefix('>').map_or(words, str::trim_start);
    let number = |text: &str| {
        text.chars()
            .all(|c| c.is_ascii_digit() || "+-.eE_".contains(c))
    };
    match (bound.is_empty(), bound.len() == words.len()) {
        (true, is_bare) => is_bare,
        (false, true) => bound.contains("..") && number(bound),
        (false, false) => number(bound),
    }
}

/// A part as it is written behind those before it.
fn introduced(name: &str, value: &str) -> String {
    match name {
        "type" => value.to_owned(),
        "default" => format!(" = {value}"),
        "doc" => format!(" -- {value}"),
        "unconfirmed" | "deprecated" if value.is_empty() => format!(" ({name})"),
        "unconfirmed" | "deprecated" => format!(" ({name}, {value})"),
        _ => format!(" {value}"),
    }
}

/// Replaced bytes of a text, each with its new text.
pub(super) type Splices = Vec<((usize, usize), String)>;

/// What to replace in a line so that parts have other values (`None`: no value). `None`: the line must be written anew.
pub(super) fn replace(text: &str, changes: &[(&str, Option<String>)]) -> Option<Splices> {
    let pieces = split(text);
    let find = |name: &str| pieces.iter().find(|piece| piece.name == name);
    let changed = |name: &str| {
        changes
            .iter()
            .find(|(part, _)| *part == name)
            .map(|(_, new)| new)
    };
    // Marks need a ` -- ` before them, which comes and goes with the text.
    let marks = ["unconfirmed", "deprecated"];
    let marked = marks.iter().any(|mark| match changed(mark) {
        Some(new) => new.is_some(),
        None => find(mark).is_some(),
    });
    let doc_before = find("doc").is_some();
    let doc_after = changed("doc").map_or(doc_before, Option::is_some);
    if marked && !(doc_before && doc_after) {
        return None;
    }
    let mut splices = Vec::new();
    let mut end = 0;
    for name in PARTS {
        let piece = find(name);
        match (piece, changed(name)) {
            (Some(piece), Some(Some(new))) if name != "unconfirmed" && name != "deprecated" => {
                splices.push((piece.at, new.clone()));
            }
            (Some(piece), Some(Some(new))) => splices.push((piece.whole, introduced(name, new))),
            (Some(piece), Some(None)) => splices.push((piece.whole, String::new())),
            (None, Some(Some(new))) => splices.push(((end, end), introduced(name, new))),
            (_, None) | (None, Some(None)) => {}
        }
        end = piece.map_or(end, |piece| piece.whole.1);
    }
    Some(splices)
}

/// A line of parts.
pub(super) fn join(parts: &[(&str, String)]) -> String {
    let find = |name: &str| parts.iter().find(|(part, _)| *part == name);
    let mut out = String::new();
    let mut separated = false;
    for name in PARTS {
        if let Some((_, value)) = find(name) {
            let is_mark = matches!(name, "unconfirmed" | "deprecated");
            if is_mark && !separated {
                out.push_str(" --");
            }
            separated |= is_mark || name == "doc";
            out.push_str(&introduced(name, value));
        }
    }
    out
}

/// A type in one notation, with the names of declared types taken out: `list<\u{1}> or null`, and the names in order. `[T]` is `list<T>`; the name in Rust
/// of a union (`as CustomerValue`) or of a body (`as orders`) has no meaning on the wire.
pub(super) fn type_shape(text: &str, is_type: &dyn Fn(&str) -> bool) -> (String, Vec<String>) {
    let mut shape = String::new();
    let mut names = Vec::new();
    let mut quoted = false;
    let mut rest = text.trim();
    let mut gap = false;
    while let Some(c) = rest.chars().next() {
        let len = match c {
            c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (token, next) = rest.split_at_checked(len).unwrap_or((rest, ""));
        rest = next;
        if quoted {
            shape.push_str(token);
            quoted = token != "\"";
            continue;
        }
        match token {
            "\"" => {
                spaced(&mut shape, &mut gap);
                quoted = true;
                shape.push('"');
            }
            "[" => {
                spaced(&mut shape, &mut gap);
                shape.push_str("list<");
            }
            "]" => shape.push('>'),
            "as" if own_name(rest).is_some() => {
                rest = own_name(rest).unwrap_or("");
                gap = true;
            }
            token if token.trim().is_empty() => gap = true,
            token if is_type(token) => {
                spaced(&mut shape, &mut gap);
                shape.push('\u{1}');
                names.push(token.to_owned());
            }
            ">" | "," => {
                gap = false;
                shape.push_str(token);
            }
            token => {
                spaced(&mut shape, &mut gap);
                shape.push_str(token);
            }
        }
    }
    (shape.trim_end().to_owned(), names)
}

/// A space between two words; none beside brackets and commas.
fn spaced(shape: &mut String, gap: &mut bool) {
    if *gap && !shape.is_empty() && !shape.ends_with(['<', ',']) {
        shape.push(' ');
    }
    *gap = false;
}

/// What follows a name after `as`, if that is no word of the wire.
fn own_name(rest: &str) -> Option<&str> {
    let rest = rest.trim_start();
    let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
    let (word, rest) = rest.split_at_checked(end)?;
    let is_wire = LIST_FORMATS.iter().any(|(format, _)| *format == word)
        || matches!(
            word,
            "text" | "number" | "int" | "json" | "segments" | "raw" | "decimal"
        );
    (!is_wire && !word.is_empty()).then_some(rest)
}

/// Whether a character belongs to a word of a type.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<(&'static str, String)> {
        let pieces = split(text).into_iter();
        pieces.map(|piece| (piece.name, piece.value)).collect()
    }

    fn after(text: &str, changes: &[(&str, Option<&str>)]) -> Option<String> {
        let changes: Vec<_> = changes
            .iter()
            .map(|(name, new)| (*name, new.map(str::to_owned)))
            .collect();
        let mut out = text.to_owned();
        for ((from, to), new) in replace(text, &changes)?.into_iter().rev() {
            out.replace_range(from..to, &new);
        }
        Some(out)
    }

    #[test]
    fn lines_have_parts() {
        for (text, expected) in [
            (
                "int 1..100 = 20 -- size",
                "type=int range=1..100 default=20 doc=size",
            ),
            ("decimal > 0 -- price", "type=decimal range=> 0 doc=price"),
            ("decimal > 0..100", "type=decimal range=> 0..100"),
            (
                "list<text> unique 1..20 -- a",
                "type=list<text> range=unique 1..20 doc=a",
            ),
            ("list<text> unique", "type=list<text> range=unique"),
            (
                "text only received -- id",
                "type=text only=only received doc=id",
            ),
            (
                "text 1..36 only sent",
                "type=text range=1..36 only=only sent",
            ),
            (
                "map<text, T> or \"= x\" = y",
                "type=map<text, T> or \"= x\" default=y",
            ),
            (
                "text -- a (b) (unconfirmed, c) (deprecated)",
                "type=text doc=a (b) unconfirmed=c deprecated=",
            ),
            ("text -- (deprecated, old)", "type=text deprecated=old"),
            ("Name", "type=Name"),
        ] {
            let found: Vec<_> = parts(text)
                .iter()
                .map(|(n, v)| format!("{n}={v}"))
                .collect();
            assert_eq!(found.join(" "), expected, "{text}");
            let owned: Vec<_> = parts(text);
            assert_eq!(join(&owned), text);
        }
    }

    #[test]
    fn one_part_is_replaced_without_the_others() {
        let text = "int   1..5  =  2 --  how many (unconfirmed, x)";
        for (changes, expected) in [
            (
                vec![("type", Some("decimal"))],
                "decimal   1..5  =  2 --  how many (unconfirmed, x)",
            ),
            (
                vec![("range", None)],
                "int  =  2 --  how many (unconfirmed, x)",
            ),
            (
                vec![("default", Some("3"))],
                "int   1..5  =  3 --  how many (unconfirmed, x)",
            ),
            (vec![("unconfirmed", None)], "int   1..5  =  2 --  how many"),
            (
                vec![("only", Some("only sent")), ("deprecated", Some("gone"))],
                "int   1..5 only sent  =  2 --  how many (unconfirmed, x) (deprecated, gone)",
            ),
            (
                vec![("doc", Some("count")), ("unconfirmed", Some("y"))],
                "int   1..5  =  2 --  count (unconfirmed, y)",
            ),
        ] {
            assert_eq!(after(text, &changes).as_deref(), Some(expected));
        }
        assert_eq!(
            after("int", &[("doc", Some("a"))]).as_deref(),
            Some("int -- a")
        );
        assert_eq!(
            after("int = 1 -- a", &[("doc", None)]).as_deref(),
            Some("int = 1")
        );
        assert_eq!(after("int", &[("deprecated", Some("a"))]), None);
        assert_eq!(
            after("int", &[("doc", Some("d")), ("range", Some("1.."))]).as_deref(),
            Some("int 1.. -- d")
        );
    }

    #[test]
    fn types_are_compared_without_names_that_only_rust_sees() {
        let is_type = |word: &str| matches!(word, "Order" | "Fill");
        for (text, shape, names) in [
            ("[Order]", "list<\u{1}>", "Order"),
            ("list< Order >", "list<\u{1}>", "Order"),
            (
                "Order or list<Fill> as OrderOrFills",
                "\u{1} or list<\u{1}>",
                "Order Fill",
            ),
            ("list<Order> as orders", "list<\u{1}>", "Order"),
            ("decimal as number or null", "decimal as number or null", ""),
            ("text or \"Order\"", "text or \"Order\"", ""),
            ("map<text,Order>", "map<text,\u{1}>", "Order"),
            ("map<text, Order>", "map<text,\u{1}>", "Order"),
            ("list<int> as commas", "list<int> as commas", ""),
        ] {
            let found = type_shape(text, &is_type);
            assert_eq!(
                (found.0.as_str(), found.1.join(" ").as_str()),
                (shape, names),
                "{text}"
            );
        }
    }
}
