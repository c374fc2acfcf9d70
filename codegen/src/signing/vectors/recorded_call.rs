//! The call of a vector.

use super::values::{Part, needed, session_values, setting_values, sixteen};
use crate::data::from_node;
use crate::diagnostic::Diagnostics;
use crate::model::VectorSubject;
use crate::rules::vector as rule;
use crate::signing::author_names::without_slash;
use crate::signing::sections;
use crate::signing::typer::index16;
use specie_runtime::signing::plan::{Data, Scheme};

/// Default time of a vector: 1700000000000 ms.
const NOW_US: i64 = 1_700_000_000_000_000;

pub(super) fn call(
    part: &Part<'_>,
    scheme: &Scheme,
    diagnostics: &mut Diagnostics,
) -> Option<VectorSubject> {
    let section = needed(part, "section", diagnostics);
    let method = needed(part, "method", diagnostics);
    let path = match part.node.get("path") {
        Some(node) if node.is_missing() => Some(String::new()),
        _ => needed(part, "path", diagnostics),
    };
    let section = section.and_then(|name| section_of(&name, part, scheme, diagnostics));
    let base = part.node.get("base");
    let base = base.and_then(|node| sections::base(node, diagnostics));
    let params = params(part, diagnostics);
    let now_us = now_us(part, diagnostics).unwrap_or(NOW_US);
    let random = random(part, diagnostics);
    let uuid = part.text("uuid", diagnostics);
    let last_nonce = part.integer("last_nonce", diagnostics);
    let session = session_values(part, scheme, diagnostics);
    let settings = setting_values(part, scheme, diagnostics);
    Some(VectorSubject::Call {
        section: section?,
        method: method?.to_ascii_uppercase(),
        path: without_slash(&path?).to_owned(),
        base,
        params,
        now_us,
        uuid,
        random,
        last_nonce,
        session,
        settings,
    })
}

/// The index of a section in the scheme.
fn section_of(
    name: &str,
    part: &Part<'_>,
    scheme: &Scheme,
    diagnostics: &mut Diagnostics,
) -> Option<u16> {
    let names = scheme.sections.iter().map(|s| s.name.as_ref());
    let found = names.clone().position(|known| known == name);
    if found.is_none() {
        let span = part.node.get("section").map_or(part.node.span, |n| n.span);
        diagnostics.unknown(&rule::VECTOR_NAME, span, "section", name, names);
    }
    found.map(index16)
}

fn params(part: &Part<'_>, diagnostics: &mut Diagnostics) -> Option<Data> {
    let node = part.node.get("params")?;
    let params = from_node(node);
    match params {
        Data::Null => None,
        Data::Object(_) | Data::List(_) => Some(params),
        _ => {
            diagnostics
                .report(
                    &rule::VECTOR_SHAPE,
                    node.span,
                    "`params` must be a mapping or a list",
                )
                .help("write `params: { name: value }`");
            Some(params)
        }
    }
}

/// The time in microseconds, if it is given.
pub(super) fn now_us(part: &Part<'_>, diagnostics: &mut Diagnostics) -> Option<i64> {
    let now_ms = part.integer("now_ms", diagnostics);
    let now_us = part.integer("now_us", diagnostics);
    if let (Some(_), Some(second)) = (now_ms, part.node.pair("now_us")) {
        diagnostics
            .report(
                &rule::VECTOR_SHAPE,
                second.key.span,
                "the time is given twice, as `now_ms` and `now_us`",
            )
            .help("keep one: `now_us` if the plan reads microseconds");
    }
    now_us.or_else(|| now_ms.and_then(|ms| ms.checked_mul(1_000)))
}

fn random(part: &Part<'_>, diagnostics: &mut Diagnostics) -> Option<[u8; 16]> {
    let hex = part.text("random", diagnostics)?;
    let bytes = sixteen(&hex);
    if bytes.is_none() {
        let span = part.node.get("random").map_or(part.node.span, |n| n.span);
        diagnostics
            .report(
                &rule::VECTOR_SHAPE,
                span,
                "`random` must be 16 bytes in hex",
            )
            .help("write 32 hex digits, such as `00112233445566778899aabbccddeeff`");
    }
    bytes
}
