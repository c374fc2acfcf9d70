//! From YAML to expressions: a quoted scalar is a literal text, a plain or block scalar an expression, a mapping an object, a sequence a
//! list.

use super::ast::{Ast, Entry, Node, Word};
use super::lexer::SyntaxError;
use super::parser::parse;
use crate::diagnostic::Diagnostics;
use crate::rules::expression as rule;
use crate::source::Span;
use crate::yaml::{self, NodeKind, Pair, Scalar, Style};

/// The expression in a value of a step.
pub(crate) fn expression(node: &yaml::Node, diagnostics: &mut Diagnostics) -> Option<Ast> {
    match &node.kind {
        NodeKind::Scalar(scalar) => scalar_expression(scalar, diagnostics),
        NodeKind::Sequence(nodes) => {
            let parts: Vec<_> = nodes.iter().map(|n| expression(n, diagnostics)).collect();
            Some(Ast {
                span: node.span,
                node: Node::List(parts.into_iter().collect::<Option<_>>()?),
            })
        }
        NodeKind::Mapping(pairs) => Some(Ast {
            span: node.span,
            node: Node::Object(object(pairs, diagnostics)?),
        }),
    }
}

/// The members of a mapping. All mistakes are reported before it gives up.
pub(crate) fn object(pairs: &[Pair], diagnostics: &mut Diagnostics) -> Option<Vec<Entry>> {
    let entries: Vec<_> = pairs.iter().map(|p| entry(p, diagnostics)).collect();
    entries.into_iter().collect()
}

fn entry(pair: &Pair, diagnostics: &mut Diagnostics) -> Option<Entry> {
    if is_torn(pair, diagnostics) {
        return None;
    }
    let key = &pair.key;
    let spread = (key.style == Style::Plain)
        .then(|| key.text.strip_prefix("..."))
        .flatten();
    let Some(rest) = spread else {
        let value = expression(&pair.value, diagnostics)?;
        return Some(Entry::Member {
            name: word(key),
            value,
        });
    };
    if !pair.value.is_missing() {
        diagnostics
            .report(
                &rule::SPREAD_WITH_VALUE,
                pair.value.span,
                format!("`{}` takes no value", key.text),
            )
            .label("must be empty")
            .help("write `...` alone, and each member on a line of its own; quote the name of a member that begins with `...`");
        return None;
    }
    if rest.trim().is_empty() {
        return Some(Entry::Existing(key.span));
    }
    let places = |from: usize, to: usize| key.span_of(from + 3, to + 3);
    match parse(rest, &places) {
        Ok(ast) => Some(Entry::Spread(ast)),
        Err(error) => {
            report_syntax(&error, &places, diagnostics);
            None
        }
    }
}

/// A key as a word.
pub(crate) fn word(key: &Scalar) -> Word {
    Word {
        span: key.span,
        text: key.text.clone(),
    }
}

/// The expression of a scalar.
pub(crate) fn scalar_expression(scalar: &Scalar, diagnostics: &mut Diagnostics) -> Option<Ast> {
    if scalar.is_missing() {
        diagnostics
            .report(
                &rule::EMPTY_EXPRESSION,
                scalar.span,
                "expected an expression, found nothing",
            )
            .help("write `absent` for no value, `\"\"` for an empty text");
        return None;
    }
    if scalar.is_quoted() {
        return Some(Ast {
            span: scalar.span,
            node: Node::Text {
                text: scalar.text.clone(),
                quoted_yaml: true,
            },
        });
    }
    parsed(scalar, diagnostics)
}

/// The expression in a scalar's text, regardless of quotes.
pub(crate) fn parsed(scalar: &Scalar, diagnostics: &mut Diagnostics) -> Option<Ast> {
    let places = |from: usize, to: usize| scalar.span_of(from, to);
    match parse(&scalar.text, &places) {
        Ok(ast) => Some(ast),
        Err(mut error) => {
            error.help = torn_help(scalar, &error).or(error.help);
            report_syntax(&error, &places, diagnostics);
            None
        }
    }
}

/// Whether a pair is the rest of a value that a comma split: `{ a: f(x, 19) }` is read as `a: f(x` and `19)`. The error of the value before
/// it says so.
pub(crate) fn is_torn(pair: &Pair, diagnostics: &Diagnostics) -> bool {
    pair.value.is_missing()
        && pair.key.style == Style::Plain
        && pair.key.text.contains([')', ']', '"'])
        && diagnostics.has_errors()
}

/// The suggestion for an expression that ends too early because a comma in `{ }` or `[ ]` split it.
fn torn_help(scalar: &Scalar, error: &SyntaxError) -> Option<String> {
    let opened = |open: char, close: char| {
        scalar.text.matches(open).count() > scalar.text.matches(close).count()
    };
    let torn = scalar.style == Style::Plain
        && error.to >= scalar.text.trim_end().len()
        && (opened('(', ')') || opened('[', ']') || error.message.contains("is not closed"));
    torn.then(|| {
        "close it; inside `{ }` a comma or bracket ends the value, so put such an expression on a line of its own; ` #` begins a YAML comment".to_owned()
    })
}

fn report_syntax(
    error: &SyntaxError,
    places: &dyn Fn(usize, usize) -> Span,
    diagnostics: &mut Diagnostics,
) {
    let rule =
        if error.message.contains("unknown escape") || error.message.contains("is not closed") {
            &rule::TEXT_SYNTAX
        } else {
            &rule::EXPRESSION_SYNTAX
        };
    diagnostics
        .report(rule, places(error.from, error.to), error.message.clone())
        .help_if(error.help.clone());
}
