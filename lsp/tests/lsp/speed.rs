//! What an answer costs on the largest specs, as CPU time of the server's thread. The limit holds for optimized builds; without optimization it is
//! only run: `cargo test --release -p specie-lsp --test lsp speed -- --nocapture`.

use crate::editor::{Editor, place_of, spec};
use std::time::Duration;

/// The limit for one answer to a text that was just changed.
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

/// What `ask` costs the server: the least of a few times.
fn cost(editor: &mut Editor, mut ask: impl FnMut(&mut Editor)) -> Duration {
    let costs = (0..5).map(|_| {
        let before = editor.server_cpu();
        ask(editor);
        editor.server_cpu() - before
    });
    costs.min().expect("a cost")
}

#[test]
fn answers_come_at_once() {
    let mut slow = Vec::new();
    for (name, text) in [
        ("binance", spec("binance")),
        ("btcpay", spec("btcpay")),
        ("coinpayments", spec("coinpayments")),
        ("300", three_hundred()),
    ] {
        let mut editor = Editor::with(&text);
        editor.findings();
        let edited = text.clone() + "\n";
        let place = place_of(&text, "section:", 2);
        for method in ["hover", "completion", "definition"] {
            let spent = cost(&mut editor, |editor| {
                // An edit, so that the text is read anew.
                editor.change(&edited);
                editor.at(&format!("textDocument/{method}"), place.clone());
            });
            slow.push((name, method, spent));
        }
        let spent = cost(&mut editor, |editor| {
            editor.change(&edited);
            editor.findings();
        });
        slow.push((name, "findings", spent));
    }
    for (name, what, spent) in &slow {
        println!("{name}: {what} {spent:?}");
    }
    slow.retain(|(_, _, spent)| *spent > LIMIT);
    assert!(cfg!(debug_assertions) || slow.is_empty(), "{slow:?}");
}
