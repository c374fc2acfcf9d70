//! Encoders: how pairs, or a text, become `name=value` joined by `&`.

use super::error::SigningError;
use super::place_contents::{Member, PlaceContents};
use super::plan::{Arrays, Encoder, Escape};
use super::value::{MAX_DEPTH, Value, write_text};
use super::{json, number, scan};
use crate::codec::{Flat, Leaf};

/// Appends the encoded members of an object, or the encoded text.
pub(crate) fn write(
    encoder: &Encoder,
    value: &Value<'_>,
    out: &mut String,
) -> Result<(), SigningError> {
    match value.data() {
        Value::Object(members) => write_pairs(encoder, members.iter(), out),
        Value::List(list) if list.is_empty() => Ok(()),
        Value::List(_) => Err(SigningError::value(
            "a list cannot be the whole query or form",
        )),
        Value::Text(text) => {
            escape(encoder, text, out);
            Ok(())
        }
        other => {
            let mut text = String::new();
            write_text(other, &mut text)?;
            escape(encoder, &text, out);
            Ok(())
        }
    }
}

/// Appends the contents of a place, which are not a list.
pub(crate) fn write_contents(
    encoder: &Encoder,
    place_contents: &PlaceContents<'_>,
    out: &mut String,
) -> Result<(), SigningError> {
    Writer::new(encoder, out).place_contents(place_contents)
}

/// Appends encoded members.
pub(crate) fn write_pairs<'m, 'a: 'm>(
    encoder: &Encoder,
    members: impl Iterator<Item = &'m Member<'a>>,
    out: &mut String,
) -> Result<(), SigningError> {
    Writer::new(encoder, out).members(members)
}

/// Writes members one after another.
pub(crate) struct Writer<'w> {
    encoder: &'w Encoder,
    start: usize,
    pub(crate) out: &'w mut String,
}

impl<'w> Writer<'w> {
    /// Starts at the end of `out`.
    pub(crate) fn new(encoder: &'w Encoder, out: &'w mut String) -> Self {
        Self {
            encoder,
            start: out.len(),
            out,
        }
    }

