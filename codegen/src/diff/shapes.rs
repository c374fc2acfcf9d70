//! Declared types, compared where the same place refers to them.

use super::change::Place;
use super::members::Members;
use super::pairs::{Pair, pairs, reordered};
use super::types::{Way, is_money};
use super::{Comparison, Severity, words};
use crate::model::{EnumValue, Field, Shape, TypeDef, TypeId, UnionVariant};
use crate::rules::changes::{behaviour, docs, signing, wire as rule};

impl<'a> Comparison<'a> {
    /// Compares two declared types in one direction, once. Returns `false`, and reports nothing, if they are not of one kind.
    pub(super) fn declared(&mut self, (old, new): (TypeId, TypeId), way: Way) -> bool {
        let (before, after) = (self.old, self.new);
        let (Some(was), Some(is)) = (before.types.get(old.0), after.types.get(new.0)) else {
            return true;
        };
        if std::mem::discriminant(&was.shape) != std::mem::discriminant(&is.shape) {
            return false;
        }
        self.partners.entry(old).or_default().insert(new);
        if self.described.insert((old, new)) {
            self.describe_type(was, is);
        }
        if self.seen.insert((old, new, way)) {
            self.compare_shapes(was, is, way);
        }
        true
    }

    fn place_of(def: &TypeDef) -> Place {
        Place::new(format!("types.{}", def.name)).at(def.span)
    }

    /// What is said of two types, and what does not depend on the direction.
    fn describe_type(&mut self, old: &'a TypeDef, new: &'a TypeDef) {
        // Names are compared by what the client declares; the directions follow from the places.
        let TypeDef {
            name: _,
            span: _,
            doc,
            shape,
            sent: _,
            received: _,
        } = old;
        let place = Self::place_of(new);
        self.doc(doc, &new.doc, &place);
        match (shape, &new.shape) {
            (Shape::Struct { fields, one_of: _ }, Shape::Struct { fields: news, .. })
            | (Shape::Tuple { fields }, Shape::Tuple { fields: news })
            | (Shape::Forms { forms: fields }, Shape::Forms { forms: news }) => {
                for pair in pairs(fields, news, |field| (field.rest, field.name.clone())) {
                    if let Pair::Both(was, is) = pair {
                        let place = place.with(super::members::name_of(is)).at(is.span);
                        self.describe_member(was, is, &place);
                    }
                }
            }
            (Shape::Enum { values, .. }, Shape::Enum { values: news, .. }) => {
                self.describe_values(values, news, &place);
            }
            (
                Shape::Union {
                    variants, other, ..
                },
                Shape::Union {
                    variants: news,
                    other: new_other,
                    ..
                },
            ) => {
                let (olds, news) = (variants.iter().chain(other), news.iter().chain(new_other));
                for pair in pairs(olds, news, |variant| variant.wire.clone()) {
                    if let Pair::Both(was, is) = pair {
                        self.doc(&was.doc, &is.doc, &place.with(&is.rust_name));
                    }
                }
            }
            _ => {}
        }
        self.order_of(old, new, &place);
    }

    /// The order of the parts of a type. That of a tuple is its meaning.
    fn order_of(&mut self, old: &TypeDef, new: &TypeDef, place: &Place) {
        let names = |def: &TypeDef| -> Vec<String> {
            match &def.shape {
                Shape::Struct { fields, .. } | Shape::Forms { forms: fields } => {
                    fields.iter().map(|field| field.name.clone()).collect()
                }
                Shape::Enum { values, .. } => {
                    values.iter().map(|value| value.wire.clone()).collect()
                }
                Shape::Union { .. } => {
                    let variants = def.shape.variants();
                    variants.map(|variant| variant.wire.clone()).collect()
                }
                Shape::Tuple { .. } => Vec::new(),
            }
        };
        let (was, is) = (names(old), names(new));
        if !reordered(&was, &is) {
            return;
        }
        match &new.shape {
            Shape::Struct { .. } if new.sent => {
                let message = "its members are sent in another order";
                self.report(&signing::ORDER_CHANGED, Severity::Note, place, message);
            }
            // The first form that fits is taken.
            Shape::Forms { .. } => {
                let message = "its forms are tried in another order";
                self.report(&rule::UNION_CHANGED, Severity::Note, place, message);
            }
            _ => self.declaration_order(&was, &is, "its parts", place),
        }
    }

    fn describe_values(&mut self, old: &'a [EnumValue], new: &'a [EnumValue], place: &Place) {
        for pair in pairs(old, new, |value| value.wire.clone()) {
            let Pair::Both(was, is) = pair else { continue };
            // The name in Rust is compared by what the client declares, the form in each direction.
            let EnumValue {
                wire,
                form: _,
                rust_name: _,
                is_final,
                place: order,
                doc,
            } = was;
            let place = place.with(wire);
            if *is_final != is.is_final {
                let message = match is.is_final {
                    true => "is final: nothing follows it",
                    false => "is no longer final: something may follow it",
                };
                let rule = &behaviour::PROGRESS_CHANGED;
                self.report(rule, Severity::Breaking, &place, message);
            }
            self.differ(
                (order, &is.place),
                &behaviour::PROGRESS_CHANGED,
                Severity::Note,
                &place,
                || "has another place in the order".to_owned(),
            );
            self.doc(doc, &is.doc, &place);
        }
    }

