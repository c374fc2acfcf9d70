//! Clocks and durations.

use super::paths::path_of;
use super::{Notes, Spanned, Text};
use crate::diagnostic::Diagnostics;
use crate::keys::{self, Keys};
use crate::rules::responses as rules;
use crate::yaml::Node;
use specie_runtime::signing::plan::{Str, Unit};
use specie_runtime::{ClockPolicy, ServerTime};

/// `{ past: 10s, future: 10s, margin: 0ms, server_time: header.Server-Time ms }`
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    pub(crate) policy: ClockPolicy,
    /// The operation of `server_time`.
    pub(crate) operation: Option<Text>,
    pub(crate) notes: Notes,
}

pub(super) fn parse_clock(node: &Node, diagnostics: &mut Diagnostics) -> Option<Clock> {
    let known = [
        "past",
        "future",
        "margin",
        "server_time",
        "unique",
        "doc",
        "source",
        "unconfirmed",
    ];
    let keys = Keys::open(node, "`clock`", &known, diagnostics)?;
    let duration = |key: &str, diagnostics: &mut Diagnostics| {
        keys.get(key)
            .and_then(|node| parse_duration(node, &format!("`{key}`"), diagnostics))
    };
    let server_time = keys
        .text("server_time", diagnostics)
        .and_then(|text| parse_server_time(&text, diagnostics));
    let (operation, server_time) = server_time.unzip();
    let unique = keys.text("unique", diagnostics);
    Some(Clock {
        operation: operation.flatten(),
        policy: ClockPolicy {
            past_ms: duration("past", diagnostics),
            future_ms: duration("future", diagnostics),
            margin_ms: duration("margin", diagnostics).unwrap_or(0),
            unique: unique.and_then(|text| parse_unique(&text, diagnostics)),
            server_time,
        },
        notes: keys.notes(diagnostics),
    })
}

/// The unit in which no two requests of a key have the same time.
fn parse_unique(text: &Text, diagnostics: &mut Diagnostics) -> Option<Unit> {
    let found = TIME_UNITS.iter().find(|(word, _)| *word == text.value);
    let unit = found.and_then(|(_, unit)| *unit);
    if unit.is_none() {
        diagnostics
            .report(
                &rules::BAD_POLICY,
                text.span,
                format!("`{}` is not a unit of time", keys::shorten(&text.value)),
            )
            .label("expected `s`, `ms`, `us` or `ns`")
            .why("no two requests of a key have the same time in this unit");
    }
    unit
}

/// `header.Server-Time ms`, `header.Date`, `body.time ms`, or one of these after the name of an operation: `get_time body.serverTime ms`. A
/// date has no unit, in either format.
fn parse_server_time(
    text: &Text,
    diagnostics: &mut Diagnostics,
) -> Option<(Option<Text>, ServerTime)> {
    let whole = text.value.trim();
    let starts = ["header.", "body.", "body[", "body "];
    let is_place =
        |text: &str| text == "body" || starts.iter().any(|start| text.starts_with(start));
    let (operation, rest) = match whole.split_once(' ') {
        Some((operation, rest)) if !is_place(whole) => (Some(operation), rest.trim()),
        _ => (None, whole),
    };
    let (place, unit) = after_unit(rest);
    let unit = unit.flatten();
    let known = is_place(place) && operation.is_none_or(|name| !name.contains('.'));
    // Outside of quoted names, a space precedes a unit that does not exist.
    let has_space = place.split('"').step_by(2).any(|part| part.contains(' '));
    if !known || has_space {
        diagnostics
            .report(
                &rules::BAD_POLICY,
                text.span,
                format!(
                    "`{}` does not name the provider's time",
                    keys::shorten(&text.value)
                ),
            )
            .label("expected a location and its unit, after the operation that gives it")
            .help("write `header.NAME ms` (or `s`, `us`, `ns`, `iso`), `header.Date`, or `OPERATION body.NAME ms`");
        return None;
    }
    let at = path_of(place, text.span, diagnostics)?.root;
    let spanned = |name: &str| Spanned {
        value: name.to_owned(),
        span: text.span,
    };
    let time = ServerTime {
        operation: operation.map(|name| Str::Owned(name.to_owned())),
        call: None,
        at,
        unit,
    };
    Some((operation.map(spanned), time))
}

/// How a time is written, after the place where it is; `None`: a date.
pub(super) const TIME_UNITS: [(&str, Option<Unit>); 5] = [
    ("s", Some(Unit::Seconds)),
    ("ms", Some(Unit::Millis)),
    ("us", Some(Unit::Micros)),
    ("ns", Some(Unit::Nanos)),
    ("iso", None),
];

/// The place in `header.Reset ms`, and how the time there is written, if the text says it.
pub(super) fn after_unit(text: &str) -> (&str, Option<Option<Unit>>) {
    let found = TIME_UNITS.iter().find_map(|(word, unit)| {
        let place = text.strip_suffix(word)?.strip_suffix(' ')?;
        Some((place.trim_end(), Some(*unit)))
    });
    found.unwrap_or((text, None))
}

const UNITS: &[(&str, u64)] = &[
    ("ms", 1),
    ("s", 1000),
    ("m", 60_000),
    ("h", 3_600_000),
    ("d", 86_400_000),
];

/// `10s` in milliseconds.
pub(crate) fn parse_duration(
    node: &Node,
    what: &str,
    diagnostics: &mut Diagnostics,
) -> Option<u64> {
    duration_of(keys::plain(node).unwrap_or(""), node, what, diagnostics)
}

/// `text`, a part of `node`, in milliseconds.
pub(crate) fn duration_of(
    text: &str,
    node: &Node,
    what: &str,
    diagnostics: &mut Diagnostics,
) -> Option<u64> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, unit) = text.split_at_checked(digits)?;
    let factor = UNITS
        .iter()
        .find(|(name, _)| *name == unit.trim())
        .map(|(_, factor)| factor);
    let found = number.parse::<u64>().ok().zip(factor);
    let millis = found.and_then(|(number, factor)| number.checked_mul(*factor));
    if millis.is_none() {
        let found = match text {
            "" => node.describe().to_string(),
            text => format!("`{}`", keys::shorten(text)),
        };
        diagnostics
            .report(
                &rules::BAD_DURATION,
                node.span,
                format!("{what} must be a duration, found {found}"),
            )
            .label("expected a duration")
            .help("write an integer and `ms`, `s`, `m`, `h` or `d`, such as `30s`");
    }
    millis
}
