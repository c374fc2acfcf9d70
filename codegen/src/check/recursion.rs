//! Types whose values could never end.

use crate::diagnostic::Diagnostics;
use crate::model::{Api, Field, Shape, TypeId, recursion};
use crate::rules::types::TYPE_CONTAINS_ITSELF;
use crate::source::Span;

/// Reports each cycle of types that contain one another in every value, once, at a member that closes it.
pub(super) fn check_recursion(api: &Api, diagnostics: &mut Diagnostics) {
    let finite = recursion::finite(&api.types);
    if finite.iter().all(Option::is_some) {
        return;
    }
    let mut state = vec![State::New; api.types.len()];
    for index in 0..api.types.len() {
        visit(api, TypeId(index), &finite, &mut state, diagnostics);
    }
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    Open,
    Done,
}

/// Depth first, on an explicit stack: a spec may chain any number of types.
fn visit(
    api: &Api,
    start: TypeId,
    finite: &[Option<usize>],
    state: &mut [State],
    diagnostics: &mut Diagnostics,
) {
    let mut stack = vec![(start, 0)];
    while let Some((id, next)) = stack.pop() {
        let Some(mark) = state.get_mut(id.0) else {
            continue;
        };
        if next == 0 {
            if *mark != State::New {
                continue;
            }
            *mark = State::Open;
        }
        let parts = parts(api, id, finite);
        let Some((span, target)) = parts.get(next).copied() else {
            *mark = State::Done;
            continue;
        };
        stack.push((id, next + 1));
        match state.get(target.0) {
            Some(State::New) => stack.push((target, 0)),
            Some(State::Open) => report(api, span, target, diagnostics),
            _ => {}
        }
    }
}

fn report(api: &Api, span: Span, target: TypeId, diagnostics: &mut Diagnostics) {
    let Some(ty) = api.types.get(target.0) else {
        return;
    };
    diagnostics
        .report(
            &TYPE_CONTAINS_ITSELF,
            span,
            format!("every `{}` contains another one", ty.name),
        )
        .label("refers back to it")
        .second(ty.span, "the type")
        .why("its values would be infinite")
        .help("write `?` after the name of a member that may be left out, or put a list or map in between");
}

/// The types without a finite value that every value of a type contains, with the span of each use.
fn parts(api: &Api, id: TypeId, finite: &[Option<usize>]) -> Vec<(Span, TypeId)> {
    let endless = |id: &TypeId| finite.get(id.0) == Some(&None);
    let Some(ty) = api.types.get(id.0).filter(|_| endless(&id)) else {
        return Vec::new();
    };
    match &ty.shape {
        Shape::Struct { fields, one_of } => {
            let grouped = one_of.iter().flat_map(|group| &group.members);
            let grouped = grouped.filter_map(|at| fields.get(*at));
            let grouped =
                grouped.filter_map(|field| Some((field.span, recursion::always(&field.ty)?)));
            members(fields)
                .chain(grouped)
                .filter(|(_, id)| endless(id))
                .collect()
        }
        Shape::Tuple { fields } | Shape::Forms { forms: fields } => {
            members(fields).filter(|(_, id)| endless(id)).collect()
        }
        shape @ Shape::Union { .. } => shape
            .variants()
            .map(|variant| (ty.span, variant.ty))
            .filter(|(_, id)| endless(id))
            .collect(),
        Shape::Enum { .. } => Vec::new(),
    }
}

fn members(fields: &[Field]) -> impl Iterator<Item = (Span, TypeId)> {
    let required = |field: &Field| Some((field.span, recursion::required(field)?));
    fields.iter().filter_map(required)
}
