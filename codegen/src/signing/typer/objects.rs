//! Lists and objects written by the author.

use super::super::ast::{Ast, Entry};
use super::super::kinds::{Info, Kind, Nested, Reads};
use super::{Typed, Typer, article};
use crate::rules::{expression as rule, kinds as kind_rule};
use crate::source::Span;
use specie_runtime::signing::plan::{self, Expr};

impl Typer<'_> {
    /// A list of expressions.
    pub(super) fn list(&mut self, parts: &[Ast]) -> Typed {
        let mut info = Info::new(Kind::List);
        let mut exprs = Vec::with_capacity(parts.len());
        for part in parts {
            let (expr, part_info) = self.expr(part);
            info.hold(&part_info, part.span);
            if matches!(part_info.kind, Kind::Pairs | Kind::Members | Kind::List) {
                info.nested.push(Nested {
                    name: None,
                    span: part.span,
                    kind: part_info.kind,
                });
            }
            exprs.push(expr);
        }
        (Expr::List(exprs.into()), info)
    }

    /// An object, with its members in order.
    pub(super) fn object(&mut self, entries: &[Entry]) -> Typed {
        let mut info = Info::new(Kind::Pairs);
        let mut typed = Vec::with_capacity(entries.len());
        let mut parts = Vec::with_capacity(entries.len());
        for entry in entries {
            let (entry, part, span) = self.entry(entry);
            info.hold(&part, span);
            typed.push(entry);
            parts.push(part);
        }
        info.nested = self.among(entries, &parts);
        (Expr::Object(typed.into()), info)
    }

    /// An entry of an object.
    pub(in super::super) fn entry(&mut self, entry: &Entry) -> (plan::Entry, Info, Span) {
        match entry {
            Entry::Member { name, value } => {
                self.lines.push(self.source.line(name.span.start));
                let (expr, info) = self.expr(value);
                (
                    plan::Entry::Member {
                        name: name.text.clone().into(),
                        value: expr,
                    },
                    info,
                    value.span,
                )
            }
            Entry::Existing(span) => {
                if !self.in_place {
                    self.report(
                        &rule::SPREAD_OUTSIDE_PLACE,
                        *span,
                        "`...` means the members of a place, but this step does not set a place",
                    )
                    .help("name the value: `...params`, `...args`; or set a place with `params`, `query`, `form` or `json`");
                }
                let mut info = Info::new(Kind::Pairs);
                info.reads = Reads::PARAMS;
                (plan::Entry::Existing, info, *span)
            }
            Entry::Spread(value) => {
                let (expr, info) = self.expr(value);
                let fits = matches!(
                    info.kind,
                    Kind::Pairs
                        | Kind::Place
                        | Kind::Members
                        | Kind::Json
                        | Kind::Nothing
                        | Kind::Unknown
                );
                if !fits {
                    self.report(
                        &kind_rule::WRONG_KIND,
                        value.span,
                        format!("`...` expects pairs, found {}", article(info.kind)),
                    )
                    .help("give it a name: `name: value`");
                }
                (plan::Entry::Spread(expr), info, value.span)
            }
        }
    }
}
