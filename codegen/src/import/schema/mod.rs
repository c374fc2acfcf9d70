//! Schemas of a document as types of the draft.
//!
//! A named schema that is an object, an enum or a union becomes a type of its own; any other is read where it is used. What is declared in
//! place becomes a type too, which is shared by all places where the same is declared.

mod all_of;
mod enums;
mod fields;
mod objects;
mod ranges;
mod references;
mod scalars;
mod unions;

pub(crate) use fields::{About, SEE_REPORT};
pub(crate) use objects::unique_in;
pub(crate) use references::last_segment;

use crate::import::document::Tree;
use crate::import::draft::{Base, Origin, Owner, Shape, TypeDef, TypeId, Use};
use crate::import::report::Report;
use crate::import::texts;
use crate::json_pointer::Place;
use references::Target;
use specie_runtime::signing::plan::Data;
use std::collections::{HashMap, VecDeque};

/// Maximum depth of schemas in schemas. Deeper ones become `json`.
const MAX_DEPTH: usize = 40;

/// Depth from which schemas that are referred to are read later.
const DEFERRED: usize = 12;

/// Reads schemas, and holds the types that were found.
pub(crate) struct Schemas<'d> {
    root: &'d Data,
    pub(crate) types: Vec<TypeDef>,
    pub(crate) report: Report,
    components: HashMap<String, Component>,
    targets: HashMap<String, Option<&'d Data>>,
    /// Types that were declared in place, by what they are.
    shared: HashMap<(String, Shape), TypeId>,
    /// Schemas that extend another one by `allOf`, by its pointer.
    extended_by: HashMap<String, Vec<String>>,
    depth: usize,
    /// Types whose schemas are read later, because they were found deep inside of others.
    later: VecDeque<(String, &'d Data, TypeId)>,
}

/// A schema that is referred to.
#[derive(Clone, Debug)]
enum Component {
    /// It is being read, and becomes this type if it is one of its own.
    Open(Option<TypeId>),
    Read(Use),
}

impl<'d> Schemas<'d> {
    pub(crate) fn new(root: &'d Data, report: Report) -> Self {
        Self {
            root,
            types: Vec::new(),
            report,
            components: HashMap::new(),
            targets: HashMap::new(),
            shared: HashMap::new(),
            extended_by: references::extensions(root),
            depth: 0,
            later: VecDeque::new(),
        }
    }

    /// The type of a value. `origin` names what has to be declared for it.
    pub(crate) fn read(&mut self, schema: &'d Data, place: &Place<'_>, origin: &Origin) -> Use {
        if self.depth >= MAX_DEPTH {
            self.report.note(
                place,
                format!("schemas are nested deeper than {MAX_DEPTH} levels"),
                "`json`",
            );
            return Use::weak_json();
        }
        self.depth += 1;
        let ty = self.read_within(schema, place, origin);
        if self.depth == 1 {
            while let Some((pointer, schema, id)) = self.later.pop_front() {
                self.read_component(&pointer, schema, Some(id));
            }
        }
        self.depth -= 1;
        ty
    }

    fn read_within(&mut self, schema: &'d Data, place: &Place<'_>, origin: &Origin) -> Use {
        match schema {
            Data::Object(_) => {}
            Data::Bool(true) | Data::Null => return Use::json(),
            _ => {
                self.report
                    .note(place, "expected a schema, found another value", "`json`");
                return Use::weak_json();
            }
        }
        if let Some(reference) = schema.get("$ref") {
            return self.referred(reference, schema, place);
        }
        let ty = self.declared(schema, place, origin, None);
        ty.or_null(is_nullable(schema))
    }

    /// What a reference leads to.
    fn referred(&mut self, reference: &'d Data, schema: &'d Data, place: &Place<'_>) -> Use {
        let at = place.name("$ref");
        let Some(Target {
            schema: target,
            pointer,
        }) = self.target(reference, &at)
        else {
            return Use::weak_json();
        };
        let ty = self.component(&pointer, target, &at);
        // In 3.1, and in many documents of 3.0, other keys beside a reference count.
        ty.or_null(is_nullable(schema))
    }

