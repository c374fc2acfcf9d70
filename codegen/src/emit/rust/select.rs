//! Which operations and types are written if a list of operations is given.

use crate::model::{Api, Kind, Response, Shape, Type, TypeId};

/// What to write.
pub struct Selection {
    /// Indices of operations.
    pub operations: Vec<usize>,
    /// Indices of webhooks.
    pub webhooks: Vec<usize>,
    /// Whether streams are written: only if everything is.
    pub streams: bool,
    /// For each type, whether it is written.
    pub types: Vec<bool>,
}

/// Names in `wanted` that are neither an operation, a method of one, nor a webhook of the provider.
#[must_use]
pub fn unknown<'a>(api: &Api, wanted: &'a [String]) -> Vec<&'a str> {
    wanted
        .iter()
        .map(String::as_str)
        .filter(|name| !names(api).any(|known| known == *name))
        .collect()
}

/// All names that a list of operations may contain.
pub fn names(api: &Api) -> impl Iterator<Item = &str> {
    let operations = api.operations.iter().flat_map(|operation| {
        [operation.name.as_str(), operation.rust_name.as_str()]
            .into_iter()
            .chain(
                operation
                    .variants
                    .iter()
                    .flat_map(|variant| [variant.name.as_str(), variant.rust_name.as_str()]),
            )
    });
    operations.chain(
        api.webhooks
            .iter()
            .flat_map(|webhook| [webhook.name.as_str(), webhook.rust_name.as_str()]),
    )
}

impl Selection {
    /// Everything, or what a list names and the types that it uses.
    pub fn of(api: &Api, wanted: Option<&[String]>) -> Self {
        let Some(wanted) = wanted else {
            return Self {
                operations: (0..api.operations.len()).collect(),
                webhooks: (0..api.webhooks.len()).collect(),
                streams: true,
                types: vec![true; api.types.len()],
            };
        };
        let named =
            |name: &str, rust: &str| wanted.iter().any(|wanted| wanted == name || wanted == rust);
        let operations = api.operations.iter().enumerate();
        let operations = operations.filter(|(_, operation)| {
            let mut variants = operation.variants.iter();
            named(&operation.name, &operation.rust_name)
                || variants.any(|variant| named(&variant.name, &variant.rust_name))
        });
        let webhooks = api.webhooks.iter().enumerate();
        let webhooks = webhooks.filter(|(_, webhook)| named(&webhook.name, &webhook.rust_name));
        let mut reach = Reach {
            api,
            types: vec![false; api.types.len()],
        };
        for (_, operation) in operations.clone() {
            operation
                .params
                .iter()
                .for_each(|param| reach.follow(&param.field.ty));
            reach.response(&operation.response);
            operation
                .response_headers
                .iter()
                .for_each(|ty| reach.follow(ty));
            operation
                .variants
                .iter()
                .for_each(|variant| reach.response(&variant.response));
        }
        api.error_data
            .iter()
            .for_each(|data| reach.follow(&data.ty));
        webhooks
            .clone()
            .filter_map(|(_, webhook)| webhook.event)
            .for_each(|event| reach.mark(event));
        Self {
            operations: operations.map(|(index, _)| index).collect(),
            webhooks: webhooks.map(|(index, _)| index).collect(),
            streams: false,
            types: reach.types,
        }
    }
}

struct Reach<'a> {
    api: &'a Api,
    types: Vec<bool>,
}

impl Reach<'_> {
    fn response(&mut self, response: &Response) {
        response.types().into_iter().for_each(|ty| self.follow(ty));
    }

    fn follow(&mut self, ty: &Type) {
        match &ty.kind {
            Kind::List(item) => self.follow(item),
            Kind::Map { value, .. } => self.follow(value),
            Kind::Named(id) | Kind::Numbered(id) => self.mark(*id),
            _ => {}
        }
    }

    fn mark(&mut self, id: TypeId) {
        let api = self.api;
        let Some(seen) = self.types.get_mut(id.0) else {
            return;
        };
        if std::mem::replace(seen, true) {
            return;
        }
        let Some(def) = api.types.get(id.0) else {
            return;
        };
        match &def.shape {
            Shape::Union { .. } => def
                .shape
                .variants()
                .for_each(|variant| self.mark(variant.ty)),
            shape => shape
                .fields()
                .iter()
                .for_each(|field| self.follow(&field.ty)),
        }
    }
}
