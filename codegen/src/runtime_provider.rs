//! The operations and webhooks of the model as the runtime's own values.
//!
//! The provider itself is [`Api::runtime`]. Emitters print these values into generated clients; tools that make the calls of a spec without
//! generated code use them as they are. `tests/tests/runtime_values.rs` compares both.

use crate::model::{self, Api, Found, Location, Response, Variant};
use crate::secret_members;
use specie_runtime::codec::FormNode;
use specie_runtime::{
    Arrays, Body, FileParam, Idempotency, Operation, PathEncode, ResponseKind, Webhook, Wire,
};

/// The runtime's data of an operation, or of one of its variants: [`Operation`] borrows these lists.
#[derive(Clone, Debug)]
pub struct OperationData<'a> {
    operation: &'a model::Operation,
    name: &'a str,
    reconcile: &'a str,
    reconcile_with: Vec<(&'a str, &'a str)>,
    envelope: Option<u16>,
    response: ResponseKind,
    by_status: Vec<(u16, ResponseKind)>,
    response_headers: Vec<&'a str>,
    null_list: bool,
    path_encode: Vec<(&'a str, PathEncode)>,
    query: Vec<&'a str>,
    headers: Vec<&'a str>,
    cookies: Vec<&'a str>,
    formats: Vec<(&'a str, Arrays)>,
    files: Vec<FileParam<'a>>,
    fixed: Vec<(&'a str, &'a str)>,
    secrets: Vec<&'a str>,
    secret_params: Vec<&'a str>,
    is_variant: bool,
}

impl<'a> OperationData<'a> {
    /// The data of an operation of `api`, or of its variant.
    #[must_use]
    pub fn of(api: &'a Api, operation: &'a model::Operation, variant: Option<&'a Variant>) -> Self {
        let named = |location| {
            let params = operation.params.iter();
            let there = params.filter(move |param| param.location == location);
            there.map(|param| param.field.name.as_str()).collect()
        };
        let reconcile = operation.reconcile.and_then(|at| api.operations.get(at));
        let response = variant.map_or(&operation.response, |variant| &variant.response);
        Self {
            operation,
            name: variant.map_or(&operation.name, |variant| &variant.name),
            reconcile: reconcile.map_or("", |other| other.name.as_str()),
            reconcile_with: operation
                .reconcile_with
                .iter()
                .map(|(asked, own)| (asked.as_str(), own.as_str()))
                .collect(),
            // The default of [`Operation::new`]: without envelopes, it names none.
            envelope: operation
                .envelope
                .or(api.runtime.envelopes.is_empty().then_some(0)),
            response: kind(response),
            by_status: match response {
                Response::ByStatus(responses) => responses
                    .iter()
                    .map(|(status, response)| (*status, kind(response)))
                    .collect(),
                _ => Vec::new(),
            },
            response_headers: response_headers(api, operation),
            null_list: has_null_list(api, operation),
            path_encode: operation.path_encodes().collect(),
            query: named(Location::Query),
            headers: named(Location::Header),
            cookies: named(Location::Cookie),
            formats: formats(api, operation),
            files: files(operation),
            fixed: fixed(operation, variant),
            secrets: secret_members::in_response(api, response),
            secret_params: secret_members::in_request(api, operation),
            is_variant: variant.is_some(),
        }
    }

    /// The runtime's operation. Its wire format is plain: a tool reads JSON, and generated code adds the format of its type.
    #[must_use]
    pub fn operation(&self) -> Operation<'_> {
        let operation = self.operation;
        let is_items = |param: &model::Param| param.location == Location::Items;
        Operation {
            name: self.name,
            method: &operation.method,
            path: &operation.path,
            section: operation.section,
            idempotency: match &operation.idempotency {
                model::Idempotency::Safe => Idempotency::Safe,
                model::Idempotency::Keyed { field, unique } => Idempotency::Keyed {
                    param: field,
                    unique: *unique,
                },
                model::Idempotency::Never => Idempotency::Never,
            },
            reconcile: self.reconcile,
            reconcile_with: &self.reconcile_with,
            new_key: operation.new_key,
            envelope: self.envelope,
            path_encode: &self.path_encode,
            in_query: &self.query,
            in_headers: &self.headers,
            in_cookies: &self.cookies,
            formats: &self.formats,
            items: operation.params.iter().any(is_items),
            body: match operation.multipart {
                true => Body::Multipart(&self.files),
                false => body(operation),
            },
            content_type: operation.content_type.as_deref(),
            fixed: &self.fixed,
            timeout_ms: operation.timeout_ms,
            weight: operation.weight,
            response: self.response,
            by_status: &self.by_status,
            response_headers: &self.response_headers,
            wire: Wire::PLAIN,
            // The pages of a variant are not described.
            pagination: operation
                .pagination
                .as_ref()
                .filter(|_| !self.is_variant)
                .map(|pagination| specie_runtime::Pagination {
                    null_list: self.null_list,
                    ..pagination.borrowed()
                }),
            secrets: &self.secrets,
            secret_params: &self.secret_params,
        }
    }
}

