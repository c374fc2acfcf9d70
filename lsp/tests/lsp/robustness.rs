//! No text and no position ends the server.

use crate::editor::{Editor, URI, spec};
use serde_json::json;

/// `MUTATIONS=2000` for a long run.
fn rounds() -> usize {
    std::env::var("MUTATIONS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(40)
}

/// A text with a few random changes: pieces removed, doubled, moved, and awkward characters.
fn mutated(text: &str, random: &mut fastrand::Rng) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..random.usize(1..6) {
        let at = random.usize(..chars.len());
        let end = (at + random.usize(1..60)).min(chars.len());
        match random.usize(..5) {
            0 => drop(chars.drain(at..end)),
            1 => {
                let piece: Vec<char> = chars[at..end].to_vec();
                let to = random.usize(..chars.len());
                chars.splice(to..to, piece);
            }
            2 => chars.truncate(end.max(200)),
            3 => {
                let awkward = [
                    "\r", "\r\n", "𝄞", "{", "[", "\"", "'", ":", "- ", "\t", "|", "\u{feff}",
                    "\u{202e}", " -- ", "<",
                ];
                let piece = awkward[random.usize(..awkward.len())];
                chars.splice(at..at, piece.chars());
            }
            _ => chars[at] = random.char(' '..'\u{3000}'),
        }
        if chars.is_empty() {
            chars.push('a');
        }
    }
    chars.into_iter().collect()
}

#[test]
fn no_text_ends_the_server() {
    let mut random = fastrand::Rng::with_seed(11);
    let specs = ["coinpayments", "coinport", "calypso", "coinpit"].map(spec);
    let mut editor = Editor::with(&specs[0]);
    for round in 0..rounds() {
        let text = mutated(&specs[round % specs.len()], &mut random);
        editor.change(&text);
        let lines = text.lines().count() as u32;
        for method in ["hover", "completion", "definition"] {
            let position =
                json!({ "line": random.u32(..lines + 3), "character": random.u32(..90) });
            editor.at(&format!("textDocument/{method}"), position);
        }
        let line = random.u32(..lines + 3);
        let range = json!({ "start": { "line": line, "character": 0 }, "end": { "line": line + random.u32(..9), "character": 40 } });
        let params = json!({ "textDocument": { "uri": URI }, "range": range, "context": { "diagnostics": [] } });
        editor.request("textDocument/codeAction", params);
    }
    editor.findings();
    editor.notify("exit", json!(null));
    assert!(
        editor.end().is_err(),
        "ended by `exit` without `shutdown`, not by a panic"
    );
}

#[test]
fn no_position_ends_the_server() {
    let mut editor = Editor::with("provider: é\noperations:\n  𝄞: { a: [");
    for line in [0, 1, 2, 3, u32::MAX] {
        for character in [0, 1, 3, 4, 5, 99, u32::MAX] {
            for method in ["hover", "completion", "definition"] {
                let position = json!({ "line": line, "character": character });
                editor.at(&format!("textDocument/{method}"), position);
            }
        }
    }
}
