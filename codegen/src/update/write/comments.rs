//! The comments of an author in a value that is replaced as a whole: a list of examples, the steps of a plan, the vectors.

use crate::diagnostic::Diagnostics;
use crate::source::{Source, Span};
use crate::yaml::{self, Node, NodeKind, Scalar, Style};
use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::collections::{BTreeMap, BTreeSet};

/// `new`, which replaces the bytes `old` of a file, with the comments among these bytes: each above or behind the line that it was at, or, if that
/// line is gone, above what replaces it. `root` is the tree of the file.
pub(super) fn kept(source: &Source, root: &Node, old: Span, new: String) -> String {
    let mut lines = split(source, root, old);
    if lines.iter().all(|line| line.comment.is_empty()) {
        return new;
    }
    let written = Source::new("new", new.as_str());
    let Some(tree) = yaml::parse(&written, &mut Diagnostics::new()) else {
        return new;
    };
    let inside = inside_texts(&written, &tree);
    let there = split(&written, &tree, Span::new(0, new.len()));
    without_those_of(&mut lines, &there);
    let new: Vec<&str> = new.lines().collect();
    let before: Vec<&str> = contents(&lines).collect();
    let after: Vec<&str> = there.iter().map(|line| line.content).collect();
    let places = places(&capture_diff_slices(Algorithm::Myers, &before, &after));
    let mut above: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    let mut behind: BTreeMap<usize, &str> = BTreeMap::new();
    let mut at = 0;
    for line in &lines {
        let (mut to, is_same) = places.get(at).copied().unwrap_or((new.len(), false));
        let is_free = !inside.contains(&to) && !inside.contains(&(to + 1));
        if !line.content.is_empty() && !line.comment.is_empty() && is_same && is_free {
            behind.insert(to, line.comment);
        } else if !line.comment.is_empty() {
            while inside.contains(&to) {
                to = to.saturating_sub(1);
            }
            // Above the key, the comment would be outside of the value.
            above.entry(to.max(1)).or_default().push(line.comment);
        }
        at += usize::from(!line.content.is_empty());
    }
    let mut out = Vec::new();
    for (at, line) in new.iter().enumerate() {
        let indent = line.len() - line.trim_start().len();
        for comment in above.remove(&at).unwrap_or_default() {
            out.push(format!("{:indent$}{comment}", ""));
        }
        let comment = behind.get(&at).copied().unwrap_or_default();
        out.push(match comment {
            "" => (*line).to_owned(),
            comment => format!("{line} {comment}"),
        });
    }
    let last = new
        .last()
        .map_or(0, |line| line.len() - line.trim_start().len());
    let rest = above.into_values().flatten();
    out.extend(rest.map(|comment| format!("{:last$}{comment}", "")));
    out.join("\n")
}

/// Removes the comments that the new text has, too.
fn without_those_of(lines: &mut [Line<'_>], new: &[Line<'_>]) {
    let mut there: BTreeMap<&str, usize> = BTreeMap::new();
    for line in new {
        *there.entry(line.comment).or_default() += 1;
    }
    for line in lines {
        if let Some(count) = there.get_mut(line.comment).filter(|count| **count > 0) {
            *count -= 1;
            line.comment = "";
        }
    }
}

/// A line without its comment, and the comment.
struct Line<'s> {
    content: &'s str,
    comment: &'s str,
}

fn contents<'l>(lines: &'l [Line<'_>]) -> impl Iterator<Item = &'l str> {
    let contents = lines.iter().map(|line| line.content);
    contents.filter(|content| !content.is_empty())
}

/// The lines of some bytes of a file.
fn split<'s>(source: &'s Source, root: &Node, of: Span) -> Vec<Line<'s>> {
    let mut texts = Vec::new();
    scalars(root, &mut texts);
    let is_text = |at: usize| {
        texts
            .iter()
            .any(|text| text.span.start <= at && at < text.span.end)
    };
    let mut start = of.start;
    let mut lines = Vec::new();
    for line in source.slice(of).split_inclusive('\n') {
        let comment = line.match_indices('#').map(|(at, _)| at).find(|at| {
            let before = line.get(..*at).unwrap_or_default();
            let is_apart = before.is_empty() || before.ends_with(char::is_whitespace);
            is_apart && !is_text(start + at)
        });
        let (content, comment) = line.split_at(comment.unwrap_or(line.len()));
        start += line.len();
        let (content, comment) = (content.trim(), comment.trim());
        lines.push(Line { content, comment });
    }
    lines
}

/// All texts and keys below a node.
fn scalars<'n>(node: &'n Node, found: &mut Vec<&'n Scalar>) {
    match &node.kind {
        NodeKind::Scalar(scalar) => found.push(scalar),
        NodeKind::Sequence(nodes) => nodes.iter().for_each(|node| scalars(node, found)),
        NodeKind::Mapping(pairs) => {
            for pair in pairs {
                found.push(&pair.key);
                scalars(&pair.value, found);
            }
        }
    }
}

/// The lines that begin inside a text of several lines: there, a comment would be part of the text.
fn inside_texts(source: &Source, tree: &Node) -> BTreeSet<usize> {
    let mut texts = Vec::new();
    scalars(tree, &mut texts);
    let line = |at: usize| usize::try_from(source.line(at)).unwrap_or(usize::MAX);
    // Lines are counted from 1. The content of a block begins on the line below its mark, and ends with a line break.
    let inside = texts.iter().flat_map(|scalar| {
        let span = scalar.span;
        let is_block = matches!(scalar.style, Style::Literal | Style::Folded);
        let first = line(span.start) - usize::from(is_block);
        first..line(span.end.saturating_sub(1).max(span.start))
    });
    inside.collect()
}

/// For each old line, which new one it is or precedes, and whether it is the same.
fn places(ops: &[DiffOp]) -> Vec<(usize, bool)> {
    let mut places = Vec::new();
    for op in ops {
        let (old, new) = (op.old_range(), op.new_range());
        let is_same = matches!(op, DiffOp::Equal { .. });
        places.extend(old.clone().map(|at| match is_same {
            true => (new.start + (at - old.start), true),
            false => (new.start, false),
        }));
    }
    places
}
