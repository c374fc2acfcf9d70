//! A folder per rule, `tests/diagnostics/<code>/`: a bad spec with its exact diagnostics, and a similar spec that is accepted.
//!
//! `UPDATE_EXPECT=1 cargo test -p specie-codegen --test front` updates the texts; review them like code.

use specie_codegen::diagnostic::{Severity, render};
use specie_codegen::rules::{self, Rule};
use specie_codegen::{Loaded, Options, load};
use std::fs;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/diagnostics")
}

/// The bytes of a rule's bad spec. One too large to keep is made here.
fn bad(rule: &Rule) -> Vec<u8> {
    if rule.code == "file-too-large" {
        return vec![b'#'; (16 << 20) + 1];
    }
    let path = folder().join(rule.code).join("bad.yaml");
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All that a load says. What is merely incomplete is left out, unless the rule is about that: otherwise each file would need a vector, docs
/// and sources.
fn said(loaded: &Loaded, rule: &Rule) -> String {
    let all = loaded.diagnostics.sorted();
    let shown = all.iter().filter(|found| {
        found.severity != Severity::Incomplete || rule.severity == Severity::Incomplete
    });
    let texts = shown.map(|found| render::terminal(&loaded.source, found, false));
    texts.collect::<Vec<_>>().join("\n")
}

#[test]
fn every_rule_says_what_is_wrong() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut wrong = Vec::new();
    for rule in rules::ALL.iter() {
        if !folder().join(rule.code).is_dir() {
            continue; // The test below reports it.
        }
        let loaded = load("bad.yaml", bad(rule), &Options::default());
        let text = said(&loaded, rule);
        if !loaded
            .diagnostics
            .iter()
            .any(|found| found.code == rule.code)
        {
            wrong.push(format!(
                "{}: bad.yaml does not break the rule:\n{text}",
                rule.code
            ));
            continue;
        }
        let path = folder().join(rule.code).join("expected.txt");
        if update {
            fs::write(&path, &text).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        if expected != text {
            wrong.push(format!(
                "{}: expected\n{expected}\nbut found\n{text}",
                rule.code
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn near_misses_pass() {
    let mut wrong = Vec::new();
    for rule in rules::ALL.iter() {
        let path = folder().join(rule.code).join("good.yaml");
        let Ok(bytes) = fs::read(&path) else { continue };
        let loaded = load("good.yaml", bytes, &Options::default());
        let broken = loaded
            .diagnostics
            .iter()
            .any(|found| found.code == rule.code);
        if broken || loaded.diagnostics.has_errors() {
            wrong.push(format!(
                "{}: good.yaml is not let through:\n{}",
                rule.code,
                said(&loaded, rule)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_has_its_folder_and_every_folder_its_rule() {
    let mut wrong = Vec::new();
    for rule in rules::ALL.iter() {
        for file in ["expected.txt", "good.yaml"] {
            if !folder().join(rule.code).join(file).is_file() {
                wrong.push(format!("tests/diagnostics/{}/{file} is missing", rule.code));
            }
        }
    }
    for entry in fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if rules::find(&name).is_none() {
            wrong.push(format!("tests/diagnostics/{name} is of no rule"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn rules_are_many() {
    assert!(rules::ALL.len() >= 40, "{}", rules::ALL.len());
}

/// Words and phrases that a reader of messages should not meet, each with what to write instead.
const UNUSUAL: [(&str, &str); 12] = [
    ("due", "expected X, found Y"),
    ("mend", "correct"),
    ("mended", "corrected"),
    ("stands", "is, appears"),
    ("travels", "is sent"),
    ("refused", "rejected"),
    ("blank", "space, empty"),
    ("whoever", "users, the provider"),
    ("anybody", "anyone"),
    ("nobody", "no one"),
    ("perhaps", "optionally"),
    ("likewise", "also"),
];

/// The unusual words of a text. What is quoted is left out: it is the author's, or part of the language.
fn unusual(text: &str) -> Vec<&'static str> {
    let plain: String = text.split('`').step_by(2).collect();
    let words: Vec<String> = plain
        .split(|c: char| !c.is_alphabetic())
        .map(str::to_lowercase)
        .collect();
    let listed = UNUSUAL
        .iter()
        .filter(|(word, _)| words.iter().any(|found| found == word))
        .map(|(_, instead)| *instead);
    // "There is no X" is plain; "X is no Y" is not.
    let is_no = words
        .windows(3)
        .any(|three| three[0] != "there" && three[1] == "is" && three[2] == "no");
    listed
        .chain(is_no.then_some("is not a valid X, unknown X"))
        .collect()
}

#[test]
fn messages_and_pages_use_plain_words() {
    let mut wrong = Vec::new();
    for rule in rules::ALL.iter() {
        let mut texts = rule.page.split("```").step_by(2).collect::<Vec<_>>();
        let loaded = load("bad.yaml", bad(rule), &Options::default());
        let found: Vec<_> = loaded.diagnostics.iter().collect();
        for one in &found {
            texts.extend([one.message.as_str(), &one.label]);
            texts.extend(one.second.iter().map(|(_, label)| label.as_str()));
            texts.extend(one.why.as_deref());
            texts.extend(one.help.as_deref());
        }
        for text in texts {
            for instead in unusual(text) {
                wrong.push(format!("{}: {text}\n  write: {instead}", rule.code));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
