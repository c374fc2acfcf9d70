//! Values that a call before the others, or the owner, gives.

use super::{Entry, List, Str};

/// Values that calls need and that a call before them, or the owner, gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// Name in the spec.
    pub name: Str,
    /// The call that gives the values; none: the owner gives them.
    pub call: Option<SessionCall>,
    /// Values kept.
    pub keep: List<Keep>,
    /// When they end.
    pub expires: Expires,
}

/// The call that opens a session.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionCall {
    /// Section, by its place in the scheme.
    pub section: u16,
    /// Method in capitals.
    pub method: Str,
    /// Path of the call.
    pub path: Str,
    /// Its parameters.
    pub params: List<Entry>,
}

/// A value kept of a session.
#[derive(Clone, Debug, PartialEq)]
pub struct Keep {
    /// Name after `session.`.
    pub name: Str,
    /// Where the answer holds it.
    pub from: KeepFrom,
}

/// Where a session's value comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum KeepFrom {
    /// A member of the JSON answer: names and indexes from the outside in.
    Body(List<PathSegment>),
    /// A header of the answer.
    Header(Str),
    /// A cookie of the answer.
    Cookie(Str),
    /// Given by the owner as a text.
    GivenText,
    /// Given by the owner as JSON; may be absent.
    GivenJson,
}

/// A step into JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathSegment {
    /// A member of an object.
    Name(Str),
    /// An element of a list, from 0.
    Index(u32),
}

/// When a session ends.
#[derive(Clone, Debug, PartialEq)]
pub enum Expires {
    /// Nothing is said: it lives until an auth error.
    Never,
    /// Seconds after it was opened.
    After(u64),
    /// The value holds the seconds (of a cookie: its own end).
    In(KeepFrom),
}
