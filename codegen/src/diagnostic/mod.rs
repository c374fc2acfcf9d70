//! What is wrong with a spec, as values; texts are rendered later.

mod limits;
pub mod render;

use crate::rules::Rule;
pub use crate::rules::Severity;
use crate::rules::operations::UNKNOWN_OPERATION;
use crate::source::Source;
use crate::source::Span;
pub use crate::suggest::{Help, Replacement, did_you_mean, nearest};
use limits::bounded;
pub(crate) use limits::shorten;
pub use limits::{MOST, MOST_OF_A_KIND};
use std::collections::BTreeMap;

/// One finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// Code of the rule that was broken.
    pub code: &'static str,
    /// Severity.
    pub severity: Severity,
    /// Position in the file.
    pub span: Span,
    /// What is wrong: lower case, no full stop, code in backticks.
    pub message: String,
    /// Text beside the caret.
    pub label: String,
    /// The other half of a conflict, and the text beside its caret.
    pub second: Option<(Span, String)>,
    /// Why it matters.
    pub why: Option<String>,
    /// What to do.
    pub help: Option<String>,
    /// A name that was probably meant in place of one that was written. [`Diagnostic::fix`] is the edit.
    pub replacement: Option<Replacement>,
}

/// An edit that corrects a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What is replaced.
    pub span: Span,
    /// What it is replaced by.
    pub text: String,
}

impl Diagnostic {
    /// Text beside the caret.
    pub fn label(&mut self, label: impl Into<String>) -> &mut Self {
        self.label = bounded(label);
        self
    }

    /// The other half of a conflict.
    pub fn second(&mut self, span: Span, label: impl Into<String>) -> &mut Self {
        self.second = Some((span, bounded(label)));
        self
    }

    /// Why it matters.
    pub fn why(&mut self, why: impl Into<String>) -> &mut Self {
        self.why = Some(bounded(why));
        self
    }

    /// What to do.
    pub fn help(&mut self, help: impl Into<Help>) -> &mut Self {
        let Help { text, replacement } = help.into();
        self.help = Some(bounded(text));
        self.replacement = replacement;
        self
    }

    /// What to do, if there is something to say.
    pub fn help_if(&mut self, help: Option<impl Into<Help>>) -> &mut Self {
        if let Some(help) = help {
            self.help(help);
        }
        self
    }

    /// The edit that replaces what was written by what was probably meant.
    ///
    /// None if there is no such suggestion, or if what was written occurs at the finding not at all (a text with escapes) or several
    /// times.
    #[must_use]
    pub fn fix(&self, source: &Source) -> Option<Fix> {
        let Replacement { written, meant } = self.replacement.as_ref()?;
        let within = source.slice(self.span);
        let mut places = within
            .match_indices(written.as_str())
            .map(|(at, _)| at)
            .filter(|at| is_whole_word(within, *at, written.len()));
        let at = places.next().filter(|_| !written.is_empty())?;
        if places.next().is_some() {
            return None;
        }
        let start = self.span.start + at;
        Some(Fix {
            span: Span::new(start, start + written.len()),
            text: meant.clone(),
        })
    }
}

/// Whether bytes of a text are not only a part of a longer word.
fn is_whole_word(text: &str, at: usize, length: usize) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let before = text.get(..at).and_then(|text| text.chars().next_back());
    let after = text.get(at + length..).and_then(|text| text.chars().next());
    !before.is_some_and(is_word) && !after.is_some_and(is_word)
}

/// Maximum number of findings kept per code. Further ones are only counted, to limit time and memory for a badly broken file.
const KEPT: usize = 60;

/// Number of findings of a code.
#[derive(Clone, Copy, Debug)]
struct Seen {
    severity: Severity,
    count: usize,
}

impl Seen {
    /// Findings that were counted but not kept.
    const fn dropped(&self) -> usize {
        self.count.saturating_sub(KEPT)
    }
}

/// All findings of one run.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    kept: Vec<Diagnostic>,
    /// Counts by code.
    seen: BTreeMap<&'static str, Seen>,
    /// Receives a finding that is not kept.
    spare: Option<Diagnostic>,
}

impl Diagnostics {
    /// An empty list.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a finding; set label, second span, why and help on the returned value.
    pub fn report(
        &mut self,
        rule: &'static Rule,
        span: Span,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.add(Diagnostic {
            code: rule.code,
            severity: rule.severity,
            span,
            message: bounded(message),
            label: String::new(),
            second: None,
            why: None,
            help: None,
            replacement: None,
        })
    }

