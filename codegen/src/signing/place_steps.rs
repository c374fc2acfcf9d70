//! Steps that set a place: `params`, `query`, `form`, `json`.

use super::ast::{Ast, Entry, Node};
use super::functions;
use super::kinds::{Accepts as _, Info, Kind};
use super::read::{expression, object};
use super::typer::{BodyEvent, PlanKind, Typed, Typer, add};
use crate::rules::{credential, kinds};
use crate::source::Span;
use crate::yaml::Pair;
use specie_runtime::signing::plan::function::{OnAbsent, ParameterKind};
use specie_runtime::signing::plan::{Action, Expr, Place, Target};

impl Typer<'_> {
    /// `params`, `query`, `form`, `json`
    pub(super) fn set_place(&mut self, target: Target, pair: &Pair) -> Option<Action> {
        let key = pair.key.text.as_str();
        let ast = match &pair.value.as_mapping() {
            Some(pairs) => Ast {
                span: pair.value.span,
                node: Node::Object(object(pairs, self.diagnostics)?),
            },
            None => expression(&pair.value, self.diagnostics)?,
        };
        let places = self.target_places(target);
        if let Node::Object(entries) = &ast.node {
            self.check_dropped(target, entries, pair);
            self.check_nothing_to_spread(target, &ast);
        }
        let before = self.signings.len();
        self.in_place = true;
        let (expr, infos) = match &ast.node {
            Node::Object(entries) => self.members(target, &places, entries, before, key),
            _ => {
                let (expr, info) = self.whole(&places, &ast, key);
                (expr, vec![info])
            }
        };
        self.in_place = false;
        self.note_nested(target, &places, pair.key.span, &ast, &infos);
        self.note_body(target, &places, &ast);
        for place in places {
            add(&mut self.set, place);
        }
        Some(Action::Set(target, expr))
    }

    /// Places that a step sets.
    fn target_places(&self, target: Target) -> Vec<Place> {
        match target {
            Target::Params => self.places(),
            Target::Query => vec![Place::Query],
            Target::Form => vec![Place::Form],
            Target::Json => vec![Place::Json],
        }
    }

    fn members(
        &mut self,
        target: Target,
        places: &[Place],
        entries: &[Entry],
        before: usize,
        key: &str,
    ) -> (Expr, Vec<Info>) {
        let grows = entries.iter().any(keeps_members);
        let mut typed = Vec::with_capacity(entries.len());
        let mut infos = Vec::with_capacity(entries.len());
        for entry in entries {
            let (plan_entry, info, span) = self.entry(entry);
            typed.push(plan_entry);
            self.sent |= info.shown;
            if let Entry::Member { .. } = entry
                && matches!(info.kind, Kind::Bytes | Kind::Key)
            {
                self.check_kind(&info, span, ParameterKind::Json, &format!("`{key}`"));
            }
            self.check_inner(&info, &format!("`{key}`"));
            let in_url = places.contains(&Place::Query) && self.scope == PlanKind::Plan;
            if info.barred_from_query && in_url {
                self.secret_in_url(span, "the query");
            }
            if grows && self.scope == PlanKind::Plan && !keeps_members(entry) {
                self.check_late(target, &info, entry, before);
            }
            infos.push(info);
        }
        (Expr::Object(typed.into()), infos)
    }

    /// Sets a place to an expression.
    fn whole(&mut self, places: &[Place], ast: &Ast, key: &str) -> Typed {
        let list_may = places.is_empty() || places.contains(&Place::Json);
        let expected = if list_may {
            ParameterKind::PairsOrList
        } else {
            ParameterKind::Pairs
        };
        let what = format!("`{key}`");
        let (expr, info) = self.expr(ast);
        if info.kind == Kind::Nothing && matches!(ast.node, Node::Absent) {
            self.report(
                &kinds::WRONG_KIND,
                ast.span,
                format!("{what} expects members, found `absent`"),
            )
            .help("for no body write `body: absent`, for no members `{}`");
        } else if info.kind == Kind::Text && matches!(key, "form" | "json") {
            self.report(
                &kinds::WRONG_KIND,
                ast.span,
                format!("{what} expects {}, found a text", expected.name()),
            )
            .help("to set a body that is already a text, use `body`");
        } else {
            self.check_kind(&info, ast.span, expected, &what);
        }
        self.check_inner(&info, &what);
        if info.barred_from_query && places.contains(&Place::Query) {
            self.secret_in_url(ast.span, "the query");
        }
        self.sent |= info.shown;
        (expr, info)
    }

    /// Reports a secret that would appear in the URL.
    pub(crate) fn secret_in_url(&mut self, span: Span, place: &str) {
        self.report(
            &credential::SECRET_IN_URL,
            span,
            format!("a secret would be exposed in {place}"),
        )
        .why("proxies and servers log URLs")
        .help(match place {
            "the query" => "send it in a header or in the body; if it is not confidential, declare it `public`; if the provider takes it nowhere else, write `NAME: { type: secret, allowed-in-url: reason }` under `credentials`",
            _ => "send it in a header or in the body; if it is not confidential, declare it `public`",
        });
    }

    /// Records whether there is a body from here on.
    fn note_body(&mut self, target: Target, places: &[Place], ast: &Ast) {
        let names_member = match &ast.node {
            Node::Object(entries) => entries.iter().any(|e| matches!(e, Entry::Member { .. })),
            _ => false,
        };
        let always = match &ast.node {
            Node::Object(entries) => entries.iter().any(|e| match e {
                Entry::Member { value, .. } => is_constant(value),
                _ => false,
            }),
            _ => false,
        };
        let in_body = match target {
            Target::Form | Target::Json => true,
            Target::Params => !places.contains(&Place::Query),
            Target::Query => false,
        };
        if in_body && names_member {
            let held = places.contains(&Place::None);
            // If a section sends them in the query, `place` has moved them here; authors need not know that this is certain.
            let brought = target == Target::Params && self.section_places().contains(&Place::Query);
            self.bodies.push(BodyEvent {
                guard: self.context.clone(),
                there: true,
                certain: always && !held && !brought,
            });
        }
    }
}

/// Whether an entry keeps the existing members of the place.
fn keeps_members(entry: &Entry) -> bool {
    match entry {
        Entry::Existing(_) => true,
        Entry::Spread(ast) => ast.mentions(&|n| matches!(n, "params" | "query" | "args")),
        Entry::Member { .. } => false,
    }
}

/// A value that is present whatever the call contains.
fn is_constant(ast: &Ast) -> bool {
    match &ast.node {
        Node::Text { .. } | Node::Integer(_) | Node::Bool(_) => true,
        Node::Name(name) => matches!(name.as_str(), "method" | "section" | "endpoint" | "uuid"),
        Node::Member(value, _) => {
            matches!(&value.node, Node::Name(n) if n == "clock" || n == "nonce")
        }
        Node::Call { name, args, .. } => functions::function(&name.text).is_some_and(|function| {
            function.definition().absent != OnAbsent::AbsentIfEmpty
                && args.iter().all(|arg| is_constant(&arg.value))
        }),
        _ => false,
    }
}
