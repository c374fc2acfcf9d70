//! Whether pages can be requested as `paginate` says.

use crate::diagnostic::Diagnostics;
use crate::model::{Api, Field, Kind, Operation, Response, Shape, Type};
use crate::pagination::{Role, last_member, selected};
use crate::raw::{Operation as Raw, Pagination, Spec, Text};
use crate::rules::operations::BAD_PAGINATE;
use crate::source::Span;

pub(super) fn check_pagination(spec: &Spec, api: &Api, diagnostics: &mut Diagnostics) {
    for (raw, operation) in spec.operations.iter().zip(&api.operations) {
        if let Some(pagination) = &raw.pagination {
            check_counts(operation, pagination, diagnostics);
            check_list(api, raw, operation, pagination, diagnostics);
        }
    }
}

/// The values of the keys that the selected style takes in this role.
pub(super) fn values(pagination: &Pagination, role: Role) -> impl Iterator<Item = &Text> {
    let style = selected(|key| pagination.get(key).is_some());
    let keys = style.into_iter().flat_map(|style| style.keys());
    keys.filter(move |key| key.role == role)
        .filter_map(|key| pagination.get(key.name))
}

/// Parameters that count must be integers.
fn check_counts(operation: &Operation, pagination: &Pagination, diagnostics: &mut Diagnostics) {
    for name in values(pagination, Role::Count).map(|text| &text.value) {
        let param = operation
            .params
            .iter()
            .find(|param| param.field.name == *name);
        if let Some(param) =
            param.filter(|param| !matches!(param.field.ty.kind, Kind::Int | Kind::Json))
        {
            diagnostics
                .report(
                    &BAD_PAGINATE,
                    pagination.span,
                    format!("`{name}` must be an `int`"),
                )
                .label("pages and entries are counted")
                .second(param.field.span, "not an `int`")
                .help(format!("declare it as `{name}?: int -- …`"));
        }
    }
}

/// The response must be a list or have one as a member; its entries must have the member that identifies the next page.
fn check_list(
    api: &Api,
    raw: &Raw,
    operation: &Operation,
    pagination: &Pagination,
    diagnostics: &mut Diagnostics,
) {
    let Some(lowered) = &operation.pagination else {
        return;
    };
    let span = pagination.span;
    let Response::Type(response) = &operation.response else {
        if matches!(raw.response, Some(crate::raw::Response::None)) {
            let message = "the response is `none`, so it has no pages";
            let help = "set `answer` to the type of a page";
            report(span, message, help, diagnostics);
        }
        return;
    };
    let list = lowered.list.as_deref();
    let Some(entry) = entry(api, response, list, span, diagnostics) else {
        return;
    };
    let members = values(pagination, Role::Last).filter_map(|text| last_member(&text.value)?);
    for name in members {
        if matches!(member(api, entry, name), Found::Missing) {
            let message = format!("an entry has no member `{name}`");
            let help = "`from: last.NAME` names the member of the last entry";
            report(span, &message, help, diagnostics);
        }
    }
}

/// The type of a page's content; none: it is open, or it was reported.
fn entry<'a>(
    api: &'a Api,
    response: &'a Type,
    list: Option<&str>,
    span: Span,
    diagnostics: &mut Diagnostics,
) -> Option<&'a Type> {
    let entries = match list {
        None => response,
        Some(name) => match member(api, response, name) {
            Found::Field(field) => &field.ty,
            Found::Missing => {
                let message = format!("the response has no member `{name}`");
                let help = "`list` names the member of the response that holds the entries";
                report(span, &message, help, diagnostics);
                return None;
            }
            Found::Open => return None,
        },
    };
    match &entries.kind {
        Kind::List(entry) => Some(entry),
        Kind::Json => None,
        _ => {
            let help = "name the member of the response that holds the entries: `list: NAME`";
            report(
                span,
                "the paginated response is not a list",
                help,
                diagnostics,
            );
            None
        }
    }
}

enum Found<'a> {
    Field(&'a Field),
    Missing,
    /// Open JSON, or a shape whose members are not known.
    Open,
}

fn member<'a>(api: &'a Api, ty: &Type, name: &str) -> Found<'a> {
    let shape = match &ty.kind {
        Kind::Named(id) => api.types.get(id.0).map(|ty| &ty.shape),
        Kind::Json | Kind::Map { .. } => return Found::Open,
        _ => return Found::Missing,
    };
    match shape {
        Some(Shape::Struct { fields, .. }) => {
            let found = fields.iter().find(|field| field.name == name);
            found.map_or(Found::Missing, Found::Field)
        }
        Some(Shape::Union { .. } | Shape::Tuple { .. }) => Found::Open,
        _ => Found::Missing,
    }
}

fn report(span: Span, message: &str, help: &str, diagnostics: &mut Diagnostics) {
    diagnostics
        .report(&BAD_PAGINATE, span, message)
        .label("paginated here")
        .help(help);
}