    /// Writes the members that are present.
    pub(crate) fn members<'m, 'a: 'm>(
        &mut self,
        members: impl Iterator<Item = &'m Member<'a>>,
    ) -> Result<(), SigningError> {
        for (name, value) in members {
            self.member(name, value)
                .map_err(|error| error.named(name))?;
        }
        Ok(())
    }

    /// Writes the contents of a place, which are not a list.
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
        let text = match member.leaf {
            Leaf::Text(text) => text,
            Leaf::Bool(true) => "true",
            Leaf::Bool(false) => "false",
            Leaf::Integer(number) => return self.number(&member, number),
            Leaf::Absent | Leaf::Other => return,
        };
        self.flat_name(&member);
        escape(self.encoder, text, self.out);
    }

    fn number(&mut self, member: &Flat<'_>, number: i64) {
        self.flat_name(member);
        self.out.push_str(itoa::Buffer::new().format(number));
    }

    #[inline]
    fn flat_name(&mut self, member: &Flat<'_>) {
        if !member.plain {
            return self.name(member.name);
        }
        self.separate();
        self.out.push_str(member.name);
        self.out.push('=');
    }

    /// Writes a member whose value is a text.
    pub(crate) fn text(&mut self, name: &str, text: &str) {
        self.name(name);
        escape(self.encoder, text, self.out);
    }

    /// Writes members that are already encoded.
    pub(crate) fn written(&mut self, encoded: &str) {
        self.separate();
        self.out.push_str(encoded);
    }

    /// Writes `name=`, after an `&` unless it is the first.
    fn name(&mut self, name: &str) {
        self.separate();
        escape(self.encoder, name, self.out);
        self.out.push('=');
    }

    fn separate(&mut self) {
        if self.out.len() > self.start {
            self.out.push('&');
        }
    }

    fn member(&mut self, name: &str, value: &Value<'_>) -> Result<(), SigningError> {
        match value.data() {
            Value::Absent => Ok(()),
            Value::Null => Err(null()),
            Value::Text(text) => {
                self.text(name, text);
                Ok(())
            }
            Value::Integer(n) => {
                self.name(name);
                number::write_integer(*n, self.out);
                Ok(())
            }
            Value::List(list) => self.list(name, value, list),
            Value::Object(_) => self.object(name, value),
            other => {
                self.name(name);
                self.text_of(other)
            }
        }
    }

    /// Appends the escaped text of a value.
    fn text_of(&mut self, value: &Value<'_>) -> Result<(), SigningError> {
        let mut text = String::new();
        write_text(value, &mut text)?;
        escape(self.encoder, &text, self.out);
        Ok(())
    }

    /// `name=` and the JSON text of a value.
    fn json(&mut self, name: &str, value: &Value<'_>) -> Result<(), SigningError> {
        let mut text = String::new();
        json::write(value, &mut text)?;
        self.name(name);
        escape(self.encoder, &text, self.out);
        Ok(())
    }

    fn list(
        &mut self,
        name: &str,
        value: &Value<'_>,
        list: &[Value<'_>],
    ) -> Result<(), SigningError> {
        match self.encoder.arrays {
            None => Err(SigningError::value(
                "a list has no place in a query or form: choose `arrays`",
            )),
            Some(Arrays::Repeat) => {
                for element in list.iter().filter(|e| !e.is_absent()) {
                    if matches!(element.data(), Value::Null) {
                        return Err(null());
                    }
                    self.name(name);
                    self.text_of(element.data())?;
                }
                Ok(())
            }
            Some(Arrays::Brackets | Arrays::Indices) => {
                let mut key = String::new();
                escape(self.encoder, name, &mut key);
                self.nested(&mut key, value, 0)
            }
            Some(Arrays::Comma) => self.joined(name, list, false),
            Some(Arrays::List) => self.joined(name, list, true),
            Some(Arrays::Json) => self.json(name, value),
        }
    }

    fn object(&mut self, name: &str, value: &Value<'_>) -> Result<(), SigningError> {
        match self.encoder.arrays {
            None => Err(SigningError::value(
                "an object has no place in a query or form: choose `arrays`",
            )),
            Some(Arrays::Brackets | Arrays::Indices) => {
                let mut key = String::new();
                escape(self.encoder, name, &mut key);
                self.nested(&mut key, value, 0)
            }
            Some(_) => self.json(name, value),
        }
    }

    /// `k=a,b` or `k=[a,b]`, escaped as one text.
    fn joined(
        &mut self,
        name: &str,
        list: &[Value<'_>],
        brackets: bool,
    ) -> Result<(), SigningError> {
        let mut text = String::new();
        if brackets {
            text.push('[');
        }
        let mut first = true;
        for element in list.iter().filter(|e| !e.is_absent()) {
            if matches!(element.data(), Value::Null) {
                return Err(null());
            }
            if !first {
                text.push(',');
            }
            first = false;
            write_text(element.data(), &mut text)?;
        }
        if brackets {
            text.push(']');
        }
        self.name(name);
        escape(self.encoder, &text, self.out);
        Ok(())
    }

    /// Brackets and indices at any depth; `key` is already escaped, its brackets are written unchanged.
    fn nested(
        &mut self,
        key: &mut String,
        value: &Value<'_>,
        depth: usize,
    ) -> Result<(), SigningError> {
        if depth > MAX_DEPTH {
            return Err(SigningError::value("a value is nested too deep"));
        }
        let length = key.len();
        match value.data() {
            Value::Absent => {}
            Value::Null => return Err(null()),
            Value::List(list) => {
                let elements = list.iter().filter(|e| !e.is_absent());
                for (index, element) in elements.enumerate() {
                    key.push('[');
                    if self.encoder.arrays == Some(Arrays::Indices) {
                        key.push_str(itoa::Buffer::new().format(index));
                    }
                    key.push(']');
                    self.nested(key, element, depth + 1)?;
                    key.truncate(length);
                }
            }
            Value::Object(members) => {
                for (name, member) in members {
                    key.push('[');
                    escape(self.encoder, name, key);
                    key.push(']');
                    self.nested(key, member, depth + 1)?;
                    key.truncate(length);
                }
            }
            other => {
                self.separate();
                self.out.push_str(key);
                self.out.push('=');
                self.text_of(other)?;
            }
        }
        Ok(())
    }
}

fn null() -> SigningError {
    SigningError::value("a null has no place in a query or form")
}

/// Appends an escaped text.
pub(crate) fn escape(encoder: &Encoder, text: &str, out: &mut String) {
    if encoder.escape == Escape::Raw {
        out.push_str(text);
        return;
    }
    let mut rest = text;
    while let Some(run) = rest
        .as_bytes()
        .iter()
        .position(|byte| !UNRESERVED[usize::from(*byte)])
    {
        // The first byte that is not plain starts a character: plain ones are ASCII.
        let (plain, after) = rest.split_at_checked(run).unwrap_or((rest, ""));
        out.push_str(plain);
        let mut characters = after.chars();
        let Some(character) = characters.next() else {
            return;
        };
        rest = characters.as_str();
        if !encoder.keep.is_empty() && encoder.keep.contains(character) {
            out.push(character);
        } else if character == ' ' && encoder.escape == Escape::Plus {
            out.push('+');
        } else if character.is_ascii() {
            out.push_str(ESCAPES[character as usize]);
        } else {
            for byte in character.encode_utf8(&mut [0; 4]).bytes() {
                out.push_str(ESCAPES[usize::from(byte)]);
            }
        }
    }
    out.push_str(rest);
}

static UNRESERVED: [bool; 256] = {
    let mut table = [false; 256];
    let mut at = 0;
    while at < 256 {
        table[at] = scan::is_unreserved(at as u8);
        at += 1;
    }
    table
};

/// `%` and two digits for each byte.
static ESCAPES: [&str; 256] = {
    let mut texts = [""; 256];
    let mut at = 0;
    while at < 256 {
        if let Ok(text) = std::str::from_utf8(&PERCENT[at]) {
            texts[at] = text;
        }
        at += 1;
    }
    texts
};

static PERCENT: [[u8; 3]; 256] = {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut all = [[b'%'; 3]; 256];
    let mut at = 0;
    while at < 256 {
        all[at] = [b'%', DIGITS[at >> 4], DIGITS[at & 15]];
        at += 1;
    }
    all
};
