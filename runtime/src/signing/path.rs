//! The path of a call: `{name}` filled from its parameters.

use super::error::{SigningError, SigningErrorKind};
use super::scan;
use super::value::{Value, write_text};
use std::ops::Range;

/// A piece of a path.
pub(crate) enum Piece<'p> {
    Text(&'p str),
    /// A name in braces.
    Name(&'p str),
}

/// Pieces of the call's own path: braces around letters, digits, `_`, `-` are names, others stand.
pub(crate) fn pieces(path: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut start, mut rest) = (0, path);
    let mut at = 0;
    while let Some(open) = rest.find('{') {
        let after = rest.get(open + 1..).unwrap_or_default();
        let name = after.split('}').next().unwrap_or_default();
        let is_name = !name.is_empty()
            && name.len() < after.len()
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
        let consumed = if is_name {
            pieces.push(Piece::Text(path.get(start..at + open).unwrap_or_default()));
            pieces.push(Piece::Name(name));
            start = at + open + name.len() + 2;
            open + name.len() + 2
        } else {
            open + 1
        };
        at += consumed;
        rest = rest.get(consumed..).unwrap_or_default();
    }
    pieces.push(Piece::Text(path.get(start..).unwrap_or_default()));
    pieces
}

/// Appends the path, its names filled by `value`; refuses what is missing or unsafe.
pub(crate) fn fill<'v, 'a: 'v>(
    path: &str,
    value: impl Fn(&str) -> Option<&'v Value<'a>>,
    out: &mut String,
) -> Result<(), SigningError> {
    if scan::all(path.as_bytes(), scan::is_plain_path) {
        out.push_str(path);
        return Ok(());
    }
    if path.contains(['?', '#']) {
        return Err(refused(
            "the path of the call has a `?` or `#`: parameters go beside it",
        ));
    }
    if path.chars().any(char::is_control) {
        return Err(refused("the path of the call has a control character"));
    }
    if !path.contains('{') {
        out.push_str(path);
        return Ok(());
    }
    let start = out.len();
    let mut filled: Vec<Range<usize>> = Vec::new();
    for piece in pieces(path) {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Name(name) => {
                let from = out.len();
                write_value(name, value(name), out)?;
                filled.push(from..out.len());
            }
        }
    }
    refuse_dots(out, start, &filled)
}

fn write_value(
    name: &str,
    value: Option<&Value<'_>>,
    out: &mut String,
) -> Result<(), SigningError> {
    let value = match value.map(Value::data) {
        None | Some(Value::Absent) => {
            return Err(refused(format!("the path needs a value for `{name}`")));
        }
        Some(Value::Null | Value::List(_) | Value::Object(_) | Value::Bytes(_)) => {
            return Err(refused(format!(
                "the value of `{name}` stands in the path and is no text or number"
            )));
        }
        Some(other) => other,
    };
    let from = out.len();
    write_text(value, out)?;
    let text = out.get(from..).unwrap_or_default();
    if text.is_empty() {
        return Err(refused(format!(
            "the value of `{name}` in the path is empty"
        )));
    }
    let unsafe_character =
        |c: char| matches!(c, '?' | '#' | '\\') || c.is_whitespace() || c.is_control();
    if text.contains(unsafe_character) {
        return Err(refused(format!(
            "the value of `{name}` in the path has a `?`, `#`, `\\`, white space or control character"
        )));
    }
    Ok(())
}

/// Refuses `.` and `..` as a segment that a value took part in, also where they are percent-encoded.
fn refuse_dots(out: &str, start: usize, filled: &[Range<usize>]) -> Result<(), SigningError> {
    let mut at = start;
    for segment in out.get(start..).unwrap_or_default().split('/') {
        let end = at + segment.len();
        let touched = filled.iter().any(|f| f.start <= end && at <= f.end);
        let plain = segment.replace("%2e", ".").replace("%2E", ".");
        if touched && (plain == "." || plain == "..") {
            return Err(refused("a value makes `.` or `..` a segment of the path"));
        }
        at = end + 1;
    }
    Ok(())
}

fn refused(message: impl Into<String>) -> SigningError {
    SigningError::new(SigningErrorKind::Path, message)
}
