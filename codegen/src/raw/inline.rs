//! Types that are declared where they are used, and the names that they get from their place.

use super::spec::Spec;
use super::type_expressions::parse_type;
use super::type_places::{self, Place, part};
use super::type_syntax::{Kind, Type};
use super::typedefs::{self, Shape, TypeDef};
use super::{Field, Notes, Spanned, Text};
use crate::diagnostic::Diagnostics;
use crate::keys::{Keys, NOTES};
use crate::names;
use crate::rules::spec::NAME_CLASH;
use crate::rules::types::TYPE_SHAPE;
use crate::yaml::Node;
use std::collections::HashSet;

/// Keys of such a type, beside those of a declared one.
const OWN: &[&str] = &["list", "map", "as"];

/// Every key of such a type.
pub(super) fn keys() -> impl Iterator<Item = &'static str> {
    typedefs::keys().chain(OWN.iter().copied())
}

/// A mapping in place of the name of a type: `{ enum: text, values: [buy, sell] }`, `{ list: { fields: … } }`.
pub(super) fn parse_mapping(node: &Node, diagnostics: &mut Diagnostics) -> Option<Type> {
    let known: Vec<&str> = keys().chain(NOTES.iter().copied()).collect();
    let keys = Keys::open(node, "a type", &known, diagnostics)?;
    let notes = keys.notes(diagnostics);
    parse_keys(&keys, notes, diagnostics)
}

/// The same, from the keys of a field in long form. The notes describe the type.
pub(super) fn parse_keys(
    keys: &Keys<'_>,
    notes: Notes,
    diagnostics: &mut Diagnostics,
) -> Option<Type> {
    let span = keys.first();
    for (key, is_list) in [("list", true), ("map", false)] {
        let Some(pair) = keys.pair(key) else { continue };
        let mut others = typedefs::keys().chain(OWN.iter().copied());
        if let Some(other) = others.find_map(|other| keys.pair(other).filter(|_| other != key)) {
            diagnostics
                .report(
                    &TYPE_SHAPE,
                    other.key.span,
                    format!("`{}` is not allowed beside `{key}`", other.key.text),
                )
                .label(format!("`{key}` is the whole type"))
                .help(format!("move it into the mapping of `{key}`"));
            return None;
        }
        let inner = Box::new(parse_type(&pair.value, diagnostics)?);
        let kind = match is_list {
            true => Kind::List(inner),
            false => Kind::Map {
                alnum: false,
                value: inner,
            },
        };
        return Some(Type::plain(kind, span));
    }
    let name = keys.text("as", diagnostics).unwrap_or(Spanned {
        value: String::new(),
        span,
    });
    let def = typedefs::parse_keys(name, notes, keys, diagnostics);
    def.shape.as_ref()?;
    Some(Type::plain(Kind::Inline(Box::new(def)), span))
}

/// Declares every inline type under the name of its place: that of its owner, then that of the field. They follow the type that uses them;
/// those of operations and streams come last.
pub(super) fn declare(spec: &mut Spec, groups: Vec<TypeDef>, diagnostics: &mut Diagnostics) {
    let names = spec.types.iter().map(|def| def.name.value.clone());
    let mut places = Places {
        taken: names.collect(),
        found: Vec::new(),
        diagnostics,
    };
    for def in std::mem::take(&mut spec.types) {
        places.add(def);
    }
    for def in groups {
        places.taken.insert(def.name.value.clone());
        places.add(def);
    }
    for operation in &mut spec.operations {
        type_places::of_operation(operation, &mut |place, ty| places.ty(place, ty));
    }
    for stream in &mut spec.streams {
        type_places::of_stream(stream, &mut |place, ty| places.ty(place, ty));
    }
    type_places::of_errors(spec, &mut |place, ty| places.ty(place, ty));
    spec.types = places.found;
}

/// The same for the fields of a group of parameters.
pub(super) fn declare_group(
    name: &Text,
    fields: &mut [Field],
    diagnostics: &mut Diagnostics,
) -> Vec<TypeDef> {
    let mut places = Places {
        taken: HashSet::new(),
        found: Vec::new(),
        diagnostics,
    };
    let owner = part(&name.value);
    type_places::of_fields(&owner, fields, &mut |place, ty| places.ty(place, ty));
    places.found
}

struct Places<'d> {
    taken: HashSet<String>,
    found: Vec<TypeDef>,
    diagnostics: &'d mut Diagnostics,
}

impl Places<'_> {
    /// Adds a type, then those that are declared inside of it. Nesting is limited by that of the file.
    fn add(&mut self, mut def: TypeDef) {
        let at = self.found.len();
        let owner = def.name.value.clone();
        let mut inside = Vec::new();
        if let Some(Shape::Struct { fields, .. } | Shape::Tuple { fields }) = &mut def.shape {
            std::mem::swap(&mut inside, fields);
            type_places::of_fields(&owner, &mut inside, &mut |place, ty| self.ty(place, ty));
            std::mem::swap(&mut inside, fields);
        }
        self.found.insert(at, def);
    }

    fn ty(&mut self, place: &Place<'_>, ty: &mut Type) {
        let mut def = match &mut ty.kind {
            Kind::List(inner) | Kind::Map { value: inner, .. } => {
                return self.ty(place, inner);
            }
            Kind::Inline(def) => {
                let unread = TypeDef::unread(def.name.clone());
                std::mem::replace(&mut **def, unread)
            }
            _ => return,
        };
        if def.name.value.is_empty() {
            def.name = Spanned {
                value: place.name.clone(),
                span: place.span,
            };
        }
        if def.notes.doc.is_none() {
            def.notes.doc.clone_from(&place.notes.doc);
            def.inline = true;
        }
        self.check_free(&def.name);
        ty.kind = Kind::Named(def.name.value.clone());
        self.add(def);
    }

    fn check_free(&mut self, name: &Text) {
        let reserved = names::RESERVED_TYPES.contains(&name.value.as_str());
        if !reserved && self.taken.insert(name.value.clone()) {
            return;
        }
        let why = match reserved {
            true => "is reserved for generated code",
            false => "is the name of another type",
        };
        self.diagnostics
            .report(
                &NAME_CLASH,
                name.span,
                format!(
                    "the type declared here is named `{}`, which {why}",
                    name.value
                ),
            )
            .label("named by its place")
            .help("choose another name with `as: NAME` beside the keys of the type");
    }
}
