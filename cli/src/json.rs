//! The user's JSON files. Order of members and text of numbers are kept, and errors report their position.

use crate::failure::Failure;
use jiter::{Jiter, JiterError, LinePosition, Peek};
use specie_codegen::validate::kind_name;
use specie_runtime::signing::plan::{Data, List, Str};
use std::collections::HashSet;
use std::io::Read;
use std::path::Path;

/// Maximum nesting depth, so that no input can overflow the stack.
const DEEPEST: usize = 128;

/// Whether messages may show names from the file. In a file of secrets, a secret may be where a name should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    Shown,
    Hidden,
}

/// Reads the JSON file at `path` (`-`: stdin).
///
/// # Errors
/// The file cannot be read, is not JSON, or has an object with a duplicate member.
pub fn read_file(path: &Path) -> Result<Data, Failure> {
    read_named(path, Names::Shown)
}

fn read_named(path: &Path, names: Names) -> Result<Data, Failure> {
    let shown = shown_path(path);
    let bytes = read_bytes(path)?;
    read(&bytes, names).map_err(|fault| {
        Failure::usage(format!(
            "{shown}:{}:{}: {}",
            fault.line, fault.column, fault.message
        ))
    })
}

/// Reads the bytes of the file at `path` (`-`: stdin).
///
/// # Errors
/// The file cannot be read.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    if is_stdin(path) {
        std::io::stdin().lock().read_to_end(&mut bytes).map(drop)
    } else {
        std::fs::read(path).map(|read| bytes = read)
    }
    .map_err(|error| Failure::usage(format!("cannot read `{}`: {error}", shown_path(path))))?;
    Ok(bytes)
}

/// A path as shown in messages.
pub fn shown_path(path: &Path) -> String {
    if is_stdin(path) {
        "stdin".to_owned()
    } else {
        path.display().to_string()
    }
}

/// Reads names and texts from the JSON at `path`: an object, or a list of pairs, in which a name may repeat. `what` describes them in
/// messages.
///
/// # Errors
/// As for [`read_file`], or the file contains something else.
pub fn read_pairs(path: &Path, what: &str) -> Result<Vec<(String, String)>, Failure> {
    let shape = || {
        Failure::usage(format!(
            "expected {what} in `{}`: one JSON object of texts, {{\"name\": \"value\", …}}, or a list of pairs, [[\"name\", \"value\"], …]",
            shown_path(path)
        ))
    };
    let text = |value: &Data| match value {
        Data::Text(text) | Data::Integer(text) => Some(text.to_string()),
        _ => None,
    };
    let data = read_file(path)?;
    let pairs: Option<Vec<(String, String)>> = match &data {
        Data::Object(members) => members
            .iter()
            .map(|(name, value)| Some((name.to_string(), text(value)?)))
            .collect(),
        Data::List(pairs) => pairs
            .iter()
            .map(|pair| match pair {
                Data::List(pair) => match pair.as_ref() {
                    [Data::Text(name), value] => Some((name.to_string(), text(value)?)),
                    _ => None,
                },
                _ => None,
            })
            .collect(),
        _ => None,
    };
    pairs.ok_or_else(shape)
}

/// Whether `path` means stdin.
pub fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Reads the members of the JSON object at `path`, which are secrets; `what` describes them in messages.
///
/// # Errors
/// As for [`read_file`], or the file contains something other than an object.
pub fn read_object(path: &Path, what: &str) -> Result<Vec<(Str, Data)>, Failure> {
    match read_named(path, Names::Hidden)? {
        Data::Object(members) => Ok(members.into_owned()),
        other => Err(Failure::usage(format!(
            "`{}` contains {}; expected {what} as one JSON object, {{\"name\": value, …}}",
            path.display(),
            kind_name(&other)
        ))),
    }
}

/// Why a text was rejected, and where.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
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
pub fn read(bytes: &[u8], names: Names) -> Result<Data, Fault> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = Reader {
        jiter: Jiter::new(bytes),
        bytes,
        names,
    };
    let peek = reader.jiter.peek().map_err(|error| reader.syntax(&error))?;
    let data = reader.value(peek, 0)?;
    reader
        .jiter
        .finish()
        .map_err(|error| reader.syntax(&error))?;
    Ok(data)
}

struct Reader<'j> {
    jiter: Jiter<'j>,
    bytes: &'j [u8],
    names: Names,
}

