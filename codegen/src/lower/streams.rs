//! Streams: templates and conditions become the runtime's plan.

mod calls;
mod channels;
mod conversation;
mod frames;
mod placeholders;
mod sends;
mod sessions;
mod templates;

use super::{Context, bad_address};
use crate::diagnostic::Diagnostics;
use crate::model::{Operation, Stream, TypeDef};
use crate::name_scope;
use crate::names;
use crate::raw::{self, Messages};
use crate::rules::streams as rules;
use crate::signing::SigningParts;
use frames::Frames;
use specie_runtime::signing::plan::List;
use specie_runtime::stream::plan::{Condition, Framing, Sends, StreamPlan, Template, TemplatePart};
use templates::{Given, Scope, Values};

/// What a stream may call.
#[derive(Clone, Copy)]
pub(super) struct Called<'a> {
    pub(super) operations: &'a [Operation],
    pub(super) types: &'a [TypeDef],
}

pub(super) fn lower_streams(
    context: &Context<'_>,
    signing: Option<&SigningParts>,
    called: Called<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<Stream> {
    let given = Given::of(signing);
    let mut unique = name_scope::Unique::new("streams");
    let mut streams = Vec::new();
    for raw in &context.spec.streams {
        let Some(rust_name) = name_scope::snake(&raw.name, diagnostics) else {
            continue;
        };
        let reserved = names::RESERVED_STREAMS;
        unique.add_unreserved(&rust_name, &raw.name, reserved, diagnostics);
        let kept = conversation::kept(raw);
        let frames = Frames {
            given: &given,
            kept: &kept,
            context,
            called,
        };
        let events = sends::Events::of(raw);
        let channels = channels::lower(raw, &frames, &events, diagnostics);
        let mut plan = plan(raw, &frames, diagnostics);
        plan.sends = sends::lower(raw, &frames, &events, &channels, diagnostics);
        let (channels, plans): (Vec<_>, Vec<_>) = channels.into_iter().unzip();
        plan.channels = plans.into_iter().flatten().collect::<Vec<_>>().into();
        plan.sessions = sessions::read_by(&plan, signing).into();
        streams.push(Stream {
            name: raw.name.value.clone(),
            rust_name,
            doc: raw.notes.to_doc(None),
            auth: raw.auth.as_ref().map(|text| text.value.clone()),
            plan,
            channels,
        });
    }
    streams
}

/// The conversation, without channels and sessions.
fn plan(raw: &raw::Stream, frames: &Frames<'_>, diagnostics: &mut Diagnostics) -> StreamPlan {
    let Frames { given, context, .. } = *frames;
    check_without_frame(raw, diagnostics);
    let upgrade = raw.upgrade.as_ref();
    let subscribe = frames.of_subscriptions(
        raw.subscribe.as_ref(),
        raw.sign_subscribe.as_ref(),
        diagnostics,
    );
    let unsubscribe = frames.of_subscriptions(
        raw.unsubscribe.as_ref(),
        raw.sign_unsubscribe.as_ref(),
        diagnostics,
    );
    for frame in [&subscribe, &unsubscribe].into_iter().flatten() {
        frames::check_items(frame, raw, diagnostics);
    }
    StreamPlan {
        name: raw.name.value.clone().into(),
        url: url(raw, given, diagnostics),
        framing: match raw.socket_io {
            true => Framing::SocketIo,
            false => Framing::WebSocket,
        },
        encoding: raw.encoding,
        upgrade: upgrade.and_then(|name| context.section(name, diagnostics)),
        sessions: List::default(),
        each: raw.each,
        hello: condition(&raw.hello),
        login: conversation::login(raw.login.as_ref(), context, diagnostics),
        setup: conversation::setup(&raw.setup, frames, diagnostics).into(),
        subscribe,
        unsubscribe,
        topics: raw.topics,
        ack: conversation::ack(raw, given, diagnostics),
        routes: conversation::routes(raw, given, diagnostics).into(),
        ignore: condition(&raw.ignore),
        keepalive: conversation::keepalive(raw.keepalive.as_ref(), frames, diagnostics),
        answers: conversation::answers(&raw.answers, frames, diagnostics).into(),
        leave: condition(&raw.leave),
        limits: raw.limits.clone(),
        channels: List::default(),
        sends: Sends::default(),
    }
}

/// The runtime's form of a condition.
fn condition(groups: &[raw::Group]) -> Condition {
    let groups = groups.iter().map(|group| group.tests.clone().into());
    groups.collect::<Vec<_>>().into()
}

/// What depends on a frame that is not there, once.
fn check_without_frame(raw: &raw::Stream, diagnostics: &mut Diagnostics) {
    let of_subscribe = [
        (
            "unsubscribe",
            raw.unsubscribe.as_ref().map(|frame| frame.key),
        ),
        ("ack", raw.ack.as_ref().map(|ack| ack.span)),
        (
            "sign_subscribe",
            raw.sign_subscribe.as_ref().map(|name| name.span),
        ),
    ];
    let sign = raw.sign_unsubscribe.as_ref().map(|name| name.span);
    let of_unsubscribe = [("sign_unsubscribe", sign)];
    let (missing, what): (_, &[_]) = match (&raw.subscribe, &raw.unsubscribe) {
        (None, _) => ("subscribe", &of_subscribe),
        (Some(_), None) => ("unsubscribe", &of_unsubscribe),
        (Some(_), Some(_)) => return,
    };
    let mut what = what.iter().filter_map(|(key, span)| Some((key, (*span)?)));
    let Some((key, span)) = what.next() else {
        return;
    };
    diagnostics
        .report(
            &rules::STREAM_FRAME,
            span,
            format!("`{key}` without `{missing}`"),
        )
        .label("there is no frame that it belongs to")
        .help(format!(
            "write the frame under `{missing}`, or remove `{key}`"
        ));
}

/// Schemes of an address. Plain ones are for a server on this machine.
const SECURE: &str = "wss://";
const PLAIN: [&str; 2] = ["ws://127.0.0.1", "ws://localhost"];

fn url(raw: &raw::Stream, given: &Given<'_>, diagnostics: &mut Diagnostics) -> Template {
    let Some(node) = &raw.url else {
        return Template::default();
    };
    let scope = Scope {
        place: "the address",
        values: Values {
            uuid: true,
            given: true,
            ..Values::default()
        },
        ..Scope::new(given)
    };
    let Some((text, template)) = templates::of_node(node, "`url`", &scope, diagnostics) else {
        return Template::default();
    };
    let is_address = match template.0.first() {
        None => false,
        // A session gives the whole host.
        Some(TemplatePart::Value(_)) => true,
        Some(TemplatePart::Text(start)) => {
            let host = start.strip_prefix(SECURE);
            let is_host = |host: &str| match host.chars().next() {
                None => template.0.len() > 1,
                Some(first) => first != '/',
            };
            let is_plain = |start: &str| {
                let rest = PLAIN.iter().find_map(|plain| start.strip_prefix(plain));
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/', '?']))
            };
            host.is_some_and(is_host) || is_plain(start)
        }
    };
    if !is_address || text.value.contains(char::is_whitespace) && !text.value.contains('{') {
        bad_address(&text, SECURE, diagnostics);
    }
    template
}

/// Whether a stream has something to receive.
fn receives(raw: &raw::Stream) -> bool {
    let mut channels = raw.channels.iter();
    channels.any(|channel| channel.send.is_none())
}

/// The message types of a channel that is received: open JSON if the spec does not describe them.
fn is_described(channel: &raw::Channel) -> bool {
    !matches!(channel.messages, Messages::None)
}