    /// What both types are on the wire, in one direction.
    fn compare_shapes(&mut self, old: &'a TypeDef, new: &'a TypeDef, way: Way) {
        let place = Self::place_of(new);
        match (&old.shape, &new.shape) {
            (
                Shape::Struct { fields, one_of },
                Shape::Struct {
                    fields: new_fields,
                    one_of: new_one_of,
                },
            ) => {
                let members = |fields: &'a [Field], groups| Members {
                    fields: fields.iter().collect(),
                    groups,
                };
                let (old, new) = (members(fields, one_of), members(new_fields, new_one_of));
                self.compare_members(&old, &new, way, &place);
            }
            (
                Shape::Enum {
                    kind,
                    closed,
                    values,
                },
                Shape::Enum {
                    kind: new_kind,
                    closed: new_closed,
                    values: new_values,
                },
            ) => {
                self.differ(
                    (kind, new_kind),
                    &rule::TYPE_CHANGED,
                    Severity::Breaking,
                    &place,
                    || {
                        format!(
                            "its values are {}, before: {} ({})",
                            words::enum_kind(*new_kind),
                            words::enum_kind(*kind),
                            way.word()
                        )
                    },
                );
                if closed != new_closed {
                    self.closed(*new_closed, way, &place);
                }
                self.compare_values(values, new_values, (*closed, way), &place);
            }
            (Shape::Tuple { fields }, Shape::Tuple { fields: new_fields }) => {
                self.compare_tuple(fields, new_fields, way, &place);
            }
            (
                Shape::Union {
                    by,
                    variants,
                    other,
                },
                Shape::Union {
                    by: new_by,
                    variants: new_variants,
                    other: new_other,
                },
            ) => {
                self.differ(
                    (by, new_by),
                    &rule::UNION_CHANGED,
                    Severity::Breaking,
                    &place,
                    || format!("its types are told apart by `{new_by}`, before: `{by}`"),
                );
                let (olds, news) = (
                    variants.iter().chain(other).collect::<Vec<_>>(),
                    new_variants.iter().chain(new_other).collect::<Vec<_>>(),
                );
                self.compare_variants(&olds, &news, way, &place);
            }
            (Shape::Forms { forms }, Shape::Forms { forms: new_forms }) => {
                self.compare_forms(forms, new_forms, way, &place);
            }
            _ => {}
        }
    }

    fn closed(&mut self, closed: bool, way: Way, place: &Place) {
        let (severity, message) = match (closed, way.is_sent()) {
            (true, _) => (Severity::Compatible, "has no other values"),
            (false, true) => (Severity::Compatible, "may have other values"),
            (false, false) => (Severity::Breaking, "may have other values"),
        };
        self.report(&rule::ENUM_CLOSED_CHANGED, severity, place, message);
    }

    fn compare_values(
        &mut self,
        old: &'a [EnumValue],
        new: &'a [EnumValue],
        (was_closed, way): (bool, Way),
        place: &Place,
    ) {
        for pair in pairs(old, new, |value| value.wire.clone()) {
            match pair {
                Pair::Both(was, is) => {
                    let place = place.with(&is.wire);
                    let (form, now) = (was.form, is.form);
                    self.differ(
                        (&form, &now),
                        &rule::TYPE_CHANGED,
                        Severity::Breaking,
                        &place,
                        || {
                            let (now, before) = (words::scalar_kind(now), words::scalar_kind(form));
                            format!("is {now}, before: {before} ({})", way.word())
                        },
                    );
                }
                Pair::Added(value) => {
                    let severity = match was_closed && !way.is_sent() {
                        true => Severity::Breaking,
                        false => Severity::Compatible,
                    };
                    let message = format!("new value `{}` ({})", value.wire, way.word());
                    self.report(&rule::ENUM_VALUE_ADDED, severity, place, message);
                }
                Pair::Removed(value) => {
                    let severity = way.pick(Severity::Breaking, Severity::Compatible);
                    let message = format!("value `{}` is gone ({})", value.wire, way.word());
                    self.report(&rule::ENUM_VALUE_REMOVED, severity, place, message);
                }
            }
        }
    }

    /// Members of a tuple have no names on the wire: the n-th is the n-th.
    fn compare_tuple(&mut self, old: &'a [Field], new: &'a [Field], way: Way, place: &Place) {
        for (was, is) in old.iter().zip(new) {
            let place = place.with(&is.name).at(is.span);
            self.compare_member((was, is), (was.optional, is.optional), way, &place);
        }
        for is in new.iter().skip(old.len()) {
            self.member_added(is, is.optional, way, place);
        }
        for was in old.iter().skip(new.len()) {
            self.member_removed(was, was.optional, way, place);
        }
        self.positions(old, new, way, place);
    }

    /// What has another position than before: clients that are not updated read, or send, one value as the other.
    fn positions(&mut self, old: &[Field], new: &[Field], way: Way, place: &Place) {
        for (now, is) in new.iter().enumerate() {
            let before = old.iter().position(|was| was.name == is.name);
            let Some(before) = before.filter(|before| *before != now) else {
                continue;
            };
            let place = place.with(&is.name).at(is.span).money(is_money(&is.ty));
            let message = format!(
                "is at position {}, before: {} ({})",
                now + 1,
                before + 1,
                way.word()
            );
            self.report(&rule::TYPE_CHANGED, Severity::Breaking, &place, message);
        }
    }

    fn compare_variants(
        &mut self,
        old: &[&'a UnionVariant],
        new: &[&'a UnionVariant],
        way: Way,
        place: &Place,
    ) {
        let named = |wire: &str| match wire.is_empty() {
            true => "the type of all other values".to_owned(),
            false => format!("`{wire}`"),
        };
        for pair in pairs(old.iter().copied(), new.iter().copied(), |one| {
            one.wire.clone()
        }) {
            match pair {
                Pair::Both(was, is) => {
                    // The name in Rust, and whether it is boxed, is compared by what the client declares; docs once for all directions.
                    let UnionVariant {
                        wire,
                        rust_name: _,
                        ty,
                        boxed: _,
                        doc: _,
                    } = was;
                    if !self.declared((*ty, is.ty), way) {
                        let message = format!(
                            "{} is now `{}`, before: `{}` ({})",
                            named(wire),
                            words::type_name(self.new, is.ty),
                            words::type_name(self.old, *ty),
                            way.word()
                        );
                        self.report(&rule::TYPE_CHANGED, Severity::Breaking, place, message);
                    }
                }
                Pair::Added(is) => {
                    let message = format!("new type {} ({})", named(&is.wire), way.word());
                    let rule = &rule::UNION_VARIANT_ADDED;
                    self.report(rule, Severity::Compatible, place, message);
                }
                Pair::Removed(was) => {
                    let severity = way.pick(Severity::Breaking, Severity::Compatible);
                    let message = format!("{} is gone ({})", named(&was.wire), way.word());
                    self.report(&rule::UNION_VARIANT_REMOVED, severity, place, message);
                }
            }
        }
    }

    fn compare_forms(&mut self, old: &'a [Field], new: &'a [Field], way: Way, place: &Place) {
        for pair in pairs(old, new, |form| form.name.clone()) {
            match pair {
                Pair::Both(was, is) => {
                    let place = place.with(&is.name).at(is.span);
                    self.compare_member((was, is), (false, false), way, &place);
                }
                Pair::Added(is) => {
                    let message = format!("new form `{}` ({})", is.name, way.word());
                    let rule = &rule::UNION_VARIANT_ADDED;
                    self.report(rule, Severity::Compatible, place, message);
                }
                Pair::Removed(was) => {
                    let severity = way.pick(Severity::Breaking, Severity::Compatible);
                    let message = format!("form `{}` is gone ({})", was.name, way.word());
                    self.report(&rule::UNION_VARIANT_REMOVED, severity, place, message);
                }
            }
        }
    }

    /// Types that no place led to, by their names, and the order of all.
    pub(super) fn compare_unused_types(&mut self) {
        let (before, after) = (self.old, self.new);
        for pair in pairs(&before.types, &after.types, |def| def.name.clone()) {
            match pair {
                Pair::Both(was, is) => {
                    let id = |types: &[TypeDef], def: &TypeDef| {
                        types
                            .iter()
                            .position(|one| std::ptr::eq(one, def))
                            .map(TypeId)
                    };
                    let (Some(old), Some(new)) = (id(&before.types, was), id(&after.types, is))
                    else {
                        continue;
                    };
                    let led_from = self.described.iter().any(|(one, _)| *one == old);
                    let led_to = self.described.iter().any(|(_, one)| *one == new);
                    if led_from || led_to {
                        continue;
                    }
                    for way in [Way::Sent, Way::Received] {
                        let used = if way.is_sent() {
                            was.sent
                        } else {
                            was.received || !was.sent
                        };
                        if used && !self.declared((old, new), way) {
                            let message = format!(
                                "is {} now, before: {}",
                                words::shape(&is.shape),
                                words::shape(&was.shape)
                            );
                            let rule = &docs::UNUSED_TYPE_CHANGED;
                            self.report(rule, Severity::Note, &Self::place_of(is), message);
                        }
                    }
                }
                // What the client declares tells of them.
                Pair::Added(_) | Pair::Removed(_) => {}
            }
        }
        let names = |types: &[TypeDef]| types.iter().map(|def| def.name.clone()).collect();
        let (old, new): (Vec<String>, Vec<String>) = (names(&before.types), names(&after.types));
        self.declaration_order(&old, &new, "types", &Place::new("types"));
    }
}
