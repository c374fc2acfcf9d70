//! Values in events of form webhooks that a form cannot hold.

use super::named_type;
use crate::diagnostic::Diagnostics;
use crate::form_event::is_form;
use crate::forms::never_in_a_form_body;
use crate::model::{Api, ScalarKind, Shape, Type, TypeId, WireAs};
use crate::rules::webhooks::NEVER_IN_FORM;

/// Reports forms of unions and values of enums that no event can have, because all scalars of a form are texts.
pub(super) fn check_form_events(api: &Api, diagnostics: &mut Diagnostics) {
    let mut seen = vec![false; api.types.len()];
    for webhook in api.webhooks.iter().filter(|webhook| is_form(api, webhook)) {
        let mut open: Vec<TypeId> = webhook.event.into_iter().collect();
        while let Some(id) = open.pop() {
            let Some(mark) = seen.get_mut(id.0).filter(|mark| !**mark) else {
                continue;
            };
            *mark = true;
            let Some(def) = api.types.get(id.0) else {
                continue;
            };
            match &def.shape {
                Shape::Union { .. } => open.extend(def.shape.variants().map(|one| one.ty)),
                shape => open.extend(shape.fields().iter().filter_map(|field| inner(&field.ty))),
            }
            check_shape(&def.shape, &webhook.name, diagnostics, def.span);
            if let Shape::Forms { forms } = &def.shape
                && let Some(never) = never_in_a_form_body(&api.types, forms)
                && let Some(form) = forms.get(never)
            {
                diagnostics
                    .report(
                        &NEVER_IN_FORM,
                        form.span,
                        format!(
                            "the webhook `{}` is a form, in which no value is `{}`",
                            webhook.name, form.name
                        ),
                    )
                    .label("never chosen: a form has only texts")
                    .help("write the form of its text, before one that takes any text: `int as text or text`");
            }
        }
    }
}

/// The type that is a part of the form; JSON inside a text is not.
fn inner(ty: &Type) -> Option<TypeId> {
    named_type(ty).filter(|_| ty.wire != Some(WireAs::Json))
}

fn check_shape(
    shape: &Shape,
    webhook: &str,
    diagnostics: &mut Diagnostics,
    span: crate::source::Span,
) {
    let Shape::Enum {
        kind: crate::model::EnumKind::Mixed,
        values,
        ..
    } = shape
    else {
        return;
    };
    if let Some(value) = values.iter().find(|value| value.form != ScalarKind::Text) {
        diagnostics
            .report(
                &NEVER_IN_FORM,
                span,
                format!(
                    "the webhook `{webhook}` is a form, in which no value is the number or boolean `{}`",
                    value.wire
                ),
            )
            .label("never matched: a form has only texts")
            .help(format!(
                "write the text: `\"{}\"`; or use `enum: text`",
                value.wire
            ));
    }
}
