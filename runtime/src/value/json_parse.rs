//! Parses JSON text. Order and digits are kept.

use super::json_lexer::{JsonLexer, JsonSyntaxError, JsonToken};
use super::member_index::MemberIndex;
use super::number;
use super::types::{MAX_DEPTH, Members, Value};
use super::value_error::{ValueError, too_deep};
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
        lexer: JsonLexer::of_text(text),
        bounds,
        left: bounds.members,
    };
    let parsed = parser.value(0).and_then(|value| {
        parser.lexer.finish()?;
        Ok(value)
    });
    parsed.map_err(|fault| match fault {
        Fault::Syntax(error) => no_json(text, error),
        Fault::Beyond(unread) => unread,
    })
}

struct Parser<'j> {
    lexer: JsonLexer<'j>,
    bounds: Bounds,
    /// Members and elements that are still allowed.
    left: usize,
}

/// Why parsing ended.
enum Fault {
    Syntax(JsonSyntaxError),
    Beyond(Unread),
}

impl From<JsonSyntaxError> for Fault {
    fn from(error: JsonSyntaxError) -> Self {
        Self::Syntax(error)
    }
}

impl<'j> Parser<'j> {
    fn value(&mut self, depth: usize) -> Result<Value<'j>, Fault> {
        let token = self.lexer.peek()?;
        if depth >= self.bounds.depth {
            return Err(Fault::Beyond(Unread::TooDeep(self.bounds.depth)));
        }
        Ok(match token {
            JsonToken::Null => {
                self.lexer.null()?;
                Value::Null
            }
            JsonToken::Bool => Value::Bool(self.lexer.boolean()?),
            JsonToken::Text => Value::Text(self.lexer.text()?),
            JsonToken::List => self.list(depth)?,
            JsonToken::Object => self.object(depth)?,
            JsonToken::Number => {
                let digits = self.lexer.number()?;
                match digits.contains(['.', 'e', 'E']) {
                    true => Value::Number(Cow::Borrowed(digits)),
                    false => number::integer(Cow::Borrowed(digits)),
                }
            }
        })
    }

    /// Counts a member or element.
    fn count(&mut self) -> Result<(), Fault> {
        match self.left.checked_sub(1) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => Err(Fault::Beyond(Unread::TooMany(self.bounds.members))),
        }
    }

    fn list(&mut self, depth: usize) -> Result<Value<'j>, Fault> {
        let mut list = Vec::new();
        let mut more = self.lexer.open_list()?;
        while more {
            self.count()?;
            list.push(self.value(depth + 1)?);
            more = self.lexer.next_item()?;
        }
        Ok(Value::List(list))
    }

    fn object(&mut self, depth: usize) -> Result<Value<'j>, Fault> {
        let mut members: Members<'j> = Vec::new();
        let mut index = MemberIndex::default();
        let mut name = self.lexer.open_object()?;
        while let Some(this) = name {
            self.count()?;
            let known = index.find(&members, &this);
            if known.is_some() && !self.bounds.twice {
                return Err(Fault::Beyond(Unread::Twice));
            }
            let value = self.value(depth + 1)?;
            match known.and_then(|at| members.get_mut(at)) {
                Some(member) => member.1 = value,
                None => members.push((this, value)),
            }
            name = self.lexer.next_name()?;
        }
        Ok(Value::Object(members))
    }
}

fn no_json(text: &str, error: JsonSyntaxError) -> Unread {
    let before = text.as_bytes().get(..error.index).unwrap_or_default();
    let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
    let column = 1 + before
        .iter()
        .rev()
        .take_while(|byte| **byte != b'\n')
        .count();
    Unread::NoJson(ValueError::new(format!(
        "the text is not valid JSON: {error} at line {line}, column {column}"
    )))
}
