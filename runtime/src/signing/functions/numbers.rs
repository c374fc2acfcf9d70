//! Functions of numbers.

use crate::signing::error::SigningError;
use crate::signing::number::{Decimal, integer_of};
use crate::signing::value::Value;

/// The sum of two integers.
pub(crate) fn add(a: &Value<'_>, b: &Value<'_>) -> Result<i128, SigningError> {
    integer_of(a)?
        .checked_add(integer_of(b)?)
        .ok_or_else(|| SigningError::value("a sum is too large: 128 bits are the most"))
}

/// The point moved by so many places to the right (negative: to the left); digits are kept.
pub(crate) fn shift(number: &Value<'_>, places: &Value<'_>) -> Result<String, SigningError> {
    Decimal::of(number)?.shifted(integer_of(places)?)
}

/// Most bytes that `uint` makes.
const MAX_SIZE: usize = 1024;

/// Big-endian bytes of an unsigned integer.
pub(crate) fn uint(number: &Value<'_>, size: &Value<'_>) -> Result<Vec<u8>, SigningError> {
    let size = usize::try_from(integer_of(size)?)
        .ok()
        .filter(|size| *size <= MAX_SIZE)
        .ok_or_else(|| SigningError::value("a size is negative or too large"))?;
    let digits = match number.plain() {
        Value::Integer(n) => n.to_string(),
        Value::Digits(text) | Value::Text(text) | Value::Number(text) => text.to_string(),
        other => {
            return Err(SigningError::value(format!(
                "an integer is due and the value is of kind {}",
                other.kind()
            )));
        }
    };
    big_endian(&digits, size)
}

/// Big-endian bytes of decimal digits.
pub(crate) fn big_endian(digits: &str, size: usize) -> Result<Vec<u8>, SigningError> {
    let no_integer = || SigningError::value("an integer without sign is due");
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
