//! Streams: the conversation over a socket, and its channels.
//!
//! Frames and templates stay nodes: what their braces may hold is known only when names are resolved.

mod calls;
mod channels;
mod checksum;
mod limits;
mod parts;
mod sends;

use super::{Group, Notes, Spanned, Text, conditions};
use crate::diagnostic::Diagnostics;
use crate::keys::{self, Keys, NOTES};
use crate::rules::streams as rules;
use crate::source::Span;
use crate::yaml::{Node, Pair};
pub(crate) use calls::StreamCall;
pub(crate) use channels::{Channel, Messages, SequenceText, Start};
pub(crate) use parts::{Ack, AckKey, Answer, Keepalive, Kept, Login, Route, RouteData, RouteKey};
pub(crate) use sends::SendForm;
use specie_runtime::stream::plan::{Encoding, StreamLimits, TopicSet};

#[derive(Clone, Debug)]
pub(crate) struct Stream {
    pub(crate) name: Text,
    pub(crate) notes: Notes,
    pub(crate) socket_io: bool,
    /// A template.
    pub(crate) url: Option<Node>,
    pub(crate) auth: Option<Text>,
    pub(crate) upgrade: Option<Text>,
    pub(crate) encoding: Encoding,
    pub(crate) each: bool,
    pub(crate) hello: Vec<Group>,
    pub(crate) login: Option<Login>,
    /// Templates.
    pub(crate) setup: Vec<Node>,
    pub(crate) subscribe: Option<SubscriptionFrame>,
    pub(crate) unsubscribe: Option<SubscriptionFrame>,
    pub(crate) sign_subscribe: Option<Text>,
    pub(crate) sign_unsubscribe: Option<Text>,
    pub(crate) topics: TopicSet,
    pub(crate) ack: Option<Ack>,
    /// `None`: there is no `route`.
    pub(crate) routes: Option<Vec<Route>>,
    pub(crate) ignore: Vec<Group>,
    pub(crate) keepalive: Option<Keepalive>,
    pub(crate) answers: Vec<Answer>,
    pub(crate) leave: Vec<Group>,
    pub(crate) limits: StreamLimits,
    /// How events are sent.
    pub(crate) sends: Option<sends::Sends>,
    pub(crate) channels: Vec<Channel>,
}

/// A frame that subscribes or unsubscribes.
#[derive(Clone, Debug)]
pub(crate) struct SubscriptionFrame {
    pub(crate) key: Span,
    /// A template.
    pub(crate) body: Node,
}

/// Every key of a stream, beside its notes.
const KEYS: &[&str] = &[
    "transport",
    "url",
    "auth",
    "upgrade",
    "encoding",
    "each",
    "hello",
    "login",
    "setup",
    "subscribe",
    "unsubscribe",
    "sign_subscribe",
    "sign_unsubscribe",
    "topics",
    "ack",
    "route",
    "ignore",
    "keepalive",
    "answers",
    "leave",
    "limits",
    "send",
    "channels",
    "events",
];

pub(super) fn parse_streams(pairs: &[Pair], diagnostics: &mut Diagnostics) -> Vec<Stream> {
    let streams = pairs
        .iter()
        .filter_map(|pair| parse_stream(pair, diagnostics));
    streams.collect()
}

fn parse_stream(pair: &Pair, diagnostics: &mut Diagnostics) -> Option<Stream> {
    let known: Vec<&str> = KEYS.iter().chain(NOTES).copied().collect();
    let keys = Keys::open(&pair.value, "a stream", &known, diagnostics)?;
    keys.needed(
        "url",
        "write the address of the stream: `url: \"wss://…\"`",
        diagnostics,
    );
    let condition = |key: &str, diagnostics: &mut Diagnostics| {
        let node = keys.get(key);
        node.map_or_else(Vec::new, |node| {
            conditions::parse_message(node, key, diagnostics)
        })
    };
    let mut channels = channels::parse(keys.map("channels", diagnostics), diagnostics);
    channels.extend(channels::parse(
        keys.map("events", diagnostics),
        diagnostics,
    ));
    Some(Stream {
        name: name(pair),
        notes: keys.notes(diagnostics),
        socket_io: parse_transport(&keys, diagnostics),
        url: keys.get("url").cloned(),
        auth: keys.prose("auth", diagnostics),
        upgrade: keys.text("upgrade", diagnostics),
        encoding: word(&keys, "encoding", ENCODINGS, diagnostics),
        each: parse_each(&keys, diagnostics),
        hello: condition("hello", diagnostics),
        login: parts::parse_login(&keys, diagnostics),
        setup: keys.list("setup", diagnostics).to_vec(),
        subscribe: parse_frame(&keys, "subscribe"),
        unsubscribe: parse_frame(&keys, "unsubscribe"),
        sign_subscribe: keys.text("sign_subscribe", diagnostics),
        sign_unsubscribe: keys.text("sign_unsubscribe", diagnostics),
        topics: word(&keys, "topics", TOPIC_SETS, diagnostics),
        ack: parts::parse_ack(&keys, diagnostics),
        routes: parts::parse_routes(&keys, diagnostics),
        ignore: condition("ignore", diagnostics),
        keepalive: parts::parse_keepalive(&keys, diagnostics),
        answers: parts::parse_answers(&keys, diagnostics),
        leave: condition("leave", diagnostics),
        limits: limits::parse(&keys, diagnostics),
        sends: sends::parse(&keys, diagnostics),
        channels,
    })
}

fn name(pair: &Pair) -> Text {
    Spanned {
        value: pair.key.text.clone(),
        span: pair.key.span,
    }
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

const ENCODINGS: &[(&str, Encoding)] = &[
    ("text", Encoding::Text),
    ("gzip", Encoding::Gzip),
    ("deflate", Encoding::Deflate),
];

const TOPIC_SETS: &[(&str, TopicSet)] = &[("add", TopicSet::Add), ("replace", TopicSet::Replace)];

/// The value of a key that takes one of a few words; the default without it.
fn word<T: Copy + Default>(
    keys: &Keys<'_>,
    key: &str,
    words: &[(&str, T)],
    diagnostics: &mut Diagnostics,
) -> T {
    let Some(node) = keys.get(key) else {
        return T::default();
    };
    let written = keys::plain(node);
    let found = words.iter().find(|(word, _)| Some(*word) == written);
    if found.is_none() {
        let known: Vec<String> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
        keys::wrong_kind(node, &format!("`{key}`"), &known.join(" or "), diagnostics);
    }
    found.map(|(_, value)| *value).unwrap_or_default()
}

/// `each: msg`
fn parse_each(keys: &Keys<'_>, diagnostics: &mut Diagnostics) -> bool {
    let Some(node) = keys.get("each") else {
        return false;
    };
    let is_message = keys::plain(node) == Some("msg");
    if !is_message {
        keys::wrong_kind(node, "`each`", "`msg`", diagnostics);
    }
    is_message
}

/// The frame at `key`.
fn parse_frame(keys: &Keys<'_>, key: &str) -> Option<SubscriptionFrame> {
    let pair = keys.pair(key).filter(|pair| !pair.value.is_missing())?;
    Some(SubscriptionFrame {
        key: pair.key.span,
        body: pair.value.clone(),
    })
}
