//! The clock as text.

use crate::signing::inputs::SigningInputs;
use crate::signing::plan::Unit;
use crate::signing::signing_error::SigningError;
use jiff::Timestamp;
use jiff::tz::Offset;

/// `2023-11-14T22:13:20.123Z`, truncated to milliseconds.
pub(crate) fn iso(inputs: &SigningInputs) -> Result<String, SigningError> {
    let out_of_range = || SigningError::value("the clock is outside the range of dates");
    let ms = i64::try_from(inputs.clock(Unit::Millis)).map_err(|_| out_of_range())?;
    let time = Timestamp::from_millisecond(ms).map_err(|_| out_of_range())?;
    let time = Offset::UTC.to_datetime(time);
    if time.year() < 0 {
        return Err(out_of_range());
    }
    let mut out = String::with_capacity(24);
    let mut digits = |number: i64, width: u32, after: char| {
        for place in (0..width).rev() {
            let digit = u32::try_from(number / 10_i64.pow(place) % 10).unwrap_or(0);
            out.push(char::from_digit(digit, 10).unwrap_or('0'));
        }
        out.push(after);
    };
    digits(time.year().into(), 4, '-');
    digits(time.month().into(), 2, '-');
    digits(time.day().into(), 2, 'T');
    digits(time.hour().into(), 2, ':');
    digits(time.minute().into(), 2, ':');
    digits(time.second().into(), 2, '.');
    digits(ms.rem_euclid(1000), 3, 'Z');
    Ok(out)
}
