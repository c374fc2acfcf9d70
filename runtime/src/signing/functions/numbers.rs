//! Functions on numbers.

use crate::signing::signing_error::SigningError;
use crate::value::number::{Decimal, integer_of};
use crate::value::types::Value;

/// The digits of the sum of two integers of any size.
pub(crate) fn add(a: &Value<'_>, b: &Value<'_>) -> Result<String, SigningError> {
    if let (Ok(a), Ok(b)) = (integer_of(a), integer_of(b))
        && let Some(sum) = a.checked_add(b)
    {
        return Ok(sum.to_string());
    }
    let (a, b) = (whole(a)?, whole(b)?);
    let (negative, magnitude) = if a.negative == b.negative {
        (a.negative, sum(&a.digits, &b.digits))
    } else if is_less(&a.digits, &b.digits) {
        (b.negative, difference(&b.digits, &a.digits))
    } else {
        (a.negative, difference(&a.digits, &b.digits))
    };
    Ok(match magnitude.trim_start_matches('0') {
        "" => "0".to_owned(),
        digits if negative => format!("-{digits}"),
        digits => digits.to_owned(),
    })
}

/// An integer of any size, in parts.
fn whole(value: &Value<'_>) -> Result<Decimal, SigningError> {
    let parts = Decimal::of(value)
        .ok()
        .filter(|parts| parts.scale == 0)
        .ok_or_else(|| SigningError::value("expected an integer"))?;
    Ok(Decimal {
        digits: parts.digits.trim_start_matches('0').to_owned(),
        ..parts
    })
}

/// Compares digits without leading zeros.
fn is_less(a: &str, b: &str) -> bool {
    (a.len(), a) < (b.len(), b)
}

/// Digits of a sum, possibly with a leading zero.
fn sum(a: &str, b: &str) -> String {
    column(a, b, |a, b, carry| a + b + carry, |n| (n % 10, n / 10))
}

/// Digits of the difference, possibly with leading zeros.
fn difference(greater: &str, less: &str) -> String {
    let borrow = |n: u8| if n < 10 { (n, 1) } else { (n - 10, 0) };
    column(greater, less, |a, b, taken| 10 + a - b - taken, borrow)
}

/// Processes two numbers digit by digit from the end, as on paper.
fn column(
    a: &str,
    b: &str,
    join: impl Fn(u8, u8, u8) -> u8,
    part: impl Fn(u8) -> (u8, u8),
) -> String {
    let digit = |d: Option<u8>| d.map_or(0, |d| d - b'0');
    let (mut a, mut b) = (a.bytes().rev(), b.bytes().rev());
    let (mut out, mut over) = (Vec::new(), 0);
    loop {
        let (x, y) = (a.next(), b.next());
        if x.is_none() && y.is_none() {
            break;
        }
        let (here, next) = part(join(digit(x), digit(y), over));
        out.push(char::from(b'0' + here));
        over = next;
    }
    out.push(char::from(b'0' + over));
    out.iter().rev().collect()
}

/// The point moved to the right by this many places (negative: to the left); digits are kept.
pub(crate) fn shift(number: &Value<'_>, places: &Value<'_>) -> Result<String, SigningError> {
    Ok(Decimal::of(number)?.shifted(integer_of(places)?)?)
}

/// Maximum number of bytes that `uint` produces.
const MAX_SIZE: usize = 1024;

/// Big-endian bytes of an unsigned integer.
pub(crate) fn uint(number: &Value<'_>, size: &Value<'_>) -> Result<Vec<u8>, SigningError> {
    let size = usize::try_from(integer_of(size)?)
        .ok()
        .filter(|size| *size <= MAX_SIZE)
        .ok_or_else(|| SigningError::value("a size is negative or too large"))?;
    let digits = match number.plain() {
        Value::Integer(n) => n.to_string(),
        Value::Digits(text) | Value::Text(text) | Value::Number(text) | Value::Decimal(text) => {
            text.to_string()
        }
        other => {
            return Err(SigningError::value(format!(
                "expected an integer, found a value of kind {}",
                other.kind()
            )));
        }
    };
    big_endian(&digits, size)
}

/// Big-endian bytes of decimal digits.
pub(crate) fn big_endian(digits: &str, size: usize) -> Result<Vec<u8>, SigningError> {
    let no_integer = || SigningError::value("expected an unsigned integer");
    if digits.is_empty() || digits.len() > 4 * MAX_SIZE {
        return Err(no_integer());
    }
    let mut out = vec![0u8; size];
    for digit in digits.chars() {
        let mut carry = digit.to_digit(10).ok_or_else(no_integer)?;
        for byte in out.iter_mut().rev() {
            let next = u32::from(*byte) * 10 + carry;
            *byte = (next & 0xff) as u8;
            carry = next >> 8;
        }
        if carry > 0 {
            return Err(SigningError::value(format!(
                "an integer does not fit in {size} bytes"
            )));
        }
    }
    Ok(out)
}
