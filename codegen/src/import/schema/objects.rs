//! Objects with members, maps and tuples.

use super::fields::About;
use super::{Schemas, inside};
use crate::import::document::Tree;
use crate::import::draft::{Base, Field, Origin, Shape, TypeId, Use};
use crate::import::texts;
use crate::json_pointer::Place;
use specie_runtime::signing::plan::Data;
use std::collections::{HashMap, HashSet};

/// What an object has beside its members.
enum Others {
    /// Nothing, or nothing that anyone needs.
    Ignored,
    /// Values of this type.
    Values(Use),
}

impl<'d> Schemas<'d> {
    /// A schema of an object.
    pub(super) fn object(
        &mut self,
        schema: &'d Data,
        place: &Place<'_>,
        origin: &Origin,
        id: Option<TypeId>,
    ) -> Use {
        let properties = schema.get("properties").map_or(&[][..], Tree::members);
        if properties.is_empty() {
            return self.map(schema, place, origin);
        }
        let id = id.unwrap_or_else(|| self.open(origin.clone(), schema, place));
        let fields = self.members(schema, place, id);
        let rest = match self.others(schema, place, &inside(id, "rest")) {
            Others::Values(ty) if !ty.is_json() => Some(ty),
            _ => None,
        };
        self.close(
            id,
            Shape::Struct {
                like: Vec::new(),
                fields,
                rest,
            },
        )
    }

    /// An object whose names are data, or of which nothing is known.
    fn map(&mut self, schema: &'d Data, place: &Place<'_>, origin: &Origin) -> Use {
        let said = ["additionalProperties", "patternProperties"]
            .iter()
            .any(|key| schema.get(key).is_some());
        let is_empty = schema.get("properties").is_some();
        match self.others(schema, place, origin) {
            Others::Values(value) => {
                let weak = value.weak;
                Use {
                    weak,
                    ..Use::new(Base::Map(Box::new(value)))
                }
            }
            // `{}` alone, or an object that is known to have no members.
            Others::Ignored if said || is_empty => Use::new(Base::Map(Box::new(Use::json()))),
            Others::Ignored => Use::json(),
        }
    }

    /// The type of the members that `properties` does not name.
    fn others(&mut self, schema: &'d Data, place: &Place<'_>, origin: &Origin) -> Others {
        if let Some(value) = schema.get("additionalProperties") {
            let at = place.name("additionalProperties");
            return match value {
                Data::Bool(false) => Others::Ignored,
                Data::Bool(true) | Data::Null => Others::Values(Use::json()),
                Data::Object(members) if members.is_empty() => Others::Values(Use::json()),
                value => Others::Values(self.read(value, &at, origin)),
            };
        }
        let Some(patterns) = schema.get("patternProperties") else {
            return Others::Ignored;
        };
        let at = place.name("patternProperties");
        match patterns.members() {
            [(pattern, value)] => {
                let at = at.name(pattern);
                self.report.note(
                    &at,
                    "names of members must match a pattern",
                    "read as names without a pattern",
                );
                Others::Values(self.read(value, &at, origin))
            }
            [] => Others::Ignored,
            _ => {
                self.report.note(
                    &at,
                    "several patterns for the names of members",
                    "read as members with any name and any value",
                );
                Others::Values(Use::weak_json())
            }
        }
    }

    /// The members of an object.
    pub(super) fn members(
        &mut self,
        schema: &'d Data,
        place: &Place<'_>,
        owner: TypeId,
    ) -> Vec<Field> {
        let properties = schema.get("properties").map_or(&[][..], Tree::members);
        let mut required = self.required(schema, place);
        let at = place.name("properties");
        let mut fields = Vec::with_capacity(properties.len());
        // The list of required members, one level too deep.
        let misplaced = schema
            .get("properties")
            .and_then(|all| all.get("required"))
            .filter(|value| matches!(value, Data::List(_)));
        if let Some(names) = misplaced {
            required.extend(names.elements().iter().filter_map(Tree::as_text));
            self.report.note(
                &at.name("required"),
                "`required` is among the members",
                "read as the list of required members",
            );
        }
        for (name, property) in properties {
            if name == "required" && misplaced.is_some() {
                continue;
            }
            let at = at.name(name);
            // `required: true` beside a type, as in older drafts of JSON Schema.
            let own = property.is_true("required");
            if own {
                self.report.note(
                    &at.name("required"),
                    "`required` of a member is no list",
                    "the member is required",
                );
            }
            if !self.can_be_named(name, &at) {
                self.mark_weak(owner);
                continue;
            }
            let about = About {
                name,
                required: own || required.contains(&name.as_ref()),
                doc: None,
                example: None,
                deprecated: false,
                is_param: false,
            };
            fields.push(self.field(&about, property, &at, &inside(owner, name)));
        }
        for name in &required {
            if properties.iter().any(|(known, _)| known == *name) || !self.can_be_named(name, &at) {
                continue;
            }
            // In an `allOf` the member may be that of another part.
            if schema.get("properties").is_some() {
                self.report.note(
                    &place.name("required"),
                    format!("`{name}` is required, but not described"),
                    "`json`",
                );
                fields.push(Field::new(*name, Use::json()));
            }
        }
        unique_names(&mut fields);
        fields
    }

