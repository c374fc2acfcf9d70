//! Functions on text.

use super::php::escape;
use crate::signing::signing_error::SigningError;
use crate::value::as_text::text_of;
use crate::value::json_parse::{Bounds, Unread, parse_within};
use crate::value::number::integer_of;
use crate::value::types::Value;
use std::borrow::Cow;

/// Maximum length of a text that a plan may create for a call: more would only fill memory.
pub(crate) const MAX_TEXT: usize = 64 << 20;

/// Refuses a text that is too long for any request.
pub(crate) fn bounded(length: usize) -> Result<(), SigningError> {
    if length > MAX_TEXT {
        return Err(SigningError::value("a text is longer than 64 MiB"));
    }
    Ok(())
}

/// The value of a JSON text. It may be of a delivery, so it is bounded, and a name may not occur twice.
pub(crate) fn unjson(data: &[u8]) -> Result<Value<'static>, SigningError> {
    let bounds = Bounds {
        depth: 64,
        members: 8192,
        twice: false,
    };
    let text = std::str::from_utf8(data).map_err(|_| SigningError::value("a text is not UTF-8"))?;
    match parse_within(text, bounds) {
        Ok(value) => Ok(value.into_owned()),
        Err(Unread::NoJson(_)) => Err(SigningError::value("a text is not valid JSON")),
        Err(Unread::Twice) => Err(SigningError::value("a JSON text names a member twice")),
        Err(Unread::TooDeep(_) | Unread::TooMany(_)) => Err(SigningError::value(
            "a JSON text has more than 8192 members or 64 levels",
        )),
    }
}

/// A text with `\uXXXX` for everything that is not a visible character of ASCII, a space or, as `json` escapes them, a control character
/// below it. Python's `json.dumps` escapes the same.
pub(crate) fn ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c < '\u{7f}' {
            true => out.push(c),
            false => escape(c, &mut out),
        }
    }
    out
}

/// Replaces every occurrence.
pub(crate) fn replace(text: &str, from: &str, to: &str) -> Result<String, SigningError> {
    if from.is_empty() {
        return Err(SigningError::value("the text to replace is empty"));
    }
    bounded(text.len() / from.len() * to.len() + text.len())?;
    Ok(text.replace(from, to))
}

/// A text without its beginning, if that is `start`.
pub(crate) fn cut<'t>(text: &'t str, start: &str) -> &'t str {
    text.strip_prefix(start).unwrap_or(text)
}

/// A part, counted in code points or bytes from 0; the end is excluded.
pub(crate) fn slice<'a>(
    value: &Value<'a>,
    from: &Value<'_>,
    to: Option<&Value<'_>>,
) -> Result<Value<'a>, SigningError> {
    let position = |value: &Value<'_>| {
        let at = integer_of(value)?;
        if at < 0 {
            return Err(SigningError::value("a slice position is negative"));
        }
        Ok(usize::try_from(at).unwrap_or(usize::MAX))
    };
    let from = position(from)?;
    let to = to.map(position).transpose()?.unwrap_or(usize::MAX);
    let count = to.saturating_sub(from);
    Ok(match value.plain() {
        Value::Bytes(bytes) => {
            let part = bytes.iter().skip(from).take(count).copied().collect();
            Value::Bytes(Cow::Owned(part))
        }
        other => {
            let text = text_of(other)?;
            Value::from(text.chars().skip(from).take(count).collect::<String>())
        }
    })
}
