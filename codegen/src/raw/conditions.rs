//! Conditions on a response: `body.code == "0" and body.data is not absent or status == "204"`; and on a message of a stream: `msg.op == "pong"`.
//!
//! Their syntax is a subset of the signing language's: paths are compared only with literals, and there are no parentheses, since `and`
//! binds tighter than `or`.

use super::paths::{Root, path_from};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::keys;
use crate::rules::responses::BAD_CONDITION;
use crate::source::Span;
use crate::yaml::{Node, Scalar};
use specie_runtime::{Literal, ResponsePath, ResponseTest};

/// Tests that must all pass.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) tests: Vec<ResponseTest>,
    pub(crate) span: Span,
}

/// The condition at `key` of an envelope: groups, of which one must pass.
pub(super) fn parse(node: &Node, key: &str, diagnostics: &mut Diagnostics) -> Vec<Group> {
    parse_from(node, key, Root::Response, diagnostics)
}

/// The condition at `key` of a stream, on a message.
pub(super) fn parse_message(node: &Node, key: &str, diagnostics: &mut Diagnostics) -> Vec<Group> {
    parse_from(node, key, Root::Message, diagnostics)
}

fn parse_from(node: &Node, key: &str, root: Root, diagnostics: &mut Diagnostics) -> Vec<Group> {
    let Some(scalar) = node.as_scalar().filter(|scalar| !scalar.is_quoted()) else {
        let example = match root {
            Root::Response => "an unquoted condition such as `body.error == \"ok\"`",
            Root::Message => "an unquoted condition such as `msg.event == \"error\"`",
        };
        keys::wrong_kind(node, &format!("`{key}`"), example, diagnostics);
        return Vec::new();
    };
    let Some(tokens) = tokens(scalar, diagnostics) else {
        return Vec::new();
    };
    let mut groups = Vec::new();
    for group in tokens.split(|token| token.is_word("or")) {
        let mut tests = Vec::new();
        for test in group.split(|token| token.is_word("and")) {
            tests.extend(parse_test(
                scalar,
                root,
                (test, group, &tokens),
                diagnostics,
            ));
        }
        groups.push(Group {
            tests,
            span: span_of(scalar, group),
        });
    }
    groups
}

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    /// A path, a word of the language, a number or a boolean.
    Word(String),
    Text(String),
    /// `==` `!=` `[` `]` `,`
    Sign(&'static str),
}

#[derive(Clone, Debug)]
struct Token {
    kind: Kind,
    from: usize,
    to: usize,
}

impl Token {
    fn is_word(&self, word: &str) -> bool {
        matches!(&self.kind, Kind::Word(text) if text == word)
    }
}

const SIGNS: [&str; 5] = ["==", "!=", "[", "]", ","];

/// The tokens of a condition. `None`: part of the text is not a token; this was reported.
fn tokens(scalar: &Scalar, diagnostics: &mut Diagnostics) -> Option<Vec<Token>> {
    let text = &scalar.text;
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let from = at;
        if rest.starts_with(char::is_whitespace) {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        }
        let kind = if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            at += sign.len();
            Kind::Sign(sign)
        } else if let Some(inner) = rest.strip_prefix('"') {
            let Some((value, len)) = quoted(inner) else {
                report(
                    diagnostics,
                    scalar.span_of(from, text.len()),
                    "this text is not closed",
                )
                .label("it begins here")
                .help("write a text in double quotes; `\\\"` and `\\\\` are its only escapes");
                return None;
            };
            at += 1 + len;
            Kind::Text(value)
        } else {
            let word = word(rest);
            if word.is_empty() {
                foreign(scalar, from, rest, diagnostics);
                return None;
            }
            at += word.len();
            Kind::Word(word.to_owned())
        };
        tokens.push(Token { kind, from, to: at });
    }
    Some(tokens)
}

/// The text after an opening quote, and its length in bytes with the closing quote.
fn quoted(inner: &str) -> Option<(String, usize)> {
    let mut value = String::new();
    let mut chars = inner.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((value, at + 1)),
            '\\' => match chars.next()? {
                (_, c @ ('"' | '\\')) => value.push(c),
                _ => return None,
            },
            c => value.push(c),
        }
    }
    None
}

