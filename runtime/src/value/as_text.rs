//! The text of a value. A place has the text that is sent.

use super::types::{SentAs, Value};
use super::value_error::ValueError;
use super::{json_write, pairs, plain_text};
use std::borrow::Cow;

/// Conversion to text.
pub(crate) fn text_of<'v>(value: &'v Value<'_>) -> Result<Cow<'v, str>, ValueError> {
    match value.plain() {
        Value::Text(text) => Ok(Cow::Borrowed(text)),
        Value::Bool(true) => Ok(Cow::Borrowed("true")),
        Value::Bool(false) => Ok(Cow::Borrowed("false")),
        Value::Null => Ok(Cow::Borrowed("null")),
        other => {
            let mut out = String::new();
            write_text(other, &mut out)?;
            Ok(Cow::Owned(out))
        }
    }
}

/// Appends the text of a value.
pub(crate) fn write_text(value: &Value<'_>, out: &mut String) -> Result<(), ValueError> {
    match value.plain() {
        Value::Place(place) => write_sent(&place.members, &place.sent, out),
        other => plain_text::write(other, out),
    }
}

/// Appends the text that is sent for the members of a place.
pub(crate) fn write_sent(
    members: &Value<'_>,
    sent: &SentAs<'_>,
    out: &mut String,
) -> Result<(), ValueError> {
    match sent {
        SentAs::Nowhere => Ok(()),
        SentAs::Member(_) => plain_text::write(members, out),
        SentAs::Pairs(encoder) => pairs::write(encoder, members, out),
        SentAs::Json(empty) => match members.plain() {
            Value::Object(o) if !*empty && o.iter().all(|(_, v)| v.is_absent()) => Ok(()),
            other => json_write::write(other, out),
        },
    }
}

/// Text or bytes, as functions accept data.
pub(crate) fn data_of<'v>(value: &'v Value<'_>) -> Result<Cow<'v, [u8]>, ValueError> {
    match value.plain() {
        Value::Bytes(bytes) => Ok(Cow::Borrowed(bytes)),
        Value::Key(_) => Err(ValueError::new(
            "expected data, but the credential is a key",
        )),
        other => Ok(match text_of(other)? {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        }),
    }
}
