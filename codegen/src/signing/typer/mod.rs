//! From an expression as written to one of the plan, with what is known of its value.
//!
//! The typer walks a plan from top to bottom. At every point it knows which names are set, under which conditions it stands, and
//! what was signed before.

mod arguments;
mod calls;
mod due;
mod keys;
mod members;
mod names;
mod objects;
mod operators;
mod places;
mod sources;

use super::ast::{Ast, Node};
use super::context::{Atom, is_present};
use super::credentials;
use super::kinds::{Info, Kind, Reads, Sources};
use super::lists::Placed;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::rules::{Rule, plan as plan_rule};
use crate::source::{Source, Span};
pub(crate) use due::article;
pub(crate) use places::SectionPlaces;
pub(super) use places::add;
use specie_runtime::signing::plan::{Data, Expr, Place, Unit};
use std::cell::RefCell;

/// Everything that expressions can name beside the request itself.
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
    /// Operations send parameters in the query beside those of their section's place.
    pub queries_beside: bool,
}

/// A value that a session keeps.
#[derive(Debug)]
pub(crate) struct SessionValueType {
    /// Name after `session.`.
    pub name: String,
    /// Place of its session.
    pub session: u16,
    /// Its place in the session.
    pub value: u16,
    /// Given by the owner as JSON: any kind, perhaps absent.
    pub json: bool,
    /// Where it is declared.
    pub span: Span,
}

/// What kind of plan is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlanKind {
    /// A plan that signs calls.
    Plan,
    /// What must have arrived.
    Webhook,
    /// Parameters of a session's call.
    SessionCall,
}

/// A `let` that was read.
struct LetEvent {
    local: usize,
    guard: Vec<Atom>,
    info: Info,
    /// Another name or member that it merely stands for.
    stands_for: Option<String>,
    span: Span,
}

/// A step that gives the body content, or takes it away.
pub(super) struct BodyEvent {
    /// Under what it happens.
    pub guard: Vec<Atom>,
    /// There is a body afterwards.
    pub there: bool,
    /// That is so whatever the call brings.
    pub certain: bool,
}

/// A signature that was made.
pub(super) struct Signing {
    /// Under what.
    pub guard: Vec<Atom>,
    /// The call of the function.
    pub span: Span,
    /// What of the request it covers.
    pub reads: Reads,
    /// Sources that went into it.
    pub sources: Sources,
}

/// What `item` stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Item {
    List,
    Pairs,
    Either,
}

/// The walk through one plan.
pub(crate) struct Typer<'a> {
    pub source: &'a Source,
    pub diagnostics: &'a mut Diagnostics,
    pub declared: &'a Declared,
    pub scope: PlanKind,
    /// Sections that use the plan.
    pub sections: Vec<SectionPlaces>,
    /// Names of all `let`s of the plan, each once.
    pub locals: Vec<String>,
    lets: Vec<LetEvent>,
    pub(super) bodies: Vec<BodyEvent>,
    /// Steps `place` so far.
    pub(super) moves: Vec<(Vec<Atom>, Place)>,
    /// Places that steps so far have set.
    pub(super) set: Vec<Place>,
    /// Lists and objects that steps so far have put into a query or form.
    pub(super) nested: Vec<Placed>,
    /// Members that steps so far have set, by name; none: any.
    pub(super) named: Vec<Option<String>>,
    /// A step `encode` says how lists are written.
    pub(super) encodes_lists: bool,
    /// What holds here.
    pub(super) context: Vec<Atom>,
    items: Vec<Item>,
    /// `...` may stand here: a step that sets a place is read.
    pub(super) in_place: bool,
    pub(super) signings: Vec<Signing>,
    /// Sources that can be read off what is sent.
    pub(super) sent: Sources,
    /// Headers that steps so far have set, and what they are made of.
    pub(super) headers: Vec<(String, Info)>,
}

/// An expression of the plan and what is known of it.
pub(crate) type Typed = (Expr, Info);

impl<'a> Typer<'a> {
    /// A walk that has seen nothing yet.
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
            headers: Vec::new(),
        }
    }

    /// Reports something.
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
        let (expr, mut info) = self.node(ast);
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
            Node::Compare(op, a, b) => self.compare(*op, a, b),
            Node::Is {
                value,
                test,
                negated,
            } => self.is(value, test, *negated),
            Node::List(parts) => self.list(parts),
            Node::Object(entries) => self.object(entries),
        }
    }

    /// Runs `read` where the atoms hold too.
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

    /// Warns of a quoted text that was most likely meant as an expression.
    fn check_quoted(&mut self, text: &str, span: Span) {
        let sign = [" | ", " + "].into_iter().find(|s| text.contains(s));
        let dotted = dotted_name(text);
        let shown = match (sign, dotted) {
            (Some(sign), _) => format!("`{}` in it", sign.trim()),
            (None, Some(name)) => format!("`{name}` in it"),
            (None, None) => return,
        };
        self.report(
            &plan_rule::QUOTED_EXPRESSION,
            span,
            "this quoted text looks like an expression",
        )
        .label(shown)
        .why("a scalar in quotes is a literal text: it is sent as it stands")
        .help("remove the quotes, or write the expression in a block: `>-`");
    }
}

/// `clock.ms` and its like in a text.
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
                rest.split('.').all(super::names::is_name)
            }
            _ => false,
        }
    })
}

/// Places in the tables of a scheme are small numbers; a spec that has more is refused elsewhere by its size.
pub(crate) fn index16(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}
