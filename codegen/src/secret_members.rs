//! Finds the secrets in a value.

use crate::model::{Api, Kind, Operation, Response, Shape, Type, TypeId};
use std::collections::BTreeSet;

/// Names of the members of a response, at any depth, whose values are secret: sorted and without duplicates. A secret without its own name,
/// such as an element of a tuple, has the name of the member that contains it; one that is not inside any member has an empty name.
#[must_use]
pub fn in_response<'a>(api: &'a Api, response: &Response) -> Vec<&'a str> {
    let mut search = Search::default();
    let errors = api.error_data.iter().map(|data| &data.ty);
    for ty in response.types().into_iter().chain(errors) {
        search.value("", ty);
    }
    search.run(api)
}

/// The same for an event.
#[must_use]
pub fn in_event(api: &Api, event: Option<TypeId>) -> Vec<&str> {
    let mut search = Search::default();
    search.open.extend(event.map(|event| (event, "")));
    search.run(api)
}

/// The same for a value of this type.
#[must_use]
pub fn in_type<'a>(api: &'a Api, ty: &Type) -> Vec<&'a str> {
    let mut search = Search::default();
    search.value("", ty);
    search.run(api)
}

/// Names of the members of a request, at any depth, whose values are secret.
#[must_use]
pub fn in_request<'a>(api: &'a Api, operation: &'a Operation) -> Vec<&'a str> {
    let mut search = Search::default();
    for param in &operation.params {
        search.value(&param.field.name, &param.field.ty);
    }
    search.run(api)
}

/// A worklist, not recursion: types may be nested to any depth and be recursive.
#[derive(Default)]
struct Search<'a> {
    found: BTreeSet<&'a str>,
    /// Types still to visit, and the member that contains their values.
    open: Vec<(TypeId, &'a str)>,
    seen: BTreeSet<(TypeId, &'a str)>,
}

impl<'a> Search<'a> {
    fn run(mut self, api: &'a Api) -> Vec<&'a str> {
        while let Some((id, name)) = self.open.pop() {
            let shape = api.types.get(id.0).map(|def| &def.shape);
            if let Some(shape) = shape.filter(|_| self.seen.insert((id, name))) {
                self.look_through(name, shape);
            }
        }
        self.found.into_iter().collect()
    }

    fn look_through(&mut self, name: &'a str, shape: &'a Shape) {
        match shape {
            Shape::Struct { fields, .. } => fields.iter().for_each(|field| {
                // Free members have any names, so all of the struct is secret with them.
                let name = if field.rest { name } else { &field.name };
                self.value(name, &field.ty);
            }),
            Shape::Tuple { fields } | Shape::Forms { forms: fields } => {
                fields.iter().for_each(|field| self.value(name, &field.ty));
            }
            Shape::Union { .. } => {
                let variants = shape.variants();
                self.open.extend(variants.map(|variant| (variant.ty, name)));
            }
            Shape::Enum { .. } => {}
        }
    }

    /// Visits a value that is, or is inside, the member `name`.
    fn value(&mut self, name: &'a str, ty: &Type) {
        match &ty.kind {
            Kind::Secret => {
                self.found.insert(name);
            }
            Kind::List(inner) | Kind::Map { value: inner, .. } => self.value(name, inner),
            Kind::Named(id) | Kind::Numbered(id) => self.open.push((*id, name)),
            _ => {}
        }
    }
}
