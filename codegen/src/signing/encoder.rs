//! Encoders with constant arguments: of a section, of the step `encode`, and as functions.

use super::ast::{Arg, Ast, Node};
use super::read::{expression, parsed};
use crate::diagnostic::{Diagnostics, did_you_mean};
use crate::raw::LIST_FORMATS;
use crate::rules::expression as rule;
use crate::source::Span;
use crate::yaml;
use specie_runtime::signing::plan::{Arrays, Encoder, Escape};

/// Names of encoders.
pub(crate) const ENCODERS: [&str; 3] = ["rfc3986", "plus", "raw"];

/// Reads `rfc3986`, `plus(arrays="repeat")` …
pub(crate) fn read(node: &yaml::Node, diagnostics: &mut Diagnostics) -> Option<Encoder> {
    // An encoder is not a text, so quotes around it have no meaning: they may be necessary to write `(arrays="…")` inside `{ }`.
    let ast = match node.as_scalar() {
        Some(scalar) if scalar.is_quoted() => parsed(scalar, diagnostics)?,
        _ => expression(node, diagnostics)?,
    };
    let (name, span, args): (&str, Span, &[Arg]) = match &ast.node {
        Node::Name(name) => (name, ast.span, &[]),
        Node::Call {
            name,
            piped: false,
            args,
        } => (&name.text, name.span, args),
        _ => {
            diagnostics
                .report(&rule::NOT_AN_ENCODER, ast.span, "expected an encoder")
                .help("write `rfc3986`, `plus` or `raw`, optionally with arguments: `rfc3986(arrays=\"repeat\")`");
            return None;
        }
    };
    let escape = escape_of(name, span, diagnostics)?;
    let [arrays, keep] = arguments(name, args, diagnostics);
    constant(escape, arrays, keep, diagnostics)
}

fn escape_of(name: &str, span: Span, diagnostics: &mut Diagnostics) -> Option<Escape> {
    Some(match name {
        "rfc3986" => Escape::Rfc3986,
        "plus" => Escape::Plus,
        "raw" => Escape::Raw,
        _ => {
            diagnostics.unknown(&rule::NOT_AN_ENCODER, span, "encoder", name, ENCODERS);
            return None;
        }
    })
}

/// `arrays` and `keep`, by position or by name.
fn arguments<'a>(
    name: &str,
    args: &'a [Arg],
    diagnostics: &mut Diagnostics,
) -> [Option<&'a Ast>; 2] {
    const NAMES: [&str; 2] = ["arrays", "keep"];
    let mut values = [None; 2];
    for (at, arg) in args.iter().enumerate() {
        let place = match &arg.name {
            None => at,
            Some(word) => match NAMES.iter().position(|known| *known == word.text) {
                Some(place) => place,
                None => {
                    diagnostics
                        .report(
                            &rule::UNKNOWN_ARGUMENT,
                            word.span,
                            format!("`{name}` has no argument `{}`", word.text),
                        )
                        .help_if(did_you_mean(&word.text, NAMES));
                    continue;
                }
            },
        };
        match values.get_mut(place) {
            Some(slot) if slot.is_none() => *slot = Some(&arg.value),
            _ => {
                diagnostics
                    .report(
                        &rule::ARGUMENT_COUNT,
                        arg.value.span,
                        format!("unexpected argument of `{name}`"),
                    )
                    .help("an encoder takes `arrays=` and `keep=`, each once");
            }
        }
    }
    values
}

/// An encoder with constant arguments.
pub(crate) fn constant(
    escape: Escape,
    arrays: Option<&Ast>,
    keep: Option<&Ast>,
    diagnostics: &mut Diagnostics,
) -> Option<Encoder> {
    let arrays = match arrays {
        Some(ast) => Some(array_rule(ast, diagnostics)?),
        None => None,
    };
    let keep = match keep {
        Some(ast) => literal(ast, "keep", diagnostics)?,
        None => "",
    };
    Some(Encoder {
        escape,
        arrays,
        keep: keep.to_owned().into(),
    })
}

fn array_rule(ast: &Ast, diagnostics: &mut Diagnostics) -> Option<Arrays> {
    let text = literal(ast, "arrays", diagnostics)?;
    // `comma` is the earlier name of `commas`.
    let name = if text == "comma" { "commas" } else { text };
    let arrays = LIST_FORMATS.iter().find(|(known, _)| *known == name);
    let arrays = arrays.map(|(_, arrays)| *arrays);
    if arrays.is_none() {
        diagnostics
            .report(
                &rule::UNKNOWN_ARRAYS,
                ast.span,
                format!("unknown list format `{text}`"),
            )
            .help_if(did_you_mean(text, LIST_FORMATS.map(|(name, _)| name)));
    }
    arrays
}

fn literal<'a>(ast: &'a Ast, name: &str, diagnostics: &mut Diagnostics) -> Option<&'a str> {
    match &ast.node {
        Node::Text { text, .. } => Some(text),
        _ => {
            let report = diagnostics.report(
                &rule::NOT_CONSTANT,
                ast.span,
                format!("`{name}=` expects a constant text"),
            );
            match &ast.node {
                Node::Name(text) if LIST_FORMATS.iter().any(|(known, _)| known == text) => {
                    report.help(format!("write it in quotes: `{name}=\"{text}\"`"));
                }
                _ => {
                    report.help(format!("write a text in double quotes: `{name}=\"…\"`"));
                }
            }
            None
        }
    }
}
