//! When a session expires.

use super::keep::place_in_response;
use crate::diagnostic::Diagnostics;
use crate::keys::{check_keys, scalar};
use crate::rules::session as rule;
use crate::yaml::Node;
use specie_runtime::signing::plan::Expires;

pub(super) fn expires(node: &Node, diagnostics: &mut Diagnostics) -> Expires {
    if let Some(after) = node.pair("after") {
        if node.get("expires").is_some() {
            diagnostics
                .report(
                    &rule::SESSION_SHAPE,
                    after.key.span,
                    "`after` and `expires` both set the end of the session",
                )
                .help("keep `expires` if the response contains the end, otherwise `after`");
        }
        return lifetime(&after.value, diagnostics);
    }
    let Some(value) = node.get("expires") else {
        return Expires::Never;
    };
    if value.as_mapping().is_some() {
        check_keys(
            value.as_mapping().unwrap_or_default(),
            &["after"],
            "`expires`",
            diagnostics,
        );
        return match value.get("after") {
            Some(after) => lifetime(after, diagnostics),
            None => Expires::Never,
        };
    }
    let Some(scalar) = scalar(value, "`expires`", diagnostics) else {
        return Expires::Never;
    };
    if let Some(after) = scalar.text.strip_prefix("after")
        && let Some(seconds) = seconds(after.trim_start_matches(':').trim())
    {
        return Expires::After(seconds);
    }
    match place_in_response(&scalar.text) {
        Some(from) => Expires::In(from),
        None => {
            diagnostics
                .report(
                    &rule::BAD_EXPIRES,
                    scalar.span,
                    format!("`{}` does not say when the session ends", scalar.text),
                )
                .help("write `body.expires_in` (seconds), `cookie.NAME` (the cookie's expiry), or `{ after: 24h }`");
            Expires::Never
        }
    }
}

pub(super) fn lifetime(node: &Node, diagnostics: &mut Diagnostics) -> Expires {
    let found = node.as_scalar().and_then(|s| seconds(&s.text));
    match found {
        Some(seconds) => Expires::After(seconds),
        None => {
            diagnostics
                .report(&rule::BAD_EXPIRES, node.span, "expected a time to live")
                .help("write a number and `s`, `m`, `h` or `d`: `24h`");
            Expires::Never
        }
    }
}

fn seconds(text: &str) -> Option<u64> {
    let unit = match text.chars().last()? {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        _ => return None,
    };
    let digits = text.get(..text.len() - 1)?.trim();
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // A session that expires immediately could never be used.
    let count = digits.parse::<u64>().ok().filter(|n| *n > 0)?;
    count.checked_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lifetimes() {
        assert_eq!(seconds("24h"), Some(86_400));
        assert_eq!(seconds("90 s"), Some(90));
        assert_eq!(seconds("0s"), None);
        assert_eq!(seconds("h"), None);
        assert_eq!(seconds("24"), None);
        assert_eq!(seconds("99999999999999999999d"), None);
    }
}