    /// The names that a schema requires.
    pub(super) fn required(&mut self, schema: &'d Data, place: &Place<'_>) -> Vec<&'d str> {
        let mut seen = HashSet::new();
        match schema.get("required") {
            Some(Data::List(names)) => names
                .iter()
                .filter_map(Tree::as_text)
                .filter(|name| seen.insert(*name))
                .collect(),
            Some(Data::Bool(_) | Data::Null) | None => Vec::new(),
            Some(_) => {
                self.report.note(
                    &place.name("required"),
                    "`required` is no list of names",
                    "all members may be left out",
                );
                Vec::new()
            }
        }
    }

    /// Remembers that a part of a type is left out.
    fn mark_weak(&mut self, id: TypeId) {
        if let Some(def) = self.types.get_mut(id.0) {
            def.is_weak = true;
        }
    }

    /// Whether the language can write a name; if not, this is reported.
    fn can_be_named(&mut self, name: &str, place: &Place<'_>) -> bool {
        let hidden = crate::characters::hidden(name, crate::characters::Breaks::Escape);
        let is_bad = name.is_empty()
            || name.len() > texts::LONGEST_NAME
            || name.ends_with('?')
            || name.trim() != name
            || name.contains(" as ")
            || hidden.into_iter().next().is_some()
            || name
                .chars()
                .any(|c| crate::lookalikes::lookalike(c).is_some());
        if is_bad {
            self.report.note(
                place,
                format!("`{name}` cannot be the name of a member in a spec"),
                "left out",
            );
        }
        !is_bad
    }

    /// An array with a meaning for each position.
    pub(super) fn tuple(
        &mut self,
        schema: &'d Data,
        positions: &'d [Data],
        place: &Place<'_>,
        origin: &Origin,
        id: Option<TypeId>,
    ) -> Use {
        let id = id.unwrap_or_else(|| self.open(origin.clone(), schema, place));
        let required = schema
            .get("minItems")
            .and_then(Tree::as_word)
            .and_then(|count| count.parse::<usize>().ok())
            .unwrap_or(0);
        let at = place.name("prefixItems");
        let mut fields = Vec::new();
        for (index, position) in positions.iter().enumerate() {
            let at = at.index(index);
            let title = position.text("title").and_then(crate::names::snake);
            let name = title.unwrap_or_else(|| format!("item_{}", index + 1));
            let about = About {
                name: &name,
                required: index < required,
                doc: None,
                example: None,
                deprecated: false,
                is_param: true,
            };
            let mut field = self.field(&about, position, &at, &inside(id, &name));
            // A tuple has no constants.
            field.constant = None;
            fields.push(field);
        }
        unique_names(&mut fields);
        self.close(id, Shape::Tuple(fields))
    }
}

/// Gives members a name in Rust where none can be derived from theirs, or where another member has it.
pub(crate) fn unique_names(fields: &mut [Field]) {
    unique_in(&mut fields.iter_mut().collect::<Vec<_>>());
}

/// The same for parameters that are in several places.
pub(crate) fn unique_in(fields: &mut [&mut Field]) {
    let mut taken: HashMap<String, usize> = HashMap::new();
    for field in fields {
        if field.constant.is_some() {
            continue;
        }
        let derived = match &field.rename {
            Some(rename) => Some(rename.clone()),
            None => crate::names::snake(&field.name),
        };
        let mut name = derived.clone().unwrap_or_else(|| {
            let digits: String = field
                .name
                .chars()
                .filter(char::is_ascii_alphanumeric)
                .collect();
            crate::names::snake(&format!("v{digits}")).unwrap_or_else(|| "value".to_owned())
        });
        if crate::names::RESERVED_SETTERS.contains(&name.as_str()) {
            name = format!("{name}_value");
        }
        let base = crate::names::bare(&name).to_owned();
        let mut number = 1_usize;
        while taken.contains_key(&name) {
            number += 1;
            name = format!("{base}_{number}");
        }
        taken.insert(name.clone(), 0);
        if derived.as_ref() != Some(&name) {
            field.rename = Some(name);
        }
    }
}
