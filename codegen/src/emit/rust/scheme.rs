//! The signing scheme as constant data: every plan, ready to evaluate, with nothing to parse at run time.

use super::layout::{Node, atom, borrowed, call, option, record, text};
use super::plans::{Plans, reference};
use specie_runtime::signing::plan::{
    Credential, Data, Encoder, Expires, Form, Keep, KeepFrom, PathSegment, Place, Scheme, Section,
    Setting,
};

/// The whole scheme.
pub fn scheme(scheme: &Scheme) -> Node {
    let plans = Plans {
        scheme,
        locals: &[],
    };
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
                borrowed(
                    scheme
                        .sections
                        .iter()
                        .map(|one| section(scheme, one))
                        .collect(),
                ),
            ),
            (
                "plans",
                borrowed(scheme.plans.iter().map(|plan| plans.plan(plan)).collect()),
            ),
            (
                "sessions",
                borrowed(
                    scheme
                        .sessions
                        .iter()
                        .map(|one| plans.session(one))
                        .collect(),
                ),
            ),
            (
                "webhooks",
                borrowed(
                    scheme
                        .webhooks
                        .iter()
                        .map(|one| plans.webhook(one))
                        .collect(),
                ),
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
        Data::Decimal(digits) => call("Data::Decimal", vec![text(digits)]),
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

pub(super) fn form(form: Form) -> String {
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

pub(super) fn place(place: Place) -> Node {
    atom(format!("Place::{place:?}"))
}

pub(super) fn encoder(encoder: &Encoder) -> Node {
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

fn section(scheme: &Scheme, section: &Section) -> Node {
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
                option(section.plan.map(|at| {
                    let plan = scheme.plans.get(usize::from(at));
                    atom(reference(at, plan.map(|plan| &*plan.name)))
                })),
            ),
        ],
    )
}

pub(super) fn keep(keep: &Keep) -> Node {
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

pub(super) fn expires(expires: &Expires) -> Node {
    match expires {
        Expires::Never => atom("Expires::Never"),
        Expires::After(seconds) => atom(format!("Expires::After({seconds})")),
        Expires::In(from) => call("Expires::In", vec![keep_from(from)]),
    }
}
