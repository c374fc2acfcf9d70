//! Webhooks.

use super::Context;
use super::operations::lower_example;
use super::type_expressions::resolve;
use crate::diagnostic::{Diagnostics, did_you_mean};
use crate::model::{TypeId, Webhook};
use crate::name_scope;
use crate::raw::{self, Text};
use crate::rules::types::UNKNOWN_TYPE;
use crate::rules::webhooks as rules;
use specie_runtime::signing::plan::Arrays;

/// Lowers all webhooks in file order, which is also the order of their plans.
pub(super) fn lower_webhooks(context: &Context<'_>, diagnostics: &mut Diagnostics) -> Vec<Webhook> {
    let mut webhooks = Vec::new();
    for raw in &context.spec.webhooks {
        let rust_name = name_scope::snake(&raw.name, diagnostics).unwrap_or_default();
        let event = raw
            .event
            .as_ref()
            .filter(|name| is_declared_name(name, diagnostics))
            .and_then(|name| resolve(name, context, diagnostics));
        for (key, member) in [("id", &raw.id), ("time", &raw.time), ("order", &raw.order)] {
            if let (Some(member), Some(event)) = (member, event) {
                check_member(key, member, event, context, diagnostics);
            }
        }
        let value = |text: &Option<Text>| text.as_ref().map(|text| text.value.clone());
        webhooks.push(Webhook {
            name: raw.name.value.clone(),
            rust_name,
            doc: raw.notes.to_doc(None),
            event,
            id: value(&raw.id),
            time: value(&raw.time),
            order: value(&raw.order),
            retries: value(&raw.retries),
            examples: raw.examples.iter().map(lower_example).collect(),
        });
    }
    webhooks
}

/// Whether `event` can be the name of a declared type; any other type expression is reported.
fn is_declared_name(event: &Text, diagnostics: &mut Diagnostics) -> bool {
    let name = event.value.as_str();
    if crate::names::is_type_name(name) {
        return true;
    }
    let help = match name {
        "json" => "remove `event`; the body is then open JSON",
        _ => {
            "declare the members of the body under `types`, and write that type's name: `event: Event`"
        }
    };
    diagnostics
        .report(
            &UNKNOWN_TYPE,
            event.span,
            format!("`{name}` is not the name of a declared type"),
        )
        .label("`event` names a type declared under `types`")
        .help(help);
    false
}

/// A named member must exist in the event or message; for a union, in one of its types.
pub(super) fn check_member(
    key: &str,
    member: &Text,
    event: TypeId,
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) {
    let fields = |id: TypeId| match context.shape(id) {
        Some(raw::Shape::Struct { fields, .. }) => fields.as_slice(),
        _ => &[],
    };
    let mut names: Vec<&str> = Vec::new();
    match context.shape(event) {
        Some(raw::Shape::Union {
            by,
            variants,
            other,
        }) => {
            names.push(&by.value);
            for variant in variants.iter().chain(other.as_deref()) {
                let id = context.types.get(variant.ty.value.as_str());
                names.extend(
                    id.map_or(&[][..], |id| fields(*id))
                        .iter()
                        .map(|field| field.name.value.as_str()),
                );
            }
        }
        Some(raw::Shape::Forms { forms }) => {
            for form in forms.iter().filter_map(|form| form.ty.as_ref()) {
                if let raw::Kind::Named(name) = &form.kind
                    && let Some(id) = context.types.get(name.as_str())
                {
                    names.extend(fields(*id).iter().map(|field| field.name.value.as_str()));
                }
            }
        }
        Some(raw::Shape::Struct { .. }) => {
            names.extend(fields(event).iter().map(|field| field.name.value.as_str()))
        }
        _ => return,
    }
    // A path into the event, such as `payment.id`, is looked up by its first name.
    let first = member.value.split('.').next().unwrap_or("");
    check_no_text(key, member, first, event, context, diagnostics);
    if !names.contains(&first) && !names.contains(&member.value.as_str()) {
        diagnostics
            .report(
                &rules::UNKNOWN_MEMBER,
                member.span,
                format!("unknown member `{}`", member.value),
            )
            .label(format!("`{key}` names a member of the received data"))
            .help_if(did_you_mean(first, names));
    }
}

/// A path ends at a text: what is in the JSON inside of it is not looked for.
fn check_no_text(
    key: &str,
    member: &Text,
    first: &str,
    event: TypeId,
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) {
    let Some(raw::Shape::Struct { fields, .. }) = context.shape(event) else {
        return;
    };
    let in_text = |field: &&raw::Field| {
        let format = field.ty.as_ref().and_then(|ty| ty.format.as_ref());
        field.name.value == first && format.is_some_and(|format| format.value == Arrays::Json)
    };
    if let Some(field) = fields.iter().find(in_text)
        && first != member.value
    {
        diagnostics
            .report(
                &rules::UNKNOWN_MEMBER,
                member.span,
                format!("`{first}` is a text, so it has no members"),
            )
            .label(format!("`{key}` names a member of the received data"))
            .second(field.name.span, "JSON inside a text")
            .help("name a member beside it; or read it from the event");
    }
}
