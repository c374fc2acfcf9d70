//! Operations.

use super::Context;
use super::fields::{check_only, lower_field, lower_fields, lower_groups};
use super::limits::largest_weight;
use super::pagination::lower_pagination;
use super::repetition::{lower_idempotency, lower_reconcile, new_key, reconcile_with};
use super::type_expressions::lower_type;
use crate::diagnostic::{Diagnostics, Help};
use crate::model::{Example, Field, Location, Operation, Param, Response, Variant};
use crate::name_scope;
use crate::raw;
use crate::rules::operations as rules;
use crate::signing::SigningParts;
use specie_runtime::PathEncode;
use specie_runtime::signing::plan::{Arrays, Place, Scheme};

/// Lowers all operations, one by one, so that indices in both lists are the same.
pub(super) fn lower_operations(
    context: &Context<'_>,
    signing: Option<&SigningParts>,
    diagnostics: &mut Diagnostics,
) -> Vec<Operation> {
    let scheme = signing.map(|parts| &parts.scheme);
    let raws = &context.spec.operations;
    let mut operations: Vec<Operation> = raws
        .iter()
        .map(|raw| lower_operation(raw, context, scheme, diagnostics))
        .collect();
    for (index, raw) in raws.iter().enumerate() {
        let with = reconcile_with(raw, index, &operations, diagnostics);
        if let Some(operation) = operations.get_mut(index) {
            operation.reconcile_with = with;
        }
    }
    operations
}

fn lower_operation(
    raw: &raw::Operation,
    context: &Context<'_>,
    scheme: Option<&Scheme>,
    diagnostics: &mut Diagnostics,
) -> Operation {
    let rust_name = name_scope::snake(&raw.name, diagnostics).unwrap_or_default();
    let request_name = request_name(raw, context);
    let (method, path) = match &raw.call {
        Some((method, path)) => (method.value.clone(), path.value.clone()),
        None => ("GET".to_string(), raw.name.value.clone()),
    };
    let section = lower_section(raw, context, diagnostics);
    let place = section
        .zip(scheme)
        .and_then(|(section, scheme)| scheme.sections.get(usize::from(section)))
        .map_or(Place::None, |section| {
            let listed = section.places.iter().find(|(name, _)| *name == method);
            listed.map_or(section.otherwise, |(_, place)| *place)
        });
    // Parts of a body have no other place.
    let place = match raw.multipart {
        Some(_) => Place::None,
        None => place,
    };
    let (params, raws) = lower_params(raw, &path, place, context, diagnostics);
    let fields: Vec<Field> = params.iter().map(|param| param.field.clone()).collect();
    let one_of = lower_groups(&raw.one_of, &raws, &fields, &request_name, diagnostics);
    let idempotency = lower_idempotency(raw, &method, &raws, diagnostics);
    Operation {
        name: raw.name.value.clone(),
        rust_name,
        span: raw.name.span,
        doc: raw.notes.to_doc(context.spec.default_source.as_ref()),
        section: section.unwrap_or(0),
        method,
        path,
        place,
        multipart: raw.multipart.is_some(),
        content_type: lower_content_type(raw, place, diagnostics),
        response: lower_response(raw.response.as_ref(), context, diagnostics),
        response_headers: raw
            .response_headers
            .as_ref()
            .map(|headers| lower_type(&headers.ty, context, diagnostics)),
        variants: lower_variants(raw, &raws, context, diagnostics),
        pagination: lower_pagination(raw, &params, diagnostics),
        reconcile: lower_reconcile(raw, &idempotency, context, diagnostics),
        reconcile_with: Vec::new(),
        new_key: new_key(&idempotency, &params, &one_of),
        idempotency,
        envelope: lower_envelope(raw, context, diagnostics),
        timeout_ms: raw.timeout_ms,
        weight: largest_weight(raw),
        examples: raw.examples.iter().map(lower_example).collect(),
        request_name,
        one_of,
        params,
    }
}

