//! Types that contain themselves.

use crate::diagnostic::Diagnostics;
use crate::model::{Api, Kind, Shape, Type, TypeId};
use crate::rules::types::TYPE_CONTAINS_ITSELF;
use crate::source::Span;

/// Reports each cycle of types once, at a member that closes it.
pub(super) fn check_recursion(api: &Api, diagnostics: &mut Diagnostics) {
    let mut state = vec![State::New; api.types.len()];
    for index in 0..api.types.len() {
        visit(api, TypeId(index), &mut state, diagnostics);
    }
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    Open,
    Done,
}

/// Depth first, on an explicit stack: a spec may chain any number of types.
fn visit(api: &Api, start: TypeId, state: &mut [State], diagnostics: &mut Diagnostics) {
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
        let parts = parts(api, id);
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
            format!("`{}` contains itself", ty.name),
        )
        .label("refers back to it")
        .second(ty.span, "the type")
        .why("its values would be infinite")
        .help("put a list or map in between, or use `json`");
}

/// Types contained directly in a type, with the span of each use.
fn parts(api: &Api, id: TypeId) -> Vec<(Span, TypeId)> {
    let Some(ty) = api.types.get(id.0) else {
        return Vec::new();
    };
    match &ty.shape {
        Shape::Union { .. } => {
            let variants = ty.shape.variants();
            variants.map(|variant| (ty.span, variant.ty)).collect()
        }
        shape => shape
            .fields()
            .iter()
            .filter_map(|field| direct(&field.ty).map(|id| (field.span, id)))
            .collect(),
    }
}

/// The declared type itself; lists and maps store their elements indirectly.
fn direct(ty: &Type) -> Option<TypeId> {
    match &ty.kind {
        Kind::Named(id) => Some(*id),
        _ => None,
    }
}
