//! Paths into JSON.

use std::borrow::Cow;

/// A segment of a path into JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathSegment {
    /// A member of an object.
    Name(Cow<'static, str>),
    /// An element of a list, from 0.
    Index(u32),
}
