//! Refuses hidden characters in the texts of a spec.

use crate::characters::{Breaks, hidden, is_shown};
use crate::diagnostic::Diagnostics;
use crate::rules::yaml as rules;
use crate::source::Source;
use crate::yaml::{Node, NodeKind, Scalar};

/// Keys of a vector whose texts are for people. All other texts of a vector are recordings and may contain any character.
const SAID_IN_VECTORS: [&str; 3] = ["name", "source", "doc"];

/// Refuses hidden characters in texts of the tree, literal or escaped. Characters that change the direction of the file itself were refused
/// before.
pub(crate) fn check(root: &Node, source: &Source, diagnostics: &mut Diagnostics) -> bool {
    let mut sound = true;
    for pair in root.as_mapping().unwrap_or_default() {
        sound &= check_scalar(&pair.key, source, diagnostics);
        match pair.value.as_sequence() {
            Some(vectors) if pair.key.text == "vectors" => {
                let said = vectors
                    .iter()
                    .flat_map(|vector| SAID_IN_VECTORS.iter().filter_map(|key| vector.get(key)));
                for node in said {
                    sound &= check_node(node, source, diagnostics);
                }
            }
            _ => sound &= check_node(&pair.value, source, diagnostics),
        }
    }
    sound
}

/// Checks all of a value, even after a finding.
fn check_node(node: &Node, source: &Source, diagnostics: &mut Diagnostics) -> bool {
    let mut sound = true;
    match &node.kind {
        NodeKind::Scalar(scalar) => sound = check_scalar(scalar, source, diagnostics),
        NodeKind::Sequence(nodes) => {
            for node in nodes {
                sound &= check_node(node, source, diagnostics);
            }
        }
        NodeKind::Mapping(pairs) => {
            for pair in pairs {
                sound &= check_scalar(&pair.key, source, diagnostics);
                sound &= check_node(&pair.value, source, diagnostics);
            }
        }
    }
    sound
}

/// Reports only the first hidden character of a text: they often come together.
fn check_scalar(scalar: &Scalar, source: &Source, diagnostics: &mut Diagnostics) -> bool {
    // Most texts are shown as they are; finding that out by bytes takes a tenth of the time.
    if scalar.text.bytes().all(is_shown) {
        return true;
    }
    let Some((at, c)) = hidden(&scalar.text, Breaks::Keep).next() else {
        return true;
    };
    let code = u32::from(c);
    let span = scalar.span_of(at, at + c.len_utf8());
    let is_escape = !source.slice(span).starts_with(c);
    diagnostics
        .report(
            &rules::CONTROL_CHARACTER,
            span,
            format!("the character U+{code:04X} is not allowed in a text of a spec"),
        )
        .label(if is_escape {
            "this escape produces it"
        } else {
            "it is invisible"
        })
        .help("remove it; in an expression, write `\"\\r\"` or `\"\\0\"`; recorded data of a vector may contain any character");
    false
}
