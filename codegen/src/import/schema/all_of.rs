//! `allOf`: an object with the members of several schemas, or one schema with more said about it.

use super::{Schemas, inside, is_nullable};
use crate::import::document::Tree;
use crate::import::draft::{Base, Field, Origin, Shape, TypeId, Use};
use crate::json_pointer::Place;
use specie_runtime::signing::plan::Data;

/// Keys that say something about a value, and nothing about its type.
const ANNOTATIONS: &[&str] = &[
    "description",
    "title",
    "nullable",
    "default",
    "example",
    "examples",
    "readOnly",
    "writeOnly",
    "deprecated",
    "externalDocs",
    "xml",
    "$comment",
    "maxLength",
    "minLength",
    "pattern",
    "minimum",
    "maximum",
    "discriminator",
];

/// Whether a part says nothing about the type.
fn is_annotation(part: &Data) -> bool {
    let is_plain_type = |value: &Data| value.as_text().is_some();
    part.members().iter().all(|(key, value)| {
        ANNOTATIONS.contains(&key.as_ref())
            || key.starts_with("x-")
            || (key == "type" && is_plain_type(value))
            || (key == "properties" && value.members().is_empty())
            || (key == "required" && value.elements().is_empty())
    })
}

/// What a schema says beside its `allOf`.
fn own_keys(schema: &Data) -> bool {
    schema.members().iter().any(|(key, value)| {
        let one = Data::Object(vec![(key.clone(), value.clone())].into());
        key != "allOf" && !is_annotation(&one)
    })
}

/// The only part of an `allOf` that says what the type is.
pub(super) fn only_part(schema: &Data) -> Option<&Data> {
    let parts = schema.get("allOf")?.elements();
    if own_keys(schema) {
        return None;
    }
    let mut typed = parts.iter().filter(|part| !is_annotation(part));
    match (typed.next(), typed.next(), parts) {
        (Some(one), None, _) => Some(one),
        (None, _, [one]) => Some(one),
        _ => None,
    }
}

/// Whether an `allOf` is one schema with more said about it.
pub(super) fn is_one(schema: &Data) -> bool {
    only_part(schema).is_some()
}

/// What the parts of an `allOf` add up to.
#[derive(Default)]
struct Merged {
    like: Vec<TypeId>,
    fields: Vec<Field>,
    rest: Option<Use>,
    /// The forms that one of the parts allows.
    forms: Option<Vec<Use>>,
    /// Types that are no objects.
    others: Vec<Use>,
    required: Vec<String>,
    weak: bool,
}

impl<'d> Schemas<'d> {
    pub(super) fn all_of(
        &mut self,
        schema: &'d Data,
        place: &Place<'_>,
        origin: &Origin,
        id: Option<TypeId>,
    ) -> Use {
        let all = place.name("allOf");
        let parts = schema.get("allOf").map_or(&[][..], Tree::elements);
        if let Some(part) = only_part(schema) {
            let index = parts.iter().position(|one| std::ptr::eq(one, part));
            let at = all.index(index.unwrap_or_default());
            let null = parts.iter().any(is_nullable);
            return self.read(part, &at, origin).or_null(null);
        }
        let id = id.unwrap_or_else(|| self.open(origin.clone(), schema, place));
        let mut merged = Merged::default();
        for (index, part) in parts.iter().enumerate() {
            let at = all.index(index);
            self.part(part, &at, id, &mut merged, 0);
        }
        if own_keys(schema) {
            self.own_part(schema, place, id, &mut merged);
        }
        self.add_up(merged, place, id)
    }

    /// Members, beside a choice between objects.
    pub(super) fn combined(&mut self, schema: &'d Data, place: &Place<'_>, id: TypeId) -> Use {
        let mut merged = Merged::default();
        self.own_part(schema, place, id, &mut merged);
        self.add_up(merged, place, id)
    }

