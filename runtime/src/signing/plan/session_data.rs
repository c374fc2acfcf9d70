//! Sessions: values that an earlier call returns, or that the user supplies.

use super::{Entry, List, PathSegment, Str};

/// Values that calls need and that an earlier call returns, or that the user supplies.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// Name in the spec.
    pub name: Str,
    /// The call that returns the values; `None`: the user supplies them.
    pub call: Option<SessionCall>,
    /// The values to keep.
    pub keep: List<Keep>,
    /// When they end.
    pub expires: Expires,
}

/// The call that opens a session.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionCall {
    /// Section, as its index in the scheme.
    pub section: u16,
    /// Method in upper case.
    pub method: Str,
    /// Path of the call.
    pub path: Str,
    /// Its parameters.
    pub params: List<Entry>,
}

/// A value to keep for a session.
#[derive(Clone, Debug, PartialEq)]
pub struct Keep {
    /// Name after `session.`.
    pub name: Str,
    /// Where to find it in the response.
    pub from: KeepFrom,
}

/// Where a session's value comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum KeepFrom {
    /// A member of the JSON response: names and indices from the outside in.
    Body(List<PathSegment>),
    /// A header of the response.
    Header(Str),
    /// A cookie of the response.
    Cookie(Str),
    /// Supplied by the user as text.
    GivenText,
    /// Supplied by the user as JSON; may be absent.
    GivenJson,
}

/// When a session ends.
#[derive(Clone, Debug, PartialEq)]
pub enum Expires {
    /// Not specified: the session lasts until an authentication error.
    Never,
    /// Seconds after it was opened.
    After(u64),
    /// This value contains the seconds (for a cookie: its own expiry).
    In(KeepFrom),
}
