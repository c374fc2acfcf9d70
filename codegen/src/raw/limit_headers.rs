//! Response headers that say how much of a rate limit is used.

use super::Text;
use super::paths::path_of;
use super::policies::{TIME_UNITS, after_unit};
use crate::diagnostic::Diagnostics;
use crate::keys::{self, Keys};
use crate::rules::responses::BAD_POLICY;
use specie_runtime::signing::plan::{Str, Unit};
use specie_runtime::{LimitHeaders, LimitReset, ResponsePath};

/// `used`, `left`, and `reset_at` or `reset_after`.
pub(super) fn parse(keys: &Keys<'_>, diagnostics: &mut Diagnostics) -> LimitHeaders {
    let name = |key: &str, diagnostics: &mut Diagnostics| {
        let text = keys.text(key, diagnostics)?;
        header(key, &text.value, &text, diagnostics)
    };
    LimitHeaders {
        used: name("used", diagnostics),
        left: name("left", diagnostics),
        reset: parse_reset(keys, diagnostics),
    }
}

fn parse_reset(keys: &Keys<'_>, diagnostics: &mut Diagnostics) -> Option<LimitReset> {
    let at = keys.text("reset_at", diagnostics);
    let after = keys.text("reset_after", diagnostics);
    match (at, after) {
        (Some(_), Some(after)) => {
            diagnostics
                .report(
                    &BAD_POLICY,
                    after.span,
                    "`reset_at` and `reset_after` exclude each other",
                )
                .label("the next window begins at one time")
                .help("write `reset_at` for a header with a time, or `reset_after` for one with the time that is left");
            None
        }
        (Some(at), None) => {
            let (place, unit) = after_unit(&at.value);
            let name = header("reset_at", place, &at, diagnostics)?;
            Some(LimitReset::At(name, unit.flatten()))
        }
        (None, Some(after)) => {
            let (place, unit) = after_unit(&after.value);
            let name = header("reset_after", place, &after, diagnostics)?;
            match unit.flatten() {
                Some(unit) => Some(LimitReset::After(name, unit)),
                None => {
                    report_unit(&after, diagnostics);
                    None
                }
            }
        }
        (None, None) => None,
    }
}

fn report_unit(text: &Text, diagnostics: &mut Diagnostics) {
    let units: Vec<String> = TIME_UNITS
        .iter()
        .filter_map(|(word, unit): &(&str, Option<Unit>)| unit.map(|_| format!("`{word}`")))
        .collect();
    diagnostics
        .report(
            &BAD_POLICY,
            text.span,
            "`reset_after` needs the unit of the time that is left",
        )
        .label("expected a unit after the header")
        .help(format!(
            "write `header.NAME UNIT`, with one of {}",
            units.join(", ")
        ));
}

/// The name in `header.NAME`.
fn header(key: &str, place: &str, text: &Text, diagnostics: &mut Diagnostics) -> Option<Str> {
    match path_of(place, text.span, diagnostics)?.root {
        ResponsePath::Header(name) => Some(name),
        ResponsePath::Status | ResponsePath::Body(_) => {
            diagnostics
                .report(
                    &BAD_POLICY,
                    text.span,
                    format!(
                        "`{key}` must name a header, found `{}`",
                        keys::shorten(place)
                    ),
                )
                .label("expected `header.NAME`")
                .help("write the header of the response: `header.X-RateLimit-Remaining`");
            None
        }
    }
}
