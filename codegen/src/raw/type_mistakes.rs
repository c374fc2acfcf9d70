//! What is said about a type expression that cannot be read.

use super::tokens::{Token, TokenKind};
use super::type_translation::Translated;
use super::type_words::{BUILT_IN, FOREIGN, NOT_TYPES};
use crate::diagnostic::{Diagnostic, Diagnostics, Help, did_you_mean};
use crate::keys;
use crate::lookalikes;
use crate::rules::types as rules;
use crate::source::Span;
use crate::yaml::Scalar;

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
    let ours = match (token.kind, word) {
        (TokenKind::Mark('('), _) => {
            "write a length or a range after the type: `text 1..64`, `int 0..`"
        }
        (TokenKind::Mark('['), _) => "a list is `list<TYPE>`, with `<` and `>`",
        (TokenKind::Mark('>'), _) if rest.starts_with(">=") => {
            "write a range after the type: `0..`"
        }
        (TokenKind::Word(_), "nullable" | "null") => "write `or null` after the type",
        (TokenKind::Word(_), "optional") => "write `?` after the name: `name?: TYPE`",
        (TokenKind::Word(_), "required") => {
            "leave it out: what has no `?` after its name is required"
        }
        (TokenKind::Word(_), "default") => "write a default as `= VALUE` before the text",
        _ => "",
    };
    if !ours.is_empty() {
        return Some(ours.to_owned());
    }
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

/// Reports a type in quotes.
pub(super) fn in_quotes(scalar: &Scalar, diagnostics: &mut Diagnostics) {
    diagnostics
        .report(
            &rules::BAD_TYPE,
            scalar.span,
            format!("`{}` is a type in quotes", keys::shorten(&scalar.text)),
        )
        .label("a constant text, not a type")
        .help("remove the quotes; inside `{ }`, where YAML ends a value at a comma, write the key and its type on a line of their own");
}

/// Reports a name in lower case that is not a type.
pub(super) fn unknown(name: &str, span: Span, diagnostics: &mut Diagnostics) {
    let others = FOREIGN.iter().map(|(other, _)| *other);
    let near = crate::diagnostic::nearest(name, BUILT_IN.iter().copied().chain(others));
    let foreign = FOREIGN.iter().find(|(other, _)| near == Some(other));
    let noted = NOT_TYPES.iter().find(|(words, _)| words.contains(&name));
    let help = match foreign {
        _ if noted.is_some() => noted.map(|(_, help)| (*help).into()),
        _ if name.starts_with("time.") => Some(TIMES.into()),
        _ if name
            .split_once("..")
            .is_some_and(|(min, max)| is_number(min) && (max.is_empty() || is_number(max))) =>
        {
            Some(format!("write a range after the type; {ORDER}").into())
        }
        Some((_, ours)) => Some(Help::meant(name, ours)),
        None => did_you_mean(name, BUILT_IN.iter().copied()),
    };
    diagnostics
        .report(&rules::UNKNOWN_TYPE, span, format!("unknown type `{name}`"))
        .label("not a built-in type; names of declared types begin with a capital letter")
        .help_if(help);
}

/// The forms of a time.
const TIMES: &str = "the forms of a time are `time.s`, `time.ms`, `time.us` and `time.ns`, `time.s.1` to `time.s.9` (seconds with decimals), `time.iso`, `time.iso.0` to `time.iso.9`, and `time.http`";

/// The built-in type that a name of another language stands for.
pub(crate) fn built_in_for(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    let found = FOREIGN.iter().find(|(other, _)| *other == name);
    found.map(|(_, ours)| *ours)
}

/// Reports a type as another language writes it.
pub(super) fn foreign(
    scalar: &Scalar,
    from: usize,
    to: usize,
    found: &Translated,
    diagnostics: &mut Diagnostics,
) {
    let text = scalar.text.get(from..to).unwrap_or_default();
    let trimmed = text.trim();
    let from = from + text.len() - text.trim_start().len();
    let ty = &found.ty;
    let help = match found.optional {
        true => format!(
            "write `name?: {ty}` if it may be left out, `name: {ty} or null` if it may be `null`"
        ),
        false => format!("write `{ty}`"),
    };
    diagnostics
        .report(
            &rules::BAD_TYPE,
            scalar.span_of(from, from + trimmed.len()),
            format!(
                "`{}` is not a type of the spec language",
                keys::shorten(trimmed)
            ),
        )
        .label("written as in another language")
        .help(help);
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
