//! Time: a replaceable clock, and the offset of the provider's clock, learned from responses.

use crate::Timestamp;
use crate::http_date::http_date;
use crate::provider::ClockPolicy;
use crate::signing::plan::Unit;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A source of time. The default is the clock of this machine.
pub trait Clock: Send + Sync + 'static {
    /// The current time.
    fn now(&self) -> Timestamp;
}

/// The clock of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

impl<F: Fn() -> Timestamp + Send + Sync + 'static> Clock for F {
    fn now(&self) -> Timestamp {
        self()
    }
}

/// How far the provider's clock is ahead of the local clock, in microseconds, as learned from responses.
#[derive(Debug, Default)]
pub(crate) struct Offset {
    micros: AtomicI64,
    /// How often it was learned.
    times: AtomicU64,
    /// For each series of times that never repeat: the last one that the provider refused because it lay in its future, in microseconds.
    refused: [AtomicI64; SERIES],
}

/// How many series of times that never repeat a key may have. See [`Offset::series`].
const SERIES: usize = 4;

/// A time further in the provider's future than this was refused because of that, in microseconds.
const FUTURE: i64 = 1_000_000;

/// The time of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RequestTime {
    pub(crate) micros: i64,
    /// When it was chosen.
    pub(crate) chosen_at: Instant,
    /// The series that it was taken from, if no other request has it.
    pub(crate) series: Option<usize>,
}

impl Offset {
    /// The time to use in a request: the local time, shifted to the provider's clock, minus the margin of its policy.
    pub(crate) fn stamp(&self, now: Timestamp, policy: Option<&ClockPolicy>) -> Timestamp {
        let margin = policy
            .map_or(0, |policy| i64::try_from(policy.margin_ms).unwrap_or(0))
            .saturating_mul(1_000);
        now.plus_micros(self.micros()).plus_micros(-margin)
    }

    /// How many microseconds the provider's clock is ahead of the local one.
    pub(crate) fn micros(&self) -> i64 {
        self.micros.load(Ordering::Relaxed)
    }

    /// How often the provider's time was learned.
    pub(crate) fn times_learned(&self) -> u64 {
        self.times.load(Ordering::Relaxed)
    }

    /// Learns from a time in a response that was received at `received` by the local clock, `took` after its request was sent. That duration is
    /// not the difference of two readings of the clock, which may have been set in between.
    pub(crate) fn learn(
        &self,
        text: &str,
        unit: Option<Unit>,
        took: Duration,
        received: Timestamp,
    ) {
        let Some((server_time, resolution)) = parse(text, unit) else {
            return;
        };
        // The time was read at some time in between, and is rounded down to its unit.
        let half = i64::try_from(took.as_micros() / 2).unwrap_or(i64::MAX);
        let middle = received.as_micros().saturating_sub(half);
        let ahead = server_time
            .as_micros()
            .saturating_add(resolution / 2)
            .saturating_sub(middle);
        let uncertainty = half.saturating_add(resolution / 2);
        // Within the uncertainty there is no evidence that the offset is another one.
        let known = self.micros();
        if ahead.saturating_sub(known).saturating_abs() > uncertainty {
            self.micros.store(ahead, Ordering::Relaxed);
        }
        self.times.fetch_add(1, Ordering::Relaxed);
    }

    /// Which series of unique times a request that is stamped with `time` takes its own from: the first that is not ahead of it.
    ///
    /// A series never goes back. While the local clock was ahead of the provider's, it moved ahead too, and everything that it gives until
    /// that time comes would be refused. Until then, another series is used; it ends before the first one goes on, so no time is given twice.
    pub(crate) fn series(&self, time: Timestamp) -> usize {
        let is_past = |refused: &AtomicI64| refused.load(Ordering::Relaxed) <= time.as_micros();
        let usable = self.refused.iter().position(is_past);
        usable.unwrap_or(SERIES - 1)
    }

    /// The provider refused a request with this time, and its own time is known; `now` is that of the local clock.
    pub(crate) fn refuse(&self, time: RequestTime, now: Timestamp) {
        let now = now.plus_micros(self.micros()).as_micros();
        if time.micros > now.saturating_add(FUTURE)
            && let Some(refused) = time.series.and_then(|series| self.refused.get(series))
        {
            refused.fetch_max(time.micros, Ordering::Relaxed);
        }
    }
}

/// The time in a text, and its resolution in microseconds. `None`: it cannot be read.
pub(crate) fn parse(text: &str, unit: Option<Unit>) -> Option<(Timestamp, i64)> {
    let per_second = match unit {
        Some(Unit::Seconds) => 1,
        Some(Unit::Millis) => 1_000,
        Some(Unit::Micros) => 1_000_000,
        Some(Unit::Nanos) => 1_000_000_000,
        None => {
            let (time, resolution) = date(text);
            return time.map(|time| (time, resolution));
        }
    };
    let text = text.trim();
    let time = Timestamp::from_digits(text, per_second).ok()?;
    let resolution = 1_000_000 / i64::from(per_second).min(1_000_000);
    let decimals = text
        .split_once('.')
        .map_or(0, |(_, decimals)| decimals.len());
    let finer = 10_i64.pow(u32::try_from(decimals.min(6)).unwrap_or(6));
    Some((time, resolution / finer))
}

