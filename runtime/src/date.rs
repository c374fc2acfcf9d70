//! A day of the calendar.

use std::fmt;
use std::str::FromStr;

/// A day of the calendar, without a time and a time zone: `2023-11-14`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(jiff::civil::Date);

impl Date {
    /// The day of a year (-9999 to 9999), a month from 1, and a day of the month from 1.
    ///
    /// # Errors
    /// There is no such day.
    pub fn new(year: i16, month: i8, day: i8) -> Result<Self, InvalidDate> {
        jiff::civil::Date::new(year, month, day)
            .map(Self)
            .map_err(|_| InvalidDate(format!("{year}-{month}-{day}")))
    }

    /// The day of another calendar type, whose year may be further away.
    #[cfg(any(feature = "chrono", feature = "time"))]
    pub(crate) fn of_parts(year: i32, month: u32, day: u32) -> Result<Self, InvalidDate> {
        let invalid = || InvalidDate(format!("{year}-{month}-{day}"));
        let year = i16::try_from(year).map_err(|_| invalid())?;
        let month = i8::try_from(month).map_err(|_| invalid())?;
        let day = i8::try_from(day).map_err(|_| invalid())?;
        Self::new(year, month, day)
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// The month, from 1 to 12.
    #[must_use]
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// The day of the month, from 1.
    #[must_use]
    pub fn day(self) -> i8 {
        self.0.day()
    }

    /// The day as [`jiff`]'s type.
    #[must_use]
    pub fn to_jiff(self) -> jiff::civil::Date {
        self.0
    }
}

/// 1970-01-01.
impl Default for Date {
    fn default() -> Self {
        Self(jiff::civil::date(1970, 1, 1))
    }
}

/// `2023-11-14`. The precision is ignored; width and fill work as for strings.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crate::pad::pad_whole(&self.0.to_string(), f)
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Parses `2023-11-14`. A time after it is not dropped silently: such a text is not a date.
impl FromStr for Date {
    type Err = InvalidDate;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digit = |at: usize, byte: u8| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        };
        let is_date =
            text.len() == 10 && text.bytes().enumerate().all(|(at, byte)| digit(at, byte));
        text.parse::<jiff::civil::Date>()
            .ok()
            .filter(|_| is_date)
            .map(Self)
            .ok_or_else(|| InvalidDate(text.to_owned()))
    }
}

impl From<jiff::civil::Date> for Date {
    fn from(date: jiff::civil::Date) -> Self {
        Self(date)
    }
}

impl From<Date> for jiff::civil::Date {
    fn from(date: Date) -> Self {
        date.0
    }
}

/// A text that is not a day of the calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidDate(String);

#[cfg(any(feature = "chrono", feature = "time"))]
impl InvalidDate {
    /// The error for this day.
    pub(crate) fn of(date: Date) -> Self {
        Self(date.to_string())
    }
}

impl fmt::Display for InvalidDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a valid date", self.0.escape_debug())
    }
}

impl std::error::Error for InvalidDate {}

#[cfg(test)]
mod tests {
    use super::*;

    /// `datetime.date.fromisoformat` of Python, of the form `YYYY-MM-DD` alone.
    #[test]
    fn days_of_the_calendar() {
        let day: Date = "2024-02-29".parse().unwrap();
        assert_eq!((day.year(), day.month(), day.day()), (2024, 2, 29));
        assert_eq!(day, Date::new(2024, 2, 29).unwrap());
        assert_eq!(format!("{day} {day:?}"), "2024-02-29 2024-02-29");
        for text in [
            "2023-02-29",
            "2023-13-01",
            "20240229",
            "2024-2-9",
            "2024-02-29T00:00:00Z",
            "29.02.2024",
            "",
        ] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
        assert!(Date::new(2023, 2, 29).is_err());
    }
}
