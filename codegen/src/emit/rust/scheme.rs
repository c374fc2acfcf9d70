//! The signing scheme as constant data: every plan, ready to evaluate, with nothing to parse at run time.

use super::layout::{Node, atom, borrowed, call, option, record, text};
use specie_runtime::signing::plan::{
    Action, Binding, Credential, Data, Encoder, Entry, Expires, Expr, Form, HeaderLine, Keep,
    KeepFrom, PathSegment, Place, Plan, Scheme, Section, Session, SessionCall, Setting, Step, Test,
    WebhookPlan,
};

/// The whole scheme.
pub fn scheme(scheme: &Scheme) -> Node {
    record(
        "Scheme",
        vec![
            ("provider", text(&scheme.provider)),
            (
                "credentials",
                borrowed(scheme.credentials.iter().map(credential).collect()),
            ),
            (
                "settings",
                borrowed(scheme.settings.iter().map(setting).collect()),
            ),
            (
                "tables",
                borrowed(
                    scheme
                        .tables
                        .iter()
                        .map(|(name, data)| pair(name, data))
                        .collect(),
                ),
            ),
            (
                "sections",
                borrowed(scheme.sections.iter().map(section).collect()),
            ),
            ("plans", borrowed(scheme.plans.iter().map(plan).collect())),
            (
                "sessions",
                borrowed(scheme.sessions.iter().map(session).collect()),
            ),
            (
                "webhooks",
                borrowed(scheme.webhooks.iter().map(webhook).collect()),
            ),
        ],
    )
}

/// Plain data.
pub fn data(data: &Data) -> Node {
    match data {
        Data::Null => atom("Data::Null"),
        Data::Bool(value) => atom(format!("Data::Bool({value})")),
        Data::Integer(digits) => call("Data::Integer", vec![text(digits)]),
        Data::Number(digits) => call("Data::Number", vec![text(digits)]),
        Data::Text(value) => call("Data::Text", vec![text(value)]),
        Data::List(items) => call(
            "Data::List",
            vec![borrowed(items.iter().map(self::data).collect())],
        ),
        Data::Object(members) => call(
            "Data::Object",
            vec![borrowed(
                members
                    .iter()
                    .map(|(name, value)| pair(name, value))
                    .collect(),
            )],
        ),
    }
}

fn pair(name: &str, value: &Data) -> Node {
    call("", vec![text(name), data(value)])
}

fn credential(credential: &Credential) -> Node {
    record(
        "Credential",
        vec![
            ("name", text(&credential.name)),
            ("secret", atom(credential.secret.to_string())),
            ("optional", atom(credential.optional.to_string())),
            (
                "forms",
                borrowed(
                    credential
                        .forms
                        .iter()
                        .map(|&form| atom(self::form(form)))
                        .collect(),
                ),
            ),
        ],
    )
}

fn form(form: Form) -> String {
    format!("Form::{form:?}")
}

fn setting(setting: &Setting) -> Node {
    record(
        "Setting",
        vec![
            ("name", text(&setting.name)),
            ("default", data(&setting.default)),
        ],
    )
}

fn place(place: Place) -> Node {
    atom(format!("Place::{place:?}"))
}

fn encoder(encoder: &Encoder) -> Node {
    record(
        "Encoder",
        vec![
            ("escape", atom(format!("Escape::{:?}", encoder.escape))),
            (
                "arrays",
                option(
                    encoder
                        .arrays
                        .map(|arrays| atom(format!("Arrays::{arrays:?}"))),
                ),
            ),
            ("keep", text(&encoder.keep)),
        ],
    )
}

fn section(section: &Section) -> Node {
    let places = section
        .places
        .iter()
        .map(|(method, at)| call("", vec![text(method), place(*at)]))
        .collect();
    record(
        "Section",
        vec![
            ("name", text(&section.name)),
            ("base", text(&section.base)),
            ("path", text(&section.path)),
            (
                "path_encode",
                atom(format!("PathEncode::{:?}", section.path_encode)),
            ),
            ("places", borrowed(places)),
            ("otherwise", place(section.otherwise)),
            ("encode", encoder(&section.encode)),
            (
                "send_empty",
                borrowed(section.send_empty.iter().map(|&at| place(at)).collect()),
            ),
            (
                "plan",
                option(section.plan.map(|plan| atom(plan.to_string()))),
            ),
        ],
    )
}

fn plan(plan: &Plan) -> Node {
    record(
        "Plan",
        vec![
            ("name", text(&plan.name)),
            (
                "locals",
                borrowed(plan.locals.iter().map(|name| text(name)).collect()),
            ),
            ("steps", borrowed(plan.steps.iter().map(step).collect())),
        ],
    )
}

fn webhook(webhook: &WebhookPlan) -> Node {
    record(
        "WebhookPlan",
        vec![
            ("form", atom(webhook.form.to_string())),
            ("plan", plan(&webhook.plan)),
        ],
    )
}

fn step(step: &Step) -> Node {
    record(
        "Step",
        vec![
            ("when", option(step.when.as_ref().map(expr))),
            ("action", action(&step.action)),
        ],
    )
}

fn action(action: &Action) -> Node {
    match action {
        Action::Let(bindings) => call(
            "Action::Let",
            vec![borrowed(bindings.iter().map(binding).collect())],
        ),
        Action::Set(target, value) => call(
            "Action::Set",
            vec![atom(format!("Target::{target:?}")), expr(value)],
        ),
        Action::Body(value) => call("Action::Body", vec![expr(value)]),
        Action::Header(lines) => call(
            "Action::Header",
            vec![borrowed(lines.iter().map(header).collect())],
        ),
        Action::Require(value) => call("Action::Require", vec![expr(value)]),
        Action::Path(value) => call("Action::Path", vec![expr(value)]),
        Action::Place(at) => call("Action::Place", vec![place(*at)]),
        Action::Encode(value) => call("Action::Encode", vec![encoder(value)]),
        Action::Group { then, otherwise } => record(
            "Action::Group",
            vec![
                ("then", borrowed(then.iter().map(step).collect())),
                ("otherwise", borrowed(otherwise.iter().map(step).collect())),
            ],
        ),
    }
}

