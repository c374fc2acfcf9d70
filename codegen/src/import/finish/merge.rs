//! Types that are made from several, because nothing tells their values apart: one object with the members of all, one enum with the values
//! of all.

use super::repair::all_fields;
use super::unions::{Site, Untangler};
use crate::import::draft::{
    Base, EnumValue, Field, Origin, Shape, TypeDef, TypeId, Use, ValueKind,
};
use std::collections::HashSet;

impl Untangler<'_> {
    /// One object with the members of several.
    pub(super) fn merged_objects(&mut self, objects: &[Use], site: &Site) -> Use {
        let mut all: Vec<Vec<Field>> = Vec::new();
        let mut rest: Option<Use> = None;
        for object in objects {
            match &object.base {
                Base::Map(value) => {
                    rest.get_or_insert_with(|| (**value).clone());
                    all.push(Vec::new());
                }
                Base::Type(id) => {
                    for id in self.structs_of(*id) {
                        if let Some(Shape::Struct {
                            rest: Some(own), ..
                        }) = self.types.get(id.0).map(|def| &def.shape)
                        {
                            rest.get_or_insert_with(|| own.clone());
                        }
                        all.push(all_fields(self.types, id));
                    }
                }
                _ => {}
            }
        }
        let mut names: Vec<String> = Vec::new();
        let mut seen = HashSet::new();
        for field in all.iter().flatten() {
            if seen.insert(field.name.clone()) {
                names.push(field.name.clone());
            }
        }
        let id = self.add(site, Shape::Open, objects);
        let inner = |name: &str| Site {
            origin: Origin::Inside(crate::import::draft::Owner::Type(id), name.to_owned()),
            place: site.place.clone(),
            received: site.received,
            depth: site.depth + 1,
        };
        let mut fields: Vec<Field> = Vec::new();
        for name in names {
            let own: Vec<&Field> = all
                .iter()
                .filter_map(|fields| fields.iter().find(|field| field.name == name))
                .collect();
            let everywhere = own.len() == all.len();
            let Some(field) = self.merged_field(&own, everywhere, &inner(&name)) else {
                continue;
            };
            fields.push(field);
        }
        crate::import::schema::unique_in(&mut fields.iter_mut().collect::<Vec<_>>());
        if let Some(def) = self.types.get_mut(id.0) {
            def.shape = Shape::Struct {
                like: Vec::new(),
                fields,
                rest: rest.filter(|rest| !rest.is_json()),
            };
        }
        Use::of(id)
    }

    /// The objects of a type: itself, or the variants of a union.
    fn structs_of(&self, id: TypeId) -> Vec<TypeId> {
        match self.types.get(id.0).map(|def| &def.shape) {
            Some(Shape::Union { variants, .. }) => variants
                .iter()
                .map(|(_, variant)| *variant)
                .filter(|variant| {
                    let shape = self.types.get(variant.0).map(|def| &def.shape);
                    matches!(shape, Some(Shape::Struct { .. }))
                })
                .collect(),
            _ => vec![id],
        }
    }

    fn merged_field(&mut self, own: &[&Field], everywhere: bool, site: &Site) -> Option<Field> {
        let first = *own.first()?;
        let mut field = first.clone();
        field.optional = !everywhere || own.iter().any(|one| one.optional);
        field.rename = None;
        field.only = first
            .only
            .filter(|only| own.iter().all(|one| one.only == Some(*only)));
        let same =
            |get: fn(&Field) -> Option<&String>| own.iter().all(|one| get(one) == get(first));
        if !same(|field| field.default.as_ref()) || !field.optional {
            field.default = None;
        }
        if !same(|field| field.range.as_ref()) {
            field.range = None;
        }
        if field.doc.is_empty() {
            let other = own.iter().find(|one| !one.doc.is_empty());
            field.doc = other.map(|one| one.doc.clone()).unwrap_or_default();
        }
        let constants: Vec<&String> = own.iter().filter_map(|one| one.constant.as_ref()).collect();
        let is_one = constants.len() == own.len()
            && constants.windows(2).all(|two| two.first() == two.last());
        if is_one && !field.optional {
            return Some(field);
        }
        field.constant = None;
        let mut types: Vec<Use> = Vec::new();
        if !constants.is_empty() {
            let values = constants.iter().map(|wire| text_value(wire)).collect();
            types.push(self.enum_of(values, site));
        }
        let mut null = false;
        for one in own.iter().filter(|one| one.constant.is_none()) {
            null |= one.ty.null;
            let ty = Use {
                null: false,
                ..one.ty.clone()
            };
            if !types.contains(&ty) {
                types.push(ty);
            }
        }
        field.ty = match types.len() {
            1 => types.swap_remove(0),
            _ if site.depth > 8 => Use::weak_json(),
            _ => self.forms(types, site),
        }
        .or_null(null);
        if own.len() > 1 && own.iter().any(|one| one.ty.base != first.ty.base) {
            field.range = None;
            field.default = None;
        }
        Some(field)
    }

    /// An enum with the values of several. They keep their order.
    pub(super) fn merged_enums(&mut self, enums: &[Use], site: &Site) -> Use {
        let mut values: Vec<EnumValue> = Vec::new();
        for one in enums {
            let Base::Type(id) = one.base else { continue };
            if let Some(Shape::Enum(own)) = self.types.get(id.0).map(|def| &def.shape) {
                values.extend(own.iter().cloned());
            }
        }
        self.enum_of(values, site)
    }

    fn enum_of(&mut self, values: Vec<EnumValue>, site: &Site) -> Use {
        let mut seen = HashSet::new();
        let mut values = values;
        values.retain(|value| seen.insert((value.wire.clone(), value.kind)));
        let mut names = HashSet::new();
        for value in &mut values {
            let name = value
                .name
                .clone()
                .or_else(|| crate::names::variant(&value.wire))
                .unwrap_or_default();
            let mut free = name.clone();
            let mut number = 1_usize;
            while !names.insert(free.clone()) {
                number += 1;
                free = format!("{name}{number}");
            }
            if free != name {
                value.name = Some(free);
            }
        }
        let id = self.add(site, Shape::Enum(values), &[]);
        Use::of(id)
    }

    /// Adds a type in place.
    fn add(&mut self, site: &Site, shape: Shape, of: &[Use]) -> TypeId {
        let id = TypeId(self.types.len());
        let docs = of.iter().find_map(|ty| match ty.base {
            Base::Type(id) => self
                .types
                .get(id.0)
                .map(|def| def.doc.clone())
                .filter(|doc| !doc.is_empty()),
            _ => None,
        });
        self.types.push(TypeDef {
            shape,
            doc: docs.unwrap_or_default(),
            deprecated: false,
            unconfirmed: None,
            place: site.place.clone(),
            origins: vec![site.origin.clone()],
            name: String::new(),
            instead: None,
            received: site.received,
            sent: !site.received,
            is_weak: false,
        });
        id
    }
}

fn text_value(wire: &str) -> EnumValue {
    EnumValue {
        wire: wire.to_owned(),
        kind: ValueKind::Text,
        name: None,
        doc: String::new(),
    }
}
