//! Which findings are shown, and how many are only counted: a broken file must not flood a terminal, a log or a compiler.

use super::{Diagnostic, Diagnostics, Severity};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Maximum number of findings shown per code.
pub const MOST_OF_A_KIND: usize = 20;

/// Maximum number of incomplete places shown per code where they are accepted.
const FEW_OF_A_KIND: usize = 2;

/// Maximum number of findings shown in total. After them, each code has at most one line that counts the rest.
pub const MOST: usize = 200;

/// Maximum length in characters of one text of a finding.
const LONGEST: usize = 4_000;

impl Diagnostics {
    /// The findings to show, by position: at most [`MOST_OF_A_KIND`] per code and [`MOST`] in total, errors before less severe ones.
    ///
    /// The rest of a code is one more entry, at the position of the first that is not shown: `and 480 more of this kind`.
    #[must_use]
    pub fn shown(&self) -> Vec<Cow<'_, Diagnostic>> {
        self.shown_of(|_| true)
    }

    /// The same for the findings whose severity `wanted` selects.
    #[must_use]
    pub fn shown_of(&self, wanted: impl Fn(Severity) -> bool) -> Vec<Cow<'_, Diagnostic>> {
        self.limited(wanted, |_| MOST_OF_A_KIND)
    }

    /// The same where incomplete places are accepted: only two of each code, so that hundreds of them hide nothing else.
    #[must_use]
    pub fn shown_in_draft(&self) -> Vec<Cow<'_, Diagnostic>> {
        let most = |severity| match severity {
            Severity::Incomplete => FEW_OF_A_KIND,
            _ => MOST_OF_A_KIND,
        };
        self.limited(|_| true, most)
    }

    fn limited(
        &self,
        wanted: impl Fn(Severity) -> bool,
        most: impl Fn(Severity) -> usize,
    ) -> Vec<Cow<'_, Diagnostic>> {
        let mut all = self.sorted();
        all.retain(|found| wanted(found.severity));
        let mut by_weight = all.clone();
        by_weight.sort_by_key(|found| found.severity);
        let mut kinds: BTreeMap<&str, Kind<'_>> = BTreeMap::new();
        let mut shown: Vec<Cow<'_, Diagnostic>> = Vec::new();
        for found in by_weight {
            let kind = kinds.entry(found.code).or_default();
            if kind.shown < most(found.severity) && shown.len() < MOST {
                kind.shown += 1;
                shown.push(Cow::Borrowed(found));
            } else {
                kind.first_left.get_or_insert(found);
                kind.last = Some(found);
                kind.left += 1;
            }
        }
        for (code, kind) in kinds {
            let (Some(first), Some(last)) = (kind.first_left, kind.last) else {
                continue;
            };
            let left = kind.left + self.dropped(code);
            shown.push(match left {
                // A line that counts one finding takes as much space as the finding itself.
                1 => Cow::Borrowed(last),
                _ => Cow::Owned(more(first, left)),
            });
        }
        shown.sort_by_key(|found| (found.span, found.severity, found.code));
        shown
    }

    /// Number of findings of a severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        let kept = self.sorted().into_iter();
        let kept = kept.filter(|found| found.severity == severity).count();
        let dropped = self.seen.values().filter(|kind| kind.severity == severity);
        kept + dropped.map(|kind| kind.dropped()).sum::<usize>()
    }

    /// Findings of a code that were counted but not kept.
    fn dropped(&self, code: &str) -> usize {
        self.seen.get(code).map_or(0, super::Seen::dropped)
    }
}

#[derive(Default)]
struct Kind<'a> {
    shown: usize,
    left: usize,
    first_left: Option<&'a Diagnostic>,
    last: Option<&'a Diagnostic>,
}

/// The entry that counts the rest of a code.
fn more(first: &Diagnostic, count: usize) -> Diagnostic {
    let help = match first.severity {
        Severity::Incomplete => "`check` without `--draft` shows more of them at once",
        _ => "fix those shown and check again: they may have the same cause",
    };
    Diagnostic {
        code: first.code,
        severity: first.severity,
        span: first.span,
        message: format!("and {count} more of this kind"),
        label: "the next one is here".to_owned(),
        second: None,
        why: None,
        help: Some(help.to_owned()),
        replacement: None,
    }
}

