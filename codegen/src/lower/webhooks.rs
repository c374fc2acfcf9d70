//! Webhooks and streams.

use super::fields::{check_only, lower_fields};
use super::operations::lower_example;
use super::type_expressions::{lower_type, resolve};
use super::{Context, bad_address, is_address};
use crate::diagnostic::{Diagnostics, did_you_mean};
use crate::model::{Channel, Kind, Stream, TypeId, Webhook};
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
fn check_member(
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

pub(super) fn lower_streams(context: &Context<'_>, diagnostics: &mut Diagnostics) -> Vec<Stream> {
    let mut streams = Vec::new();
    let mut unique = name_scope::Unique::new("streams");
    for raw in &context.spec.streams {
        let Some(rust_name) = name_scope::snake(&raw.name, diagnostics) else {
            continue;
        };
        let reserved = crate::names::RESERVED_STREAMS;
        unique.add_unreserved(&rust_name, &raw.name, reserved, diagnostics);
        let url = raw.url.as_ref().inspect(|url| {
            if !is_address(&url.value, &["wss://", "ws://", "https://", "http://"]) {
                bad_address(url, "wss://", diagnostics);
            }
        });
        let value = |text: &Option<Text>| text.as_ref().map(|text| text.value.clone());
        let url = url.map(|url| url.value.clone()).unwrap_or_default();
        let mut in_stream = name_scope::Unique::new("channels of a stream");
        let channels = raw.channels.iter();
        let channels = channels
            .filter_map(|channel| lower_channel(channel, &mut in_stream, context, diagnostics));
        streams.push(Stream {
            name: raw.name.value.clone(),
            rust_name,
            doc: raw.notes.to_doc(None),
            socket_io: raw.socket_io,
            url,
            auth: value(&raw.auth),
            keepalive: value(&raw.keepalive),
            subscribe: raw.subscribe.as_ref().map(crate::data::from_node),
            unsubscribe: raw.unsubscribe.as_ref().map(crate::data::from_node),
            channels: channels.collect(),
        });
    }
    streams
}

fn lower_channel(
    raw: &raw::Channel,
    unique: &mut name_scope::Unique,
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Channel> {
    let name = raw.rename.as_ref().unwrap_or(&raw.name);
    let rust_name = name_scope::snake(name, diagnostics)?;
    let reserved = crate::names::RESERVED_CHANNELS;
    unique.add_unreserved(&rust_name, name, reserved, diagnostics);
    check_channel_params(raw, diagnostics);
    check_only(&raw.params, "a parameter", diagnostics);
    let message = raw
        .message
        .as_ref()
        .map(|ty| lower_type(ty, context, diagnostics));
    if let (Some(member), Some(Kind::Named(id))) =
        (&raw.sequence, message.as_ref().map(|ty| &ty.kind))
    {
        check_member("sequence", member, *id, context, diagnostics);
    }
    let value = |text: &Option<Text>| text.as_ref().map(|text| text.value.clone());
    Some(Channel {
        name: raw.name.value.clone(),
        rust_name,
        doc: raw.notes.to_doc(None),
        params: lower_fields(&raw.params, context, diagnostics),
        message,
        send: raw.send,
        sequence: value(&raw.sequence),
        checksum: value(&raw.checksum),
    })
}

/// The parameters of a channel must be those in its name.
fn check_channel_params(raw: &raw::Channel, diagnostics: &mut Diagnostics) {
    let in_name: Vec<&str> = raw::path_names(&raw.name.value)
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    for name in &in_name {
        if !raw.params.iter().any(|param| param.name.value == *name) {
            diagnostics
                .report(
                    &rules::CHANNEL_PARAM,
                    raw.name.span,
                    format!("`{{{name}}}` in the channel's name is not a parameter"),
                )
                .label("not declared under its `params`")
                .help(format!("declare it: `params: {{ {name}: text -- … }}`"));
        }
    }
    for param in &raw.params {
        if !in_name.contains(&param.name.value.as_str()) {
            diagnostics
                .report(
                    &rules::CHANNEL_PARAM,
                    param.name.span,
                    format!("`{}` is not in the channel's name", param.name.value),
                )
                .label("it would have no effect")
                .second(raw.name.span, "the name")
                .help(format!(
                    "write `{{{}}}` where it belongs in the name, or remove the parameter",
                    param.name.value
                ));
        }
    }
}
