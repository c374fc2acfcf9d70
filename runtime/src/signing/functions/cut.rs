//! Functions that take texts apart: lists, named values, JSON without a member.

use crate::signing::signing_error::SigningError;
use crate::value::json_parse::{Bounds, parse_within};
use crate::value::types::{MAX_DEPTH, Value};
use std::borrow::Cow;

/// Maximum number of parts of a text. A text of a delivery is cut before its sender is known.
const MAX_PARTS: usize = 1024;

/// The parts of a text between occurrences of another.
pub(crate) fn split(text: &str, on: &str) -> Result<Value<'static>, SigningError> {
    separator(on)?;
    let parts: Vec<_> = text.split(on).take(MAX_PARTS + 1).collect();
    few(parts.len())?;
    let owned = parts.into_iter().map(|part| Value::from(part.to_owned()));
    Ok(Value::List(owned.collect()))
}

/// Named values in a text, such as `t=1,v1=ab,v1=cd`. Blanks around names and values are removed, and so are quotes around a value, inside
/// which a separator does not count. A part without `is` is a name with an empty value.
pub(crate) fn fields(text: &str, on: &str, is: &str) -> Result<Value<'static>, SigningError> {
    separator(on)?;
    separator(is)?;
    let mut members = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(on).unwrap_or(rest.len());
        let (name, value) = match rest.find(is).filter(|at| *at < end) {
            None => {
                let (name, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
                rest = after;
                (name, Cow::Borrowed(""))
            }
            Some(at) => {
                let (name, after) = rest.split_at_checked(at).unwrap_or((rest, ""));
                let after = after.strip_prefix(is).unwrap_or(after).trim_start();
                let (value, after) = match after.strip_prefix('"').and_then(quoted) {
                    Some((value, after)) => (Cow::Owned(value), after),
                    None => {
                        let end = after.find(on).unwrap_or(after.len());
                        let (value, after) = after.split_at_checked(end).unwrap_or((after, ""));
                        (Cow::Borrowed(value.trim()), after)
                    }
                };
                rest = after.trim_start();
                (name, value)
            }
        };
        if !name.trim().is_empty() {
            members.push((
                Cow::Owned(name.trim().to_owned()),
                Value::from(value.into_owned()),
            ));
            few(members.len())?;
        }
        match rest.strip_prefix(on) {
            Some(after) => rest = after,
            // Behind a quoted value comes a separator or the end.
            None if !rest.is_empty() => {
                return Err(SigningError::value(format!(
                    "expected `{on}` behind a value in quotes"
                )));
            }
            None => {}
        }
    }
    Ok(Value::Object(members))
}

/// The text up to the closing quote, with `\"` and `\\` replaced, and what follows it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((value, text.get(at + 1..)?)),
            '\\' => value.push(chars.next()?.1),
            _ => value.push(c),
        }
    }
    None
}

/// The values of all members with a name.
pub(crate) fn values<'a>(pairs: &Value<'a>, name: &str) -> Result<Value<'a>, SigningError> {
    let Some(members) = pairs.to_members() else {
        return Err(SigningError::value(format!(
            "expected pairs, found a value of kind {}",
            pairs.kind()
        )));
    };
    let named = members.into_iter().filter(|(known, _)| known == name);
    Ok(Value::List(named.map(|(_, value)| value).collect()))
}

/// The text of a JSON object without a member. Everything else stays as it is, byte for byte.
pub(crate) fn without_member(json: &str, name: &str) -> Result<String, SigningError> {
    let bounds = Bounds {
        depth: MAX_DEPTH,
        members: usize::MAX,
        // Which of two members was signed is not known.
        twice: false,
    };
    match parse_within(json, bounds) {
        Ok(Value::Object(_)) => {}
        _ => {
            return Err(SigningError::value(
                "`without_member` expects the text of a JSON object that names no member twice",
            ));
        }
    }
    let parts = members_of(json);
    let is_it = |(start, end): &(usize, usize)| {
        json.get(*start..*end)
            .is_some_and(|part| name_of(part).is_some_and(|known| known == name))
    };
    let Some(at) = parts.iter().position(is_it) else {
        return Ok(json.to_owned());
    };
    let trimmed = |at: usize| {
        let (start, end) = *parts.get(at)?;
        let part = json.get(start..end)?;
        let before = part.len() - part.trim_start().len();
        Some((start + before, start + part.trim_end().len()))
    };
    let range = match (at, trimmed(at), trimmed(at + 1)) {
        (0, Some((start, _)), Some((next, _))) => start..next,
        (0, Some((start, end)), None) => start..end,
        // Its comma is before it.
        (_, Some((_, end)), _) => parts.get(at).map_or(end, |(start, _)| start - 1)..end,
        (_, None, _) => 0..0,
    };
    let mut out = json.to_owned();
    out.replace_range(range, "");
    Ok(out)
}

/// The ranges of the members of a valid JSON object, between its braces and commas.
fn members_of(json: &str) -> Vec<(usize, usize)> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    let mut bytes = json.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => {
                while let Some((_, inside)) = bytes.next() {
                    match inside {
                        b'\\' => drop(bytes.next()),
                        b'"' => break,
                        _ => {}
                    }
                }
            }
            b'{' | b'[' => {
                depth += 1;
                if depth == 1 {
                    start = at + 1;
                }
            }
            b',' if depth == 1 => {
                parts.push((start, at));
                start = at + 1;
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    parts.push((start, at));
                }
            }
            _ => {}
        }
    }
    parts
}

/// The name of a member that is written as `"name": value`.
fn name_of(member: &str) -> Option<String> {
    let rest = member.trim_start();
    let mut escaped = false;
    let end = rest.bytes().skip(1).position(|byte| {
        let closes = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        closes
    })?;
    match Value::from_json(rest.get(..end + 2)?.as_bytes()) {
        Ok(Value::Text(name)) => Some(name.into_owned()),
        _ => None,
    }
}

fn separator(text: &str) -> Result<(), SigningError> {
    if text.is_empty() {
        return Err(SigningError::value("a separator is empty"));
    }
    Ok(())
}

fn few(parts: usize) -> Result<(), SigningError> {
    if parts > MAX_PARTS {
        return Err(SigningError::value(format!(
            "a text has more than {MAX_PARTS} parts"
        )));
    }
    Ok(())
}
