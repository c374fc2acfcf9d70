//! The member that decides which form of a union an object has.

use super::repair::{all_fields, each_use};
use crate::import::draft::{Base, Draft, Origin, Owner, Shape, TypeDef, TypeId};
use std::collections::{HashMap, HashSet};

/// Takes the deciding member out of the variants of unions that are sent: the union writes it itself.
pub(super) fn strip(draft: &mut Draft) {
    let counts = count_uses(draft);
    for index in 0..draft.types.len() {
        let Some(def) = draft
            .types
            .get(index)
            .filter(|def| def.sent && def.instead.is_none())
        else {
            continue;
        };
        let Shape::Union { by, variants } = def.shape.clone() else {
            continue;
        };
        let place = def.place.clone();
        let (received, sent) = (def.received, def.sent);
        let mut stripped: HashMap<TypeId, TypeId> = HashMap::new();
        let mut new_variants = Vec::new();
        for (value, variant) in variants {
            let fields = all_fields(&draft.types, variant);
            let declares = fields.iter().any(|field| field.name == by);
            if !declares {
                new_variants.push((value, variant));
                continue;
            }
            if let Some(copy) = stripped.get(&variant) {
                new_variants.push((value, *copy));
                continue;
            }
            let fields: Vec<_> = fields
                .into_iter()
                .filter(|field| field.name != by)
                .collect();
            let rest = match draft.types.get(variant.0).map(|def| &def.shape) {
                Some(Shape::Struct { rest, .. }) => rest.clone(),
                _ => None,
            };
            let shape = Shape::Struct {
                like: Vec::new(),
                fields,
                rest,
            };
            let alone = counts.get(&variant).copied().unwrap_or(0) <= 1;
            let target = match draft.types.get_mut(variant.0) {
                Some(def) if alone => {
                    def.shape = shape;
                    variant
                }
                Some(def) => {
                    let doc = def.doc.clone();
                    let id = TypeId(draft.types.len());
                    draft.types.push(TypeDef {
                        shape,
                        doc,
                        deprecated: false,
                        unconfirmed: None,
                        place: place.clone(),
                        origins: vec![Origin::Inside(Owner::Type(TypeId(index)), value.clone())],
                        name: String::new(),
                        instead: None,
                        received,
                        sent,
                        is_weak: false,
                    });
                    id
                }
                None => variant,
            };
            stripped.insert(variant, target);
            new_variants.push((value, target));
        }
        if let Some(def) = draft.types.get_mut(index) {
            def.shape = Shape::Union {
                by,
                variants: new_variants,
            };
        }
    }
}

/// In how many places each type is used; several variants of one union count once.
fn count_uses(draft: &mut Draft) -> HashMap<TypeId, usize> {
    let mut counts: HashMap<TypeId, usize> = HashMap::new();
    each_use(draft, &mut |ty| {
        ty.each(&mut |ty| {
            if let Base::Type(id) = ty.base {
                *counts.entry(id).or_default() += 1;
            }
        });
    });
    for def in draft.types.iter().filter(|def| def.instead.is_none()) {
        match &def.shape {
            Shape::Struct { like, .. } => {
                for base in like {
                    *counts.entry(*base).or_default() += 1;
                }
            }
            Shape::Union { variants, .. } => {
                let once: HashSet<TypeId> = variants.iter().map(|(_, id)| *id).collect();
                for id in once {
                    *counts.entry(id).or_default() += 1;
                }
            }
            _ => {}
        }
    }
    counts
}