/// Limits the length of a text: echoed names may be as long as the file.
pub(super) fn bounded(text: impl Into<String>) -> String {
    let mut text: String = text.into();
    if text.len() > LONGEST
        && let Some((end, _)) = text.char_indices().nth(LONGEST)
    {
        text.truncate(end);
        text.push('…');
    }
    text
}

/// The beginning of a long text.
pub(crate) fn shorten(text: &str) -> String {
    let mut short: String = text
        .chars()
        .take(40)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if text.chars().count() > 40 {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::super::KEPT;
    use super::*;
    use crate::rules::spec::{MISSING_DOC, UNKNOWN_KEY};
    use crate::rules::types::UNKNOWN_TYPE;
    use crate::source::Span;

    fn many(counts: &[(&'static crate::rules::Rule, usize)]) -> Diagnostics {
        let mut all = Diagnostics::new();
        let mut at = 0;
        for (rule, count) in counts {
            for _ in 0..*count {
                at += 1;
                all.report(rule, Span::new(at, at + 1), format!("fault {at}"));
            }
        }
        all
    }

    fn messages(all: &Diagnostics) -> Vec<String> {
        all.shown().iter().map(|one| one.message.clone()).collect()
    }

    #[test]
    fn few_are_shown_whole() {
        let all = many(&[(&UNKNOWN_KEY, MOST_OF_A_KIND), (&UNKNOWN_TYPE, 1)]);
        assert_eq!(all.shown().len(), MOST_OF_A_KIND + 1);
        // One more is shown itself, not as a line that counts it.
        let all = many(&[(&UNKNOWN_KEY, MOST_OF_A_KIND + 1)]);
        assert_eq!(messages(&all).last().unwrap(), "fault 21");
    }

    #[test]
    fn the_rest_of_a_kind_is_counted() {
        let all = many(&[(&UNKNOWN_KEY, 500), (&UNKNOWN_TYPE, 2)]);
        let shown = all.shown();
        assert_eq!(shown.len(), MOST_OF_A_KIND + 1 + 2);
        let more = &shown[MOST_OF_A_KIND];
        assert_eq!(more.code, "unknown-key");
        assert_eq!(more.message, "and 480 more of this kind");
        assert_eq!(more.span.start, 21);
        assert_eq!((all.len(), all.errors()), (502, 502));
        assert_eq!(all.count(Severity::Error), 502);
        assert_eq!(all.sorted().len(), KEPT + 2, "the rest takes no memory");
    }

    #[test]
    fn in_a_draft_incomplete_places_hide_nothing() {
        let all = many(&[(&MISSING_DOC, 500), (&UNKNOWN_KEY, 5)]);
        let shown = all.shown_in_draft();
        let codes: Vec<&str> = shown.iter().map(|one| one.code).collect();
        let expected = [vec!["missing-doc"; 3], vec!["unknown-key"; 5]].concat();
        assert_eq!(codes, expected);
        assert_eq!(shown[2].message, "and 498 more of this kind");
    }

    #[test]
    fn errors_are_shown_before_what_is_less() {
        // Incomplete findings first in the file, then many errors of many codes.
        let mut counts = vec![(&MISSING_DOC, 30)];
        counts.extend(crate::rules::ALL.iter().map(|rule| (*rule, 30)));
        let all = many(&counts);
        let shown = all.shown();
        let whole = shown
            .iter()
            .filter(|one| !one.message.contains(" more of this kind"));
        assert!(whole.clone().all(|one| one.severity == Severity::Error));
        assert_eq!(whole.count(), MOST);
        assert!(shown.len() <= MOST + crate::rules::ALL.len());
    }

    #[test]
    fn equal_findings_are_counted_once() {
        let mut all = Diagnostics::new();
        for _ in 0..50 {
            all.report(&UNKNOWN_KEY, Span::new(0, 1), "the same");
        }
        assert_eq!(messages(&all), ["the same"]);
        assert_eq!(all.count(Severity::Error), 1);
    }

    #[test]
    fn long_texts_are_cut() {
        let mut all = Diagnostics::new();
        all.report(&UNKNOWN_KEY, Span::new(0, 1), "ü".repeat(100_000))
            .help("x".repeat(100_000));
        let shown = all.shown();
        assert_eq!(shown[0].message.chars().count(), LONGEST + 1);
        assert_eq!(
            shown[0].help.as_ref().unwrap().len(),
            LONGEST + '…'.len_utf8()
        );
    }
}
