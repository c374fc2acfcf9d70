//! [`Timestamp`] and [`Date`] from and to the types of the crates `chrono` and `time`. What is out of range of the other type is an error.

#[cfg(feature = "chrono")]
mod with_chrono {
    use crate::{Date, InvalidDate, InvalidTimestamp, Timestamp};
    use chrono::{DateTime, Datelike, NaiveDate, TimeZone, Utc};

    impl TryFrom<Timestamp> for DateTime<Utc> {
        type Error = InvalidTimestamp;
        fn try_from(time: Timestamp) -> Result<Self, Self::Error> {
            let nanos = time.as_nanos().rem_euclid(1_000_000_000);
            u32::try_from(nanos)
                .ok()
                .and_then(|nanos| Self::from_timestamp(time.as_seconds(), nanos))
                .ok_or_else(|| InvalidTimestamp::of(time))
        }
    }

    /// The years that a [`Timestamp`] has are -9999 to 9999. A leap second is an error too: it has no time since 1970 of its own.
    impl<Tz: TimeZone> TryFrom<DateTime<Tz>> for Timestamp {
        type Error = InvalidTimestamp;
        fn try_from(time: DateTime<Tz>) -> Result<Self, Self::Error> {
            let (seconds, nanos) = (time.timestamp(), time.timestamp_subsec_nanos());
            match nanos {
                0..1_000_000_000 => {
                    Self::from_nanos(i128::from(seconds) * 1_000_000_000 + i128::from(nanos))
                }
                _ => Err(InvalidTimestamp::of(format_args!("{seconds} s {nanos} ns"))),
            }
        }
    }

    impl TryFrom<Date> for NaiveDate {
        type Error = InvalidDate;
        fn try_from(date: Date) -> Result<Self, Self::Error> {
            let (month, day) = (u32::try_from(date.month()), u32::try_from(date.day()));
            let found = match (month, day) {
                (Ok(month), Ok(day)) => Self::from_ymd_opt(date.year().into(), month, day),
                _ => None,
            };
            found.ok_or_else(|| InvalidDate::of(date))
        }
    }

    /// The years that a [`Date`] has are -9999 to 9999.
    impl TryFrom<NaiveDate> for Date {
        type Error = InvalidDate;
        fn try_from(date: NaiveDate) -> Result<Self, Self::Error> {
            Self::of_parts(date.year(), date.month(), date.day())
        }
    }
}

#[cfg(feature = "time")]
mod with_time {
    use crate::{Date, InvalidDate, InvalidTimestamp, Timestamp};
    use time::{Month, OffsetDateTime};

    impl TryFrom<Timestamp> for OffsetDateTime {
        type Error = InvalidTimestamp;
        fn try_from(time: Timestamp) -> Result<Self, Self::Error> {
            Self::from_unix_timestamp_nanos(time.as_nanos()).map_err(|_| InvalidTimestamp::of(time))
        }
    }

    /// The last days of the year 9999 are out of range: a [`Timestamp`] must exist in every time zone.
    impl TryFrom<OffsetDateTime> for Timestamp {
        type Error = InvalidTimestamp;
        fn try_from(time: OffsetDateTime) -> Result<Self, Self::Error> {
            Self::from_nanos(time.unix_timestamp_nanos())
        }
    }

    impl TryFrom<Date> for time::Date {
        type Error = InvalidDate;
        fn try_from(date: Date) -> Result<Self, Self::Error> {
            let invalid = || InvalidDate::of(date);
            let month = u8::try_from(date.month()).map_err(|_| invalid())?;
            let month = Month::try_from(month).map_err(|_| invalid())?;
            let day = u8::try_from(date.day()).map_err(|_| invalid())?;
            Self::from_calendar_date(date.year().into(), month, day).map_err(|_| invalid())
        }
    }

    /// The years that a [`Date`] has are -9999 to 9999.
    impl TryFrom<time::Date> for Date {
        type Error = InvalidDate;
        fn try_from(date: time::Date) -> Result<Self, Self::Error> {
            let month = u8::from(date.month());
            Self::of_parts(date.year(), month.into(), date.day().into())
        }
    }
}