    /// The type of a schema that is referred to.
    fn component(&mut self, pointer: &str, schema: &'d Data, from: &Place<'_>) -> Use {
        match self.components.get(pointer) {
            Some(Component::Read(ty)) => return ty.clone(),
            Some(Component::Open(Some(id))) => return Use::of(*id).or_null(is_nullable(schema)),
            Some(Component::Open(None)) => {
                self.report.note(
                    from,
                    "the reference leads back to itself without an object in between",
                    "`json`",
                );
                return Use::weak_json();
            }
            None => {}
        }
        let origin = Origin::Declared(last_segment(pointer));
        let id = self
            .is_own_type(schema)
            .then(|| self.open(origin.clone(), schema, &Place::at(pointer)));
        self.components
            .insert(pointer.to_owned(), Component::Open(id));
        // Schemas refer to one another in chains of any length.
        match id.filter(|_| self.depth > DEFERRED) {
            Some(id) => {
                self.later.push_back((pointer.to_owned(), schema, id));
                Use::of(id).or_null(is_nullable(schema))
            }
            None => self.read_component(pointer, schema, id),
        }
    }

    /// Reads a schema that is referred to; `id`: the type that it becomes if it is one of its own.
    fn read_component(&mut self, pointer: &str, schema: &'d Data, id: Option<TypeId>) -> Use {
        let origin = Origin::Declared(last_segment(pointer));
        let place = Place::at(pointer);
        let ty = match schema.get("$ref") {
            Some(_) => self.read(schema, &place, &origin),
            None => self
                .declared(schema, &place, &origin, id)
                .or_null(is_nullable(schema)),
        };
        if let Some(id) = id
            && ty.base != Base::Type(id)
        {
            self.replace(id, ty.clone());
        }
        self.components
            .insert(pointer.to_owned(), Component::Read(ty.clone()));
        ty
    }

    /// The type of a schema that is no reference; `id`: the type that it becomes if it is one of its own.
    fn declared(
        &mut self,
        schema: &'d Data,
        place: &Place<'_>,
        origin: &Origin,
        id: Option<TypeId>,
    ) -> Use {
        self.check_unsaid(schema, place);
        if !schema
            .get("allOf")
            .map_or(&[][..], Tree::elements)
            .is_empty()
        {
            return self.all_of(schema, place, origin, id);
        }
        for key in ["oneOf", "anyOf"] {
            if let Some(forms) = schema.get(key)
                && !forms.elements().is_empty()
            {
                let at = place.name(key);
                return self.union_of(schema, forms.elements(), &at, origin, id);
            }
        }
        if let Some(ty) = self.extended_union(schema, place, id) {
            return ty;
        }
        if let Some(value) = schema.get("const") {
            return self.enum_of(schema, std::slice::from_ref(value), place, origin, id);
        }
        let values = schema.get("enum").map_or(&[][..], Tree::elements);
        if !values.is_empty() && !is_list(schema) {
            return self.enum_of(schema, values, place, origin, id);
        }
        self.typed(schema, place, origin, id)
    }

    /// Reports keywords for which the language has nothing.
    fn check_unsaid(&mut self, schema: &Data, place: &Place<'_>) {
        for key in [
            "not",
            "if",
            "dependentRequired",
            "dependentSchemas",
            "dependencies",
        ] {
            if schema.get(key).is_some() {
                self.report.note(
                    &place.name(key),
                    format!("`{key}` restricts the value in a way that a spec cannot say"),
                    "left out; the provider checks it",
                );
            }
        }
    }