    /// Adds one part.
    fn part(
        &mut self,
        part: &'d Data,
        place: &Place<'_>,
        id: TypeId,
        merged: &mut Merged,
        depth: usize,
    ) {
        if is_annotation(part) || depth > 16 {
            return;
        }
        if let Some(reference) = part.get("$ref") {
            let at = place.name("$ref");
            let Some(target) = self.target(reference, &at) else {
                merged.weak = true;
                return;
            };
            let pointer = target.pointer.clone();
            // What other schemas extend is a union of them where it is used, and its members here.
            if self.is_extended(target.schema, &pointer) {
                let at = Place::at(&pointer);
                self.own_part(target.schema, &at, id, merged);
                return;
            }
            let ty = self.component(&pointer, target.schema, &at);
            match ty.base {
                Base::Type(base) if base == id => {
                    self.report
                        .note(&at, "the schema extends itself", "left out");
                }
                Base::Type(base) => match self.shape(base) {
                    Some(Shape::Struct { .. }) => merged.like.push(base),
                    // Being read: it extends this one.
                    Some(Shape::Open) => {
                        self.part(target.schema, &Place::at(&pointer), id, merged, depth + 1);
                    }
                    Some(Shape::Forms(forms)) if merged.forms.is_none() => {
                        merged.forms = Some(forms.clone());
                    }
                    _ => merged.others.push(ty),
                },
                Base::Forms(forms) if merged.forms.is_none() => merged.forms = Some(forms),
                // An object whose names are data, beside others with members.
                Base::Map(value) => {
                    merged.rest.get_or_insert(*value);
                }
                Base::Word("json") => {}
                _ => merged.others.push(ty),
            }
            return;
        }
        if let Some(inner) = part.get("allOf") {
            let all = place.name("allOf");
            for (index, one) in inner.elements().iter().enumerate() {
                self.part(one, &all.index(index), id, merged, depth + 1);
            }
        }
        self.own_part(part, place, id, merged);
    }

    /// Adds what a schema says beside its `allOf`.
    fn own_part(&mut self, part: &'d Data, place: &Place<'_>, id: TypeId, merged: &mut Merged) {
        let required = self.required(part, place);
        merged
            .required
            .extend(required.iter().map(|name| (*name).to_owned()));
        let has_members = part
            .get("properties")
            .is_some_and(|all| !all.members().is_empty());
        if has_members {
            for field in self.members(part, place, id) {
                merged.fields.retain(|known| known.name != field.name);
                merged.fields.push(field);
            }
        }
        if part
            .get("additionalProperties")
            .is_some_and(|value| matches!(value, Data::Object(_)))
        {
            let at = place.name("additionalProperties");
            if let Some(value) = part.get("additionalProperties") {
                let ty = self.read(value, &at, &inside(id, "rest"));
                merged.rest = Some(ty).filter(|ty| !ty.is_json());
            }
        }
        for key in ["oneOf", "anyOf"] {
            let forms = part.get(key).map_or(&[][..], Tree::elements);
            let at = place.name(key);
            if forms.is_empty() || self.only_requires(forms, &at) {
                continue;
            }
            let forms = self.read_forms(forms, &at, &inside(id, ""));
            match &mut merged.forms {
                None => merged.forms = Some(forms),
                Some(_) => {
                    self.report.note(
                        &at,
                        "a second choice between schemas in one `allOf`",
                        "left out",
                    );
                    merged.weak = true;
                }
            }
        }
        let is_object = part.text("type").is_none_or(|word| word == "object");
        if !has_members && !is_object && part.get("allOf").is_none() {
            let ty = self.typed(part, place, &inside(id, ""), None);
            merged.others.push(ty);
        }
    }

    /// The type that the parts describe together.
    fn add_up(&mut self, merged: Merged, place: &Place<'_>, id: TypeId) -> Use {
        let Merged {
            mut like,
            mut fields,
            rest,
            forms,
            others,
            required,
            weak,
        } = merged;
        let has_members = !like.is_empty() || !fields.is_empty() || rest.is_some();
        let mut result = match (has_members, others.as_slice(), forms) {
            (false, [], None) => Use::json(),
            (false, [], Some(forms)) => self.close(id, Shape::Forms(forms)),
            (false, [one, more @ ..], None) => {
                if more.iter().any(|other| other.base != one.base) {
                    self.report.note(
                        place,
                        "a value that must fit several types at once",
                        "the first of them is used",
                    );
                }
                one.clone()
            }
            (true, [], forms) => {
                let mut seen = std::collections::HashSet::new();
                like.retain(|base| seen.insert(*base));
                self.spread_overlaps(&mut like, &mut fields);
                self.require(&mut fields, &like, &required);
                super::objects::unique_names(&mut fields);
                match forms {
                    None => self.close(id, Shape::Struct { like, fields, rest }),
                    Some(forms) => self.forms_with(forms, &like, &fields, place, id),
                }
            }
            _ => {
                self.report
                    .note(place, "an object and another type at once", "`json`");
                Use::weak_json()
            }
        };
        result.weak |= weak;
        if result.base != Base::Type(id) {
            self.replace(id, result.clone());
        }
        result
    }

