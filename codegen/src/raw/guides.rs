//! Guides: what to call, and in which order, to get something done.

use super::{Notes, Text};
use crate::diagnostic::Diagnostics;
use crate::keys::Keys;
use crate::model::Purpose;
use crate::rules::operations::UNKNOWN_PURPOSE;
use crate::yaml::Node;

#[derive(Clone, Debug)]
pub(crate) struct Guide {
    pub(crate) title: Text,
    pub(crate) purpose: Option<Purpose>,
    pub(crate) notes: Notes,
    pub(crate) steps: Vec<GuideStep>,
}

#[derive(Clone, Debug)]
pub(crate) struct GuideStep {
    /// The operation that is called.
    pub(crate) operation: Option<Text>,
    /// The webhook that reports.
    pub(crate) webhook: Option<Text>,
    pub(crate) notes: Notes,
}

pub(super) fn parse_guides(nodes: &[Node], diagnostics: &mut Diagnostics) -> Vec<Guide> {
    let guides = nodes.iter().filter_map(|node| {
        let known = ["title", "purpose", "doc", "source", "unconfirmed", "steps"];
        let keys = Keys::open(node, "a guide", &known, diagnostics)?;
        keys.needed(
            "title",
            "say what it leads to: `title: Take a payment`",
            diagnostics,
        );
        keys.needed(
            "steps",
            "list what to do: `steps: [{ operation: …, doc: … }]`",
            diagnostics,
        );
        Some(Guide {
            title: keys.prose("title", diagnostics)?,
            purpose: keys
                .text("purpose", diagnostics)
                .and_then(|word| parse_purpose(&word, diagnostics)),
            notes: keys.notes(diagnostics),
            steps: parse_steps(keys.list("steps", diagnostics), diagnostics),
        })
    });
    guides.collect()
}

fn parse_purpose(word: &Text, diagnostics: &mut Diagnostics) -> Option<Purpose> {
    let mut purposes = Purpose::ALL.into_iter();
    let found = purposes.find(|(_, known)| *known == word.value);
    if found.is_none() {
        let known = Purpose::ALL.map(|(_, known)| known);
        diagnostics
            .unknown(&UNKNOWN_PURPOSE, word.span, "purpose", &word.value, known)
            .label("expected `payments`, `payouts`, `trading` or `custody`");
    }
    found.map(|(purpose, _)| purpose)
}

fn parse_steps(nodes: &[Node], diagnostics: &mut Diagnostics) -> Vec<GuideStep> {
    let steps = nodes.iter().filter_map(|node| {
        let known = ["operation", "webhook", "doc", "source", "unconfirmed"];
        let keys = Keys::open(node, "a step of a guide", &known, diagnostics)?;
        keys.needed(
            "doc",
            "say what to do: `doc: Show the address to the buyer.`",
            diagnostics,
        );
        Some(GuideStep {
            operation: keys.text("operation", diagnostics),
            webhook: keys.text("webhook", diagnostics),
            notes: keys.notes(diagnostics),
        })
    });
    steps.collect()
}
