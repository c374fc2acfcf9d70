//! The channels of a stream.

use super::super::inline;
use super::super::line::{check_once, parse_fields, parse_renamed};
use super::super::paths::message_or_data;
use super::super::policies::parse_duration;
use super::super::type_expressions::parse_type;
use super::super::type_syntax::Type;
use super::super::{Field, Group, Notes, Text, conditions};
use super::calls::{self, StreamCall};
use super::sends::{self, EventSend};
use super::{name, word};
use crate::diagnostic::Diagnostics;
use crate::keys::{self, Keys, NOTES};
use crate::rules::streams as rules;
use crate::source::{Span, Spanned};
use crate::yaml::{Node, Pair, Scalar};
use specie_runtime::signing::plan::PathSegment;
use specie_runtime::stream::plan::{Checksum, MessagePath};

#[derive(Clone, Debug)]
pub(crate) struct Channel {
    pub(crate) name: Text,
    /// `as NAME`
    pub(crate) rename: Option<Text>,
    pub(crate) notes: Notes,
    pub(crate) params: Vec<Field>,
    /// A template, if the name is not the topic.
    pub(crate) topic: Option<Node>,
    /// A template: what frames have in place of the topic.
    pub(crate) subscribe: Option<Node>,
    pub(crate) messages: Messages,
    /// The event of the client that must have been sent before.
    pub(crate) after: Option<Text>,
    /// `None`: it is received.
    pub(crate) send: Option<EventSend>,
    pub(crate) start: Option<Start>,
    pub(crate) sequence: Option<SequenceText>,
    pub(crate) checksum: Option<Checksum>,
    /// Whether it begins anew only on a new connection.
    pub(crate) renews_connection: bool,
    pub(crate) idle_ms: Option<u64>,
}

impl Channel {
    /// The types of its messages.
    pub(crate) fn message_types(&self) -> impl Iterator<Item = &Type> {
        let (one, kinds) = match &self.messages {
            Messages::None => (None, &[][..]),
            Messages::One(ty) => (Some(ty), &[][..]),
            Messages::Kinds { kinds, .. } => (None, kinds.as_slice()),
        };
        let start = match &self.start {
            Some(Start::Topic { message, .. }) => Some(message),
            Some(Start::When(_) | Start::Request { .. } | Start::Call { .. }) | None => None,
        };
        one.into_iter()
            .chain(kinds.iter().map(|(_, ty)| ty))
            .chain(start)
    }
}

/// The types of a channel's messages.
#[derive(Clone, Debug)]
pub(crate) enum Messages {
    None,
    One(Type),
    /// `{ by: msg.action, snapshot: Book, update: BookChange }`
    Kinds {
        by: MessagePath,
        kinds: Vec<(Text, Type)>,
    },
}

/// How a subscription begins.
#[derive(Clone, Debug)]
pub(crate) enum Start {
    When(Vec<Group>),
    Request {
        /// A template.
        frame: Node,
        when: Vec<Group>,
    },
    Topic {
        /// A template.
        topic: Node,
        message: Type,
    },
    Call {
        call: StreamCall,
        /// Where the data of the response has its number.
        at: Spanned<Vec<PathSegment>>,
    },
}

/// `step data.sequence per connection`: its rule, its paths, and whether it is `per connection`.
#[derive(Clone, Debug)]
pub(crate) struct SequenceText {
    pub(crate) rule: &'static str,
    pub(crate) paths: Vec<Spanned<MessagePath>>,
    pub(crate) per_connection: bool,
}

const KEYS: &[&str] = &[
    "params",
    "topic",
    "subscribe",
    "message",
    "after",
    "send",
    "items",
    "undoes",
    "answer",
    "reconcile",
    "start",
    "sequence",
    "checksum",
    "renew",
    "idle",
];

const RENEWALS: &[(&str, bool)] = &[("subscription", false), ("connection", true)];

pub(super) fn parse(pairs: &[Pair], diagnostics: &mut Diagnostics) -> Vec<Channel> {
    let channels = pairs
        .iter()
        .filter_map(|pair| parse_channel(pair, diagnostics));
    let channels: Vec<Channel> = channels.collect();
    check_once(channels.iter().map(|channel| &channel.name), diagnostics);
    channels
}