/// The name of the request struct: that of the operation, with the suffix `Request` if a type already has that name.
fn request_name(raw: &raw::Operation, context: &Context<'_>) -> String {
    let name = crate::names::type_part(&raw.name.value).unwrap_or_default();
    let taken = context.types.contains_key(name.as_str())
        || crate::names::RESERVED_TYPES.contains(&name.as_str());
    if taken {
        format!("{name}Request")
    } else {
        name
    }
}

fn lower_section(
    raw: &raw::Operation,
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<u16> {
    let named = raw.section.as_ref();
    if let Some(name) = named.or(context.spec.default_section.as_ref()) {
        return context.section(name, diagnostics);
    }
    let sections = context.sections.as_ref()?;
    // With only one section there is no choice.
    if sections.len() != 1 {
        diagnostics
            .report(
                &rules::MISSING_SECTION,
                raw.name.span,
                format!("`{}` names no section", raw.name.value),
            )
            .label("missing `section`")
            .help("write `section: NAME`, or set one for all operations under `defaults`");
    }
    Some(0)
}

/// Parameters in the model's order, with the parsed fields.
fn lower_params(
    operation: &raw::Operation,
    path: &str,
    place: Place,
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) -> (Vec<Param>, Vec<raw::Field>) {
    let in_path: Vec<&str> = raw::path_names(path)
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    let count = operation.params.len()
        + operation.query.len()
        + operation.headers.len()
        + operation.cookies.len()
        + usize::from(operation.items.is_some());
    let mut params = Vec::with_capacity(count);
    let mut raws = Vec::with_capacity(count);
    let mut add = |raw: &raw::Field, field: Field, location: Location, path_encode, format| {
        params.push(Param {
            field,
            location,
            path_encode,
            format,
        });
        raws.push(raw.clone());
    };
    let (mut own, formats) = with_formats(&operation.params);
    if operation.multipart.is_some() {
        let parts = own.iter_mut();
        let parts = parts.filter(|field| !in_path.contains(&field.name.value.as_str()));
        parts
            .filter_map(|field| field.ty.as_mut())
            .for_each(allow_file);
    }
    let ways: Vec<Option<PathEncode>> = own
        .iter_mut()
        .map(|field| {
            let ty = field
                .ty
                .as_mut()
                .filter(|_| in_path.contains(&field.name.value.as_str()))?;
            ty.path.take().map(|way| way.value)
        })
        .collect();
    for (((raw, field), way), format) in own
        .iter()
        .zip(lower_fields(&own, context, diagnostics))
        .zip(ways)
        .zip(formats)
    {
        let location = match in_path.contains(&field.name.as_str()) {
            true => Location::Path,
            false if operation.multipart.is_some() => Location::Part,
            false => Location::Main,
        };
        add(raw, field, location, way, format);
    }
    if let Some(items) = &operation.items {
        add(
            items,
            lower_field(items, context, diagnostics),
            match operation.raw_body {
                true => Location::Body,
                false => Location::Items,
            },
            None,
            None,
        );
    }
    for (fields, location) in [
        (&operation.query, Location::Query),
        (&operation.headers, Location::Header),
        (&operation.cookies, Location::Cookie),
    ] {
        let (fields, formats) = with_formats(fields);
        for ((raw, field), format) in fields
            .iter()
            .zip(lower_fields(&fields, context, diagnostics))
            .zip(formats)
        {
            add(raw, field, location, None, format);
        }
    }
    check_only(&raws, "a parameter", diagnostics);
    check_path(operation, path, &params, diagnostics);
    check_items(operation, place, &params, diagnostics);
    (params, raws)
}

/// Marks the type of a part: it may be a file, or a list of files. No file is left out with `?`, and has no other sign.
fn allow_file(ty: &mut raw::Type) {
    let has_none = |ty: &raw::Type| ty.null.is_some() || ty.none.is_some() || ty.or_list.is_some();
    if has_none(ty) || ty.inside().any(has_none) {
        return;
    }
    match &mut ty.kind {
        raw::Kind::File(fits) => *fits = true,
        raw::Kind::List(element) => {
            if let raw::Kind::File(fits) = &mut element.kind {
                *fits = true;
            }
        }
        _ => {}
    }
}

/// The fields without their formats of lists and objects, and these formats.
fn with_formats(fields: &[raw::Field]) -> (Vec<raw::Field>, Vec<Option<Arrays>>) {
    let mut fields = fields.to_vec();
    let take = |field: &mut raw::Field| Some(field.ty.as_mut()?.format.take()?.value);
    let formats = fields.iter_mut().map(take).collect();
    (fields, formats)
}

/// The content type of the body: a media type, as it is sent.
fn lower_content_type(
    raw: &raw::Operation,
    place: Place,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    let Some(text) = raw.content_type.as_ref() else {
        if let Some(body) = raw.items.as_ref().filter(|_| raw.raw_body) {
            diagnostics
                .report(
                    &rules::BAD_CONTENT_TYPE,
                    body.name.span,
                    "the body has no content type",
                )
                .label("sent as it is")
                .help("write `content_type` beside it, such as `content_type: text/csv`");
        }
        return None;
    };
    if raw.multipart.is_some() {
        diagnostics
            .report(
                &rules::BAD_CONTENT_TYPE,
                text.span,
                "a body with several parts has a content type already",
            )
            .label("it is `multipart/form-data`, with the boundary of the parts")
            .help("remove it");
        return None;
    }
    if !raw.raw_body && matches!(place, Place::Query | Place::None) {
        diagnostics
            .report(
                &rules::BAD_CONTENT_TYPE,
                text.span,
                format!("`{}` sends no body", raw.name.value),
            )
            .label("there is nothing to describe")
            .help("remove it; `Accept` and other headers belong under `headers`");
    }
    let (kind, rest) = text.value.split_once('/').unwrap_or((&text.value, ""));
    let subtype = rest.split(';').next().unwrap_or_default().trim_end();
    let is_token = |part: &str| !part.is_empty() && part.bytes().all(is_token_byte);
    if !is_token(kind)
        || !is_token(subtype)
        || !text.value.bytes().all(|b| matches!(b, b' '..=b'~'))
    {
        diagnostics
            .report(
                &rules::BAD_CONTENT_TYPE,
                text.span,
                format!(
                    "`{}` is not a content type",
                    crate::keys::shorten(&text.value)
                ),
            )
            .label("expected `type/subtype`")
            .help("write it as it is sent, such as `text/csv` or `application/pdf`");
        return None;
    }
    Some(text.value.clone())
}

/// Whether a byte may be part of a token of HTTP (RFC 9110, section 5.6.2), such as a header's name.
pub(crate) fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// Every name in braces must be a parameter.
fn check_path(raw: &raw::Operation, path: &str, params: &[Param], diagnostics: &mut Diagnostics) {
    let declared = |name: &str| {
        let mut params = params.iter();
        params.any(|param| param.location == Location::Path && param.field.name == name)
    };
    let path_span = raw
        .call
        .as_ref()
        .map_or(raw.name.span, |(_, path)| path.span);
    for (name, at) in raw::path_names(path) {
        if declared(name) {
            continue;
        }
        // The path may be the operation's own name or contain escapes; then its whole span is shown.
        let exact = path_span.end - path_span.start == path.len();
        let span = match exact {
            true => {
                crate::source::Span::new(path_span.start + at, path_span.start + at + name.len())
            }
            false => path_span,
        };
        let others = raw.params.iter().map(|param| param.name.value.as_str());
        let near = crate::diagnostic::nearest(name, others);
        let help = match near {
            Some(near) => Help {
                text: format!("did you mean `{{{near}}}`?"),
                ..Help::meant(name, near)
            },
            None => format!("declare it under `params`: `{name}: text -- …`").into(),
        };
        diagnostics
            .report(
                &rules::UNKNOWN_PATH_PARAM,
                span,
                format!("`{{{name}}}` in the path is not a parameter"),
            )
            .label("not declared under `params`")
            .help(help);
    }
}

fn check_items(
    raw: &raw::Operation,
    place: Place,
    params: &[Param],
    diagnostics: &mut Diagnostics,
) {
    let Some(items) = &raw.items else { return };
    for (param, field) in params.iter().zip(&raw.params) {
        // Beside a body of its own, parameters in a query have their place.
        if param.location == Location::Main && !(raw.raw_body && place == Place::Query) {
            diagnostics
                .report(&rules::ITEMS_BESIDE_PARAMS, field.name.span, format!("`{}` cannot be used together with `{}`", field.name.value, if raw.raw_body { "body" } else { "items" }))
                .label("there is no place to send it")
                .second(items.name.span, "this is the whole body of the request")
                .help("only parameters of the path can be combined with `items`; declare others under `query` or `headers`");
        }
    }
}

/// Lowers a response; an answer that is not possible here was reported.
fn lower_response(
    raw: Option<&raw::Response>,
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) -> Response {
    match raw {
        Some(raw::Response::Type(ty)) => Response::Type(lower_type(ty, context, diagnostics)),
        Some(raw::Response::Optional(ty)) => {
            Response::Optional(lower_type(ty, context, diagnostics))
        }
        Some(raw::Response::Raw { text, media }) => Response::Raw {
            text: *text,
            media: media.clone(),
        },
        Some(raw::Response::ByStatus(responses)) => {
            let responses = responses.iter().map(|(status, response)| {
                let response = lower_response(Some(response), context, diagnostics);
                (status.value, response)
            });
            Response::ByStatus(responses.collect())
        }
        Some(raw::Response::None | raw::Response::Broken) | None => Response::None,
    }
}

fn lower_variants(
    raw: &raw::Operation,
    raws: &[raw::Field],
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<Variant> {
    let mut variants = Vec::new();
    for variant in &raw.variants {
        let Some(rust_name) = name_scope::snake(&variant.name, diagnostics) else {
            continue;
        };
        for (name, _) in &variant.set {
            if let Some(param) = raws.iter().find(|raw| raw.name.value == name.value) {
                diagnostics
                    .report(
                        &rules::VARIANT_PARAM,
                        param.name.span,
                        format!("the parameter `{}` is also set by a variant", name.value),
                    )
                    .label("callers could set it too")
                    .second(name.span, "set here")
                    .why("the response would then have a type that the method does not declare")
                    .help("remove it from `params`");
            }
        }
        variants.push(Variant {
            name: variant.name.value.clone(),
            rust_name,
            doc: variant.notes.to_doc(
                raw.notes
                    .source
                    .as_deref()
                    .or(context.spec.default_source.as_ref()),
            ),
            set: variant
                .set
                .iter()
                .map(|(name, value)| (name.value.clone(), value.value.clone()))
                .collect(),
            response: lower_response(variant.response.as_ref(), context, diagnostics),
        });
    }
    variants
}

fn lower_envelope(
    raw: &raw::Operation,
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<u16> {
    let index = |name: &str| {
        let found = context.envelopes.get(name);
        found.and_then(|at| u16::try_from(*at).ok())
    };
    let named = raw
        .envelope
        .as_ref()
        .or(context.spec.default_envelope.as_ref());
    let Some(name) = named else {
        return index("default");
    };
    if name.value == "none" {
        return None;
    }
    let found = index(&name.value);
    if found.is_none() {
        let known = context
            .spec
            .envelopes
            .iter()
            .map(|envelope| envelope.name.value.as_str());
        let known = known.chain(["none"]);
        let rule = &crate::rules::responses::UNKNOWN_ENVELOPE;
        diagnostics
            .unknown(rule, name.span, "envelope", &name.value, known)
            .label("not declared under `envelopes`");
    }
    found
}

/// The example with its data; whether it matches the types is checked elsewhere.
pub(super) fn lower_example(raw: &raw::Example) -> Example {
    Example {
        name: raw
            .name
            .as_ref()
            .map(|name| name.value.clone())
            .unwrap_or_default(),
        source: raw.source.as_ref().map(|source| source.value.clone()),
        params: raw.params.as_ref().map(crate::data::from_node),
        response: raw.response.as_ref().map(crate::data::from_node),
    }
}
