//! Whether pages can be requested as `paginate` says.

use crate::diagnostic::Diagnostics;
use crate::model::{Api, Found, Kind, Operation, Response, Shape, Type};
use crate::pagination::{Role, pointer, selected};
use crate::raw::{Operation as Raw, Pagination, Spec, Text};
use crate::rules::operations::BAD_PAGINATE;
use crate::source::Span;
use specie_runtime::{CursorSource, PageValue, PaginationStyle};

pub(super) fn check_pagination(spec: &Spec, api: &Api, diagnostics: &mut Diagnostics) {
    for (raw, operation) in spec.operations.iter().zip(&api.operations) {
        if let Some(pagination) = &raw.pagination {
            check_counts(operation, pagination, diagnostics);
            check_list(api, raw, operation, pagination, diagnostics);
        }
    }
}

/// The values of the keys that the selected style takes in this role.
fn values(pagination: &Pagination, role: Role) -> impl Iterator<Item = &Text> {
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
        } else if matches!(operation.response, Response::Optional(_)) {
            let message = "the response may be `none`, which is not a page";
            let help = "remove `or none`, or remove `paginate`";
            report(span, message, help, diagnostics);
        } else if matches!(
            operation.response,
            Response::Raw { .. } | Response::ByStatus(_)
        ) {
            let message = "the response has no single type, so it has no pages";
            let help = "set `answer` to the type of a page";
            report(span, message, help, diagnostics);
        }
        return;
    };
    let entry = entry(api, response, lowered, span, diagnostics);
    check_named_lists(api, response, lowered, span, diagnostics);
    check_cursor(api, operation, response, entry, span, diagnostics);
    for (key, value) in [
        ("total", &lowered.total),
        ("total_pages", &lowered.total_pages),
        ("more", &lowered.more),
    ] {
        let Some(PageValue::Body(place)) = value else {
            continue;
        };
        match in_body(api, operation, response, place) {
            Found::Missing => {
                let message = format!("the response has no such member for `{key}`");
                let help = format!("`{key}: body.NAME` is a path in the whole body");
                report(span, &message, &help, diagnostics);
            }
            Found::Type(ty) if is_compound(api, ty) => {
                let message = format!("`{key}` names an object or a list");
                let help = format!("name the member inside of it: `{key}: body.NAME.NAME`");
                report(span, &message, &help, diagnostics);
            }
            _ => {}
        }
    }
}

/// The place of the cursor must exist, and hold a text or a number.
fn check_cursor(
    api: &Api,
    operation: &Operation,
    response: &Type,
    entry: Option<&Type>,
    span: Span,
    diagnostics: &mut Diagnostics,
) {
    let style = operation.pagination.as_ref().map(|lowered| &lowered.style);
    let Some(PaginationStyle::Cursor { from, step, .. }) = style else {
        return;
    };
    let (found, what, place) = match (from, entry) {
        (CursorSource::Last(place), Some(entry)) => (api.type_at(entry, place), "an entry", place),
        (
            CursorSource::Response(PageValue::Body(place))
            | CursorSource::Url(PageValue::Body(place)),
            _,
        ) => {
            let found = in_body(api, operation, response, place);
            (found, "the response", place)
        }
        _ => return,
    };
    match found {
        Found::Missing => {
            let name = place.trim_start_matches('/').replace('/', ".");
            let message = format!("{what} has no member `{name}`");
            let help = "`from: last.NAME` names the member of the last entry, `from: body.NAME` a path in the whole body";
            report(span, &message, help, diagnostics);
        }
        Found::Type(ty) if is_compound(api, ty) => {
            let help = "name the member inside of it: `from: last.NAME`";
            report(span, "the cursor is an object or a list", help, diagnostics);
        }
        Found::Type(ty)
            if *step != 0 && matches!(ty.kind, Kind::Bool | Kind::Flag | Kind::Decimal) =>
        {
            let help = "`+ 1` and `- 1` change an integer";
            report(span, "the cursor is not an integer", help, diagnostics);
        }
        _ => {}
    }
}

/// The type at a place of the body. What is outside of the envelope's data has no type.
pub(super) fn in_body<'a>(
    api: &'a Api,
    operation: &Operation,
    response: &'a Type,
    place: &str,
) -> Found<'a> {
    let envelope = operation
        .envelope
        .and_then(|at| api.runtime.envelopes.get(usize::from(at)));
    if envelope.is_some_and(|envelope| !envelope.members.is_empty()) {
        return Found::Open;
    }
    let data = envelope.map_or_else(String::new, |envelope| pointer(&envelope.data));
    match place.strip_prefix(&data) {
        Some(rest) if rest.starts_with('/') => api.type_at(response, rest),
        _ => Found::Open,
    }
}

/// A list that is found by being one must be the only member that can be one.
fn check_named_lists(
    api: &Api,
    response: &Type,
    lowered: &specie_runtime::Pagination<String>,
    span: Span,
    diagnostics: &mut Diagnostics,
) {
    if !lowered.member_list {
        return;
    }
    let place = lowered.list.as_deref().unwrap_or_default();
    let Found::Type(object) = api.type_at(response, place) else {
        return;
    };
    if matches!(api.type_of_list(response, lowered), Found::Missing) {
        return;
    }
    if let Some(field) = api.named_list(object) {
        let message = format!("`{}` may be a list too", field.name);
        diagnostics
            .report(&BAD_PAGINATE, span, message)
            .label("`*` is the one member that is a list")
            .second(
                field.span,
                "which of the two holds the entries cannot be told",
            )
            .help("give this member a type that is not a list, or name the list: `list: NAME`");
    }
}

/// Whether a value is an object or a list.
fn is_compound(api: &Api, ty: &Type) -> bool {
    match &ty.kind {
        Kind::List(_) | Kind::Map { .. } => true,
        Kind::Named(id) => {
            let shape = api.types.get(id.0).map(|def| &def.shape);
            !matches!(shape, Some(Shape::Enum { .. }) | None)
        }
        _ => false,
    }
}

/// The type of a page's content; none: it is open, or it was reported.
fn entry<'a>(
    api: &'a Api,
    response: &'a Type,
    lowered: &specie_runtime::Pagination<String>,
    span: Span,
    diagnostics: &mut Diagnostics,
) -> Option<&'a Type> {
    let list = lowered.list.as_deref();
    let entries = match api.type_of_list(response, lowered) {
        Found::Type(ty) => ty,
        Found::Missing if lowered.member_list => {
            let message = "the names of all members are known, so none of them is `*`";
            let help = "`*` is a member of a `map<text, list<T>>`, or of the `rest` of a type; name any other list: `list: NAME`";
            report(span, message, help, diagnostics);
            return None;
        }
        Found::Missing => {
            let name = list.unwrap_or_default().trim_start_matches('/');
            let message = format!("the response has no member `{}`", name.replace('/', "."));
            let help = "`list` names the member of the response that holds the entries";
            report(span, &message, help, diagnostics);
            return None;
        }
        Found::Open => return None,
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

fn report(span: Span, message: &str, help: &str, diagnostics: &mut Diagnostics) {
    diagnostics
        .report(&BAD_PAGINATE, span, message)
        .label("paginated here")
        .help(help);
}
