//! Syntax errors of YAML itself, worded so that an author can fix them.

use super::char_bytes::CharBytes;
use crate::boundaries;
use crate::diagnostic::Diagnostics;
use crate::lookalikes::{self, lookalike};
use crate::rules::yaml::{NESTED_TOO_DEEP, YAML_SYNTAX};
use crate::source::{Source, Span};
use saphyr_parser::Parser;

/// Maximum number of further parts of a file to check after the first YAML error.
const MAX_FURTHER: usize = 20;

/// An error of the parser in our words: message and help.
struct Said {
    message: &'static str,
    help: &'static str,
}

/// Messages of the parser, by a substring, and our words for them.
const SAYINGS: &[(&str, Said)] = &[
    (
        "tab",
        Said {
            message: "a tab in the indentation",
            help: "indent with spaces",
        },
    ),
    (
        "unexpected end of stream",
        Said {
            message: "a quote that is never closed",
            help: "close it, or put the whole text in the other kind of quotes",
        },
    ),
    (
        "mapping values are not allowed",
        Said {
            message: "a `: ` where a key is not possible",
            help: "put a text that contains `: ` in quotes or in a `>-` block, and check the indentation",
        },
    ),
    (
        "expected ',' or '}'",
        Said {
            message: "a `{` that is not closed, or members that are not separated by a comma",
            help: "close it with `}`; write a value that contains a comma or a bracket on a line of its own",
        },
    ),
    (
        "expected ',' or ']'",
        Said {
            message: "a `[` that is not closed, or elements that are not separated by a comma",
            help: "close it with `]`; write a value that contains a comma or a bracket on a line of its own",
        },
    ),
    (
        "did not find expected '-' indicator",
        Said {
            message: "a line that does not continue the list above it",
            help: "begin it with `- ` below the other elements, or indent it further",
        },
    ),
    (
        "did not find expected key",
        Said {
            message: "a line that belongs neither to the value above it nor to the mapping around it",
            help: "check the indentation; nothing may follow the closing quote or bracket of a value: use a `>-` block, and write a list type with a description as `list<T> -- text`",
        },
    ),
    (
        "simple key expect",
        Said {
            message: "a key without its `:`",
            help: "write `key: value`, with a space after the colon",
        },
    ),
    (
        "unknown escape character",
        Said {
            message: "an unknown escape",
            help: "write `\\\\` for a backslash, or use single quotes",
        },
    ),
    (
        "trailing content after double-quoted",
        Said {
            message: "text after the closing quote",
            help: "a value that begins with a quote must be quoted completely, and inside `{ }` a comma begins the next member: write such an expression in a `>-` block",
        },
    ),
    (
        "did not find expected <document start>",
        Said {
            message: "text after the end of the file's value",
            help: "check the indentation: keys of one mapping begin in the same column",
        },
    ),
];

/// Reports the parser's error at byte `at`.
pub(super) fn report(source: &Source, info: &str, at: usize, diagnostics: &mut Diagnostics) {
    let at = match info.contains("tab") {
        true => tab(source, at).unwrap_or(at),
        false => at,
    };
    let span = place(source, at);
    if info.contains("recursion limit") {
        diagnostics
            .report(&NESTED_TOO_DEEP, span, "brackets are nested too deep")
            .label("the limit is reached here")
            .help("a spec needs only a few levels");
        return;
    }
    if info.contains("scanning a block scalar") {
        return behind_bracket(source, span, diagnostics);
    }
    if strange(source, span, diagnostics) {
        return;
    }
    let said = SAYINGS
        .iter()
        .find(|(part, _)| info.contains(part))
        .map(|(_, said)| said);
    let reserved = source.text.get(at..).and_then(|rest| rest.chars().next());
    match (said, reserved) {
        (_, Some(c @ ('@' | '`'))) => diagnostics
            .report(
                &YAML_SYNTAX,
                span,
                format!("a value that begins with `{c}`"),
            )
            .label("YAML reserves this character")
            .help("put the value in quotes"),
        (_, Some('%')) => diagnostics
            .report(&YAML_SYNTAX, span, "a value that begins with `%`")
            .label("YAML reserves this character")
            .help("put the value in quotes"),
        (Some(said), _) => diagnostics
            .report(&YAML_SYNTAX, span, said.message)
            .label("YAML cannot be read beyond this point")
            .help(said.help),
        (None, _) => diagnostics
            .report(&YAML_SYNTAX, span, format!("not valid YAML: {info}"))
            .label("YAML cannot be read beyond this point")
            .help("check quotes, brackets and indentation here and in the lines above"),
    };
}