/// The word that `rest` begins with; `[0]` and `["a b"]` directly after a path belong to it.
fn word(rest: &str) -> &str {
    let (mut brackets, mut quoted) = (false, false);
    let ends = |(at, c): &(usize, char)| {
        match *c {
            '"' if brackets => quoted = !quoted,
            _ if quoted => {}
            '[' if *at > 0 && rest.get(..*at) != Some("in") => brackets = true,
            ']' if brackets => brackets = false,
            c => return c.is_whitespace() || "\"'=!<>()[],“”„&|".contains(c),
        }
        false
    };
    let end = rest.char_indices().find(ends);
    end.and_then(|(at, _)| rest.get(..at)).unwrap_or(rest)
}

/// Reports a character that cannot begin a token.
fn foreign(scalar: &Scalar, from: usize, rest: &str, diagnostics: &mut Diagnostics) {
    let Some(c) = rest.chars().next() else { return };
    let help = match c {
        '\'' | '“' | '”' | '„' => "write texts in plain double quotes: `\"ok\"`",
        '(' | ')' => {
            "parentheses are not supported: `and` binds tighter than `or`, so write `a and c or b and c`"
        }
        '=' => "compare values by `==` or `!=`",
        '<' | '>' => "compare values only by `==`, `!=` or `in [..]`",
        '&' | '|' => "join conditions by `and` and `or`",
        _ => {
            "conditions are `LOCATION == \"text\"`, `LOCATION in [\"a\", \"b\"]` and `LOCATION is absent`"
        }
    };
    let span = scalar.span_of(from, from + c.len_utf8());
    let shown = match c.is_control() {
        true => c.escape_default().to_string(),
        false => c.to_string(),
    };
    report(
        diagnostics,
        span,
        format!("unexpected character `{shown}` in a condition"),
    )
    .label("not allowed here")
    .help(help);
}

/// One test, from the tokens between `and` and `or`.
fn parse_test(
    scalar: &Scalar,
    root: Root,
    (test, group, all): (&[Token], &[Token], &[Token]),
    diagnostics: &mut Diagnostics,
) -> Option<ResponseTest> {
    let words: Vec<&Kind> = test.iter().map(|token| &token.kind).collect();
    let is = |kind: &Kind, word: &str| matches!(kind, Kind::Word(text) if text == word);
    let (location, kind) = match words.as_slice() {
        [Kind::Word(location), a, b] if is(a, "is") && is(b, "absent") => {
            (location, ValueTest::Absent(true))
        }
        [Kind::Word(location), a, b, c] if is(a, "is") && is(b, "not") && is(c, "absent") => {
            (location, ValueTest::Absent(false))
        }
        [
            Kind::Word(location),
            Kind::Sign(sign @ ("==" | "!=")),
            value,
        ] => {
            let value = literal(scalar, test.last()?, value, diagnostics)?;
            (location, ValueTest::In(vec![value], *sign == "=="))
        }
        [
            Kind::Word(location),
            a,
            Kind::Sign("["),
            ..,
            Kind::Sign("]"),
        ] if is(a, "in") => (
            location,
            ValueTest::In(list(scalar, test.get(3..)?, diagnostics)?, true),
        ),
        [
            Kind::Word(location),
            a,
            b,
            Kind::Sign("["),
            ..,
            Kind::Sign("]"),
        ] if is(a, "not") && is(b, "in") => (
            location,
            ValueTest::In(list(scalar, test.get(4..)?, diagnostics)?, false),
        ),
        _ => {
            let tokens = [test, group, all]
                .into_iter()
                .find(|tokens| !tokens.is_empty());
            let span = tokens.map_or(scalar.span, |tokens| span_of(scalar, tokens));
            let shown = test
                .first()
                .zip(test.last())
                .and_then(|(first, last)| scalar.text.get(first.from..last.to));
            let message = match shown {
                Some(shown) => format!("`{}` is not a valid condition", keys::shorten(shown)),
                None => "expected a condition, found nothing".to_owned(),
            };
            report(diagnostics, span, message)
                .label("expected a condition")
                .help("compare a location with a text, `body.error == \"ok\"`, or with several, `body.code in [0, 2]`, or test `body.error is absent`; join conditions by `and` and `or`");
            return None;
        }
    };
    let first = test.first()?;
    let span = scalar.span_of(first.from, first.to);
    let path = path_from(root, location, span, diagnostics)?;
    let made = match kind {
        ValueTest::In(literals, equal) => ResponseTest::In(path.root, literals.into(), equal),
        ValueTest::Absent(absent) => ResponseTest::Absent(path.root, absent),
    };
    check_status(scalar, test, &made, diagnostics)?;
    Some(made)
}