    /// Bases that have a member in common are written out: only one of them can be the base of its members.
    fn spread_overlaps(&self, like: &mut Vec<TypeId>, fields: &mut Vec<Field>) {
        let mut names = std::collections::HashSet::new();
        let all: Vec<Field> = like
            .iter()
            .flat_map(|base| self.all_fields(*base))
            .collect();
        if all.iter().all(|field| names.insert(field.name.clone())) {
            return;
        }
        let mut whole: Vec<Field> = Vec::new();
        for field in all.into_iter().chain(std::mem::take(fields)) {
            add(&mut whole, field);
        }
        like.clear();
        *fields = whole;
    }

    /// Makes members required that another part requires; a member of a base is declared again.
    fn require(&self, fields: &mut Vec<Field>, like: &[TypeId], required: &[String]) {
        for name in required {
            if let Some(field) = fields.iter_mut().find(|field| field.name == *name) {
                field.optional = false;
                field.default = None;
                continue;
            }
            let of_bases = like.iter().rev();
            let base = of_bases
                .flat_map(|base| self.all_fields(*base))
                .find(|field| field.name == *name);
            if let Some(base) = base.filter(|base| base.optional) {
                let optional = false;
                let default = None;
                fields.push(Field {
                    optional,
                    default,
                    ..base
                });
            }
        }
    }

    /// All members of an object, with those of the types that it begins with.
    pub(crate) fn all_fields(&self, id: TypeId) -> Vec<Field> {
        self.fields_within(id, 0)
    }

    fn fields_within(&self, id: TypeId, depth: usize) -> Vec<Field> {
        let Some(Shape::Struct { like, fields, .. }) = self.shape(id) else {
            return Vec::new();
        };
        let mut all: Vec<Field> = Vec::new();
        if depth < 16 {
            for base in like {
                for field in self.fields_within(*base, depth + 1) {
                    add(&mut all, field);
                }
            }
        }
        for field in fields {
            add(&mut all, field.clone());
        }
        all
    }

    /// Objects that have one of several forms, and members of their own.
    fn forms_with(
        &mut self,
        forms: Vec<Use>,
        like: &[TypeId],
        fields: &[Field],
        place: &Place<'_>,
        id: TypeId,
    ) -> Use {
        let mut whole = Vec::new();
        for (index, form) in forms.iter().enumerate() {
            let Base::Type(base) = form.base else {
                self.report.note(
                    place,
                    "members beside a choice of types that are no objects",
                    "`json`",
                );
                return Use::weak_json();
            };
            if !matches!(self.shape(base), Some(Shape::Struct { .. })) {
                self.report.note(
                    place,
                    "members beside a choice of types that are no objects",
                    "`json`",
                );
                return Use::weak_json();
            }
            let part = match self.types.get(base.0).and_then(|def| def.origins.first()) {
                Some(Origin::Declared(name)) => name.clone(),
                _ => format!("form{}", index + 1),
            };
            let at = Place::at("");
            let one = self.open(inside(id, &part), &Data::Null, &at);
            if let Some(def) = self.types.get_mut(one.0) {
                def.place = place.to_string();
            }
            let mut like = like.to_vec();
            like.push(base);
            let shape = Shape::Struct {
                like,
                fields: fields.to_vec(),
                rest: None,
            };
            whole.push(self.close(one, shape));
        }
        self.close(id, Shape::Forms(whole))
    }
}

/// Adds a member, or replaces the one of the same name at its position.
fn add(all: &mut Vec<Field>, field: Field) {
    match all.iter_mut().find(|known| known.name == field.name) {
        Some(known) => *known = field,
        None => all.push(field),
    }
}
