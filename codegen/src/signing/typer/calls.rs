//! Function calls.

use super::super::ast::{Arg, Ast, Word};
use super::super::encoder;
use super::super::functions::{self, Gives, Role, Signature, Target};
use super::super::kinds::{Due, Info, Kind, Sources};
use super::super::names::RESERVED;
use super::{Item, PlanKind, Signing, Typed, Typer};
use crate::diagnostic::nearest;
use crate::rules::expression as rule;
use crate::source::Span;
use specie_runtime::signing::plan::{Escape, Expr, Function};

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
        let Some(slots) = self.arguments(signature, name, args) else {
            // The arguments are read anyway, so that their own mistakes are reported in the same run.
            let readable = if signature.target == Target::Each {
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
                let (expr, mut info) = self.function(signature, function, &slots, ast);
                if matches!(function, Function::Prefix | Function::Suffix) {
                    info.may_be_absent = true;
                    info.never_absent = false;
                    info.emptied = Some((signature.name, name.span));
                }
                (expr, info)
            }
            Target::Encoder(escape) => self.encoder(name, escape, &slots),
            Target::Each => self.each(&slots),
        }
    }

    fn unknown_function(&mut self, name: &Word) {
        let text = name.text.as_str();
        let help = match text {
            _ if RESERVED.contains(&text) || self.credential(text).is_some() => Some(format!(
                "`{text}` is a name, not a function; join values by `+`"
            )),
            "concat" => Some("join values by `+`, and a list by `join`".to_owned()),
            "hexlify" | "to_hex" | "hex_encode" | "hexdigest" => {
                Some("did you mean `hex`?".to_owned())
            }
            "b64encode" | "base64_encode" | "b64" => Some("did you mean `base64`?".to_owned()),
            "b64decode" | "base64_decode" => Some("did you mean `unbase64`?".to_owned()),
            "urlencode" | "url_encode" | "form" | "percent" => {
                Some("encoders are `rfc3986`, `plus` and `raw`".to_owned())
            }
            "sort" => Some("did you mean `sorted`?".to_owned()),
            "hmac" => Some("name the hash function: `hmac_sha256`, `hmac_sha512` …".to_owned()),
            "uppercase" | "toupper" => Some("did you mean `upper`?".to_owned()),
            "lowercase" | "tolower" => Some("did you mean `lower`?".to_owned()),
            "int" | "str" | "string" => Some("did you mean `text`?".to_owned()),
            "sub" | "minus" => Some("to subtract integers, write `add(n, -1)`".to_owned()),
            "default" | "or_else" => Some("write `a ?? b`".to_owned()),
            "len" | "length" => {
                Some("there is no such function; to test for content, use `is empty`".to_owned())
            }
            "map" => Some("did you mean `each`?".to_owned()),
            _ => nearest(text, functions::ALL.iter().map(|f| f.name))
                .map(|near| format!("did you mean `{near}`?")),
        };
        self.report(
            &rule::UNKNOWN_FUNCTION,
            name.span,
            format!("unknown function `{text}`"),
        )
        .help_if(help);
    }

    fn function(
        &mut self,
        signature: &'static Signature,
        function: Function,
        slots: &[Option<&Ast>],
        ast: &Ast,
    ) -> Typed {
        let mut exprs = Vec::with_capacity(slots.len());
        let mut infos = Vec::with_capacity(slots.len());
        let mut absent = false;
        let mut never = true;
        for (param, slot) in signature.params.iter().zip(slots) {
            let Some(arg) = slot else {
                exprs.push(Expr::Absent);
                infos.push(Info::maybe(Kind::Nothing));
                continue;
            };
            let what = argument(signature, param.name);
            let (expr, info) = self.due(arg, param.due, &what);
            if signature.strict && !param.optional {
                self.check_there(&info, arg, param.due, signature.name);
            }
            self.check_key(&info, arg.span, param.due, signature.name);
            if matches!(
                function,
                Function::Json | Function::Glue | Function::Jwt | Function::Join
            ) {
                self.check_inner(&info, &what);
            }
            if let (Function::Join, Some(nested)) = (function, info.nested.first()) {
                self.check_kind(&Info::new(nested.kind), nested.span, Due::Text, "`join`");
            }
            absent |= info.may_be_absent && !param.optional;
            never &= info.never_absent || param.optional;
            exprs.push(expr);
            infos.push(info);
        }
        if function == Function::Jwt {
            self.check_jwt(&exprs, &infos, slots);
        }
        let mut result = self.outcome(signature, &infos, ast);
        if function == Function::Sorted {
            result.nested = infos
                .first()
                .map_or_else(Vec::new, |info| info.nested.clone());
        }
        if function == Function::Slice {
            result.sources = result.sources.cut();
        }
        if signature.strict {
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
    fn outcome(&mut self, signature: &Signature, infos: &[Info], ast: &Ast) -> Info {
        let first = infos.first().map_or(Kind::Unknown, |i| i.kind);
        let kind = match signature.gives {
            Gives::Kind(kind) => kind,
            Gives::TextOrBytes => match first {
                Kind::Bytes | Kind::Unknown => first,
                Kind::Json | Kind::Mixed => Kind::Json,
                _ => Kind::Text,
            },
            Gives::PairsOrList => match first {
                Kind::List | Kind::Pairs | Kind::Unknown => first,
                _ => Kind::Members,
            },
        };
        let mut result = Info::new(kind);
        for info in infos {
            result.made_of(info);
            if signature.gives == Gives::PairsOrList {
                result.inner = result.inner.or(info.inner);
            }
        }
        let secret = result.secret || result.session;
        match signature.role {
            Role::Plain => {}
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
            Role::Public | Role::OneTime => {
                result.sources = Sources::NONE;
                result.shown = Sources::NONE;
            }
        }
        if signature.role != Role::Plain {
            result.secret = false;
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
            covered.made_of(info);
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
        let (expr, info) = self.due(first, Due::Encodable, &what);
        self.check_inner(&info, &what);
        if let Some(encoder) = &encoder {
            self.check_encodes(&info, encoder, &name.text, name.span);
        }
        let mut result = Info::new(Kind::Text);
        result.made_of(&info);
        result.may_be_absent = info.may_be_absent;
        result.emptied = info.emptied_by();
        result.never_absent = info.never_absent;
        match encoder {
            Some(encoder) => (Expr::Encode(encoder, vec![expr].into()), result),
            None => (Expr::Absent, Info::unknown()),
        }
    }

    fn each(&mut self, slots: &[Option<&Ast>]) -> Typed {
        let (Some(Some(list)), Some(Some(body))) = (slots.first(), slots.get(1)) else {
            return (Expr::Absent, Info::unknown());
        };
        let (list_expr, list_info) = self.due(list, Due::PairsOrList, "`each`");
        let item = match list_info.kind {
            Kind::List => Item::List,
            Kind::Pairs => Item::Pairs,
            _ => Item::Either,
        };
        self.items.push(item);
        let (body_expr, body_info) = self.expr(body);
        self.items.pop();
        let mut result = Info::new(Kind::List);
        result.made_of(&list_info);
        result.hold(&body_info, body.span);
        result.may_be_absent = list_info.may_be_absent;
        result.emptied = list_info.emptied_by();
        result.never_absent = list_info.never_absent;
        (Expr::Each(vec![list_expr, body_expr].into()), result)
    }
}

fn argument(signature: &Signature, name: &str) -> String {
    let is_first = signature.params.first().is_some_and(|p| p.name == name);
    if is_first {
        format!("`{}`", signature.name)
    } else {
        format!("`{name}` of `{}`", signature.name)
    }
}
