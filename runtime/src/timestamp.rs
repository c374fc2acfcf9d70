//! A point in time.

use std::fmt;
use std::str::FromStr;

/// A point in time, exact to the nanosecond, without a time zone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(jiff::Timestamp);

impl Timestamp {
    /// 1970-01-01T00:00:00Z.
    pub const EPOCH: Self = Self(jiff::Timestamp::UNIX_EPOCH);

    /// The current time, by the clock of this machine.
    #[must_use]
    pub fn now() -> Self {
        Self(jiff::Timestamp::now())
    }

    /// From seconds since 1970.
    ///
    /// # Errors
    /// The time is outside the years -9999 to 9999, as for all constructors.
    pub fn from_seconds(seconds: i64) -> Result<Self, InvalidTimestamp> {
        jiff::Timestamp::from_second(seconds)
            .map(Self)
            .map_err(|_| InvalidTimestamp(seconds.to_string()))
    }

    /// From milliseconds since 1970.
    ///
    /// # Errors
    /// The time is outside the years -9999 to 9999.
    pub fn from_millis(millis: i64) -> Result<Self, InvalidTimestamp> {
        jiff::Timestamp::from_millisecond(millis)
            .map(Self)
            .map_err(|_| InvalidTimestamp(millis.to_string()))
    }

    /// From microseconds since 1970.
    ///
    /// # Errors
    /// The time is outside the years -9999 to 9999.
    pub fn from_micros(micros: i64) -> Result<Self, InvalidTimestamp> {
        jiff::Timestamp::from_microsecond(micros)
            .map(Self)
            .map_err(|_| InvalidTimestamp(micros.to_string()))
    }

    /// From nanoseconds since 1970.
    ///
    /// # Errors
    /// The time is outside the years -9999 to 9999.
    pub fn from_nanos(nanos: i128) -> Result<Self, InvalidTimestamp> {
        jiff::Timestamp::from_nanosecond(nanos)
            .map(Self)
            .map_err(|_| InvalidTimestamp(nanos.to_string()))
    }

    /// Seconds since 1970, truncated.
    #[must_use]
    pub fn as_seconds(self) -> i64 {
        self.as_nanos().div_euclid(1_000_000_000) as i64
    }

    /// Milliseconds since 1970, truncated.
    #[must_use]
    pub fn as_millis(self) -> i64 {
        self.as_nanos().div_euclid(1_000_000) as i64
    }

    /// Microseconds since 1970, truncated.
    #[must_use]
    pub fn as_micros(self) -> i64 {
        self.as_nanos().div_euclid(1_000) as i64
    }

    /// Nanoseconds since 1970.
    #[must_use]
    pub fn as_nanos(self) -> i128 {
        self.0.as_nanosecond()
    }

    /// This many microseconds later (or earlier), at most the last (or first) representable time.
    #[must_use]
    pub fn plus_micros(self, micros: i64) -> Self {
        let moved = self.as_nanos().saturating_add(i128::from(micros) * 1_000);
        let bounded = moved.clamp(
            jiff::Timestamp::MIN.as_nanosecond(),
            jiff::Timestamp::MAX.as_nanosecond(),
        );
        Self(jiff::Timestamp::from_nanosecond(bounded).unwrap_or(self.0))
    }

    /// The time as [`jiff`]'s type.
    #[must_use]
    pub fn to_jiff(self) -> jiff::Timestamp {
        self.0
    }

    /// Seconds since 1970 with this many decimals, at most nine, truncated: `1700000000.120`.
    pub(crate) fn seconds_text(self, decimals: u8) -> String {
        let (sign, nanos) = match self.as_nanos() {
            nanos if nanos < 0 => ("-", nanos.unsigned_abs()),
            nanos => ("", nanos.unsigned_abs()),
        };
        // A time before 1970 is truncated toward the past, as everywhere.
        let unit = 10_u128.pow(9 - u32::from(decimals.min(9)));
        let count = match sign {
            "" => nanos / unit,
            _ => nanos.div_ceil(unit),
        };
        let per_second = 1_000_000_000 / unit;
        let (whole, part) = (count / per_second, count % per_second);
        match decimals {
            0 => format!("{sign}{whole}"),
            _ => format!(
                "{sign}{whole}.{part:0width$}",
                width = usize::from(decimals.min(9))
            ),
        }
    }

