//! The path of a call: each `{name}` is filled from its parameters and encoded before anything is signed.

use super::target;
use crate::signing::plan::PathEncode;
use crate::signing::signing_error::{SigningError, SigningErrorKind};
use crate::value::as_text::text_of;
use crate::value::escape::{PERCENT_ENCODER, escape};
use crate::value::types::Value;
use smallvec::SmallVec;
use std::ops::Range;

/// A piece of a path.
pub(crate) enum Piece<'p> {
    Text(&'p str),
    /// A name in braces.
    Name(&'p str),
}

/// Splits the call's own path: braces around letters, digits, `_`, `-` are names, everything else is text.
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

/// Why the call's own path is not valid: it would leave the path of its section, or contain more than a path. Braces are allowed.
pub(crate) fn fault(path: &str) -> Option<String> {
    let invalid = |what: &str| Some(format!("the path of the call contains {what}"));
    if path.contains("://") {
        return invalid("scheme and host: pass only what follows the section's own path");
    }
    if path.starts_with('/') || path.contains("//") {
        return invalid(
            "an empty segment: a path may begin with one `/`, and must not contain `//`",
        );
    }
    let mut plain = path;
    while let Some((at, c)) = target::first_changed_in_path(plain) {
        match c {
            '{' | '}' => plain = plain.get(at + 1..).unwrap_or_default(),
            '?' | '#' => return invalid(&format!("a `{c}`: pass parameters separately")),
            '\\' => return invalid("a `\\`, which servers read as `/`"),
            c => {
                return invalid(&format!(
                    "{}: percent-encode it, or pass it as the value of a name in braces",
                    target::describe_char(c)
                ));
            }
        }
    }
    if target::has_dot_segment(path) {
        return invalid("a segment `.` or `..`, which would leave the path of its section");
    }
    None
}

/// Checks that a text can be the path of a call: it stays within the path of its section.
///
/// # Errors
/// What is wrong with it.
pub fn check_path(path: &str) -> Result<(), String> {
    fault(path.strip_prefix('/').unwrap_or(path)).map_or(Ok(()), Err)
}

/// Whether a path is sent unchanged: it is valid, and contains no names.
pub(crate) fn is_plain(path: &str) -> bool {
    !path.contains('{') && fault(path).is_none()
}

/// Appends the path with names filled by `value`, each with its own encoding. Refuses values that are missing or unsafe.
pub(crate) fn fill<'v, 'a: 'v>(
    path: &str,
    value: impl Fn(&str) -> (Option<&'v Value<'a>>, PathEncode),
    out: &mut String,
) -> Result<(), SigningError> {
    if let Some(fault) = fault(path) {
        return Err(path_error(fault));
    }
    if !path.contains('{') {
        out.push_str(path);
        return Ok(());
    }
    let start = out.len();
    let mut filled: SmallVec<[Filled<'_>; 4]> = SmallVec::new();
    for piece in pieces(path) {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Name(name) => {
                let from = out.len();
                let (value, encode) = value(name);
                write_value(name, value, encode, out)?;
                filled.push((name, from..out.len()));
            }
        }
    }
    check_segments(out, start, &filled)
}

/// A name, and the range of its value.
type Filled<'n> = (&'n str, Range<usize>);

fn write_value(
    name: &str,
    value: Option<&Value<'_>>,
    encode: PathEncode,
    out: &mut String,
) -> Result<(), SigningError> {
    let value = match value.map(Value::data) {
        None | Some(Value::Absent) => {
            return Err(path_error(format!("the path needs a value for `{name}`")));
        }
        Some(Value::Null | Value::List(_) | Value::Object(_) | Value::Bytes(_)) => {
            return Err(path_error(format!(
                "the value of `{name}` is for the path, so it must be a text or a number"
            )));
        }
        Some(other) => text_of(other)?,
    };
    if value.is_empty() {
        return Err(path_error(format!(
            "the value of `{name}` in the path is empty"
        )));
    }
    // Escaped slashes are included: some servers unescape a path before they resolve it.
    if value.split(['/', '\\']).any(|s| s == "." || s == "..") {
        return Err(dots(name));
    }
    match encode {
        // Everything that RFC 3986 reserves is escaped, even characters that are allowed in a path: any reader of the path gets the same value,
        // whether or not it gives `;`, `:` or `@` a meaning.
        PathEncode::Segment => escape(&PERCENT_ENCODER, &value, out),
        PathEncode::Segments => {
            for (index, segment) in value.split('/').enumerate() {
                if index > 0 {
                    out.push('/');
                }
                escape(&PERCENT_ENCODER, segment, out);
            }
        }
        PathEncode::Raw => {
            check_raw(name, &value)?;
            out.push_str(&value);
        }
    }
    Ok(())
}

/// Refuses a value that would not be sent unchanged.
fn check_raw(name: &str, value: &str) -> Result<(), SigningError> {
    let invalid = |what: String| {
        Err(path_error(format!(
            "the value of `{name}` is put into the path unchanged, but contains {what}: percent-encode it"
        )))
    };
    if let Some((_, c)) = target::first_changed_in_path(value) {
        return invalid(target::describe_char(c));
    }
    let mut escapes = value.split('%').skip(1);
    let is_escape = |after: &str| {
        let mut digits = after.bytes();
        (0..2).all(|_| digits.next().is_some_and(|b| b.is_ascii_hexdigit()))
    };
    if !escapes.all(is_escape) {
        return invalid("a `%` that is not followed by two hexadecimal digits".to_owned());
    }
    Ok(())
}

/// Refuses segments that a value created or contributed to, and that are empty, `.` or `..`.
fn check_segments(out: &str, start: usize, filled: &[Filled<'_>]) -> Result<(), SigningError> {
    let mut at = start;
    for segment in out.get(start..).unwrap_or_default().split('/') {
        let end = at + segment.len();
        let by = filled.iter().find(|(_, f)| f.start <= end && at <= f.end);
        match by {
            Some((name, _)) if target::is_dots(segment) => return Err(dots(name)),
            Some((name, _)) if segment.is_empty() => {
                return Err(path_error(format!(
                    "the value of `{name}` produces an empty segment of the path"
                )));
            }
            _ => {}
        }
        at = end + 1;
    }
    Ok(())
}

fn dots(name: &str) -> SigningError {
    path_error(format!(
        "the value of `{name}` produces a segment `.` or `..` of the path"
    ))
}

/// Decodes a value received in a path, or returns `None` if this encoding cannot produce it.
pub(crate) fn decode(text: &str, encode: PathEncode) -> Option<String> {
    match encode {
        PathEncode::Segment if text.contains('/') => None,
        PathEncode::Segment | PathEncode::Segments => unescape(text),
        PathEncode::Raw => Some(text.to_owned()),
    }
}

/// Percent-decoding, or `None` if an escape is incomplete or the result is not UTF-8.
fn unescape(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut out = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        let mut digit = || {
            let digit = char::from(bytes.next()?).to_digit(16)?;
            u8::try_from(digit).ok()
        };
        out.push(match byte {
            b'%' => digit()? << 4 | digit()?,
            other => other,
        });
    }
    String::from_utf8(out).ok()
}

fn path_error(message: impl Into<String>) -> SigningError {
    SigningError::new(SigningErrorKind::Path, message)
}

/// Refuses a path that changes the host of the base URL before it.
pub(crate) fn check_host(base: &str, path: &str) -> Result<(), SigningError> {
    if target::stays_on_host(base, path) {
        return Ok(());
    }
    Err(path_error(
        "the path does not begin with `/`, so it would change the host",
    ))
}
