//! Unions whose forms must be told apart. Forms are put in an order that tells them apart; what nothing tells apart becomes one type.

use super::looks::{Look, Rank, Wire, is_object, scalar};
use super::repair::all_fields;
use crate::import::draft::{Base, Draft, Origin, Owner, Shape, TypeDef, TypeId, Use};
use crate::import::report::{Place, Report};
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
    report: &'a mut Report,
    /// Objects that were made one, and the type that they became.
    merged: HashMap<Vec<Use>, Use>,
}

/// Makes the forms of every union ones that can be told apart.
pub(super) fn untangle(draft: &mut Draft, report: &mut Report) {
    strip_tags(draft);
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

    /// The forms that are texts, or numbers, the narrower ones first; one of each rank.
    fn scalars(&mut self, flat: &[Use], wire: Wire, site: &Site) -> Vec<Use> {
        let mut ranked: Vec<(Rank, Use)> = flat
            .iter()
            .filter_map(|form| {
                let (own, rank) = scalar(self.types, form)?;
                (own == wire).then(|| (rank, form.clone()))
            })
            .collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        let listed: Vec<Use> = ranked
            .iter()
            .filter(|(rank, _)| *rank == Rank::Listed)
            .map(|(_, form)| form.clone())
            .collect();
        let mut whole: Vec<Use> = match self.share_values(&listed) {
            true => vec![self.merged_enums(&listed, &beneath(site, "value"))],
            false => listed,
        };
        let mut last = None;
        for (rank, form) in ranked {
            if rank != Rank::Listed && last != Some(rank) {
                last = Some(rank);
                whole.push(form);
            }
        }
        whole
    }

    /// Whether two enums list the same value.
    fn share_values(&self, enums: &[Use]) -> bool {
        let mut seen = HashSet::new();
        let values = enums.iter().flat_map(|one| match one.base {
            Base::Type(id) => match self.types.get(id.0).map(|def| &def.shape) {
                Some(Shape::Enum(values)) => values
                    .iter()
                    .map(|value| (value.wire.clone(), value.kind))
                    .collect(),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        });
        values.into_iter().any(|value| !seen.insert(value))
    }

    fn bools(&self, flat: &[Use]) -> Vec<Use> {
        let is_bool = |form: &&Use| matches!(scalar(self.types, form), Some((Wire::Bool, _)));
        let found: Vec<Use> = flat.iter().filter(is_bool).cloned().collect();
        match found.as_slice() {
            [] => Vec::new(),
            [one] => vec![one.clone()],
            _ => vec![Use::word("bool")],
        }
    }

    /// Several lists are one list whose elements have several forms.
    fn lists(&mut self, flat: &[Use], site: &Site) -> Vec<Use> {
        let mut elements: Vec<Use> = Vec::new();
        let mut tuples: Vec<Use> = Vec::new();
        let mut nulls = false;
        for form in flat {
            match &form.base {
                Base::List(inner) => {
                    nulls |= inner.null;
                    let inner = Use {
                        null: false,
                        ..(**inner).clone()
                    };
                    if !elements.contains(&inner) {
                        elements.push(inner);
                    }
                }
                Base::Type(id)
                    if matches!(
                        self.types.get(id.0).map(|def| &def.shape),
                        Some(Shape::Tuple(_))
                    ) =>
                {
                    tuples.push(form.clone());
                }
                _ => {}
            }
        }
        match (elements.len(), tuples.len()) {
            (0, 0) => Vec::new(),
            (0, 1) => tuples,
            (1, 0) => {
                let inner = elements.swap_remove(0).or_null(nulls);
                vec![Use::new(Base::List(Box::new(inner)))]
            }
            (_, 0) => {
                let inner = self.forms(elements, &deeper(site)).or_null(nulls);
                vec![Use::new(Base::List(Box::new(inner)))]
            }
            _ => {
                self.report.note(
                    &Place::at(&site.place),
                    "a union of arrays with and without fixed positions",
                    "`list<json>`",
                );
                vec![Use {
                    weak: true,
                    ..Use::new(Base::List(Box::new(Use::json())))
                }]
            }
        }
    }

    /// Objects in an order in which each is told from those after it. Those that nothing tells apart become one.
    fn objects(&mut self, flat: &[Use], site: &Site) -> Vec<Use> {
        let mut objects: Vec<Use> = Vec::new();
        let mut values: Vec<Use> = Vec::new();
        for form in flat {
            match &form.base {
                Base::Type(id) if is_object(self.types, *id) => objects.push(form.clone()),
                Base::Map(inner) => values.push((**inner).clone()),
                _ => {}
            }
        }
        match values.len() {
            0 => {}
            1 => objects.push(Use::new(Base::Map(Box::new(values.swap_remove(0))))),
            _ => {
                let inner = self.forms(values, &deeper(site));
                objects.push(Use::new(Base::Map(Box::new(inner))));
            }
        }
        // The provider tells apart what is sent.
        if !site.received || objects.len() < 2 {
            return objects;
        }
        loop {
            let looks: Vec<Look> = objects
                .iter()
                .map(|object| Look::of(self.types, object))
                .collect();
            match order(&looks) {
                Ok(order) => {
                    return order
                        .into_iter()
                        .filter_map(|at| objects.get(at).cloned())
                        .collect();
                }
                Err(alike) => {
                    let together: Vec<Use> = alike
                        .iter()
                        .filter_map(|at| objects.get(*at).cloned())
                        .collect();
                    let one = self.one_of(&together, site);
                    let first = alike.first().copied().unwrap_or_default();
                    let mut rest: Vec<Use> = Vec::new();
                    for (at, object) in objects.iter().enumerate() {
                        if at == first {
                            rest.push(one.clone());
                        } else if !alike.contains(&at) {
                            rest.push(object.clone());
                        }
                    }
                    objects = rest;
                }
            }
        }
    }

    /// One object in place of several, the same one wherever the same ones are together.
    fn one_of(&mut self, together: &[Use], site: &Site) -> Use {
        if let Some(known) = self.merged.get(together) {
            return known.clone();
        }
        self.report.note(
            &Place::at(&site.place),
            format!(
                "nothing tells apart which of {} schemas an object has",
                together.len()
            ),
            "one type with the members of all of them",
        );
        let one = self.merged_objects(together, &beneath(site, "object"));
        self.merged.insert(together.to_vec(), one.clone());
        one
    }
}

fn deeper(site: &Site) -> Site {
    Site {
        depth: site.depth + 1,
        ..site.clone()
    }
}

/// The site of a type that is made for a union.
fn beneath(site: &Site, word: &str) -> Site {
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

/// An order in which each object differs from those after it, or objects that are alike.
fn order(looks: &[Look]) -> Result<Vec<usize>, Vec<usize>> {
    let mut left: Vec<usize> = (0..looks.len()).collect();
    let mut order = Vec::new();
    let differs = |one: usize, other: usize| match (looks.get(one), looks.get(other)) {
        (Some(one), Some(other)) => one.differs_from(other),
        _ => true,
    };
    while left.len() > 1 {
        let next = left.iter().position(|one| {
            left.iter()
                .all(|other| one == other || differs(*one, *other))
        });
        match next {
            Some(at) => order.push(left.remove(at)),
            None => return Err(alike(&left, &differs)),
        }
    }
    order.extend(left);
    Ok(order)
}

/// The first group of objects that are alike in pairs; if there is none, all of them.
fn alike(left: &[usize], differs: &dyn Fn(usize, usize) -> bool) -> Vec<usize> {
    let same = |one: usize, other: usize| !differs(one, other) && !differs(other, one);
    for start in left {
        let mut group = vec![*start];
        let mut at = 0;
        while let Some(one) = group.get(at).copied() {
            for other in left {
                if !group.contains(other) && same(one, *other) {
                    group.push(*other);
                }
            }
            at += 1;
        }
        if group.len() > 1 {
            group.sort_unstable();
            return group;
        }
    }
    left.to_vec()
}

/// Takes the deciding member out of the variants of unions that are sent: the union writes it itself.
fn strip_tags(draft: &mut Draft) {
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
    super::repair::each_use(draft, &mut |ty| {
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
