//! Values of a response, as tests compare them.

use crate::codec::{Problem, Reader, survey};
use crate::provider::Literal;

/// A value that a test reads.
pub(crate) enum Value<'a> {
    Status(u16),
    Header(&'a str),
    Text(String),
    Number(&'a str),
    Bool(bool),
    List { empty: bool },
    Object { empty: bool },
}

impl<'a> Value<'a> {
    /// The value that `bytes` consist of, or `None` for `null`.
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Option<Self>, Problem> {
        let mut reader = Reader::new(bytes);
        Ok(Some(match bytes.first() {
            Some(b'n') => return reader.null().map(|_| None),
            Some(b't' | b'f') => Self::Bool(reader.truth()?),
            Some(b'"') => Self::Text(reader.text()?),
            Some(b'[') => Self::List {
                empty: !reader.open_list()?,
            },
            Some(b'{') => Self::Object {
                empty: reader.open_object()?.is_none(),
            },
            _ => Self::Number(std::str::from_utf8(bytes).unwrap_or_default()),
        }))
    }

    /// Whether it is one of `literals`.
    ///
    /// # Errors
    /// The value has a kind that none of them has, or it is a number that differs from one only in how it is written.
    pub(crate) fn is_in(&self, literals: &[Literal]) -> Result<bool, String> {
        if let Self::Header(text) = self {
            return Ok(literals.iter().any(|literal| literal.text() == *text));
        }
        let mut comparable = false;
        let mut alike = false;
        for literal in literals {
            match (literal, self) {
                (Literal::Text(expected), Self::Text(text)) => {
                    comparable = true;
                    if expected == text {
                        return Ok(true);
                    }
                }
                (Literal::Number(expected), Self::Number(text)) => {
                    comparable = true;
                    if expected == text {
                        return Ok(true);
                    }
                    alike |= same_number(expected, text);
                }
                (Literal::Text(expected), Self::Number(text)) if is_number(expected) => {
                    comparable = true;
                    if expected == text {
                        return Ok(true);
                    }
                    alike |= same_number(expected, text);
                }
                (Literal::Bool(expected), Self::Bool(value)) => {
                    comparable = true;
                    if expected == value {
                        return Ok(true);
                    }
                }
                (Literal::Text(expected), Self::Bool(value))
                    if expected == "true" || expected == "false" =>
                {
                    comparable = true;
                    if (expected == "true") == *value {
                        return Ok(true);
                    }
                }
                _ => {}
            }
        }
        match (comparable, alike) {
            (true, false) => Ok(false),
            (true, true) => Err("this number is not written as in the spec".to_owned()),
            (false, _) => Err(format!("{} has another type than in the spec", self.kind())),
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Status(_) => "the status",
            Self::Header(_) => "a header",
            Self::Text(_) => "a string",
            Self::Number(_) => "a number",
            Self::Bool(_) => "a boolean",
            Self::List { .. } => "a list",
            Self::Object { .. } => "an object",
        }
    }

    /// Whether this is a placeholder that some providers write for "no value".
    pub(super) fn is_placeholder(&self) -> bool {
        match self {
            // There is always a status: its presence carries no information.
            Self::Status(_) => true,
            Self::Header(text) => text.trim().is_empty(),
            Self::Text(text) => text.trim().is_empty(),
            Self::Number(text) => same_number("0", text),
            Self::Bool(value) => !value,
            Self::List { empty } | Self::Object { empty } => *empty,
        }
    }
}

impl Literal {
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Number(text) => text,
            Self::Bool(true) => "true",
            Self::Bool(false) => "false",
        }
    }
}

/// Whether a text parses as a JSON number.
fn is_number(text: &str) -> bool {
    matches!(text.bytes().next(), Some(b'-' | b'0'..=b'9')) && survey(text.as_bytes(), &[]).is_ok()
}

fn same_number(a: &str, b: &str) -> bool {
    crate::amount::compare(a, b) == Some(std::cmp::Ordering::Equal)
}