impl Reader<'_> {
    fn value(&mut self, peek: Peek, depth: usize) -> Result<Data, Fault> {
        if depth > DEEPEST {
            return Err(self.fault(format!("nested deeper than {DEEPEST} levels")));
        }
        match peek {
            Peek::Null => self.jiter.known_null().map(|()| Data::Null),
            Peek::True | Peek::False => self.jiter.known_bool(peek).map(Data::Bool),
            Peek::String => self
                .jiter
                .known_str()
                .map(|text| Data::Text(Str::Owned(text.to_owned()))),
            Peek::Array => return self.list(depth),
            Peek::Object => return self.object(depth),
            _ if peek.is_num() => self.jiter.known_number_bytes(peek).map(number),
            _ => self.jiter.next_skip().map(|()| Data::Null),
        }
        .map_err(|error| self.syntax(&error))
    }

    fn list(&mut self, depth: usize) -> Result<Data, Fault> {
        let mut elements = Vec::new();
        let mut next = self
            .jiter
            .known_array()
            .map_err(|error| self.syntax(&error))?;
        while let Some(peek) = next {
            elements.push(self.value(peek, depth + 1)?);
            next = self
                .jiter
                .array_step()
                .map_err(|error| self.syntax(&error))?;
        }
        Ok(Data::List(List::Owned(elements)))
    }

    fn object(&mut self, depth: usize) -> Result<Data, Fault> {
        let mut members: Vec<(Str, Data)> = Vec::new();
        let mut seen = HashSet::new();
        let mut next = self
            .jiter
            .known_object()
            .map(|name| name.map(str::to_owned));
        while let Some(name) = next.map_err(|error| self.syntax(&error))? {
            if !seen.insert(name.clone()) {
                let shown = match self.names {
                    Names::Shown => format!("`{name}`"),
                    Names::Hidden => "a member".to_owned(),
                };
                return Err(self.fault(format!(
                    "{shown} appears twice in one object; keep one of the two"
                )));
            }
            let peek = self.jiter.peek().map_err(|error| self.syntax(&error))?;
            let value = self.value(peek, depth + 1)?;
            members.push((Str::Owned(name), value));
            next = self.jiter.next_key().map(|name| name.map(str::to_owned));
        }
        Ok(Data::Object(List::Owned(members)))
    }

    /// A fault reported here rather than by the JSON parser.
    fn fault(&self, message: String) -> Fault {
        self.at(self.jiter.current_position(), message)
    }

    fn syntax(&self, error: &JiterError) -> Fault {
        self.at(
            error.get_position(&self.jiter),
            format!("not valid JSON: {}", error.error_type),
        )
    }

    fn at(&self, position: LinePosition, message: String) -> Fault {
        let start = self
            .bytes
            .split(|&byte| byte == b'\n')
            .nth(position.line.saturating_sub(1));
        let before = start.and_then(|line| line.get(..position.column.saturating_sub(1)));
        let column = before.map_or(position.column, |before| {
            String::from_utf8_lossy(before).chars().count() + 1
        });
        Fault {
            line: position.line,
            column,
            message,
        }
    }
}

/// A number with its digits unchanged: an integer if it is only digits.
fn number(text: &[u8]) -> Data {
    let text = String::from_utf8_lossy(text).into_owned();
    if text.bytes().any(|byte| matches!(byte, b'.' | b'e' | b'E')) {
        Data::Number(Str::Owned(text))
    } else {
        Data::Integer(Str::Owned(text))
    }
}

/// The JSON text of a value; numbers keep their digits.
pub fn write(data: &Data) -> String {
    match data {
        Data::Null => "null".to_owned(),
        Data::Bool(value) => value.to_string(),
        Data::Integer(digits) | Data::Number(digits) => digits.to_string(),
        Data::Text(text) => quoted(text),
        Data::List(elements) => {
            let elements: Vec<String> = elements.iter().map(write).collect();
            format!("[{}]", elements.join(","))
        }
        Data::Object(members) => object(members),
    }
}

/// The JSON text of an object.
pub fn object(members: &[(Str, Data)]) -> String {
    let members: Vec<String> = members
        .iter()
        .map(|(name, value)| format!("{}:{}", quoted(name), write(value)))
        .collect();
    format!("{{{}}}", members.join(","))
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_shown(bytes: &[u8]) -> Result<Data, Fault> {
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
    fn nesting_is_bounded() {
        let deep = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        assert!(read_shown(deep(100).as_bytes()).is_ok());
        assert!(read_shown(deep(100_000).as_bytes()).is_err());
    }
}
