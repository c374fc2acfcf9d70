//! What may be inserted between our own words, and how invisible characters are shown.

use super::Markdown;
use crate::characters::{Breaks, hidden};
use std::borrow::Cow;
use std::fmt::Display;

/// What `md!` accepts: Markdown, numbers, and words of this crate. Not a `&str` of any lifetime, because that could be a text
/// of a spec.
pub trait Piece {
    /// Its text, on one line.
    fn piece(&self) -> impl Display;
}

impl Piece for Markdown {
    fn piece(&self) -> impl Display {
        self.flat().0
    }
}

impl Piece for &Markdown {
    fn piece(&self) -> impl Display {
        self.flat().0
    }
}

impl Piece for &'static str {
    fn piece(&self) -> impl Display {
        *self
    }
}

macro_rules! pieces_as_they_are {
    ($($ty:ty),+) => {
        $(impl Piece for $ty {
            fn piece(&self) -> impl Display {
                *self
            }
        })+
    };
}
pieces_as_they_are!(u16, u32, u64, usize);

/// A value on one line, with an escape for each character that is invisible or changes the direction of writing: recorded bodies contain
/// some.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    escaped(text, Breaks::Escape)
}

/// The same for a line that keeps its tabs.
pub(super) fn visible_line(text: &str) -> Cow<'_, str> {
    escaped(text, Breaks::Keep)
}

fn escaped(text: &str, breaks: Breaks) -> Cow<'_, str> {
    if hidden(text, breaks).next().is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut from = 0;
    for (at, c) in hidden(text, breaks) {
        out.push_str(text.get(from..at).unwrap_or_default());
        out.extend(c.escape_default());
        from = at + c.len_utf8();
    }
    out.push_str(text.get(from..).unwrap_or_default());
    Cow::Owned(out)
}
