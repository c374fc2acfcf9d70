//! Any bytes as a spec: diagnostics or a model, never a panic, in bounded time.

use crate::mutations::{PIECES, mutate, rounds};
use crate::random::Random;
use specie_codegen::diagnostic::render;
use specie_codegen::{Options, load};
use std::path::Path;
use std::time::{Duration, Instant};

fn specs() -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = Vec::new();
    for name in ["calypso", "coinpayments", "coinpit", "coinport"] {
        let path = root.join("specs").join(name).with_extension("yaml");
        found.push((name.to_string(), std::fs::read(path).unwrap()));
    }
    found
}

/// A load ends, says something or gives a model, and what it says can be shown.
fn survive(name: &str, bytes: &[u8]) -> Duration {
    let start = Instant::now();
    let loaded = load(name, bytes, &Options::default());
    let time = start.elapsed();
    assert!(loaded.api.is_some() != loaded.diagnostics.has_errors());
    for found in loaded.diagnostics.sorted() {
        let text = render::terminal(&loaded.source, found, true);
        assert!(text.contains(found.code) && text.ends_with('\n'));
        let json = render::json(&loaded.source, found);
        assert!(json["line"].as_u64() >= Some(1) && json["column"].as_u64() >= Some(1));
        assert!(found.span.start <= found.span.end, "{found:?}");
    }
    time
}

#[test]
fn mutated_specs_end_with_diagnostics() {
    for (name, whole) in specs() {
        let mut random = Random(7);
        let plain = survive(&name, &whole);
        // Most rounds leave the vectors out, whose replaying takes most of the time.
        let text = String::from_utf8(whole.clone()).unwrap();
        let without = text.split("\nvectors:").next().unwrap().as_bytes();
        for round in 0..rounds() {
            let mut bytes = if round % 8 == 0 {
                whole.clone()
            } else {
                without.to_vec()
            };
            for _ in 0..=random.below(3) {
                mutate(&mut bytes, &mut random);
            }
            let time = survive(&name, &bytes);
            assert!(
                time < plain * 20 + Duration::from_secs(2),
                "{name}: {time:?}"
            );
        }
    }
}

#[test]
fn pieces_thrown_together_end_with_diagnostics() {
    let mut random = Random(11);
    let words = [
        "provider",
        "operations",
        "types",
        "params",
        "answer",
        "acme",
        "call",
        "GET x/{y}",
        "auth",
        "sections",
        "vectors",
        "doc",
        "let",
        "header",
        "fields",
        "enum",
        "values",
        "text",
        "decimal",
        "webhooks",
        "streams",
        "errors",
        "envelopes",
    ];
    for _ in 0..rounds() * 6 {
        let mut text = String::new();
        for _ in 0..random.below(60) {
            match random.below(3) {
                0 => text.push_str(PIECES[random.below(PIECES.len())]),
                1 => text.push_str(words[random.below(words.len())]),
                _ => {
                    text.push_str(words[random.below(words.len())]);
                    text.push_str(":\n");
                    text.push_str(&" ".repeat(random.below(5)));
                }
            }
        }
        survive("pieces", text.as_bytes());
    }
}

#[test]
fn long_and_deep_files_end_soon() {
    let many =
        |line: &str, count: usize| format!("provider: a\noperations:\n{}", line.repeat(count));
    let cases = [
        "[".repeat(200_000),
        "a: ".repeat(100_000),
        "{a: ".repeat(100_000),
        format!("a: \"{}", "x".repeat(1_000_000)),
        format!("a: {}", "- ".repeat(100_000)),
        many("  x: 1\n", 5_000),
        format!(
            "types:\n  A: {{ fields: {{ a: {}text{} }} }}\n",
            "list<".repeat(50_000),
            ">".repeat(50_000)
        ),
        format!("auth:\n  p:\n    - body: {}x\n", "(".repeat(100_000)),
        format!("auth:\n  p:\n    - body: x{}\n", " + x".repeat(5_000)),
        format!("auth:\n  p:\n    - body: {}x\n", "not ".repeat(100_000)),
    ];
    for text in cases {
        let start: String = text.chars().take(30).collect();
        let time = survive("long", text.as_bytes());
        assert!(time < Duration::from_secs(10), "{start}: {time:?}");
    }
}
