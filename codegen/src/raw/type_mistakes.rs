//! What is said about a type expression that cannot be read.

use super::tokens::{Token, TokenKind};
use super::type_words::{BUILT_IN, FOREIGN};
use crate::diagnostic::{Diagnostic, Diagnostics, did_you_mean};
use crate::keys;
use crate::lookalikes;
use crate::rules::types as rules;
use crate::source::Span;

/// The order of a line, for messages.
pub(super) const ORDER: &str = "the order is `TYPE as FORM RANGE = DEFAULT -- text`, such as `int as text 1..100 = 25 -- how many`";

/// The suggestion for a token that was mistaken for another; `rest` is the text from it onwards.
pub(super) fn help_for(token: Token<'_>, rest: &str) -> Option<String> {
    if let TokenKind::Mark(mark) = token.kind
        && let Some(help) = lookalikes::help(mark)
    {
        return Some(help);
    }
    let word = rest.split_whitespace().next().unwrap_or("");
    let ends: Vec<&str> = word
        .split(|c: char| c == '-' || c == '~' || lookalikes::lookalike(c).is_some())
        .collect();
    match ends.as_slice() {
        [min, max] if is_number(min) && is_number(max) => {
            Some(format!("write a range with two dots: `{min}..{max}`"))
        }
        _ => None,
    }
}

/// Reports a name in lower case that is not a type.
pub(super) fn unknown(name: &str, span: Span, diagnostics: &mut Diagnostics) {
    let others = FOREIGN.iter().map(|(other, _)| *other);
    let near = crate::diagnostic::nearest(name, BUILT_IN.iter().copied().chain(others));
    let foreign = FOREIGN.iter().find(|(other, _)| near == Some(other));
    let help = match foreign {
        _ if name
            .split_once("..")
            .is_some_and(|(min, max)| is_number(min) && (max.is_empty() || is_number(max))) =>
        {
            Some(format!("write a range after the type; {ORDER}"))
        }
        Some((_, ours)) => Some(format!("did you mean `{ours}`?")),
        None => did_you_mean(name, BUILT_IN.iter().copied()),
    };
    diagnostics
        .report(&rules::UNKNOWN_TYPE, span, format!("unknown type `{name}`"))
        .label("not a built-in type; names of declared types begin with a capital letter")
        .help_if(help);
}

/// Whether a text consists of digits, optionally with a decimal point.
fn is_number(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || c == '.')
}

/// A token, for messages.
pub(super) fn describe(token: Token<'_>) -> String {
    match token.kind {
        TokenKind::Word(word) => format!("`{}`", keys::shorten(word)),
        TokenKind::Quoted(text) => format!("`\"{}\"`", keys::shorten(text)),
        TokenKind::Mark(mark) => format!("`{}`", lookalikes::shown(mark)),
        TokenKind::End => "nothing".to_string(),
    }
}

/// Reports a token in the place of another.
pub(super) fn unexpected<'d>(
    span: Span,
    found: &str,
    expected: &str,
    diagnostics: &'d mut Diagnostics,
) -> &'d mut Diagnostic {
    diagnostics
        .report(
            &rules::BAD_TYPE,
            span,
            format!("expected {expected}, found {found}"),
        )
        .label(format!("expected {expected}"))
        .help(ORDER)
}
