//! `like`: types that begin with the members of others.

use super::spec::Spec;
use super::type_syntax::{Kind, Type};
use super::typedefs::{Shape, TypeDef};
use super::{Field, OneOf, Text};
use crate::diagnostic::Diagnostics;
use crate::rules::types::BAD_LIKE;
use std::collections::{HashMap, HashSet};

/// Most types in a chain, and most members that a type can have in total.
const MOST_LEVELS: usize = 16;
const MOST_MEMBERS: usize = 2_000;

/// Writes out the members of every type with `like`. A type that is only a base is not declared itself.
pub(super) fn write_out(spec: &mut Spec, diagnostics: &mut Diagnostics) {
    if spec.types.iter().all(|def| def.like.is_empty()) {
        return;
    }
    let mut bases = Bases {
        types: &spec.types,
        index: spec
            .types
            .iter()
            .enumerate()
            .map(|(at, def)| (def.name.value.as_str(), at))
            .collect(),
        whole: vec![None; spec.types.len()],
        open: Vec::new(),
        diagnostics,
    };
    for at in 0..bases.types.len() {
        bases.whole(at);
    }
    let whole = bases.whole;
    for (def, members) in spec.types.iter_mut().zip(whole) {
        if let (Some(Shape::Struct { fields, one_of }), Some(members)) = (&mut def.shape, members) {
            *fields = members.fields;
            *one_of = members.one_of;
        }
    }
    let used = used(spec);
    let bases: HashSet<String> = spec
        .types
        .iter()
        .flat_map(|def| &def.like)
        .map(|base| base.value.clone())
        .collect();
    spec.types
        .retain(|def| used.contains(&def.name.value) || !bases.contains(&def.name.value));
}

/// The members of a type, with those of its bases.
#[derive(Clone, Debug, Default)]
struct Members {
    fields: Vec<Field>,
    one_of: Vec<OneOf>,
}

struct Bases<'a, 'd> {
    types: &'a [TypeDef],
    index: HashMap<&'a str, usize>,
    /// What is known, by index.
    whole: Vec<Option<Members>>,
    /// Types that wait for their bases.
    open: Vec<usize>,
    diagnostics: &'d mut Diagnostics,
}

impl Bases<'_, '_> {
    fn whole(&mut self, at: usize) -> Members {
        if let Some(Some(known)) = self.whole.get(at) {
            return known.clone();
        }
        let Some(def) = self.types.get(at) else {
            return Members::default();
        };
        let Some(Shape::Struct { fields, one_of }) = &def.shape else {
            return Members::default();
        };
        let mut all = Members::default();
        self.open.push(at);
        for base in &def.like {
            if let Some(inherited) = self.base(base) {
                self.join(base, fields, &mut all, inherited);
            }
        }
        self.open.pop();
        for field in fields {
            match all.fields.iter_mut().find(|known| is_same(known, field)) {
                Some(known) => *known = field.clone(),
                None => all.fields.push(field.clone()),
            }
        }
        // The remaining members are decoded last.
        all.fields.sort_by_key(|field| field.rest);
        all.one_of.extend(one_of.iter().cloned());
        if let Some(slot) = self.whole.get_mut(at) {
            *slot = Some(all.clone());
        }
        all
    }

    /// The members of a base; `None`: it cannot be one, which was reported.
    fn base(&mut self, name: &Text) -> Option<Members> {
        let Some(at) = self.index.get(name.value.as_str()).copied() else {
            let known = self.types.iter().map(|def| def.name.value.as_str());
            self.diagnostics
                .unknown(
                    &crate::rules::types::UNKNOWN_TYPE,
                    name.span,
                    "type",
                    &name.value,
                    known,
                )
                .label("not declared under `types`");
            return None;
        };
        let def = self.types.get(at)?;
        let fault = if self.open.contains(&at) {
            "a type cannot begin with its own members"
        } else if self.open.len() >= MOST_LEVELS {
            "the chain of `like` has more than 16 types"
        } else if !matches!(def.shape, Some(Shape::Struct { .. }) | None) {
            "`like` names a type without `fields`"
        } else {
            return Some(self.whole(at));
        };
        self.diagnostics
            .report(&BAD_LIKE, name.span, fault)
            .label("this base")
            .second(def.name.span, "declared here")
            .help("name a type with `fields` that does not depend on this one");
        None
    }

