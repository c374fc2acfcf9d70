//! JSON texts as plain data, and back. Order of members and digits of numbers are kept, and errors have their position.
//!
//! ```
//! use specie_codegen::json::{self, Names};
//!
//! let data = json::read(br#"{"b": 1.10, "a": [1, null]}"#, Names::Shown)?;
//! assert_eq!(json::write(&data), r#"{"b":1.10,"a":[1,null]}"#);
//! # Ok::<(), json::JsonError>(())
//! ```

use crate::json_pointer::Place;
use specie_runtime::codec::{JsonLexer, JsonSyntaxError, JsonToken};
use specie_runtime::signing::plan::{Data, List, Str};
use std::collections::HashSet;

/// Maximum nesting depth of data, so that no input can overflow the stack.
pub(crate) const MAX_DEPTH: usize = 128;

/// From this many members on, names are looked up by their hash.
const MANY: usize = 16;

/// Whether messages may show names from the file. In a file of secrets, a secret may be where a name should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// Messages show names.
    Shown,
    /// Messages show no name.
    Hidden,
}

/// Why a text was rejected, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {message}")]
pub struct JsonError {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in characters.
    pub column: usize,
    /// What is wrong.
    pub message: String,
}

/// Reads one JSON value; nothing may follow it.
///
/// # Errors
/// The text is not JSON, has a duplicate member or is nested too deep.
pub fn read(bytes: &[u8], names: Names) -> Result<Data, JsonError> {
    read_with(bytes, Duplicates::Rejected(names))
}

/// The same for documents of others. Of a member that an object has twice, the first one is kept, and `report` is given the place of the other.
///
/// # Errors
/// The text is not JSON, or is nested too deep.
pub(crate) fn read_leniently(
    bytes: &[u8],
    report: &mut dyn FnMut(&Place<'_>),
) -> Result<Data, JsonError> {
    read_with(bytes, Duplicates::Reported(report))
}

fn read_with(bytes: &[u8], duplicates: Duplicates<'_>) -> Result<Data, JsonError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = Reader {
        lexer: JsonLexer::new(bytes),
        bytes,
        duplicates,
    };
    let data = reader.value(&Place::root(), 0)?;
    let end = reader.lexer.finish();
    end.map_err(|error| reader.syntax(error))?;
    Ok(data)
}

/// What happens when an object has a member twice.
enum Duplicates<'r> {
    /// The text is rejected.
    Rejected(Names),
    /// The first one is kept.
    Reported(&'r mut dyn FnMut(&Place<'_>)),
}

struct Reader<'j, 'r> {
    lexer: JsonLexer<'j>,
    bytes: &'j [u8],
    duplicates: Duplicates<'r>,
}

impl Reader<'_, '_> {
    fn value(&mut self, place: &Place<'_>, depth: usize) -> Result<Data, JsonError> {
        let token = self.lexer.peek().map_err(|error| self.syntax(error))?;
        if depth > MAX_DEPTH {
            return Err(self.fault(format!("nested deeper than {MAX_DEPTH} levels")));
        }
        match token {
            JsonToken::Null => self.lexer.null().map(|()| Data::Null),
            JsonToken::Bool => self.lexer.boolean().map(Data::Bool),
            JsonToken::Text => {
                let text = self.lexer.text();
                text.map(|text| Data::Text(Str::Owned(text.into_owned())))
            }
            JsonToken::Number => self.lexer.number().map(number),
            JsonToken::List => return self.list(place, depth),
            JsonToken::Object => return self.object(place, depth),
        }
        .map_err(|error| self.syntax(error))
    }

    fn list(&mut self, place: &Place<'_>, depth: usize) -> Result<Data, JsonError> {
        let mut elements = Vec::new();
        let mut more = self.lexer.open_list();
        while more.map_err(|error| self.syntax(error))? {
            let at = place.index(elements.len());
            elements.push(self.value(&at, depth + 1)?);
            more = self.lexer.next_item();
        }
        Ok(Data::List(List::Owned(elements)))
    }

    fn object(&mut self, place: &Place<'_>, depth: usize) -> Result<Data, JsonError> {
        let mut members: Vec<(Str, Data)> = Vec::new();
        let mut seen = HashSet::new();
        let mut next = self.lexer.open_object();
        while let Some(name) = next.map_err(|error| self.syntax(error))? {
            let at = place.name(&name);
            let is_new = match members.len() {
                0..MANY => !members.iter().any(|(known, _)| *known == name),
                _ => {
                    if seen.is_empty() {
                        seen.extend(members.iter().map(|(known, _)| known.to_string()));
                    }
                    seen.insert(name.to_string())
                }
            };
            if !is_new {
                self.duplicate(&name, &at)?;
            }
            let value = self.value(&at, depth + 1)?;
            if is_new {
                members.push((Str::Owned(name.into_owned()), value));
            }
            next = self.lexer.next_name();
        }
        Ok(Data::Object(List::Owned(members)))
    }

    /// Rejects or reports a member that the object already has.
    fn duplicate(&mut self, name: &str, place: &Place<'_>) -> Result<(), JsonError> {
        let shown = match &mut self.duplicates {
            Duplicates::Reported(report) => {
                report(place);
                return Ok(());
            }
            Duplicates::Rejected(Names::Shown) => format!("`{name}`"),
            Duplicates::Rejected(Names::Hidden) => "a member".to_owned(),
        };
        Err(self.fault(format!(
            "{shown} appears twice in one object; keep one of the two"
        )))
    }

    /// A fault reported here rather than by the lexer.
    fn fault(&self, message: String) -> JsonError {
        self.at(self.lexer.index(), message)
    }

    fn syntax(&self, error: JsonSyntaxError) -> JsonError {
        self.at(error.index, format!("not valid JSON: {error}"))
    }