/// Parses an HTTP date or an ISO 8601 text. Also returns its resolution in microseconds.
fn date(text: &str) -> (Option<Timestamp>, i64) {
    if let Some(time) = http_date(text) {
        return (Some(time), 1_000_000);
    }
    let text = text.trim();
    let decimals = text.rsplit_once('.').map_or("", |(_, rest)| rest);
    let decimals = decimals.bytes().take_while(u8::is_ascii_digit).count();
    let decimals = u32::try_from(decimals.min(6)).unwrap_or(6);
    (text.parse().ok(), 1_000_000 / 10_i64.pow(decimals))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis).unwrap()
    }

    #[test]
    fn dates_of_either_kind() {
        assert_eq!(
            date(" 2023-11-14T22:13:20.25Z"),
            (Some(ms(1_700_000_000_250)), 10_000)
        );
        assert_eq!(
            date("2023-11-14T23:13:20+01:00"),
            (Some(ms(1_700_000_000_000)), 1_000_000)
        );
        assert_eq!(
            date("Tue, 14 Nov 2023 22:13:20 GMT"),
            (Some(ms(1_700_000_000_000)), 1_000_000)
        );
        assert_eq!(date("1.5").0, None);
    }

    #[test]
    fn the_offset_is_learnt_and_taken_into_account() {
        let offset = Offset::default();
        offset.learn(
            "1700000005000",
            Some(Unit::Millis),
            Duration::from_millis(100),
            ms(1_700_000_000_100),
        );
        let stamp = offset.stamp(ms(1_700_000_010_000), None).as_millis();
        assert_eq!(stamp, 1_700_000_014_950);
        let policy = ClockPolicy {
            margin_ms: 50,
            ..ClockPolicy::default()
        };
        assert_eq!(
            offset
                .stamp(ms(1_700_000_010_000), Some(&policy))
                .as_millis(),
            stamp - 50
        );
        offset.learn("what", Some(Unit::Millis), Duration::ZERO, ms(0));
        assert_eq!(
            offset.stamp(ms(0), None).as_millis(),
            4_950,
            "what cannot be read changes nothing"
        );
    }

    #[test]
    fn decimals_are_part_of_the_resolution() {
        for (text, unit, micros, resolution) in [
            ("1688666559.8974", Unit::Seconds, 1_688_666_559_897_400, 100),
            (
                "1688666559",
                Unit::Seconds,
                1_688_666_559_000_000,
                1_000_000,
            ),
            ("1688666559897.5", Unit::Millis, 1_688_666_559_897_500, 100),
            ("1688666559897123456", Unit::Nanos, 1_688_666_559_897_123, 1),
        ] {
            let (time, found) = parse(text, Some(unit)).unwrap();
            assert_eq!((time.as_micros(), found), (micros, resolution), "{text}");
        }
        assert_eq!(parse("1.7e9", Some(Unit::Seconds)), None);
    }

    #[test]
    fn what_lies_within_the_doubt_moves_nothing() {
        let offset = Offset::default();
        offset.learn(
            "1700000000",
            Some(Unit::Seconds),
            Duration::from_millis(5),
            ms(1_700_000_000_995),
        );
        assert_eq!(offset.stamp(ms(0), None), ms(0));
        let date = "Tue, 14 Nov 2023 22:13:20 GMT";
        let at_once = Duration::ZERO;
        offset.learn(date, None, at_once, ms(1_699_999_990_000));
        assert_eq!(offset.stamp(ms(0), None).as_millis(), 10_500);
        // Nor does a response that took long make a known offset worse.
        let long = Duration::from_secs(30);
        offset.learn(date, None, long, ms(1_700_000_003_000));
        assert_eq!(offset.stamp(ms(0), None).as_millis(), 10_500);
        assert_eq!(offset.times_learned(), 3);
    }

    #[test]
    fn a_series_that_ran_ahead_is_left_until_its_time_comes() {
        let offset = Offset::default();
        let (now, ahead) = (ms(1_700_000_000_000), ms(1_700_000_600_000));
        let time = |series, at: Timestamp| RequestTime {
            micros: at.as_micros(),
            chosen_at: Instant::now(),
            series: Some(series),
        };
        assert_eq!((offset.series(now), offset.series(ahead)), (0, 0));
        // A time in the past, or as good as now, is refused for another reason.
        offset.refuse(time(0, ms(1_699_999_000_000)), now);
        offset.refuse(time(0, ms(1_700_000_000_900)), now);
        assert_eq!(offset.series(now), 0);
        offset.refuse(time(0, ahead), now);
        assert_eq!((offset.series(now), offset.series(ahead)), (1, 0));
        // Ahead again, but less.
        offset.refuse(time(1, ms(1_700_000_300_000)), now);
        assert_eq!(offset.series(now), 2);
        assert_eq!(offset.series(ms(1_700_000_400_000)), 1);
        offset.refuse(time(2, ahead), now);
        offset.refuse(time(3, ahead), now);
        assert_eq!(offset.series(now), 3);
    }
}
