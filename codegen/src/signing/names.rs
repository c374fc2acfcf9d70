//! Names chosen by the author, and reserved names.

use super::parser::WORDS;
use crate::diagnostic::{Diagnostics, did_you_mean};
use crate::model::Doc;
use crate::prose;
use crate::rules::{plan as rule, section, spec};
use crate::yaml::{Node, Pair, Scalar};

/// Names of section 6 of the language, and `item`.
pub(crate) const RESERVED: [&str; 21] = [
    "method", "section", "endpoint", "path", "template", "uri", "url", "host", "args", "params",
    "query", "body", "header", "settings", "session", "tables", "clock", "nonce", "uuid", "random",
    "item",
];

/// Whether a text is a valid name in an expression.
pub(crate) fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Whether a byte may occur in a header name (RFC 9110, `tchar`).
pub(crate) const fn is_header_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric()
        || matches!(
            b,
            b'!' | b'#'
                | b'$'
                | b'%'
                | b'&'
                | b'\''
                | b'*'
                | b'+'
                | b'-'
                | b'.'
                | b'^'
                | b'_'
                | b'`'
                | b'|'
                | b'~'
        )
}

/// Reports a name that expressions cannot use, or that has another meaning there.
pub(crate) fn check_name(key: &Scalar, what: &str, diagnostics: &mut Diagnostics) -> bool {
    let name = key.text.as_str();
    if RESERVED.contains(&name) {
        diagnostics
            .report(
                &rule::NAME_TAKEN,
                key.span,
                format!("a {what} cannot be named `{name}`"),
            )
            .label("reserved by the language")
            .why(format!(
                "`{name}` already has a meaning in every expression"
            ))
            .help(format!("choose another name, such as `my_{name}`"));
        return false;
    }
    if WORDS.contains(&name) {
        diagnostics
            .report(
                &rule::NAME_TAKEN,
                key.span,
                format!("a {what} cannot be named `{name}`"),
            )
            .label("a keyword of the grammar")
            .help("choose another name");
        return false;
    }
    if !is_name(name) {
        diagnostics
            .report(
                &rule::BAD_NAME,
                key.span,
                format!("`{name}` is not a valid name of a {what}"),
            )
            .why("expressions could not refer to it")
            .help("a name consists of letters, digits and `_`, and does not begin with a digit");
        return false;
    }
    true
}

/// The pairs of a part of the spec that must be a mapping; an empty value is an empty mapping.
pub(crate) fn mapping<'a>(
    node: Option<&'a Node>,
    what: &str,
    diagnostics: &mut Diagnostics,
) -> Option<&'a [Pair]> {
    let node = node?;
    if node.is_missing() {
        return None;
    }
    let pairs = node.as_mapping();
    if pairs.is_none() {
        let what = match what.contains(' ') {
            true => what.to_owned(),
            false => format!("`{what}`"),
        };
        diagnostics
            .report(
                &section::NOT_A_MAPPING,
                node.span,
                format!("{what} must be a mapping, found {}", node.describe()),
            )
            .help("write `name: value`, one per line");
    }
    pairs
}

/// Reports unknown keys of a part of the spec.
pub(crate) fn check_keys(
    pairs: &[Pair],
    known: &[&'static str],
    what: &str,
    diagnostics: &mut Diagnostics,
) {
    for pair in pairs
        .iter()
        .filter(|p| !known.contains(&p.key.text.as_str()))
    {
        // Keys are read in the same order as the values: whatever split this off has been reported, or will be.
        if pair.value.is_missing() && pair.key.text.contains(')') {
            continue;
        }
        let help = diagnostics.way_out(&spec::UNKNOWN_KEY, || {
            crate::lookalikes::help_in(&pair.key.text)
                .or_else(|| did_you_mean(&pair.key.text, known.iter().copied()))
        });
        diagnostics
            .report(
                &spec::UNKNOWN_KEY,
                pair.key.span,
                format!("unknown key `{}` in {what}", pair.key.text),
            )
            .label("not a key of the spec language here")
            .why("the generator would ignore it")
            .help_if(help);
    }
}

/// The text of a scalar; any other value is reported.
pub(crate) fn text<'a>(
    node: &'a Node,
    what: &str,
    diagnostics: &mut Diagnostics,
) -> Option<&'a Scalar> {
    let scalar = node.as_scalar().filter(|s| !s.is_missing());
    if scalar.is_none() {
        diagnostics
            .report(
                &section::NOT_A_TEXT,
                node.span,
                format!("{what} must be a text, found {}", node.describe()),
            )
            .help_if(None);
    }
    scalar
}

/// The notes of a part of the spec: `doc`, `source`, `unconfirmed`.
pub(crate) fn doc_of(node: &Node, diagnostics: &mut Diagnostics) -> Doc {
    prose::check_notes(node, diagnostics);
    let text = |key: &str| {
        let scalar = node.get(key).and_then(Node::as_scalar);
        scalar.map(|scalar| scalar.text.clone())
    };
    Doc {
        text: text("doc").unwrap_or_default(),
        source: text("source"),
        unconfirmed: text("unconfirmed"),
        deprecated: None,
    }
}

/// The path of a call without its leading `/`. Of two slashes one remains, and is refused.
pub(crate) fn without_slash(path: &str) -> &str {
    path.strip_prefix('/').unwrap_or(path)
}
