//! Whether a value is allowed in its position: its kind, and whether it may be absent.

use super::super::ast::{Ast, Node};
use super::super::credentials;
use super::super::functions;
use super::super::kinds::{Accepts as _, Info, Kind};
use super::{Typed, Typer};
use crate::data::{is_integer, is_number};
use crate::rules::kinds as kind_rule;
use crate::source::Span;
use specie_runtime::signing::plan::function::{OnAbsent, ParameterKind};

/// Names whose texts are never numbers.
const NEVER_NUMBERS: &[&str] = &[
    "method", "section", "path", "template", "uri", "url", "host", "uuid",
];

impl Typer<'_> {
    /// Types an expression and checks that its kind is allowed in its position.
    pub(crate) fn expect_kind(&mut self, ast: &Ast, expected: ParameterKind, what: &str) -> Typed {
        let (expr, info) = self.expr(ast);
        if self.check_kind(&info, ast.span, expected, what) && info.kind == Kind::Text {
            self.check_number(ast, expected, what);
        }
        (expr, info)
    }

    /// Reports a text that is never a number where a number is required.
    pub(super) fn check_number(&mut self, ast: &Ast, expected: ParameterKind, what: &str) {
        let never = match (expected, &ast.node) {
            (ParameterKind::Whole, Node::Text { text, .. }) => !is_integer(text),
            (ParameterKind::Decimal, Node::Text { text, .. }) => {
                !is_integer(text) && !is_number(text)
            }
            (ParameterKind::Whole | ParameterKind::Decimal, Node::Name(name)) => {
                NEVER_NUMBERS.contains(&&**name)
            }
            (ParameterKind::Whole | ParameterKind::Decimal, Node::Member(of, name)) => {
                matches!(&of.node, Node::Name(n) if n == "clock") && name.text == "iso"
            }
            _ => false,
        };
        if never {
            self.report(
                &kind_rule::WRONG_KIND,
                ast.span,
                format!("{what} expects {}, found this text", expected.name()),
            )
            .help_if(match &ast.node {
                Node::Member(..) => Some("use `clock.s` or `clock.ms`".to_owned()),
                _ => None,
            });
        }
    }

    /// Reports a kind that is not allowed here.
    pub(crate) fn check_kind(
        &mut self,
        info: &Info,
        span: Span,
        expected: ParameterKind,
        what: &str,
    ) -> bool {
        if expected.accepts(info.kind) {
            return true;
        }
        let takes_key = matches!(
            expected,
            ParameterKind::Key(_) | ParameterKind::SeedKey | ParameterKind::JwtKey
        );
        match info.kind {
            Kind::Key if !takes_key => {
                self.report(
                    &kind_rule::KEY_AS_VALUE,
                    span,
                    format!("{what} expects {}, found a key", expected.name()),
                )
                .why("a key can only be used to sign or verify; it is never sent, joined or hashed")
                .help(
                    "sign with it, or use `public_key(key)`; with a public key verify: `verify_…`",
                );
            }
            Kind::Bytes
                if matches!(
                    expected,
                    ParameterKind::Text
                        | ParameterKind::Encodable
                        | ParameterKind::Json
                        | ParameterKind::Names
                ) =>
            {
                self.report(
                    &kind_rule::BYTES_AS_TEXT,
                    span,
                    format!("{what} expects {}, found bytes", expected.name()),
                )
                .why("bytes have no text form without an encoding")
                .help("add `| hex` or `| base64`, as the provider's page says");
            }
            Kind::Pairs | Kind::Members | Kind::List
                if matches!(
                    expected,
                    ParameterKind::Text
                        | ParameterKind::Data
                        | ParameterKind::MacKey
                        | ParameterKind::Encodable
                        | ParameterKind::JwtKey
                ) =>
            {
                let help = if info.kind == Kind::List {
                    "convert it to a text: `| join(\",\")` or `| json`"
                } else {
                    "choose an encoder: `| rfc3986`, `| plus`, `| raw` or `| json`"
                };
                self.report(
                    &kind_rule::PAIRS_AS_TEXT,
                    span,
                    format!("{what} expects {}, found {}", expected.name(), article(info.kind)),
                )
                .why("there are several ways to write the same members, and only one of them matches the signature")
                .help(help);
            }
            kind => {
                let help = kind_help(expected, kind, what);
                self.report(
                    &kind_rule::WRONG_KIND,
                    span,
                    format!(
                        "{what} expects {}, found {}",
                        expected.name(),
                        article(kind)
                    ),
                )
                .help_if(help);
            }
        }
        false
    }

    /// Reports bytes or a key inside a value that is about to be written as JSON or pairs.
    pub(crate) fn check_inner(&mut self, info: &Info, what: &str) {
        match info.inner {
            Some((span, Kind::Key)) => {
                self.report(
                    &kind_rule::KEY_AS_VALUE,
                    span,
                    format!("{what} cannot contain a private key"),
                )
                .why("a private key can only be used to sign; it is never sent, joined or hashed")
                .help("sign with it, or use `public_key(key)`");
            }
            Some((span, _)) => {
                self.report(
                    &kind_rule::BYTES_AS_TEXT,
                    span,
                    format!("{what} cannot contain bytes"),
                )
                .why("bytes have no text form without an encoding")
                .help("add `| hex` or `| base64`, as the provider's page says");
            }
            None => {}
        }
    }

    /// Reports a value that may be absent where it would be signed.
    pub(crate) fn check_there(
        &mut self,
        info: &Info,
        ast: &Ast,
        expected: ParameterKind,
        function: &str,
    ) {
        if !info.may_be_absent {
            return;
        }
        let shown = self.source.slice(ast.span).trim();
        let short = shown.chars().count() <= 40 && !shown.contains('\n');
        let what = if short {
            format!("`{shown}`")
        } else {
            "this value".to_owned()
        };
        // If the function is the outermost call, the help names it.
        let inner = info.emptied_by().filter(|_| !gives_nothing(ast));
        let help = self.absent_help(info, ast, expected, short.then_some(shown));
        let report = self.report(
            &kind_rule::MAYBE_ABSENT,
            ast.span,
            format!("{what} may be absent, but `{function}` requires a value"),
        );
        if let Some((function, at)) = inner {
            report.second(
                at,
                format!("`{function}` returns no value for an empty text"),
            );
        }
        report
            .why("a signature over nothing is a signature over the wrong data")
            .help(help);
    }

    /// Suggestion for a value that may be absent; `shown` is its text, if that is short.
    fn absent_help(
        &self,
        info: &Info,
        ast: &Ast,
        expected: ParameterKind,
        shown: Option<&str>,
    ) -> String {
        let instead = match (&ast.node, shown) {
            (Node::Name(_) | Node::Member(..) | Node::Index(..), Some(shown)) => {
                format!("set a default: `{shown} ?? \"\"`")
            }
            _ => "set a default: `(…) ?? \"\"`".to_owned(),
        };
        match &ast.node {
            Node::Name(name) if self.credential(name).is_some() => {
                format!("put the step under `when: {name} is not absent`")
            }
            Node::Call { name, .. } if gives_nothing(ast) => {
                let function = &name.text;
                format!(
                    "`{function}` returns no value for an empty text: join with `+`, or {instead}"
                )
            }
            Node::Absent => "remove the step, or put it under a `when`".to_owned(),
            // Members are required, and a text cannot replace them.
            _ if matches!(expected, ParameterKind::Pairs | ParameterKind::JsonPairs) => {
                let value = shown.unwrap_or("…");
                format!(
                    "build an object from its members in an earlier `let`, and use that: `{{ ...{value} }}`"
                )
            }
            _ => match info.emptied_by() {
                Some((function, _)) => {
                    format!("join with `+` instead of `{function}`, or {instead}")
                }
                None => instead,
            },
        }
    }
}

