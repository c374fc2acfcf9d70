//! Encoders: how pairs, or a text, become `name=value` joined by `&`.

use super::escape::{Arrays, Encoder, escape};
use super::types::{MAX_DEPTH, Member, Value};
use super::value_error::ValueError;
use super::{json_write, number, plain_text};

/// Appends the encoded members of an object, or the encoded text.
pub(crate) fn write(
    encoder: &Encoder,
    value: &Value<'_>,
    out: &mut String,
) -> Result<(), ValueError> {
    match value.data() {
        Value::Object(members) => write_pairs(encoder, members.iter(), out),
        Value::List(list) if list.is_empty() => Ok(()),
        Value::List(_) => Err(ValueError::new("a list alone cannot be a query or form")),
        Value::Text(text) => {
            escape(encoder, text, out);
            Ok(())
        }
        other => {
            let mut text = String::new();
            plain_text::write(other, &mut text)?;
            escape(encoder, &text, out);
            Ok(())
        }
    }
}

/// Appends encoded members.
pub(crate) fn write_pairs<'m, 'a: 'm>(
    encoder: &Encoder,
    members: impl Iterator<Item = &'m Member<'a>>,
    out: &mut String,
) -> Result<(), ValueError> {
    PairsWriter::new(encoder, out).members(members)
}

/// Writes members one after another.
pub(crate) struct PairsWriter<'w> {
    pub(crate) encoder: &'w Encoder,
    start: usize,
    pub(crate) out: &'w mut String,
}

impl<'w> PairsWriter<'w> {
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
    ) -> Result<(), ValueError> {
        for (name, value) in members {
            self.member(name, value)
                .map_err(|error| error.in_member(name))?;
        }
        Ok(())
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
    pub(crate) fn name(&mut self, name: &str) {
        self.separate();
        escape(self.encoder, name, self.out);
        self.out.push('=');
    }

    #[inline]
    pub(crate) fn separate(&mut self) {
        if self.out.len() > self.start {
            self.out.push('&');
        }
    }

    fn member(&mut self, name: &str, value: &Value<'_>) -> Result<(), ValueError> {
        let arrays = value.own_format().or(self.encoder.arrays);
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
            Value::List(list) => self.list(name, value, list, arrays),
            Value::Object(_) => self.object(name, value, arrays),
            other => {
                self.name(name);
                self.text_of(other)
            }
        }
    }

    /// Appends the escaped text of a value.
    fn text_of(&mut self, value: &Value<'_>) -> Result<(), ValueError> {
        let mut text = String::new();
        plain_text::write(value, &mut text)?;
        escape(self.encoder, &text, self.out);
        Ok(())
    }

    fn list(
        &mut self,
        name: &str,
        value: &Value<'_>,
        list: &[Value<'_>],
        arrays: Option<Arrays>,
    ) -> Result<(), ValueError> {
        match arrays {
            None => Err(ValueError::new(
                "a list cannot be written in a query or form without a format: choose `arrays`",
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
            Some(arrays) => self.whole(name, value, arrays),
        }
    }

    fn object(
        &mut self,
        name: &str,
        value: &Value<'_>,
        arrays: Option<Arrays>,
    ) -> Result<(), ValueError> {
        match arrays {
            None => Err(ValueError::new(
                "an object cannot be written in a query or form without a format: choose `arrays`",
            )),
            Some(arrays) if arrays.is_nested() => self.whole(name, value, arrays),
            Some(_) => self.whole(name, value, Arrays::Json),
        }
    }

    /// A list or object, in a format that is not `repeat`.
    fn whole(&mut self, name: &str, value: &Value<'_>, arrays: Arrays) -> Result<(), ValueError> {
        if let Some(brackets) = arrays.brackets() {
            let mut key = String::new();
            escape(self.encoder, name, &mut key);
            let nested = Nested {
                brackets,
                numbered: arrays.is_numbered(),
            };
            return self.nested(&mut key, value, nested, 0);
        }
        let text = one_text(value, arrays)?;
        self.name(name);
        escape(self.encoder, &text, self.out);
        Ok(())
    }

    /// Brackets and indices at any depth; `key` is already escaped.
    fn nested(
        &mut self,
        key: &mut String,
        value: &Value<'_>,
        format: Nested,
        depth: usize,
    ) -> Result<(), ValueError> {
        if depth > MAX_DEPTH {
            return Err(ValueError::new("a value is nested too deep"));
        }
        let length = key.len();
        let (open, close) = format.brackets;
        match value.data() {
            Value::Absent => {}
            Value::Null => return Err(null()),
            Value::List(list) => {
                let elements = list.iter().filter(|e| !e.is_absent());
                for (index, element) in elements.enumerate() {
                    key.push_str(open);
                    if format.numbered {
                        key.push_str(itoa::Buffer::new().format(index));
                    }
                    key.push_str(close);
                    self.nested(key, element, format, depth + 1)?;
                    key.truncate(length);
                }
            }
            Value::Object(members) => {
                for (name, member) in members {
                    key.push_str(open);
                    escape(self.encoder, name, key);
                    key.push_str(close);
                    self.nested(key, member, format, depth + 1)?;
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

/// How nested values are written.
#[derive(Clone, Copy)]
struct Nested {
    brackets: (&'static str, &'static str),
    numbered: bool,
}

/// A list or object as one text: `a,b`, `a|b`, `[a,b]` or JSON. Any format but these, and an object in any format, gives JSON.
pub(crate) fn one_text(value: &Value<'_>, arrays: Arrays) -> Result<String, ValueError> {
    let mut text = String::new();
    let (open, separator, close) = match arrays {
        Arrays::Comma => ("", ',', ""),
        Arrays::Pipe => ("", '|', ""),
        Arrays::List => ("[", ',', "]"),
        _ => {
            json_write::write(value, &mut text)?;
            return Ok(text);
        }
    };
    let Value::List(list) = value.data() else {
        json_write::write(value, &mut text)?;
        return Ok(text);
    };
    text.push_str(open);
    for (at, element) in list.iter().filter(|e| !e.is_absent()).enumerate() {
        if matches!(element.data(), Value::Null) {
            return Err(null());
        }
        if at > 0 {
            text.push(separator);
        }
        plain_text::write(element.data(), &mut text)?;
    }
    text.push_str(close);
    Ok(text)
}

fn null() -> ValueError {
    ValueError::new("a null cannot be written in a query or form")
}