    /// Whether a schema becomes a type of its own when it is named.
    fn is_own_type(&self, schema: &Data) -> bool {
        let has = |key: &str| {
            let value = schema.get(key);
            value.is_some_and(|value| !value.elements().is_empty() || !value.members().is_empty())
        };
        if schema.get("$ref").is_some() {
            return false;
        }
        if has("allOf") {
            return !all_of::is_one(schema);
        }
        if has("oneOf") || has("anyOf") {
            let forms = ["oneOf", "anyOf"].into_iter().find_map(|key| {
                schema
                    .get(key)
                    .map(Tree::elements)
                    .filter(|forms| !forms.is_empty())
            });
            let forms = forms.unwrap_or_default();
            return forms.iter().filter(|form| !unions::is_null(form)).count() > 1
                || has("properties");
        }
        has("properties")
            || (has("enum") && !is_list(schema))
            || (has("prefixItems") && is_list(schema))
            || schema
                .get("items")
                .is_some_and(|items| matches!(items, Data::List(_)))
    }

    /// Adds a type that is being read.
    fn open(&mut self, origin: Origin, schema: &Data, place: &Place<'_>) -> TypeId {
        let id = TypeId(self.types.len());
        self.types.push(TypeDef {
            shape: Shape::Open,
            doc: texts::paragraphs(description(schema).unwrap_or_default()),
            deprecated: schema.is_true("deprecated"),
            unconfirmed: None,
            place: place.to_string(),
            origins: vec![origin],
            name: String::new(),
            instead: None,
            received: false,
            sent: false,
            is_weak: false,
        });
        id
    }

    /// Gives an open type its shape. A type in place that is the same as another one is replaced by it.
    fn close(&mut self, id: TypeId, shape: Shape) -> Use {
        let part = match self.types.get(id.0).map(|def| def.origins.as_slice()) {
            Some([Origin::Inside(_, part)]) => match &shape {
                // Enums with the same values may mean different things.
                Shape::Enum(_) => Some(part.clone()),
                _ => Some(String::new()),
            },
            _ => None,
        };
        if let Some(part) = part {
            let key = (part, shape.clone());
            if let Some(first) = self.shared.get(&key).copied() {
                let origins = self.types.get(id.0).map(|def| def.origins.clone());
                if let Some(def) = self.types.get_mut(first.0) {
                    def.origins.extend(origins.unwrap_or_default());
                }
                self.replace(id, Use::of(first));
                return Use::of(first);
            }
            self.shared.insert(key, id);
        }
        if let Some(def) = self.types.get_mut(id.0) {
            def.shape = shape;
        }
        Use::of(id)
    }

    /// Makes every use of a type one of another.
    fn replace(&mut self, id: TypeId, ty: Use) {
        if let Some(def) = self.types.get_mut(id.0) {
            def.instead = Some(ty);
        }
    }

    /// What is used in place of a type.
    pub(crate) fn instead(&self, id: TypeId) -> Option<&Use> {
        self.types.get(id.0).and_then(|def| def.instead.as_ref())
    }

    /// The shape of a type, which may still be open.
    pub(crate) fn shape(&self, id: TypeId) -> Option<&Shape> {
        self.types.get(id.0).map(|def| &def.shape)
    }
}

/// The origin of what is declared inside of a type.
fn inside(id: TypeId, part: &str) -> Origin {
    Origin::Inside(Owner::Type(id), part.to_owned())
}

/// Whether a schema is of a list.
fn is_list(schema: &Data) -> bool {
    schema.text("type") == Some("array")
}

/// Whether a schema allows `null` beside its values.
pub(crate) fn is_nullable(schema: &Data) -> bool {
    let has_null = |values: &Data| {
        let mut values = values.elements().iter();
        values.any(|value| *value == Data::Null)
    };
    let types = schema.get("type").map_or(&[][..], Tree::elements);
    schema.is_true("nullable")
        || schema.is_true("x-nullable")
        || types.iter().any(|ty| ty.as_text() == Some("null"))
        || schema.get("enum").is_some_and(has_null)
}

/// The text of a schema, a parameter, an operation …
pub(crate) fn description(node: &Data) -> Option<&str> {
    let text = node.text("description").map(str::trim);
    text.filter(|text| !text.is_empty())
}
