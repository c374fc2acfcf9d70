//! Types that turned out to be something else, and shapes that cannot be.

use crate::import::draft::{Base, Draft, Field, Shape, TypeDef, TypeId, Use};
use crate::import::report::Report;
use crate::json_pointer::Place;
use std::collections::HashSet;

/// Uses what a type turned out to be, in every place where it is used.
pub(crate) fn substitute(draft: &mut Draft) {
    let instead: Vec<Option<Use>> = draft.types.iter().map(|def| def.instead.clone()).collect();
    let change = |ty: &mut Use| {
        // A chain of replacements is short; a circle of them ends here.
        for _ in 0..32 {
            let Base::Type(id) = ty.base else { return };
            let Some(Some(other)) = instead.get(id.0) else {
                return;
            };
            ty.base = other.base.clone();
            ty.weak |= other.weak;
            ty.null |= other.null && !ty.is_json();
        }
        *ty = Use::weak_json();
    };
    each_use(draft, &mut |ty| ty.each_mut(&mut |ty| change(ty)));
    let target = |id: &TypeId| {
        let mut ty = Use::of(*id);
        change(&mut ty);
        match ty.base {
            Base::Type(id) => Some(id),
            _ => None,
        }
    };
    for def in &mut draft.types {
        match &mut def.shape {
            Shape::Struct { like, .. } => {
                *like = like.iter().filter_map(target).collect();
            }
            Shape::Union { variants, .. } => {
                *variants = std::mem::take(variants)
                    .into_iter()
                    .filter_map(|(value, id)| Some((value, target(&id)?)))
                    .collect();
            }
            _ => {}
        }
    }
}

/// Visits every type where it is used: in types, operations and webhooks.
pub(super) fn each_use(draft: &mut Draft, visit: &mut dyn FnMut(&mut Use)) {
    for def in &mut draft.types {
        uses_of(&mut def.shape, visit);
    }
    for operation in &mut draft.operations {
        for field in operation.fields_mut() {
            visit(&mut field.ty);
        }
        for ty in operation.answer.uses_mut() {
            visit(ty);
        }
        for field in &mut operation.answer_headers {
            visit(&mut field.ty);
        }
    }
    for webhook in &mut draft.webhooks {
        visit(&mut webhook.event);
    }
    if let Some(data) = &mut draft.errors.data {
        visit(data);
    }
}

fn uses_of(shape: &mut Shape, visit: &mut dyn FnMut(&mut Use)) {
    match shape {
        Shape::Struct { fields, rest, .. } => {
            fields.iter_mut().for_each(|field| visit(&mut field.ty));
            if let Some(rest) = rest {
                visit(rest);
            }
        }
        Shape::Tuple(fields) => fields.iter_mut().for_each(|field| visit(&mut field.ty)),
        Shape::Forms(forms) => forms.iter_mut().for_each(visit),
        Shape::Enum(_) | Shape::Union { .. } | Shape::Open => {}
    }
}

/// Repairs what cannot be written: bases that are no objects or extend one another, unions of what are no objects, and types without
/// anything in them.
pub(super) fn repair(draft: &mut Draft, report: &mut Report) {
    let is_struct: Vec<bool> = draft
        .types
        .iter()
        .map(|def| matches!(def.shape, Shape::Struct { .. }))
        .collect();
    for index in 0..draft.types.len() {
        let circle = extends_itself(&draft.types, TypeId(index));
        let Some(def) = draft.types.get_mut(index) else {
            continue;
        };
        if let Shape::Struct { like, .. } = &mut def.shape {
            let before = like.len();
            like.retain(|base| is_struct.get(base.0).copied().unwrap_or(false));
            if circle {
                like.clear();
            }
            if like.len() < before {
                report.note(
                    &Place::at(&def.place),
                    "a base that is no object, or that extends this schema itself",
                    "left out",
                );
                def.is_weak = true;
                def.unconfirmed
                    .get_or_insert_with(|| "a base of the document is left out".to_owned());
            }
        }
    }
    let flat: Vec<bool> = (0..draft.types.len())
        .map(|index| is_union_of_objects(&draft.types, TypeId(index), &mut HashSet::new()))
        .collect();
    for (index, def) in draft.types.iter_mut().enumerate() {
        if let Shape::Union { variants, .. } = &def.shape
            && (!flat.get(index).copied().unwrap_or(false) || variants.is_empty())
        {
            let mut forms: Vec<Use> = Vec::new();
            for (_, id) in variants {
                if !forms.contains(&Use::of(*id)) {
                    forms.push(Use::of(*id));
                }
            }
            def.shape = Shape::Forms(forms);
        }
    }
    empty_to_json(draft);
}

