//! `oneOf` and `anyOf`: a value of one of several types.

use super::Schemas;
use super::references::last_segment;
use crate::import::document::Tree;
use crate::import::draft::{Base, Origin, Shape, TypeId, Use};
use crate::json_pointer::Place;
use crate::names;
use specie_runtime::signing::plan::Data;

/// Whether a schema is only `null`.
pub(super) fn is_null(schema: &Data) -> bool {
    match schema.get("type") {
        Some(Data::Text(word)) => word == "null",
        _ => match schema.get("enum") {
            Some(values) => {
                let values = values.elements();
                !values.is_empty() && values.iter().all(|value| *value == Data::Null)
            }
            None => schema.get("const") == Some(&Data::Null),
        },
    }
}

impl<'d> Schemas<'d> {
    /// A schema with `oneOf` or `anyOf`.
    pub(super) fn union_of(
        &mut self,
        schema: &'d Data,
        forms: &'d [Data],
        place: &Place<'_>,
        origin: &Origin,
        id: Option<TypeId>,
    ) -> Use {
        let has_null = forms.iter().any(is_null);
        // The place of the schema itself is one step above.
        let above = place.to_string();
        let above = above.rsplit_once('/').map_or("", |(above, _)| above);
        let above = Place::at(above);
        if self.only_requires(forms, place) {
            return self.typed(schema, &above, origin, id);
        }
        let has_members = schema
            .get("properties")
            .is_some_and(|all| !all.members().is_empty());
        if has_members {
            let id = id.unwrap_or_else(|| self.open(origin.clone(), schema, &above));
            return self.combined(schema, &above, id);
        }
        let typed: Vec<&Data> = forms.iter().filter(|form| !is_null(form)).collect();
        if let [one] = typed.as_slice() {
            let index = forms.iter().position(|form| std::ptr::eq(form, *one));
            let at = place.index(index.unwrap_or_default());
            return self.read(one, &at, origin).or_null(has_null);
        }
        if let Some(by) = discriminator(schema) {
            let tagged = self.tagged(schema, by, forms, place, origin, id);
            if let Some(ty) = tagged {
                return ty.or_null(has_null);
            }
        }
        let read = self.read_forms(forms, place, origin);
        let ty = self.forms_of(read);
        let null = has_null || ty.null;
        match (ty.base, id) {
            (Base::Forms(forms), Some(id)) => self.close(id, Shape::Forms(forms)).or_null(null),
            (base, _) => Use { base, ..ty }.or_null(null),
        }
    }

    /// The forms of a union, each read on its own; those that are only `null` are left out.
    pub(super) fn read_forms(
        &mut self,
        forms: &'d [Data],
        place: &Place<'_>,
        origin: &Origin,
    ) -> Vec<Use> {
        let mut read = Vec::new();
        for (index, form) in forms.iter().enumerate() {
            if is_null(form) {
                continue;
            }
            let at = place.index(index);
            let origin = form_origin(origin, forms, index);
            read.push(self.read(form, &at, &origin));
        }
        read
    }

    /// A union of types: those that are the same count once, and unions in it are spread.
    pub(super) fn forms_of(&mut self, forms: Vec<Use>) -> Use {
        let mut flat: Vec<Use> = Vec::new();
        let mut null = false;
        let mut weak = false;
        for form in forms {
            null |= form.null;
            weak |= form.weak;
            let inner = match form.base {
                Base::Forms(inner) => inner,
                base => vec![Use::new(base)],
            };
            for one in inner {
                if !flat.contains(&one) {
                    flat.push(one);
                }
            }
        }
        let mut ty = match flat.len() {
            0 => Use::json(),
            1 => flat.pop().unwrap_or_else(Use::json),
            _ => Use::new(Base::Forms(flat)),
        };
        ty.weak |= weak;
        ty.or_null(null)
    }

    /// Whether the forms only say which members must be there; this is reported.
    pub(super) fn only_requires(&mut self, forms: &[Data], place: &Place<'_>) -> bool {
        let only = |form: &Data| {
            let mut keys = form.members().iter();
            !form.members().is_empty()
                && keys.all(|(key, _)| {
                    matches!(
                        key.as_ref(),
                        "required" | "title" | "description" | "not" | "type"
                    )
                })
                && (form.get("required").is_some() || form.get("not").is_some())
        };
        let found = !forms.is_empty() && forms.iter().all(only);
        if found {
            self.report.note(
                place,
                "a choice of members that must be there together",
                "the members may be left out one by one; say in the text, or with `one_of`, which belong together",
            );
        }
        found
    }

    /// Whether other schemas extend this one, which names the member that says which.
    pub(super) fn is_extended(&self, schema: &Data, pointer: &str) -> bool {
        discriminator(schema).is_some()
            && ["oneOf", "anyOf"]
                .iter()
                .all(|key| schema.get(key).is_none())
            && self.extended_by.contains_key(pointer)
    }

    /// A schema that others extend by `allOf`, where it is used: a union of them.
    pub(super) fn extended_union(
        &mut self,
        schema: &'d Data,
        place: &Place<'_>,
        id: Option<TypeId>,
    ) -> Option<Use> {
        let by = discriminator(schema)?;
        let id = id?;
        let pointer = place.to_string();
        let children = self.extended_by.get(&pointer)?.clone();
        let mut variants = Vec::new();
        for child in children {
            let Some(target) = self.at(&child) else {
                continue;
            };
            let ty = self.component(&child, target, place);
            let Base::Type(variant) = ty.base else {
                continue;
            };
            for value in self.values_for(schema, &child, variant, by) {
                variants.push((value, variant));
            }
        }
        if variants.is_empty() {
            return None;
        }
        Some(self.close(
            id,
            Shape::Union {
                by: by.to_owned(),
                variants,
            },
        ))
    }

