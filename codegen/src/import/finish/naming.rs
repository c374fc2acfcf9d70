//! Names of types: those of the document in `PascalCase`; types in place are named by their place, or by what they are if several places
//! share them.

use crate::import::draft::{Answer, Base, Draft, Origin, Owner, TypeDef, TypeId, Use};
use crate::names;
use std::collections::HashSet;

/// The names of types that are taken.
#[derive(Clone, Debug, Default)]
pub(crate) struct TypeNames {
    taken: HashSet<String>,
}

/// Parts that say nothing on their own.
const WEAK_PARTS: &[&str] = &[
    "", "response", "body", "rest", "event", "value", "object", "data", "items", "item", "result",
    "results", "type", "id",
];

impl TypeNames {
    /// Takes a name, or one with a number behind it.
    pub(crate) fn claim(&mut self, wanted: &str) -> String {
        let mut name = wanted.to_owned();
        let mut number = 1_usize;
        while names::RESERVED_TYPES.contains(&name.as_str()) || !self.taken.insert(name.clone()) {
            number += 1;
            name = format!("{wanted}{number}");
        }
        name
    }

    /// Gives a name back that was reserved for what is written now.
    pub(crate) fn release(&mut self, name: &str) {
        self.taken.remove(name);
    }

    fn is_free(&self, name: &str) -> bool {
        !names::RESERVED_TYPES.contains(&name) && !self.taken.contains(name)
    }
}

/// Names all types that are used.
pub(super) fn name(draft: &mut Draft) -> TypeNames {
    let mut names = reserved(draft);
    let used: Vec<TypeId> = (0..draft.types.len())
        .map(TypeId)
        .filter(|id| {
            let def = draft.types.get(id.0);
            def.is_some_and(|def| (def.sent || def.received) && def.instead.is_none())
        })
        .collect();
    let is_declared = |types: &[TypeDef], id: &TypeId| {
        let origins = types.get(id.0).map(|def| def.origins.as_slice());
        matches!(origins, Some([Origin::Declared(_), ..]))
    };
    let (declared, inside): (Vec<_>, Vec<_>) = used
        .into_iter()
        .partition(|id| is_declared(&draft.types, id));
    for id in declared.into_iter().chain(inside) {
        let wanted = wanted(&draft.types, id, &names);
        let name = names.claim(&wanted);
        if let Some(def) = draft.types.get_mut(id.0) {
            def.name = name;
        }
    }
    names
}

/// Names of generated code that types must not have: requests, and what responses become.
fn reserved(draft: &Draft) -> TypeNames {
    let mut names = TypeNames::default();
    for operation in &draft.operations {
        let owner = part(&operation.name);
        if operation.fields().next().is_some() {
            names.taken.insert(owner.clone());
        }
        let is_union = |ty: &Use| matches!(ty.base, Base::Forms(_));
        let response = match &operation.answer {
            Answer::ByStatus(_) => true,
            Answer::Type(ty) | Answer::Optional(ty) => is_union(ty),
            Answer::None | Answer::RawText(_) | Answer::RawBytes(_) => false,
        };
        if response {
            names.taken.insert(format!("{owner}Response"));
        }
        if !operation.answer_headers.is_empty() {
            names.taken.insert(format!("{owner}Headers"));
        }
    }
    names
}

fn wanted(types: &[TypeDef], id: TypeId, names: &TypeNames) -> String {
    let origins = types.get(id.0).map_or(&[][..], |def| &def.origins);
    match origins {
        [Origin::Declared(name), ..] => declared_name(name, names),
        [first @ Origin::Inside(_, part_of_first), others @ ..] => {
            let same = !others.is_empty()
                && others
                    .iter()
                    .all(|other| matches!(other, Origin::Inside(_, part) if part == part_of_first));
            let shared = part(part_of_first);
            let says_much = !WEAK_PARTS.contains(&part_of_first.to_lowercase().as_str())
                && !part_of_first.starts_with("response")
                && shared.len() >= 3;
            match same && says_much && names.is_free(&shared) {
                true => shared,
                false => of_origin(types, first, 0),
            }
        }
        [] => "Type".to_owned(),
    }
}

/// A name of the document as the name of a type.
fn declared_name(name: &str, taken: &TypeNames) -> String {
    let pascal = part(name);
    if taken.is_free(&pascal) {
        return pascal;
    }
    // `Error` and its like are names of generated code; a request may have the name too.
    let api = format!("Api{pascal}");
    let data = format!("{pascal}Data");
    match names::RESERVED_TYPES.contains(&pascal.as_str()) {
        true if taken.is_free(&api) => api,
        _ if taken.is_free(&data) => data,
        _ => pascal,
    }
}

/// The name that a place gives.
fn of_origin(types: &[TypeDef], origin: &Origin, depth: usize) -> String {
    match origin {
        Origin::Declared(name) => part(name),
        Origin::Inside(owner, inner) => {
            let owner = match owner {
                Owner::Named(name) => part(name),
                Owner::Type(id) => of_owner(types, *id, depth + 1),
            };
            match inner.trim() {
                "" => owner,
                inner => format!("{owner}{}", part(inner)),
            }
        }
    }
}

fn of_owner(types: &[TypeDef], id: TypeId, depth: usize) -> String {
    let Some(def) = types.get(id.0).filter(|_| depth < 32) else {
        return "Type".to_owned();
    };
    if !def.name.is_empty() {
        return def.name.clone();
    }
    if let Some(Use {
        base: Base::Type(other),
        ..
    }) = &def.instead
        && *other != id
    {
        return of_owner(types, *other, depth + 1);
    }
    match def.origins.first() {
        // The members of a body are parameters of its operation.
        Some(Origin::Inside(Owner::Named(name), inner)) if inner == "body" => part(name),
        Some(origin) => of_origin(types, origin, depth),
        None => "Type".to_owned(),
    }
}

/// A name of the document as a part of the name of a type.
pub(crate) fn part(name: &str) -> String {
    let bare = names::bare(name);
    names::type_part(bare)
        .or_else(|| {
            let letters: String = bare.chars().filter(char::is_ascii_alphanumeric).collect();
            names::type_part(&format!("V{letters}"))
        })
        .filter(|name| names::is_type_name(name))
        .unwrap_or_else(|| "Type".to_owned())
}
