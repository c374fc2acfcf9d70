use super::*;
use crate::diagnostic::Diagnostics;

fn read(text: &str) -> (Source, Option<Node>, Diagnostics) {
    let source = Source::new("t.yaml", text);
    let mut diagnostics = Diagnostics::new();
    let node = parse(&source, &mut diagnostics);
    (source, node, diagnostics)
}

/// Codes and positions of the findings.
fn found(text: &str) -> Vec<String> {
    let (source, _, diagnostics) = read(text);
    let all = diagnostics.sorted();
    all.iter()
        .map(|d| {
            let (line, column) = source.line_column(d.span.start);
            format!("{} {line}:{column}", d.code)
        })
        .collect()
}

#[test]
fn spans_are_bytes() {
    let (source, node, diagnostics) =
        read("é: {ü: 'ß', b: [1, \"x\"]}\nc:\n  - d: plain text  # c\n  - e\nn:\nm: ~\n");
    assert!(diagnostics.is_empty());
    let node = node.unwrap();
    let text = |node: &Node| source.slice(node.span).to_string();
    assert_eq!(text(node.get("é").unwrap()), "{ü: 'ß', b: [1, \"x\"]}");
    assert_eq!(text(node.get("é").unwrap().get("ü").unwrap()), "'ß'");
    assert_eq!(text(node.get("é").unwrap().get("b").unwrap()), "[1, \"x\"]");
    assert_eq!(text(node.get("c").unwrap()), "- d: plain text  # c\n  - e");
    let list = node.get("c").unwrap().as_sequence().unwrap();
    assert_eq!(text(list[0].get("d").unwrap()), "plain text");
    assert_eq!(source.slice(node.pair("c").unwrap().key.span), "c");
    assert!(node.get("n").unwrap().is_missing());
    assert_eq!(
        source.line_column(node.get("n").unwrap().span.start),
        (5, 3)
    );
    assert!(!node.get("m").unwrap().is_missing());
    assert_eq!(node.get("c").unwrap().line(&source), 3);
}

#[test]
fn places_inside_scalars_are_exact() {
    let text =
        "a: >-\n  ü + föö\n  | hex\nb: |\n\n  l1\n    l2\nc: \"x\\n\\\"é\\\" y\"\nd: x ü\n  y\n";
    let (source, node, diagnostics) = read(text);
    assert!(diagnostics.is_empty());
    let node = node.unwrap();
    for (key, part) in [
        ("a", "föö"),
        ("a", "hex"),
        ("b", "l1"),
        ("b", "l2"),
        ("c", "é"),
        ("c", "y"),
        ("d", "y"),
    ] {
        let scalar = node.get(key).unwrap().as_scalar().unwrap();
        let at = scalar.text.find(part).unwrap();
        let span = scalar.span_of(at, at + part.len());
        assert_eq!(source.slice(span), part, "{key}: {:?}", scalar.text);
    }
    assert_eq!(
        node.get("a").unwrap().as_scalar().unwrap().text,
        "ü + föö | hex"
    );
}

#[test]
fn what_specs_do_not_use_is_refused() {
    assert_eq!(found("a: 1\nb: 2\na: 3\n"), ["duplicate-key 3:1"]);
    // `...` may repeat; in quotes it is an ordinary name.
    assert_eq!(found("...:\na: 1\n...:\n\"...\": 2\n"), [""; 0]);
    assert_eq!(found("'...': 1\n'...': 2\n"), ["duplicate-key 2:1"]);
    assert_eq!(found("a: {..., x: 1, ...: }\n"), Vec::<String>::new());
    assert_eq!(found("a: &x 1\nb: *x\n"), ["anchor 1:4", "alias 2:4"]);
    assert_eq!(found("a: *nowhere\n"), ["alias 1:4"]);
    assert_eq!(found("a: !!str 1\nb: !t {c: 1}\n"), ["tag 1:4", "tag 2:4"]);
    assert_eq!(found("a:\n  <<: {b: 1}\n"), ["merge-key 2:3"]);
    assert_eq!(found("[a, b]: 1\n"), ["key-not-text 1:1"]);
    assert_eq!(found("a: 1\n---\nb: 1\n"), ["several-documents 2:1"]);
    assert_eq!(found("# nothing\n"), ["empty-file 2:1"]);
    assert_eq!(found("a: \u{7}\n"), ["control-character 1:4"]);
    assert_eq!(found("\u{FEFF}a: 1\n"), Vec::<String>::new());
    assert_eq!(found("\u{FEFF}é: 1\né: 2\n"), ["duplicate-key 2:1"]);
}

