//! What an import could not take over as the document says it, and what it did instead.

use serde_json::json;
use std::collections::HashSet;
use std::fmt;

/// A place in the document, as a chain from the value to the root. It is written as a JSON pointer when something is reported there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'p> {
    above: Option<&'p Place<'p>>,
    step: Step<'p>,
}

#[derive(Clone, Copy, Debug)]
enum Step<'p> {
    /// A pointer that is already written.
    From(&'p str),
    Name(&'p str),
    Index(usize),
}

impl<'p> Place<'p> {
    /// The document itself.
    pub(crate) fn root() -> Self {
        Self::at("")
    }

    /// The place of a pointer.
    pub(crate) fn at(pointer: &'p str) -> Self {
        Self {
            above: None,
            step: Step::From(pointer),
        }
    }

    /// A member.
    pub(crate) fn name(&'p self, name: &'p str) -> Self {
        Self {
            above: Some(self),
            step: Step::Name(name),
        }
    }

    /// An element.
    pub(crate) fn index(&'p self, index: usize) -> Self {
        Self {
            above: Some(self),
            step: Step::Index(index),
        }
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(above) = self.above {
            above.fmt(f)?;
        }
        match self.step {
            Step::From(pointer) => f.write_str(pointer),
            Step::Name(name) => write!(f, "/{}", name.replace('~', "~0").replace('/', "~1")),
            Step::Index(index) => write!(f, "/{index}"),
        }
    }
}

/// Something that the author should look at.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Finding {
    /// JSON pointer in the document.
    pub place: String,
    /// What the document says there that is wrong, or that a spec cannot say.
    pub what: String,
    /// What the import did.
    pub done: String,
}

/// How many operations were taken over, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Operations {
    /// Every parameter, body and response has the type that the document gives it.
    pub whole: usize,
    /// A part of it is `json` or a text, or was left out, because a spec cannot say it; there is a finding for each.
    pub weakened: usize,
    /// It could not be written at all.
    pub impossible: usize,
}

/// The report of an import.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The operations of the document.
    pub operations: Operations,
    findings: Vec<Finding>,
    seen: HashSet<Finding>,
}

impl Report {
    /// The findings, in the order of the import.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The report as JSON: `{"operations": {…}, "findings": […]}`.
    #[must_use]
    pub fn to_json(&self) -> String {
        let findings = self.findings.iter().map(
            |finding| json!({ "place": finding.place, "what": finding.what, "done": finding.done }),
        );
        let report = json!({
            "operations": {
                "whole": self.operations.whole,
                "weakened": self.operations.weakened,
                "impossible": self.operations.impossible,
            },
            "findings": findings.collect::<Vec<_>>(),
        });
        format!("{report:#}\n")
    }

    /// Records a finding.
    pub(crate) fn note(
        &mut self,
        place: &Place<'_>,
        what: impl Into<String>,
        done: impl Into<String>,
    ) {
        self.add(Finding {
            place: place.to_string(),
            what: what.into(),
            done: done.into(),
        });
    }

    fn add(&mut self, finding: Finding) {
        if self.seen.insert(finding.clone()) {
            self.findings.push(finding);
        }
    }
}