    #[expect(clippy::indexing_slicing, reason = "the index of what was just added")]
    fn add(&mut self, diagnostic: Diagnostic) -> &mut Diagnostic {
        let seen = self.seen.entry(diagnostic.code).or_insert(Seen {
            severity: diagnostic.severity,
            count: 0,
        });
        seen.count += 1;
        if seen.count > KEPT {
            self.spare.insert(diagnostic)
        } else {
            // `push_mut` would do, but needs Rust 1.95.
            let at = self.kept.len();
            self.kept.push(diagnostic);
            &mut self.kept[at]
        }
    }

    /// Counts further findings of a rule that has reached its limit, without storing them.
    pub(crate) fn count_more(&mut self, rule: &'static Rule, more: usize) {
        if let Some(seen) = self.seen.get_mut(rule.code) {
            seen.count += more;
        }
    }

    /// Whether further findings of a rule are only counted, so that building their texts can be skipped.
    pub(crate) fn is_full(&self, rule: &'static Rule) -> bool {
        self.seen
            .get(rule.code)
            .is_some_and(|seen| seen.count >= KEPT)
    }

    /// A suggestion that is expensive to compute, such as the nearest of many names; skipped if the finding is only counted.
    pub(crate) fn way_out<T>(
        &self,
        rule: &'static Rule,
        find: impl FnOnce() -> Option<T>,
    ) -> Option<T> {
        if self.is_full(rule) { None } else { find() }
    }

    /// Reports an unknown name, with the nearest known one.
    pub(crate) fn unknown<'a>(
        &mut self,
        rule: &'static Rule,
        span: Span,
        what: &str,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> &mut Diagnostic {
        let help = self.way_out(rule, || did_you_mean(name, known));
        self.report(rule, span, format!("unknown {what} `{name}`"))
            .help_if(help)
    }

    /// Reports the name of an operation that is not declared.
    pub(crate) fn unknown_operation<'a>(
        &mut self,
        span: Span,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) {
        self.unknown(&UNKNOWN_OPERATION, span, "operation", name, known)
            .label("not declared under `operations`");
    }

    /// Whether there is an error, so that there is no model.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.any(Severity::Error)
    }

    /// How many errors there are.
    #[must_use]
    pub fn errors(&self) -> usize {
        let errors = self.seen.values();
        let errors = errors.filter(|seen| seen.severity == Severity::Error);
        errors.map(|seen| seen.count).sum()
    }

    /// Whether something is missing for a complete spec.
    #[must_use]
    pub fn is_incomplete(&self) -> bool {
        self.any(Severity::Incomplete)
    }

    fn any(&self, severity: Severity) -> bool {
        self.seen.values().any(|seen| seen.severity == severity)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.seen.values().map(|seen| seen.count).sum()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.seen.is_empty()
    }

    /// The kept findings, sorted by position and without duplicates. Use [`Diagnostics::shown`] for output.
    #[must_use]
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut all: Vec<&Diagnostic> = self.kept.iter().collect();
        all.sort_by(|a, b| (a.span, a.severity, a.code).cmp(&(b.span, b.severity, b.code)));
        all.dedup();
        all
    }

    /// The kept findings, in the order of reporting.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.kept.iter()
    }

    /// Visits the kept findings with their indices in [`Diagnostics::iter`]; removes those for which `keep` returns false.
    pub(crate) fn revise(&mut self, mut keep: impl FnMut(usize, &mut Diagnostic) -> bool) {
        let mut at = 0;
        let seen = &mut self.seen;
        self.kept.retain_mut(|diagnostic| {
            let keeps = keep(at, diagnostic);
            at += 1;
            if !keeps && let Some(kind) = seen.get_mut(diagnostic.code) {
                kind.count = kind.count.saturating_sub(1);
            }
            keeps
        });
        self.seen.retain(|_, kind| kind.count > 0);
    }

    /// Appends the findings of another run over the same source.
    pub fn append(&mut self, other: Diagnostics) {
        for diagnostic in other.kept {
            self.add(diagnostic);
        }
        for (code, seen) in other.seen {
            if let Some(ours) = self.seen.get_mut(code) {
                ours.count += seen.dropped();
            }
        }
    }
}
