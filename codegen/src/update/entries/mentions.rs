//! Where a value names declared types.

use crate::source::Span;
use crate::update::line;
use crate::yaml::{Node, NodeKind, Scalar};

/// The declared types that a value names, with their places in the file.
pub(in crate::update) fn mentions(
    node: &Node,
    is_type: &dyn Fn(&str) -> bool,
    out: &mut Vec<(Span, String)>,
) {
    match &node.kind {
        NodeKind::Scalar(scalar) => mentions_in(scalar, (0, scalar.text.len()), is_type, out),
        NodeKind::Sequence(nodes) => nodes.iter().for_each(|node| mentions(node, is_type, out)),
        NodeKind::Mapping(pairs) => {
            for pair in pairs {
                mentions(&pair.value, is_type, out);
            }
        }
    }
}

/// The same for a range of a text.
pub(in crate::update) fn mentions_in(
    scalar: &Scalar,
    (from, to): (usize, usize),
    is_type: &dyn Fn(&str) -> bool,
    out: &mut Vec<(Span, String)>,
) {
    let text = scalar.text.get(from..to).unwrap_or("");
    let mut quoted = false;
    let mut before = "";
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let len = match rest.chars().next() {
            Some(c) if line::is_word(c) => rest.find(|c| !line::is_word(c)).unwrap_or(rest.len()),
            Some(c) => c.len_utf8(),
            None => break,
        };
        let token = rest.get(..len).unwrap_or("");
        quoted ^= token == "\"";
        if !quoted && before != "as" && is_type(token) {
            let start = from + at;
            out.push((scalar.span_of(start, start + len), token.to_owned()));
        }
        if !token.trim().is_empty() {
            before = token;
        }
        at += len;
    }
}