fn parse_channel(pair: &Pair, diagnostics: &mut Diagnostics) -> Option<Channel> {
    let known: Vec<&str> = KEYS.iter().chain(NOTES).copied().collect();
    let keys = Keys::open(&pair.value, "a channel", &known, diagnostics)?;
    let (name, rename) = parse_renamed(&pair.key);
    let mut params = parse_fields(keys.map("params", diagnostics), diagnostics);
    let send = sends::parse_event(&keys, &mut params, diagnostics);
    Some(Channel {
        name,
        rename,
        notes: keys.notes(diagnostics),
        params,
        topic: keys.get("topic").cloned(),
        subscribe: keys.get("subscribe").cloned(),
        messages: keys
            .get("message")
            .map_or(Messages::None, |node| parse_messages(node, diagnostics)),
        after: keys.text("after", diagnostics),
        send,
        start: keys
            .get("start")
            .and_then(|node| parse_start(node, diagnostics)),
        sequence: keys
            .get("sequence")
            .and_then(|node| parse_sequence(node, diagnostics)),
        checksum: keys
            .get("checksum")
            .and_then(|node| super::checksum::parse(node, diagnostics)),
        renews_connection: word(&keys, "renew", RENEWALS, diagnostics),
        idle_ms: keys
            .get("idle")
            .and_then(|node| parse_duration(node, "`idle`", diagnostics)),
    })
}

/// A type, or types by a value of the message.
fn parse_messages(node: &Node, diagnostics: &mut Diagnostics) -> Messages {
    if node.get("by").is_none() {
        report_kinds_without_by(node, diagnostics);
        let ty = match is_kinds(node) {
            true => None,
            false => parse_type(node, diagnostics),
        };
        return ty.map_or(Messages::None, Messages::One);
    }
    let mut by = None;
    let mut kinds = Vec::new();
    for pair in node.as_mapping().unwrap_or_default() {
        if pair.key.text == "by" {
            let text = keys::text(&pair.value, "`by`", diagnostics);
            by = text.and_then(|text| message_or_data(&text.value, text.span, diagnostics));
        } else if let Some(ty) = parse_type(&pair.value, diagnostics) {
            kinds.push((self::name(pair), ty));
        }
    }
    if kinds.is_empty() {
        diagnostics
            .report(
                &rules::CHANNEL_MESSAGE,
                node.span,
                "`by` tells no messages apart",
            )
            .label("no kind of message beside it")
            .help("write the type of each value: `message: { by: msg.action, snapshot: Book, update: BookChange }`");
    }
    by.map_or(Messages::None, |by| Messages::Kinds { by, kinds })
}

/// Whether a mapping without `by` is meant to have the types of several kinds: no key is one of a type that is declared in place.
fn is_kinds(node: &Node) -> bool {
    let pairs = node.as_mapping().unwrap_or_default();
    let is_known = |pair: &Pair| {
        inline::keys()
            .chain(NOTES.iter().copied())
            .any(|key| key == pair.key.text)
    };
    let names_type = |pair: &Pair| keys::plain(&pair.value).is_some_and(crate::names::is_type_name);
    !pairs.is_empty() && pairs.iter().all(|pair| !is_known(pair) && names_type(pair))
}

fn report_kinds_without_by(node: &Node, diagnostics: &mut Diagnostics) {
    if is_kinds(node) {
        diagnostics
            .report(
                &rules::CHANNEL_MESSAGE,
                node.span,
                "several kinds of messages, and nothing tells them apart",
            )
            .label("no `by`")
            .help("name the value that tells: `message: { by: msg.action, snapshot: Book, update: BookChange }`");
    }
}

