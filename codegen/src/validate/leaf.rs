//! Scalar values.

use super::{MismatchKind, Validator, Way, as_text, kind_name};
use crate::json;
use crate::model::{BytesForm, Kind, Range, TimeUnit, Type, WireAs};
use specie_runtime::codec::{Decode, EncodeContext, EncodeValue, decode};
use specie_runtime::signing::Value;
use specie_runtime::signing::plan::{Data, List, Str};
use specie_runtime::{Amount, Bytes, Date, Timestamp, Wire};
use std::cmp::Ordering;
use std::collections::HashMap;

impl Validator<'_> {
    pub(super) fn text(&mut self, alnum: bool, value: &Data) -> Data {
        let (Data::Text(text) | Data::Integer(text) | Data::Number(text)) = value else {
            return self.refuse("a text", value);
        };
        if alnum && (text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_alphanumeric())) {
            self.report(
                MismatchKind::Range,
                "expected only letters A-Z, a-z and digits",
                None,
            );
        }
        self.as_sent(value, || Data::Text(text.clone()))
    }

    pub(super) fn int(&mut self, wire: Option<WireAs>, value: &Data) -> Data {
        let (Data::Integer(digits) | Data::Text(digits)) = value else {
            return self.refuse("an integer", value);
        };
        if digits.is_empty()
            || !digits
                .strip_prefix('-')
                .unwrap_or(digits)
                .bytes()
                .all(|byte| byte.is_ascii_digit())
        {
            return self.refuse("an integer", value);
        }
        if digits.parse::<i64>().is_err() {
            return self.refuse("an integer of 64 bits", value);
        }
        self.as_sent(value, || integer(wire, digits))
    }

    pub(super) fn decimal(&mut self, wire: Option<WireAs>, value: &Data) -> Data {
        let (Data::Integer(digits) | Data::Number(digits) | Data::Text(digits)) = value else {
            return self.refuse("a decimal", value);
        };
        let Ok(amount) = Amount::new(digits.as_ref()) else {
            return self.refuse("a decimal", value);
        };
        // As in generated clients: ids may have any size, but a provider may read another JSON number as a double, and amounts must not lose digits.
        match wire {
            Some(WireAs::Int) if amount.json_digits().contains('.') && self.way == Way::Sent => {
                return self.refuse("an integer", value);
            }
            Some(WireAs::Number) if !amount.survives_double() && self.way == Way::Sent => {
                return self.refuse("a decimal that a JSON number can represent exactly", value);
            }
            _ => {}
        }
        self.as_sent(value, || match wire {
            Some(WireAs::Number | WireAs::Int) => number_of_digits(&amount),
            _ => Data::Text(Str::Owned(amount.plain().to_owned())),
        })
    }

    pub(super) fn bool(&mut self, value: &Data) -> Data {
        match as_text(value).as_deref() {
            Some("true") => self.as_sent(value, || Data::Bool(true)),
            Some("false") => self.as_sent(value, || Data::Bool(false)),
            _ => self.refuse("true or false", value),
        }
    }

    pub(super) fn flag(&mut self, wire: Option<WireAs>, value: &Data) -> Data {
        let digit = match as_text(value).as_deref() {
            Some("1" | "true") => "1",
            Some("0" | "false") => "0",
            _ => return self.refuse("1 or 0", value),
        };
        self.as_sent(value, || integer(wire, &Str::Borrowed(digit)))
    }

    /// A time is read as a client reads it, and written as it writes it.
    pub(super) fn time(&mut self, unit: TimeUnit, wire: Option<WireAs>, value: &Data) -> Data {
        let expected = match unit {
            TimeUnit::Seconds => "an integer (seconds since 1970)",
            TimeUnit::Millis => "an integer (milliseconds since 1970)",
            TimeUnit::Micros => "an integer (microseconds since 1970)",
            TimeUnit::Nanos => "an integer (nanoseconds since 1970)",
            TimeUnit::SecondsTo(_) => "a number (seconds since 1970)",
            TimeUnit::Iso | TimeUnit::IsoTo(_) => "a time such as \"2026-01-31T12:00:00Z\"",
            TimeUnit::Http => "a time such as \"Sat, 31 Jan 2026 12:00:00 GMT\"",
        };
        let whole = matches!(
            unit,
            TimeUnit::Seconds | TimeUnit::Millis | TimeUnit::Micros | TimeUnit::Nanos
        );
        let is_whole = match value {
            Data::Integer(digits) | Data::Text(digits) => {
                digits.parse::<i64>().is_ok() && !digits.starts_with('+')
            }
            _ => false,
        };
        // A client sends whole units; decimals are not dropped silently.
        if whole && self.way == Way::Sent && !is_whole {
            return self.refuse(expected, value);
        }
        if unit == TimeUnit::Iso && !matches!(value, Data::Text(_)) {
            return self.refuse(expected, value);
        }
        match rewritten::<Timestamp>(value, time_wire(unit, wire)) {
            // As the caller wrote it: its zone may matter to nobody, but its text may be signed.
            Some(_) if unit == TimeUnit::Iso => value.clone(),
            Some(sent) => self.as_sent(value, || sent),
            None => self.refuse(expected, value),
        }
    }

    pub(super) fn date(&mut self, value: &Data) -> Data {
        match rewritten::<Date>(value, Wire::PLAIN) {
            Some(sent) => self.as_sent(value, || sent),
            None => self.refuse("a date such as \"2026-01-31\"", value),
        }
    }

    pub(super) fn bytes(&mut self, form: BytesForm, value: &Data) -> Data {
        let (wire, expected) = match form {
            // JSON has no bytes.
            BytesForm::Base64 | BytesForm::Raw => (Wire::PLAIN, "base64"),
            BytesForm::Base64Url => (Wire::BASE64_URL, "base64"),
            BytesForm::Hex => (Wire::HEX, "hexadecimal digits"),
        };
        match rewritten::<Bytes>(value, wire) {
            Some(sent) if matches!(value, Data::Text(_)) => self.as_sent(value, || sent),
            _ => self.refuse(expected, value),
        }
    }

    /// A file as JSON describes it: where it is, or what is in it.
    pub(super) fn file(&mut self, value: &Data) -> Data {
        let Data::Object(members) = value else {
            return self.refuse(FILE, value);
        };
        let has = |name: &str| members.iter().any(|(known, _)| known == name);
        let is_text = |(name, value): &(Str, Data)| {
            let known = ["path", "base64", "name", "content_type"].contains(&&**name);
            known && matches!(value, Data::Text(_))
        };
        let is_whole = has("path") != has("base64") && (has("path") || has("name"));
        if !is_whole || !members.iter().all(is_text) {
            return self.refuse(FILE, value);
        }
        value.clone()
    }

    /// A text whose form is checked before it is sent, and only then: a client reads any text.
    pub(super) fn formed(
        &mut self,
        expected: &str,
        is_formed: fn(&str) -> bool,
        value: &Data,
    ) -> Data {
        match value {
            Data::Text(text) if self.way == Way::Sent && !is_formed(text) => {
                self.refuse(expected, value)
            }
            _ => self.text(false, value),
        }
    }

    /// Checks the bounds of a number, of the length of a text, or of the number of entries.
    pub(super) fn range(&mut self, ty: &Type, range: &Range, value: &Data) {
        if let (true, Data::List(elements)) = (range.unique, value)
            && let Some((first, again)) = repeated(elements)
        {
            let message =
                format!("the elements {first} and {again} are the same: expected each once");
            self.report(MismatchKind::Range, message, None);
        }
        let (measured, what) = match (&ty.kind, value) {
            (Kind::List(_) | Kind::Map { .. }, Data::List(elements)) => {
                (elements.len().to_string(), " entries")
            }
            (Kind::Map { .. }, Data::Object(members)) => (members.len().to_string(), " entries"),
            (Kind::Text { .. } | Kind::Secret | Kind::Url, Data::Text(text)) => {
                (text.chars().count().to_string(), " characters")
            }
            (
                Kind::Int | Kind::Decimal,
                Data::Text(number)
                | Data::Integer(number)
                | Data::Number(number)
                | Data::Decimal(number),
            ) => (number.to_string(), ""),
            _ => return,
        };
        let place = |bound: &Option<String>| {
            let bound = Amount::new(bound.as_deref()?).ok()?;
            let measured = Amount::new(measured.as_str()).ok()?;
            Some(measured.cmp(&bound))
        };
        let (from_min, from_max) = (place(&range.min), place(&range.max));
        if from_min == Some(Ordering::Less)
            || from_min == Some(Ordering::Equal) && range.above
            || from_max == Some(Ordering::Greater)
        {
            let allowed = match (&range.min, &range.max) {
                (Some(min), Some(max)) if range.above => format!("above {min}, at most {max}"),
                (Some(min), Some(max)) => format!("{min} to {max}"),
                (Some(min), None) if range.above => format!("a number above {min}"),
                (Some(min), None) => format!("at least {min}"),
                (None, Some(max)) => format!("at most {max}"),
                (None, None) => return,
            };
            self.report(
                MismatchKind::Range,
                format!("{measured}{what} is out of range: expected {allowed}"),
                None,
            );
        }
    }

    /// The result for a valid value: itself if it was received, `wire` if it is sent.
    pub(super) fn as_sent(&self, value: &Data, wire: impl FnOnce() -> Data) -> Data {
        match self.way {
            Way::Sent => wire(),
            Way::Received => value.clone(),
        }
    }

    /// Reports a value of another kind than `expected`.
    pub(super) fn refuse(&mut self, expected: &str, value: &Data) -> Data {
        let shown = match value {
            Data::Text(text) if text.chars().count() <= 40 => format!("\"{text}\""),
            Data::Integer(text) | Data::Number(text) => format!("`{text}`"),
            other => kind_name(other).to_owned(),
        };
        self.report(
            MismatchKind::Value,
            format!("expected {expected}, found {shown}"),
            None,
        );
        value.clone()
    }
}

