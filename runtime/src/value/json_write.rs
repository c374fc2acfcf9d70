//! Writes JSON text in the form that is signed and sent: compact, members in order, numbers as JavaScript prints them.

use super::number;
use super::scan;
use super::types::{MAX_DEPTH, Member, Value};
use super::value_error::{ValueError, too_deep};

/// Appends the JSON text of a value: compact, members in order, absent ones omitted.
pub(crate) fn write(value: &Value<'_>, out: &mut String) -> Result<(), ValueError> {
    write_at(value, out, 0)
}

/// The same inside this many lists and objects.
pub(crate) fn write_at(
    value: &Value<'_>,
    out: &mut String,
    depth: usize,
) -> Result<(), ValueError> {
    if depth > MAX_DEPTH {
        return Err(too_deep());
    }
    match value.data() {
        Value::Null => out.push_str("null"),
        Value::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Value::Integer(n) => number::write_integer(*n, out),
        Value::Digits(text) | Value::Decimal(text) => out.push_str(text),
        Value::Number(text) => number::write(text, out)?,
        Value::Text(text) => write_string(text, out),
        Value::List(list) => write_list_at(list, out, depth)?,
        Value::Object(members) => write_object(members.iter(), out, depth)?,
        Value::Bytes(_) => {
            return Err(ValueError::new(
                "bytes cannot be written as JSON: write `| hex` or `| base64`",
            ));
        }
        Value::Key(_) => return Err(ValueError::new("a key cannot be written as JSON")),
        Value::Absent | Value::Ref(_) | Value::Place(_) => {
            return Err(ValueError::new("an absent value cannot be written as JSON"));
        }
    }
    Ok(())
}

/// Appends the elements that are present as a list.
pub(crate) fn write_list_at(
    list: &[Value<'_>],
    out: &mut String,
    depth: usize,
) -> Result<(), ValueError> {
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
) -> Result<(), ValueError> {
    let mut object = ObjectWriter::open(out, depth);
    object.members(members)?;
    object.close();
    Ok(())
}

/// Writes an object, member by member.
pub(crate) struct ObjectWriter<'w> {
    pub(crate) out: &'w mut String,
    /// The number of lists and objects that enclose its members.
    depth: usize,
    start: usize,
}

impl<'w> ObjectWriter<'w> {
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

    #[inline]
    pub(crate) fn separate(&mut self) {
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
    pub(crate) fn members<'m, 'a: 'm>(
        &mut self,
        members: impl Iterator<Item = &'m Member<'a>>,
    ) -> Result<(), ValueError> {
        for (name, value) in members.filter(|(_, value)| !value.is_absent()) {
            self.separate();
            write_string(name, self.out);
            self.out.push(':');
            write_at(value, self.out, self.depth)?;
        }
        Ok(())
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
