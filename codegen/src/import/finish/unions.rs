//! Unions whose forms must be told apart. Forms are put in an order that tells them apart; what nothing tells apart becomes one type.

use super::looks::{Rank, Wire, scalar};
use crate::import::draft::{Base, Draft, Origin, Owner, Shape, TypeDef, TypeId, Use};
use crate::import::report::Report;
use std::collections::{HashMap, HashSet};

/// Maximum depth of unions in merged types.
const MAX_DEPTH: usize = 10;

/// A place where a union is used.
#[derive(Clone, Debug)]
pub(super) struct Site {
    pub(super) origin: Origin,
    pub(super) place: String,
    /// Values are received there, so that the client must tell the forms apart.
    pub(super) received: bool,
    pub(super) depth: usize,
}

/// Rewrites unions.
pub(super) struct Untangler<'a> {
    pub(super) types: &'a mut Vec<TypeDef>,
    pub(super) report: &'a mut Report,
    /// Objects that were made one, and the type that they became.
    pub(super) merged: HashMap<Vec<Use>, Use>,
}

/// Makes the forms of every union ones that can be told apart.
pub(super) fn untangle(draft: &mut Draft, report: &mut Report) {
    super::tags::strip(draft);
    let mut types = std::mem::take(&mut draft.types);
    let mut untangler = Untangler {
        types: &mut types,
        report,
        merged: HashMap::new(),
    };
    let mut index = 0;
    // Merging adds types, which are visited too.
    while index < untangler.types.len() {
        untangler.in_type(TypeId(index));
        index += 1;
    }
    for operation in &mut draft.operations {
        let owner = Owner::Named(operation.name.clone());
        let place = operation.place.clone();
        let site = |part: &str, received| Site {
            origin: Origin::Inside(owner.clone(), part.to_owned()),
            place: place.clone(),
            received,
            depth: 0,
        };
        for field in operation.fields_mut() {
            field.ty = untangler.settle(&field.ty, &site(&field.name, false));
        }
        for ty in operation.answer.uses_mut() {
            *ty = untangler.settle(ty, &site("response", true));
        }
        for field in &mut operation.answer_headers {
            field.ty = untangler.settle(&field.ty, &site(&field.name, true));
        }
    }
    for webhook in &mut draft.webhooks {
        let site = Site {
            origin: Origin::Inside(Owner::Named(webhook.name.clone()), "event".to_owned()),
            place: webhook.place.clone(),
            received: true,
            depth: 0,
        };
        webhook.event = untangler.settle(&webhook.event, &site);
    }
    if let Some(data) = &mut draft.errors.data {
        let site = Site {
            origin: Origin::Declared("ErrorData".to_owned()),
            place: String::new(),
            received: true,
            depth: 0,
        };
        *data = untangler.settle(data, &site);
    }
    draft.types = types;
    super::repair::repair(draft, report);
}