    /// Whether it needs no more than this many decimals of a second, at most nine.
    #[cfg(feature = "serde")]
    pub(crate) fn is_exact(self, decimals: u8) -> bool {
        self.as_nanos() % 10_i128.pow(9 - u32::from(decimals.min(9))) == 0
    }

    /// The count of units since 1970, of which a second has `per_second`, with the decimals that it needs: `1700000000.25`.
    #[cfg(feature = "serde")]
    pub(crate) fn counted(self, per_second: u32) -> String {
        let nanos_each = 1_000_000_000 / u128::from(per_second);
        let nanos = self.as_nanos();
        let sign = if nanos < 0 { "-" } else { "" };
        let (whole, part) = (
            nanos.unsigned_abs() / nanos_each,
            nanos.unsigned_abs() % nanos_each,
        );
        if part == 0 {
            return format!("{sign}{whole}");
        }
        let width = nanos_each.ilog10() as usize;
        let text = format!("{sign}{whole}.{part:0width$}");
        text.trim_end_matches('0').to_owned()
    }

    /// ISO 8601 in UTC with this many decimals of the second, at most nine, truncated: `2023-11-14T22:13:20.120Z`.
    pub(crate) fn iso_text(self, decimals: u8) -> String {
        let width = usize::from(decimals.min(9));
        let whole = jiff::Timestamp::from_second(self.as_seconds()).unwrap_or(self.0);
        let text = whole.to_string();
        let text = text.trim_end_matches('Z');
        let part = format!("{:09}", self.as_nanos().rem_euclid(1_000_000_000));
        match part.get(..width) {
            Some(part) if width > 0 => format!("{text}.{part}Z"),
            _ => format!("{text}Z"),
        }
    }

    /// The time that is `count` units after 1970.
    pub(crate) fn from_count(count: i64, per_second: u32) -> Result<Self, InvalidTimestamp> {
        let time = match per_second {
            1 => jiff::Timestamp::from_second(count),
            1_000 => jiff::Timestamp::from_millisecond(count),
            1_000_000 => jiff::Timestamp::from_microsecond(count),
            _ => {
                let nanos_each = 1_000_000_000 / i128::from(per_second);
                jiff::Timestamp::from_nanosecond(i128::from(count) * nanos_each)
            }
        };
        time.map(Self)
            .map_err(|_| InvalidTimestamp(count.to_string()))
    }

    /// Parses digits that count `per_second` since 1970; decimals finer than that unit are accepted.
    pub(crate) fn from_digits(text: &str, per_second: u32) -> Result<Self, InvalidTimestamp> {
        let invalid = || InvalidTimestamp(text.to_owned());
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        if whole.is_empty()
            || !whole
                .bytes()
                .chain(fraction.bytes())
                .all(|b| b.is_ascii_digit())
        {
            return Err(invalid());
        }
        let nanos_each = 1_000_000_000 / i128::from(per_second);
        let mut nanos = whole
            .parse::<i128>()
            .ok()
            .and_then(|n| n.checked_mul(nanos_each))
            .ok_or_else(invalid)?;
        let mut weight = nanos_each;
        for digit in fraction.bytes() {
            weight /= 10;
            nanos = nanos
                .checked_add(i128::from(digit - b'0') * weight)
                .ok_or_else(invalid)?;
        }
        let nanos = if negative { -nanos } else { nanos };
        jiff::Timestamp::from_nanosecond(nanos)
            .map(Self)
            .map_err(|_| invalid())
    }
}

/// ISO 8601 in UTC, up to the last nonzero digit: `2023-11-14T22:13:20.123Z`. The precision is ignored; width and fill work as for
/// strings.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crate::pad::pad_whole(&self.0.to_string(), f)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Parses ISO 8601; without a zone it is UTC, which may also be written as a word: `2019-05-12 17:58:05 UTC`.
impl FromStr for Timestamp {
    type Err = InvalidTimestamp;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(moment) = text.parse::<jiff::Timestamp>() {
            return Ok(Self(moment));
        }
        // Ends like ` UTC`, which replace the zone.
        if let Some(time) = text.strip_suffix("UTC").or(text.strip_suffix("GMT"))
            && let Ok(moment) = format!("{}Z", time.trim_end()).parse::<jiff::Timestamp>()
        {
            return Ok(Self(moment));
        }
        let local = text
            .parse::<jiff::civil::DateTime>()
            .map_err(|_| InvalidTimestamp(text.to_owned()))?;
        let moment = jiff::tz::Offset::UTC.to_timestamp(local);
        moment
            .map(Self)
            .map_err(|_| InvalidTimestamp(text.to_owned()))
    }
}

