//! Every response type of every client, decoded from what a provider never should send: its example cut short, with bits flipped, with each
//! value replaced by one of another kind. Decoding gives a value or a problem, and neither it nor showing them panics.
//!
//! `MUTATIONS=2000 cargo test -p specie-tests --test responses_altered` tries more of each kind than the test does by default.

use specie_runtime::Wire;
use specie_runtime::codec::{Decode, decode};
use std::fmt::Debug;
use std::ops::Range;
use std::panic::catch_unwind;

include!(concat!(env!("OUT_DIR"), "/torture/round_trips.rs"));

/// What happened to the types.
struct Tally {
    types: usize,
    decoded: usize,
    refused: usize,
    /// How many mutants of each kind are tried of an example.
    most: usize,
    random: Random,
    panics: Vec<String>,
}

impl Tally {
    /// A type that is received: its example is what a provider sends.
    fn received<T: Decode + Debug>(&mut self, name: &str, example: &str) {
        self.types += 1;
        for mutant in mutants(example, self.most, &mut self.random) {
            self.tries::<T>(name, &mutant);
        }
    }

    /// A type that is only sent.
    fn sent<T>(&self, _: &str, _: &str) {}

    fn tries<T: Decode + Debug>(&mut self, name: &str, bytes: &[u8]) {
        let outcome = catch_unwind(|| {
            let mut value = T::blank();
            match decode(bytes, &mut value, Wire::PLAIN) {
                Ok(()) => !format!("{value:?}").is_empty(),
                Err(problem) => format!("{problem} {problem:?}").is_empty(),
            }
        });
        match outcome {
            Ok(true) => self.decoded += 1,
            Ok(false) => self.refused += 1,
            Err(_) => {
                let shown = String::from_utf8_lossy(bytes);
                let shown: String = shown.chars().take(400).collect();
                self.panics.push(format!("{name}: {shown}"));
            }
        }
    }
}

/// Numbers that repeat, so that a failure does too.
struct Random(u64);

impl Random {
    /// A number below `end`, which is not 0.
    fn below(&mut self, end: usize) -> usize {
        // xorshift64 of Marsaglia.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap_or_default() % end
    }

    /// `most` of the places of a text, or all of them.
    fn some_of(&mut self, places: usize, most: usize) -> Vec<usize> {
        match places <= most {
            true => (0..places).collect(),
            false => (0..most).map(|_| self.below(places)).collect(),
        }
    }
}

/// Values that no one expects, as they are written.
const ODD: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-0",
    "-1",
    "0.1",
    "1e999999999",
    "-1e-999999999",
    "9223372036854775808",
    "-9223372036854775809",
    "18446744073709551616",
    "99999999999999999999999999999999999999999999999999999999999999999999",
    "1e",
    "01",
    "NaN",
    "-",
    r#""""#,
    r#"" ""#,
    r#""1e999999999""#,
    r#""-99999999999999999999999999999999""#,
    r#""2023-02-31T25:61:61Z""#,
    r#""-9999-01-01T00:00:00Z""#,
    r#""\ud800""#,
    r#""\udc00\ud800""#,
    r#""\u0000""#,
    r#""\x""#,
    "\"\u{feff}比\u{1f37a}\"",
    "\"",
    "[]",
    "{}",
    "[[],{},null]",
    "[null]",
    r#"{"":null}"#,
    r#"{"a":1,"a":2}"#,
    "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]",
    "",
    ",",
    "]",
];

/// An example as it is, and changed in each of the ways, each at most about `most` times.
fn mutants(example: &str, most: usize, random: &mut Random) -> Vec<Vec<u8>> {
    let bytes = example.as_bytes();
    let mut all = vec![bytes.to_vec()];
    for at in random.some_of(bytes.len(), most) {
        all.push(bytes[..at].to_vec());
    }
    for bit in random.some_of(8 * bytes.len(), most) {
        let mut flipped = bytes.to_vec();
        flipped[bit / 8] ^= 1 << (bit % 8);
        all.push(flipped);
    }
    let values = values(example);
    let put = |at: &Range<usize>, other: &str| {
        let (before, behind) = (&example[..at.start], &example[at.end..]);
        [before, other, behind].concat().into_bytes()
    };
    for choice in random.some_of(values.len() * ODD.len(), 2 * most) {
        all.push(put(&values[choice / ODD.len()], ODD[choice % ODD.len()]));
    }
    // Values of the example in each other's places.
    for choice in random.some_of(values.len() * values.len(), most) {
        let (to, from) = (choice / values.len(), choice % values.len());
        all.push(put(&values[to], &example[values[from].clone()]));
    }
    let digits = "7".repeat(5_000);
    for deep in [
        "[".repeat(20_000),
        "{\"a\":".repeat(20_000),
        format!("{}{}", "[".repeat(20_000), "]".repeat(20_000)),
        digits.clone(),
        format!("0.{digits}"),
        format!("\"{digits}\""),
    ] {
        let at = random.below(values.len());
        all.push(put(&values[at], &deep));
    }
    all
}

/// Where the values of a JSON text are, each within the one around it.
fn values(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut open = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        at += match bytes[at] {
            b'{' | b'[' => {
                open.push(at);
                1
            }
            b'}' | b']' => {
                let start = open.pop().expect("brackets in pairs");
                found.push(start..at + 1);
                1
            }
            b'"' => {
                let mut end = at + 1;
                while bytes[end] != b'"' {
                    end += if bytes[end] == b'\\' { 2 } else { 1 };
                }
                end + 1 - at
            }
            b',' | b':' | b' ' | b'\n' => 1,
            _ => {
                let rest = bytes[at..].iter();
                rest.take_while(|byte| !b",]} \n".contains(byte)).count()
            }
        };
        let is_scalar = !b"{}[],: \n".contains(&bytes[start]);
        // A name is followed by a colon.
        if is_scalar && bytes.get(at) != Some(&b':') {
            found.push(start..at);
        }
    }
    found
}

#[test]
fn the_places_of_values() {
    let text = r#"{"a":[1,{"b":"c\"}"}],"d":null}"#;
    let found: Vec<&str> = values(text).into_iter().map(|at| &text[at]).collect();
    assert_eq!(
        found,
        [
            "1",
            r#""c\"}""#,
            r#"{"b":"c\"}"}"#,
            r#"[1,{"b":"c\"}"}]"#,
            "null",
            text
        ]
    );
    assert_eq!(values("\"x\"").first(), Some(&(0..3)));
}

#[test]
fn decoding_what_no_one_sends_does_not_panic() {
    let given = std::env::var("MUTATIONS").ok();
    let mut tally = Tally {
        types: 0,
        decoded: 0,
        refused: 0,
        most: given.map_or(20, |most| most.parse().expect("MUTATIONS is a number")),
        random: Random(0x9e37_79b9_7f4a_7c15),
        panics: Vec::new(),
    };
    all(&mut tally);
    let Tally {
        types,
        decoded,
        refused,
        panics,
        ..
    } = tally;
    assert!(panics.is_empty(), "{}", panics.join("\n"));
    assert!(types > 300, "{types}");
    // Enough is left of the examples to get far into each type.
    assert!(decoded > 10 * types, "{decoded} of {types} types");
    assert!(refused > 10 * types, "{refused} of {types} types");
}
