//! Why a value has no such form.

use super::types::MAX_DEPTH;
use std::fmt;

/// Why a value has no text or JSON, or is not what it is read as. Contains no part of the value.
#[derive(Clone, PartialEq, Eq)]
pub struct ValueError(Box<Inner>);

#[derive(Clone, PartialEq, Eq)]
struct Inner {
    message: String,
    member: Option<String>,
}

impl ValueError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            message: message.into(),
            member: None,
        }))
    }

    /// Adds the member, unless there is one: the innermost is the most precise.
    pub(crate) fn in_member(mut self, name: &str) -> Self {
        self.0.member.get_or_insert_with(|| name.to_owned());
        self
    }

    /// What is wrong, without the member.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The member of query or form whose value it is.
    #[must_use]
    pub fn member(&self) -> Option<&str> {
        self.0.member.as_deref()
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        match &self.0.member {
            Some(name) => write!(f, " (in `{name}`)"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ValueError")
            .field("message", &self.0.message)
            .field("member", &self.0.member)
            .finish()
    }
}

impl std::error::Error for ValueError {}

/// The error for a value that is nested too deep.
pub(super) fn too_deep() -> ValueError {
    ValueError::new(format!("a value is nested deeper than {MAX_DEPTH} levels"))
}