    /// Adds the members of a base. A member of two bases must be declared again, because they may differ.
    fn join(&mut self, base: &Text, own: &[Field], all: &mut Members, inherited: Members) {
        if all.fields.len() + inherited.fields.len() > MOST_MEMBERS {
            self.diagnostics
                .report(&BAD_LIKE, base.span, "the type has more than 2000 members")
                .label("with the members of this base")
                .help("split the type");
            return;
        }
        for field in inherited.fields {
            if all.fields.iter().any(|known| is_same(known, &field)) {
                if !own.iter().any(|known| is_same(known, &field)) {
                    let name = field.rename.as_deref().filter(|_| field.rest);
                    let name = &name.unwrap_or(&field.name).value;
                    self.diagnostics
                        .report(
                            &BAD_LIKE,
                            base.span,
                            format!("two bases have the member `{name}`"),
                        )
                        .label("the second one")
                        .help(format!("declare `{name}` in `fields` of this type too"));
                }
                continue;
            }
            all.fields.push(field);
        }
        all.one_of.extend(inherited.one_of);
    }
}

/// Whether one field takes the place of the other.
fn is_same(a: &Field, b: &Field) -> bool {
    a.rest == b.rest && a.name.value == b.name.value
}

/// The names of types that are used other than as bases.
fn used(spec: &Spec) -> HashSet<String> {
    let mut names = HashSet::new();
    let mut add = |ty: &Type| names.extend(named(ty).map(str::to_owned));
    for operation in &spec.operations {
        let params = operation.params.iter().chain(&operation.items);
        let params = params.chain(&operation.query).chain(&operation.headers);
        params
            .filter_map(|field| field.ty.as_ref())
            .for_each(&mut add);
        let variants = operation.variants.iter().map(|variant| &variant.response);
        for response in variants.chain([&operation.response]).flatten() {
            response.types().into_iter().for_each(&mut add);
        }
        let headers = operation.response_headers.as_ref();
        headers
            .map(|headers| &headers.ty)
            .into_iter()
            .for_each(&mut add);
    }
    for channel in spec.streams.iter().flat_map(|stream| &stream.channels) {
        let params = channel.params.iter().filter_map(|field| field.ty.as_ref());
        params.chain(channel.message_types()).for_each(&mut add);
    }
    spec.error_data()
        .map(|(_, data)| &data.ty)
        .for_each(&mut add);
    let mut variants = Vec::new();
    for def in &spec.types {
        match &def.shape {
            Some(
                Shape::Struct { fields, .. }
                | Shape::Tuple { fields }
                | Shape::Forms { forms: fields },
            ) => {
                fields
                    .iter()
                    .filter_map(|field| field.ty.as_ref())
                    .for_each(&mut add);
            }
            Some(Shape::Union {
                variants: all,
                other,
                ..
            }) => {
                variants.extend(
                    all.iter()
                        .chain(other.as_deref())
                        .map(|variant| variant.ty.value.clone()),
                );
            }
            Some(Shape::Enum { .. }) | None => {}
        }
    }
    names.extend(variants);
    let events = spec
        .webhooks
        .iter()
        .filter_map(|webhook| webhook.event.as_ref());
    names.extend(events.map(|event| event.value.clone()));
    names
}

/// The declared type that a type in use is or holds.
fn named(ty: &Type) -> Option<&str> {
    match &ty.kind {
        Kind::List(inner) | Kind::Map { value: inner, .. } => named(inner),
        Kind::Named(name) => Some(name),
        Kind::Numbered(name) => Some(&name.value),
        _ => None,
    }
}
