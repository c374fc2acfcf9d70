//! What is wrong with a received value, and where.

use crate::signing::plan::PathSegment;
use std::borrow::Cow;
use std::fmt;

/// Why a text could not be decoded as a type: `$[1].id: expected a string, found an integer (byte 41)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem(Box<Inner>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Inner {
    /// Segments from the inside out: the path grows while the error propagates.
    path: Vec<PathSegment>,
    what: Cow<'static, str>,
    byte: Option<usize>,
}

impl Problem {
    pub(crate) fn new(what: impl Into<Cow<'static, str>>, byte: Option<usize>) -> Self {
        Self(Box::new(Inner {
            path: Vec::new(),
            what: what.into(),
            byte,
        }))
    }

    /// The same problem inside the member `name`.
    #[must_use]
    pub fn inside(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.0.path.push(PathSegment::Name(name.into()));
        self
    }

    /// The same problem inside the element at `index`.
    #[must_use]
    pub fn at(mut self, index: usize) -> Self {
        // No response has as many elements.
        let index = u32::try_from(index).unwrap_or(u32::MAX);
        self.0.path.push(PathSegment::Index(index));
        self
    }

    /// The same problem, where the member that it is in is at another path: the path of each member by its name.
    pub(crate) fn moved(mut self, members: &[(String, Vec<String>)]) -> Self {
        let member = match self.0.path.last() {
            Some(PathSegment::Name(name)) => members.iter().find(|(known, _)| known == name),
            _ => None,
        };
        if let Some((_, path)) = member {
            self.0.path.pop();
            let path = path.iter().rev();
            self.0
                .path
                .extend(path.map(|name| PathSegment::Name(name.clone().into())));
        }
        self
    }

    /// The same problem with `change` applied to each of its texts.
    pub(crate) fn map_texts(mut self, change: impl Fn(&str) -> String) -> Self {
        self.0.what = change(&self.0.what).into();
        for segment in &mut self.0.path {
            if let PathSegment::Name(name) = segment {
                *name = change(name).into();
            }
        }
        self
    }

    /// The path: `$` is the text that was decoded, followed by members and elements from the outside in.
    #[must_use]
    pub fn path(&self) -> String {
        let mut text = String::from("$");
        for segment in self.0.path.iter().rev() {
            match segment {
                PathSegment::Index(index) => text.push_str(&format!("[{index}]")),
                PathSegment::Name(name) if plain(name) => {
                    text.push('.');
                    text.push_str(name);
                }
                PathSegment::Name(name) => text.push_str(&format!("[{name:?}]")),
            }
        }
        text
    }

    /// The number of members and elements in the path.
    pub(crate) fn depth(&self) -> usize {
        self.0.path.len()
    }

    /// What is wrong.
    #[must_use]
    pub fn what(&self) -> &str {
        &self.0.what
    }

    /// Byte offset in the text that was decoded, from 0, or `None` if the text was converted before decoding.
    #[must_use]
    pub fn byte(&self) -> Option<usize> {
        self.0.byte
    }
}

fn plain(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'#'))
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path(), self.0.what)?;
        match self.0.byte {
            Some(byte) => write!(f, " (byte {byte})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Problem {}
