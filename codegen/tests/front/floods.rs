//! Thousands of errors: all are counted, few are shown, in every format and quickly.

use specie_codegen::diagnostic::{MOST, MOST_OF_A_KIND, Severity, render};
use specie_codegen::module::client_module;
use specie_codegen::options::RustOptions;
use specie_codegen::{Options, load, rules};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

const HEAD: &str = "provider: acme\ntitle: A\ndocs: https://a.example\ndoc: x.\nsections:\n  api: { base: \"https://acme.example\" }\ndefaults: { section: api, source: https://a.example }\n";

/// Faults of a kind.
const MANY: usize = 2_000;

/// A spec in which `line` stands many times, each with its number for `@`.
fn flood(before: &str, line: &str) -> String {
    let mut text = format!("{HEAD}{before}");
    for number in 0..MANY {
        let _ = writeln!(text, "{}", line.replace('@', &number.to_string()));
    }
    text
}

fn floods() -> Vec<(&'static str, String, usize)> {
    let params = "operations:\n  op:\n    doc: x\n    call: GET a\n    answer: none\n    params:\n";
    vec![
        ("unknown-key", flood("", "key@: 1"), MANY),
        ("bad-line", flood(params, "      p@: text — x"), MANY),
        (
            "unknown-type",
            flood(
                "types:\n  Order: { doc: x, fields: { a: text -- x } }\noperations:\n",
                "  op@: { doc: x, call: GET a@, answer: Ordr@ }",
            ),
            MANY,
        ),
        (
            "bad-call",
            flood(
                "operations:\n",
                "  op@: { doc: x, call: GTE a, answer: none }",
            ),
            MANY,
        ),
        ("duplicate-key", flood("", "x: 1"), MANY - 1),
        (
            "control-character",
            format!("{HEAD}{}", "\u{1}".repeat(300_000)),
            300_000,
        ),
        (
            "unused-type",
            flood("types:\n", "  Type@: { doc: x, fields: { a: text -- x } }"),
            MANY,
        ),
    ]
}

#[test]
fn few_are_shown_and_all_are_counted() {
    for (code, text, count) in floods() {
        let started = Instant::now();
        let loaded = load(
            "f.yaml",
            text.as_bytes(),
            &Options {
                draft: true,
                ..Options::default()
            },
        );
        let shown = loaded.diagnostics.shown();
        let of_kind: Vec<_> = shown.iter().filter(|one| one.code == code).collect();
        assert_eq!(of_kind.len(), MOST_OF_A_KIND + 1, "{code}");
        let last = &of_kind[MOST_OF_A_KIND].message;
        assert_eq!(
            *last,
            format!("and {} more of this kind", count - MOST_OF_A_KIND),
            "{code}"
        );
        assert!(shown.len() <= MOST + rules::ALL.len(), "{code}");
        let severity = rules::find(code).unwrap().severity;
        assert!(loaded.diagnostics.count(severity) >= count, "{code}");
        assert_eq!(severity == Severity::Error, loaded.api.is_none(), "{code}");
        let texts: usize = shown
            .iter()
            .map(|one| render::terminal(&loaded.source, one, true).len())
            .sum();
        let json: usize = shown
            .iter()
            .map(|one| render::json(&loaded.source, one).to_string().len())
            .sum();
        assert!(texts < 40_000 && json < 40_000, "{code}: {texts} {json}");
        if severity == Severity::Error {
            let module = client_module("f.yaml", text.into_bytes(), true, &RustOptions::default());
            let message = module.unwrap_err().message;
            assert!(message.len() < 40_000, "{code}: {}", message.len());
            assert!(message.contains("more of this kind"), "{code}");
        }
        // Of a build without optimisation, on a machine with other work.
        assert!(
            started.elapsed() < Duration::from_secs(30),
            "{code}: {:?}",
            started.elapsed()
        );
    }
}

#[test]
fn carriage_returns_alone_are_reported_once_with_their_line() {
    let text = format!("{}a: b\r", HEAD.replace('\n', "\r")).repeat(500);
    let loaded = load("f.yaml", text.as_bytes(), &Options::default());
    let shown = loaded.diagnostics.shown();
    assert_eq!(shown.len(), 1, "{shown:?}");
    let said = render::terminal(&loaded.source, &shown[0], false);
    assert!(
        said.contains("4000 carriage returns without a line feed"),
        "{said}"
    );
    assert!(said.contains("--> f.yaml:1:15\n"), "{said}");
    assert!(said.contains("1 | provider: acme\n"), "{said}");
    // One in the middle of a file: its line is the one that is shown.
    let text = format!("{HEAD}note\r: x\nb: y\n");
    let loaded = load("f.yaml", text.as_bytes(), &Options::default());
    let said = render::terminal(&loaded.source, &loaded.diagnostics.shown()[0], false);
    assert!(
        said.contains("--> f.yaml:8:5\n") && said.contains("8 | note\n"),
        "{said}"
    );
}