/// The test of a condition on its value.
enum ValueTest {
    /// It is one of these, or none of them.
    In(Vec<Literal>, bool),
    Absent(bool),
}

/// A status is compared with a number, and is never absent.
fn check_status(
    scalar: &Scalar,
    tokens: &[Token],
    test: &ResponseTest,
    diagnostics: &mut Diagnostics,
) -> Option<()> {
    let is_status = |literal: &Literal| match literal {
        Literal::Text(text) | Literal::Number(text) => {
            let number = text.parse().ok().filter(|_| text.len() == 3);
            number.is_some_and(|status: u16| (100..600).contains(&status))
        }
        Literal::Bool(_) => false,
    };
    let fits = match test {
        ResponseTest::In(ResponsePath::Status, literals, _) => literals.iter().all(is_status),
        ResponseTest::Absent(ResponsePath::Status, _) => false,
        ResponseTest::In(..) | ResponseTest::Absent(..) => true,
    };
    if fits {
        return Some(());
    }
    report(diagnostics, span_of(scalar, tokens), "no response has such a status")
        .label("compared with the status")
        .help("a status is a number of three digits: `status == 200`; ranges are not supported, and without `ok`, 200 to 299 is a success");
    None
}

/// `"a", "b"]`
fn list(scalar: &Scalar, tokens: &[Token], diagnostics: &mut Diagnostics) -> Option<Vec<Literal>> {
    let inner = tokens.split_last().map_or(&[][..], |(_, inner)| inner);
    let mut literals: Vec<Literal> = Vec::new();
    for value in inner.split(|token| token.kind == Kind::Sign(",")) {
        let [value] = value else {
            let span = span_of(scalar, if value.is_empty() { tokens } else { value });
            report(diagnostics, span, "this list in a condition is not valid")
                .label("expected values separated by commas")
                .help("write `body.code in [\"0\", \"2\"]`");
            return None;
        };
        let literal = literal(scalar, value, &value.kind, diagnostics)?;
        if literals.contains(&literal) {
            report(
                diagnostics,
                scalar.span_of(value.from, value.to),
                "a value is listed twice",
            )
            .label("it is already in the list")
            .help("list each value once");
            return None;
        }
        literals.push(literal);
    }
    Some(literals)
}

fn literal(
    scalar: &Scalar,
    token: &Token,
    kind: &Kind,
    diagnostics: &mut Diagnostics,
) -> Option<Literal> {
    match kind {
        Kind::Text(text) => return Some(Literal::Text(text.clone().into())),
        Kind::Word(word) if word == "true" || word == "false" => {
            return Some(Literal::Bool(word == "true"));
        }
        Kind::Word(word) if is_number(word) => return Some(Literal::Number(word.clone().into())),
        _ => {}
    }
    let shown = scalar.text.get(token.from..token.to).unwrap_or_default();
    let help = match kind {
        Kind::Word(word) if word == "null" || word == "absent" => {
            "test `is absent`, which also matches `null`".to_owned()
        }
        Kind::Word(word) => {
            format!("write a text in double quotes: `\"{word}\"`; numbers are written as in JSON")
        }
        _ => "write a text in double quotes, a number, `true` or `false`".to_owned(),
    };
    let span = scalar.span_of(token.from, token.to);
    report(
        diagnostics,
        span,
        format!("`{}` is not a value to compare with", keys::shorten(shown)),
    )
    .label("expected a literal")
    .help(help);
    None
}

/// Whether a word is a number as JSON writes it.
fn is_number(word: &str) -> bool {
    let digits = word.strip_prefix('-').unwrap_or(word);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && specie_runtime::Json::parse(word.as_bytes()).is_ok()
}

fn span_of(scalar: &Scalar, tokens: &[Token]) -> Span {
    let ends = tokens.first().zip(tokens.last());
    ends.map_or(scalar.span, |(first, last)| {
        scalar.span_of(first.from, last.to)
    })
}

fn report(
    diagnostics: &mut Diagnostics,
    span: Span,
    message: impl Into<String>,
) -> &mut Diagnostic {
    diagnostics.report(&BAD_CONDITION, span, message.into())
}
