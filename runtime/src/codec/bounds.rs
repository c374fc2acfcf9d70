//! Bounds that a spec declares for values, checked before anything is sent.

use crate::amount;
use crate::value::Value;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::fmt;

/// Bounds of a member, checked when it is sent. For a list or a map, each leaf is checked, except for [`Check::Entries`] and [`Check::Unique`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// The number is between these two, inclusive. An empty text means no bound.
    Range(&'static str, &'static str),
    /// The number is above the first, and at most the second. An empty second text means no bound.
    Above(&'static str, &'static str),
    /// The text has this many characters: minimum and maximum, inclusive.
    Length(usize, usize),
    /// The list or map has this many entries: minimum and maximum, inclusive.
    Entries(usize, usize),
    /// No element of the list is given twice.
    Unique,
    /// The text contains only `A-Z a-z 0-9`, and is not empty.
    Alnum,
    /// The text is a UUID: 32 hexadecimal digits with four hyphens.
    Uuid,
    /// The text is the address of a page or service: a scheme, `://` and a host, without white space.
    Url,
    /// There is a value. A received one lacks a member that is only sent.
    Needed,
    /// The names of the map contain only `A-Z a-z 0-9`, and are not empty.
    AlnumNames,
}

impl Check {
    /// A number between two bounds, inclusive. An empty text means no bound.
    #[must_use]
    pub const fn range(min: &'static str, max: &'static str) -> Self {
        Self::Range(min, max)
    }

    /// A text of `min` to `max` characters.
    #[must_use]
    pub const fn length(min: usize, max: usize) -> Self {
        Self::Length(min, max)
    }

    /// Describes what is wrong with `value`.
    pub(crate) fn complaint(self, value: &Value<'_>) -> Option<String> {
        match (self, value) {
            (Self::Needed, Value::Absent) => {
                Some("missing: it is not part of what is received, so set it".to_owned())
            }
            (Self::Needed, _) => None,
            (Self::Entries(min, max), Value::List(items)) => {
                miscount(items.len(), min, max, "entry", "entries")
            }
            (Self::Entries(min, max), Value::Object(members)) => {
                miscount(members.len(), min, max, "entry", "entries")
            }
            (Self::Unique, Value::List(items)) => repeated(items).map(|(first, again)| {
                format!("the elements {first} and {again} are the same: expected each once")
            }),
            (Self::Unique, _) => None,
            (_, Value::List(items)) => items.iter().find_map(|item| self.complaint(item)),
            (Self::AlnumNames, Value::Object(members)) => members
                .iter()
                .find(|(name, _)| !alnum(name))
                .map(|(name, _)| format!("the name {name:?} {LETTERS}")),
            (_, Value::Object(members)) => members
                .iter()
                .find_map(|(_, member)| self.complaint(member)),
            (Self::Range(min, max), _) => match number(value) {
                Some(number) if outside(&number, min, max) => Some(format!(
                    "{number} is out of range: expected {}",
                    span(min, max)
                )),
                _ => None,
            },
            (Self::Above(min, max), _) => match number(value) {
                Some(number) if above(&number, min, max) => None,
                Some(number) => Some(format!(
                    "{number} is out of range: expected {}",
                    match max {
                        "" => format!("a number above {min}"),
                        max => format!("above {min}, at most {max}"),
                    }
                )),
                None => None,
            },
            (Self::Length(min, max), Value::Text(text)) => {
                miscount(text.chars().count(), min, max, "characters", "characters")
            }
            (Self::Alnum, Value::Text(text)) if !alnum(text) => Some(format!("the text {LETTERS}")),
            (Self::Uuid, Value::Text(text)) if !is_uuid(text) => {
                Some("expected a UUID such as 123e4567-e89b-12d3-a456-426614174000".to_owned())
            }
            (Self::Url, Value::Text(text)) if !is_address(text) => {
                Some("expected an address such as https://example.com/path".to_owned())
            }
            _ => None,
        }
    }

    /// Whether a text is a UUID, in either case.
    #[must_use]
    pub fn is_uuid(text: &str) -> bool {
        is_uuid(text)
    }

    /// Whether a text is the address of a page or service. Only its form is checked.
    #[must_use]
    pub fn is_url(text: &str) -> bool {
        is_address(text)
    }
}

/// The positions of the first element that is sent again, counted from 1.
fn repeated(items: &[Value<'_>]) -> Option<(usize, usize)> {
    let mut seen = HashMap::with_capacity(items.len());
    let texts = items.iter().map(Value::to_json);
    texts.enumerate().find_map(|(at, text)| {
        let first = seen.insert(text.ok()?, at + 1)?;
        Some((first, at + 1))
    })
}

/// What is wrong with a count. `one` and `many` name what is counted.
fn miscount(count: usize, min: usize, max: usize, one: &str, many: &str) -> Option<String> {
    if (min..=max).contains(&count) {
        return None;
    }
    let most = match max {
        usize::MAX => String::new(),
        max => max.to_string(),
    };
    let counted = if count == 1 { one } else { many };
    let expected = span(&min.to_string(), &most);
    Some(format!("{count} {counted}: expected {expected}"))
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn is_address(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else {
        return false;
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
        && !host.is_empty()
        && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}

const LETTERS: &str = "must contain only letters A-Z, a-z and digits";

fn alnum(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn number(value: &Value<'_>) -> Option<String> {
    match value {
        Value::Integer(value) => Some(value.to_string()),
        Value::Digits(text) | Value::Number(text) | Value::Decimal(text) | Value::Text(text) => {
            Some(text.to_string())
        }
        _ => None,
    }
}

fn outside(number: &str, min: &str, max: &str) -> bool {
    let beyond = |bound: &str, wrong: Ordering| {
        !bound.is_empty() && amount::compare(number, bound) == Some(wrong)
    };
    beyond(min, Ordering::Less) || beyond(max, Ordering::Greater)
}

/// Whether a number is above the first bound, and at most the second. Whatever else is left to its type.
fn above(number: &str, min: &str, max: &str) -> bool {
    amount::compare(number, min).is_none_or(Ordering::is_gt) && !outside(number, "", max)
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
    /// The path of the parameter: names from the outside in.
    pub path: String,
    /// What is wrong with it. Never contains the value, if that is a text.
    pub what: String,
}

impl Refusal {
    /// Prepends the name of the containing member to the path.
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
