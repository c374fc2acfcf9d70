//! Webhooks (except for their verification) and streams.

use super::line::{check_once, parse_fields, parse_renamed};
use super::operations::{Example, parse_examples};
use super::type_expressions::parse_type;
use super::type_syntax::Type;
use super::{Field, Notes, Spanned, Text};
use crate::diagnostic::Diagnostics;
use crate::keys::{self, Keys, NOTES};
use crate::names;
use crate::rules::webhooks as rules;
use crate::source::Span;
use crate::yaml::{Node, Pair};

#[derive(Clone, Debug)]
pub(crate) struct Webhook {
    pub(crate) name: Text,
    pub(crate) notes: Notes,
    pub(crate) event: Option<Text>,
    /// `event: Payment or Refund`, until [`super::inline_types`] declares it.
    pub(crate) event_forms: Option<Type>,
    pub(crate) id: Option<Text>,
    pub(crate) time: Option<Text>,
    pub(crate) order: Option<Text>,
    pub(crate) retries: Option<Text>,
    /// Where the provider's keys are, which the signing language reads.
    pub(crate) keys: Option<KeyPlace>,
    pub(crate) examples: Vec<Example>,
}

/// Where `keys` of a webhook stand in the file.
#[derive(Clone, Debug)]
pub(crate) struct KeyPlace {
    /// The method of the client that fetches them.
    pub(crate) method: &'static str,
    /// The name of the operation.
    pub(crate) operation: Span,
    pub(crate) span: Span,
}

#[derive(Clone, Debug)]
pub(crate) struct Stream {
    pub(crate) name: Text,
    pub(crate) notes: Notes,
    pub(crate) socket_io: bool,
    pub(crate) url: Option<Text>,
    pub(crate) auth: Option<Text>,
    pub(crate) keepalive: Option<Text>,
    pub(crate) subscribe: Option<Node>,
    pub(crate) unsubscribe: Option<Node>,
    pub(crate) channels: Vec<Channel>,
}

#[derive(Clone, Debug)]
pub(crate) struct Channel {
    pub(crate) name: Text,
    /// `as NAME`
    pub(crate) rename: Option<Text>,
    pub(crate) notes: Notes,
    pub(crate) params: Vec<Field>,
    pub(crate) message: Option<Type>,
    pub(crate) send: bool,
    pub(crate) sequence: Option<Text>,
    pub(crate) checksum: Option<Text>,
}

/// Keys of a webhook that the signing language reads.
const SIGNING: &[&str] = &["body", "verify", "tolerance", "keys"];

pub(super) fn parse_webhooks(pairs: &[Pair], diagnostics: &mut Diagnostics) -> Vec<Webhook> {
    let webhooks = pairs.iter().filter_map(|pair| {
        let known: Vec<&str> = ["event", "id", "time", "order", "retries", "examples"]
            .iter()
            .chain(SIGNING)
            .chain(NOTES)
            .copied()
            .collect();
        let keys = Keys::open(&pair.value, "a webhook", &known, diagnostics)?;
        let event = keys.get("event").filter(|node| is_union(node));
        Some(Webhook {
            event_forms: event.and_then(|node| parse_type(node, diagnostics)),
            name: Spanned {
                value: pair.key.text.clone(),
                span: pair.key.span,
            },
            notes: keys.notes(diagnostics),
            event: match event {
                Some(_) => None,
                None => keys.text("event", diagnostics),
            },
            id: keys.text("id", diagnostics),
            time: keys.text("time", diagnostics),
            order: keys.text("order", diagnostics),
            retries: keys.prose("retries", diagnostics),
            keys: pair.value.get("keys").map(key_place),
            examples: parse_examples(&keys, "body", diagnostics),
        })
    });
    webhooks.collect()
}

fn key_place(node: &Node) -> KeyPlace {
    let operation = node.get("operation");
    KeyPlace {
        method: match operation {
            _ if node.get("certificate").is_some() => names::FETCH_CERTIFICATE,
            Some(_) if node.get("list").is_none() => names::FETCH_KEY,
            _ => names::FETCH_KEYS,
        },
        operation: operation.map_or(node.span, |node| node.span),
        span: node.span,
    }
}

/// `Payment or Refund`
fn is_union(node: &Node) -> bool {
    keys::plain(node).is_some_and(|text| text.split_whitespace().any(|word| word == "or"))
}

const STREAM_KEYS: &[&str] = &[
    "transport",
    "url",
    "auth",
    "keepalive",
    "subscribe",
    "unsubscribe",
    "channels",
    "events",
];

pub(super) fn parse_streams(pairs: &[Pair], diagnostics: &mut Diagnostics) -> Vec<Stream> {
    let streams = pairs.iter().filter_map(|pair| {
        let known: Vec<&str> = STREAM_KEYS.iter().chain(NOTES).copied().collect();
        let keys = Keys::open(&pair.value, "a stream", &known, diagnostics)?;
        keys.needed(
            "url",
            "write the address of the stream: `url: \"wss://…\"`",
            diagnostics,
        );
        let mut channels = parse_channels(keys.map("channels", diagnostics), diagnostics);
        channels.extend(parse_channels(keys.map("events", diagnostics), diagnostics));
        Some(Stream {
            name: Spanned {
                value: pair.key.text.clone(),
                span: pair.key.span,
            },
            notes: keys.notes(diagnostics),
            socket_io: parse_transport(&keys, diagnostics),
            url: keys.text("url", diagnostics),
            auth: keys.prose("auth", diagnostics),
            keepalive: keys.prose("keepalive", diagnostics),
            subscribe: keys.get("subscribe").cloned(),
            unsubscribe: keys.get("unsubscribe").cloned(),
            channels,
        })
    });
    streams.collect()
}

/// Whether it is socket.io; default: WebSocket.
fn parse_transport(keys: &Keys<'_>, diagnostics: &mut Diagnostics) -> bool {
    let Some(text) = keys.text("transport", diagnostics) else {
        return false;
    };
    match text.value.as_str() {
        "websocket" => false,
        "socket.io" => true,
        other => {
            diagnostics
                .report(
                    &rules::UNKNOWN_TRANSPORT,
                    text.span,
                    format!("unknown transport `{}`", keys::shorten(other)),
                )
                .label("not a transport of streams")
                .help_if(crate::diagnostic::did_you_mean(
                    other,
                    ["websocket", "socket.io"],
                ));
            false
        }
    }
}

fn parse_channels(pairs: &[Pair], diagnostics: &mut Diagnostics) -> Vec<Channel> {
    let channels = pairs.iter().filter_map(|pair| {
        let known: Vec<&str> = ["params", "message", "send", "sequence", "checksum"]
            .iter()
            .chain(NOTES)
            .copied()
            .collect();
        let keys = Keys::open(&pair.value, "a channel", &known, diagnostics)?;
        let (name, rename) = parse_renamed(&pair.key);
        Some(Channel {
            name,
            rename,
            notes: keys.notes(diagnostics),
            params: parse_fields(keys.map("params", diagnostics), diagnostics),
            message: keys
                .get("message")
                .and_then(|node| parse_type(node, diagnostics)),
            send: keys.flag("send", diagnostics),
            sequence: keys.text("sequence", diagnostics),
            checksum: keys.prose("checksum", diagnostics),
        })
    });
    let channels: Vec<Channel> = channels.collect();
    check_once(channels.iter().map(|channel| &channel.name), diagnostics);
    channels
}