#[test]
fn syntax_errors_have_a_place() {
    for (text, place) in [
        ("a: 1\n\tb: 2\n", "yaml-syntax 2:1"),
        ("a: \"open\nb: 2\n", "yaml-syntax 1:4"),
        ("a: {b: 1\n", "yaml-syntax 1:8"),
        ("a: b: c\n", "yaml-syntax 1:5"),
        ("a: \"x\" + y\n", "yaml-syntax 1:8"),
        ("a: @x\n", "yaml-syntax 1:4"),
        ("a: 1\n b: 2\n", "yaml-syntax 2:3"),
    ] {
        assert_eq!(found(text), [place], "{text:?}");
    }
}

#[test]
fn every_part_of_a_file_is_looked_at() {
    let text = "a: \"x\" y\nb: 1\nc:\n  é: @z\nd: [1\ne: 2\n";
    assert_eq!(
        found(text),
        ["yaml-syntax 1:8", "yaml-syntax 4:6", "yaml-syntax 6:2"]
    );
}

#[test]
fn depth_is_bounded() {
    for open in ["[", "{a: ", "- ", "? "] {
        let text = open.repeat(100_000);
        let (_, node, diagnostics) = read(&text);
        assert!(node.is_none());
        assert_eq!(diagnostics.len(), 1);
    }
    let levels = MAX_DEPTH - 1;
    let text = format!("a: {}{}", "[".repeat(levels), "]".repeat(levels));
    assert!(read(&text).1.is_some());
}

/// The texts of a tree, and whether each is quoted.
fn texts(node: &Node) -> String {
    let scalar = |scalar: &Scalar| {
        let kind = match scalar.style {
            Style::Missing => "missing",
            _ if scalar.is_quoted() => "quoted",
            _ => "plain",
        };
        format!("{kind} {:?}", scalar.text)
    };
    match &node.kind {
        NodeKind::Scalar(of) => scalar(of),
        NodeKind::Sequence(nodes) => {
            format!(
                "[{}]",
                nodes.iter().map(texts).collect::<Vec<_>>().join(", ")
            )
        }
        NodeKind::Mapping(pairs) => {
            let pair = |pair: &Pair| format!("{}: {}", scalar(&pair.key), texts(&pair.value));
            format!(
                "{{{}}}",
                pairs.iter().map(pair).collect::<Vec<_>>().join(", ")
            )
        }
    }
}

#[test]
fn what_is_printed_is_read_as_the_same_tree() {
    let long = "word ".repeat(60);
    let mut files: Vec<String> = vec![
        "a: { b: [x, 'y: z', \"q\\n\\\"\"], c: {}, d: [] }\ne:\n- - 1\n  - 2\n- f: g\n  h: i\n-\n"
            .to_owned(),
        format!(
            "a: >-\n  {long}end\nb: |\n  two\n  lines\nc: |-\n  one\nd: >\n  {long}\n\n  {long}\n"
        ),
        "b: |\n  less\n    deeper\n  than\nc: ''\nd: ...\n...: e\n".to_owned(),
        "- plain text over\n  two lines\n- \"quoted over\n  two\"\n".to_owned(),
    ];
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["../specs", "../tests/signing", "../tests/plans"] {
        let entries = std::fs::read_dir(root.join(folder)).expect("a folder");
        let yaml = |path: &std::path::PathBuf| path.extension().is_some_and(|e| e == "yaml");
        let paths = entries.flatten().map(|entry| entry.path()).filter(yaml);
        files.extend(paths.map(|path| std::fs::read_to_string(path).expect("readable")));
    }
    assert!(files.len() > 30, "{}", files.len());
    for file in files {
        let (_, tree, _) = read(&file);
        let tree = tree.unwrap_or_else(|| panic!("{file}"));
        let printed = print(&tree);
        let (_, again, diagnostics) = read(&printed);
        assert!(!diagnostics.has_errors(), "{printed}");
        assert_eq!(texts(&again.expect("a tree")), texts(&tree), "{printed}");
    }
}
