//! What an answer costs on the largest specs. The limit holds for optimized builds; without optimization it is only run.

use crate::editor::{Editor, place_of, spec};
use std::time::{Duration, Instant};

/// The limit for one answer.
const LIMIT: Duration = Duration::from_millis(50);

/// A spec with 300 operations: those of one, over and over, with other names.
fn three_hundred() -> String {
    let text = spec("coinport");
    let at = text.find("\noperations:\n").expect("operations") + "\noperations:\n".len();
    let end = text[at..]
        .find("\n\n")
        .map_or(text.len(), |length| at + length + 1);
    let operations = &text[at..end];
    let count = operations.lines().filter(|line| is_name(line)).count();
    let mut all = String::new();
    for copy in 0..300 / count + 1 {
        for line in operations.lines() {
            match line.strip_suffix(':').filter(|_| is_name(line)) {
                Some(name) => all.push_str(&format!("{name}_{copy}:\n")),
                None => all.push_str(&format!("{line}\n")),
            }
        }
    }
    format!("{}{all}{}", &text[..at], &text[end..])
}

fn is_name(line: &str) -> bool {
    line.starts_with("  ") && !line.starts_with("   ") && line.ends_with(':')
}

#[test]
fn answers_come_at_once() {
    let large = three_hundred();
    for (name, text) in [
        ("calypso", spec("calypso")),
        ("coinpayments", spec("coinpayments")),
        ("300", large),
    ] {
        let mut editor = Editor::with(&text);
        editor.findings();
        let place = place_of(&text, "section:", 2);
        for method in ["hover", "completion", "definition"] {
            let mut best = Duration::MAX;
            for _ in 0..5 {
                // An edit, so that the text is read anew.
                editor.change(&(text.clone() + "\n"));
                let started = Instant::now();
                editor.at(&format!("textDocument/{method}"), place.clone());
                best = best.min(started.elapsed());
            }
            println!("{name}: {method} {best:?}");
            if cfg!(not(debug_assertions)) {
                assert!(best < LIMIT, "{name}: {method} took {best:?}");
            }
        }
    }
}
