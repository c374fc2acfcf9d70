//! `+`, `??`, `if`, comparisons, tests.

use super::super::ast::{Ast, Node, Word};
use super::super::context::atoms;
use super::super::credentials::{FORMS, as_public, form_name};
use super::super::kinds::{Info, Kind};
use super::{Typed, Typer, article};
use crate::diagnostic::{Help, did_you_mean};
use crate::rules::{credential, expression as rule, kinds as kind_rule};
use crate::source::Span;
use specie_runtime::signing::plan::function::ParameterKind;
use specie_runtime::signing::plan::{Comparison, Expr, Form, Test};

/// Tests that apply to every value.
const TESTS: [&str; 6] = ["absent", "empty", "list", "pairs", "text", "number"];

impl Typer<'_> {
    /// `a + b`: concatenates text and bytes.
    pub(super) fn join(&mut self, parts: &[Ast], ast: &Ast) -> Typed {
        let mut info = Info::new(Kind::Text);
        let mut exprs = Vec::with_capacity(parts.len());
        let mut numbers = 0;
        let mut kinds = Vec::with_capacity(parts.len());
        for part in parts {
            let (expr, part_info) = self.expr(part);
            if part_info.kind != Kind::Bytes {
                self.check_kind(&part_info, part.span, ParameterKind::Text, "`+`");
            }
            numbers += usize::from(part_info.kind == Kind::Integer);
            kinds.push(part_info.kind);
            info.derive_from(&part_info);
            exprs.push(expr);
        }
        if kinds.contains(&Kind::Bytes) {
            info.kind = Kind::Bytes;
        } else if kinds.contains(&Kind::Mixed) {
            info.kind = Kind::Json;
        }
        if numbers == parts.len() {
            let help = match parts {
                [a, b] => format!(
                    "for a sum write `{} | add({})`",
                    self.slice(a),
                    self.slice(b)
                ),
                _ => "for a sum write `a | add(b)`".to_owned(),
            };
            self.report(
                &kind_rule::INTEGER_PLUS,
                ast.span,
                "`+` joins the digits of these integers",
            )
            .label("not a sum")
            .why("`1 + 2` is the text `12`")
            .help(help);
        }
        (Expr::Join(exprs.into()), info)
    }

    fn slice(&self, ast: &Ast) -> String {
        self.source.slice(ast.span).to_owned()
    }

    /// `a ?? b`: the right side if the left is absent.
    pub(super) fn coalesce(&mut self, parts: &[Ast]) -> Typed {
        let mut whole: Option<Info> = None;
        let mut exprs = Vec::with_capacity(parts.len());
        for (at, part) in parts.iter().enumerate() {
            let (expr, info) = self.expr(part);
            let last = at + 1 == parts.len();
            if !last && info.never_absent && info.kind != Kind::Unknown {
                self.report(
                    &kind_rule::NEVER_ABSENT,
                    part.span,
                    "this is never absent, so the value after `??` is never used",
                )
                .why("`??` uses the right side only if the left side is absent; an empty text is not absent")
                .help(match info.kind {
                    Kind::Place | Kind::Text => {
                        "remove `??` and the value after it; to replace an empty value write `… if x is not empty else …`"
                    }
                    _ => "remove `??` and the value after it",
                });
            }
            whole = Some(match whole {
                None => info,
                Some(before) => {
                    let may = before.may_be_absent && info.may_be_absent;
                    let never = before.never_absent || info.never_absent;
                    let mut info = before.either(&info);
                    info.may_be_absent = may;
                    info.never_absent = never;
                    info
                }
            });
            exprs.push(expr);
        }
        (
            Expr::Coalesce(exprs.into()),
            whole.unwrap_or_else(Info::unknown),
        )
    }

    /// `then if condition else otherwise`
    pub(super) fn conditional(&mut self, condition: &Ast, then: &Ast, otherwise: &Ast) -> Typed {
        let test = self.condition(condition);
        let (then, then_info) = self.within(atoms(condition, true), |t| t.expr(then));
        let (otherwise, other_info) = self.within(atoms(condition, false), |t| t.expr(otherwise));
        (
            Expr::If(vec![test, then, otherwise].into()),
            then_info.either(&other_info),
        )
    }

    /// A condition, of a step or of `if`.
    pub(in super::super) fn condition(&mut self, ast: &Ast) -> Expr {
        let (expr, info) = self.expr(ast);
        let never = match info.kind {
            Kind::Text
            | Kind::Bytes
            | Kind::Integer
            | Kind::Pairs
            | Kind::List
            | Kind::Members
            | Kind::Key
            | Kind::Place
            | Kind::Mixed
            | Kind::Nothing => true,
            Kind::Bool | Kind::Json | Kind::Unknown => false,
        };
        if never {
            let shown = self.slice(ast);
            self.report(
                &kind_rule::NEVER_HOLDS,
                ast.span,
                format!("this condition is never true: it is {}", article(info.kind)),
            )
            .why("only the value `true` makes a condition true")
            .help(match ast.node {
                Node::Text { .. } => {
                    "compare it with a value, or write the condition without quotes".to_owned()
                }
                _ => {
                    format!("write `{shown} is not absent`, `{shown} is not empty` or a comparison")
                }
            });
        }
        expr
    }

    /// `a and b`, `a or b`: each part is evaluated only if those before it do not decide the result.
    pub(super) fn series(&mut self, parts: &[Ast], and: bool) -> Typed {
        let mut exprs = Vec::with_capacity(parts.len());
        let before = self.context.len();
        for part in parts {
            exprs.push(self.condition(part));
            self.context.extend(atoms(part, and));
        }
        self.context.truncate(before);
        let exprs = exprs.into();
        let expr = if and {
            Expr::And(exprs)
        } else {
            Expr::Or(exprs)
        };
        (expr, Info::new(Kind::Bool))
    }

    /// `a == b` and the other comparisons.
    pub(super) fn compare(&mut self, op: Comparison, a: &Ast, b: &Ast, span: Span) -> Typed {
        let sign = format!("`{}`", op.text());
        let (left, right) = match op {
            Comparison::Equal | Comparison::NotEqual => (ParameterKind::Text, ParameterKind::Text),
            Comparison::In | Comparison::NotIn => (ParameterKind::Text, ParameterKind::PairsOrList),
            _ => (ParameterKind::Decimal, ParameterKind::Decimal),
        };
        let (mut exprs, mut shown) = (Vec::with_capacity(2), Vec::with_capacity(2));
        for (side, expected) in [(a, left), (b, right)] {
            let (expr, info) = self.expr(side);
            // A value compared as a decimal may be a text of any origin.
            if expected != ParameterKind::Decimal || !matches!(info.kind, Kind::Mixed | Kind::Place)
            {
                self.check_kind(&info, side.span, expected, &sign);
            }
            if info.kind == Kind::Text {
                self.check_number(side, expected, &sign);
            }
            exprs.push(expr);
            shown.push(info.shown);
        }
        if let (Comparison::Equal, [a, b]) = (op, &*shown)
            && a.is_empty() != b.is_empty()
        {
            self.equated.push((span, *a | *b));
        }
        (Expr::Compare(op, exprs.into()), Info::new(Kind::Bool))
    }

    /// `x is TEST`
    pub(super) fn is(&mut self, value: &Ast, test: &Word, negated: bool) -> Typed {
        let (expr, _) = self.expr(value);
        let credential = match &value.node {
            Node::Name(name) => self.credential(name),
            _ => None,
        };
        let found = match credential {
            Some(at) => self.credential_test(at, test),
            None => self.plain_test(test),
        };

        (
            match found {
                Some(found) => {
                    let is = Expr::Is(found, vec![expr].into());
                    if negated {
                        Expr::Not(vec![is].into())
                    } else {
                        is
                    }
                }
                None => Expr::Absent,
            },
            Info::new(Kind::Bool),
        )
    }

    fn plain_test(&mut self, test: &Word) -> Option<Test> {
        let found = match test.text.as_str() {
            "absent" => Test::Absent,
            "empty" => Test::Empty,
            "list" => Test::List,
            "pairs" => Test::Pairs,
            "text" => Test::Text,
            "number" => Test::Number,
            other => {
                let help = match other {
                    form if FORMS.contains(&form) => {
                        Some(format!("`is {form}` tests a credential by its name").into())
                    }
                    "true" | "false" => {
                        Some(format!("write `== {other}`, or only the condition").into())
                    }
                    "object" | "map" | "dict" => Some(Help::meant(other, "pairs")),
                    "null" | "none" | "undefined" => Some(Help::meant(other, "absent")),
                    "array" => Some(Help::meant(other, "list")),
                    "string" => Some(Help::meant(other, "text")),
                    "integer" | "int" => Some(Help::meant(other, "number")),
                    _ => did_you_mean(other, TESTS),
                };
                self.report(
                    &rule::UNKNOWN_TEST,
                    test.span,
                    format!("unknown test `{other}`"),
                )
                .help_if(help);
                return None;
            }
        };
        Some(found)
    }

    fn credential_test(&mut self, at: usize, test: &Word) -> Option<Test> {
        let word = test.text.as_str();
        let credential = self.declared.credentials.get(at)?;
        let declared: Vec<&'static str> = credential
            .plan
            .forms
            .iter()
            .map(|f| bare_name(*f))
            .collect();
        let name = credential.plan.name.to_string();
        let line = credential.span;
        if let Some(form) = FORMS.iter().find(|f| **f == word) {
            if declared.contains(form) {
                let tested = without_length(form)?;
                let tested = match credential.plan.secret {
                    true => Some(tested),
                    false => as_public(tested),
                };
                return tested.map(Test::Form);
            }
            self.report(
                &credential::FORM_NOT_DECLARED,
                test.span,
                format!("`{name}` has no form `{word}`"),
            )
            .second(line, "declared here")
            .why("the condition would never be true")
            .help(if declared.len() == 1 {
                format!(
                    "add the form: `{} | {word}`; or remove the test",
                    declared.join(" | ")
                )
            } else {
                format!("its forms are `{}`", declared.join("`, `"))
            });
            return None;
        }
        if !TESTS.contains(&word) {
            let known = declared.iter().copied().chain(TESTS);
            let help = did_you_mean(word, known);
            self.report(
                &rule::UNKNOWN_TEST,
                test.span,
                format!("unknown test `{word}`"),
            )
            .help_if(help);
            return None;
        }
        self.plain_test(test)
    }
}

/// The word of a form after `is`: of a public key the same as of a private one.
fn bare_name(form: Form) -> &'static str {
    let name = form_name(form);
    name.strip_prefix("public ").unwrap_or(name)
}

/// A form without its length, which a test does not check.
fn without_length(name: &str) -> Option<Form> {
    Some(match name {
        "text" => Form::Text(None),
        "hex" => Form::Hex(None),
        "base64" => Form::Base64(None),
        "base58" => Form::Base58(None),
        "rsa" => Form::Rsa,
        "p256" => Form::P256,
        "ed25519" => Form::Ed25519,
        "secp256k1" => Form::Secp256k1,
        "wif" => Form::Wif,
        "jwks" => Form::Jwks,
        _ => return None,
    })
}
