//! Links in a text of a spec that do not lead to a web page.

use super::Fence;
use super::inline::code_span;
use std::collections::HashSet;
use std::ops::Range;

/// Schemes that browsers and mail programs act on; an address in angle brackets with one of them counts as a link.
const ACTED_ON: [&str; 9] = [
    "about",
    "blob",
    "data",
    "file",
    "ftp",
    "javascript",
    "mailto",
    "tel",
    "vbscript",
];

/// Number of characters in which the name of a scheme ends.
const LONGEST_SCHEME: usize = 256;

/// Ranges of link targets that are not `http://` or `https://` addresses. Code is ignored.
pub fn foreign_links(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut fence: Option<Fence> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        match fence {
            Some(open) if open.is_closed_by(line) => fence = None,
            Some(_) => {}
            None => {
                fence = Fence::opened_by(line.trim());
                if fence.is_none() {
                    in_line(line, start, &mut found);
                }
            }
        }
        start += line.len();
    }
    found
}

fn in_line(line: &str, start: usize, found: &mut Vec<Range<usize>>) {
    let is_definition = line.trim_start().starts_with('[');
    let mut ends = Ends::of(line);
    let mut at = 0;
    while let Some(rest) = line.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with('`') {
            // Marks that nothing closes are text, all of them.
            let ticks = rest.bytes().take_while(|byte| *byte == b'`').count();
            at += match ends.closes(at, ticks) {
                true => code_span(rest).map_or(ticks, |(whole, _)| whole.len()),
                false => ticks,
            };
            continue;
        }
        let target = if rest.starts_with("](") {
            Some((2, inline_target(ends.word(at + 2))))
        } else if let Some(target) = rest.strip_prefix("]:").filter(|_| is_definition) {
            let before = 2 + target.len() - target.trim_start().len();
            Some((before, inline_target(ends.word(at + before))))
        } else if rest.starts_with('<') {
            Some((1, ends.angle(at + 1).and_then(angle_target)))
        } else {
            None
        };
        if let Some((before, Some(length))) = target {
            let from = start + at + before;
            found.push(from..from + length);
        }
        at += rest.chars().next().map_or(1, char::len_utf8);
    }
}

/// Where words, targets in angle brackets and code end in a line. Each end is searched for once, however many begin before it.
struct Ends<'l> {
    line: &'l str,
    /// Behind the last word that was asked for.
    word: usize,
    /// The last closing bracket that was asked for.
    angle: usize,
    /// Numbers of marks that no code behind this position is closed by.
    unclosed: HashSet<usize>,
}

impl<'l> Ends<'l> {
    fn of(line: &'l str) -> Self {
        Self {
            line,
            word: 0,
            angle: 0,
            unclosed: HashSet::new(),
        }
    }

    /// The word that begins at a position, with the angle bracket before it.
    fn word(&mut self, at: usize) -> &'l str {
        let from = at + usize::from(self.behind(at).starts_with('<'));
        if self.word < from {
            let ends = |c: char| c.is_whitespace() || matches!(c, ')' | '>');
            self.word = from
                + self
                    .behind(from)
                    .find(ends)
                    .unwrap_or(self.line.len() - from);
        }
        self.line.get(at..self.word).unwrap_or_default()
    }

    /// What is before the next `>`.
    fn angle(&mut self, at: usize) -> Option<&'l str> {
        if self.angle < at {
            self.angle = at + self.behind(at).find('>').unwrap_or(self.line.len());
        }
        self.line.get(at..self.angle)
    }

    /// Whether code that begins here with this number of marks may be closed.
    fn closes(&mut self, at: usize, ticks: usize) -> bool {
        if self.unclosed.contains(&ticks) {
            return false;
        }
        let is_closed = code_span(self.behind(at)).is_some();
        if !is_closed {
            self.unclosed.insert(ticks);
        }
        is_closed
    }

    fn behind(&self, at: usize) -> &'l str {
        self.line.get(at..).unwrap_or_default()
    }
}

/// Length in bytes of a word after `](` that leads somewhere other than a web page. A word without a scheme or a path is text, as in
/// `a[i](x)`.
fn inline_target(text: &str) -> Option<usize> {
    let shift = usize::from(text.starts_with('<'));
    let target = text.strip_prefix('<').unwrap_or(text);
    // The name of a scheme is short.
    let ends = |c: char| matches!(c, '/' | '?' | '#' | ':');
    let first = target
        .char_indices()
        .take(LONGEST_SCHEME)
        .find(|(_, c)| ends(*c));
    let has_scheme = first.is_some_and(|(_, c)| c == ':');
    let leads = target.starts_with(['/', '.', '#']) || has_scheme;
    let begins = |scheme: &str| {
        let head = target.get(..scheme.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(scheme))
    };
    let is_web = begins("http://") || begins("https://");
    (leads && !is_web).then_some(shift + target.len())
}

/// Length in bytes of `javascript:…` and similar in angle brackets.
fn angle_target(target: &str) -> Option<usize> {
    let scheme = target.char_indices().take(LONGEST_SCHEME);
    let (end, _) = scheme.into_iter().find(|(_, c)| *c == ':')?;
    let scheme = target.get(..end)?;
    let acted_on = ACTED_ON.contains(&scheme.trim().to_ascii_lowercase().as_str());
    acted_on.then_some(target.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_found_beside_anything_that_does_not_end() {
        for (text, expected) in [
            (
                "[a](/x) [b](https://b.example) [c](<./y>)",
                vec!["/x", "<./y"],
            ),
            ("`[a](/x)` [b](/y)", vec!["/y"]),
            ("``[a](/x)` [b](/y)", vec!["/x", "/y"]),
            ("[a]: javascript:x", vec!["javascript:x"]),
            ("<mailto:a@b> <x y> <tel:1", vec!["mailto:a@b"]),
        ] {
            let found = foreign_links(text);
            let found: Vec<&str> = found.into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, expected, "{text}");
        }
        // Each of these took minutes when what does not end was searched for its end again and again.
        for piece in ["`", "](", "](/x", "](a", "<", "<a:", "]: "] {
            foreign_links(&format!("[{}", piece.repeat(200_000)));
        }
    }
}
