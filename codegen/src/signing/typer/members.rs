//! Members and elements of a value.

use super::super::ast::{Ast, Node, Word};
use super::super::kinds::{Info, Kind, Reads};
use super::sources::SPACES;
use super::{Item, Typed, Typer};
use crate::rules::{expression as rule, kinds as kind_rule};
use crate::source::Span;
use specie_runtime::signing::plan::function::ParameterKind;
use specie_runtime::signing::plan::{Data, Expr};

impl Typer<'_> {
    /// `x.name`
    pub(super) fn member(&mut self, value: &Ast, name: &Word) -> Typed {
        if let Node::Name(space) = &value.node {
            if SPACES.contains(&space.as_str()) {
                return self.space_member(space, &name.text, name.span);
            }
            if let Some(typed) = self.item_member(space, name) {
                return typed;
            }
        }
        let (expr, info) = self.expr(value);
        let fits = self.check_members(&info, value, &name.text, name.span, false);
        let info = if fits {
            part_of(&info)
        } else {
            Info::unknown()
        };
        let expr = Expr::Member(vec![expr].into(), name.text.clone().into());
        self.known_part(expr, info)
    }

    /// A member or element that exists in a constant table cannot be absent.
    fn known_part(&self, expr: Expr, mut info: Info) -> Typed {
        if self.constant(&expr).is_some_and(|d| *d != Data::Null) {
            info.may_be_absent = false;
        }
        (expr, info)
    }

    /// The constant data of an expression: a table or a part of one.
    fn constant(&self, expr: &Expr) -> Option<&Data> {
        match expr {
            Expr::Table(at) => self.declared.tables.get(usize::from(*at)).map(|t| &t.1),
            Expr::Member(of, name) => match self.constant(of.first()?)? {
                Data::Object(members) => members.iter().find(|(n, _)| n == name).map(|(_, d)| d),
                _ => None,
            },
            Expr::Index(parts) => match (self.constant(parts.first()?)?, parts.get(1)?) {
                (Data::List(list), Expr::Literal(Data::Integer(at))) => {
                    list.get(at.parse::<usize>().ok()?)
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn item_member(&mut self, space: &str, name: &Word) -> Option<Typed> {
        if space != "item" {
            return None;
        }
        let item = *self.items.last()?;
        let expr = match (item, name.text.as_str()) {
            (Item::List, _) => return None,
            (_, "key") => Expr::ItemKey,
            (_, "value") => Expr::ItemValue,
            (Item::Either, _) => return None,
            (Item::Pairs, other) => {
                self.report(
                    &kind_rule::WRONG_KIND,
                    name.span,
                    format!("an item of pairs has no member `{other}`"),
                )
                .help("it has `item.key` and `item.value`");
                return Some((Expr::Absent, Info::unknown()));
            }
        };
        let text = expr == Expr::ItemKey && item == Item::Pairs;
        let mut info = Info::new(if text { Kind::Text } else { Kind::Json });
        info.never_absent = item == Item::Pairs;
        Some((expr, info))
    }

    /// `x[index]`
    pub(super) fn index(&mut self, value: &Ast, index: &Ast) -> Typed {
        if let (Node::Name(space), Node::Text { text, .. }) = (&value.node, &index.node)
            && SPACES.contains(&space.as_str())
        {
            return self.space_member(space, text, index.span);
        }
        if matches!(&value.node, Node::Name(n) if n == "header") {
            return self.header_named(index);
        }
        if matches!(&value.node, Node::Name(n) if SPACES.contains(&n.as_str())) {
            self.report(&rule::NOT_CONSTANT, index.span, "expected a constant name")
                .help("write it in double quotes: `settings[\"recv_window\"]`");
            return (Expr::Absent, Info::unknown());
        }
        let (expr, info) = self.expr(value);
        if let Node::Text { text, .. } = &index.node {
            let fits = self.check_members(&info, value, text, index.span, false);
            let info = if fits {
                part_of(&info)
            } else {
                Info::unknown()
            };
            let expr = Expr::Member(vec![expr].into(), text.clone().into());
            return self.known_part(expr, info);
        }
        let (at, index_info) = self.expect_kind(index, ParameterKind::Text, "an index");
        let number = index_info.kind == Kind::Integer;
        let shown = self.source.slice(index.span).to_owned();
        let fits = self.check_members(&info, value, &shown, index.span, number);
        let mut part = if fits {
            part_of(&info)
        } else {
            Info::unknown()
        };
        part.secret |= index_info.secret;
        part.barred_from_query |= index_info.barred_from_query;
        self.known_part(Expr::Index(vec![expr, at].into()), part)
    }

    /// Reports a value that has no members.
    fn check_members(
        &mut self,
        info: &Info,
        value: &Ast,
        name: &str,
        span: Span,
        number: bool,
    ) -> bool {
        match info.kind {
            Kind::Text | Kind::Bytes | Kind::Integer | Kind::Bool | Kind::Key | Kind::Mixed => {
                let kind = super::article(info.kind);
                let is_body = matches!(&value.node, Node::Name(n) if n == "body");
                let shown = self.source.slice(value.span).to_owned();
                let report = self.report(
                    &kind_rule::NO_MEMBERS,
                    span,
                    format!("`{shown}` is {kind}, which has no members"),
                );
                if is_body {
                    report.help(format!(
                        "`body` is the text that is sent; read the member as `params.{name}`"
                    ));
                } else if matches!(info.kind, Kind::Text | Kind::Bytes) {
                    report.help("to take a part of it, use `slice(from, to)`");
                }
                false
            }
            Kind::List if !number => {
                self.report(
                    &kind_rule::NO_MEMBERS,
                    span,
                    "the elements of a list are selected by number, not by name",
                )
                .help("write `x[0]`");
                false
            }
            _ => true,
        }
    }
}

/// A member or element: of any kind, possibly absent, and no longer the whole of a place.
fn part_of(whole: &Info) -> Info {
    let mut info = Info::maybe(Kind::Json);
    info.derive_from(whole);
    info.reads = Reads::NONE;
    info
}
