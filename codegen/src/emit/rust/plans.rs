//! Plans, webhooks and sessions as constant data.

use super::layout::{Node, atom, borrowed, call, option, record, text};
use super::plan_values::{data, encoder, expires, form, keep, place, segment};
use specie_runtime::signing::plan::{
    Action, Binding, Entry, Expr, HeaderLine, KeySource, KeysFrom, List, NamedIn, PathSegment,
    Plan, Scheme, Session, SessionCall, Step, Str, Test, WebhookPlan,
};

/// Prints plans. Numbers that refer to a declaration are followed by its name, so that a reader has nothing to count.
#[derive(Clone, Copy)]
pub(super) struct Plans<'s> {
    pub(super) scheme: &'s Scheme,
    /// Names of the plan's `let`s.
    pub(super) locals: &'s [Str],
}

/// A number that refers to a declaration, with the name of the declaration.
pub fn reference(index: impl std::fmt::Display, name: Option<&str>) -> String {
    // Names are words; nothing else may get into a comment.
    let is_word = |name: &&str| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    match name.filter(is_word) {
        Some(name) => format!("{index} /* {name} */"),
        None => index.to_string(),
    }
}

impl<'s> Plans<'s> {
    pub(super) fn plan(self, plan: &Plan) -> Node {
        let inside = Plans {
            scheme: self.scheme,
            locals: &plan.locals,
        };
        record(
            "Plan",
            vec![
                ("name", text(&plan.name)),
                (
                    "locals",
                    borrowed(plan.locals.iter().map(|name| text(name)).collect()),
                ),
                (
                    "steps",
                    borrowed(plan.steps.iter().map(|one| inside.step(one)).collect()),
                ),
            ],
        )
    }

    pub(super) fn webhook(self, webhook: &WebhookPlan) -> Node {
        record(
            "WebhookPlan",
            vec![
                ("form", atom(webhook.form.to_string())),
                (
                    "tolerance_ms",
                    option(webhook.tolerance_ms.map(|ms| atom(ms.to_string()))),
                ),
                (
                    "keys",
                    option(webhook.keys.as_ref().map(|one| self.key_source(one))),
                ),
                ("plan", self.plan(&webhook.plan)),
            ],
        )
    }

    fn key_source(self, source: &KeySource) -> Node {
        let KeySource { credential, from } = source;
        let declared = self.scheme.credentials.get(usize::from(*credential));
        let credential = reference(*credential, declared.map(|one| &*one.name));
        let path = |path: &List<PathSegment>| borrowed(path.iter().map(segment).collect());
        let from = match from {
            KeysFrom::Address(url) => call("KeysFrom::Address", vec![text(url)]),
            KeysFrom::List {
                operation,
                list,
                id,
                key,
            } => record(
                "KeysFrom::List",
                vec![
                    ("operation", text(operation)),
                    ("list", path(list)),
                    ("id", text(id)),
                    ("key", text(key)),
                ],
            ),
            KeysFrom::ById {
                operation,
                param,
                header,
                key,
            } => record(
                "KeysFrom::ById",
                vec![
                    ("operation", text(operation)),
                    ("param", text(param)),
                    ("header", text(header)),
                    ("key", path(key)),
                ],
            ),
            KeysFrom::Certificate { named, at, name } => {
                let named = match named {
                    NamedIn::Header(header) => call("NamedIn::Header", vec![text(header)]),
                    NamedIn::Body(member) => call("NamedIn::Body", vec![path(member)]),
                };
                record(
                    "KeysFrom::Certificate",
                    vec![("named", named), ("at", text(at)), ("name", text(name))],
                )
            }
        };
        record(
            "KeySource",
            vec![("credential", atom(credential)), ("from", from)],
        )
    }

    fn step(self, step: &Step) -> Node {
        record(
            "Step",
            vec![
                ("when", option(step.when.as_ref().map(|one| self.expr(one)))),
                ("action", self.action(&step.action)),
            ],
        )
    }

    fn action(self, action: &Action) -> Node {
        match action {
            Action::Let(bindings) => call(
                "Action::Let",
                vec![borrowed(
                    bindings.iter().map(|one| self.binding(one)).collect(),
                )],
            ),
            Action::Set(target, value) => call(
                "Action::Set",
                vec![atom(format!("Target::{target:?}")), self.expr(value)],
            ),
            Action::Body(value) => call("Action::Body", vec![self.expr(value)]),
            Action::Header(lines) => call(
                "Action::Header",
                vec![borrowed(lines.iter().map(|one| self.header(one)).collect())],
            ),
            Action::Require(value) => call("Action::Require", vec![self.expr(value)]),
            Action::Path(value) => call("Action::Path", vec![self.expr(value)]),
            Action::Place(at) => call("Action::Place", vec![place(*at)]),
            Action::Encode(value) => call("Action::Encode", vec![encoder(value)]),
            Action::Group { then, otherwise } => record(
                "Action::Group",
                vec![
                    (
                        "then",
                        borrowed(then.iter().map(|one| self.step(one)).collect()),
                    ),
                    (
                        "otherwise",
                        borrowed(otherwise.iter().map(|one| self.step(one)).collect()),
                    ),
                ],
            ),
        }
    }

    fn binding(self, binding: &Binding) -> Node {
        record(
            "Binding",
            vec![
                (
                    "local",
                    atom(reference(
                        binding.local,
                        self.locals
                            .get(usize::from(binding.local))
                            .map(|name| &**name),
                    )),
                ),
                ("value", self.expr(&binding.value)),
            ],
        )
    }

    fn header(self, line: &HeaderLine) -> Node {
        record(
            "HeaderLine",
            vec![
                ("name", text(&line.name)),
                ("value", self.expr(&line.value)),
            ],
        )
    }

