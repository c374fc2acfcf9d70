//! The places of a spec where a type can be declared as it is used, and the names that such types get from them.
//!
//! A field gives the name of its type or operation and its own: `InvoiceCustomer`, also for the elements of a list or the values of a map. The
//! data of a response is `…Response`, a message `…Message`.

use super::answers::Response;
use super::operations::Operation;
use super::responses::Errors;
use super::spec::Spec;
use super::streams::{Messages, Start, Stream};
use super::type_syntax::Type;
use super::{Field, Notes, Text};
use crate::names;
use crate::source::Span;

/// A place of a type.
pub(super) struct Place<'a> {
    /// The name of a type that is declared here.
    pub(super) name: String,
    pub(super) span: Span,
    /// What the spec says about the place.
    pub(super) notes: &'a Notes,
    /// What a type is for if the notes describe more than the type; none: they describe the type.
    pub(super) purpose: Option<Text>,
}

/// What is done with the type at a place.
pub(super) type Visit<'v> = dyn FnMut(&Place<'_>, &mut Type) + 'v;

/// Visits the types of fields, which belong to an owner of this name.
pub(super) fn of_fields(owner: &str, fields: &mut [Field], visit: &mut Visit<'_>) {
    for field in fields {
        let name = field.rename.as_deref().unwrap_or(&field.name);
        let place = Place {
            name: format!("{owner}{}", part(&name.value)),
            span: name.span,
            notes: &field.notes,
            purpose: None,
        };
        if let Some(ty) = &mut field.ty {
            visit(&place, ty);
        }
    }
}

/// Visits the types of what errors carry.
pub(super) fn of_errors(spec: &mut Spec, visit: &mut Visit<'_>) {
    let notes = Notes::default();
    let mut at = |name: String, errors: &mut Errors| {
        let Some(data) = &mut errors.data_type else {
            return;
        };
        let place = Place {
            name,
            span: data.span,
            notes: &notes,
            purpose: Some(Text {
                value: "What the provider says about an error.".to_owned(),
                span: data.span,
            }),
        };
        visit(&place, &mut data.ty);
    };
    at("ErrorData".to_owned(), &mut spec.errors);
    for envelope in &mut spec.envelopes {
        let name = format!("{}ErrorData", part(&envelope.name.value));
        if let Some(errors) = &mut envelope.errors {
            at(name, errors);
        }
    }
}

/// Visits the types of an operation: of its parameters, then of its responses.
pub(super) fn of_operation(operation: &mut Operation, visit: &mut Visit<'_>) {
    let owner = part(&operation.name.value);
    of_fields(&owner, &mut operation.params, visit);
    of_fields(&owner, operation.items.as_mut_slice(), visit);
    of_fields(&owner, &mut operation.query, visit);
    of_fields(&owner, &mut operation.headers, visit);
    of_fields(&owner, &mut operation.cookies, visit);
    if let Some(response) = &mut operation.response {
        of_response(&operation.name, &operation.notes, response, visit);
    }
    for variant in &mut operation.variants {
        if let Some(response) = &mut variant.response {
            of_response(&variant.name, &variant.notes, response, visit);
        }
    }
}

fn of_response(call: &Text, notes: &Notes, response: &mut Response, visit: &mut Visit<'_>) {
    let place = |name, span| Place {
        name,
        span,
        notes,
        purpose: Some(Text {
            value: format!("Data of the response of `{}`.", call.value),
            span: call.span,
        }),
    };
    let name = format!("{}Response", part(&call.value));
    match response {
        Response::Type(ty) | Response::Optional(ty) => visit(&place(name, call.span), ty),
        Response::ByStatus(responses) => {
            for (status, response) in responses {
                if let Response::Type(ty) | Response::Optional(ty) = response {
                    visit(&place(format!("{name}{}", status.value), status.span), ty);
                }
            }
        }
        Response::None | Response::Raw { .. } | Response::Broken => {}
    }
}

/// Visits the types of the channels of a stream.
pub(super) fn of_stream(stream: &mut Stream, visit: &mut Visit<'_>) {
    for channel in &mut stream.channels {
        let name = channel.rename.as_ref().unwrap_or(&channel.name);
        let owner = format!("{}{}", part(&stream.name.value), part(&name.value));
        of_fields(&owner, &mut channel.params, visit);
        let (channel_name, notes) = (&channel.name, &channel.notes);
        let span = name.span;
        let mut at = |owner: String, ty: &mut Type| {
            let place = Place {
                name: format!("{owner}Message"),
                span: channel_name.span,
                notes,
                purpose: Some(Text {
                    value: format!("Message of `{}`.", channel_name.value),
                    span,
                }),
            };
            visit(&place, ty);
        };
        match &mut channel.messages {
            Messages::None => {}
            Messages::One(ty) => at(owner.clone(), ty),
            Messages::Kinds { kinds, .. } => {
                for (kind, ty) in kinds {
                    at(format!("{owner}{}", part(&kind.value)), ty);
                }
            }
        }
        if let Some(Start::Topic { message, .. }) = &mut channel.start {
            at(format!("{owner}Start"), message);
        }
    }
}

/// A name of the spec as part of the name of a type.
pub(super) fn part(name: &str) -> String {
    names::type_part(names::bare(name)).unwrap_or_else(|| {
        let digits: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        names::type_part(&format!("V{digits}")).unwrap_or_default()
    })
}
