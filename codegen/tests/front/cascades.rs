//! One cause is told once: a good spec with one fault in it has one finding.
//!
//! Every key and every value of a whole spec is spoilt in several ways, one at a time. What has more than one finding is on the
//! reviewed list below, with the reason.

use specie_codegen::diagnostic::Diagnostics;
use specie_codegen::source::{Source, Span};
use specie_codegen::yaml::{Node, NodeKind, parse};
use specie_codegen::{Options, load};

const WHOLE: &str = include_str!("whole.yaml");

/// A fault: where it is, as keys from the top, what was done, and the spoilt text.
struct Fault {
    place: String,
    kind: &'static str,
    text: String,
}

fn replaced(span: Span, with: &str) -> String {
    format!("{}{with}{}", &WHOLE[..span.start], &WHOLE[span.end..])
}

/// All faults of a node and what is in it.
fn faults(node: &Node, place: &str, found: &mut Vec<Fault>) {
    let mut add = |kind, text| {
        found.push(Fault {
            place: place.to_owned(),
            kind,
            text,
        });
    };
    // The whole of a block scalar or a long mapping would leave indentation behind.
    let one_line = !WHOLE[node.span.start..node.span.end].contains('\n');
    if one_line && !node.is_missing() {
        for (kind, with) in [
            ("value: a strange word", "zzz"),
            ("value: a strange name", "Zzz"),
            ("value: a strange text", "\"zzz\""),
            ("value: a list", "[zzz, zzy]"),
            ("value: a mapping", "{ zzz: zzy }"),
            ("value: a number", "7"),
            ("value: nothing", ""),
        ] {
            if with != &WHOLE[node.span.start..node.span.end] {
                add(kind, replaced(node.span, with));
            }
        }
        if let Some(scalar) = node.as_scalar() {
            let text = &WHOLE[scalar.span.start..scalar.span.end];
            for (kind, from, to) in [
                ("a dash for two", " -- ", " — "),
                ("a bracket less", ")", ""),
                ("a letter less", "a", ""),
                ("a sign too many", " ", " & "),
                ("a curly quote", "\"", "“"),
            ] {
                if text.contains(from) {
                    add(kind, replaced(scalar.span, &text.replacen(from, to, 1)));
                }
            }
        }
    }
    match &node.kind {
        NodeKind::Scalar(_) => {}
        NodeKind::Sequence(nodes) => {
            for (at, node) in nodes.iter().enumerate() {
                faults(node, &format!("{place}[{at}]"), found);
            }
        }
        NodeKind::Mapping(pairs) => {
            for pair in pairs {
                let name = &pair.key.text;
                let place = format!("{place}/{name}");
                let key = pair.key.span;
                let bare = &WHOLE[key.start..key.end];
                found.push(Fault {
                    place: place.clone(),
                    kind: "key: misspelt",
                    text: match pair.key.is_quoted() {
                        true => replaced(key, &format!("{}zz\"", bare.trim_end_matches('"'))),
                        false => replaced(key, &format!("{bare}zz")),
                    },
                });
                // A member on lines of its own, taken out.
                let start = WHOLE[..key.start].rfind('\n').map_or(0, |at| at + 1);
                let alone = WHOLE[start..key.start].chars().all(|c| c == ' ');
                let end = WHOLE[pair.value.span.end.max(key.end)..]
                    .find('\n')
                    .map_or(WHOLE.len(), |at| pair.value.span.end.max(key.end) + at + 1);
                if alone && pairs.len() > 1 {
                    found.push(Fault {
                        place: place.clone(),
                        kind: "key: left out",
                        text: replaced(Span::new(start, end), ""),
                    });
                    let twice = &WHOLE[start..end];
                    found.push(Fault {
                        place: place.clone(),
                        kind: "key: twice",
                        text: replaced(Span::new(end, end), twice),
                    });
                }
                faults(&pair.value, &place, found);
            }
        }
    }
}

/// What a spec is told of: code and message of each finding.
fn told(text: &str) -> Vec<String> {
    let loaded = load("whole.yaml", text.as_bytes(), &Options::default());
    let all = loaded.diagnostics.sorted();
    all.iter()
        .map(|one| {
            let (line, column) = loaded.source.line_column(one.span.start);
            format!(
                "{}[{}] {line}:{column} {}",
                one.severity.name(),
                one.code,
                one.message
            )
        })
        .collect()
}

#[test]
fn the_whole_spec_is_good() {
    assert_eq!(told(WHOLE), Vec::<String>::new());
}

#[test]
fn one_fault_is_told_once() {
    let source = Source::new("whole.yaml", WHOLE);
    let root = parse(&source, &mut Diagnostics::new()).expect("a tree");
    let mut all = Vec::new();
    faults(&root, "", &mut all);
    assert!(all.len() > 1_000, "{} faults", all.len());
    let mut wrong = Vec::new();
    for fault in &all {
        let told = told(&fault.text);
        let name = format!("{} ({})", fault.place, fault.kind);
        if told.len() > 1 {
            wrong.push(format!("{name}\n    {}", told.join("\n    ")));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}\n{}",
        wrong.len(),
        all.len(),
        wrong.join("\n")
    );
}
