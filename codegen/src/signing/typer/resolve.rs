//! Names, sources and members.

use super::super::ast::Ast;
use super::super::author_names::RESERVED;
use super::super::context::{can_meet, is_not_absent, is_present, is_sure, residual};
use super::super::credentials::form_name;
use super::super::functions;
use super::super::kinds::{Info, Kind, Reads};
use super::super::parser::WORDS;
use super::sources::SPACES;
use super::{Item, PlanKind, Typed, Typer, index16};
use crate::diagnostic::{Help, nearest};
use crate::rules::{expression as rule, kinds as kind_rule, plan as plan_rule, webhook_plan};
use crate::source::Span;
use specie_runtime::signing::absence::is_secret;
use specie_runtime::signing::plan::{Data, Expr, Form, Name};

impl Typer<'_> {
    /// A name on its own.
    pub(super) fn name(&mut self, name: &str, ast: &Ast) -> Typed {
        let span = ast.span;
        if let Some(at) = self.credential(name) {
            return self.credential_value(at, span);
        }
        if SPACES.contains(&name) {
            return self.bare_space(name, span);
        }
        if name == "item" {
            return self.item(span);
        }
        if name == "uuid" || name == "random" {
            return self.random(name);
        }
        if let Some((expr, kind, reads)) = call_name(name) {
            return self.call_value(name, expr, kind, reads, span);
        }
        if let Some(at) = self.locals.iter().position(|l| l == name) {
            return self.local(at, name, span);
        }
        self.unknown_name(name, span);
        (Expr::Absent, Info::unknown())
    }

    /// Index of a credential.
    pub(in super::super) fn credential(&self, name: &str) -> Option<usize> {
        self.declared
            .credentials
            .iter()
            .position(|c| c.plan.name == name)
    }

    fn credential_value(&mut self, at: usize, span: Span) -> Typed {
        let Some(credential) = self.declared.credentials.get(at) else {
            return (Expr::Absent, Info::unknown());
        };
        credential.used.set(true);
        let plan = &credential.plan;
        let allowed_in_url = credential.doc.allowed_in_url.is_some();
        // Whether a secret may be absent is checked for the whole plan: it must not be lost in a later step either.
        let optional = plan.optional && !self.needed.contains(&index16(at));
        let absent = optional
            && !is_secret(plan)
            && self.scope != PlanKind::Webhook
            && !is_present(&plan.name, &self.context);
        let kind = forms_kind(&plan.forms);
        let mut info = if absent {
            Info::maybe(kind)
        } else {
            Info::new(kind)
        };
        // If only a test implies it, for example of its form, a `??` is not refused.
        if optional && self.scope != PlanKind::Webhook && !is_not_absent(&plan.name, &self.context)
        {
            info.never_absent = false;
        }
        info.secret = plan.secret;
        info.barred_from_query = plan.secret && !allowed_in_url;
        info.forms = plan.forms.to_vec();
        if plan.forms.contains(&Form::Jwks) {
            info.inner = Some((span, Kind::Key));
        }
        (Expr::Credential(index16(at)), info)
    }

    fn call_value(
        &mut self,
        name: &str,
        expr: Name,
        kind: Kind,
        reads: Reads,
        span: Span,
    ) -> Typed {
        let received = matches!(expr, Name::Args | Name::Params | Name::Query | Name::Body);
        if self.scope == PlanKind::Webhook && !received {
            self.report(
                &webhook_plan::CALL_NAME_IN_WEBHOOK,
                span,
                format!("a webhook has no `{name}`"),
            )
            .why("only the headers and the body of the delivery are known")
            .help("write the text that the provider signs, or use `body` and `header[\"…\"]`");
            return (Expr::Absent, Info::unknown());
        }
        if self.scope == PlanKind::SessionCall {
            self.report(
                &rule::UNKNOWN_NAME,
                span,
                format!("the call of a session cannot read `{name}`"),
            )
            .help("its parameters can use credentials, settings, tables, clock, nonce, uuid and random");
            return (Expr::Absent, Info::unknown());
        }
        let mut info = Info::new(kind);
        info.reads = reads;
        if expr == Name::Body {
            info.may_be_absent = self.body_may_be_absent();
            info.never_absent = self.body_is_there();
        }
        (Expr::Name(expr), info)
    }

    /// Whether it is not certain that an earlier step has set the body.
    fn body_may_be_absent(&self) -> bool {
        if self.scope == PlanKind::Webhook {
            return false;
        }
        let last_none = self
            .bodies
            .iter()
            .rposition(|b| !b.there && can_meet(&b.guard, &self.context))
            .map_or(0, |at| at + 1);
        let guards: Vec<_> = self
            .bodies
            .iter()
            .skip(last_none)
            .filter(|b| b.there)
            .map(|b| b.guard.as_slice())
            .collect();
        !is_sure(&guards, &self.context, &|name| self.forms_of(name))
    }

    /// Whether the body has content whatever the call contains.
    fn body_is_there(&self) -> bool {
        self.scope == PlanKind::Webhook
            || self
                .bodies
                .last()
                .is_some_and(|b| b.there && b.certain && b.guard.is_empty())
    }

    /// Names of the forms of a credential.
    fn forms_of(&self, name: &str) -> Option<Vec<&'static str>> {
        let at = self.credential(name)?;
        let mut names: Vec<&'static str> = Vec::new();
        for form in self.declared.credentials.get(at)?.plan.forms.iter() {
            if !names.contains(&form_name(*form)) {
                names.push(form_name(*form));
            }
        }
        Some(names)
    }

    fn local(&mut self, at: usize, name: &str, span: Span) -> Typed {
        let mut guards = Vec::new();
        let mut info: Option<Info> = None;
        let mut last = None;
        for event in self.lets.iter().rev().filter(|e| e.local == at) {
            last = last.or(Some(event.span));
            let Some(left) = residual(&event.guard, &self.context) else {
                continue;
            };
            guards.push(event.guard.as_slice());
            let mut this = event.info.clone();
            let stands_for = event.stands_for.as_deref();
            if stands_for.is_some_and(|known| is_present(known, &self.context)) {
                this.may_be_absent = false;
            }
            info = Some(match info {
                Some(info) => info.either(&this),
                None => this,
            });
            // A `let` that has certainly run replaces those before it.
            if left.is_empty() {
                break;
            }
        }
        let sure = is_sure(&guards, &self.context, &|name| self.forms_of(name));
        let several = guards.len() > 1;
        if !sure {
            let report = self.report(
                &plan_rule::MAYBE_NOT_SET,
                span,
                match last {
                    None => format!("`{name}` is used before its `let`"),
                    Some(_) => format!("`{name}` may not be set here"),
                },
            );
            match last {
                Some(at) => {
                    report.second(at, "set only under a condition").help(
                        "set it in the other case too, or put this step under the same condition",
                    );
                }
                None => {
                    report.help("steps run from top to bottom: move the `let` before this step");
                }
            }
        }
        let mut info = info.unwrap_or_else(Info::unknown);
        if several {
            // Which of them applies is known only at the call: it may be one without.
            info.nested.retain(|nested| nested.name.is_none());
        }
        (Expr::Local(index16(at)), info)
    }

    fn item(&mut self, span: Span) -> Typed {
        match self.items.last() {
            None => {
                self.report(
                    &rule::ITEM_OUTSIDE_EACH,
                    span,
                    "`item` is only allowed inside `each` and `any`",
                )
                .help("write `list | each(item …)`, or `any(list, … item …)`");
                (Expr::Absent, Info::unknown())
            }
            Some(Item::Pairs) => {
                self.report(
                    &kind_rule::WRONG_KIND,
                    span,
                    "an item of pairs has the members `item.key` and `item.value`",
                )
                .help("write `item.key` or `item.value`");
                (Expr::Absent, Info::unknown())
            }
            Some(_) => {
                let mut info = Info::new(Kind::Json);
                info.never_absent = false;
                (Expr::Item, info)
            }
        }
    }

    fn unknown_name(&mut self, name: &str, span: Span) {
        let help = self.diagnostics.way_out(&rule::UNKNOWN_NAME, || {
            let credentials: Vec<String> = self
                .declared
                .credentials
                .iter()
                .map(|c| c.plan.name.to_string())
                .collect();
            self.name_help(name, &credentials)
        });
        self.report(&rule::UNKNOWN_NAME, span, format!("unknown name `{name}`"))
            .help_if(help);
    }

    fn name_help(&self, name: &str, credentials: &[String]) -> Option<Help> {
        let declared = self.declared;
        if declared.settings.iter().any(|s| s.plan.name == name) {
            return Some(format!("write a setting as `settings.{name}`").into());
        }
        if declared.tables.iter().any(|(t, _)| t == name) {
            return Some(format!("write a table as `tables.{name}`").into());
        }
        if declared.kept.iter().any(|k| k.name == name) {
            return Some(format!("write a value of a session as `session.{name}`").into());
        }
        if functions::find(name).is_some() {
            return Some(format!("`{name}` is a function: `x | {name}`, or `{name}(x)`").into());
        }
        if let Some(meant) = other_languages(name) {
            return Some(Help::meant(name, meant));
        }
        let known = credentials
            .iter()
            .map(String::as_str)
            .chain(self.locals.iter().map(String::as_str))
            .chain(RESERVED)
            .chain(WORDS);
        nearest(name, known)
            .map(|near| Help::meant(name, near))
            .or_else(|| Some(format!("declare it under `credentials`, set it with `let`, or write a text: `\"{name}\"`").into()))
    }
}