/// Reports a character on the line of the error, or the line before it, that looks like one of YAML's symbols but is an ordinary letter.
fn strange(source: &Source, at: Span, diagnostics: &mut Diagnostics) -> bool {
    let (start, line) = source.line_at(at.start);
    let before = source.line_at(start.saturating_sub(1));
    let lines = [(start, line), before];
    // Inside a text it is harmless; before a key, and after its colon, it is not.
    let is_structural = |line: &str, at: usize| {
        let head = line.get(..at).unwrap_or("");
        head.trim().is_empty() || head.ends_with(':') || head.trim_end().ends_with('-')
    };
    let found = lines.into_iter().find_map(|(start, line)| {
        let mut chars = line.char_indices();
        let (at, c) = chars.find(|(at, c)| {
            let blank =
                c.is_whitespace() || *c == '：' || lookalike(*c) == Some("an invisible character");
            blank && lookalike(*c).is_some() && (*c == '：' || is_structural(line, *at))
        })?;
        Some((start + at, c))
    });
    let Some((at, c)) = found else {
        return false;
    };
    diagnostics
        .report(
            &YAML_SYNTAX,
            Span::new(at, at + c.len_utf8()),
            format!(
                "{} (U+{:04X})",
                lookalike(c).unwrap_or("a letter"),
                u32::from(c)
            ),
        )
        .label("YAML reads it as a letter")
        .help_if(lookalikes::help(c));
    true
}

/// Reports a `|` or `>` that YAML reads as the start of a block, although text follows on its line.
fn behind_bracket(source: &Source, span: Span, diagnostics: &mut Diagnostics) {
    let (start, _) = source.line_at(span.start);
    let before = source.text.get(start..span.start).unwrap_or("");
    let closed = before
        .trim_end_matches(['|', '>', ' '])
        .ends_with([']', '}']);
    if closed {
        diagnostics
            .report(&YAML_SYNTAX, span, "text after the closing bracket")
            .label("YAML cannot be read beyond this point")
            .help("a value that begins with a bracket must be a list or mapping: write `join([a, b])` for `[a, b] | join`");
    } else {
        diagnostics
            .report(&YAML_SYNTAX, span, "text on the line where a block begins")
            .label("YAML cannot be read beyond this point")
            .help("begin the text of a `|` or `>` block on the next line, indented");
    }
}

/// Reports errors in the parts of the file after byte `at`, where reading stopped: each part begins with a key at the left margin.
pub(super) fn report_further(source: &Source, at: usize, diagnostics: &mut Diagnostics) {
    let mut from = at;
    for _ in 0..MAX_FURTHER {
        let Some(start) = next_key(source, from) else {
            return;
        };
        let text = source.text.get(start..).unwrap_or("");
        let bytes = CharBytes::new(text, start);
        let error = Parser::new_from_str(text).find_map(Result::err);
        let Some(error) = error.filter(|error| !error.info().contains("unknown anchor")) else {
            return;
        };
        from = bytes.at(error.marker().index()).max(start);
        report(source, error.info(), from, diagnostics);
    }
}

/// Start of the next line after `at` that begins with a key.
fn next_key(source: &Source, at: usize) -> Option<usize> {
    let rest = source.text.get(at..)?;
    let mut breaks = rest.match_indices('\n').map(|(offset, _)| at + offset + 1);
    breaks.find(|start| {
        let line = source
            .text
            .get(*start..)
            .and_then(|line| line.lines().next());
        line.is_some_and(|line| {
            line.starts_with(|c: char| c.is_ascii_lowercase()) && line.contains(':')
        })
    })
}

/// The tab in the indentation of the line of `at`, or of a later one: the parser often stops before it.
fn tab(source: &Source, at: usize) -> Option<usize> {
    let (mut start, _) = source.line_at(at);
    for line in source.text.get(start..)?.split_inclusive('\n').take(2) {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        if let Some(tab) = line.get(..indent).and_then(|indent| indent.find('\t')) {
            return Some(start + tab);
        }
        start += line.len();
    }
    None
}

/// The character at `at`, or the last one of the text if `at` is its end.
fn place(source: &Source, at: usize) -> Span {
    let text = &source.text;
    let start = if at < text.len() {
        boundaries::floor(text, at)
    } else {
        let end = text.trim_end().len();
        boundaries::floor(text, end.saturating_sub(1))
    };
    let next = text.get(start..).and_then(|rest| rest.chars().next());
    let len = next.filter(|c| !matches!(c, '\n' | '\r'));
    Span::new(start, start + len.map_or(0, char::len_utf8))
}
