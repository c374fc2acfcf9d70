//! Function calls.

use super::super::ast::{Arg, Ast, Word};
use super::super::author_names::RESERVED;
use super::super::encoder;
use super::super::functions::{self, Target};
use super::super::kinds::{Accepts as _, Info, Kind, Sources};
use super::{Item, PlanKind, Signing, Typed, Typer};
use crate::diagnostic::{Help, nearest};
use crate::foreign;
use crate::rules::expression as rule;
use crate::source::Span;
use specie_runtime::signing::plan::function::{
    Definition, Inverse, OnAbsent, ParameterKind, ResultKind, Role,
};
use specie_runtime::signing::plan::{Data, Escape, Expr, Function};

impl Typer<'_> {
    /// `f(x, y)`, `x | f(y)`
    pub(super) fn call(&mut self, name: &Word, args: &[Arg], ast: &Ast) -> Typed {
        let Some(signature) = functions::find(&name.text) else {
            self.unknown_function(name);
            for arg in args {
                self.expr(&arg.value);
            }
            return (Expr::Absent, Info::unknown());
        };
        let Some(slots) = self.arguments(&signature, name, args) else {
            // The arguments are read anyway, so that their own mistakes are reported in the same run.
            let readable = if matches!(signature.target, Target::Each | Target::Any) {
                1
            } else {
                args.len()
            };
            for arg in args.iter().take(readable) {
                self.expr(&arg.value);
            }
            return (Expr::Absent, Info::unknown());
        };
        match signature.target {
            Target::Function(function) => {
                let (expr, mut info) = self.function(function, &slots, ast);
                if function.definition().absent == OnAbsent::AbsentIfEmpty {
                    info.may_be_absent = true;
                    info.never_absent = false;
                    info.emptied = Some((signature.name, name.span));
                }
                (expr, info)
            }
            Target::Encoder(escape) => self.encoder(name, escape, &slots),
            Target::Each => self.each(&slots),
            Target::Any => self.any(&slots),
        }
    }

    fn unknown_function(&mut self, name: &Word) {
        let text = name.text.as_str();
        let help = match text {
            _ if RESERVED.contains(&text) || self.credential(text).is_some() => {
                Some(format!("`{text}` is a name, not a function; join values by `+`").into())
            }
            "concat" => Some("join values by `+`, and a list by `join`".into()),
            "urlencode" | "url_encode" | "form" | "percent" => {
                Some("encoders are `rfc3986`, `plus` and `raw`".into())
            }
            "hmac" => Some("name the hash function: `hmac_sha256`, `hmac_sha512` …".into()),
            "sub" | "minus" => Some("to subtract integers, write `add(n, -1)`".into()),
            "default" | "or_else" => Some("write `a ?? b`".into()),
            "len" | "size" | "strlen" | "count" => Some(
                "did you mean `length`, the number of bytes? To test for content, use `is empty`"
                    .into(),
            ),
            "json_encode" => Some("did you mean `json`, or `php_json`?".into()),
            _ => foreign::function(text)
                .or_else(|| nearest(text, functions::all().map(|f| f.name)))
                .map(|meant| Help::meant(text, meant)),
        };
        self.report(
            &rule::UNKNOWN_FUNCTION,
            name.span,
            format!("unknown function `{text}`"),
        )
        .help_if(help);
    }

    fn function(&mut self, function: Function, slots: &[Option<&Ast>], ast: &Ast) -> Typed {
        let definition = function.definition();
        let strict = definition.absent == OnAbsent::Refused;
        let mut exprs = Vec::with_capacity(slots.len());
        let mut infos = Vec::with_capacity(slots.len());
        let mut absent = false;
        let mut never = true;
        for (at, (param, slot)) in definition.parameters.iter().zip(slots).enumerate() {
            let Some(arg) = slot else {
                // A flag that is omitted before one that is given.
                let is_flag = param.kind == ParameterKind::Bool;
                let more = slots.iter().skip(at).any(Option::is_some);
                exprs.push(match is_flag && more {
                    true => Expr::Literal(Data::Bool(false)),
                    false => Expr::Absent,
                });
                infos.push(Info::maybe(Kind::Nothing));
                continue;
            };
            let what = argument(definition, param.name);
            let (expr, info) = self.expect_kind(arg, param.kind, &what);
            if strict && !param.optional {
                self.check_there(&info, arg, param.kind, definition.name);
            }
            self.check_key(&info, arg.span, param.kind, definition.name);
            if param.kind.writes_members() {
                self.check_inner(&info, &what);
            }
            if let (ParameterKind::List, Some(nested)) = (param.kind, info.nested.first()) {
                self.check_kind(
                    &Info::new(nested.kind),
                    nested.span,
                    ParameterKind::Text,
                    &what,
                );
            }
            absent |= info.may_be_absent && !param.optional;
            never &= info.never_absent || param.optional;
            exprs.push(expr);
            infos.push(info);
        }
        if definition.inverse == Inverse::Jwt {
            self.check_jwt(&exprs, &infos, slots);
        }
        if definition.role == Role::Verdict
            && self.scope == PlanKind::Webhook
            && let (Some(Some(data)), Some(info)) = (slots.first(), infos.first())
        {
            self.check_covers_delivery(data, info, definition.name);
        }
        let mut result = self.outcome(definition, &infos, ast);
        if definition.inverse == Inverse::Slice {
            result.sources = result.sources.cut();
        }
        if strict {
            (absent, never) = (false, true);
        }
        if absent {
            never = false;
        }
        result.may_be_absent = absent;
        result.emptied = infos.iter().find_map(Info::emptied_by);
        result.never_absent = never;
        (Expr::Call(function, exprs.into()), result)
    }

    /// Kind of the result, and what it is derived from.
    fn outcome(&mut self, definition: &Definition, infos: &[Info], ast: &Ast) -> Info {
        let mut result = Info::new(result_kind(definition.result, infos));
        for info in infos {
            result.derive_from(info);
            if definition.result.passes_members() {
                result.inner = result.inner.or(info.inner);
            }
        }
        if let (ResultKind::AllMembers, Some(first)) = (definition.result, infos.first()) {
            result.nested.clone_from(&first.nested);
        }
        let secret = result.secret || result.session;
        match definition.role {
            Role::Plain => {}
            Role::SharedSecret | Role::Summary => result.shown = Sources::NONE,
            Role::Digest => {
                if secret {
                    self.signing(&mut result, infos, ast.span);
                }
                result.shown = Sources::NONE;
            }
            Role::Signature => {
                self.signing(&mut result, infos, ast.span);
                result.shown = Sources::NONE;
            }
            Role::Token => self.signing(&mut result, infos, ast.span),
            Role::Verdict => {
                // What is verified was signed: its sources must be in the delivery.
                self.signing(&mut result, infos, ast.span);
                result.sources = Sources::NONE;
                result.shown = Sources::NONE;
            }
            Role::Public | Role::OneTime => {
                result.sources = Sources::NONE;
                result.shown = Sources::NONE;
            }
        }
        if definition.role.clears_secrets() {
            result.secret = false;
            result.barred_from_query = false;
            result.session = false;
        }
        result
    }

    /// Records a signing operation.
    fn signing(&mut self, result: &mut Info, infos: &[Info], span: Span) {
        if self.scope == PlanKind::SessionCall {
            return;
        }
        let mut covered = Info::new(Kind::Unknown);
        for info in infos {
            covered.derive_from(info);
        }
        result.signings.insert(self.signings.len());
        self.signings.push(Signing {
            guard: self.context.clone(),
            span,
            reads: covered.reads,
            sources: covered.sources,
        });
    }

    fn encoder(&mut self, name: &Word, escape: Escape, slots: &[Option<&Ast>]) -> Typed {
        let slot = |at: usize| slots.get(at).copied().flatten();
        let encoder = encoder::constant(escape, slot(1), slot(2), self.diagnostics);
        let Some(first) = slot(0) else {
            return (Expr::Absent, Info::unknown());
        };
        let what = format!("`{}`", name.text);
        let (expr, info) = self.expect_kind(first, ParameterKind::Encodable, &what);
        self.check_inner(&info, &what);
        if let Some(encoder) = &encoder {
            self.check_encodes(&info, encoder, &name.text, name.span);
        }
        let mut result = Info::new(Kind::Text);
        result.derive_from(&info);
        result.may_be_absent = info.may_be_absent;
        result.emptied = info.emptied_by();
        result.never_absent = info.never_absent;
        match encoder {
            Some(encoder) => (Expr::Encode(encoder, vec![expr].into()), result),
            None => (Expr::Absent, Info::unknown()),
        }
    }

    /// `any(x, condition)`: whether the condition holds for an element.
    fn any(&mut self, slots: &[Option<&Ast>]) -> Typed {
        let (Some(Some(list)), Some(Some(condition))) = (slots.first(), slots.get(1)) else {
            return (Expr::Absent, Info::unknown());
        };
        let (list_expr, list_info) = self.expect_kind(list, ParameterKind::PairsOrList, "`any`");
        self.items.push(item_of(list_info.kind));
        let condition = self.condition(condition);
        self.items.pop();
        let any = Expr::Any(vec![list_expr, condition].into());
        (any, Info::new(Kind::Bool))
    }

    fn each(&mut self, slots: &[Option<&Ast>]) -> Typed {
        let (Some(Some(list)), Some(Some(body))) = (slots.first(), slots.get(1)) else {
            return (Expr::Absent, Info::unknown());
        };
        let (list_expr, list_info) = self.expect_kind(list, ParameterKind::PairsOrList, "`each`");
        self.items.push(item_of(list_info.kind));
        let (body_expr, body_info) = self.expr(body);
        self.items.pop();
        let mut result = Info::new(Kind::List);
        result.derive_from(&list_info);
        result.hold(&body_info, body.span);
        result.may_be_absent = list_info.may_be_absent;
        result.emptied = list_info.emptied_by();
        result.never_absent = list_info.never_absent;
        (Expr::Each(vec![list_expr, body_expr].into()), result)
    }
}

