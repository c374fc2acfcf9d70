//! Which types are sent, which are received, and what they reach.

use crate::import::draft::{Base, Body, Draft, Field, Shape, TypeDef, TypeId, Use};
use std::collections::{HashMap, HashSet};

/// Marks the types that operations send and those that they receive.
pub(super) fn mark(draft: &mut Draft) {
    let mut sent = HashSet::new();
    let mut received = HashSet::new();
    for operation in &draft.operations {
        for field in operation.fields() {
            reach(&draft.types, &field.ty, &mut sent);
        }
        for ty in operation.answer.uses() {
            reach(&draft.types, ty, &mut received);
        }
        for field in &operation.answer_headers {
            reach(&draft.types, &field.ty, &mut received);
        }
    }
    for webhook in &draft.webhooks {
        reach(&draft.types, &webhook.event, &mut received);
    }
    if let Some(data) = &draft.errors.data {
        reach(&draft.types, data, &mut received);
    }
    for (index, def) in draft.types.iter_mut().enumerate() {
        def.sent = sent.contains(&TypeId(index));
        def.received = received.contains(&TypeId(index));
    }
}

/// Adds every type that values of this type may hold.
pub(super) fn reach(types: &[TypeDef], ty: &Use, found: &mut HashSet<TypeId>) {
    let mut open: Vec<TypeId> = Vec::new();
    named(ty, &mut open);
    while let Some(id) = open.pop() {
        if found.insert(id) {
            each_inner(types, id, &mut |ty| named(ty, &mut open));
            if let Some(def) = types.get(id.0) {
                match &def.shape {
                    Shape::Union { variants, .. } => {
                        open.extend(variants.iter().map(|(_, variant)| *variant));
                    }
                    Shape::Struct { like, .. } => open.extend(like),
                    _ => {}
                }
            }
        }
    }
}

fn named(ty: &Use, found: &mut Vec<TypeId>) {
    ty.each(&mut |ty| {
        if let Base::Type(id) = ty.base {
            found.push(id);
        }
    });
}

/// Visits the types of what a type declares itself.
fn each_inner(types: &[TypeDef], id: TypeId, visit: &mut dyn FnMut(&Use)) {
    let Some(def) = types.get(id.0) else { return };
    match &def.shape {
        Shape::Struct { fields, rest, .. } => {
            fields.iter().for_each(|field| visit(&field.ty));
            if let Some(rest) = rest {
                visit(rest);
            }
        }
        Shape::Tuple(fields) => fields.iter().for_each(|field| visit(&field.ty)),
        Shape::Forms(forms) => forms.iter().for_each(visit),
        Shape::Enum(_) | Shape::Union { .. } | Shape::Open => {}
    }
}

/// For each operation, whether something that it sends or receives is not typed as the document says.
pub(crate) fn weak_operations(draft: &Draft) -> Vec<bool> {
    let weak_types = reaching_weak(&draft.types);
    let is_weak = |ty: &Use| {
        let mut weak = false;
        ty.each(&mut |ty| {
            weak |= ty.weak;
            if let Base::Type(id) = ty.base {
                weak |= weak_types.contains(&id);
            }
        });
        weak
    };
    let operations = draft.operations.iter();
    operations
        .map(|operation| {
            operation.weak
                || operation.fields().any(|field| is_weak(&field.ty))
                || operation.answer.uses().into_iter().any(is_weak)
                || operation
                    .answer_headers
                    .iter()
                    .any(|field| is_weak(&field.ty))
        })
        .collect()
}

/// The types of which some part, at any depth, is not typed as the document says.
fn reaching_weak(types: &[TypeDef]) -> HashSet<TypeId> {
    let mut used_by: HashMap<TypeId, Vec<TypeId>> = HashMap::new();
    let mut open: Vec<TypeId> = Vec::new();
    for id in (0..types.len()).map(TypeId) {
        let mut weak = types.get(id.0).is_some_and(|def| def.is_weak);
        let mut inner: Vec<TypeId> = Vec::new();
        each_inner(types, id, &mut |ty| {
            ty.each(&mut |ty| weak |= ty.weak);
            named(ty, &mut inner);
        });
        match types.get(id.0).map(|def| &def.shape) {
            Some(Shape::Union { variants, .. }) => {
                inner.extend(variants.iter().map(|(_, variant)| *variant));
            }
            Some(Shape::Struct { like, .. }) => inner.extend(like),
            _ => {}
        }
        for one in inner {
            used_by.entry(one).or_default().push(id);
        }
        if weak {
            open.push(id);
        }
    }
    let mut found = HashSet::new();
    while let Some(id) = open.pop() {
        if found.insert(id) {
            open.extend(used_by.get(&id).into_iter().flatten());
        }
    }
    found
}

/// Takes `null` out of types that are only sent where values are texts: in a query or a form.
pub(super) fn without_null_in_texts(draft: &mut Draft) {
    let mut in_text: HashSet<TypeId> = HashSet::new();
    let mut elsewhere: HashSet<TypeId> = HashSet::new();
    for operation in &draft.operations {
        let section = draft.sections.get(operation.section);
        let form = section.is_some_and(|section| {
            section.place == crate::import::draft::BodyPlace::Form
                || section.sends_in_query(&operation.method)
        });
        let form = form || operation.body == Body::Multipart;
        let texts = [
            &operation.path_params,
            &operation.query,
            &operation.headers,
            &operation.cookies,
        ];
        let is_json = |field: &&Field| field.format == Some("json");
        for field in texts.into_iter().flatten().filter(|field| !is_json(field)) {
            reach(&draft.types, &field.ty, &mut in_text);
        }
        let items = match &operation.body {
            Body::Items(field) => Some(field),
            _ => None,
        };
        for field in operation.params.iter().chain(items) {
            match form && !is_json(&field) {
                true => reach(&draft.types, &field.ty, &mut in_text),
                false => reach(&draft.types, &field.ty, &mut elsewhere),
            }
        }
    }
    for (index, def) in draft.types.iter_mut().enumerate() {
        let id = TypeId(index);
        if !in_text.contains(&id) || elsewhere.contains(&id) || def.received {
            continue;
        }
        let strip = |ty: &mut Use| ty.each_mut(&mut |ty| ty.null = false);
        match &mut def.shape {
            Shape::Struct { fields, rest, .. } => {
                fields.iter_mut().for_each(|field| strip(&mut field.ty));
                if let Some(rest) = rest {
                    strip(rest);
                }
            }
            Shape::Tuple(fields) => fields.iter_mut().for_each(|field| strip(&mut field.ty)),
            Shape::Forms(forms) => forms.iter_mut().for_each(strip),
            Shape::Enum(_) | Shape::Union { .. } | Shape::Open => {}
        }
    }
}
