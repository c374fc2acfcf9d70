//! Whether a reader of one type can take what a writer of another one sends.
//!
//! For a request, the provider reads what an old client sends; for a response, an old client reads what the provider sends.

use super::types::Way;
use crate::model::{Api, BytesForm, EnumKind, Kind, Shape, TimeUnit, Type, WireAs};

/// How well a type takes the values of another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// It takes none, or not all.
    Not,
    /// It depends on the values.
    Perhaps,
    /// It takes all.
    Fits,
}

/// What a value is on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Text,
    Number,
    Bool,
    List,
    Object,
    /// A value of any form.
    Any,
    /// A file, or a body as it is.
    Bytes,
}

/// How well `reader` takes what `writer` sends.
pub(super) fn fit(reader: (&Api, &Type), writer: (&Api, &Type), way: Way) -> Fit {
    let (read, written) = (form(reader), form(writer));
    let forms = match (read, written) {
        (Form::Any, _) => return open_fit(reader, writer),
        (_, Form::Any) => return Fit::Perhaps,
        _ if read == written => Fit::Fits,
        // In a query, everything is a text. Clients read numbers that are texts, and texts that are numbers.
        (Form::Text | Form::Number | Form::Bool, Form::Text | Form::Number | Form::Bool)
            if way != Way::Sent =>
        {
            match (way, read, written) {
                (Way::Received, Form::Bool, _) | (Way::Received, _, Form::Bool) => Fit::Not,
                _ => Fit::Fits,
            }
        }
        _ => Fit::Not,
    };
    forms.min(values(reader, writer))
}

/// A reader of open JSON takes all; one of several forms takes what one of its forms has.
fn open_fit((_, reader): (&Api, &Type), (_, writer): (&Api, &Type)) -> Fit {
    match (&reader.kind, &writer.kind) {
        (Kind::Json, _) => Fit::Fits,
        _ => Fit::Perhaps,
    }
}

fn shape<'a>((api, ty): (&'a Api, &Type)) -> Option<&'a Shape> {
    match &ty.kind {
        Kind::Named(id) => api.types.get(id.0).map(|def| &def.shape),
        _ => None,
    }
}

fn form(of: (&Api, &Type)) -> Form {
    let ty = of.1;
    match ty.wire {
        Some(WireAs::Text | WireAs::Json) => return Form::Text,
        Some(WireAs::Number | WireAs::Int) => return Form::Number,
        None => {}
    }
    match &ty.kind {
        Kind::Text { .. } | Kind::Secret | Kind::Uuid | Kind::Url | Kind::Date | Kind::Decimal => {
            Form::Text
        }
        Kind::Int | Kind::Flag => Form::Number,
        Kind::Bool => Form::Bool,
        Kind::Time(TimeUnit::Iso | TimeUnit::IsoTo(_) | TimeUnit::Http) => Form::Text,
        Kind::Time(_) => Form::Number,
        Kind::Bytes(BytesForm::Raw) | Kind::File => Form::Bytes,
        Kind::Bytes(_) => Form::Text,
        Kind::Json => Form::Any,
        Kind::List(_) => Form::List,
        Kind::Map { .. } | Kind::Numbered(_) => Form::Object,
        Kind::Named(_) => match shape(of) {
            Some(Shape::Struct { .. } | Shape::Union { .. }) => Form::Object,
            Some(Shape::Tuple { .. }) => Form::List,
            Some(Shape::Enum { kind, .. }) => match kind {
                EnumKind::Text => Form::Text,
                EnumKind::Int => Form::Number,
                EnumKind::Mixed => Form::Any,
            },
            Some(Shape::Forms { .. }) | None => Form::Any,
        },
    }
}

/// The values themselves, where their form is no question.
fn values(reader: (&Api, &Type), writer: (&Api, &Type)) -> Fit {
    match (shape(reader), shape(writer)) {
        (Some(Shape::Enum { closed, .. }), None) => {
            return match closed {
                // An open enum of a client keeps other values; the provider's own list does not.
                false => Fit::Perhaps,
                true => Fit::Not,
            };
        }
        (None, Some(Shape::Enum { .. })) => {
            return match reader.1.kind {
                Kind::Text { .. } | Kind::Int => Fit::Fits,
                _ => Fit::Perhaps,
            };
        }
        _ => {}
    }
    match (&reader.1.kind, &writer.1.kind) {
        (a, b) if a == b && !matches!(a, Kind::Named(_) | Kind::Numbered(_)) => Fit::Fits,
        (Kind::Text { alnum: false } | Kind::Secret, b) if !is_compound(b) => Fit::Fits,
        (Kind::Text { alnum: true }, b) if !is_compound(b) => Fit::Perhaps,
        (Kind::Decimal, Kind::Int | Kind::Flag | Kind::Time(_)) => Fit::Fits,
        (Kind::Int, Kind::Flag | Kind::Time(_)) => Fit::Fits,
        (Kind::Int, Kind::Decimal) => Fit::Not,
        (Kind::Time(a), Kind::Time(b)) => times(*a, *b),
        (a, Kind::Text { .. } | Kind::Secret) if !is_compound(a) => Fit::Perhaps,
        (Kind::Time(_) | Kind::Flag, Kind::Int | Kind::Decimal) => Fit::Perhaps,
        (Kind::Date, Kind::Time(_)) | (Kind::Time(_), Kind::Date) => Fit::Perhaps,
        (
            Kind::Map { .. } | Kind::Named(_) | Kind::Numbered(_),
            Kind::Map { .. } | Kind::Named(_),
        ) => Fit::Perhaps,
        _ => Fit::Not,
    }
}

fn is_compound(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::List(_) | Kind::Map { .. } | Kind::Numbered(_) | Kind::Named(_) | Kind::File
    )
}

/// Times in one unit, with more or fewer decimals.
fn times(reader: TimeUnit, writer: TimeUnit) -> Fit {
    use TimeUnit::{Iso, IsoTo, Seconds, SecondsTo};
    match (reader, writer) {
        (Iso | IsoTo(_), Iso | IsoTo(_)) => Fit::Fits,
        (SecondsTo(_), Seconds | SecondsTo(_)) => Fit::Fits,
        (Seconds, SecondsTo(_)) => Fit::Perhaps,
        _ => Fit::Not,
    }
}
