//! Rust names, and conflicts between them.

use crate::diagnostic::Diagnostics;
use crate::model::{OneOf, Operation, Shape, TypeDef};
use crate::names;
use crate::raw::{Spec, Text};
use crate::rules::spec as rules;
use crate::source::Span;
use std::collections::HashMap;

/// The name of a function or field; reports an invalid one.
pub(crate) fn snake(name: &Text, diagnostics: &mut Diagnostics) -> Option<String> {
    report(names::snake(&name.value), name, diagnostics)
}

/// The name of a type or variant; reports an invalid one.
pub(super) fn pascal(name: &Text, diagnostics: &mut Diagnostics) -> Option<String> {
    report(names::pascal(&name.value), name, diagnostics)
}

fn report(rust_name: Option<String>, name: &Text, diagnostics: &mut Diagnostics) -> Option<String> {
    if rust_name.is_none() {
        diagnostics
            .report(&rules::NO_RUST_NAME, name.span, format!("`{}` gives no name in Rust", name.value))
            .label("letters and digits of ASCII are needed, with a letter in front")
            .help("choose one: `name as other: …` for a field, a variant of a union or a channel, `value: Name -- text` for a value of an enum");
    }
    rust_name
}

/// The Rust names of one scope.
pub(crate) struct Unique {
    scope: &'static str,
    seen: HashMap<String, (Span, String)>,
}

impl Unique {
    /// `scope` is for messages: `methods of the client`.
    pub(crate) fn new(scope: &'static str) -> Self {
        Self {
            scope,
            seen: HashMap::new(),
        }
    }

    /// Adds a name; reports a duplicate.
    pub(super) fn add(&mut self, rust_name: &str, name: &Text, diagnostics: &mut Diagnostics) {
        let rust_name = rust_name.trim_start_matches("r#");
        if let Some((first, other)) = self.seen.get(rust_name) {
            diagnostics
                .report(&rules::NAME_CLASH, name.span, format!("`{}` and `{other}` are both `{rust_name}` in Rust", name.value))
                .label("the second one")
                .second(*first, "the first one")
                .why(format!("{} need different names", self.scope))
                .help("give one of them another name; a field, a variant of a union or a channel takes `name as other`, a value of an enum `value: Name -- text`");
        } else {
            self.seen
                .insert(rust_name.to_string(), (name.span, name.value.clone()));
        }
    }

    /// Adds a name; reports one that generated code uses for something else.
    pub(crate) fn add_unreserved(
        &mut self,
        rust_name: &str,
        name: &Text,
        reserved: &[&str],
        diagnostics: &mut Diagnostics,
    ) {
        if reserved.contains(&names::bare(rust_name)) {
            diagnostics
                .report(
                    &rules::RESERVED_NAME,
                    name.span,
                    format!("`{rust_name}` has a meaning of its own in generated code"),
                )
                .label(format!("{} cannot have this name", self.scope))
                .help("choose another name; a field, a variant of a union or a channel takes `name as other`, a value of an enum `value: Name -- text`");
            return;
        }
        self.add(rust_name, name, diagnostics);
    }
}

/// Names that users of a client set as fields of one struct: `credentials` or `settings`. Every optional one has a setter.
pub(crate) fn check_owner_fields<'a>(
    scope: &'static str,
    fields: impl Iterator<Item = (&'a str, Span, bool)>,
    diagnostics: &mut Diagnostics,
) {
    let mut unique = Unique::new(scope);
    for (name, span, has_setter) in fields {
        let name = Text {
            value: name.to_owned(),
            span,
        };
        let reserved = match has_setter {
            true => names::RESERVED_SETTERS,
            false => &[],
        };
        if let Some(rust_name) = snake(&name, diagnostics) {
            unique.add_unreserved(&rust_name, &name, reserved, diagnostics);
        }
    }
}

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
        let has_request = operation
            .params
            .iter()
            .any(|param| param.field.constant.is_none());
        if has_request {
            let reserved = names::RESERVED_TYPES;
            in_module.add_unreserved(&operation.request_name, &raw.name, reserved, diagnostics);
        }
        add_groups(&mut in_module, &operation.one_of, &raw.name, diagnostics);
        let mut add = |rust_name: &str, name: &Text, diagnostics: &mut Diagnostics| {
            methods.add_unreserved(rust_name, name, names::RESERVED_METHODS, diagnostics);
        };
        add(&operation.rust_name, &raw.name, diagnostics);
        for (raw, variant) in raw.variants.iter().zip(&operation.variants) {
            add(&variant.rust_name, &raw.name, diagnostics);
        }
        if operation.pagination.is_some() {
            add(
                &names::pages_method(&operation.rust_name),
                &raw.name,
                diagnostics,
            );
        }
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