/// Whether this is `prefix(…)`, `suffix(…)` or another function that is absent for an empty text.
fn gives_nothing(ast: &Ast) -> bool {
    let Node::Call { name, .. } = &ast.node else {
        return false;
    };
    let function = functions::function(&name.text);
    function.is_some_and(|function| function.definition().absent == OnAbsent::AbsentIfEmpty)
}

/// A kind with its article.
pub(crate) fn article(kind: Kind) -> String {
    match kind {
        Kind::Text | Kind::List | Kind::Place | Kind::Mixed => format!("a {}", kind.name()),
        Kind::Integer => "an integer".to_owned(),
        Kind::Bool => "true or false".to_owned(),
        Kind::Key => "a private key".to_owned(),
        _ => kind.name().to_owned(),
    }
}

fn kind_help(expected: ParameterKind, kind: Kind, what: &str) -> Option<String> {
    match (expected, kind) {
        (ParameterKind::Key(forms), Kind::Text | Kind::Bytes | Kind::Integer) => {
            let names: Vec<_> = forms
                .iter()
                .map(|f| match f.is_public_key() {
                    true => format!("`{}`", credentials::form_name(*f)),
                    false => format!("`secret {}`", credentials::form_name(*f)),
                })
                .collect();
            Some(format!("declare the credential as {}", names.join(" or ")))
        }
        (ParameterKind::SeedKey, Kind::Text) => Some(
            "declare the credential as `secret ed25519`, or decode its seed: `unbase64(…)`, `unhex(…)`"
                .to_owned(),
        ),
        (ParameterKind::Bytes, Kind::Text) => {
            Some("decode it with `| unhex` or `| unbase64`, or remove the `| hex` before it".to_owned())
        }
        (ParameterKind::Integer, Kind::Text) => {
            Some("a text is not an integer: use the value before it is converted to text".to_owned())
        }
        (ParameterKind::List, Kind::Text) => Some("write a list as `[a, b]`".to_owned()),
        (ParameterKind::PairsOrList, Kind::Text) if what == "`in`" || what == "`not in`" => {
            Some("to search inside a text, use `contains(t, part)`; write a list as `[a, b]`".to_owned())
        }
        (ParameterKind::Pairs | ParameterKind::JsonPairs | ParameterKind::PairsOrList, Kind::Text) => {
            Some("use the members before they are converted to text: `params`, `query`, `args`".to_owned())
        }
        _ => None,
    }
}
