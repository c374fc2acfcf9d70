//! Which types are sent, which are received, and the rules that depend on it.

use super::named_type;
use crate::diagnostic::Diagnostics;
use crate::form_event::is_form;
use crate::model::{Api, Field, Kind, Response, Shape, Type, TypeId};
use crate::raw::Spec;
use crate::rules::types as rules;

/// Marks types as sent or received; reports unused types and types that cannot be sent or received as they are used.
pub(super) fn check_reach(spec: &Spec, api: &mut Api, diagnostics: &mut Diagnostics) {
    let sent = closure(api, sent_roots(api));
    let received = closure(api, received_roots(api));
    let in_forms = form_events(api);
    let elsewhere = closure(api, [sent_roots(api), json_roots(api, &in_forms)].concat());
    for (index, ty) in api.types.iter_mut().enumerate() {
        ty.sent = flag(&sent, index);
        ty.received = flag(&received, index);
        // A part of the spec that could not be read may use the type.
        if !ty.sent && !ty.received && !diagnostics.has_errors() {
            diagnostics
                .report(
                    &rules::UNUSED_TYPE,
                    ty.span,
                    format!("type `{}` is never used", ty.name),
                )
                .label("no operation, webhook or stream refers to it")
                .help("use it, or remove it");
        }
    }
    check_numbered(api, &elsewhere, diagnostics);
    check_union_members(spec, api, diagnostics);
}

fn flag(flags: &[bool], index: usize) -> bool {
    flags.get(index).copied().unwrap_or(false)
}

fn sent_roots(api: &Api) -> Vec<TypeId> {
    let params = api
        .operations
        .iter()
        .flat_map(|operation| &operation.params);
    let channels = api.streams.iter().flat_map(|stream| &stream.channels);
    let params = params.filter_map(|param| named_type(&param.field.ty));
    params
        .chain(
            channels
                .flat_map(|channel| &channel.params)
                .filter_map(|field| named_type(&field.ty)),
        )
        .collect()
}

fn received_roots(api: &Api) -> Vec<TypeId> {
    let mut roots = json_roots(api, &[]);
    roots.extend(api.webhooks.iter().filter_map(|webhook| webhook.event));
    roots
}

/// Types received as JSON: all except the events in `forms`.
fn json_roots(api: &Api, forms: &[TypeId]) -> Vec<TypeId> {
    let responses = api.operations.iter().flat_map(|operation| {
        let variants = operation.variants.iter().map(|variant| &variant.response);
        variants.chain([&operation.response])
    });
    let headers = api.operations.iter();
    let headers = headers.filter_map(|operation| operation.response_headers.as_ref());
    let responses = responses
        .flat_map(Response::types)
        .chain(headers)
        .filter_map(named_type);
    let errors = api.error_data.iter().map(|data| &data.ty);
    let responses = responses.chain(errors.filter_map(named_type));
    let channels = api.streams.iter().flat_map(|stream| &stream.channels);
    let messages = channels.flat_map(|channel| &channel.messages);
    let messages = messages.filter_map(|message| named_type(&message.ty));
    let events = api.webhooks.iter().filter_map(|webhook| webhook.event);
    responses
        .chain(messages)
        .chain(events.filter(|event| !forms.is_empty() && !forms.contains(event)))
        .collect()
}

/// Events of webhooks whose body is a form.
fn form_events(api: &Api) -> Vec<TypeId> {
    let forms = api.webhooks.iter().filter(|webhook| is_form(api, webhook));
    forms.filter_map(|webhook| webhook.event).collect()
}

/// All types reachable from the roots.
fn closure(api: &Api, roots: Vec<TypeId>) -> Vec<bool> {
    let mut reached = vec![false; api.types.len()];
    let mut open = roots;
    while let Some(id) = open.pop() {
        let Some(mark) = reached.get_mut(id.0).filter(|mark| !**mark) else {
            continue;
        };
        *mark = true;
        let Some(ty) = api.types.get(id.0) else {
            continue;
        };
        match &ty.shape {
            Shape::Union { .. } => open.extend(ty.shape.variants().map(|variant| variant.ty)),
            shape => open.extend(
                shape
                    .fields()
                    .iter()
                    .filter_map(|field| named_type(&field.ty)),
            ),
        }
    }
    reached
}