fn binding(binding: &Binding) -> Node {
    record(
        "Binding",
        vec![
            ("local", atom(binding.local.to_string())),
            ("value", expr(&binding.value)),
        ],
    )
}

fn header(line: &HeaderLine) -> Node {
    record(
        "HeaderLine",
        vec![("name", text(&line.name)), ("value", expr(&line.value))],
    )
}

fn entry(entry: &Entry) -> Node {
    match entry {
        Entry::Member { name, value } => record(
            "Entry::Member",
            vec![("name", text(name)), ("value", expr(value))],
        ),
        Entry::Existing => atom("Entry::Existing"),
        Entry::Spread(value) => call("Entry::Spread", vec![expr(value)]),
    }
}

/// An expression.
fn expr(value: &Expr) -> Node {
    match value {
        Expr::Literal(value) => call("Expr::Literal", vec![data(value)]),
        Expr::Absent => atom("Expr::Absent"),
        Expr::Name(name) => atom(format!("Expr::Name(Name::{name:?})")),
        Expr::Header(name) => call("Expr::Header", vec![text(name)]),
        Expr::Credential(at) => atom(format!("Expr::Credential({at})")),
        Expr::Local(at) => atom(format!("Expr::Local({at})")),
        Expr::Setting(at) => atom(format!("Expr::Setting({at})")),
        Expr::Table(at) => atom(format!("Expr::Table({at})")),
        Expr::Session(session, value) => atom(format!("Expr::Session({session}, {value})")),
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
            vec![borrowed(entries.iter().map(entry).collect())],
        ),
        Expr::List(items) => call("Expr::List", vec![exprs(items)]),
        Expr::Member(child, name) => call("Expr::Member", vec![exprs(child), text(name)]),
        Expr::Index(children) => call("Expr::Index", vec![exprs(children)]),
        Expr::Join(parts) => call("Expr::Join", vec![exprs(parts)]),
        Expr::Coalesce(parts) => call("Expr::Coalesce", vec![exprs(parts)]),
        Expr::If(parts) => call("Expr::If", vec![exprs(parts)]),
        Expr::And(parts) => call("Expr::And", vec![exprs(parts)]),
        Expr::Or(parts) => call("Expr::Or", vec![exprs(parts)]),
        Expr::Not(child) => call("Expr::Not", vec![exprs(child)]),
        Expr::Compare(how, sides) => call(
            "Expr::Compare",
            vec![atom(format!("Comparison::{how:?}")), exprs(sides)],
        ),
        Expr::Is(test, child) => call("Expr::Is", vec![atom(self::test(*test)), exprs(child)]),
        Expr::Call(function, arguments) => call(
            "Expr::Call",
            vec![atom(format!("Function::{function:?}")), exprs(arguments)],
        ),
        Expr::Encode(how, child) => call("Expr::Encode", vec![encoder(how), exprs(child)]),
        Expr::Each(children) => call("Expr::Each", vec![exprs(children)]),
    }
}

fn exprs(list: &[Expr]) -> Node {
    borrowed(list.iter().map(expr).collect())
}

fn test(test: Test) -> String {
    match test {
        Test::Form(form) => format!("Test::Form({})", self::form(form)),
        other => format!("Test::{other:?}"),
    }
}

fn session(session: &Session) -> Node {
    record(
        "Session",
        vec![
            ("name", text(&session.name)),
            ("call", option(session.call.as_ref().map(session_call))),
            ("keep", borrowed(session.keep.iter().map(keep).collect())),
            ("expires", expires(&session.expires)),
        ],
    )
}

fn session_call(call: &SessionCall) -> Node {
    record(
        "SessionCall",
        vec![
            ("section", atom(call.section.to_string())),
            ("method", text(&call.method)),
            ("path", text(&call.path)),
            ("params", borrowed(call.params.iter().map(entry).collect())),
        ],
    )
}

fn keep(keep: &Keep) -> Node {
    record(
        "Keep",
        vec![("name", text(&keep.name)), ("from", keep_from(&keep.from))],
    )
}

fn keep_from(from: &KeepFrom) -> Node {
    match from {
        KeepFrom::Body(segments) => call(
            "KeepFrom::Body",
            vec![borrowed(segments.iter().map(segment).collect())],
        ),
        KeepFrom::Header(name) => call("KeepFrom::Header", vec![text(name)]),
        KeepFrom::Cookie(name) => call("KeepFrom::Cookie", vec![text(name)]),
        KeepFrom::GivenText => atom("KeepFrom::GivenText"),
        KeepFrom::GivenJson => atom("KeepFrom::GivenJson"),
    }
}

/// A segment of a JSON path.
pub fn segment(segment: &PathSegment) -> Node {
    match segment {
        PathSegment::Name(name) => call("PathSegment::Name", vec![text(name)]),
        PathSegment::Index(at) => atom(format!("PathSegment::Index({at})")),
    }
}

fn expires(expires: &Expires) -> Node {
    match expires {
        Expires::Never => atom("Expires::Never"),
        Expires::After(seconds) => atom(format!("Expires::After({seconds})")),
        Expires::In(from) => call("Expires::In", vec![keep_from(from)]),
    }
}
