//! One cause is reported once: a valid spec with one error in it has one finding.
//!
//! Every key and every value of a whole spec is spoilt in several ways, one at a time. What has more than one finding is on the
//! reviewed list below, with the reason.

use specie_codegen::diagnostic::Diagnostics;
use specie_codegen::source::{Source, Span};
use specie_codegen::yaml::{Node, NodeKind, parse};
use specie_codegen::{Options, load};

const WHOLE: &str = include_str!("whole.yaml");

/// Faults that are more than one, or are seen in more places than one; each was looked at.
const REVIEWED: &[(&str, &str, &str)] = &[
    // Nothing is wrong where it was declared: each place that needs it may be the one that is wrong.
    (
        "/credentials",
        "key: left out",
        "three names that steps use",
    ),
    ("/auth", "key: left out", "two plans that sections name"),
    ("/types", "key: left out", "four types that fields name"),
    (
        "/operations/list_orders/params[1]/order?",
        "value: a strange name",
        "the type, and the text that the mapping had",
    ),
    (
        "/envelopes",
        "key: left out",
        "two envelopes that operations name",
    ),
    (
        "/vectors",
        "key: left out",
        "three plans that nothing proves",
    ),
    (
        "/defaults",
        "key: left out",
        "operations without section, source, envelope",
    ),
    ("/defaults", "value: nothing", "the same"),
    (
        "/defaults/section",
        "value: nothing",
        "three operations without section",
    ),
    (
        "/defaults/source",
        "value: nothing",
        "five operations without source",
    ),
    (
        "/operations/create_order",
        "key: left out",
        "a pool in which nothing counts, and a guide that names it",
    ),
    (
        "/operations/create_order/params",
        "key: left out",
        "two members of a group",
    ),
    (
        "/operations/create_order/one_of/to?",
        "value: a list",
        "an unknown member, and a group of one",
    ),
    (
        "/operations/list_orders/params",
        "key: left out",
        "two parameters that pages need",
    ),
    (
        "/operations/create_order/params/market",
        "key: misspelt",
        "an example that has it, and the mock that names it",
    ),
    (
        "/operations/create_order/params/market",
        "key: left out",
        "the same",
    ),
    (
        "/operations/create_order/params/amount",
        "key: misspelt",
        "the same",
    ),
    (
        "/operations/create_order/params/amount",
        "key: left out",
        "the same",
    ),
    (
        "/mock/resources/order/members",
        "value: a mapping",
        "`zzz` is no member, `zzy` no parameter",
    ),
    // The answer is wrapped and the example is, or the other way round: every member is misplaced.
    (
        "/defaults/envelope",
        "value: nothing",
        "an example whose members are all elsewhere",
    ),
    ("/envelopes/std/data", "value: nothing", "the same"),
    (
        "/operations/create_order/examples[0]/params",
        "value: a mapping",
        "three members are missing",
    ),
    (
        "/operations/create_order/examples[0]/answer/result",
        "value: a mapping",
        "the same",
    ),
    (
        "/operations/create_order/examples[0]/answer/result/fills[0]",
        "value: a list",
        "a wrong element, and one too few",
    ),
    (
        "/webhooks/paid/examples[0]/body",
        "value: a mapping",
        "two members are missing",
    ),
    (
        "/types/Side/values/buy",
        "key: misspelt",
        "two examples that have the value",
    ),
    ("/types/Side/values/buy", "key: left out", "the same"),
    // Warnings alone, of two kinds: the type is unused, and the example has what is not declared.
    (
        "/types/Order/fields/change?",
        "key: left out",
        "the type, the types below and the example",
    ),
    ("/types/Change/variants/made", "key: left out", "the same"),
    ("/types/Change/union", "value: nothing", "the same"),
    // The fault itself is two.
    (
        "/environments/test/base",
        "value: a mapping",
        "`zzz` is no section, `zzy` no address",
    ),
    (
        "/settings",
        "value: a mapping",
        "a setting is gone, another has no default",
    ),
    (
        "/auth/signed[0]/let",
        "value: a mapping",
        "`zzy` is unknown, and `text` is gone",
    ),
    (
        "/auth/signed[0]/let/text",
        "value: a list",
        "used as a text in two headers",
    ),
    ("/auth/signed[0]/let/text", "value: a mapping", "the same"),
    (
        "/auth/signed[0]/let/text",
        "value: a strange text",
        "signs nothing of query or body, and not what the vector says",
    ),
    (
        "/auth/signed[2]/when",
        "value: a strange text",
        "never holds, and guards no longer",
    ),
    (
        "/operations/create_order/params/version",
        "value: a strange name",
        "an unknown type, and no text",
    ),
    (
        "/streams/market/channels/{market}.orders/params/market",
        "key: misspelt",
        "declared and not in the name, and the reverse",
    ),
];

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
            ("value: a list", "[zzz]"),
            ("value: a mapping", "{ zzz: zzy }"),
            ("value: nothing", ""),
        ] {
            let whole = &WHOLE[node.span.start..node.span.end];
            // The text of a line stays: without it, it would lack one.
            let head = whole.find(" -- ").filter(|_| with.starts_with(['z', 'Z']));
            let span = head.map_or(node.span, |at| {
                Span::new(node.span.start, node.span.start + at)
            });
            if with != whole {
                add(kind, replaced(span, with));
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

/// The faults that have more than one finding, with these; each processor takes its share.
fn wrong(all: &[Fault]) -> Vec<String> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = all.len().div_ceil(threads).max(1);
    let judge = |share: &[Fault]| -> Vec<String> {
        let told = share.iter().map(|fault| {
            let told = told(&fault.text);
            let name = format!("{} ({})", fault.place, fault.kind);
            (told.len() > 1).then(|| format!("{name}\n    {}", told.join("\n    ")))
        });
        told.flatten().collect()
    };
    std::thread::scope(|scope| {
        let shares: Vec<_> = all
            .chunks(share)
            .map(|share| scope.spawn(move || judge(share)))
            .collect();
        let wrong = shares
            .into_iter()
            .map(|share| share.join().expect("no panic"));
        wrong.flatten().collect()
    })
}

#[test]
fn one_error_is_reported_once() {
    let source = Source::new("whole.yaml", WHOLE);
    let root = parse(&source, &mut Diagnostics::new()).expect("a tree");
    let mut all = Vec::new();
    faults(&root, "", &mut all);
    assert!(all.len() > 1_000, "{} faults", all.len());
    let mut wrong = wrong(&all);
    let is_reviewed = |told: &String| {
        REVIEWED
            .iter()
            .position(|(place, kind, _)| told.starts_with(&format!("{place} ({kind})\n")))
    };
    let mut met: Vec<usize> = wrong.iter().filter_map(is_reviewed).collect();
    met.sort_unstable();
    met.dedup();
    assert_eq!(
        met.len(),
        REVIEWED.len(),
        "what is told once now is no exception any more: {met:?}"
    );
    wrong.retain(|told| is_reviewed(told).is_none());
    assert!(
        wrong.is_empty(),
        "{} of {}\n{}",
        wrong.len(),
        all.len(),
        wrong.join("\n")
    );
}

#[test]
fn the_rest_of_a_torn_value_is_told_unless_the_value_is() {
    let cases = [
        // A text has no brackets to close: what YAML splits off would be lost in silence.
        (
            "doc: milliseconds a request stays valid",
            "doc: milliseconds (5000, or less)",
            "unknown-key",
        ),
        (
            "live: { doc: real money }",
            "live: { doc: real (paid, not free) }",
            "unknown-key",
        ),
        (
            "params: query }",
            "params: query, encode: rfc3986(arrays=\"repeat\", keep=\"/\") }",
            "expression-syntax",
        ),
        ("per: 5m", "per: max(5m, 1h)", "bad-duration"),
    ];
    for (from, to, code) in cases {
        assert!(WHOLE.contains(from), "{from}");
        let all = told(&WHOLE.replacen(from, to, 1));
        assert_eq!(all.len(), 1, "{to}: {all:?}");
        assert!(all[0].contains(&format!("[{code}]")), "{to}: {all:?}");
    }
}
