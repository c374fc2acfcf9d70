//! Finds the secrets in a value.

use crate::model::{Api, Kind, Operation, Response, Shape, Type, TypeId, WireAs};
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
    search.open.extend(event.map(|event| (event, "", false)));
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
    /// Types still to visit, the member that contains their values, and whether that is a text with JSON, whose own members have no place in
    /// the response.
    open: Vec<(TypeId, &'a str, bool)>,
    seen: BTreeSet<(TypeId, &'a str, bool)>,
}

impl<'a> Search<'a> {
    fn run(mut self, api: &'a Api) -> Vec<&'a str> {
        while let Some((id, name, in_text)) = self.open.pop() {
            let shape = api.types.get(id.0).map(|def| &def.shape);
            if let Some(shape) = shape.filter(|_| self.seen.insert((id, name, in_text))) {
                self.look_through(name, in_text, shape);
            }
        }
        self.found.into_iter().collect()
    }

    fn look_through(&mut self, name: &'a str, in_text: bool, shape: &'a Shape) {
        match shape {
            Shape::Struct { fields, .. } => fields.iter().for_each(|field| {
                // Free members have any names, so all of the struct is secret with them.
                let keeps = field.rest || in_text;
                self.inside(if keeps { name } else { &field.name }, in_text, &field.ty);
            }),
            Shape::Tuple { fields } | Shape::Forms { forms: fields } => {
                fields
                    .iter()
                    .for_each(|field| self.inside(name, in_text, &field.ty));
            }
            Shape::Union { .. } => {
                let variants = shape.variants();
                self.open
                    .extend(variants.map(|variant| (variant.ty, name, in_text)));
            }
            Shape::Enum { .. } => {}
        }
    }

    /// Visits a value that is, or is inside, the member `name`.
    fn value(&mut self, name: &'a str, ty: &Type) {
        self.inside(name, false, ty);
    }

    fn inside(&mut self, name: &'a str, in_text: bool, ty: &Type) {
        let in_text = in_text || ty.wire == Some(WireAs::Json);
        match &ty.kind {
            Kind::Secret => {
                self.found.insert(name);
            }
            Kind::List(inner) | Kind::Map { value: inner, .. } => self.inside(name, in_text, inner),
            Kind::Named(id) | Kind::Numbered(id) => self.open.push((*id, name, in_text)),
            _ => {}
        }
    }
}
