//! Names that conflict across a whole spec.

use crate::diagnostic::Diagnostics;
use crate::model::{OneOf, Operation, Response, Shape, TypeDef};
use crate::name_scope::Unique;
use crate::names;
use crate::raw::{Spec, Text};

/// Names of the module and of the client that conflict.
pub(super) fn check_clashes(
    spec: &Spec,
    types: &[TypeDef],
    operations: &[Operation],
    diagnostics: &mut Diagnostics,
) {
    let mut in_module = Unique::new("types of a module");
    for (raw, ty) in spec.types.iter().zip(types) {
        in_module.add_unreserved(&ty.name, &raw.name, names::RESERVED_TYPES, diagnostics);
    }
    for (raw, ty) in spec.types.iter().zip(types) {
        if let Shape::Struct { one_of, .. } = &ty.shape {
            add_groups(&mut in_module, one_of, &raw.name, diagnostics);
        }
    }
    let mut methods = Unique::new("methods of the client");
    for (raw, operation) in spec.operations.iter().zip(operations) {
        if operation.has_request() {
            let reserved = names::RESERVED_TYPES;
            in_module.add_unreserved(&operation.request_name, &raw.name, reserved, diagnostics);
        }
        add_groups(&mut in_module, &operation.one_of, &raw.name, diagnostics);
        let mut add = |rust_name: &str, name: &Text, diagnostics: &mut Diagnostics| {
            methods.add_unreserved(rust_name, name, names::RESERVED_METHODS, diagnostics);
        };
        let variants = raw.variants.iter().zip(&operation.variants);
        let variants =
            variants.map(|(raw, variant)| (&raw.name, &variant.rust_name, &variant.response));
        let own = (&raw.name, &operation.rust_name, &operation.response);
        for (name, rust_name, response) in std::iter::once(own).chain(variants) {
            add(rust_name, name, diagnostics);
            match response {
                Response::Raw { .. } => add(&names::download_method(rust_name), name, diagnostics),
                Response::ByStatus(_) => {
                    let response = names::response_enum(&name.value);
                    let reserved = names::RESERVED_TYPES;
                    in_module.add_unreserved(&response, name, reserved, diagnostics);
                }
                _ => {}
            }
        }
        if operation.pagination.is_some() {
            add(
                &names::pages_method(&operation.rust_name),
                &raw.name,
                diagnostics,
            );
        }
    }
    for stream in &spec.streams {
        if let Some(rust_name) = names::snake(&stream.name.value) {
            let method = names::stream_method(&rust_name);
            methods.add_unreserved(&method, &stream.name, names::RESERVED_METHODS, diagnostics);
        }
    }
    for method in [
        names::FETCH_KEYS,
        names::FETCH_KEY,
        names::FETCH_CERTIFICATE,
    ] {
        let keys = spec.webhooks.iter();
        let mut keys = keys.filter_map(|webhook| webhook.keys.as_ref());
        if let Some(keys) = keys.find(|keys| keys.method == method) {
            let name = Text {
                value: method.to_owned(),
                span: keys.span,
            };
            methods.add(method, &name, diagnostics);
        }
    }
    for (envelope, data) in spec.error_data() {
        let envelope = envelope.and_then(|at| spec.envelopes.get(at));
        let name = Text {
            value: names::error_data(envelope.map(|envelope| envelope.name.value.as_str())),
            span: data.span,
        };
        methods.add(&name.value, &name, diagnostics);
    }
    for webhook in &spec.webhooks {
        if let Some(rust_name) = names::snake(&webhook.name.value) {
            methods.add(
                &names::verify_method(&rust_name),
                &webhook.name,
                diagnostics,
            );
        }
    }
}

fn add_groups(
    in_module: &mut Unique,
    groups: &[OneOf],
    owner: &Text,
    diagnostics: &mut Diagnostics,
) {
    for group in groups {
        let name = Text {
            value: format!("{}.{}", owner.value, group.name),
            span: owner.span,
        };
        let reserved = names::RESERVED_TYPES;
        in_module.add_unreserved(&group.type_name, &name, reserved, diagnostics);
    }
}
