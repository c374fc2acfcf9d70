//! What an author changed and what a document changed, at random: the result is the text with both, byte for byte.

use crate::changes::{Change, Places, What, changed};
use crate::pairs;
use crate::random::Random;
use crate::support::{again, diff, errors, update};
use specie_codegen::import::{self, ImportOptions};
use specie_codegen::update::{self as updates, Updated};

/// Specs to change: those of the repository, an import, and the imports of real documents where they are.
fn specs() -> Vec<(String, String)> {
    let document = include_bytes!("../import/whole.yaml");
    let options = ImportOptions {
        provider: Some("acme".to_owned()),
    };
    let whole = import::openapi(document, &options).expect("an import").spec;
    let mut specs = vec![("whole".to_owned(), whole)];
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../specs");
    for name in ["coinpayments", "coinpit", "coinport"] {
        let text = std::fs::read_to_string(format!("{folder}/{name}.yaml")).expect("a spec");
        specs.push((name.to_owned(), text));
    }
    let pairs = pairs::pairs().iter();
    specs.extend(pairs.map(|pair| (pair.name.clone(), pair.old.clone())));
    // Large ones take minutes without optimization.
    let is_long_run = std::env::var("MERGES").is_ok();
    let only = std::env::var("SPEC").ok();
    specs.retain(|(name, text)| match &only {
        Some(only) => only == name,
        None => is_long_run || text.len() < LARGE,
    });
    specs
}

/// Length of a spec from which on it is only tried in a long run.
const LARGE: usize = 100_000;

/// The seeds of the random merges of each spec: `MERGES=20`, or `MERGES=7..8` for one of them.
fn seeds() -> std::ops::Range<u64> {
    let seeds = std::env::var("MERGES").unwrap_or_else(|_| "1".to_owned());
    let number = |text: &str| text.parse().expect("a number");
    match seeds.split_once("..") {
        Some((first, end)) => number(first)..number(end),
        None => 0..number(&seeds),
    }
}

/// Changes of both sides: of different parts, and of the same.
struct Sides {
    author: Vec<Change>,
    document: Vec<Change>,
    /// The document's changes of what the author changed, too.
    against: Vec<Change>,
}

fn sides(text: &str, random: &mut Random) -> Sides {
    let places = Places::of(text);
    let mut sides = Sides {
        author: Vec::new(),
        document: Vec::new(),
        against: Vec::new(),
    };
    let mut taken: Vec<Change> = Vec::new();
    for at in 0..24 {
        let is_author = at % 2 == 0;
        let mark = format!("{}{at}x", if is_author { "author" } else { "upstream" });
        let Some(change) = places.change(random, is_author, &mark, &taken) else {
            continue;
        };
        taken.push(change.clone());
        match is_author {
            true => {
                if random.below(4) == 0
                    && let Some(against) = places.against(&change, &format!("upstream{at}x"), text)
                {
                    sides.against.push(against);
                }
                sides.author.push(change);
            }
            false => sides.document.push(change),
        }
    }
    sides
}

/// A spec without the comments of its conflicts.
fn without_conflicts(spec: &str) -> String {
    let mut inside = false;
    let mut out = String::new();
    for line in spec.split_inclusive('\n') {
        inside |= line.trim_start().starts_with("# <<< specie update");
        if !inside {
            out.push_str(line);
        }
        inside &= !line.trim_start().starts_with("# >>>");
    }
    out
}

fn check_again(updated: &Updated, new: &str, prune: bool) -> Vec<String> {
    let second = again(&updated.record, &updated.spec, new, prune);
    let mut wrong = diff(&updated.spec, &second.spec);
    if second.record != updated.record {
        wrong.push("the second update changes the record".to_owned());
    }
    wrong
}

/// One merge; what is wrong with it.
fn merge(old: &str, random: &mut Random) -> Vec<String> {
    let Sides {
        author,
        document,
        against,
    } = sides(old, random);
    let windows = random.below(5) == 0;
    let lines = |text: String| match windows {
        true => text.replace('\n', "\r\n"),
        false => text,
    };
    let all: Vec<Change> = document.iter().chain(&against).cloned().collect();
    let new = changed(old, &all);
    let spec = lines(changed(old, &author));
    let visible: Vec<Change> = document
        .iter()
        .filter(|change| !change.what.is_layout())
        .chain(&author)
        .cloned()
        .collect();
    let expected = lines(changed(old, &visible));
    let told = |side: &str, changes: &[Change]| -> String {
        let line =
            |change: &Change| format!("{side} {}: {:?}\n", change.path.join("."), change.what);
        changes.iter().map(line).collect()
    };

    let pruned = update(old, &spec, &new, true);
    let mut wrong = diff(&expected, &without_conflicts(&pruned.spec));
    // Operations that come and go do so with the empty lines around them.
    let is_whole = |change: &Change| matches!(change.what, What::Operation(_) | What::Removed);
    if document.iter().any(is_whole) {
        wrong.retain(|line| !line.trim_start_matches(['+', '-']).trim().is_empty());
    }
    if pruned.summary.conflicts.len() != against.len() {
        wrong.push(format!("conflicts: {:?}", pruned.summary.conflicts));
    }
    let refused = errors(&pruned.spec);
    let refused = refused
        .iter()
        .any(|error| error.starts_with("unresolved-conflict"));
    if refused == against.is_empty() {
        wrong.push("`check` refuses a conflict, and nothing else".to_owned());
    }
    wrong.extend(check_again(&pruned, &new, true));

    let marked = update(old, &spec, &new, false);
    for at in 0..24 {
        let mark = format!("author{at}x");
        let count = |text: &str| text.to_lowercase().matches(&mark).count();
        if count(&without_conflicts(&marked.spec)) != count(&spec) {
            wrong.push(format!("{mark} is lost"));
        }
    }
    wrong.extend(check_again(&marked, &new, false));
    if !wrong.is_empty() {
        wrong.push(
            told("author", &author) + &told("document", &document) + &told("against", &against),
        );
    }
    wrong
}

#[test]
fn changes_of_both_sides_meet() {
    let mut failed = Vec::new();
    for (name, old) in specs() {
        let record = updates::record("old", &old).unwrap();
        assert_eq!(again(&record, &old, &old, true).spec, old, "{name}");
        for seed in seeds() {
            let mut random = Random(seed);
            let wrong = merge(&old, &mut random);
            if !wrong.is_empty() {
                failed.push(format!("{name}, seed {seed}:\n{}", wrong.join("\n")));
            }
        }
    }
    assert!(
        failed.is_empty(),
        "{} failed\n{}",
        failed.len(),
        failed.join("\n\n")
    );
}
