//! The text of plain data: lists, objects and the members of places are JSON.

use super::types::Value;
use super::value_error::ValueError;
use super::{json_write, number};

/// Appends the text of a value.
pub(super) fn write(value: &Value<'_>, out: &mut String) -> Result<(), ValueError> {
    match value.plain() {
        Value::Absent => return Err(ValueError::new("an absent value has no text")),
        Value::Null => out.push_str("null"),
        Value::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Value::Integer(n) => number::write_integer(*n, out),
        Value::Digits(digits) | Value::Decimal(digits) => out.push_str(digits),
        Value::Number(text) => number::write(text, out)?,
        Value::Text(text) => out.push_str(text),
        Value::Bytes(_) => {
            return Err(ValueError::new(
                "expected a text, found bytes: write `| hex` or `| base64`",
            ));
        }
        Value::Key(_) => return Err(ValueError::new("expected a text, found a key")),
        Value::List(_) | Value::Object(_) | Value::Place(_) => json_write::write(value, out)?,
        Value::Ref(_) => {}
    }
    Ok(())
}