    /// A union whose member says which type it is. None: the document does not say enough for that.
    fn tagged(
        &mut self,
        schema: &'d Data,
        by: &str,
        forms: &'d [Data],
        place: &Place<'_>,
        origin: &Origin,
        id: Option<TypeId>,
    ) -> Option<Use> {
        let mut variants: Vec<(String, TypeId)> = Vec::new();
        let own = id.unwrap_or_else(|| self.open(origin.clone(), schema, place));
        for (index, form) in forms.iter().enumerate().filter(|(_, form)| !is_null(form)) {
            let at = place.index(index);
            let ty = self.read(form, &at, &form_origin(origin, forms, index));
            let variant = match ty.base {
                Base::Type(variant) if variant != own => variant,
                _ => return self.untagged(own, id),
            };
            if !matches!(
                self.shape(variant),
                Some(Shape::Struct { .. } | Shape::Union { .. } | Shape::Open)
            ) {
                return self.untagged(own, id);
            }
            let pointer = form.text("$ref").unwrap_or_default();
            let pointer = pointer.strip_prefix('#').unwrap_or(pointer);
            let values = self.values_for(schema, pointer, variant, by);
            if values.is_empty() {
                return self.untagged(own, id);
            }
            for value in values {
                if variants.iter().any(|(known, _)| *known == value) {
                    return self.untagged(own, id);
                }
                variants.push((value, variant));
            }
        }
        Some(self.close(
            own,
            Shape::Union {
                by: by.to_owned(),
                variants,
            },
        ))
    }

    /// Drops a type that was opened for a union that turned out to be none.
    fn untagged(&mut self, own: TypeId, id: Option<TypeId>) -> Option<Use> {
        if id.is_none() {
            self.replace(own, Use::json());
        }
        None
    }

    /// The values of the deciding member for a variant: those of the mapping, else those that the member lists, else the schema's name.
    fn values_for(&self, schema: &Data, pointer: &str, variant: TypeId, by: &str) -> Vec<String> {
        let mapping = schema
            .get("discriminator")
            .and_then(|discriminator| discriminator.get("mapping"));
        let mapping = mapping.map_or(&[][..], Tree::members);
        let name = last_segment(pointer);
        let is_it = |target: &str| {
            let target = target.strip_prefix('#').unwrap_or(target);
            !pointer.is_empty() && (target == pointer || last_segment(target) == name)
        };
        let mapped: Vec<String> = mapping
            .iter()
            .filter(|(_, target)| target.as_text().is_some_and(is_it))
            .map(|(value, _)| value.to_string())
            .collect();
        if !mapped.is_empty() {
            return mapped;
        }
        let fields = self.all_fields(variant);
        let member = fields.iter().find(|field| field.name == by);
        if let Some(constant) = member.and_then(|member| member.constant.clone()) {
            return vec![constant];
        }
        if let Some(Base::Type(id)) = member.map(|member| &member.ty.base)
            && let Some(Shape::Enum(values)) = self.shape(*id)
            && values.len() < 4
        {
            return values.iter().map(|value| value.wire.clone()).collect();
        }
        match pointer.is_empty() {
            true => Vec::new(),
            false => vec![name],
        }
    }
}

/// The member that says which type an object is.
fn discriminator(schema: &Data) -> Option<&str> {
    match schema.get("discriminator")? {
        Data::Text(by) => Some(by.as_ref()),
        object => object.text("propertyName"),
    }
    .filter(|by| !by.is_empty() && names::snake(by).is_some())
}

/// The origin of a form that is declared in place: its title, or a member that is always the same, tells it from the others.
fn form_origin(origin: &Origin, forms: &[Data], index: usize) -> Origin {
    let Some(form) = forms.get(index).filter(|form| is_object_in_place(form)) else {
        return origin.clone();
    };
    let title = form.text("title").filter(|title| title.len() <= 40);
    let properties = form.get("properties").map_or(&[][..], Tree::members);
    let constant = properties.iter().find_map(|(_, property)| {
        let values = property.get("enum").map(Tree::elements);
        match values {
            Some([value]) => value.as_text(),
            _ => property.text("const"),
        }
    });
    let part = title
        .or(constant.filter(|text| text.len() <= 40))
        .filter(|part| names::type_part(part).is_some());
    let is_only = forms.iter().filter(|form| is_object_in_place(form)).count() == 1;
    let part = match part {
        Some(part) => part.to_owned(),
        None if is_only => "object".to_owned(),
        None => format!("form{}", index + 1),
    };
    match origin {
        Origin::Inside(owner, above) => Origin::Inside(owner.clone(), format!("{above} {part}")),
        Origin::Declared(name) => {
            Origin::Inside(crate::import::draft::Owner::Named(name.clone()), part)
        }
    }
}

/// Whether a form is an object that is declared where it is used.
fn is_object_in_place(form: &Data) -> bool {
    let keys = ["properties", "allOf", "oneOf", "anyOf"];
    form.get("$ref").is_none() && keys.iter().any(|key| form.get(key).is_some())
}
