//! Names chosen by the author, and reserved names.

use super::parser::WORDS;
use crate::diagnostic::Diagnostics;
use crate::names::is_word;
use crate::rules::plan as rule;
use crate::yaml::Scalar;

/// Names of section 6 of the language, and `item`.
pub(crate) const RESERVED: [&str; 21] = [
    "method", "section", "endpoint", "path", "template", "uri", "url", "host", "args", "params",
    "query", "body", "header", "settings", "session", "tables", "clock", "nonce", "uuid", "random",
    "item",
];

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
    if !is_word(name) {
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

/// The path of a call without its leading `/`. Of two slashes one remains, and is refused.
pub(crate) fn without_slash(path: &str) -> &str {
    path.strip_prefix('/').unwrap_or(path)
}