/// The formats of lists and objects that differ from that of the section. Parts of a body have no section, so each has its own.
fn formats<'a>(api: &Api, operation: &'a model::Operation) -> Vec<(&'a str, Arrays)> {
    let sections = &api.runtime.scheme.sections;
    let section = sections.get(usize::from(operation.section));
    let of_section = section.and_then(|section| section.encode.arrays);
    let format = |param: &model::Param| match param.location {
        Location::Part if param.is_file() => None,
        Location::Part if param.field.ty.kind == model::Kind::Json => {
            Some(param.format.unwrap_or(Arrays::Json))
        }
        Location::Part if crate::check::is_structured(&param.field.ty, api) => {
            param.format.or(of_section)
        }
        _ => param.format,
    };
    let params = operation.params.iter();
    params
        .filter_map(|param| Some((param.field.name.as_str(), format(param)?)))
        .collect()
}

/// The files among the parts of a body.
fn files(operation: &model::Operation) -> Vec<FileParam<'_>> {
    let files = operation.params.iter().filter(|param| param.is_file());
    files
        .map(|param| {
            // That of a list is the number of its entries.
            let range = param.field.range.as_ref();
            let range = range.filter(|_| param.field.ty.kind == model::Kind::File);
            let end = |end: Option<&String>| end.and_then(|text| text.parse().ok());
            FileParam::sized(
                &param.field.name,
                end(range.and_then(|range| range.min.as_ref())).unwrap_or(0),
                end(range.and_then(|range| range.max.as_ref())).unwrap_or(u64::MAX),
            )
        })
        .collect()
}

/// The features of the runtime that a client needs, beyond those of every client.
#[must_use]
pub fn features(api: &Api) -> Vec<&'static str> {
    let mut features = crate::signing::features(&api.runtime.scheme);
    if api.operations.iter().any(|operation| operation.multipart) {
        features.push("multipart");
    }
    features
}

/// What the body is made of.
fn body(operation: &model::Operation) -> Body<'_> {
    let mut params = operation.params.iter();
    let whole = params.find(|param| param.location == Location::Body);
    match whole.map(|param| &param.field) {
        Some(field) if matches!(field.ty.kind, model::Kind::Bytes(_)) => Body::Bytes(&field.name),
        Some(field) => Body::Text(&field.name),
        None => Body::Params,
    }
}

fn kind(response: &Response) -> ResponseKind {
    match response {
        Response::Type(_) | Response::ByStatus(_) => ResponseKind::Json,
        Response::Optional(_) => ResponseKind::OptionalJson,
        Response::Raw { text: true, .. } => ResponseKind::Text,
        Response::Raw { text: false, .. } => ResponseKind::Bytes,
        Response::None => ResponseKind::None,
    }
}

/// The names of the headers that are read beside the data.
fn response_headers<'a>(api: &'a Api, operation: &'a model::Operation) -> Vec<&'a str> {
    let headers = operation.response_headers.as_ref();
    let shape = headers.and_then(|ty| match ty.kind {
        model::Kind::Named(id) => api.types.get(id.0).map(|ty| &ty.shape),
        _ => None,
    });
    match shape {
        Some(model::Shape::Struct { fields, .. }) => {
            fields.iter().map(|field| field.name.as_str()).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether the list of a page may be `null`.
fn has_null_list(api: &Api, operation: &model::Operation) -> bool {
    let (Some(pagination), Response::Type(response)) = (&operation.pagination, &operation.response)
    else {
        return false;
    };
    matches!(api.type_of_list(response, pagination), Found::Type(ty) if ty.null)
}

/// Parameters with a constant text that are in no request struct: all constants of an operation without one, and those of a variant.
fn fixed<'a>(
    operation: &'a model::Operation,
    variant: Option<&'a Variant>,
) -> Vec<(&'a str, &'a str)> {
    let params = operation.params.iter();
    let constants = params
        .filter(|_| !operation.has_request())
        .filter_map(|param| Some((param.field.name.as_str(), param.field.constant.as_deref()?)));
    let set = variant.into_iter().flat_map(|variant| &variant.set);
    constants
        .chain(set.map(|(name, value)| (name.as_str(), value.as_str())))
        .collect()
}

/// A webhook of `api`, by its index; `secrets` are those of [`crate::secret_members::in_event`], `form` those of
/// [`crate::form_event::FormEvent::nodes`].
#[must_use]
pub fn webhook<'a>(
    webhook: &'a model::Webhook,
    index: u16,
    secrets: &'a [&'a str],
    form: &'a [FormNode<'a>],
) -> Webhook<'a> {
    Webhook {
        index,
        name: &webhook.name,
        id: webhook.id.as_deref(),
        // Generated clients extract times, because they know the format of each one.
        time: None,
        order: webhook.order.as_deref(),
        secrets,
        form,
    }
}
