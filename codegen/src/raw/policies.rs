//! Limits and clocks.

use super::{Notes, Spanned, Text};
use crate::diagnostic::Diagnostics;
use crate::keys::{self, Keys};
use crate::rules::responses as rules;
use crate::yaml::Node;
use specie_runtime::signing::plan::{Str, Unit};
use specie_runtime::{ClockPolicy, Limit as Declared};

/// `{ calls: 6000, per: 5m, scope: key }`
#[derive(Clone, Debug)]
pub(crate) struct Limit {
    pub(crate) limit: Declared,
    pub(crate) notes: Notes,
}

/// `{ past: 10s, future: 10s, margin: 0ms, server_time: header.Server-Time ms }`
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    pub(crate) policy: ClockPolicy,
    pub(crate) notes: Notes,
}

pub(super) fn parse_limits(nodes: &[Node], diagnostics: &mut Diagnostics) -> Vec<Limit> {
    let limits = nodes.iter().filter_map(|node| {
        let known = ["calls", "per", "scope", "doc", "source", "unconfirmed"];
        let keys = Keys::open(node, "a limit", &known, diagnostics)?;
        let calls = keys.needed("calls", "write `calls: NUMBER`", diagnostics);
        let per = keys.needed("per", "write a duration such as `per: 1m`", diagnostics);
        let scope = keys.text("scope", diagnostics).unwrap_or_else(|| Spanned {
            value: "key".to_string(),
            span: keys.span,
        });
        if !["key", "ip", "account"].contains(&scope.value.as_str()) {
            diagnostics
                .report(
                    &rules::BAD_POLICY,
                    scope.span,
                    format!("unknown scope `{}`", keys::shorten(&scope.value)),
                )
                .label("says which calls are counted together")
                .help("write `key`, `ip` or `account`");
        }
        Some(Limit {
            limit: Declared {
                calls: keys::number(calls?, "`calls`", diagnostics)?,
                per_ms: parse_duration(per?, "`per`", diagnostics)?,
                scope: scope.value.into(),
            },
            notes: keys.notes(diagnostics),
        })
    });
    limits.collect()
}

pub(super) fn parse_clock(node: &Node, diagnostics: &mut Diagnostics) -> Option<Clock> {
    let known = [
        "past",
        "future",
        "margin",
        "server_time",
        "doc",
        "source",
        "unconfirmed",
    ];
    let keys = Keys::open(node, "`clock`", &known, diagnostics)?;
    let duration = |key: &str, diagnostics: &mut Diagnostics| {
        keys.get(key)
            .and_then(|node| parse_duration(node, &format!("`{key}`"), diagnostics))
    };
    Some(Clock {
        policy: ClockPolicy {
            past_ms: duration("past", diagnostics),
            future_ms: duration("future", diagnostics),
            margin_ms: duration("margin", diagnostics).unwrap_or(0),
            server_time: keys
                .text("server_time", diagnostics)
                .and_then(|text| parse_server_time(&text, diagnostics)),
        },
        notes: keys.notes(diagnostics),
    })
}

/// `header.Server-Time ms`, or `header.Date`. A date has no unit, in either format.
fn parse_server_time(text: &Text, diagnostics: &mut Diagnostics) -> Option<(Str, Option<Unit>)> {
    let (name, unit) = match text.value.split_once(' ') {
        Some((name, unit)) => (name, Some(unit.trim())),
        None => (text.value.as_str(), None),
    };
    let header = name.strip_prefix("header.").filter(|name| !name.is_empty());
    let unit = match unit {
        None | Some("iso") => Some(None),
        Some("s") => Some(Some(Unit::Seconds)),
        Some("ms") => Some(Some(Unit::Millis)),
        Some("us") => Some(Some(Unit::Micros)),
        Some(_) => None,
    };
    let Some((header, unit)) = header.zip(unit) else {
        diagnostics
            .report(
                &rules::BAD_POLICY,
                text.span,
                format!(
                    "`{}` does not name the provider's time",
                    keys::shorten(&text.value)
                ),
            )
            .label("expected a header and its unit")
            .help("write `header.NAME ms` (or `s`, `us`, `iso`), or `header.Date`");
        return None;
    };
    Some((Str::Owned(header.to_owned()), unit))
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
    let text = keys::plain(node).unwrap_or("");
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
