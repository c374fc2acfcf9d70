//! JSON text: reading with order and digits kept, writing as it is signed.

use super::error::SigningError;
use super::held::{Held, Member};
use super::number;
use super::scan;
use super::value::{MAX_DEPTH, Members, Value};
use crate::codec::{Flat, Leaf};
use jiter::{Jiter, JiterError, Peek};
use std::borrow::Cow;
use std::collections::HashMap;

/// Appends the JSON text of a value: compact, members in order, absent ones left out.
pub(crate) fn write(value: &Value<'_>, out: &mut String) -> Result<(), SigningError> {
    write_at(value, out, 0)
}

/// The same inside of so many lists and objects.
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
                "bytes have no JSON: write `| hex` or `| base64`",
            ));
        }
        Value::Key(_) => return Err(SigningError::value("a key has no JSON")),
        Value::Absent | Value::Ref(_) | Value::Place(_) => {
            return Err(SigningError::value("a value that is absent has no JSON"));
        }
    }
    Ok(())
}

/// Appends the elements that are there as a list.
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

/// Appends what a place holds. `false`: nothing is in it.
pub(crate) fn write_held(
    held: &Held<'_>,
    out: &mut String,
    depth: usize,
) -> Result<bool, SigningError> {
    if let Some(list) = held.list() {
        write_list_at(list, out, depth)?;
        return Ok(!list.is_empty());
    }
    let mut object = Object::open(out, depth);
    object.held(held)?;
    Ok(object.close())
}

/// Writes an object, member after member.
pub(crate) struct Object<'w> {
    pub(crate) out: &'w mut String,
    /// Inside of so many lists and objects its members stand.
    depth: usize,
    start: usize,
}

impl<'w> Object<'w> {
    /// Begins one inside of so many lists and objects.
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

    /// Members that are written already.
    pub(crate) fn written(&mut self, json: &str) {
        self.separate();
        self.out.push_str(json);
    }

    /// Members that are there.
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

    /// Members of what a place holds, which is no list.
    pub(crate) fn held(&mut self, held: &Held<'_>) -> Result<(), SigningError> {
        match held.typed() {
            Some(typed) => {
                typed.each(|member| self.flat(member));
                Ok(())
            }
            None => self.members(held.members()),
        }
    }

    /// A member of a typed request.
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

/// Appends a text in quotes. Escapes what JSON demands and nothing else.
pub(crate) fn write_string(text: &str, out: &mut String) {
    out.push('"');
    if scan::all(text.as_bytes(), scan::is_plain_json) {
        out.push_str(text);
    } else {
        write_escaped(text, out);
    }
    out.push('"');
}

/// Apart, so that the short way needs no room of this one.
#[inline(never)]
fn write_escaped(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| !scan::is_plain_json(byte)) {
        // Escaped bytes are ASCII, so they begin and end at boundaries of characters.
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

/// Reads JSON.
pub(crate) fn parse(text: &[u8]) -> Result<Value<'static>, SigningError> {
    let mut reader = Jiter::new(text);
    let peek = reader.peek().map_err(|e| no_json(&reader, &e))?;
    let value = read(&mut reader, peek, 0)?;
    reader.finish().map_err(|e| no_json(&reader, &e))?;
    Ok(value)
}

fn read(reader: &mut Jiter<'_>, peek: Peek, depth: usize) -> Result<Value<'static>, SigningError> {
    if depth >= MAX_DEPTH {
        return Err(too_deep());
    }
    match peek {
        Peek::Null => {
            reader.known_null().map_err(|e| no_json(reader, &e))?;
            Ok(Value::Null)
        }
        Peek::True | Peek::False => {
            let value = reader.known_bool(peek).map_err(|e| no_json(reader, &e))?;
            Ok(Value::Bool(value))
        }
        Peek::String => match reader.known_str() {
            Ok(text) => Ok(Value::Text(Cow::Owned(text.to_owned()))),
            Err(error) => Err(no_json(reader, &error)),
        },
        Peek::Array => read_list(reader, depth),
        Peek::Object => read_object(reader, depth),
        _ => read_number(reader, peek),
    }
}

fn read_number(reader: &mut Jiter<'_>, peek: Peek) -> Result<Value<'static>, SigningError> {
    let text = match reader.known_number_bytes(peek) {
        Ok(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Err(error) => return Err(no_json(reader, &error)),
    };
    if text.bytes().any(|b| matches!(b, b'.' | b'e' | b'E')) {
        return Ok(Value::Number(Cow::Owned(text)));
    }
    Ok(match number::integer(Cow::Owned(text)) {
        Value::Digits(text)
            if !text
                .trim_start_matches('-')
                .bytes()
                .all(|b| b.is_ascii_digit()) =>
        {
            return Err(SigningError::value("JSON has no infinite numbers"));
        }
        value => value,
    })
}

fn read_list(reader: &mut Jiter<'_>, depth: usize) -> Result<Value<'static>, SigningError> {
    let mut list = Vec::new();
    let mut next = reader.known_array().map_err(|e| no_json(reader, &e))?;
    while let Some(peek) = next {
        list.push(read(reader, peek, depth + 1)?);
        next = reader.array_step().map_err(|e| no_json(reader, &e))?;
    }
    Ok(Value::List(list))
}

fn read_object(reader: &mut Jiter<'_>, depth: usize) -> Result<Value<'static>, SigningError> {
    let mut members: Members<'static> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut name = match reader.known_object() {
        Ok(name) => name.map(str::to_owned),
        Err(error) => return Err(no_json(reader, &error)),
    };
    while let Some(this) = name {
        let peek = reader.peek().map_err(|e| no_json(reader, &e))?;
        let value = read(reader, peek, depth + 1)?;
        match places.get(&this).and_then(|at| members.get_mut(*at)) {
            Some(member) => member.1 = value,
            None => {
                places.insert(this.clone(), members.len());
                members.push((Cow::Owned(this), value));
            }
        }
        name = match reader.next_key() {
            Ok(name) => name.map(str::to_owned),
            Err(error) => return Err(no_json(reader, &error)),
        };
    }
    Ok(Value::Object(members))
}

fn too_deep() -> SigningError {
    SigningError::value(format!("a value is nested deeper than {MAX_DEPTH} levels"))
}

fn no_json(reader: &Jiter<'_>, error: &JiterError) -> SigningError {
    SigningError::value(format!(
        "the text is no JSON: {} at {}",
        error.error_type,
        reader.error_position(error.index)
    ))
}
