//! Characters that are invisible or that make a text look like something else.

use crate::diagnostic::Diagnostics;
use crate::rules::yaml as rules;
use crate::source::Source;
use crate::yaml::{Node, NodeKind, Scalar};

/// How to treat line breaks and tabs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Breaks {
    /// They belong to the text.
    Keep,
    /// They count as hidden, for a text that is shown on one line.
    Escape,
}

/// The hidden characters of a text and their positions. A carriage return is one, also before a line feed.
pub(crate) fn hidden(text: &str, breaks: Breaks) -> impl Iterator<Item = (usize, char)> {
    let mut before = None;
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        for (at, c) in chars.by_ref() {
            let next = text
                .get(at + c.len_utf8()..)
                .and_then(|rest| rest.chars().next());
            let found = match c {
                '\n' | '\t' => breaks == Breaks::Escape,
                _ => is_hidden(before, c, next),
            };
            before = Some(c);
            if found {
                return Some((at, c));
            }
        }
        None
    })
}

/// Whether a character changes the direction of writing.
pub(crate) fn turns_writing(c: char) -> bool {
    matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character is invisible between its neighbours.
pub(crate) fn is_hidden(before: Option<char>, c: char, next: Option<char>) -> bool {
    let outside_ascii = |c: Option<char>| c.is_some_and(|c| !c.is_ascii());
    match c {
        // Needed by scripts that join letters and by emoji; between ASCII letters they make one name look like another.
        '\u{200C}' | '\u{200D}' => !outside_ascii(before) || !outside_ascii(next),
        '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' => {
            !outside_ascii(before) && next != Some('\u{20E3}')
        }
        // Soft hyphen, fillers, direction marks, embeddings and isolates, line and paragraph separators, word joiners and tags.
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' => {
            true
        }
        '\u{180B}'..='\u{180F}' | '\u{200B}' | '\u{200E}' | '\u{200F}' => true,
        '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}' => true,
        '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}' => true,
        '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E00FF}' | '\u{E01F0}'..='\u{E0FFF}' => true,
        _ => c.is_control(),
    }
}

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
