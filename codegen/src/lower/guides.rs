//! Guides.

use super::Context;
use crate::diagnostic::Diagnostics;
use crate::model::{Guide, GuideStep};
use crate::raw;
use crate::rules::section::UNKNOWN_WEBHOOK;

/// Lowers all guides, in file order.
pub(super) fn lower_guides(context: &Context<'_>, diagnostics: &mut Diagnostics) -> Vec<Guide> {
    let mut guides = Vec::new();
    for raw in &context.spec.guides {
        let mut steps = Vec::new();
        for step in &raw.steps {
            steps.push(lower_step(step, context, diagnostics));
        }
        guides.push(Guide {
            title: raw.title.value.clone(),
            purpose: raw.purpose,
            doc: raw.notes.to_doc(None),
            steps,
        });
    }
    guides
}

fn lower_step(
    raw: &raw::GuideStep,
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) -> GuideStep {
    let spec = context.spec;
    let operation = raw.operation.as_ref().and_then(|name| {
        let found = context.operations.get(name.value.as_str()).copied();
        if found.is_none() {
            let known = spec.operations.iter().map(|one| one.name.value.as_str());
            diagnostics.unknown_operation(name.span, &name.value, known);
        }
        found
    });
    let webhook = raw.webhook.as_ref().and_then(|name| {
        let mut webhooks = spec.webhooks.iter();
        let found = webhooks.position(|one| one.name.value == name.value);
        if found.is_none() {
            let known = spec.webhooks.iter().map(|one| one.name.value.as_str());
            diagnostics
                .unknown(&UNKNOWN_WEBHOOK, name.span, "webhook", &name.value, known)
                .label("not declared under `webhooks`");
        }
        found
    });
    GuideStep {
        operation,
        webhook,
        doc: raw.notes.to_doc(None),
    }
}