/// Whether a type extends itself through its bases.
fn extends_itself(types: &[TypeDef], start: TypeId) -> bool {
    let mut open = bases(types, start);
    let mut seen = HashSet::new();
    while let Some(id) = open.pop() {
        if id == start {
            return true;
        }
        if seen.insert(id) {
            open.extend(bases(types, id));
        }
    }
    false
}

fn bases(types: &[TypeDef], id: TypeId) -> Vec<TypeId> {
    match types.get(id.0).map(|def| &def.shape) {
        Some(Shape::Struct { like, .. }) => like.clone(),
        _ => Vec::new(),
    }
}

/// Whether all variants of a union are objects, or such unions themselves.
fn is_union_of_objects(types: &[TypeDef], id: TypeId, seen: &mut HashSet<TypeId>) -> bool {
    if !seen.insert(id) {
        return false;
    }
    let fine = match types.get(id.0).map(|def| &def.shape) {
        Some(Shape::Struct { .. }) => true,
        Some(Shape::Union { variants, .. }) => variants
            .iter()
            .all(|(_, variant)| is_union_of_objects(types, *variant, seen)),
        _ => false,
    };
    seen.remove(&id);
    fine
}

/// Replaces types that have nothing in them, and unions of one type.
fn empty_to_json(draft: &mut Draft) {
    let mut replaced = false;
    for index in 0..draft.types.len() {
        let fields = all_fields(&draft.types, TypeId(index)).len();
        let Some(def) = draft.types.get_mut(index) else {
            continue;
        };
        let instead = match &def.shape {
            Shape::Open => Some(Use::json()),
            Shape::Struct { rest: None, .. } if fields == 0 => {
                Some(Use::new(Base::Map(Box::new(Use::json()))))
            }
            Shape::Struct {
                rest: Some(rest), ..
            } if fields == 0 => Some(Use::new(Base::Map(Box::new(rest.clone())))),
            Shape::Forms(forms) if forms.len() < 2 => {
                let own = Use::of(TypeId(index));
                let one = forms.first().filter(|one| one.base != own.base);
                Some(one.cloned().unwrap_or_else(Use::json))
            }
            Shape::Tuple(fields) if fields.is_empty() => {
                Some(Use::new(Base::List(Box::new(Use::json()))))
            }
            Shape::Enum(values) if values.is_empty() => Some(Use::json()),
            _ => None,
        };
        if instead.is_some() && def.instead.is_none() {
            def.instead = instead;
            replaced = true;
        }
    }
    if replaced {
        substitute(draft);
    }
}

/// All members of an object, with those of its bases.
pub(super) fn all_fields(types: &[TypeDef], id: TypeId) -> Vec<Field> {
    let mut all: Vec<Field> = Vec::new();
    collect(types, id, 0, &mut all);
    all
}

fn collect(types: &[TypeDef], id: TypeId, depth: usize, all: &mut Vec<Field>) {
    let Some(Shape::Struct { like, fields, .. }) = types.get(id.0).map(|def| &def.shape) else {
        return;
    };
    if depth < 16 {
        for base in like {
            collect(types, *base, depth + 1, all);
        }
    }
    for field in fields {
        match all.iter_mut().find(|known| known.name == field.name) {
            Some(known) => *known = field.clone(),
            None => all.push(field.clone()),
        }
    }
}
