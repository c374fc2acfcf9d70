//! Channels: their topics, and the types of their messages.

use super::super::Context;
use super::super::fields::{check_only, lower_fields};
use super::super::type_expressions::lower_type;
use super::super::webhooks::check_member;
use super::frames::Frames;
use super::sends::Events;
use super::templates::{self, Scope, Values};
use super::{calls, condition, conversation, is_described, placeholders};
use crate::diagnostic::Diagnostics;
use crate::model::{Channel, ChannelMessage, Field, Kind, MessageForm, Type};
use crate::name_scope::{self, Unique};
use crate::names;
use crate::raw::{self, Messages, SequenceText};
use crate::rules::streams as rules;
use specie_runtime::signing::plan::PathSegment;
use specie_runtime::stream::plan::{
    ChannelPlan, MessageKinds, MessagePath, Sequence, SequenceRule, Start, Template,
};

/// The channels, each with its plan if it is received.
pub(super) fn lower(
    stream: &raw::Stream,
    frames: &Frames<'_>,
    events: &Events<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<(Channel, Option<ChannelPlan>)> {
    let context = frames.context;
    let mut types = Unique::new("channels of a stream");
    let mut variants = Unique::new("events of a stream");
    let channels = stream.channels.iter().filter_map(|raw| {
        let name = raw.rename.as_ref().unwrap_or(&raw.name);
        let type_name = name_scope::pascal(name, diagnostics)?;
        check_only(&raw.params, "a parameter", diagnostics);
        let is_sent = raw.send.is_some();
        let plan = (!is_sent).then(|| lower_plan(raw, frames, events, diagnostics));
        let messages = lower_messages(raw, &type_name, plan.as_ref(), frames, diagnostics);
        let reserved = names::RESERVED_CHANNELS;
        types.add_unreserved(&type_name, name, reserved, diagnostics);
        if !is_sent {
            // A variant of the same name as its channel was just checked.
            for message in messages.iter().filter(|one| one.form != MessageForm::Only) {
                let reserved = names::RESERVED_EVENTS;
                variants.add_unreserved(&message.variant, name, reserved, diagnostics);
            }
            if messages.iter().any(|one| one.form == MessageForm::Only) {
                variants.add(&type_name, name, diagnostics);
            }
        }
        let params = lower_fields(&raw.params, context, diagnostics);
        check_param_names(raw, &params, diagnostics);
        if let Some(plan) = &plan {
            check_params(raw, plan, diagnostics);
        }
        check_sequence(raw, &messages, context, diagnostics);
        let channel = Channel {
            name: raw.name.value.clone(),
            type_name,
            doc: raw.notes.to_doc(None),
            params,
            messages,
            send: is_sent,
        };
        Some((channel, plan))
    });
    channels.collect()
}

/// The kinds of messages, each a variant of the events. A channel that is received and not described has open JSON.
fn lower_messages(
    raw: &raw::Channel,
    type_name: &str,
    plan: Option<&ChannelPlan>,
    frames: &Frames<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<ChannelMessage> {
    let context = frames.context;
    let mut messages = Vec::new();
    match &raw.messages {
        Messages::None => {}
        Messages::One(ty) => messages.push(ChannelMessage {
            form: MessageForm::Only,
            variant: type_name.to_owned(),
            ty: lower_type(ty, context, diagnostics),
        }),
        Messages::Kinds { kinds, .. } => {
            for (kind, ty) in kinds {
                let variant = name_scope::variant(kind, diagnostics).unwrap_or_default();
                messages.push(ChannelMessage {
                    form: MessageForm::Kind(kind.value.clone()),
                    variant: format!("{type_name}{variant}"),
                    ty: lower_type(ty, context, diagnostics),
                });
            }
        }
    }
    if !is_described(raw) && raw.send.is_none() {
        messages.push(ChannelMessage {
            form: MessageForm::Only,
            variant: type_name.to_owned(),
            ty: Type::plain(Kind::Json),
        });
    }
    let start = match (&raw.start, plan.map(|plan| &plan.start)) {
        (Some(raw::Start::Topic { message, .. }), _) => {
            Some(lower_type(message, context, diagnostics))
        }
        (_, Some(Start::Call { call, .. })) => calls::response(frames.called, call),
        _ => None,
    };
    messages.extend(start.map(|ty| ChannelMessage {
        form: MessageForm::Start,
        variant: format!("{type_name}Start"),
        ty,
    }));
    messages
}

/// The names of parameters in Rust.
fn check_param_names(raw: &raw::Channel, params: &[Field], diagnostics: &mut Diagnostics) {
    let mut unique = Unique::new("parameters of a channel");
    for (raw, field) in raw.params.iter().zip(params) {
        let name = raw.rename.as_deref().unwrap_or(&raw.name);
        let reserved = names::RESERVED_SETTERS;
        unique.add_unreserved(&field.rust_name, name, reserved, diagnostics);
    }
}

fn lower_plan(
    raw: &raw::Channel,
    frames: &Frames<'_>,
    events: &Events<'_>,
    diagnostics: &mut Diagnostics,
) -> ChannelPlan {
    let mut params: Vec<&str> = raw
        .params
        .iter()
        .map(|one| one.name.value.as_str())
        .collect();
    // A name in the channel's name that is no parameter is reported once.
    params.extend(names_in(raw));
    let scope = |place| Scope {
        place,
        values: Values {
            given: true,
            ..Values::default()
        },
        params: params.clone(),
        ..Scope::new(frames.given)
    };
    let topic = |node, place, diagnostics: &mut Diagnostics| {
        let found = templates::of_node(node, "`topic`", &scope(place), diagnostics);
        found.map(|(_, template)| template).unwrap_or_default()
    };
    ChannelPlan {
        name: raw.name.value.clone().into(),
        topic: match &raw.topic {
            Some(node) => topic(node, "a topic", diagnostics),
            None => of_name(raw, &scope("a channel's name"), diagnostics),
        },
        item: raw
            .subscribe
            .as_ref()
            .map(|node| templates::value(node, &scope("the frame of a channel"), diagnostics)),
        after: events.before(raw, diagnostics),
        kinds: match &raw.messages {
            Messages::None | Messages::One(_) => None,
            Messages::Kinds { by, kinds } => Some(MessageKinds {
                by: by.clone(),
                names: kinds
                    .iter()
                    .map(|(kind, _)| kind.value.clone().into())
                    .collect::<Vec<_>>()
                    .into(),
            }),
        },
        start: match &raw.start {
            None => Start::Any,
            Some(raw::Start::When(groups)) => Start::Message(condition(groups)),
            Some(raw::Start::Request { frame, when }) => Start::Request {
                frame: conversation::unsigned(frames.request(frame, diagnostics)),
                when: condition(when),
            },
            Some(raw::Start::Topic { topic: node, .. }) => {
                Start::Topic(topic(node, "a topic", diagnostics))
            }
            Some(raw::Start::Call { call, at }) => {
                calls::check_start(raw, call, diagnostics);
                let scope = Scope {
                    values: Values {
                        topics: true,
                        ..scope("a parameter of a call").values
                    },
                    ..scope("a parameter of a call")
                };
                match calls::lower(call, frames.called, &scope, diagnostics) {
                    Some(call) => Start::Call {
                        call,
                        at: at.value.clone().into(),
                    },
                    None => Start::Any,
                }
            }
        },
        sequence: raw.sequence.as_ref().map(lower_sequence),
        checksum: raw.checksum.clone(),
        renews_connection: raw.renews_connection,
        idle_ms: raw.idle_ms,
    }
}

/// The name of a channel is its topic.
fn of_name(raw: &raw::Channel, scope: &Scope<'_>, diagnostics: &mut Diagnostics) -> Template {
    let span = raw.name.span;
    templates::template(&raw.name.value, &|_, _| span, scope, diagnostics)
}

fn lower_sequence(text: &SequenceText) -> Sequence {
    let path = |at: usize| {
        let path = text.paths.get(at).map(|path| path.value.clone());
        path.unwrap_or(MessagePath {
            of_data: true,
            path: Vec::new().into(),
        })
    };
    Sequence {
        rule: match text.rule {
            "step" => SequenceRule::Step(path(0)),
            "chain" => SequenceRule::Chain {
                previous: path(0),
                this: path(1),
            },
            "range" => SequenceRule::Range {
                first: path(0),
                last: path(1),
            },
            _ => SequenceRule::Rising(path(0)),
        },
        per_connection: text.per_connection,
    }
}

/// The numbers are in the data of its messages, as far as that is known.
fn check_sequence(
    raw: &raw::Channel,
    messages: &[ChannelMessage],
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) {
    let Some(sequence) = &raw.sequence else {
        return;
    };
    // Of several kinds, only some have numbers.
    let [
        ChannelMessage {
            form: MessageForm::Only,
            ty,
            ..
        },
        ..,
    ] = messages
    else {
        return;
    };
    let Kind::Named(id) = ty.kind else { return };
    for path in &sequence.paths {
        let Some(PathSegment::Name(name)) = path.value.path.first().filter(|_| path.value.of_data)
        else {
            continue;
        };
        let member = crate::source::Text {
            value: name.to_string(),
            span: path.span,
        };
        check_member("sequence", &member, id, context, diagnostics);
    }
}

/// The names in braces in the channel's name.
fn names_in(raw: &raw::Channel) -> Vec<&str> {
    let names = raw::path_names(&raw.name.value).into_iter();
    names.map(|(name, _)| name).collect()
}

/// The parameters of a channel are those in its name, its topic and its frame.
fn check_params(raw: &raw::Channel, plan: &ChannelPlan, diagnostics: &mut Diagnostics) {
    let in_name = names_in(raw);
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
    let read = placeholders::params(plan);
    for param in &raw.params {
        let name = &param.name.value;
        if !in_name.contains(&name.as_str()) && !read.contains(name) {
            diagnostics
                .report(
                    &rules::CHANNEL_PARAM,
                    param.name.span,
                    format!("`{name}` is not in the channel's name"),
                )
                .label("it would have no effect")
                .second(raw.name.span, "the name")
                .help(format!(
                    "write `{{{name}}}` where it belongs in the name, the `topic` or `subscribe`, or remove the parameter"
                ));
        }
    }
}
