//! Names of Rust, and what to do when two are one.

use crate::diagnostic::Diagnostics;
use crate::model::{OneOf, Operation, Shape, TypeDef};
use crate::names;
use crate::raw::{Spec, Text};
use crate::rules::spec as rules;
use crate::source::Span;
use std::collections::HashMap;

/// The name of a function or field; reports one that cannot be.
pub(super) fn snake(name: &Text, diagnostics: &mut Diagnostics) -> Option<String> {
    report(names::snake(&name.value), name, diagnostics)
}

/// The name of a type or variant; reports one that cannot be.
pub(super) fn pascal(name: &Text, diagnostics: &mut Diagnostics) -> Option<String> {
    report(names::pascal(&name.value), name, diagnostics)
}

fn report(rust_name: Option<String>, name: &Text, diagnostics: &mut Diagnostics) -> Option<String> {
    if rust_name.is_none() {
        diagnostics
            .report(&rules::NO_RUST_NAME, name.span, format!("`{}` gives no name in Rust", name.value))
            .label("letters and digits of ASCII are needed, with a letter in front")
            .help("choose one: `name as other: TYPE` for a field, `value: Name -- text` for a value of an enum");
    }
    rust_name
}

/// Names of one scope in Rust.
pub(super) struct Unique {
    scope: &'static str,
    seen: HashMap<String, (Span, String)>,
}

impl Unique {
    /// `scope` is for messages: `methods of the client`.
    pub(super) fn new(scope: &'static str) -> Self {
        Self {
            scope,
            seen: HashMap::new(),
        }
    }

    /// Adds a name, and reports it if it is taken.
    pub(super) fn add(&mut self, rust_name: &str, name: &Text, diagnostics: &mut Diagnostics) {
        let rust_name = rust_name.trim_start_matches("r#");
        if let Some((first, other)) = self.seen.get(rust_name) {
            diagnostics
                .report(&rules::NAME_CLASH, name.span, format!("`{}` and `{other}` are both `{rust_name}` in Rust", name.value))
                .label("the second one")
                .second(*first, "the first one")
                .why(format!("{} need different names", self.scope))
                .help("give one of them another name; a field takes `name as other`, a value of an enum `value: Name -- text`");
        } else {
            self.seen
                .insert(rust_name.to_string(), (name.span, name.value.clone()));
        }
    }

    /// Adds a name, and reports it if every client has it.
    pub(super) fn add_unreserved(
        &mut self,
        rust_name: &str,
        name: &Text,
        reserved: &[&str],
        diagnostics: &mut Diagnostics,
    ) {
        if reserved.contains(&rust_name) {
            diagnostics
                .report(
                    &rules::RESERVED_NAME,
                    name.span,
                    format!("`{rust_name}` has a meaning of its own in generated code"),
                )
                .label(format!("{} cannot have this name", self.scope))
                .help("choose another name, such as one with the provider's word for it");
            return;
        }
        self.add(rust_name, name, diagnostics);
    }
}

/// Names of the module and of the client that cannot be told apart.
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
        let has_request = operation
            .params
            .iter()
            .any(|param| param.field.constant.is_none());
        if has_request {
            in_module.add(&operation.request_name, &raw.name, diagnostics);
        }
        add_groups(&mut in_module, &operation.one_of, &raw.name, diagnostics);
        let mut add = |rust_name: &str, name: &Text, diagnostics: &mut Diagnostics| {
            methods.add_unreserved(rust_name, name, names::RESERVED_METHODS, diagnostics);
        };
        add(&operation.rust_name, &raw.name, diagnostics);
        for (raw, variant) in raw.variants.iter().zip(&operation.variants) {
            add(&variant.rust_name, &raw.name, diagnostics);
        }
        if operation.paginate.is_some() {
            add(
                &format!("{}_pages", operation.rust_name),
                &raw.name,
                diagnostics,
            );
        }
    }
    for webhook in &spec.webhooks {
        if let Some(rust_name) = names::snake(&webhook.name.value) {
            methods.add(&format!("verify_{rust_name}"), &webhook.name, diagnostics);
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
        in_module.add(&group.type_name, &name, diagnostics);
    }
}
