//! A tree written as YAML in one layout: without comments, whatever the layout of the file.

use super::{Node, NodeKind, Pair, Scalar, Style};

/// Width at which long texts are broken.
const WIDTH: usize = 100;

/// The YAML of a value, with each key and element on its own line. It is read as the same tree.
#[must_use]
pub fn print(node: &Node) -> String {
    let mut out = String::new();
    match &node.kind {
        NodeKind::Scalar(scalar) => value(scalar, 0, &mut out),
        NodeKind::Sequence(nodes) => elements(nodes, 0, &mut out),
        NodeKind::Mapping(pairs) => members(pairs, 0, &mut out),
    }
    out.trim_start().to_owned()
}

/// Each element on a line of its own that begins with `- `.
fn elements(nodes: &[Node], indent: usize, out: &mut String) {
    for node in nodes {
        out.push_str(&" ".repeat(indent));
        out.push('-');
        match &node.kind {
            NodeKind::Mapping(pairs) if !pairs.is_empty() => {
                // The first key is beside the hyphen.
                let start = out.len();
                members(pairs, indent + 2, out);
                out.replace_range(start..start + indent + 2, " ");
            }
            _ => below(node, indent + 2, out),
        }
    }
}

/// Each key on a line of its own.
fn members(pairs: &[Pair], indent: usize, out: &mut String) {
    for Pair { key, value: of } in pairs {
        out.push_str(&" ".repeat(indent));
        if key.is_quoted() {
            out.push_str(&quoted(&key.text));
        } else {
            out.push_str(&key.text);
        }
        out.push(':');
        below(of, indent + 2, out);
    }
}

/// A value behind its key or hyphen; what needs lines of its own is indented.
fn below(node: &Node, indent: usize, out: &mut String) {
    match &node.kind {
        NodeKind::Scalar(scalar) => value(scalar, indent, out),
        NodeKind::Sequence(nodes) if nodes.is_empty() => out.push_str(" []\n"),
        NodeKind::Mapping(pairs) if pairs.is_empty() => out.push_str(" {}\n"),
        NodeKind::Sequence(nodes) => {
            out.push('\n');
            elements(nodes, indent, out);
        }
        NodeKind::Mapping(pairs) => {
            out.push('\n');
            members(pairs, indent, out);
        }
    }
}

/// A text behind its key, to the end of the line; lines below the key are indented.
fn value(scalar: &Scalar, indent: usize, out: &mut String) {
    let text = &scalar.text;
    match scalar.style {
        Style::Missing => {}
        Style::Plain if !text.contains('\n') => {
            out.push(' ');
            out.push_str(text);
        }
        Style::Plain | Style::Literal | Style::Folded if is_block(text) => {
            let lines: Vec<&str> = text.trim_end_matches('\n').split('\n').collect();
            out.push_str(match (lines.len(), text.ends_with('\n')) {
                (1, false) => " >-",
                (1, true) => " >",
                (_, false) => " |-",
                (_, true) => " |",
            });
            let wrapped = match lines.as_slice() {
                [one] => wrap(one, WIDTH.saturating_sub(indent)),
                several => several.to_vec(),
            };
            for line in wrapped {
                out.push('\n');
                if !line.is_empty() {
                    out.push_str(&" ".repeat(indent));
                    out.push_str(line);
                }
            }
        }
        Style::Plain
        | Style::SingleQuoted
        | Style::DoubleQuoted
        | Style::Literal
        | Style::Folded => {
            out.push(' ');
            out.push_str(&quoted(text));
        }
    }
    out.push('\n');
}

/// Whether a text can be written as a block: others would be read differently, or their content would not be visible.
fn is_block(text: &str) -> bool {
    let body = text.strip_suffix('\n').unwrap_or(text);
    !body.is_empty()
        && !body.ends_with('\n')
        && !body.starts_with([' ', '\n'])
        && !body.contains(|c: char| c.is_control() && c != '\n')
}

/// The text in lines, broken where a single space is.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<&str> {
    let mut lines = Vec::new();
    let (mut start, mut last) = (0, None);
    let alone = |at: usize| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text.get(at + 1..).and_then(|text| text.chars().next());
        let is_word = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
        is_word(before) && is_word(after)
    };
    for (at, _) in text.match_indices(' ').filter(|(at, _)| alone(*at)) {
        if let Some(end) = last.filter(|_| at - start > width) {
            lines.extend(text.get(start..end));
            start = end + 1;
        }
        last = Some(at);
    }
    if let Some(end) = last.filter(|end| text.len() - start > width && *end > start) {
        lines.extend(text.get(start..end));
        start = end + 1;
    }
    lines.extend(text.get(start..));
    lines
}

/// A text in double quotes.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
