//! The limits of a stream: `{ life: 24h, topics: 1024, frame: 64KB, send: 5 per 1s }`.

use super::super::policies::{duration_of, parse_duration};
use crate::diagnostic::Diagnostics;
use crate::keys::{self, Keys};
use crate::rules::streams as rules;
use crate::yaml::Node;
use specie_runtime::stream::plan::{Rate, StreamLimits};

const KEYS: &[&str] = &[
    "life", "topics", "batch", "frame", "send", "connect", "first",
];

pub(super) fn parse(stream: &Keys<'_>, diagnostics: &mut Diagnostics) -> StreamLimits {
    let node = stream.get("limits");
    let keys = node.and_then(|node| Keys::open(node, "`limits`", KEYS, diagnostics));
    let Some(keys) = keys else {
        return StreamLimits::default();
    };
    let duration = |key: &str, diagnostics: &mut Diagnostics| {
        let node = keys.get(key)?;
        let ms = parse_duration(node, &format!("`{key}`"), diagnostics)?;
        above_zero(ms, node, key, diagnostics)
    };
    let count = |key: &str, diagnostics: &mut Diagnostics| {
        let node = keys.get(key)?;
        let count = keys::number(node, &format!("`{key}`"), diagnostics)?;
        above_zero(count, node, key, diagnostics)
    };
    let rate = |key: &str, diagnostics: &mut Diagnostics| {
        let node = keys.get(key)?;
        parse_rate(node, key, diagnostics)
    };
    StreamLimits {
        life_ms: duration("life", diagnostics),
        topics: count("topics", diagnostics),
        batch: count("batch", diagnostics),
        frame: keys
            .get("frame")
            .and_then(|node| parse_size(node, diagnostics)),
        send: rate("send", diagnostics),
        connect: rate("connect", diagnostics),
        first_ms: duration("first", diagnostics),
    }
}

/// A limit of nothing would forbid the stream.
fn above_zero<T: PartialEq + From<u8>>(
    value: T,
    node: &Node,
    key: &str,
    diagnostics: &mut Diagnostics,
) -> Option<T> {
    if value != T::from(0) {
        return Some(value);
    }
    report(node, format!("`{key}` is zero"), diagnostics)
        .label("nothing could be sent")
        .help(format!("write the provider's limit, or remove `{key}`"));
    None
}

fn report<'d>(
    node: &Node,
    message: String,
    diagnostics: &'d mut Diagnostics,
) -> &'d mut crate::diagnostic::Diagnostic {
    diagnostics.report(&rules::STREAM_LIMIT, node.span, message)
}

/// `5 per 1s`
fn parse_rate(node: &Node, key: &str, diagnostics: &mut Diagnostics) -> Option<Rate> {
    let text = keys::plain(node).unwrap_or("");
    let parts = text.split_once(" per ");
    let parts = parts.and_then(|(count, per)| Some((count.trim().parse::<u32>().ok()?, per)));
    let Some((count, per)) = parts else {
        let found = match text {
            "" => node.describe().to_string(),
            text => format!("`{}`", keys::shorten(text)),
        };
        report(
            node,
            format!("`{key}` must be a rate, found {found}"),
            diagnostics,
        )
        .label("expected a rate")
        .help("write how many within which time: `5 per 1s`");
        return None;
    };
    let per_ms = duration_of(per.trim(), node, "the time of a rate", diagnostics)?;
    above_zero(count, node, key, diagnostics)?;
    above_zero(per_ms, node, key, diagnostics)?;
    Some(Rate { count, per_ms })
}

/// `4096` or `64KB`, in bytes.
fn parse_size(node: &Node, diagnostics: &mut Diagnostics) -> Option<u32> {
    let text = keys::plain(node).unwrap_or("");
    let (digits, factor) = match text.strip_suffix("KB") {
        Some(digits) => (digits.trim_end(), 1024),
        None => (text, 1),
    };
    let size = digits
        .parse::<u32>()
        .ok()
        .and_then(|size| size.checked_mul(factor));
    let Some(size) = size else {
        let found = match text {
            "" => node.describe().to_string(),
            text => format!("`{}`", keys::shorten(text)),
        };
        report(
            node,
            format!("`frame` must be a size, found {found}"),
            diagnostics,
        )
        .label("expected a size")
        .help("write a number of bytes, `4096`, or of 1024 bytes, `64KB`");
        return None;
    };
    above_zero(size, node, "frame", diagnostics)
}
