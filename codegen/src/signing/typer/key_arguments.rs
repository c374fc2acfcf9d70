//! Whether a signature function gets a key that it can use.

use super::super::ast::Ast;
use super::super::credentials::form_name;
use super::super::kinds::{Info, Kind};
use super::resolve::literal;
use super::{Typer, article};
use crate::rules::{kinds as kind_rule, webhook_plan};
use crate::source::Span;
use specie_runtime::signing::plan::Expr;
use specie_runtime::signing::plan::function::ParameterKind;

impl Typer<'_> {
    /// Reports a key in a form that the function cannot use.
    pub(super) fn check_key(
        &mut self,
        info: &Info,
        span: Span,
        expected: ParameterKind,
        function: &str,
    ) {
        let wanted: &[&str] = match expected {
            ParameterKind::Key(forms) => {
                return self.check_forms(
                    info,
                    span,
                    &forms.iter().map(|f| form_name(*f)).collect::<Vec<_>>(),
                    function,
                );
            }
            ParameterKind::SeedKey => &["ed25519", "hex", "base64", "base58"],
            _ => return,
        };
        self.check_forms(info, span, wanted, function);
    }

    fn check_forms(&mut self, info: &Info, span: Span, wanted: &[&str], function: &str) {
        let may_fit = info.forms.is_empty()
            || !matches!(info.kind, Kind::Key | Kind::Mixed)
            || info.forms.iter().any(|f| wanted.contains(&form_name(*f)));
        if may_fit {
            return;
        }
        let has: Vec<_> = info.forms.iter().map(|f| form_name(*f)).collect();
        let wanted: Vec<_> = wanted.iter().map(|w| format!("`{w}`")).collect();
        self.report(
            &kind_rule::WRONG_KEY,
            span,
            format!(
                "`{function}` expects a key of form {}, found `{}`",
                wanted.join(", "),
                has.join("`, `")
            ),
        )
        .why("each signature algorithm has its own kind of key, and a public key only verifies")
        .help("declare the credential in the form that the provider issues, and sign or verify with the matching function");
    }

    /// Reports a signature that is verified over a text without anything of the delivery's body.
    pub(super) fn check_covers_delivery(&mut self, data: &Ast, info: &Info, function: &str) {
        let locals = self.locals.clone();
        let of_body = |name: &str| {
            matches!(name, "body" | "params" | "args" | "query")
                || locals.iter().any(|local| local == name)
        };
        if info.kind == Kind::Unknown || !info.reads.is_empty() || data.mentions(&of_body) {
            return;
        }
        self.report(
            &webhook_plan::UNSIGNED_BODY,
            data.span,
            format!("`{function}` is given a text that contains nothing of the body"),
        )
        .why("anyone who has seen one delivery could send another body with the same signature")
        .help("verify the text that the provider signs: the `body`, its digest, or members of `params`, with what the page puts around it");
    }

    /// Checks that the algorithm and the key of a `jwt` match.
    pub(super) fn check_jwt(&mut self, exprs: &[Expr], infos: &[Info], slots: &[Option<&Ast>]) {
        let (Some(alg), Some(key)) = (exprs.get(1), infos.get(2)) else {
            return;
        };
        let (Some(Some(alg_ast)), Some(Some(key_ast))) = (slots.get(1), slots.get(2)) else {
            return;
        };
        let Some(alg) = literal(alg) else { return };
        let is_text = key.kind == Kind::Text;
        match alg {
            "HS256" | "HS384" | "HS512" => {
                if key.kind == Kind::Key {
                    self.report(
                        &kind_rule::WRONG_KEY,
                        key_ast.span,
                        format!("`{alg}` expects a text or bytes, found a private key"),
                    )
                    .help("private keys sign with `RS256`, `ES256` or `EdDSA`");
                }
            }
            "RS256" | "ES256" | "EdDSA" => {
                let (form, seed): (&str, &[&str]) = match alg {
                    "RS256" => ("rsa", &[]),
                    "ES256" => ("p256", &[]),
                    _ => ("ed25519", &["hex", "base64", "base58"]),
                };
                let bytes = key.kind == Kind::Bytes && seed.is_empty();
                if is_text || bytes {
                    self.report(
                        &kind_rule::WRONG_KEY,
                        key_ast.span,
                        format!("`{alg}` expects a private key, found {}", article(key.kind)),
                    )
                    .help(format!("declare the credential as `secret {form}`"));
                    return;
                }
                let mut wanted = vec![form];
                wanted.extend(seed);
                self.check_forms(key, key_ast.span, &wanted, alg);
            }
            other => {
                let algorithms = ["HS256", "HS384", "HS512", "RS256", "ES256", "EdDSA"];
                let rule = &kind_rule::UNKNOWN_ALGORITHM;
                self.diagnostics
                    .unknown(rule, alg_ast.span, "algorithm", other, algorithms);
            }
        }
    }
}
