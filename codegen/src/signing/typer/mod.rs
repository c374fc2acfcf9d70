//! From an expression as written to one of the plan, with static knowledge about its value.
//!
//! The typer processes a plan from top to bottom. At every point it knows which names are set, which conditions apply, and what was signed
//! before.

mod arguments;
mod calls;
mod expect;
mod key_arguments;
mod lists;
mod members;
mod objects;
mod operators;
mod possible_places;
mod resolve;
mod sources;

use super::ast::{Ast, Node};
use super::context::{Atom, is_present};
use super::credentials;
use super::kinds::{Info, Kind, Reads, Sources};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::PlanLines;
use crate::rules::{Rule, plan as plan_rule};
use crate::source::{Source, Span};
pub(crate) use expect::article;
pub(super) use lists::Placed;
pub(crate) use possible_places::SectionPlaces;
pub(super) use possible_places::add;
use specie_runtime::signing::plan::{Data, Expr, Place, Unit};
use std::cell::RefCell;

/// Everything that expressions can name except the request itself.
#[derive(Debug, Default)]
pub(crate) struct Declared {
    /// Credentials in the order of the scheme.
    pub credentials: Vec<credentials::Declared>,
    /// Settings in the order of the scheme.
    pub settings: Vec<super::constants::DeclaredSetting>,
    /// Tables in the order of the scheme.
    pub tables: Vec<(String, Data)>,
    /// Values of all sessions.
    pub kept: Vec<SessionValueType>,
    /// Nonces that plans read, with their places.
    pub nonces: RefCell<Vec<(Unit, Span)>>,
    /// Whether operations send parameters in the query in addition to those of their section's place.
    pub queries_beside: bool,
}

/// A value that a session keeps.
#[derive(Debug)]
pub(crate) struct SessionValueType {
    /// Name after `session.`.
    pub name: String,
    /// Index of its session.
    pub session: u16,
    /// Its index in the session.
    pub value: u16,
    /// Whether the user gives it as JSON: any kind, possibly absent.
    pub json: bool,
    /// Where it is declared.
    pub span: Span,
}

/// The kind of plan being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlanKind {
    /// A plan that signs calls.
    Plan,
    /// The expected content of a delivery.
    Webhook,
    /// Parameters of a session's call.
    SessionCall,
}

/// A `let` that was read.
struct LetEvent {
    local: usize,
    guard: Vec<Atom>,
    info: Info,
    /// Another name or member of which it is only an alias.
    stands_for: Option<String>,
    span: Span,
}

/// A step that sets or removes the body.
pub(super) struct BodyEvent {
    /// The condition of the step.
    pub guard: Vec<Atom>,
    /// Whether there is a body afterwards.
    pub there: bool,
    /// Whether that holds whatever the call contains.
    pub certain: bool,
}

/// A signature that was computed.
pub(super) struct Signing {
    /// The condition of the step.
    pub guard: Vec<Atom>,
    /// Span of the function call.
    pub span: Span,
    /// Parts of the request that it covers.
    pub reads: Reads,
    /// Sources that it is derived from.
    pub sources: Sources,
}

/// The meaning of `item`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Item {
    List,
    Pairs,
    Either,
}

/// State while processing one plan.
pub(crate) struct Typer<'a> {
    pub source: &'a Source,
    pub diagnostics: &'a mut Diagnostics,
    pub declared: &'a Declared,
    pub scope: PlanKind,
    /// Sections that use the plan.
    pub sections: Vec<SectionPlaces>,
    /// Names of all `let`s of the plan, without duplicates.
    pub locals: Vec<String>,
    /// The lines of the plan's positions so far.
    pub lines: PlanLines,
    lets: Vec<LetEvent>,
    pub(super) bodies: Vec<BodyEvent>,
    /// The `place` steps so far.
    pub(super) moves: Vec<(Vec<Atom>, Place)>,
    /// Places that earlier steps have set.
    pub(super) set: Vec<Place>,
    /// Lists and objects that earlier steps have put into a query or form.
    pub(super) nested: Vec<Placed>,
    /// Members that earlier steps have set, by name; none: any.
    pub(super) named: Vec<Option<String>>,
    /// Whether a step `encode` says how lists are written.
    pub(super) encodes_lists: bool,
    /// The conditions that hold here.
    pub(super) context: Vec<Atom>,
    items: Vec<Item>,
    /// Whether `...` is allowed here: a step that sets a place is being read.
    pub(super) in_place: bool,
    pub(super) signings: Vec<Signing>,
    /// Sources that can be recovered from what is sent.
    pub(super) sent: Sources,
    /// Values that are compared for equality, by the span of the comparison, and the sources that they show.
    pub(super) equated: Vec<(Span, Sources)>,
    /// Optional credentials without which the plan is not for a user.
    pub needed: Vec<u16>,
    /// Headers that earlier steps have set, and what they are derived from.
    pub(super) headers: Vec<(String, Info)>,
}

/// An expression of the plan and what is known about it.
pub(crate) type Typed = (Expr, Info);

