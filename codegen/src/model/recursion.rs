//! Types that contain themselves: which members must be boxed, and whether a value can end.
//!
//! Everything here works on explicit stacks: a spec may chain any number of types.

use super::{Field, Kind, OneOf, Shape, Type, TypeDef, TypeId};

/// Marks each member whose type leads back to the type that declares it. Lists and maps keep their elements elsewhere anyway.
///
/// The variants of a union stay as they are, because the members of their types are boxed. Only a union directly inside of a union is boxed.
pub(crate) fn box_cycles(types: &mut [TypeDef]) {
    let components = components(types);
    let is_union: Vec<bool> = types
        .iter()
        .map(|def| matches!(def.shape, Shape::Union { .. } | Shape::Forms { .. }))
        .collect();
    for (owner, def) in types.iter_mut().enumerate() {
        let leads_back = |target: TypeId| components.get(target.0) == components.get(owner);
        match &mut def.shape {
            Shape::Struct { fields, .. } | Shape::Tuple { fields } => {
                for field in fields {
                    field.ty.boxed = direct(&field.ty).is_some_and(leads_back);
                }
            }
            Shape::Forms { forms } => {
                for form in forms {
                    form.ty.boxed = direct(&form.ty).is_some_and(|target| {
                        is_union.get(target.0) == Some(&true) && leads_back(target)
                    });
                }
            }
            Shape::Union {
                variants, other, ..
            } => {
                for variant in variants.iter_mut().chain(other) {
                    let inner = is_union.get(variant.ty.0) == Some(&true);
                    variant.boxed = inner && leads_back(variant.ty);
                }
            }
            Shape::Enum { .. } => {}
        }
    }
}

/// For each type, how early it is known to have a value that ends; `None`: every value would contain another one of its type.
#[must_use]
pub(crate) fn finite(types: &[TypeDef]) -> Vec<Option<usize>> {
    let mut found = vec![None; types.len()];
    let mut open: Vec<usize> = Vec::new();
    // For each type, the needs of others that it satisfies.
    let mut satisfies: Vec<Vec<(usize, usize)>> = vec![Vec::new(); types.len()];
    let mut needs: Vec<Vec<bool>> = Vec::with_capacity(types.len());
    for (owner, def) in types.iter().enumerate() {
        let all = needs_of(def);
        for (need, targets) in all.iter().enumerate() {
            for target in targets {
                if let Some(list) = satisfies.get_mut(target.0) {
                    list.push((owner, need));
                }
            }
        }
        if all.is_empty() {
            open.push(owner);
        }
        needs.push(vec![true; all.len()]);
    }
    let mut next = 0;
    while let Some(index) = open.get(next).copied() {
        if let Some(slot) = found.get_mut(index) {
            *slot = Some(next);
        }
        next += 1;
        for (owner, need) in satisfies.get(index).into_iter().flatten() {
            let Some(list) = needs.get_mut(*owner) else {
                continue;
            };
            let was_open = list.iter().any(|open| *open);
            if let Some(slot) = list.get_mut(*need) {
                *slot = false;
            }
            if was_open && !list.iter().any(|open| *open) {
                open.push(*owner);
            }
        }
    }
    found
}

/// What a value of a type needs: for each need, the types of which one is enough.
fn needs_of(def: &TypeDef) -> Vec<Vec<TypeId>> {
    match &def.shape {
        Shape::Struct { fields, one_of } => {
            let grouped = |at: usize| one_of.iter().any(|group| group.members.contains(&at));
            let alone = fields
                .iter()
                .enumerate()
                .filter(|(at, _)| !grouped(*at))
                .filter_map(|(_, field)| required(field))
                .map(|target| vec![target]);
            let groups = one_of.iter().filter(|group| !group.optional);
            alone
                .chain(groups.filter_map(|group| group_needs(fields, group)))
                .collect()
        }
        Shape::Tuple { fields } => fields
            .iter()
            .filter_map(required)
            .map(|target| vec![target])
            .collect(),
        shape @ Shape::Union { variants, .. } if !variants.is_empty() => {
            vec![shape.variants().map(|variant| variant.ty).collect()]
        }
        // One form that contains no declared type is enough.
        Shape::Forms { forms } => {
            let needs: Option<Vec<TypeId>> = forms.iter().map(|form| always(&form.ty)).collect();
            needs
                .into_iter()
                .filter(|needs| !needs.is_empty())
                .collect()
        }
        Shape::Union { .. } | Shape::Enum { .. } => Vec::new(),
    }
}

