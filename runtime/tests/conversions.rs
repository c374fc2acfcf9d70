//! Times and days from and to the types of `jiff`, `chrono` and `time`: the same point in time by each crate's own count and text, and an error out of range.

use proptest::prelude::*;
use specie_runtime::{Date, Timestamp, jiff};

/// Nanoseconds since 1970 of times that a `Timestamp` has, at its limits and around 1970.
fn nanos() -> impl Strategy<Value = i128> {
    let (min, max) = (
        jiff::Timestamp::MIN.as_nanosecond(),
        jiff::Timestamp::MAX.as_nanosecond(),
    );
    prop_oneof![
        min..=max,
        -3_000_000_000_i128..3_000_000_000,
        Just(min),
        Just(max)
    ]
}

fn days() -> impl Strategy<Value = Date> {
    (-9999_i16..=9999, 1_i8..=12, 1_i8..=31).prop_filter_map("a day", |(year, month, day)| {
        Date::new(year, month, day).ok()
    })
}

proptest! {
    #[test]
    fn jiff_is_what_times_are_built_on(nanos in nanos(), day in days()) {
        let time = Timestamp::from_nanos(nanos).unwrap();
        let theirs = jiff::Timestamp::from(time);
        prop_assert_eq!(theirs.as_nanosecond(), nanos);
        prop_assert_eq!(Timestamp::from(theirs), time);
        let theirs = jiff::civil::Date::from(day);
        prop_assert_eq!((theirs.year(), theirs.month(), theirs.day()), (day.year(), day.month(), day.day()));
        prop_assert_eq!(Date::from(theirs), day);
    }
}

#[test]
fn nanoseconds_out_of_range_are_an_error() {
    for nanos in [
        i128::MAX,
        i128::MIN,
        jiff::Timestamp::MAX.as_nanosecond() + 1,
    ] {
        assert!(Timestamp::from_nanos(nanos).is_err());
    }
}

#[cfg(feature = "chrono")]
mod with_chrono {
    use super::*;
    use specie_runtime::chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveTime, Utc};

    proptest! {
        #[test]
        fn the_same_time_and_day(nanos in nanos(), day in days()) {
            let time = Timestamp::from_nanos(nanos).unwrap();
            let theirs = DateTime::<Utc>::try_from(time).unwrap();
            let count = i128::from(theirs.timestamp()) * 1_000_000_000 + i128::from(theirs.timestamp_subsec_nanos());
            prop_assert_eq!(count, nanos);
            prop_assert_eq!(Timestamp::try_from(theirs).unwrap(), time);
            let elsewhere = theirs.with_timezone(&FixedOffset::east_opt(5 * 3600 + 1800).unwrap());
            prop_assert_eq!(Timestamp::try_from(elsewhere).unwrap(), time);
            let theirs = NaiveDate::try_from(day).unwrap();
            prop_assert_eq!(
                (theirs.year(), theirs.month(), theirs.day()),
                (day.year().into(), day.month().try_into().unwrap(), day.day().try_into().unwrap())
            );
            prop_assert_eq!(Date::try_from(theirs).unwrap(), day);
        }
    }

    #[test]
    fn what_is_out_of_range_is_an_error() {
        for date in [NaiveDate::MIN, NaiveDate::MAX] {
            assert!(Date::try_from(date).is_err());
            assert!(Timestamp::try_from(date.and_time(NaiveTime::MIN).and_utc()).is_err());
        }
        assert!(Date::try_from(NaiveDate::from_ymd_opt(10_000, 1, 1).unwrap()).is_err());
        let leap = NaiveDate::from_ymd_opt(2016, 12, 31).unwrap();
        let leap = leap.and_hms_nano_opt(23, 59, 59, 1_500_000_000).unwrap();
        assert!(Timestamp::try_from(leap.and_utc()).is_err());
    }
}

#[cfg(feature = "time")]
mod with_time {
    use super::*;
    use specie_runtime::time::{self, Month, OffsetDateTime, UtcOffset};

    proptest! {
        #[test]
        fn the_same_time_and_day(nanos in nanos(), day in days()) {
            let time = Timestamp::from_nanos(nanos).unwrap();
            let theirs = OffsetDateTime::try_from(time).unwrap();
            prop_assert_eq!(theirs.unix_timestamp_nanos(), nanos);
            prop_assert_eq!(Timestamp::try_from(theirs).unwrap(), time);
            if let Some(elsewhere) = theirs.checked_to_offset(UtcOffset::from_hms(-3, -30, 0).unwrap()) {
                prop_assert_eq!(Timestamp::try_from(elsewhere).unwrap(), time);
            }
            let theirs = time::Date::try_from(day).unwrap();
            prop_assert_eq!(
                (theirs.year(), i8::try_from(u8::from(theirs.month())).unwrap(), i8::try_from(theirs.day()).unwrap()),
                (day.year().into(), day.month(), day.day())
            );
            prop_assert_eq!(Date::try_from(theirs).unwrap(), day);
        }
    }

    #[test]
    fn what_is_out_of_range_is_an_error() {
        let last = time::Date::from_calendar_date(9999, Month::December, 31).unwrap();
        let last = last.with_hms(23, 59, 59).unwrap().assume_utc();
        assert!(Timestamp::try_from(last).is_err());
    }
}
