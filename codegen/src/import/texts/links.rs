//! Links of a text that lead to no web page.

use crate::markdown::foreign_links;
use std::collections::HashSet;
use std::ops::Range;

/// Maximum number of rounds. Taking the brackets of a link away can make a link of what is around it.
const ROUNDS: usize = 16;

/// Writes links that lead to no web page as their words, with the target behind them.
pub(super) fn without_foreign(mut text: String) -> String {
    if !text.contains("](") && !text.contains("]:") && !text.contains('<') {
        return text;
    }
    for _ in 0..ROUNDS {
        let links = foreign_links(&text);
        if links.is_empty() {
            return text;
        }
        let mut edits = Edits::of(&text);
        for link in &links {
            edits.take_brackets(link);
        }
        text = edits.applied();
    }
    // Brackets around brackets, which are no link to anyone: without the signs there is none.
    text.replace("](", "] (")
        .replace("]:", "] :")
        .replace('<', "< ")
}

/// Replacements in a text, all applied in one pass.
struct Edits<'t> {
    text: &'t str,
    replaced: Vec<(Range<usize>, String)>,
    /// Opening brackets that are taken away already.
    opened: HashSet<usize>,
}

impl<'t> Edits<'t> {
    fn of(text: &'t str) -> Self {
        Self {
            text,
            replaced: Vec::new(),
            opened: HashSet::new(),
        }
    }

    /// Takes the brackets of the link to this target away.
    fn take_brackets(&mut self, target: &Range<usize>) {
        let text = self.text;
        let before = text.get(..target.start).unwrap_or_default();
        let after = text.get(target.end..).unwrap_or_default();
        if let Some(head) = before.strip_suffix("](") {
            // The title of the link is behind the target.
            let title = after.split_once([')', '\n']).map(|(title, _)| title);
            let title = title.filter(|title| {
                after
                    .get(title.len()..)
                    .is_some_and(|end| end.starts_with(')'))
            });
            let end = target.end + title.map_or(0, |title| title.len() + 1);
            let shown = text.get(target.clone()).unwrap_or_default();
            let shown = format!(
                "{} {}",
                shown.trim_start_matches('<'),
                title.unwrap_or_default().trim()
            );
            self.take_opening(head);
            self.replaced
                .push((head.len()..end, format!(" ({})", shown.trim())));
        } else if let Some(head) = before.strip_suffix('<') {
            self.replaced
                .push((head.len()..target.start, String::new()));
            if after.starts_with('>') {
                self.replaced
                    .push((target.end..target.end + 1, String::new()));
            }
        } else {
            // A definition: `[words]: target`.
            let head = before.trim_end().trim_end_matches("]:");
            self.take_opening(head);
            self.replaced
                .push((head.len()..target.start, " ".to_owned()));
        }
    }

    /// Takes away the last opening bracket that is still there.
    fn take_opening(&mut self, head: &str) {
        let mut head = head;
        while let Some(at) = head.rfind('[') {
            if self.opened.insert(at) {
                self.replaced.push((at..at + 1, String::new()));
                return;
            }
            head = head.get(..at).unwrap_or_default();
        }
    }

    fn applied(mut self) -> String {
        self.replaced
            .sort_by_key(|(range, _)| (range.start, range.end));
        let mut out = String::with_capacity(self.text.len());
        let mut at = 0;
        for (range, with) in &self.replaced {
            // What overlaps is found again in the next round.
            if range.start < at {
                continue;
            }
            out.push_str(self.text.get(at..range.start).unwrap_or_default());
            out.push_str(with);
            at = range.end;
        }
        out.push_str(self.text.get(at..).unwrap_or_default());
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_become_words_with_their_target() {
        for (text, expected) in [
            ("see [it](/x) there", "see it (/x) there"),
            ("[a](/x \"title\") [b](#y)", "a (/x \"title\") b (#y)"),
            (
                "[a](https://a.example) [b](/y)",
                "[a](https://a.example) b (/y)",
            ),
            ("[[a](/x)](/y)", "a (/x) (/y)"),
            ("[a]: javascript:x", "a javascript:x"),
            ("<javascript:x>", "javascript:x"),
            ("](/x)", " (/x)"),
        ] {
            assert_eq!(without_foreign(text.to_owned()), expected, "{text}");
        }
    }

    #[test]
    fn any_number_of_links_is_read_in_one_pass() {
        let links = "[a](/x) ".repeat(20_000);
        assert_eq!(without_foreign(links), "a (/x) ".repeat(20_000));
        let nested = format!("{}a{}", "[".repeat(500), "](/x)".repeat(500));
        assert!(foreign_links(&without_foreign(nested)).is_empty());
    }
}
