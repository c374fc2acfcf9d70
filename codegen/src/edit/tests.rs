use super::*;
use crate::diagnostic::Diagnostics;
use crate::yaml::{self, Node, NodeKind, Pair};
use proptest::prelude::*;
use proptest::test_runner::TestRng;
use std::path::Path;

fn parse(source: &Source) -> Node {
    let mut diagnostics = Diagnostics::new();
    let node = yaml::parse(source, &mut diagnostics);
    node.unwrap_or_else(|| panic!("{:?}\n{}", diagnostics.sorted(), source.text))
}

/// A tree without places and notations.
#[derive(Clone, Debug, PartialEq)]
enum Plain {
    Text(String),
    List(Vec<Plain>),
    Map(Vec<(String, Plain)>),
}

fn plain(node: &Node) -> Plain {
    match &node.kind {
        NodeKind::Scalar(scalar) => Plain::Text(scalar.text.clone()),
        NodeKind::Sequence(nodes) => Plain::List(nodes.iter().map(plain).collect()),
        NodeKind::Mapping(pairs) => {
            let pairs = pairs.iter();
            Plain::Map(
                pairs
                    .map(|pair| (pair.key.text.clone(), plain(&pair.value)))
                    .collect(),
            )
        }
    }
}

/// All mappings, with the indices that lead to them and their layout.
fn mappings<'n>(
    source: &Source,
    node: &'n Node,
    outer: Layout,
    path: &mut Vec<usize>,
    out: &mut Vec<(Vec<usize>, &'n Node, Layout)>,
) {
    match &node.kind {
        NodeKind::Scalar(_) => {}
        NodeKind::Sequence(nodes) => {
            let layout = match source.slice(node.span).starts_with('[') {
                true => Layout::Flow,
                false => outer,
            };
            for (index, node) in nodes.iter().enumerate() {
                path.push(index);
                mappings(source, node, layout, path, out);
                path.pop();
            }
        }
        NodeKind::Mapping(pairs) => {
            let layout = Layout::of(source, node, outer);
            if !pairs.is_empty() {
                out.push((path.clone(), node, layout));
            }
            for (index, pair) in pairs.iter().enumerate() {
                path.push(index);
                mappings(source, &pair.value, layout, path, out);
                path.pop();
            }
        }
    }
}

fn at<'p>(tree: &'p mut Plain, path: &[usize]) -> &'p mut Vec<(String, Plain)> {
    match (path.split_first(), tree) {
        (None, Plain::Map(pairs)) => pairs,
        (Some((first, rest)), Plain::Map(pairs)) => at(&mut pairs[*first].1, rest),
        (Some((first, rest)), Plain::List(nodes)) => at(&mut nodes[*first], rest),
        _ => panic!("no mapping at {path:?}"),
    }
}

/// Texts that are awkward in one notation or another.
const TEXTS: [&str; 14] = [
    "text",
    "map<text, int> -- by market, in euro",
    "a: b",
    "x # y",
    "- z",
    "",
    " padded ",
    "\"quoted\" and more",
    "two\nlines",
    "two\n\nparagraphs\n",
    "{ a }",
    "a long text, a long text, a long text, a long text, a long text, a long text, a long text, a long text, a long text, a long text, a long text, end",
    "é ü ß →",
    "true",
];

/// One edit at a random place: the new text, the tree it must be read as, and which bytes may differ.
fn edit(source: &Source, root: &Node, rng: &mut TestRng) -> Option<(String, Plain)> {
    let mut found = Vec::new();
    mappings(
        source,
        root,
        Layout::Block { indent: 0 },
        &mut Vec::new(),
        &mut found,
    );
    let (path, mapping, layout) = &found[rng.random_range(0..found.len())];
    let pairs: &[Pair] = mapping.as_mapping()?;
    let index = rng.random_range(0..pairs.len());
    let text = TEXTS[rng.random_range(0..TEXTS.len())];
    let mut edits = Edits::new(source);
    let mut tree = plain(root);
    let own = at(&mut tree, path);
    match rng.random_range(0..4) {
        0 => {
            // Behind `- `, a block cannot lose all its keys.
            if pairs.len() == 1 {
                return None;
            }
            let to = rng.random_range(index + 1..=pairs.len());
            if to - index == pairs.len() {
                return None;
            }
            edits.remove(mapping, *layout, index, to);
            own.drain(index..to);
        }
        1 => {
            let entry = format!("new-key: {}", written(text, flat(*layout), false));
            let place = match rng.random_range(0..3) {
                0 => Place::First,
                _ => Place::After(index),
            };
            edits.insert(mapping, *layout, place, &entry);
            let position = match place {
                Place::First => 0,
                Place::After(index) => index + 1,
            };
            own.insert(
                position,
                ("new-key".to_owned(), Plain::Text(text.to_owned())),
            );
        }
        2 => {
            edits.set(&pairs[index], &written(text, *layout, false));
            own[index].1 = Plain::Text(text.to_owned());
        }
        _ => {
            let scalar = pairs[index].value.as_scalar()?;
            let bounds: Vec<usize> = scalar.text.char_indices().map(|(at, _)| at).collect();
            let from = *bounds.get(rng.random_range(0..bounds.len().max(1)))?;
            let to = *bounds.iter().find(|to| **to > from + 3)?;
            let changes = [((from, to), "new".to_owned())];
            let raw = replaced(source, scalar, &changes, *layout)?;
            edits.splice(scalar.span, raw);
            own[index].1 = Plain::Text(super::scalars::spliced(&scalar.text, &changes)?);
        }
    }
    Some((edits.finish().expect("one edit"), tree))
}

