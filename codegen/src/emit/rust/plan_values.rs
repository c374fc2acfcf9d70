//! The values that plans and the rest of a scheme are made of, as constant data.

use super::layout::{Node, atom, borrowed, call, option, record, text};
use specie_runtime::signing::plan::{
    Data, Encoder, Expires, Form, Keep, KeepFrom, PathSegment, Place,
};

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

pub(super) fn pair(name: &str, value: &Data) -> Node {
    call("", vec![text(name), data(value)])
}

pub(super) fn form(form: Form) -> String {
    format!("Form::{form:?}")
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