    fn entry(self, entry: &Entry) -> Node {
        match entry {
            Entry::Member { name, value } => record(
                "Entry::Member",
                vec![("name", text(name)), ("value", self.expr(value))],
            ),
            Entry::Existing => atom("Entry::Existing"),
            Entry::Spread(value) => call("Entry::Spread", vec![self.expr(value)]),
        }
    }

    /// An expression.
    fn expr(self, value: &Expr) -> Node {
        match value {
            Expr::Literal(value) => call("Expr::Literal", vec![data(value)]),
            Expr::Absent => atom("Expr::Absent"),
            Expr::Name(name) => atom(format!("Expr::Name(Name::{name:?})")),
            Expr::Header(name) => call("Expr::Header", vec![text(name)]),
            Expr::HeaderNamed(name) => call("Expr::HeaderNamed", vec![self.exprs(name)]),
            Expr::Credential(at) => {
                let name = self
                    .scheme
                    .credentials
                    .get(usize::from(*at))
                    .map(|one| &*one.name);
                atom(format!("Expr::Credential({})", reference(at, name)))
            }
            Expr::Local(at) => {
                let name = self.locals.get(usize::from(*at)).map(|name| &**name);
                atom(format!("Expr::Local({})", reference(at, name)))
            }
            Expr::Setting(at) => {
                let name = self
                    .scheme
                    .settings
                    .get(usize::from(*at))
                    .map(|one| &*one.name);
                atom(format!("Expr::Setting({})", reference(at, name)))
            }
            Expr::Table(at) => {
                let name = self
                    .scheme
                    .tables
                    .get(usize::from(*at))
                    .map(|(name, _)| &**name);
                atom(format!("Expr::Table({})", reference(at, name)))
            }
            Expr::Session(session, value) => {
                let of = self.scheme.sessions.get(usize::from(*session));
                let kept = of.and_then(|of| of.keep.get(usize::from(*value)));
                let session = reference(session, of.map(|of| &*of.name));
                let value = reference(value, kept.map(|kept| &*kept.name));
                atom(format!("Expr::Session({session}, {value})"))
            }
            Expr::Item => atom("Expr::Item"),
            Expr::ItemKey => atom("Expr::ItemKey"),
            Expr::ItemValue => atom("Expr::ItemValue"),
            Expr::Clock(unit) => atom(format!("Expr::Clock(Unit::{unit:?})")),
            Expr::ClockIso => atom("Expr::ClockIso"),
            Expr::Nonce(unit) => atom(format!("Expr::Nonce(Unit::{unit:?})")),
            Expr::Uuid => atom("Expr::Uuid"),
            Expr::Random => atom("Expr::Random"),
            Expr::Object(entries) => call(
                "Expr::Object",
                vec![borrowed(
                    entries.iter().map(|one| self.entry(one)).collect(),
                )],
            ),
            Expr::List(items) => call("Expr::List", vec![self.exprs(items)]),
            Expr::Member(child, name) => call("Expr::Member", vec![self.exprs(child), text(name)]),
            Expr::Index(children) => call("Expr::Index", vec![self.exprs(children)]),
            Expr::Join(parts) => call("Expr::Join", vec![self.exprs(parts)]),
            Expr::Coalesce(parts) => call("Expr::Coalesce", vec![self.exprs(parts)]),
            Expr::If(parts) => call("Expr::If", vec![self.exprs(parts)]),
            Expr::And(parts) => call("Expr::And", vec![self.exprs(parts)]),
            Expr::Or(parts) => call("Expr::Or", vec![self.exprs(parts)]),
            Expr::Not(child) => call("Expr::Not", vec![self.exprs(child)]),
            Expr::Compare(how, sides) => call(
                "Expr::Compare",
                vec![atom(format!("Comparison::{how:?}")), self.exprs(sides)],
            ),
            Expr::Is(test, child) => {
                call("Expr::Is", vec![atom(self::test(*test)), self.exprs(child)])
            }
            Expr::Call(function, arguments) => call(
                "Expr::Call",
                vec![
                    atom(format!("Function::{function:?}")),
                    self.exprs(arguments),
                ],
            ),
            Expr::Encode(how, child) => call("Expr::Encode", vec![encoder(how), self.exprs(child)]),
            Expr::Each(children) => call("Expr::Each", vec![self.exprs(children)]),
            Expr::Any(children) => call("Expr::Any", vec![self.exprs(children)]),
        }
    }

    fn exprs(self, list: &[Expr]) -> Node {
        borrowed(list.iter().map(|one| self.expr(one)).collect())
    }

    pub(super) fn session(self, session: &Session) -> Node {
        record(
            "Session",
            vec![
                ("name", text(&session.name)),
                (
                    "call",
                    option(session.call.as_ref().map(|one| self.session_call(one))),
                ),
                ("keep", borrowed(session.keep.iter().map(keep).collect())),
                ("expires", expires(&session.expires)),
            ],
        )
    }

    fn session_call(self, call: &SessionCall) -> Node {
        record(
            "SessionCall",
            vec![
                (
                    "section",
                    atom(reference(
                        call.section,
                        self.scheme
                            .sections
                            .get(usize::from(call.section))
                            .map(|one| &*one.name),
                    )),
                ),
                ("method", text(&call.method)),
                ("path", text(&call.path)),
                (
                    "params",
                    borrowed(call.params.iter().map(|one| self.entry(one)).collect()),
                ),
            ],
        )
    }
}

fn test(test: Test) -> String {
    match test {
        Test::Form(form) => format!("Test::Form({})", self::form(form)),
        other => format!("Test::{other:?}"),
    }
}
