//! Forms of a union that cannot be told apart.

use crate::diagnostic::Diagnostics;
use crate::forms::{Alike, choice};
use crate::model::{Api, Field, Kind, Shape, TypeId};
use crate::raw::Spec;
use crate::rules::types::{FORMS_ALIKE, TYPE_CONTAINS_ITSELF};
use crate::source::Span;

/// Checks the unions that are received: what is sent is told apart by the provider.
pub(super) fn check_forms(spec: &Spec, api: &Api, diagnostics: &mut Diagnostics) {
    check_endless(api, diagnostics);
    for (def, raw) in api.types.iter().zip(&spec.types) {
        let Shape::Forms { forms } = &def.shape else {
            continue;
        };
        if !def.received {
            continue;
        }
        for alike in choice(&api.types, forms).alike {
            report(forms, &alike, raw.name.span, diagnostics);
        }
    }
}

/// Reports each union that is a form of itself: reading its value would never end.
fn check_endless(api: &Api, diagnostics: &mut Diagnostics) {
    for (index, def) in api.types.iter().enumerate() {
        let start = TypeId(index);
        let mut reached = vec![false; api.types.len()];
        let mut open = same_value(api, start);
        while let Some(id) = open.pop() {
            if let Some(seen) = reached.get_mut(id.0).filter(|seen| !**seen) {
                *seen = true;
                open.extend(same_value(api, id));
            }
        }
        if reached.get(index).copied().unwrap_or_default() {
            diagnostics
                .report(
                    &TYPE_CONTAINS_ITSELF,
                    def.span,
                    format!("`{}` is a form of itself", def.name),
                )
                .label("one of its types is this union again")
                .why("the same value would be read without an end")
                .help("remove that form, or put it in a member or a list: `list<…>`");
        }
    }
}

/// The types as which a union reads the same value.
fn same_value(api: &Api, id: TypeId) -> Vec<TypeId> {
    let Some(def) = api.types.get(id.0) else {
        return Vec::new();
    };
    match &def.shape {
        shape @ Shape::Union { .. } => shape.variants().map(|variant| variant.ty).collect(),
        Shape::Forms { forms } => {
            let named = forms.iter().filter_map(|form| match form.ty.kind {
                Kind::Named(id) => Some(id),
                _ => None,
            });
            named.collect()
        }
        _ => Vec::new(),
    }
}

fn report(forms: &[Field], alike: &Alike, union: Span, diagnostics: &mut Diagnostics) {
    let Some((first, second)) = forms.get(alike.first).zip(forms.get(alike.second)) else {
        return;
    };
    let help = match (alike.swap, alike.both) {
        (true, _) => format!("write `{}` before `{}`", second.name, first.name),
        (false, "a list") => {
            "write one list whose elements have several forms: `list<A or B>`".to_owned()
        }
        (false, "an object") => {
            "add a constant, or a required member, that only one of them has; or declare one type with the members of both".to_owned()
        }
        _ => "remove one of them".to_owned(),
    };
    let both = alike.both;
    let message = format!(
        "`{}` and `{}` cannot be told apart",
        first.name, second.name
    );
    let report = diagnostics
        .report(&FORMS_ALIKE, second.span, message)
        .label(match both {
            "any JSON" => "never chosen".to_owned(),
            both => format!("{both} too"),
        })
        .second(first.span, format!("{both}: this form is chosen"))
        .why("the first form that matches is decoded")
        .help(help);
    if second.span == first.span {
        report.second(union, "the union");
    }
}
