//! Looks up what the lines of `mock` name.

use super::roles;
use crate::diagnostic::Diagnostics;
use crate::keys::shorten;
use crate::member_names::is_status;
use crate::model::{Api, Field, Kind, Operation, Response, Shape, Type};
use crate::raw::Text;
use crate::rules::spec::BAD_MOCK;
use crate::source::Span;
use specie_runtime::Amount;

/// How deep lists, maps and pages are searched for members.
const DEEPEST: usize = 4;

pub(super) struct Reader<'a> {
    pub(super) api: &'a Api,
    pub(super) diagnostics: &'a mut Diagnostics,
}

impl<'a> Reader<'a> {
    /// Amounts by currency.
    pub(super) fn amounts(&mut self, raw: &[(Text, Text)]) -> Vec<(String, String)> {
        let mut amounts = Vec::new();
        for (currency, amount) in raw {
            let known = Amount::new(amount.value.as_str()).ok();
            let known = known.filter(|known| !known.is_negative() && known.plain().len() <= 28);
            if known.is_none() {
                let message = format!("`{}` is not an amount", shorten(&amount.value));
                let help = "write digits, with a point if needed: `0.5`";
                self.wrong(amount.span, message, help);
                continue;
            }
            amounts.push((currency.value.clone(), amount.value.clone()));
        }
        amounts
    }

    /// The index of an operation.
    pub(super) fn operation(&mut self, name: &Text) -> Option<usize> {
        let mut operations = self.api.operations.iter();
        let found = operations.position(|operation| operation.name == name.value);
        if found.is_none() {
            let known = self.api.operations.iter();
            let known = known.map(|operation| operation.name.as_str());
            self.diagnostics
                .unknown_operation(name.span, &name.value, known);
        }
        found
    }

    /// The text of a name, which must be one of these fields.
    pub(super) fn name(&mut self, name: &Text, what: &str, known: &[&Field]) -> String {
        let names = || known.iter().map(|field| field.name.as_str());
        if !names().any(|known| known == name.value) {
            self.diagnostics
                .unknown(&BAD_MOCK, name.span, what, &name.value, names())
                .label("the operations of the resource have none of this name");
        }
        name.value.clone()
    }

    /// The text of a value, which must be one of these statuses.
    pub(super) fn value(&mut self, value: &Text, known: &[&str]) -> String {
        if !known.contains(&value.value.as_str()) {
            let known = known.iter().copied();
            self.diagnostics
                .unknown(&BAD_MOCK, value.span, "status", &value.value, known)
                .label("no status in the responses of its operations has this value");
        }
        value.value.clone()
    }

    pub(super) fn wrong(&mut self, span: Span, message: impl Into<String>, help: &str) {
        self.diagnostics
            .report(&BAD_MOCK, span, message)
            .label("the mock cannot do this")
            .help(help);
    }
}

/// The parameters of an operation, and the members of the entries of its batch.
pub(super) fn params<'a>(api: &'a Api, operation: &'a Operation) -> Vec<&'a Field> {
    let mut found = Vec::new();
    let batch = roles::batch(api, operation);
    for param in &operation.params {
        found.push(&param.field);
        if batch.as_ref() == Some(&param.field.name) {
            members_of(api, &param.field.ty, 0, &mut found);
        }
    }
    found
}

/// The members of the objects in a response.
pub(super) fn members<'a>(api: &'a Api, response: &'a Response) -> Vec<&'a Field> {
    let mut found = Vec::new();
    for ty in response.types() {
        members_of(api, ty, 0, &mut found);
    }
    found
}

fn members_of<'a>(api: &'a Api, ty: &'a Type, depth: usize, found: &mut Vec<&'a Field>) {
    if depth > DEEPEST {
        return;
    }
    match &ty.kind {
        Kind::List(inner) | Kind::Map { value: inner, .. } => {
            members_of(api, inner, depth + 1, found);
        }
        Kind::Named(_) => {
            for field in api.fields(ty).unwrap_or_default() {
                found.push(field);
                if matches!(field.ty.kind, Kind::List(_) | Kind::Map { .. }) {
                    members_of(api, &field.ty, depth + 1, found);
                }
            }
        }
        _ => {}
    }
}

/// The values of the statuses among these members.
pub(super) fn statuses<'a>(api: &'a Api, members: &[&'a Field]) -> Vec<&'a str> {
    let statuses = members.iter().filter(|field| is_status(&field.name));
    let mut found: Vec<&str> = Vec::new();
    for field in statuses {
        for value in enum_values(api, &field.ty) {
            if !found.contains(&value.wire.as_str()) {
                found.push(&value.wire);
            }
        }
    }
    found
}

/// The values of a type that is an enum.
pub(super) fn enum_values<'a>(api: &'a Api, ty: &Type) -> &'a [crate::model::EnumValue] {
    let Kind::Named(id) = ty.kind else {
        return &[];
    };
    match api.types.get(id.0).map(|ty| &ty.shape) {
        Some(Shape::Enum { values, .. }) => values,
        _ => &[],
    }
}
