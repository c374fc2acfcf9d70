//! Conflicts that `specie update` wrote into a spec, as comments.

use crate::diagnostic::Diagnostics;
use crate::rules::spec as rules;
use crate::source::{Source, Span};
use crate::yaml::{Node, NodeKind};

/// What the first line of a conflict begins with, behind its `#`.
pub(crate) const MARK: &str = "<<< specie update:";
/// What its last line begins with.
pub(crate) const END: &str = ">>>";

/// A conflict in the comments of a spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Marked {
    /// Its lines, with their line breaks.
    pub(crate) lines: Span,
    /// The mark, up to the end of its line.
    pub(crate) mark: Span,
    /// What follows the mark: where the conflict is.
    pub(crate) place: String,
    /// The lines between the first and the last, without `# `.
    pub(crate) sides: Vec<String>,
}

/// Reports every conflict that is not resolved.
pub(crate) fn check(source: &Source, root: &Node, diagnostics: &mut Diagnostics) {
    for conflict in find(source, root) {
        diagnostics
            .report(
                &rules::UNRESOLVED_CONFLICT,
                conflict.mark,
                format!("conflict in {}", conflict.place),
            )
            .label("the author and the provider's document both changed this")
            .help("write below what is right, then delete the comment from `<<<` to `>>>`");
    }
}

/// All conflicts, in order. The mark inside a text is no conflict.
pub(crate) fn find(source: &Source, root: &Node) -> Vec<Marked> {
    if !source.text.contains(MARK) {
        return Vec::new();
    }
    let mut texts = Vec::new();
    spans(root, &mut texts);
    texts.sort_unstable();
    let is_in_text = |at: usize| {
        let before = texts.partition_point(|span: &Span| span.start <= at);
        let last = before.checked_sub(1).and_then(|last| texts.get(last));
        last.is_some_and(|span| at < span.end)
    };
    let mut found = Vec::new();
    for (at, _) in source.text.match_indices(MARK) {
        let (start, line) = source.line_at(at);
        let before = source.slice(Span::new(start, at)).trim_end();
        let hash = start + before.len().saturating_sub(1);
        let is_comment = before.ends_with('#')
            && before
                .strip_suffix('#')
                .is_some_and(|lead| lead.is_empty() || lead.ends_with(char::is_whitespace));
        if is_comment && !is_in_text(hash) {
            let mark = Span::new(at, start + line.trim_end().len());
            found.push(marked(source, start, mark));
        }
    }
    found
}

/// The conflict that begins on the line at `start`.
fn marked(source: &Source, start: usize, mark: Span) -> Marked {
    let place = source.slice(mark).strip_prefix(MARK).unwrap_or("");
    let mut sides = Vec::new();
    let mut end = next_line(source, start);
    while end < source.text.len() {
        let (_, line) = source.line_at(end);
        let Some(comment) = line.trim_start().strip_prefix('#') else {
            break;
        };
        let comment = comment.strip_prefix(' ').unwrap_or(comment);
        if comment.starts_with(MARK) {
            break;
        }
        end = next_line(source, end);
        if comment.starts_with(END) {
            break;
        }
        sides.push(comment.to_owned());
    }
    Marked {
        lines: Span::new(start, end),
        mark,
        place: place.trim().to_owned(),
        sides,
    }
}

/// The start of the line after the one that begins at `start`.
fn next_line(source: &Source, start: usize) -> usize {
    let rest = source.text.get(start..).unwrap_or("");
    rest.find('\n')
        .map_or(source.text.len(), |at| start + at + 1)
}

/// The spans of all texts.
fn spans(node: &Node, out: &mut Vec<Span>) {
    match &node.kind {
        NodeKind::Scalar(scalar) => out.push(scalar.span),
        NodeKind::Sequence(nodes) => nodes.iter().for_each(|node| spans(node, out)),
        NodeKind::Mapping(pairs) => {
            for pair in pairs {
                out.push(pair.key.span);
                spans(&pair.value, out);
            }
        }
    }
}
