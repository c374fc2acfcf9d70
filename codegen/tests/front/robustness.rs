//! Any bytes as a spec: diagnostics or a model, never a panic, in bounded time.

use specie_codegen::diagnostic::render;
use specie_codegen::{Options, load};
use std::path::Path;
use std::time::{Duration, Instant};

/// Small and fast, and the same on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % (end.max(1) as u64)).unwrap()
    }
}

fn specs() -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = Vec::new();
    for name in ["calypso", "coinpayments", "coinpit", "coinport"] {
        let path = root.join("specs").join(name).with_extension("yaml");
        found.push((name.to_string(), std::fs::read(path).unwrap()));
    }
    found
}

/// Pieces that have a meaning in YAML or in the spec language.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ": ",
    "- ",
    "\n",
    "  ",
    "\t",
    "\"",
    "'",
    "|",
    ">-",
    "&a ",
    "*a",
    "!t ",
    "<<: ",
    "...",
    "--- ",
    "#",
    " -- ",
    "?",
    "= ",
    "1..",
    "or []",
    " as ",
    "list<",
    ">",
    "map<text, ",
    "none",
    "é",
    "漢",
    "\u{202e}",
    "\u{0}",
    "(unconfirmed",
    "{x}",
    "99999999999999999999",
    "numbered<",
    "..",
    "body.",
    "header[",
    " | hex",
    " ?? ",
    " if ",
    " else ",
    "(",
    ")",
    "\\",
    "~",
    "@",
    "%",
    "\r",
];

/// One change of a kind that people or broken disks make.
fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    let at = random.below(bytes.len());
    match random.below(8) {
        0 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << random.below(8);
            }
        }
        1 => {
            let end = (at + random.below(40)).min(bytes.len());
            bytes.drain(at..end);
        }
        2 => {
            let piece = PIECES[random.below(PIECES.len())];
            bytes.splice(at..at, piece.bytes());
        }
        3 => {
            let lines = lines(bytes);
            let line = lines[random.below(lines.len())].clone();
            bytes.drain(line);
        }
        4 => {
            let lines = lines(bytes);
            let line = bytes[lines[random.below(lines.len())].clone()].to_vec();
            let to = lines[random.below(lines.len())].start;
            bytes.splice(to..to, line);
        }
        5 => {
            let words = words(bytes);
            let (a, b) = (random.below(words.len()), random.below(words.len()));
            if let (Some(a), Some(b)) = (words.get(a).cloned(), words.get(b).cloned())
                && a.end <= b.start
            {
                let (first, second) = (bytes[a.clone()].to_vec(), bytes[b.clone()].to_vec());
                bytes.splice(b, first);
                bytes.splice(a, second);
            }
        }
        6 => {
            let words = words(bytes);
            if let Some(word) = words.get(random.below(words.len())).cloned() {
                bytes.drain(word);
            }
        }
        _ => bytes.truncate(at),
    }
}

fn lines(bytes: &[u8]) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        found.push(start..start + line.len());
        start += line.len();
    }
    if found.is_empty() {
        found.push(0..0);
    }
    found
}

fn words(bytes: &[u8]) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, byte) in bytes.iter().enumerate() {
        match (byte.is_ascii_alphanumeric() || *byte == b'_', start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                found.push(from..at);
                start = None;
            }
            _ => {}
        }
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

/// How many mutated specs a run tries: `MUTATIONS=100000` for a long one.
fn rounds() -> usize {
    let asked = std::env::var("MUTATIONS").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(500)
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