/// Names from other tools.
fn other_languages(name: &str) -> Option<&'static str> {
    Some(match name {
        "null" | "nil" | "none" | "None" | "undefined" => "absent",
        "True" | "TRUE" => "true",
        "False" | "FALSE" => "false",
        "timestamp" | "now" | "time" => "clock.ms",
        "http_method" | "verb" => "method",
        "request_path" => "path",
        "query_string" | "querystring" => "query",
        "payload" | "data" => "body",
        "apiKey" => "api_key",
        _ => return None,
    })
}

fn call_name(name: &str) -> Option<(Name, Kind, Reads)> {
    Some(match name {
        "method" => (Name::Method, Kind::Text, Reads::NONE),
        "section" => (Name::Section, Kind::Text, Reads::NONE),
        "endpoint" => (Name::Endpoint, Kind::Text, Reads::NONE),
        "path" => (Name::Path, Kind::Text, Reads::NONE),
        "template" => (Name::Template, Kind::Text, Reads::NONE),
        "uri" => (Name::Uri, Kind::Text, Reads::QUERY),
        "url" => (Name::Url, Kind::Text, Reads::QUERY),
        "host" => (Name::Host, Kind::Text, Reads::NONE),
        "args" => (Name::Args, Kind::Json, Reads::ARGS),
        "params" => (Name::Params, Kind::Place, Reads::PARAMS),
        "query" => (Name::Query, Kind::Place, Reads::QUERY),
        "body" => (Name::Body, Kind::Text, Reads::BODY),
        _ => return None,
    })
}

/// Kind of a credential.
fn forms_kind(forms: &[Form]) -> Kind {
    let kind = |form: &Form| match form {
        Form::Text(_) => Kind::Text,
        Form::Hex(_) | Form::Base64(_) | Form::Base58(_) => Kind::Bytes,
        Form::Rsa
        | Form::P256
        | Form::Ed25519
        | Form::Secp256k1
        | Form::Wif
        | Form::RsaPublic
        | Form::P256Public
        | Form::Ed25519Public
        | Form::Secp256k1Public => Kind::Key,
        Form::Jwks => Kind::Pairs,
    };
    let mut kinds = forms.iter().map(kind);
    let first = kinds.next().unwrap_or(Kind::Text);
    if kinds.all(|k| k == first) {
        first
    } else {
        Kind::Mixed
    }
}

/// The text of a literal, where a constant is required.
pub(super) fn literal(data: &Expr) -> Option<&str> {
    match data {
        Expr::Literal(Data::Text(text)) => Some(text),
        _ => None,
    }
}