impl<'a> Typer<'a> {
    /// The initial state.
    pub(crate) fn new(
        source: &'a Source,
        diagnostics: &'a mut Diagnostics,
        declared: &'a Declared,
        scope: PlanKind,
    ) -> Self {
        Self {
            source,
            diagnostics,
            declared,
            scope,
            sections: Vec::new(),
            locals: Vec::new(),
            lines: PlanLines::default(),
            lets: Vec::new(),
            bodies: Vec::new(),
            moves: Vec::new(),
            set: Vec::new(),
            nested: Vec::new(),
            named: Vec::new(),
            encodes_lists: false,
            context: Vec::new(),
            items: Vec::new(),
            in_place: false,
            signings: Vec::new(),
            sent: Sources::NONE,
            equated: Vec::new(),
            needed: Vec::new(),
            headers: Vec::new(),
        }
    }

    /// Reports a finding.
    pub(super) fn report(
        &mut self,
        rule: &'static Rule,
        span: Span,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.diagnostics.report(rule, span, message)
    }

    /// Types an expression.
    pub(crate) fn expr(&mut self, ast: &Ast) -> Typed {
        let start = self.lines.len();
        let (expr, mut info) = self.node(ast);
        let line = self.source.line(ast.span.start);
        self.lines.settle(start, expr.positions(), line);
        if info.may_be_absent && is_present(&ast.normal(), &self.context) {
            info.may_be_absent = false;
        }
        (expr, info)
    }

    fn node(&mut self, ast: &Ast) -> Typed {
        match &ast.node {
            Node::Integer(digits) => (
                Expr::Literal(Data::Integer(digits.clone().into())),
                Info::new(Kind::Integer),
            ),
            Node::Text { text, quoted_yaml } => {
                if *quoted_yaml {
                    self.check_quoted(text, ast.span);
                }
                (
                    Expr::Literal(Data::Text(text.clone().into())),
                    Info::new(Kind::Text),
                )
            }
            Node::Bool(value) => (Expr::Literal(Data::Bool(*value)), Info::new(Kind::Bool)),
            Node::Absent => (Expr::Absent, Info::maybe(Kind::Nothing)),
            Node::Name(name) => self.name(name, ast),
            Node::Call { name, args, .. } => self.call(name, args, ast),
            Node::Member(value, name) => self.member(value, name),
            Node::Index(value, index) => self.index(value, index),
            Node::Join(parts) => self.join(parts, ast),
            Node::Coalesce(parts) => self.coalesce(parts),
            Node::If {
                condition,
                then,
                otherwise,
            } => self.conditional(condition, then, otherwise),
            Node::And(parts) => self.series(parts, true),
            Node::Or(parts) => self.series(parts, false),
            Node::Not(value) => {
                let (expr, _) = self.expr(value);
                (Expr::Not(vec![expr].into()), Info::new(Kind::Bool))
            }
            Node::Compare(op, a, b) => self.compare(*op, a, b, ast.span),
            Node::Is {
                value,
                test,
                negated,
            } => self.is(value, test, *negated),
            Node::List(parts) => self.list(parts),
            Node::Object(entries) => self.object(entries),
        }
    }

    /// Runs `read` with these additional atoms.
    pub(super) fn within<T>(&mut self, atoms: Vec<Atom>, read: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.context.len();
        self.context.extend(atoms);
        let result = read(self);
        self.context.truncate(before);
        result
    }

    /// Sets a name from here on.
    pub(super) fn set_local(
        &mut self,
        name: &str,
        info: Info,
        span: Span,
        value: Option<&Ast>,
    ) -> u16 {
        let local = self.local_index(name);
        let stands_for = value
            .filter(|v| matches!(v.node, Node::Name(_) | Node::Member(..) | Node::Index(..)))
            .map(Ast::normal);
        self.lets.push(LetEvent {
            local,
            guard: self.context.clone(),
            info,
            stands_for,
            span,
        });
        index16(local)
    }

    fn local_index(&mut self, name: &str) -> usize {
        match self.locals.iter().position(|l| l == name) {
            Some(at) => at,
            None => {
                self.locals.push(name.to_owned());
                self.locals.len() - 1
            }
        }
    }

    /// Warns about a quoted text that was most likely meant as an expression.
    fn check_quoted(&mut self, text: &str, span: Span) {
        let sign = [" | ", " + "].into_iter().find(|s| text.contains(s));
        let dotted = dotted_name(text);
        let shown = match (sign, dotted) {
            (Some(sign), _) => format!("contains `{}`", sign.trim()),
            (None, Some(name)) => format!("contains `{name}`"),
            (None, None) => return,
        };
        self.report(
            &plan_rule::QUOTED_EXPRESSION,
            span,
            "this quoted text looks like an expression",
        )
        .label(shown)
        .why("a scalar in quotes is a literal text: it is sent as written")
        .help("remove the quotes, or write the expression in a block: `>-`");
    }
}

/// `clock.ms` and similar names in a text.
fn dotted_name(text: &str) -> Option<&str> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    text.split(|c: char| !is_part(c)).find(|word| {
        let Some((name, rest)) = word.split_once('.') else {
            return false;
        };
        match name {
            "clock" => matches!(rest, "s" | "ms" | "us" | "ns" | "iso"),
            "nonce" => matches!(rest, "s" | "ms" | "us"),
            "settings" | "session" | "tables" | "params" | "args" | "query" => {
                rest.split('.').all(crate::names::is_word)
            }
            _ => false,
        }
    })
}

/// An index into a table of a scheme. They are small; a spec with more entries is refused elsewhere because of its size.
pub(crate) fn index16(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}
