//! What is wrong with a spec: values first, texts later.

mod nearest;
pub mod render;

use crate::rules::Rule;
use crate::source::Span;
pub use nearest::{did_you_mean, nearest};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is generated.
    Error,
    /// Something is missing to call the spec complete: an error unless a draft is asked for.
    Incomplete,
    /// Worth a look; nothing is held up.
    Warning,
}

impl Severity {
    /// `error`, `warning` or `incomplete`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Incomplete => "incomplete",
            Self::Warning => "warning",
        }
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// The rule that was broken.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Where.
    pub span: Span,
    /// What is wrong: lower case, no full stop, things in backticks.
    pub message: String,
    /// Stands beside the caret.
    pub label: String,
    /// The other half of a conflict, and what stands beside its caret.
    pub second: Option<(Span, String)>,
    /// Why it matters.
    pub why: Option<String>,
    /// What to do.
    pub help: Option<String>,
}

impl Diagnostic {
    /// Text beside the caret.
    pub fn label(&mut self, label: impl Into<String>) -> &mut Self {
        self.label = label.into();
        self
    }

    /// The other half of a conflict.
    pub fn second(&mut self, span: Span, label: impl Into<String>) -> &mut Self {
        self.second = Some((span, label.into()));
        self
    }

    /// Why it matters.
    pub fn why(&mut self, why: impl Into<String>) -> &mut Self {
        self.why = Some(why.into());
        self
    }

    /// What to do.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// What to do, if there is something to say.
    pub fn help_if(&mut self, help: Option<String>) -> &mut Self {
        if help.is_some() {
            self.help = help;
        }
        self
    }
}

/// All findings of one run.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a finding; what it returns takes label, second place, why and help.
    pub fn report(
        &mut self,
        rule: &'static Rule,
        span: Span,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        // `push_mut` would do, but needs Rust 1.95.
        let at = self.0.len();
        self.0.push(Diagnostic {
            code: rule.code,
            severity: rule.severity,
            span,
            message: message.into(),
            label: String::new(),
            second: None,
            why: None,
            help: None,
        });
        &mut self.0[at]
    }

    /// Adds a name that nothing has, with the nearest of those that are there.
    pub(crate) fn unknown<'a>(
        &mut self,
        rule: &'static Rule,
        span: Span,
        what: &str,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> &mut Diagnostic {
        let help = did_you_mean(name, known);
        self.report(rule, span, format!("unknown {what} `{name}`"))
            .help_if(help)
    }

    /// Whether an error stands in the way of a model.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.any(Severity::Error)
    }

    /// How many errors there are.
    #[must_use]
    pub fn errors(&self) -> usize {
        let errors = self.0.iter().filter(|one| one.severity == Severity::Error);
        errors.count()
    }

    /// Whether something is missing to call the spec complete.
    #[must_use]
    pub fn is_incomplete(&self) -> bool {
        self.any(Severity::Incomplete)
    }

    fn any(&self, severity: Severity) -> bool {
        self.0
            .iter()
            .any(|diagnostic| diagnostic.severity == severity)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All, by place; equal ones once.
    #[must_use]
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut all: Vec<&Diagnostic> = self.0.iter().collect();
        all.sort_by(|a, b| (a.span, a.severity, a.code).cmp(&(b.span, b.severity, b.code)));
        all.dedup();
        all
    }

    /// All, in the order they were found.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter()
    }

    /// Takes over the findings of another run over the same source.
    pub fn append(&mut self, other: Diagnostics) {
        self.0.extend(other.0);
    }
}