    fn at(&self, index: usize, message: String) -> JsonError {
        let before = self.bytes.get(..index).unwrap_or(self.bytes);
        let line = before.rsplit(|byte| *byte == b'\n').next();
        JsonError {
            line: 1 + before.iter().filter(|byte| **byte == b'\n').count(),
            column: 1 + String::from_utf8_lossy(line.unwrap_or_default())
                .chars()
                .count(),
            message,
        }
    }
}

/// A number with its digits unchanged: an integer if it is only digits.
fn number(text: &str) -> Data {
    let text = text.to_owned();
    if text.bytes().any(|byte| matches!(byte, b'.' | b'e' | b'E')) {
        Data::Number(Str::Owned(text))
    } else {
        Data::Integer(Str::Owned(text))
    }
}

/// The JSON text of a value; numbers keep their digits.
#[must_use]
pub fn write(data: &Data) -> String {
    let mut out = String::new();
    write_value(&mut out, data);
    out
}

/// The JSON text of an object with these members.
#[must_use]
pub fn object(members: &[(Str, Data)]) -> String {
    let mut out = String::new();
    write_object(&mut out, members);
    out
}

fn write_value(out: &mut String, data: &Data) {
    match data {
        Data::Null => out.push_str("null"),
        Data::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Data::Integer(digits) | Data::Number(digits) | Data::Decimal(digits) => {
            out.push_str(digits)
        }
        Data::Text(text) => write_text(out, text),
        Data::List(elements) => {
            out.push('[');
            for (at, element) in elements.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_value(out, element);
            }
            out.push(']');
        }
        Data::Object(members) => write_object(out, members),
    }
}

fn write_object(out: &mut String, members: &[(Str, Data)]) {
    out.push('{');
    for (at, (name, value)) in members.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        write_text(out, name);
        out.push(':');
        write_value(out, value);
    }
    out.push('}');
}

fn write_text(out: &mut String, text: &str) {
    let is_plain = |byte: u8| byte >= b' ' && byte != b'"' && byte != b'\\';
    if text.bytes().all(is_plain) {
        out.push('"');
        out.push_str(text);
        out.push('"');
    } else {
        out.push_str(&serde_json::Value::from(text).to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_shown(bytes: &[u8]) -> Result<Data, JsonError> {
        read(bytes, Names::Shown)
    }

    fn text(data: &str) -> Data {
        Data::Text(Str::Owned(data.to_owned()))
    }

    #[test]
    fn order_and_digits_are_kept() {
        let read = read_shown(
            br#"{"b": 1.10, "a": 123456789012345678901234567890, "c": [1e-07, "x", null, true]}"#,
        );
        let Ok(Data::Object(members)) = read else {
            panic!("{read:?}")
        };
        let names: Vec<_> = members.iter().map(|(name, _)| name.as_ref()).collect();
        assert_eq!(names, ["b", "a", "c"]);
        assert_eq!(members[0].1, Data::Number("1.10".into()));
        assert_eq!(
            members[1].1,
            Data::Integer("123456789012345678901234567890".into())
        );
        let list = vec![
            Data::Number("1e-07".into()),
            text("x"),
            Data::Null,
            Data::Bool(true),
        ];
        assert_eq!(members[2].1, Data::List(list.into()));
    }

    #[test]
    fn what_was_read_is_written_alike() {
        let json = "{\"b\":1.10,\"a\":[123456789012345678901234567890,null,true,\"\\\"é\\n\"]}";
        assert_eq!(
            read_shown(json.as_bytes()).map(|data| write(&data)),
            Ok(json.to_owned())
        );
    }

    #[test]
    fn escapes_are_undone() {
        assert_eq!(
            read_shown(r#""h\u00e9 \ud83d\ude80 \"q\" \u0007""#.as_bytes()),
            Ok(text("hé 🚀 \"q\" \u{7}"))
        );
    }

    #[test]
    fn faults_have_their_place() {
        let place =
            |json: &str| read_shown(json.as_bytes()).map_err(|fault| (fault.line, fault.message));
        assert_eq!(
            place("{\"é\": 1,\n \"é\": 2}"),
            Err((
                2,
                "`é` appears twice in one object; keep one of the two".into()
            ))
        );
        for bad in [
            "",
            "{",
            "[1,]",
            "{\"a\":}",
            "{a: 1}",
            "nul",
            "1 2",
            "NaN",
            "[Infinity]",
            "01",
            "\"\\ud800\"",
            "+1",
            "1.",
            "'a'",
        ] {
            let read = place(bad);
            assert!(
                read.as_ref()
                    .is_err_and(|(_, message)| message.starts_with("not valid JSON")),
                "{bad}: {read:?}"
            );
        }
        let fault = read_shown("{\"é\": x}".as_bytes());
        assert_eq!(
            fault.map_err(|fault| (fault.line, fault.column)),
            Err((1, 7))
        );
    }

    #[test]
    fn the_first_of_two_members_is_kept_where_that_is_allowed() {
        let json = br#"{"a": [{"x": 1, "x": {"y": 2, "y": 3}}], "a": 4}"#;
        let mut places = Vec::new();
        let data = read_leniently(json, &mut |place| places.push(place.to_string()));
        assert_eq!(
            data.map(|data| write(&data)),
            Ok(r#"{"a":[{"x":1}]}"#.to_owned())
        );
        assert_eq!(places, ["/a/0/x", "/a/0/x/y", "/a"]);
    }

    #[test]
    fn nesting_is_bounded() {
        let deep = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        assert!(read_shown(deep(100).as_bytes()).is_ok());
        assert!(read_shown(deep(100_000).as_bytes()).is_err());
    }
}
