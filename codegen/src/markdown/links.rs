//! Links in a text of a spec that do not lead to a web page.

use super::Fence;
use super::inline::code_span;
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
    let mut at = 0;
    while let Some(rest) = line.get(at..).filter(|rest| !rest.is_empty()) {
        if let Some((whole, _)) = rest.starts_with('`').then(|| code_span(rest)).flatten() {
            at += whole.len();
            continue;
        }
        let is_definition = line.trim_start().starts_with('[');
        let target = if let Some(target) = rest.strip_prefix("](") {
            Some((2, inline_target(target)))
        } else if let Some(target) = rest.strip_prefix("]:").filter(|_| is_definition) {
            let words = target.trim_start();
            Some((2 + target.len() - words.len(), inline_target(words)))
        } else {
            rest.strip_prefix('<')
                .map(|target| (1, angle_target(target)))
        };
        if let Some((before, Some(length))) = target {
            let from = start + at + before;
            found.push(from..from + length);
        }
        at += rest.chars().next().map_or(1, char::len_utf8);
    }
}

/// Length in bytes of a target after `](` that leads somewhere other than a web page. A word without a scheme or a path is text, as in
/// `a[i](x)`.
fn inline_target(text: &str) -> Option<usize> {
    let shift = usize::from(text.starts_with('<'));
    let target = text.strip_prefix('<').unwrap_or(text);
    let mut words = target.split(|c: char| c.is_whitespace() || matches!(c, ')' | '>'));
    let target = words.next().unwrap_or_default();
    let head = target.split(['/', '?', '#']).next().unwrap_or_default();
    let lower = target.to_ascii_lowercase();
    let leads = target.starts_with(['/', '.', '#']) || head.contains(':');
    let is_web = lower.starts_with("http://") || lower.starts_with("https://");
    (leads && !is_web).then_some(shift + target.len())
}

/// Length in bytes of `javascript:…` and similar in angle brackets.
fn angle_target(text: &str) -> Option<usize> {
    let (target, _) = text.split_once('>')?;
    let (scheme, _) = target.split_once(':')?;
    let acted_on = ACTED_ON.contains(&scheme.trim().to_ascii_lowercase().as_str());
    acted_on.then_some(target.len())
}