impl From<jiff::Timestamp> for Timestamp {
    fn from(moment: jiff::Timestamp) -> Self {
        Self(moment)
    }
}

impl From<Timestamp> for jiff::Timestamp {
    fn from(moment: Timestamp) -> Self {
        moment.0
    }
}

/// A text or number that is not a valid time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidTimestamp(String);

#[cfg(any(feature = "chrono", feature = "time"))]
impl InvalidTimestamp {
    /// The error for this time.
    pub(crate) fn of(time: impl fmt::Display) -> Self {
        Self(time.to_string())
    }
}

impl fmt::Display for InvalidTimestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a valid time", self.0.escape_debug())
    }
}

impl std::error::Error for InvalidTimestamp {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_format_cuts_anything_off() {
        let moment: Timestamp = "2023-11-14T22:13:20.123456Z".parse().unwrap();
        let whole = "2023-11-14T22:13:20.123456Z";
        assert_eq!(format!("{moment:.2}"), whole);
        assert_eq!(format!("{moment:.0}"), whole);
        assert_eq!(format!("{moment:>30}"), format!("   {whole}"));
        assert_eq!(format!("{moment:_<30.1}"), format!("{whole}___"));
    }

    #[test]
    fn reads_iso_with_and_without_a_zone() {
        for text in [
            "2023-11-14T22:13:20Z",
            "2023-11-14T22:13:20",
            "2023-11-14 22:13:20",
            "2023-11-14T23:13:20+01:00",
            "2023-11-14T22:13:20.000",
        ] {
            assert_eq!(
                text.parse::<Timestamp>().map(Timestamp::as_seconds),
                Ok(1_700_000_000),
                "{text}"
            );
        }
        assert_eq!(
            "2023-11-14".parse::<Timestamp>().map(Timestamp::as_seconds),
            Ok(1_699_920_000)
        );
        for text in ["", "yesterday", "2023-13-01", "1700000000"] {
            assert!(text.parse::<Timestamp>().is_err(), "{text}");
        }
    }

    #[test]
    fn cuts_toward_the_past() {
        let moment = Timestamp::from_micros(-1).unwrap();
        assert_eq!(
            (moment.as_seconds(), moment.as_millis(), moment.as_micros()),
            (-1, -1, -1)
        );
        let moment = Timestamp::from_micros(1_700_000_000_123_999).unwrap();
        assert_eq!(
            (moment.as_seconds(), moment.as_millis()),
            (1_700_000_000, 1_700_000_000_123)
        );
        assert_eq!(moment.to_string(), "2023-11-14T22:13:20.123999Z");
    }

    #[test]
    fn reads_digits_of_any_unit() {
        let read = |text, unit| Timestamp::from_digits(text, unit).map(Timestamp::as_nanos);
        assert_eq!(read("1700000000", 1), Ok(1_700_000_000_000_000_000));
        assert_eq!(read("1700000000.25", 1), Ok(1_700_000_000_250_000_000));
        assert_eq!(read("-1.5", 1_000), Ok(-1_500_000));
        assert_eq!(read("7", 1_000_000), Ok(7_000));
        for text in ["", "-", ".5", "1e3", "99999999999999999999999", "1.x"] {
            assert!(read(text, 1).is_err(), "{text}");
        }
    }

    #[test]
    fn moves_without_leaving_the_calendar() {
        assert_eq!(Timestamp::EPOCH.plus_micros(-5).as_micros(), -5);
        assert_eq!(
            Timestamp(jiff::Timestamp::MAX).plus_micros(i64::MAX),
            Timestamp(jiff::Timestamp::MAX)
        );
    }
}
