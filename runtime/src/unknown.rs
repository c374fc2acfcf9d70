//! Values that an enum does not list.

use std::fmt;

/// A value that an enum does not list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownValue {
    of: &'static str,
    value: String,
}

impl UnknownValue {
    #[doc(hidden)]
    #[must_use]
    pub fn new(of: &'static str, value: &str) -> Self {
        Self {
            of,
            value: value.to_owned(),
        }
    }

    #[doc(hidden)]
    #[must_use]
    pub fn of_int(of: &'static str, value: i64) -> Self {
        Self {
            of,
            value: value.to_string(),
        }
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is not a known value of `{}`",
            self.value.escape_debug(),
            self.of
        )
    }
}

impl std::error::Error for UnknownValue {}
