//! From which part of a draft a piece of the written spec is, so that a finding of the check leads back to it.

use crate::import::draft::TypeId;

/// A part of a draft.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Mark {
    Head,
    /// Credentials, and what sections have in common.
    Access,
    Section(usize),
    Plan(usize),
    Errors,
    Operation(usize),
    /// A parameter, by its name on the wire.
    Param(usize, String),
    Answer(usize),
    AnswerHeader(usize, String),
    Example(usize, usize),
    Idempotency(usize),
    Type(TypeId),
    Field(TypeId, String),
    Webhook(usize),
}

/// The parts in the order of the text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marks {
    starts: Vec<(usize, Mark)>,
}

impl Marks {
    pub(super) fn add(&mut self, start: usize, mark: Mark) {
        self.starts.push((start, mark));
    }

    /// The part that a byte of the text belongs to.
    pub(crate) fn at(&self, byte: usize) -> Option<&Mark> {
        let after = self.starts.partition_point(|(start, _)| *start <= byte);
        let (_, mark) = self.starts.get(after.checked_sub(1)?)?;
        Some(mark)
    }
}