/// Numbered members may appear only in forms of webhooks, and only they have a `#`.
fn check_numbered(api: &Api, elsewhere: &[bool], diagnostics: &mut Diagnostics) {
    let mut entries: Vec<TypeId> = Vec::new();
    for (index, ty) in api.types.iter().enumerate() {
        let Shape::Struct { fields, .. } = &ty.shape else {
            continue;
        };
        for field in fields {
            let Kind::Numbered(entry) = &field.ty.kind else {
                continue;
            };
            entries.push(*entry);
            if flag(elsewhere, index) {
                diagnostics
                    .report(
                        &rules::BAD_NUMBERED,
                        field.span,
                        "numbered members are used outside of a form webhook",
                    )
                    .label("JSON has lists")
                    .help(
                        "use `list<T>`; `numbered<T>` is for events of webhooks with `body: form`",
                    );
            }
            check_entry(api, field, *entry, diagnostics);
        }
    }
    for (index, ty) in api.types.iter().enumerate() {
        let Shape::Struct { fields, .. } = &ty.shape else {
            continue;
        };
        let marked = fields.iter().find(|field| field.name.contains('#'));
        if let Some(field) = marked.filter(|_| !entries.contains(&TypeId(index))) {
            diagnostics
                .report(
                    &rules::BAD_NUMBERED,
                    field.span,
                    format!("`{}` has a `#`, but its type is not numbered", field.name),
                )
                .label("there is no number to put here")
                .help(format!(
                    "use the type as `numbered<{}>`, or remove the `#`",
                    ty.name
                ));
        }
    }
}

fn check_entry(api: &Api, field: &Field, entry: TypeId, diagnostics: &mut Diagnostics) {
    let Some(ty) = api.types.get(entry.0) else {
        return;
    };
    let Shape::Struct { fields, .. } = &ty.shape else {
        diagnostics
            .report(
                &rules::BAD_NUMBERED,
                field.span,
                format!("`{}` has no members to number", ty.name),
            )
            .label("its members should be numbered")
            .second(ty.span, "declared here, without `fields`")
            .help("declare the entry with `fields`");
        return;
    };
    for member in fields
        .iter()
        .filter(|member| member.name.matches('#').count() != 1)
    {
        diagnostics
            .report(
                &rules::BAD_NUMBERED,
                member.span,
                match member.rest {
                    true => "`rest` has no `#` for its number".to_owned(),
                    false => format!("`{}` has no `#` for its number", member.name),
                },
            )
            .label("expected one `#`")
            .second(field.span, "numbered here")
            .help(format!(
                "write `#` in place of the number, such as `{}_#`",
                member.name.replace('#', "")
            ));
    }
}

/// A union that is sent writes its discriminator itself.
fn check_union_members(spec: &Spec, api: &Api, diagnostics: &mut Diagnostics) {
    for (ty, raw) in api.types.iter().zip(&spec.types) {
        let Shape::Union { by, variants, .. } = &ty.shape else {
            continue;
        };
        if !ty.sent {
            continue;
        }
        for variant in variants {
            let fields = match api.types.get(variant.ty.0).map(|ty| &ty.shape) {
                Some(Shape::Struct { fields, .. }) => fields.as_slice(),
                _ => &[],
            };
            if let Some(field) = fields.iter().find(|field| field.name == *by) {
                diagnostics
                    .report(
                        &rules::UNION_MEMBER_TWICE,
                        field.span,
                        format!("`{by}` is already written by the union"),
                    )
                    .label("it would be sent twice")
                    .second(
                        raw.name.span,
                        format!("`{}` is sent, and is distinguished by `{by}`", ty.name),
                    )
                    .help("remove it from the variant's fields");
            }
        }
    }
}

/// Whether a type in use is or contains an object or list.
pub(crate) fn is_structured(ty: &Type, api: &Api) -> bool {
    is_structured_within(ty, api, &mut Vec::new())
}

/// `open`: the unions that the type is a form of, which may be forms of one another by mistake.
fn is_structured_within(ty: &Type, api: &Api, open: &mut Vec<TypeId>) -> bool {
    match &ty.kind {
        Kind::List(_) | Kind::Map { .. } | Kind::Numbered(_) => true,
        Kind::Named(id) => match api.types.get(id.0).map(|ty| &ty.shape) {
            Some(Shape::Forms { forms }) => {
                if open.contains(id) {
                    return false;
                }
                open.push(*id);
                let mut forms = forms.iter();
                forms.any(|form| is_structured_within(&form.ty, api, open))
            }
            shape => shape.is_some_and(|shape| !matches!(shape, Shape::Enum { .. })),
        },
        _ => false,
    }
}