/// The meaning of `item` for the elements of a value.
const fn item_of(kind: Kind) -> Item {
    match kind {
        Kind::List => Item::List,
        Kind::Pairs => Item::Pairs,
        _ => Item::Either,
    }
}

fn result_kind(result: ResultKind, infos: &[Info]) -> Kind {
    let first = infos.first().map_or(Kind::Unknown, |i| i.kind);
    match result {
        ResultKind::Text => Kind::Text,
        ResultKind::Bytes => Kind::Bytes,
        ResultKind::Integer => Kind::Integer,
        ResultKind::Bool => Kind::Bool,
        ResultKind::List => Kind::List,
        ResultKind::Pairs => Kind::Pairs,
        ResultKind::Json => Kind::Json,
        ResultKind::TextOrBytes => match first {
            Kind::Bytes | Kind::Unknown => first,
            Kind::Json | Kind::Mixed => Kind::Json,
            _ => Kind::Text,
        },
        ResultKind::AllMembers | ResultKind::SomeMembers => match first {
            Kind::List | Kind::Pairs | Kind::Unknown => first,
            _ => Kind::Members,
        },
    }
}

fn argument(definition: &Definition, name: &str) -> String {
    let first = definition.parameters.first();
    if first.is_some_and(|p| p.name == name) {
        format!("`{}`", definition.name)
    } else {
        format!("`{name}` of `{}`", definition.name)
    }
}
