//! Numbers: integers of any length, and decimals as JavaScript prints them.

use super::types::Value;
use super::value_error::ValueError;
use std::borrow::Cow;
use std::cmp::Ordering;

/// The value of an integer's digits: a machine integer if it fits.
pub(crate) fn integer(digits: Cow<'_, str>) -> Value<'_> {
    // `str::parse` also accepts `+1`, which neither JSON nor plans allow.
    match digits.parse() {
        Ok(n) if !digits.starts_with('+') && is_canonical(&digits) => Value::Integer(n),
        _ => Value::Digits(digits),
    }
}

/// Appends the digits of an integer.
pub(crate) fn write_integer(number: i128, out: &mut String) {
    // Most numbers fit into a machine word, which is printed several times as fast.
    match i64::try_from(number) {
        Ok(number) => out.push_str(itoa::Buffer::new().format(number)),
        Err(_) => out.push_str(itoa::Buffer::new().format(number)),
    }
}

/// Leading zeros (plain data may contain them) are kept; `-0` is `0`.
fn is_canonical(digits: &str) -> bool {
    let unsigned = digits.strip_prefix('-').unwrap_or(digits);
    unsigned == "0" || !unsigned.starts_with('0')
}

/// Appends a JSON number. For an integer (no point, no exponent) these are its digits.
pub(crate) fn write(text: &str, out: &mut String) -> Result<(), ValueError> {
    if !text.bytes().any(|b| matches!(b, b'.' | b'e' | b'E')) {
        out.push_str(if text == "-0" { "0" } else { text });
        return Ok(());
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => {
            out.push_str(ryu_js::Buffer::new().format_finite(number));
            Ok(())
        }
        _ => Err(ValueError::new(
            "a number is out of the range of a double: send it as a text",
        )),
    }
}

/// An integer argument: an integer, or a text of its digits.
pub(crate) fn integer_of(value: &Value<'_>) -> Result<i128, ValueError> {
    let digits: &str = match value.plain() {
        Value::Integer(n) => return Ok(*n),
        Value::Digits(digits) | Value::Number(digits) | Value::Decimal(digits) => digits,
        Value::Text(text) => text,
        other => {
            return Err(ValueError::new(format!(
                "expected an integer, found a value of kind {}",
                other.kind()
            )));
        }
    };
    let unsigned = digits.strip_prefix('-').unwrap_or(digits);
    if unsigned.is_empty() || !unsigned.bytes().all(|b| b.is_ascii_digit()) {
        return Err(ValueError::new("expected an integer"));
    }
    digits
        .parse()
        .map_err(|_| ValueError::new("an integer does not fit into 128 bits"))
}

/// A decimal in parts: sign, digits without leading zeros, number of decimal places.
#[derive(Debug)]
pub(crate) struct Decimal {
    pub(crate) negative: bool,
    /// Digits before and after the point, concatenated.
    pub(crate) digits: String,
    /// How many of the digits are after the point. Negative: this many zeros follow.
    pub(crate) scale: i64,
}

/// Maximum exponent and text length of a decimal: more would only fill memory.
const MAX_DECIMAL: usize = 4096;

impl Decimal {
    /// Parses `-?digits(.digits)?`, with an exponent for a JSON number.
    pub(crate) fn of(value: &Value<'_>) -> Result<Self, ValueError> {
        let mut buffer = itoa::Buffer::new();
        let (text, exponents): (&str, bool) = match value.plain() {
            Value::Integer(n) => (buffer.format(*n), false),
            Value::Digits(t) | Value::Decimal(t) => (t, false),
            Value::Number(t) => (t, true),
            Value::Text(t) => (t, false),
            other => {
                return Err(ValueError::new(format!(
                    "expected a decimal, found a value of kind {}",
                    other.kind()
                )));
            }
        };
        Self::parse(text, exponents).ok_or_else(|| ValueError::new("expected a decimal"))
    }

    fn parse(text: &str, exponents: bool) -> Option<Self> {
        if text.len() > MAX_DECIMAL {
            return None;
        }
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (rest, exponent) = match rest.find(['e', 'E']) {
            Some(at) if exponents => {
                let exponent: i64 = rest.get(at + 1..)?.parse().ok()?;
                (rest.get(..at)?, exponent)
            }
            _ => (rest, 0),
        };
        if exponent.unsigned_abs() > MAX_DECIMAL as u64 {
            return None;
        }
        let (whole, fraction) = match rest.split_once('.') {
            Some((_, "")) => return None,
            Some(parts) => parts,
            None => (rest, ""),
        };
        let all_digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        Some(Self {
            negative,
            digits: format!("{whole}{fraction}"),
            scale: i64::try_from(fraction.len()).ok()? - exponent,
        })
    }

    /// Integer part without leading zeros, and fraction without trailing ones.
    fn normal(&self) -> (String, String) {
        let mut digits = self.digits.clone();
        let mut scale = self.scale;
        while scale < 0 {
            digits.push('0');
            scale += 1;
        }
        let scale = usize::try_from(scale).unwrap_or(0);
        while digits.len() < scale {
            digits.insert(0, '0');
        }
        let fraction = digits.split_off(digits.len() - scale);
        (
            digits.trim_start_matches('0').to_owned(),
            fraction.trim_end_matches('0').to_owned(),
        )
    }

    /// Compares by value.
    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        let ((a, af), (b, bf)) = (self.normal(), other.normal());
        let zero = |w: &str, f: &str| w.is_empty() && f.is_empty();
        let a_negative = self.negative && !zero(&a, &af);
        let b_negative = other.negative && !zero(&b, &bf);
        let magnitude = a
            .len()
            .cmp(&b.len())
            .then_with(|| a.cmp(&b))
            .then_with(|| af.cmp(&bf));
        match (a_negative, b_negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => magnitude,
            (true, true) => magnitude.reverse(),
        }
    }

    /// The text with the point moved by this many places; digits are kept.
    pub(crate) fn shifted(mut self, places: i128) -> Result<String, ValueError> {
        let too_far = || ValueError::new("the decimal point is moved too far");
        let places = i64::try_from(places).map_err(|_| too_far())?;
        if places.unsigned_abs() > MAX_DECIMAL as u64 {
            return Err(too_far());
        }
        self.scale -= places;
        while self.scale < 0 {
            self.digits.push('0');
            self.scale += 1;
        }
        let scale = usize::try_from(self.scale).map_err(|_| too_far())?;
        while self.digits.len() <= scale {
            self.digits.insert(0, '0');
        }
        let fraction = self.digits.split_off(self.digits.len() - scale);
        let whole = self.digits.trim_start_matches('0');
        let mut out = String::new();
        if self.negative {
            out.push('-');
        }
        out.push_str(if whole.is_empty() { "0" } else { whole });
        if !fraction.is_empty() {
            out.push('.');
            out.push_str(&fraction);
        }
        Ok(out)
    }
}
