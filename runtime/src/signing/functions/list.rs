//! Functions on lists and pairs.

use super::text::bounded;
use crate::signing::signing_error::SigningError;
use crate::value::as_text::{text_of, write_text};
use crate::value::json_write;
use crate::value::types::{MAX_DEPTH, Value};
use std::borrow::Cow;

/// Elements as texts with a separator; absent ones are empty.
pub(crate) fn join(list: &Value<'_>, with: &str) -> Result<String, SigningError> {
    let Value::List(list) = list.data() else {
        return Err(SigningError::value(format!(
            "expected a list, found a value of kind {}",
            list.kind()
        )));
    };
    let mut out = String::new();
    for (index, element) in list.iter().enumerate() {
        if index > 0 {
            out.push_str(with);
        }
        if !element.is_absent() {
            write_text(element, &mut out)?;
        }
        bounded(out.len())?;
    }
    Ok(out)
}

/// Members sorted by name, by code point, stable; a list stays unchanged.
pub(crate) fn sorted<'a>(value: &Value<'a>, deep: bool) -> Result<Value<'a>, SigningError> {
    match value.data() {
        Value::Object(_) | Value::List(_) => sort_at(value, deep, 0),
        other => Err(no_pairs(other)),
    }
}

fn sort_at<'a>(value: &Value<'a>, deep: bool, depth: usize) -> Result<Value<'a>, SigningError> {
    if depth > MAX_DEPTH {
        return Err(SigningError::value("a value is nested too deep"));
    }
    if let Some(mut members) = value.to_members() {
        // The order of UTF-8 is the order of code points.
        members.sort_by(|a, b| a.0.cmp(&b.0));
        if deep {
            for (_, member) in &mut members {
                *member = sort_at(member, true, depth + 1)?;
            }
        }
        return Ok(Value::Object(members));
    }
    match value.data() {
        Value::List(list) if deep => Ok(Value::List(
            list.iter()
                .map(|element| sort_at(element, true, depth + 1))
                .collect::<Result<_, _>>()?,
        )),
        other => Ok(value
            .stored()
            .map_or_else(|| other.clone(), Value::borrowed)),
    }
}

/// Members except those named.
pub(crate) fn without<'a>(value: &Value<'a>, names: &Value<'_>) -> Result<Value<'a>, SigningError> {
    let names: Vec<Cow<'_, str>> = match names.data() {
        Value::List(list) => list
            .iter()
            .filter(|n| !n.is_absent())
            .map(text_of)
            .collect::<Result<_, _>>()?,
        other => vec![text_of(other)?],
    };
    if let Some(mut members) = value.to_members() {
        members.retain(|(name, _)| !names.contains(name));
        return Ok(Value::Object(members));
    }
    match value.data() {
        Value::List(list) => Ok(Value::List(list.clone())),
        other => Err(no_pairs(other)),
    }
}

/// Members (elements) except those without content: absent, null, an empty text, list or object.
pub(crate) fn filled<'a>(value: &Value<'a>) -> Result<Value<'a>, SigningError> {
    let has_content = |value: &Value<'_>| match value.data() {
        Value::Absent | Value::Null => false,
        Value::Text(text) => !text.is_empty(),
        Value::Bytes(bytes) => !bytes.is_empty(),
        Value::List(list) => !list.is_empty(),
        Value::Object(members) => members.iter().any(|(_, value)| !value.is_absent()),
        _ => true,
    };
    if let Some(mut members) = value.to_members() {
        members.retain(|(_, value)| has_content(value));
        return Ok(Value::Object(members));
    }
    match value.data() {
        Value::List(list) => {
            let kept = list.iter().filter(|one| has_content(one));
            Ok(Value::List(kept.cloned().collect()))
        }
        other => Err(no_pairs(other)),
    }
}

fn no_pairs(value: &Value<'_>) -> SigningError {
    SigningError::value(format!(
        "expected pairs, found a value of kind {}",
        value.kind()
    ))
}

/// Objects as sorted runs of names and values, three levels deep, deeper levels as JSON; lists in order.
pub(crate) fn glue(value: &Value<'_>) -> Result<String, SigningError> {
    let mut out = String::new();
    glue_at(value, 0, 0, &mut out)?;
    Ok(out)
}

/// Levels of objects that are written as runs.
const GLUED: usize = 3;

fn glue_at(
    value: &Value<'_>,
    level: usize,
    depth: usize,
    out: &mut String,
) -> Result<(), SigningError> {
    if depth > MAX_DEPTH {
        return Err(SigningError::value("a value is nested too deep"));
    }
    match value.data() {
        Value::Object(_) if level >= GLUED => Ok(json_write::write(value, out)?),
        Value::List(_) if level > GLUED => Ok(json_write::write(value, out)?),
        Value::Object(members) => {
            let mut sorted: Vec<_> = members.iter().filter(|(_, v)| !v.is_absent()).collect();
            sorted.sort_by(|a, b| a.0.cmp(&b.0));
            for (name, member) in sorted {
                out.push_str(name);
                glue_at(member, level + 1, depth + 1, out)?;
            }
            Ok(())
        }
        Value::List(list) => {
            for element in list.iter().filter(|e| !e.is_absent()) {
                glue_at(element, level, depth + 1, out)?;
            }
            Ok(())
        }
        other => Ok(write_text(other, out)?),
    }
}
