//! Secrets that would be exposed.

use super::param_places::stays;
use crate::diagnostic::Diagnostics;
use crate::model::{
    Api, Field, Found, Idempotency, Kind, Location, Operation, Response, Shape, Type, TypeId,
};
use crate::pagination::pointer;
use crate::raw::{self, Spec};
use crate::rules::types::SECRET_SHOWN;
use crate::secret_members::in_type;
use crate::source::Span;
use specie_runtime::signing::plan::{PathSegment, Place};
use specie_runtime::{CursorSource, PageValue, PaginationStyle};

/// The only place in a URL where a secret may be allowed.
const QUERY: &str = "part of the query";

/// Without `signed`, the places of parameters are not known.
pub(super) fn check_secrets(spec: &Spec, api: &Api, signed: bool, diagnostics: &mut Diagnostics) {
    for (raw, operation) in spec.operations.iter().zip(&api.operations) {
        check_params(api, operation, signed, diagnostics);
        check_key(api, raw, operation, diagnostics);
        check_cursor(api, raw, operation, diagnostics);
    }
    check_permissions(api, diagnostics);
    let channels = api.streams.iter().flat_map(|stream| &stream.channels);
    for field in channels.flat_map(|channel| &channel.params) {
        if !in_type(api, &field.ty).is_empty() {
            report(
                field.span,
                &field.name,
                "part of the channel's name",
                diagnostics,
            );
        }
    }
    for (raw, webhook) in spec.webhooks.iter().zip(&api.webhooks) {
        for (key, member) in [("id", &raw.id), ("time", &raw.time), ("order", &raw.order)] {
            if let Some((member, event)) = member.as_ref().zip(webhook.event)
                && is_secret(api, event, &member.value)
            {
                let place = format!("the `{key}` of deliveries");
                report(member.span, &member.value, &place, diagnostics);
            }
        }
    }
}

fn check_params(api: &Api, operation: &Operation, signed: bool, diagnostics: &mut Diagnostics) {
    let sections = &api.runtime.scheme.sections;
    let section = sections.get(usize::from(operation.section));
    let plan = section
        .and_then(|section| section.plan)
        .and_then(|plan| api.runtime.scheme.plans.get(usize::from(plan)));
    let steps = plan.map_or(&[][..], |plan| &plan.steps);
    for param in &operation.params {
        let secrets = in_type(api, &param.field.ty);
        let allowed = param.field.doc.allowed_in_url.is_some();
        let place = match param.location {
            _ if allowed && secrets.is_empty() => {
                unneeded(&param.field, "is not a secret", diagnostics);
                continue;
            }
            // Parameters of a group may be in a query in one operation and in a body in another.
            Location::Query | Location::Main if allowed => continue,
            Location::Path => "part of the path",
            Location::Query => QUERY,
            Location::Main
                if signed && stays(param, operation.place, steps) == Some(Place::Query) =>
            {
                QUERY
            }
            _ => {
                if allowed {
                    unneeded(&param.field, "is not sent in a query", diagnostics);
                }
                continue;
            }
        };
        if !secrets.is_empty() {
            report(param.field.span, &param.field.name, place, diagnostics);
        }
    }
}

/// Reports a permission that nothing needs.
fn unneeded(field: &Field, why: &str, diagnostics: &mut Diagnostics) {
    diagnostics
        .report(
            &SECRET_SHOWN,
            field.span,
            format!("`{}` has `allowed-in-url`, but {why}", field.name),
        )
        .label("it permits nothing here")
        .help("remove `allowed-in-url`: it is for a `secret` that is a parameter in a query");
}

/// Members of types, and parameters of channels, are not parameters of a query.
fn check_permissions(api: &Api, diagnostics: &mut Diagnostics) {
    let of_types = api.types.iter().flat_map(|def| match &def.shape {
        Shape::Struct { fields, .. } | Shape::Tuple { fields } => fields.as_slice(),
        Shape::Forms { forms } => forms,
        _ => &[],
    });
    let channels = api.streams.iter().flat_map(|stream| &stream.channels);
    for field in of_types.chain(channels.flat_map(|channel| &channel.params)) {
        if field.doc.allowed_in_url.is_some() {
            unneeded(field, "is not a parameter of an operation", diagnostics);
        }
    }
}

/// The key that identifies a repeated call is stored, so it must not be a secret.
fn check_key(
    api: &Api,
    raw: &raw::Operation,
    operation: &Operation,
    diagnostics: &mut Diagnostics,
) {
    let Idempotency::Keyed { field: key, .. } = &operation.idempotency else {
        return;
    };
    let params = operation.params.iter().map(|param| &param.field);
    let secret = params
        .filter(|field| field.name == *key)
        .any(|field| api.is_secret_at(&field.ty, ""));
    if let Some(said) = raw.idempotency.as_ref().filter(|_| secret) {
        report(
            said.span,
            key,
            "the key that identifies a repeated call",
            diagnostics,
        );
    }
}

/// What identifies the next page is sent and stored, so it must not be a secret.
fn check_cursor(
    api: &Api,
    raw: &raw::Operation,
    operation: &Operation,
    diagnostics: &mut Diagnostics,
) {
    let (Some(lowered), Response::Type(response), Some(pagination)) =
        (&operation.pagination, &operation.response, &raw.pagination)
    else {
        return;
    };
    let PaginationStyle::Cursor { from, .. } = &lowered.style else {
        return;
    };
    let (ty, place) = match from {
        CursorSource::Last(place) => match api.type_of_list(response, lowered) {
            Found::Type(Type {
                kind: Kind::List(entry),
                ..
            }) => (&**entry, place.as_str()),
            _ => return,
        },
        CursorSource::Response(PageValue::Body(place))
        | CursorSource::Url(PageValue::Body(place)) => {
            let envelope = operation
                .envelope
                .and_then(|at| api.runtime.envelopes.get(usize::from(at)));
            let data = envelope.map_or_else(String::new, |envelope| pointer(&envelope.data));
            match place.strip_prefix(&data) {
                Some(place) => (response, place),
                None => return,
            }
        }
        _ => return,
    };
    if api.is_secret_at(ty, place) {
        let name = place.rsplit('/').next().unwrap_or_default();
        report(
            pagination.span,
            name,
            "the position of the next page",
            diagnostics,
        );
    }
}

/// Whether the member at a name or path of an event is a secret, in any of its types.
fn is_secret(api: &Api, event: TypeId, path: &str) -> bool {
    let event = Type::plain(Kind::Named(event));
    let name = |name: &str| PathSegment::Name(name.to_owned().into());
    let names: Vec<PathSegment> = path.split('.').map(name).collect();
    api.is_secret_at(&event, &pointer(&[name(path)])) || api.is_secret_at(&event, &pointer(&names))
}

fn report(span: Span, name: &str, place: &str, diagnostics: &mut Diagnostics) {
    diagnostics
        .report(
            &SECRET_SHOWN,
            span,
            format!("the secret `{name}` would be {place}"),
        )
        .label("its value would be exposed")
        .help(match place == QUERY {
            true => "send it in the body or in a header; if it is not confidential, declare it as `text`; if the provider takes it nowhere else, write `{ type: secret, allowed-in-url: reason }`",
            false => "send it in the body or in a header; if it is not confidential, declare it as `text`",
        });
}