/// `{ when: CONDITION }`, `{ topic: TEMPLATE, message: TYPE }`, `{ request: TEMPLATE, when: CONDITION }`, or
/// `{ call: OPERATION, params: { NAME: TEMPLATE }, at: PATH }`
fn parse_start(node: &Node, diagnostics: &mut Diagnostics) -> Option<Start> {
    let known = [
        "when", "topic", "message", "request", "call", "params", "at",
    ];
    let keys = Keys::open(node, "`start`", &known, diagnostics)?;
    let [when, topic, message, request, call, params, at] = known.map(|key| keys.get(key));
    let condition =
        |node, diagnostics: &mut Diagnostics| conditions::parse_message(node, "when", diagnostics);
    if call.or(params).or(at).is_some() {
        return match (call, at, when.or(topic).or(message).or(request)) {
            (Some(_), Some(at), None) => Some(Start::Call {
                call: calls::parse(&keys, diagnostics)?,
                at: calls::parse_at(at, diagnostics)?,
            }),
            _ => {
                report_start(
                    node,
                    "expected `call`, `params` and `at`, and nothing else",
                    diagnostics,
                );
                None
            }
        };
    }
    match (when, topic, message, request) {
        (Some(when), None, None, None) => Some(Start::When(condition(when, diagnostics))),
        (Some(when), None, None, Some(frame)) => Some(Start::Request {
            frame: frame.clone(),
            when: condition(when, diagnostics),
        }),
        (None, Some(topic), Some(message), None) => Some(Start::Topic {
            topic: topic.clone(),
            message: parse_type(message, diagnostics)?,
        }),
        _ => {
            let expected =
                "expected `when`, `topic` and `message`, `request` and `when`, or `call` and `at`";
            report_start(node, expected, diagnostics);
            None
        }
    }
}

fn report_start(node: &Node, expected: &str, diagnostics: &mut Diagnostics) {
    diagnostics
        .report(
            &rules::CHANNEL_MESSAGE,
            node.span,
            "`start` does not say which message begins a subscription",
        )
        .label(expected)
        .help("write `start: { when: msg.action == \"snapshot\" }`, `start: { topic: \"{market}.snapshot\", message: Book }`, `start: { request: { req: \"{topic}\" }, when: msg.rep is not absent }`, or `start: { call: get_book, params: { symbol: \"{symbol}\" }, at: sequence }`");
}

/// Each rule, with the number of its paths.
const RULES: &[(&str, usize)] = &[("step", 1), ("chain", 2), ("range", 2), ("rising", 1)];

/// `step data.sequence`, `chain data.previous data.this`, optionally `per connection`.
fn parse_sequence(node: &Node, diagnostics: &mut Diagnostics) -> Option<SequenceText> {
    let Some(scalar) = node.as_scalar().filter(|scalar| !scalar.is_missing()) else {
        let expected = "a rule such as `step data.sequence`";
        keys::wrong_kind(node, "`sequence`", expected, diagnostics);
        return None;
    };
    let mut words = words(scalar);
    let per_connection = match words.as_slice() {
        [.., (_, "per"), (_, "connection")] => {
            words.truncate(words.len() - 2);
            true
        }
        _ => false,
    };
    let mut words = words.into_iter();
    let first = words.next().map_or("", |(_, word)| word);
    let paths: Vec<(Span, &str)> = words.collect();
    let known = RULES.iter().find(|(word, _)| *word == first);
    let Some((rule, _)) = known.filter(|(_, count)| *count == paths.len()) else {
        diagnostics
            .report(
                &rules::CHANNEL_MESSAGE,
                scalar.span,
                format!("`{}` is not a rule of numbers", keys::shorten(&scalar.text)),
            )
            .label("expected `step`, `chain`, `range` or `rising`, and where the numbers are")
            .help("write `step data.n` if each number is the one before plus one, `chain data.previous data.n` if a message names the number before, `range data.first data.last` if it covers several, `rising data.n` if numbers only grow; ` per connection` if all channels are numbered together");
        return None;
    };
    let paths = paths.into_iter().map(|(span, text)| {
        let value = message_or_data(text, span, diagnostics)?;
        Some(Spanned { value, span })
    });
    Some(SequenceText {
        rule,
        paths: paths.collect::<Option<_>>()?,
        per_connection,
    })
}

/// The words of a text with their places.
fn words(scalar: &Scalar) -> Vec<(Span, &str)> {
    let text = scalar.text.as_str();
    let mut at = 0;
    let words = text.split(char::is_whitespace).map(|word| {
        let from = at;
        let space = text
            .get(from + word.len()..)
            .and_then(|rest| rest.chars().next());
        at = from + word.len() + space.map_or(0, char::len_utf8);
        (scalar.span_of(from, from + word.len()), word)
    });
    words.filter(|(_, word)| !word.is_empty()).collect()
}
