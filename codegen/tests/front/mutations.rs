//! Changes of specs at random, of kinds that people or broken disks make.

use crate::random::Random;

/// Pieces that have a meaning in YAML or in the spec language.
pub const PIECES: &[&str] = &[
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
pub fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
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

/// How many mutated specs a run tries: `MUTATIONS=100000` for a long one.
pub fn rounds() -> usize {
    let asked = std::env::var("MUTATIONS").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(150)
}