/// A value of any shape. Numbers that are sent keep their digits, as in generated clients: `0.00000001` does not become `1e-8`.
pub(super) fn free(value: &Data, way: Way) -> Data {
    match value {
        Data::Number(text) if way == Way::Sent && !text.contains(['e', 'E']) => {
            Amount::new(text.as_ref()).map_or_else(|_| value.clone(), |it| number_of_digits(&it))
        }
        Data::List(items) => {
            Data::List(List::Owned(items.iter().map(|it| free(it, way)).collect()))
        }
        Data::Object(members) => {
            let members = members.iter();
            let sent = members.map(|(name, member)| (name.clone(), free(member, way)));
            Data::Object(List::Owned(sent.collect()))
        }
        other => other.clone(),
    }
}

/// The JSON number that is sent for an amount.
fn number_of_digits(amount: &Amount) -> Data {
    let digits = Str::Owned(amount.json_digits().to_owned());
    match digits.contains('.') {
        true => Data::Decimal(digits),
        false => Data::Integer(digits),
    }
}

/// An integer in its wire format.
fn integer(wire: Option<WireAs>, digits: &Str) -> Data {
    match wire {
        Some(WireAs::Text) => Data::Text(digits.clone()),
        _ => Data::Integer(digits.clone()),
    }
}

