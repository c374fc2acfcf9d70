//! Parses JSON text. Order and digits are kept.

use super::member_index::MemberIndex;
use super::number;
use super::types::{MAX_DEPTH, Members, Value};
use super::value_error::{ValueError, too_deep};
use jiter::{Jiter, JiterError, Peek};
use std::borrow::Cow;

/// Limits for a text that is parsed before its author is known.
#[derive(Clone, Copy)]
pub(crate) struct Bounds {
    /// Levels of lists and objects.
    pub(crate) depth: usize,
    /// Members and elements at all levels.
    pub(crate) members: usize,
    /// Whether a name may occur twice in an object: then its last value is kept, at the first position.
    pub(crate) twice: bool,
}

/// No limits: the text is limited elsewhere.
pub(crate) const ANY: Bounds = Bounds {
    depth: MAX_DEPTH,
    members: usize::MAX,
    twice: true,
};

/// Why a text was not parsed.
#[derive(Debug)]
pub(crate) enum Unread {
    NoJson(ValueError),
    TooDeep(usize),
    TooMany(usize),
    Twice,
}

/// Parses JSON that needs no limit except for its depth.
pub(crate) fn parse(text: &[u8]) -> Result<Value<'static>, ValueError> {
    let text = std::str::from_utf8(text)
        .map_err(|_| ValueError::new("the text is not valid JSON: it is not UTF-8"))?;
    match parse_within(text, ANY) {
        Ok(value) => Ok(value.into_owned()),
        Err(Unread::NoJson(error)) => Err(error),
        Err(_) => Err(too_deep()),
    }
}

/// Parses JSON within limits. The value borrows its texts from `text`, except those with escapes.
pub(crate) fn parse_within(text: &str, bounds: Bounds) -> Result<Value<'_>, Unread> {
    let mut parser = Parser {
        reader: Jiter::new(text.as_bytes()),
        text,
        bounds,
        left: bounds.members,
    };
    let peek = parser.reader.peek();
    let peek = peek.map_err(|e| parser.no_json(&e))?;
    let value = parser.value(peek, 0)?;
    let end = parser.reader.finish();
    end.map_err(|e| parser.no_json(&e))?;
    Ok(value)
}

struct Parser<'j> {
    reader: Jiter<'j>,
    text: &'j str,
    bounds: Bounds,
    /// Members and elements that are still allowed.
    left: usize,
}

/// A piece of `text`, or a copy of what was decoded elsewhere.
fn kept<'j>(text: &'j str, piece: &str) -> Cow<'j, str> {
    let at = piece.as_ptr().addr().wrapping_sub(text.as_ptr().addr());
    match text.get(at..at.saturating_add(piece.len())) {
        Some(same) if std::ptr::eq(same.as_ptr(), piece.as_ptr()) => Cow::Borrowed(same),
        _ => Cow::Owned(piece.to_owned()),
    }
}

impl<'j> Parser<'j> {
    fn value(&mut self, peek: Peek, depth: usize) -> Result<Value<'j>, Unread> {
        if depth >= self.bounds.depth {
            return Err(Unread::TooDeep(self.bounds.depth));
        }
        match peek {
            Peek::Null => {
                let null = self.reader.known_null();
                null.map_err(|e| self.no_json(&e))?;
                Ok(Value::Null)
            }
            Peek::True | Peek::False => {
                let value = self.reader.known_bool(peek);
                Ok(Value::Bool(value.map_err(|e| self.no_json(&e))?))
            }
            Peek::String => match self.reader.known_str() {
                Ok(text) => Ok(Value::Text(kept(self.text, text))),
                Err(error) => Err(self.no_json(&error)),
            },
            Peek::Array => self.list(depth),
            Peek::Object => self.object(depth),
            _ => self.number(peek),
        }
    }

    fn number(&mut self, peek: Peek) -> Result<Value<'j>, Unread> {
        let text = match self
            .reader
            .known_number_bytes(peek)
            .map(std::str::from_utf8)
        {
            Ok(Ok(text)) => kept(self.text, text),
            Ok(Err(_)) => {
                return Err(Unread::NoJson(ValueError::new(
                    "the text is not valid JSON",
                )));
            }
            Err(error) => return Err(self.no_json(&error)),
        };
        if text.bytes().any(|b| matches!(b, b'.' | b'e' | b'E')) {
            return Ok(Value::Number(text));
        }
        Ok(match number::integer(text) {
            Value::Digits(text)
                if !text
                    .trim_start_matches('-')
                    .bytes()
                    .all(|b| b.is_ascii_digit()) =>
            {
                let infinite = ValueError::new("JSON cannot represent infinite numbers");
                return Err(Unread::NoJson(infinite));
            }
            value => value,
        })
    }

    /// Counts a member or element.
    fn count(&mut self) -> Result<(), Unread> {
        match self.left.checked_sub(1) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => Err(Unread::TooMany(self.bounds.members)),
        }
    }

    fn list(&mut self, depth: usize) -> Result<Value<'j>, Unread> {
        let mut list = Vec::new();
        let first = self.reader.known_array();
        let mut next = first.map_err(|e| self.no_json(&e))?;
        while let Some(peek) = next {
            self.count()?;
            list.push(self.value(peek, depth + 1)?);
            let step = self.reader.array_step();
            next = step.map_err(|e| self.no_json(&e))?;
        }
        Ok(Value::List(list))
    }

    fn object(&mut self, depth: usize) -> Result<Value<'j>, Unread> {
        let mut members: Members<'j> = Vec::new();
        let mut index = MemberIndex::default();
        let mut name = match self.reader.known_object() {
            Ok(name) => name.map(|name| kept(self.text, name)),
            Err(error) => return Err(self.no_json(&error)),
        };
        while let Some(this) = name {
            self.count()?;
            let known = index.find(&members, &this);
            if known.is_some() && !self.bounds.twice {
                return Err(Unread::Twice);
            }
            let peek = self.reader.peek();
            let peek = peek.map_err(|e| self.no_json(&e))?;
            let value = self.value(peek, depth + 1)?;
            match known.and_then(|at| members.get_mut(at)) {
                Some(member) => member.1 = value,
                None => members.push((this, value)),
            }
            name = match self.reader.next_key() {
                Ok(name) => name.map(|name| kept(self.text, name)),
                Err(error) => return Err(self.no_json(&error)),
            };
        }
        Ok(Value::Object(members))
    }

    fn no_json(&self, error: &JiterError) -> Unread {
        Unread::NoJson(ValueError::new(format!(
            "the text is not valid JSON: {} at {}",
            error.error_type,
            self.reader.error_position(error.index)
        )))
    }
}
