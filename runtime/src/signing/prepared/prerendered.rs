//! Objects that are written directly as text: their constant parts are already rendered.

use crate::signing::plan::Str;

/// An object that a step sets, in pieces that can be written one after another.
#[derive(Clone, Debug, Default)]
pub(crate) struct Prerendered {
    pub(crate) pieces: Vec<Piece>,
    /// Names of the members that the step adds to those of the place; empty if it replaces them.
    pub(crate) added: Vec<Str>,
    /// The marks of these names, which distinguish them from most others.
    pub(crate) marks: u64,
}

/// A piece of a prerendered object.
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    /// `...`: the existing members of the place.
    PlaceContents,
    /// Constant members.
    Known(KnownText),
    /// Another member: its index among the entries, and its name as in JSON: `"timestamp":`.
    Member(usize, String),
}

/// Constant members, as they are sent. No encoder changes anything in them.
#[derive(Clone, Debug, Default)]
pub(crate) struct KnownText {
    /// `version=1&format=json`
    pub(crate) form: String,
    /// `"version":"1","format":"json"`
    pub(crate) json: String,
}