impl Untangler<'_> {
    fn in_type(&mut self, id: TypeId) {
        let Some(def) = self.types.get(id.0) else {
            return;
        };
        if def.instead.is_some() || !(def.received || def.sent) {
            return;
        }
        let mut shape = def.shape.clone();
        let received = def.received;
        let place = def.place.clone();
        let site = |part: &str| Site {
            origin: Origin::Inside(Owner::Type(id), part.to_owned()),
            place: place.clone(),
            received,
            depth: 0,
        };
        match &mut shape {
            Shape::Struct { fields, rest, .. } => {
                for field in fields {
                    field.ty = self.settle(&field.ty, &site(&field.name));
                }
                if let Some(rest) = rest {
                    *rest = self.settle(rest, &site("rest"));
                }
            }
            Shape::Tuple(fields) => {
                for field in fields {
                    field.ty = self.settle(&field.ty, &site(&field.name));
                }
            }
            Shape::Forms(forms) => {
                let settled = self.forms(std::mem::take(forms), &site(""));
                shape = match settled.base {
                    Base::Forms(forms) => Shape::Forms(forms),
                    base => Shape::Forms(vec![Use { base, ..settled }]),
                };
            }
            Shape::Enum(_) | Shape::Union { .. } | Shape::Open => return,
        }
        if let Some(def) = self.types.get_mut(id.0) {
            def.shape = shape;
        }
    }

    /// A type whose unions, at any depth, can be told apart.
    fn settle(&mut self, ty: &Use, site: &Site) -> Use {
        let base = match &ty.base {
            Base::List(inner) => Base::List(Box::new(self.settle(inner, site))),
            Base::Map(inner) => Base::Map(Box::new(self.settle(inner, site))),
            Base::Forms(forms) => {
                let settled = self.forms(forms.clone(), site);
                return Use {
                    weak: settled.weak | ty.weak,
                    empty: settled.empty | ty.empty,
                    ..settled.or_null(ty.null)
                };
            }
            Base::Word(_) | Base::Type(_) => return ty.clone(),
        };
        Use { base, ..ty.clone() }
    }

    /// A union of these forms.
    pub(super) fn forms(&mut self, forms: Vec<Use>, site: &Site) -> Use {
        if site.depth > MAX_DEPTH {
            return Use::weak_json();
        }
        let mut null = false;
        let mut weak = false;
        let mut flat: Vec<Use> = Vec::new();
        for form in forms {
            self.flatten(form, &mut flat, &mut null, &mut HashSet::new());
        }
        for form in &flat {
            weak |= form.weak;
        }
        let empty = self.take_empty(&mut flat);
        let mut whole = self.scalars(&flat, Wire::Text, site);
        whole.extend(self.scalars(&flat, Wire::Number, site));
        whole.extend(self.bools(&flat));
        whole.extend(self.lists(&flat, site));
        whole.extend(self.objects(&flat, site));
        // Files, and what nothing is known of: it comes last.
        whole.extend(
            flat.iter()
                .find(|form| form.base == Base::Word("file"))
                .cloned(),
        );
        whole.extend(flat.iter().find(|form| form.is_json()).cloned());
        let mut ty = match whole.len() {
            0 => Use::json(),
            1 => whole.swap_remove(0),
            _ => Use::new(Base::Forms(whole)),
        };
        ty.weak |= weak;
        ty.empty |= empty;
        ty.or_null(null)
    }

    /// Takes out the form that only has the empty text, which means "no value": `or ""`. Whether the union still has it.
    fn take_empty(&self, flat: &mut Vec<Use>) -> bool {
        let only_empty = |form: &Use| match form.base {
            Base::Type(id) => match self.types.get(id.0).map(|def| &def.shape) {
                Some(Shape::Enum(values)) => {
                    matches!(values.as_slice(), [value] if value.wire.is_empty())
                }
                _ => false,
            },
            _ => false,
        };
        let own = flat.iter().any(|form| form.empty);
        for form in flat.iter_mut() {
            form.empty = false;
        }
        let found = flat.iter().any(only_empty);
        if (!found && !own) || flat.iter().all(only_empty) {
            return false;
        }
        flat.retain(|form| !only_empty(form));
        // A text has the empty one among its values, and any JSON does.
        let has_it = |form: &Use| {
            form.is_json() || matches!(scalar(self.types, form), Some((Wire::Text, Rank::Any)))
        };
        !flat.iter().any(has_it)
    }

    /// The forms of a union in this one are forms of this one.
    fn flatten(&self, form: Use, flat: &mut Vec<Use>, null: &mut bool, seen: &mut HashSet<TypeId>) {
        *null |= form.null;
        let inner = match &form.base {
            Base::Forms(inner) => inner.clone(),
            Base::Type(id) => match self.types.get(id.0).map(|def| &def.shape) {
                Some(Shape::Forms(inner)) => {
                    if !seen.insert(*id) {
                        return;
                    }
                    inner.clone()
                }
                _ => Vec::new(),
            },
            _ => Vec::new(),
        };
        if inner.is_empty() {
            let is_union = matches!(form.base, Base::Type(id) if matches!(self.types.get(id.0).map(|def| &def.shape), Some(Shape::Forms(_))));
            let form = Use {
                null: false,
                ..form
            };
            if !is_union && !flat.contains(&form) {
                flat.push(form);
            }
            return;
        }
        for one in inner {
            self.flatten(one, flat, null, seen);
        }
    }
}

pub(super) fn deeper(site: &Site) -> Site {
    Site {
        depth: site.depth + 1,
        ..site.clone()
    }
}

/// The site of a type that is made for a union.
pub(super) fn beneath(site: &Site, word: &str) -> Site {
    let origin = match &site.origin {
        Origin::Inside(owner, part) => {
            Origin::Inside(owner.clone(), format!("{part} {word}").trim().to_owned())
        }
        Origin::Declared(name) => Origin::Inside(Owner::Named(name.clone()), word.to_owned()),
    };
    Site {
        origin,
        ..deeper(site)
    }
}
