//! Nothing that changes a model is overlooked, and nothing is reported that changes none.

use crate::mutations::{mutate, rounds};
use crate::random::Random;
use crate::read;
use specie_codegen::diff::{Diff, diff};
use specie_codegen::model::{Api, Lines};
use std::collections::BTreeMap;
use std::path::Path;

fn specs() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found: Vec<(String, String)> = Vec::new();
    for folder in ["../specs", "tests/front", "../tests/signing", "tests/texts"] {
        let mut names: Vec<_> = std::fs::read_dir(root.join(folder))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| {
                path.extension()
                    .is_some_and(|extension| extension == "yaml")
            })
            .collect();
        names.sort();
        for path in names {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            found.push((name, std::fs::read_to_string(path).unwrap()));
        }
    }
    found
}

/// All of a model but where it is written.
fn meaning(api: &Api) -> String {
    let mut api = api.clone();
    api.lines = Lines::default();
    let text = format!("{api:?}");
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once("Span { start: ") {
        out.push_str(before);
        rest = after.split_once('}').unwrap().1;
    }
    out + rest
}

/// A short account of what was found.
fn shown(found: &Diff) -> String {
    let lines = found.changes.iter().map(|change| {
        let (rule, place) = (change.rule.code, &change.place);
        format!("{rule} {place}: {}\n", change.message)
    });
    lines.collect()
}

#[test]
fn a_spec_is_the_same_as_itself() {
    for (name, text) in specs() {
        let Some(api) = read(&name, &text) else {
            continue;
        };
        let found = diff(&api, &api);
        assert!(found.changes.is_empty(), "{name}: {}", shown(&found));
        let spaced = format!("# a comment\n{text}");
        let other = read(&name, &spaced).expect("the same with a comment");
        let found = diff(&api, &other);
        assert!(found.changes.is_empty(), "{name}: {}", shown(&found));
    }
}

#[test]
fn every_change_of_a_model_is_reported() {
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut changed, mut unnoticed) = (0, Vec::new());
    for (name, text) in specs() {
        let Some(old) = read(&name, &text) else {
            continue;
        };
        let before = meaning(&old);
        let mut random = Random(23);
        for _ in 0..rounds() / 4 {
            let mut bytes = text.clone().into_bytes();
            mutate(&mut bytes, &mut random);
            let Some(new) = String::from_utf8(bytes)
                .ok()
                .and_then(|text| read(&name, &text))
            else {
                continue;
            };
            let (there, back) = (diff(&old, &new), diff(&new, &old));
            if meaning(&new) == before {
                assert!(there.changes.is_empty(), "{name}: {}", shown(&there));
                continue;
            }
            changed += 1;
            if there.changes.is_empty() || back.changes.is_empty() {
                unnoticed.push(first_difference(&before, &meaning(&new)));
            }
            for change in there.changes.iter().chain(&back.changes) {
                *rules.entry(change.rule.code).or_default() += 1;
            }
        }
    }
    assert!(
        unnoticed.is_empty(),
        "{} of {changed} unnoticed: {unnoticed:#?}",
        unnoticed.len()
    );
    assert!(changed > 150, "only {changed} mutations changed a model");
    println!("{changed} changed models, by rule: {rules:#?}");
}

fn first_difference(a: &str, b: &str) -> String {
    let same = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let around = |text: &str| -> String {
        let from = (same.saturating_sub(200)..=same)
            .find(|at| text.is_char_boundary(*at))
            .unwrap();
        text.get(from..).unwrap_or("").chars().take(300).collect()
    };
    format!("before: {}\nafter: {}", around(a), around(b))
}
