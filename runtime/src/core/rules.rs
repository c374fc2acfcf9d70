//! How the errors of a call are classified: by the rules of its envelope first, then by those of the provider.

use super::Inner;
use super::verdict::text_at_one;
use crate::ErrorKind;
use crate::operation::Operation;
use crate::provider::{ErrorRules, ResponsePath, matches_pattern};
use crate::signing::plan::{List, Str};
use crate::transport::TransportResponse;

/// A code or a message that the spec knows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Declared {
    pub(super) kind: ErrorKind,
    /// Whether the spec names such values explicitly: a bare `*` gives every one a kind and proves nothing.
    pub(super) is_proof: bool,
}

/// The rules for errors of one call.
#[derive(Clone, Copy)]
pub(crate) struct Rules<'p> {
    envelope: Option<&'p ErrorRules>,
    provider: &'p ErrorRules,
}

impl Inner {
    /// The rules for errors of an operation.
    pub(crate) fn rules(&self, operation: &Operation<'_>) -> Rules<'_> {
        let envelope = operation
            .envelope
            .and_then(|index| self.provider.envelopes.get(usize::from(index)));
        Rules {
            envelope: envelope.and_then(|envelope| envelope.errors.as_ref()),
            provider: &self.provider.errors,
        }
    }
}

impl<'p> Rules<'p> {
    /// The locations of a value: those of the envelope, or of the provider if it has none.
    fn places(self, of: impl Fn(&'p ErrorRules) -> &'p List<ResponsePath>) -> &'p [ResponsePath] {
        match self.envelope.map(&of) {
            Some(places) if !places.is_empty() => places,
            _ => of(self.provider),
        }
    }

    /// The locations of the code.
    pub(crate) fn code(self) -> &'p [ResponsePath] {
        self.places(|rules| &rules.code)
    }

    /// The locations of the message.
    pub(crate) fn message(self) -> &'p [ResponsePath] {
        self.places(|rules| &rules.message)
    }

    /// The locations of further data.
    pub(super) fn data(self) -> &'p [ResponsePath] {
        self.places(|rules| &rules.data)
    }

    /// The error code in a response.
    pub(super) fn code_in(self, response: &TransportResponse) -> Option<String> {
        text_at_one(self.code(), response)
    }

    /// The kind that is declared for a status.
    pub(super) fn of_status(self, status: u16) -> Option<ErrorKind> {
        let mut all = self.both().flat_map(|rules| rules.status.iter());
        let found = all.find(|(ruled, _)| *ruled == status);
        found.map(|(_, kind)| *kind)
    }

    /// What the spec declares about the message or the code of a response. A message is more specific than a code. If either means that
    /// the outcome is unknown, it is.
    pub(super) fn declared(self, response: &TransportResponse) -> Option<Declared> {
        let code = self.first_match(|rules| &rules.codes, |rules| &rules.code, response);
        let message = self.first_match(|rules| &rules.messages, |rules| &rules.message, response);
        let mut both = [message, code].into_iter().flatten();
        let unknown = both.find(|declared| declared.kind == ErrorKind::UnknownOutcome);
        unknown.or(message).or(code)
    }

    /// Whether a response has an error code, or a message, that the spec names.
    pub(super) fn has_known_code(self, response: &TransportResponse) -> bool {
        let declared = self.declared(response);
        declared.is_some_and(|declared| declared.is_proof)
    }

    /// The rules of the envelope, then those of the provider.
    pub(crate) fn both(self) -> impl Iterator<Item = &'p ErrorRules> {
        self.envelope.into_iter().chain([self.provider])
    }

    /// What the first matching pattern declares about the value at one of the places.
    fn first_match(
        self,
        patterns: impl Fn(&'p ErrorRules) -> &'p List<(Str, ErrorKind)>,
        places: impl Fn(&'p ErrorRules) -> &'p List<ResponsePath>,
        response: &TransportResponse,
    ) -> Option<Declared> {
        let mut all = self
            .both()
            .flat_map(|rules| patterns(rules).iter())
            .peekable();
        all.peek()?;
        let text = text_at_one(self.places(places), response)?;
        let (pattern, kind) = all.find(|(pattern, _)| matches_pattern(pattern, &text))?;
        Some(Declared {
            kind: *kind,
            is_proof: pattern.bytes().any(|b| b != b'*'),
        })
    }
}
