//! Values as PHP writes them: `json_encode` and `serialize`. Providers in PHP sign these texts, and the bytes differ from those of others.

use super::text::bounded;
use crate::signing::signing_error::SigningError;
use crate::value::types::{MAX_DEPTH, Value};
use std::borrow::Cow;

/// Which flags `json_encode` is called with.
#[derive(Clone, Copy)]
pub(crate) struct Flags {
    /// `JSON_UNESCAPED_SLASHES`
    pub(crate) slashes: bool,
    /// `JSON_UNESCAPED_UNICODE`
    pub(crate) unicode: bool,
    /// `JSON_PRESERVE_ZERO_FRACTION`
    pub(crate) zeros: bool,
}

/// The text of PHP's `json_encode`.
pub(crate) fn json(value: &Value<'_>, flags: Flags) -> Result<String, SigningError> {
    let mut out = String::new();
    write_json(value, flags, &mut out, 0)?;
    Ok(out)
}

fn write_json(
    value: &Value<'_>,
    flags: Flags,
    out: &mut String,
    depth: usize,
) -> Result<(), SigningError> {
    if depth > MAX_DEPTH {
        return Err(too_deep());
    }
    match value.data() {
        Value::Null => out.push_str("null"),
        Value::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Value::Text(text) => write_string(text, flags, out),
        Value::List(list) => {
            out.push('[');
            for (at, element) in list.iter().filter(|one| !one.is_absent()).enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_json(element, flags, out, depth + 1)?;
            }
            out.push(']');
        }
        Value::Object(members) => {
            out.push('{');
            let present = members.iter().filter(|(_, value)| !value.is_absent());
            for (at, (name, member)) in present.enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_string(name, flags, out);
                out.push(':');
                write_json(member, flags, out, depth + 1)?;
            }
            out.push('}');
        }
        other => match number(other)? {
            Number::Integer(digits) => out.push_str(&digits),
            Number::Double(double) => out.push_str(&written(double, 'e', flags.zeros)),
        },
    }
    bounded(out.len())
}

fn write_string(text: &str, flags: Flags, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '/' if !flags.slashes => out.push_str("\\/"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            ' '..='\u{7f}' => out.push(c),
            // These two end a line in JavaScript; PHP escapes them unless a further flag says otherwise.
            '\u{80}'.. if flags.unicode && !matches!(c, '\u{2028}' | '\u{2029}') => out.push(c),
            _ => escape(c, out),
        }
    }
    out.push('"');
}

/// Appends `\uXXXX`, twice for a character beyond U+FFFF.
pub(crate) fn escape(c: char, out: &mut String) {
    for unit in c.encode_utf16(&mut [0; 2]) {
        out.push_str("\\u");
        for shift in [12, 8, 4, 0] {
            let digit = u32::from(*unit >> shift & 15);
            out.push(char::from_digit(digit, 16).unwrap_or('0'));
        }
    }
}

/// The text of PHP's `serialize`. Objects and lists are arrays; names that are integers become integer keys.
pub(crate) fn serialize(value: &Value<'_>) -> Result<String, SigningError> {
    let mut out = String::new();
    write_serialized(value, &mut out, 0)?;
    Ok(out)
}

fn write_serialized(value: &Value<'_>, out: &mut String, depth: usize) -> Result<(), SigningError> {
    if depth > MAX_DEPTH {
        return Err(too_deep());
    }
    match value.data() {
        Value::Null => out.push_str("N;"),
        Value::Bool(b) => out.push_str(if *b { "b:1;" } else { "b:0;" }),
        Value::Text(text) => write_text(text, out),
        Value::List(list) => {
            let present: Vec<_> = list.iter().filter(|one| !one.is_absent()).collect();
            out.push_str(&format!("a:{}:{{", present.len()));
            for (at, element) in present.into_iter().enumerate() {
                out.push_str(&format!("i:{at};"));
                write_serialized(element, out, depth + 1)?;
            }
            out.push('}');
        }
        Value::Object(members) => {
            let present: Vec<_> = members.iter().filter(|(_, v)| !v.is_absent()).collect();
            out.push_str(&format!("a:{}:{{", present.len()));
            for (name, member) in present {
                match name.parse::<i64>() {
                    Ok(key) if key.to_string() == **name => out.push_str(&format!("i:{key};")),
                    _ => write_text(name, out),
                }
                write_serialized(member, out, depth + 1)?;
            }
            out.push('}');
        }
        other => match number(other)? {
            Number::Integer(digits) => out.push_str(&format!("i:{digits};")),
            Number::Double(double) => out.push_str(&format!("d:{};", written(double, 'E', false))),
        },
    }
    bounded(out.len())
}

/// The length of a text is counted in bytes.
fn write_text(text: &str, out: &mut String) {
    out.push_str(&format!("s:{}:\"{text}\";", text.len()));
}

/// A number of PHP: an integer of 64 bits, or a double.
enum Number<'v> {
    Integer(Cow<'v, str>),
    Double(f64),
}

fn number<'v>(value: &'v Value<'_>) -> Result<Number<'v>, SigningError> {
    let text: Cow<'v, str> = match value {
        Value::Integer(n) => Cow::Owned(n.to_string()),
        Value::Digits(text) | Value::Number(text) | Value::Decimal(text) => Cow::Borrowed(text),
        Value::Bytes(_) => {
            return Err(SigningError::value(
                "bytes cannot be written as a value of PHP: write `| hex` or `| base64`",
            ));
        }
        other => {
            return Err(SigningError::value(format!(
                "a value of kind {} cannot be written as a value of PHP",
                other.kind()
            )));
        }
    };
    if let Ok(integer) = text.parse::<i64>()
        && text != "-0"
    {
        return Ok(Number::Integer(Cow::Owned(integer.to_string())));
    }
    match text.parse::<f64>() {
        Ok(double) if double.is_finite() => Ok(Number::Double(double)),
        _ => Err(SigningError::value(
            "a number is out of the range of a double: send it as a text",
        )),
    }
}

/// A double with `serialize_precision = -1`: the shortest digits that read back, and an exponent beyond seventeen digits before the point or
/// three zeros after it.
fn written(double: f64, exponent_sign: char, zeros: bool) -> String {
    let shortest = format!("{:e}", double.abs());
    let (mantissa, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let mut out = String::new();
    if double.is_sign_negative() {
        out.push('-');
    }
    let (first, rest) = digits.split_at_checked(1).unwrap_or((&digits, ""));
    if (-4..=16).contains(&exponent) {
        match usize::try_from(exponent) {
            Ok(after) => {
                let whole = after + 1;
                out.push_str(digits.get(..whole).unwrap_or(&digits));
                out.extend(std::iter::repeat_n('0', whole.saturating_sub(digits.len())));
                match digits.get(whole..) {
                    Some(fraction) if !fraction.is_empty() => {
                        out.push('.');
                        out.push_str(fraction);
                    }
                    _ if zeros => out.push_str(".0"),
                    _ => {}
                }
            }
            Err(_) => {
                let zeros_before = usize::try_from(-exponent).unwrap_or(1) - 1;
                out.push_str("0.");
                out.extend(std::iter::repeat_n('0', zeros_before));
                out.push_str(&digits);
            }
        }
    } else {
        let rest = if rest.is_empty() { "0" } else { rest };
        let sign = if exponent < 0 { '-' } else { '+' };
        out.push_str(&format!(
            "{first}.{rest}{exponent_sign}{sign}{}",
            exponent.unsigned_abs()
        ));
    }
    out
}

fn too_deep() -> SigningError {
    SigningError::value("a value is nested too deep")
}
