//! What a spec says about the range of a sent value, checked before anything is sent.

use crate::amount;
use crate::signing::Value;
use std::cmp::Ordering;
use std::fmt;

/// Bounds of a member, checked when it is sent. Of a list or a map, each leaf is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// The number lies between the two, which are included; an empty text is no bound.
    Range(&'static str, &'static str),
    /// The text has so many characters.
    Length(usize, usize),
    /// The text is of `A-Z a-z 0-9` alone, and not empty.
    Alnum,
    /// The names of the map are of `A-Z a-z 0-9` alone, and not empty.
    AlnumNames,
}

impl Check {
    /// A number between two bounds; an empty text is no bound.
    #[must_use]
    pub const fn range(min: &'static str, max: &'static str) -> Self {
        Self::Range(min, max)
    }

    /// A text of `min` to `max` characters.
    #[must_use]
    pub const fn length(min: usize, max: usize) -> Self {
        Self::Length(min, max)
    }

    /// What is wrong with `value`.
    pub(crate) fn complaint(self, value: &Value<'_>) -> Option<String> {
        match (self, value) {
            (_, Value::List(items)) => items.iter().find_map(|item| self.complaint(item)),
            (Self::AlnumNames, Value::Object(members)) => members
                .iter()
                .find(|(name, _)| !alnum(name))
                .map(|(name, _)| format!("the name {name:?} {LETTERS}")),
            (_, Value::Object(members)) => members
                .iter()
                .find_map(|(_, member)| self.complaint(member)),
            (Self::Range(min, max), _) => match number(value) {
                Some(number) if outside(&number, min, max) => {
                    Some(format!("{number} is out of range: {}", span(min, max)))
                }
                _ => None,
            },
            (Self::Length(min, max), Value::Text(text)) => {
                let length = text.chars().count();
                let max_text = if max == usize::MAX {
                    String::new()
                } else {
                    max.to_string()
                };
                (length < min || length > max).then(|| {
                    format!(
                        "{length} characters: {} are allowed",
                        span(&min.to_string(), &max_text)
                    )
                })
            }
            (Self::Alnum, Value::Text(text)) if !alnum(text) => Some(format!("the text {LETTERS}")),
            _ => None,
        }
    }
}

const LETTERS: &str = "must be of the letters A-Z, a-z and digits alone";

fn alnum(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn number(value: &Value<'_>) -> Option<String> {
    match value {
        Value::Integer(value) => Some(value.to_string()),
        Value::Digits(text) | Value::Number(text) | Value::Text(text) => Some(text.to_string()),
        _ => None,
    }
}

fn outside(number: &str, min: &str, max: &str) -> bool {
    let beyond = |bound: &str, wrong: Ordering| {
        !bound.is_empty() && amount::compare(number, bound) == Some(wrong)
    };
    beyond(min, Ordering::Less) || beyond(max, Ordering::Greater)
}

fn span(min: &str, max: &str) -> String {
    match (min.is_empty(), max.is_empty()) {
        (false, true) => format!("at least {min}"),
        (true, false) => format!("at most {max}"),
        _ => format!("{min} to {max}"),
    }
}

/// A parameter that was refused before anything was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The parameter: its names from the outside in.
    pub path: String,
    /// What is wrong with it; never its value where that is a text.
    pub what: String,
}

impl Refusal {
    /// Puts the name of what holds it before its path.
    pub(crate) fn within(&mut self, name: &str) {
        if !self.path.is_empty() {
            self.path.insert(0, '.');
        }
        self.path.insert_str(0, name);
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "parameter `{}`: {}", self.path, self.what)
    }
}

impl std::error::Error for Refusal {}
