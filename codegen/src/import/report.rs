//! What an import could not take over as the document says it, and what it did instead.

mod groups;

pub use groups::Group;

use crate::json_pointer::Place;
use crate::markdown::visible;
use serde_json::json;
use std::collections::HashSet;

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

    /// Records a finding. Its sentences are shown on terminals, so what they quote from the document is made visible.
    pub(crate) fn note(
        &mut self,
        place: &Place<'_>,
        what: impl Into<String>,
        done: impl Into<String>,
    ) {
        self.add(Finding {
            place: place.to_string(),
            what: visible(&what.into()).into_owned(),
            done: visible(&done.into()).into_owned(),
        });
    }

    fn add(&mut self, finding: Finding) {
        if self.seen.insert(finding.clone()) {
            self.findings.push(finding);
        }
    }
}
