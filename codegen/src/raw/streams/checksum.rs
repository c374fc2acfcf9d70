//! `checksum` of a channel: how the book that its messages make is checked.

use super::super::paths::message_or_data;
use super::word;
use crate::diagnostic::Diagnostics;
use crate::json_path;
use crate::keys::{self, Keys};
use crate::rules::streams as rules;
use crate::yaml::Node;
use specie_runtime::signing::plan::{List, PathSegment};
use specie_runtime::stream::plan::{Checksum, ChecksumText, MessagePath, Rows};

const KEYS: &[&str] = &[
    "of", "bids", "asks", "price", "size", "levels", "depth", "text", "signed",
];

/// The texts of which a checksum is computed, by name.
const TEXTS: &[(&str, Option<ChecksumText>)] = &[
    ("asks_then_bids", Some(ChecksumText::AsksThenBids)),
    ("alternating", Some(ChecksumText::Alternating)),
];

/// `{ of: data.checksum, bids: data.bids, asks: data.asks, price: "row[0]", size: "row[1]", levels: 25, text: alternating }`
pub(super) fn parse(node: &Node, diagnostics: &mut Diagnostics) -> Option<Checksum> {
    let keys = Keys::open(node, "`checksum`", KEYS, diagnostics)?;
    let example = "write `checksum: { of: data.checksum, bids: data.bids, asks: data.asks, price: \"row[0]\", size: \"row[1]\", levels: 25, text: alternating }`";
    for key in ["of", "bids", "asks", "price", "size", "levels", "text"] {
        keys.needed(key, example, diagnostics);
    }
    let value = path(&keys, "of", diagnostics);
    let bids = in_data(&keys, "bids", diagnostics);
    let asks = in_data(&keys, "asks", diagnostics);
    let price = in_row(&keys, "price", diagnostics);
    let size = in_row(&keys, "size", diagnostics);
    let levels = keys.get("levels")?;
    let levels = keys::number(levels, "`levels`", diagnostics);
    let text = word(&keys, "text", TEXTS, diagnostics);
    Some(Checksum {
        value: value?,
        bids: bids?,
        asks: asks?,
        rows: Rows {
            price: price?,
            size: size?,
        },
        levels: levels?,
        depth: keys
            .text("depth", diagnostics)
            .map(|name| name.value.into()),
        text: text?,
        signed: keys.flag("signed", diagnostics),
    })
}

fn path(keys: &Keys<'_>, key: &str, diagnostics: &mut Diagnostics) -> Option<MessagePath> {
    let text = keys.text(key, diagnostics)?;
    message_or_data(&text.value, text.span, diagnostics)
}

/// The rows of a side are in the data.
fn in_data(keys: &Keys<'_>, key: &str, diagnostics: &mut Diagnostics) -> Option<List<PathSegment>> {
    from(keys, key, "data", diagnostics)
}

/// The price and the size are in a row.
fn in_row(keys: &Keys<'_>, key: &str, diagnostics: &mut Diagnostics) -> Option<List<PathSegment>> {
    from(keys, key, "row", diagnostics)
}

fn from(
    keys: &Keys<'_>,
    key: &str,
    root: &str,
    diagnostics: &mut Diagnostics,
) -> Option<List<PathSegment>> {
    let text = keys.text(key, diagnostics)?;
    let path = text.value.strip_prefix(root).and_then(json_path::parse);
    if path.is_none() {
        diagnostics
            .report(
                &rules::CHANNEL_MESSAGE,
                text.span,
                format!("`{key}` of a checksum is no path that begins at `{root}`"),
            )
            .label(format!("expected `{root}.name` or `{root}[0]`"))
            .help("`bids` and `asks` are lists in the data of the message, `price` and `size` are in one of their rows: `bids: data.bids`, `price: \"row[0]\"`");
    }
    path.map(Into::into)
}
