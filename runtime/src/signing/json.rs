//! JSON text: reading keeps order and digits, writing produces the signed form.

use super::error::SigningError;
use super::index::Index;
use super::number;
use super::place_contents::{Member, PlaceContents};
use super::scan;
use super::value::{MAX_DEPTH, Members, Value};
use crate::codec::{Flat, Leaf};
use jiter::{Jiter, JiterError, Peek};
use std::borrow::Cow;

/// Appends the JSON text of a value: compact, members in order, absent ones omitted.
pub(crate) fn write(value: &Value<'_>, out: &mut String) -> Result<(), SigningError> {
    write_at(value, out, 0)
}

/// The same inside this many lists and objects.
pub(crate) fn write_at(
    value: &Value<'_>,
    out: &mut String,
    depth: usize,
) -> Result<(), SigningError> {
    if depth > MAX_DEPTH {
        return Err(too_deep());
    }
    match value.data() {
        Value::Null => out.push_str("null"),
        Value::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Value::Integer(n) => number::write_integer(*n, out),
        Value::Digits(text) => out.push_str(text),
        Value::Number(text) => number::write(text, out)?,
        Value::Text(text) => write_string(text, out),
        Value::List(list) => write_list_at(list, out, depth)?,
        Value::Object(members) => write_object(members.iter(), out, depth)?,
        Value::Bytes(_) => {
            return Err(SigningError::value(
                "bytes cannot be written as JSON: write `| hex` or `| base64`",
            ));
        }
        Value::Key(_) => return Err(SigningError::value("a key cannot be written as JSON")),
        Value::Absent | Value::Ref(_) | Value::Place(_) => {
            return Err(SigningError::value(
                "an absent value cannot be written as JSON",
            ));
        }
    }
    Ok(())
}

/// Appends the elements that are present as a list.
pub(crate) fn write_list_at(
    list: &[Value<'_>],
    out: &mut String,
    depth: usize,
) -> Result<(), SigningError> {
    out.push('[');
    let mut first = true;
    for element in list.iter().filter(|element| !element.is_absent()) {
        if !first {
            out.push(',');
        }
        first = false;
        write_at(element, out, depth + 1)?;
    }
    out.push(']');
    Ok(())
}

/// Appends members as an object.
pub(crate) fn write_object<'m, 'a: 'm>(
    members: impl Iterator<Item = &'m Member<'a>>,
    out: &mut String,
    depth: usize,
) -> Result<(), SigningError> {
    let mut object = Object::open(out, depth);
    object.members(members)?;
    object.close();
    Ok(())
}

/// Appends the contents of a place. `false`: they are empty.
pub(crate) fn write_contents(
    place_contents: &PlaceContents<'_>,
    out: &mut String,
    depth: usize,
) -> Result<bool, SigningError> {
    if let Some(list) = place_contents.list() {
        write_list_at(list, out, depth)?;
        return Ok(!list.is_empty());
    }
    let mut object = Object::open(out, depth);
    object.place_contents(place_contents)?;
    Ok(object.close())
}

/// Writes an object, member by member.
pub(crate) struct Object<'w> {
    pub(crate) out: &'w mut String,
    /// The number of lists and objects that enclose its members.
    depth: usize,
    start: usize,
}

impl<'w> Object<'w> {
    /// Starts an object inside this many lists and objects.
    pub(crate) fn open(out: &'w mut String, depth: usize) -> Self {
        out.push('{');
        let start = out.len();
        Self {
            out,
            depth: depth + 1,
            start,
        }
    }

    /// Ends it. `false`: it is empty.
    pub(crate) fn close(self) -> bool {
        self.out.push('}');
        self.out.len() > self.start + 1
    }

    fn separate(&mut self) {
        if self.out.len() > self.start {
            self.out.push(',');
        }
    }

    /// Writes members that are already rendered.
    pub(crate) fn written(&mut self, json: &str) {
        self.separate();
        self.out.push_str(json);
    }

    /// Writes the members that are present.
    fn members<'m, 'a: 'm>(
        &mut self,
        members: impl Iterator<Item = &'m Member<'a>>,
    ) -> Result<(), SigningError> {
        for (name, value) in members.filter(|(_, value)| !value.is_absent()) {
            self.separate();
            write_string(name, self.out);
            self.out.push(':');
            write_at(value, self.out, self.depth)?;
        }
        Ok(())
    }

    /// Writes the members of a place, whose contents are not a list.
    pub(crate) fn place_contents(
        &mut self,
        place_contents: &PlaceContents<'_>,
    ) -> Result<(), SigningError> {
        match place_contents.typed() {
            Some(typed) => {
                typed.each(|member| self.flat(member));
                Ok(())
            }
            None => self.members(place_contents.members()),
        }
    }

    /// Writes a member of a typed request.
    #[inline]
    fn flat(&mut self, member: Flat<'_>) {
        if let Leaf::Absent | Leaf::Other = member.leaf {
            return;
        }
        self.separate();
        if member.plain {
            self.out.push('"');
            self.out.push_str(member.name);
            self.out.push_str("\":");
        } else {
            write_string(member.name, self.out);
            self.out.push(':');
        }
        match member.leaf {
            Leaf::Text(text) => write_string(text, self.out),
            Leaf::Bool(true) => self.out.push_str("true"),
            Leaf::Bool(false) => self.out.push_str("false"),
            Leaf::Integer(number) => number::write_integer(number.into(), self.out),
            Leaf::Absent | Leaf::Other => {}
        }
    }
}

/// Appends a text in quotes. Escapes only what JSON requires.
pub(crate) fn write_string(text: &str, out: &mut String) {
    out.push('"');
    if scan::all(text.as_bytes(), scan::is_plain_json) {
        out.push_str(text);
    } else {
        write_escaped(text, out);
    }
    out.push('"');
}

/// A separate function, so that the fast path does not need its stack space.
#[inline(never)]
fn write_escaped(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| !scan::is_plain_json(byte)) {
        // Escaped bytes are ASCII, so they start and end at character boundaries.
        let (before, after) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        match after.bytes().next().unwrap_or_default() {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            0x08 => out.push_str("\\b"),
            0x0c => out.push_str("\\f"),
            other => {
                out.push_str("\\u00");
                out.push(if other < 0x10 { '0' } else { '1' });
                out.push(char::from_digit(u32::from(other & 15), 16).unwrap_or('0'));
            }
        }
        rest = after.get(1..).unwrap_or_default();
    }
    out.push_str(rest);
}

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
    NoJson(SigningError),
    TooDeep(usize),
    TooMany(usize),
    Twice,
}

/// Parses JSON that needs no limit except for its depth.
pub(crate) fn parse(text: &[u8]) -> Result<Value<'static>, SigningError> {
    let text = std::str::from_utf8(text)
        .map_err(|_| SigningError::value("the text is not valid JSON: it is not UTF-8"))?;
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
                return Err(Unread::NoJson(SigningError::value(
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
                let infinite = SigningError::value("JSON cannot represent infinite numbers");
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
        let mut index = Index::default();
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
        Unread::NoJson(SigningError::value(format!(
            "the text is not valid JSON: {} at {}",
            error.error_type,
            self.reader.error_position(error.index)
        )))
    }
}

fn too_deep() -> SigningError {
    SigningError::value(format!("a value is nested deeper than {MAX_DEPTH} levels"))
}