/// Entries are given as if at the margin.
fn flat(layout: Layout) -> Layout {
    match layout {
        Layout::Block { .. } => Layout::Block { indent: 0 },
        Layout::Flow => Layout::Flow,
    }
}

/// Texts that edits are tried on: all specs of the tree, also with other line ends and mutated in their layout.
fn specs() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = Vec::new();
    for folder in ["../specs", "../tests/signing", "../tests/plans"] {
        let entries = std::fs::read_dir(root.join(folder)).expect("a folder");
        let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        paths.retain(|path| {
            path.extension()
                .is_some_and(|extension| extension == "yaml")
        });
        texts.extend(
            paths
                .iter()
                .map(|path| std::fs::read_to_string(path).expect("readable")),
        );
    }
    assert!(texts.len() > 20, "{}", texts.len());
    texts.push("a: 1".to_owned());
    texts.push(
        "- a: 1\n  b: { c: d }\n-\n  e: f\n\n\n  # g\n  h: |\n    # i\n\n    j\n  k:\n".to_owned(),
    );
    texts.push(
        "a:\n  'b': >-\n    c\n    d # e\n  # own\n  \"f\" : {g: h,i: [j,{k: l}]} # m\n  n:   o\n"
            .to_owned(),
    );
    let crlf: Vec<String> = texts
        .iter()
        .rev()
        .take(6)
        .map(|text| text.replace('\n', "\r\n"))
        .collect();
    texts.extend(crlf);
    texts
}

#[test]
fn an_edited_text_is_read_as_the_edited_tree() {
    let mut rng = TestRng::from_seed(prop::test_runner::RngAlgorithm::ChaCha, &[7; 32]);
    let rounds: usize = std::env::var("EDITS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(8);
    let mut count = 0;
    for text in specs() {
        let source = Source::new("t.yaml", text.as_str());
        let root = parse(&source);
        for _ in 0..rounds {
            let Some((edited, expected)) = edit(&source, &root, &mut rng) else {
                continue;
            };
            count += 1;
            let result = Source::new("t.yaml", edited.as_str());
            let found = plain(&parse(&result));
            let lines = similar::TextDiff::from_lines(text.as_str(), edited.as_str())
                .unified_diff()
                .to_string();
            assert_eq!(found, expected, "{lines}");
            // Outside of one place, all bytes are as they were.
            let (old, new) = (text.as_bytes(), edited.as_bytes());
            let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
            let tail = old
                .iter()
                .rev()
                .zip(new.iter().rev())
                .take_while(|(a, b)| a == b)
                .count();
            let touched = old.len().saturating_sub(start + tail);
            assert!(touched < 12_000, "{touched} bytes of {}", old.len());
        }
    }
    assert!(count > 100, "{count}");
}

fn after(text: &str, edit: impl FnOnce(&mut Edits<'_>, &Node, Layout)) -> String {
    let source = Source::new("t.yaml", text);
    let root = parse(&source);
    let mut edits = Edits::new(&source);
    let inner = root.get("m").unwrap_or(&root);
    let layout = Layout::of(&source, inner, Layout::Block { indent: 0 });
    edit(&mut edits, inner, layout);
    edits.finish().expect("no overlap")
}

#[test]
fn entries_go_with_their_own_comments_and_come_in_the_layout_of_their_siblings() {
    let spaced =
        "m:\n  # ---- title\n  a: 1\n\n  # about b\n  # more\n  b: 2 # here\n\n  c: 3\nz: 1\n";
    assert_eq!(
        after(spaced, |edits, node, layout| edits
            .remove(node, layout, 1, 2)),
        "m:\n  # ---- title\n  a: 1\n\n  c: 3\nz: 1\n"
    );
    assert_eq!(
        after(spaced, |edits, node, layout| edits
            .remove(node, layout, 0, 1)),
        "m:\n  # ---- title\n\n  # about b\n  # more\n  b: 2 # here\n\n  c: 3\nz: 1\n"
    );
    assert_eq!(
        after(spaced, |edits, node, layout| {
            edits.insert(node, layout, Place::After(1), "x:\n  y: 1");
            edits.insert(node, layout, Place::After(1), "w: 2");
        }),
        "m:\n  # ---- title\n  a: 1\n\n  # about b\n  # more\n  b: 2 # here\n\n  x:\n    y: 1\n\n  w: 2\n\n  c: 3\nz: 1\n"
    );
    assert_eq!(
        after("m: { a: 1, b: 2 }", |edits, node, layout| {
            edits.insert(node, layout, Place::First, "x: 0");
            edits.remove(node, layout, 1, 2);
        }),
        "m: { x: 0, a: 1 }"
    );
    assert_eq!(
        after("m: {}\r\nn: 1\r\n", |edits, node, layout| {
            edits.insert(node, layout, Place::First, "x: 0");
        }),
        "m: { x: 0 }\r\nn: 1\r\n"
    );
    assert_eq!(
        after("m:\r\n  a: 1", |edits, node, layout| {
            edits.insert(node, layout, Place::After(0), "b: 2");
            edits.comment_above(
                &node.as_mapping().unwrap()[0],
                &["one".to_owned(), String::new()],
            );
        }),
        "m:\r\n  # one\r\n  #\r\n  a: 1\r\n  b: 2\r\n"
    );
}

#[test]
fn edits_of_the_same_bytes_are_refused() {
    let source = Source::new("t.yaml", "abcdef");
    let mut edits = Edits::new(&source);
    edits.splice(Span::new(0, 3), "x");
    edits.splice(Span::new(2, 4), "y");
    assert_eq!(edits.finish(), Err(Overlap { at: 2 }));
}