/// The runtime's wire format of a time.
fn time_wire(unit: TimeUnit, wire: Option<WireAs>) -> Wire {
    let as_text = wire == Some(WireAs::Text);
    match unit {
        TimeUnit::Seconds if as_text => Wire::SECONDS_TEXT,
        TimeUnit::Seconds => Wire::SECONDS,
        TimeUnit::Millis if as_text => Wire::MILLIS_TEXT,
        TimeUnit::Millis => Wire::MILLIS,
        TimeUnit::Micros if as_text => Wire::MICROS_TEXT,
        TimeUnit::Micros => Wire::MICROS,
        TimeUnit::Nanos if as_text => Wire::NANOS_TEXT,
        TimeUnit::Nanos => Wire::NANOS,
        TimeUnit::SecondsTo(decimals) if as_text => Wire::SECONDS_TEXT.decimals(decimals),
        TimeUnit::SecondsTo(decimals) => Wire::SECONDS.decimals(decimals),
        TimeUnit::Iso => Wire::ISO,
        TimeUnit::IsoTo(decimals) => Wire::ISO.decimals(decimals),
        TimeUnit::Http => Wire::HTTP,
    }
}

/// A value decoded and encoded again by the runtime, as a generated client does it. `None`: it is not a value of the type.
fn rewritten<T: Decode + EncodeValue>(value: &Data, wire: Wire) -> Option<Data> {
    let mut read = T::blank();
    decode(json::write(value).as_bytes(), &mut read, wire).ok()?;
    let mut context = EncodeContext::default();
    let sent = match read.encode(&mut context, wire) {
        Value::Text(text) => Data::Text(Str::Owned(text.into_owned())),
        Value::Integer(number) => Data::Integer(Str::Owned(number.to_string())),
        Value::Digits(digits) => Data::Integer(Str::Owned(digits.into_owned())),
        Value::Decimal(digits) => Data::Decimal(Str::Owned(digits.into_owned())),
        _ => return None,
    };
    context.into_refusal().is_none().then_some(sent)
}

/// How plain data describes a file.
const FILE: &str =
    "a file: { \"path\": … }, or { \"name\": …, \"base64\": … }; both may have a \"content_type\"";

/// The bytes of a text.
pub(crate) fn read_bytes(form: BytesForm, text: &str) -> Option<Bytes> {
    match form {
        BytesForm::Base64 | BytesForm::Base64Url | BytesForm::Raw => Bytes::from_base64(text).ok(),
        BytesForm::Hex => Bytes::from_hex(text).ok(),
    }
}

/// The positions of the first element that is given again, counted from 1.
fn repeated(elements: &[Data]) -> Option<(usize, usize)> {
    let mut seen = HashMap::with_capacity(elements.len());
    let texts = elements.iter().map(json::write);
    texts.enumerate().find_map(|(at, text)| {
        let first = seen.insert(text, at + 1)?;
        Some((first, at + 1))
    })
}