/// The types of a group's members; `None`: one of them contains no declared type, so the group needs nothing.
fn group_needs(fields: &[Field], group: &OneOf) -> Option<Vec<TypeId>> {
    let members = group.members.iter().filter_map(|at| fields.get(*at));
    members.map(|field| always(&field.ty)).collect()
}

/// The type that every value of this member contains.
pub(crate) fn required(field: &Field) -> Option<TypeId> {
    always(&field.ty).filter(|_| !field.optional && field.constant.is_none())
}

/// The type that every value of this type contains.
pub(crate) fn always(ty: &Type) -> Option<TypeId> {
    direct(ty).filter(|_| !ty.is_option(false))
}

/// The declared type itself; lists and maps store their elements indirectly.
fn direct(ty: &Type) -> Option<TypeId> {
    match &ty.kind {
        Kind::Named(id) => Some(*id),
        _ => None,
    }
}

/// Types contained directly in a type.
fn parts(def: &TypeDef) -> Vec<TypeId> {
    match &def.shape {
        Shape::Struct { fields, .. } | Shape::Tuple { fields } => fields
            .iter()
            .filter_map(|field| direct(&field.ty))
            .collect(),
        Shape::Forms { forms } => forms.iter().filter_map(|form| direct(&form.ty)).collect(),
        shape @ Shape::Union { .. } => shape.variants().map(|variant| variant.ty).collect(),
        Shape::Enum { .. } => Vec::new(),
    }
}

/// For each type, the number of its strongly connected component, if it contains itself; every other type has a number of its own.
fn components(types: &[TypeDef]) -> Vec<usize> {
    let parts: Vec<Vec<TypeId>> = types.iter().map(parts).collect();
    let mut search = Search {
        index: vec![None; types.len()],
        low: vec![0; types.len()],
        path: Vec::new(),
        component: vec![usize::MAX; types.len()],
        visited: 0,
        found: 0,
    };
    for start in 0..types.len() {
        search.visit(start, &parts);
    }
    // A type alone in its component contains itself only if it names itself.
    let mut sizes = vec![0_usize; search.found];
    for number in &search.component {
        if let Some(size) = sizes.get_mut(*number) {
            *size += 1;
        }
    }
    let mut own = search.found;
    for (at, number) in search.component.iter_mut().enumerate() {
        let names_itself = parts
            .get(at)
            .is_some_and(|parts| parts.contains(&TypeId(at)));
        if sizes.get(*number) == Some(&1) && !names_itself {
            *number = own;
            own += 1;
        }
    }
    search.component
}

/// Tarjan's search for strongly connected components.
struct Search {
    index: Vec<Option<usize>>,
    low: Vec<usize>,
    path: Vec<usize>,
    component: Vec<usize>,
    visited: usize,
    found: usize,
}

impl Search {
    fn visit(&mut self, start: usize, parts: &[Vec<TypeId>]) {
        let mut stack = vec![(start, 0)];
        while let Some((at, next)) = stack.pop() {
            if next == 0 {
                if self.index.get(at).is_none_or(Option::is_some) {
                    continue;
                }
                self.enter(at);
            }
            match parts.get(at).and_then(|parts| parts.get(next)) {
                Some(target) => {
                    stack.push((at, next + 1));
                    match self.index.get(target.0) {
                        Some(None) => stack.push((target.0, 0)),
                        Some(Some(index)) if self.is_open(target.0) => self.lower(at, *index),
                        _ => {}
                    }
                }
                None => {
                    self.leave(at);
                    if let Some((above, _)) = stack.last()
                        && self.is_open(at)
                    {
                        let low = self.low.get(at).copied().unwrap_or(usize::MAX);
                        self.lower(*above, low);
                    }
                }
            }
        }
    }

    fn enter(&mut self, at: usize) {
        if let (Some(index), Some(low)) = (self.index.get_mut(at), self.low.get_mut(at)) {
            *index = Some(self.visited);
            *low = self.visited;
        }
        self.visited += 1;
        self.path.push(at);
    }

    /// Closes a component, if `at` is its first type.
    fn leave(&mut self, at: usize) {
        if self.index.get(at).copied().flatten() != self.low.get(at).copied() {
            return;
        }
        while let Some(member) = self.path.pop() {
            if let Some(number) = self.component.get_mut(member) {
                *number = self.found;
            }
            if member == at {
                break;
            }
        }
        self.found += 1;
    }

    /// Whether the component of a visited type is not closed yet.
    fn is_open(&self, at: usize) -> bool {
        self.component.get(at) == Some(&usize::MAX)
    }

    fn lower(&mut self, at: usize, to: usize) {
        if let Some(low) = self.low.get_mut(at) {
            *low = (*low).min(to);
        }
    }
}
