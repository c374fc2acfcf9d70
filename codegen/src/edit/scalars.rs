//! Texts as YAML: how a text is written at its place.

use super::entries::Layout;
use crate::diagnostic::Diagnostics;
use crate::source::{Source, Span};
use crate::yaml::{self, NodeKind, Scalar, Style};

/// Width of lines that are written.
const WIDTH: usize = 140;

/// A text as the value of a key that is indented as `layout` says: plain on one line where YAML reads it back, else in a `>-` block or in quotes.
/// It follows the `:` and a space.
#[must_use]
pub fn written(text: &str, layout: Layout, quoted: bool) -> String {
    if quoted {
        return yaml::quoted(text);
    }
    match layout {
        Layout::Flow => match reads_as(text, layout, text) {
            true => text.to_owned(),
            false => yaml::quoted(text),
        },
        Layout::Block { indent } => {
            let short = text.len() + indent <= WIDTH && !text.contains('\n');
            if short && reads_as(text, layout, text) {
                return text.to_owned();
            }
            let block = block(text, indent + 2);
            match block.filter(|block| reads_as(block, layout, text)) {
                Some(block) => block,
                None => yaml::quoted(text),
            }
        }
    }
}

/// The bytes of a scalar after parts of its text are replaced, in the notation that it has; `None` where that notation cannot say it. `changes` are
/// ranges of [`Scalar::text`] in order, with their new texts.
#[must_use]
pub fn replaced(
    source: &Source,
    scalar: &Scalar,
    changes: &[((usize, usize), String)],
    layout: Layout,
) -> Option<String> {
    let wanted = spliced(&scalar.text, changes)?;
    let is_block = matches!(scalar.style, Style::Literal | Style::Folded);
    if scalar.is_missing() || is_block && changes.iter().any(|(_, text)| text.contains('\n')) {
        return None;
    }
    let mut raw = String::new();
    let mut at = scalar.span.start;
    for ((from, to), text) in changes {
        let span = match from == to {
            // What is added follows the byte before it, not the white space after that.
            true => {
                let before = scalar.span_of(from.saturating_sub(1), *from);
                Span::new(before.end, before.end)
            }
            false => scalar.span_of(*from, *to),
        };
        raw.push_str(source.slice(Span::new(at, span.start)));
        raw.push_str(text);
        at = span.end.max(at);
    }
    raw.push_str(source.slice(Span::new(at, scalar.span.end)));
    if !is_block {
        return reads_as(&raw, layout, &wanted).then_some(raw);
    }
    // The span of a block is its content; the header is before it, and stays.
    let Layout::Block { indent } = layout else {
        return None;
    };
    let header = match scalar.style {
        Style::Literal => "|-",
        _ => ">-",
    };
    let first = source.line_at(scalar.span.start);
    let margin = scalar.span.start.saturating_sub(first.0);
    let whole = format!("{header}\n{}{raw}", " ".repeat(margin));
    let wide = raw.lines().any(|line| line.len() > WIDTH + 40);
    let trimmed = wanted.trim_end_matches('\n');
    (!wide && reads_as(&whole, Layout::Block { indent }, trimmed)).then_some(raw)
}

/// A text with ranges replaced; `None` if they are no ranges of it in order.
pub(super) fn spliced(text: &str, changes: &[((usize, usize), String)]) -> Option<String> {
    let mut out = String::new();
    let mut at = 0;
    for ((from, to), new) in changes {
        out.push_str(text.get(at..*from)?);
        out.push_str(new);
        at = *to;
    }
    out.push_str(text.get(at..)?);
    Some(out)
}

/// Whether YAML reads `raw`, as the value of a key in this layout, as `text` without a warning.
fn reads_as(raw: &str, layout: Layout, text: &str) -> bool {
    let document = match layout {
        Layout::Block { indent } => format!("{}k: {raw}\n", " ".repeat(indent)),
        Layout::Flow => format!("k: {{ k: {raw}, l: 1 }}\n"),
    };
    let source = Source::new("", document);
    let mut diagnostics = Diagnostics::new();
    let Some(root) = yaml::parse(&source, &mut diagnostics) else {
        return false;
    };
    let value = match layout {
        Layout::Block { .. } => only(&root, 1),
        Layout::Flow => only(&root, 1).and_then(|inner| only(inner, 2)),
    };
    let scalar = value.and_then(yaml::Node::as_scalar);
    diagnostics.is_empty() && scalar.is_some_and(|scalar| scalar.text == text)
}

/// The value of the first of exactly `count` pairs.
fn only(node: &yaml::Node, count: usize) -> Option<&yaml::Node> {
    match &node.kind {
        NodeKind::Mapping(pairs) if pairs.len() == count => pairs.first().map(|pair| &pair.value),
        _ => None,
    }
}

/// The text in a `>-` block, or in a `|-` block if it has several lines.
fn block(text: &str, indent: usize) -> Option<String> {
    let pad = " ".repeat(indent);
    let (head, lines) = match text.contains('\n') {
        true => ("|-", text.split('\n').collect()),
        false => (">-", yaml::wrap(text, WIDTH.saturating_sub(indent).max(40))),
    };
    let mut out = head.to_owned();
    for line in lines {
        out.push('\n');
        if !line.is_empty() {
            out.push_str(&pad);
            out.push_str(line);
        }
    }
    (!text.is_empty()).then_some(out)
}
