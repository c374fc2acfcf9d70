//! Forms of a union that cannot be told apart.

use crate::diagnostic::Diagnostics;
use crate::forms::{Alike, choice};
use crate::model::{Api, Field, Shape};
use crate::raw::Spec;
use crate::rules::types::FORMS_ALIKE;
use crate::source::Span;

/// Checks the unions that are received: what is sent is told apart by the provider.
pub(super) fn check_forms(spec: &Spec, api: &Api, diagnostics: &mut Diagnostics) {
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
