//! Login, acknowledgement, routes, keepalive and answers of a stream.

use super::super::paths::message_path;
use super::super::policies::parse_duration;
use super::super::{Group, Text, conditions};
use super::name;
use crate::diagnostic::Diagnostics;
use crate::keys::{self, Keys};
use crate::rules::streams as rules;
use crate::source::Span;
use crate::yaml::Node;
use specie_runtime::signing::plan::PathSegment;

/// `{ section: login, ok: msg.event == "login", refused: msg.event == "error", keep: { name: msg.path } }`
#[derive(Clone, Debug)]
pub(crate) struct Login {
    pub(crate) section: Option<Text>,
    pub(crate) ok: Vec<Group>,
    pub(crate) refused: Vec<Group>,
    pub(crate) keep: Vec<Kept>,
}

/// `name: msg.path`
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) name: Text,
    pub(crate) at: Vec<PathSegment>,
}

/// How the server confirms subscriptions.
#[derive(Clone, Debug)]
pub(crate) struct Ack {
    pub(crate) by: AckKey,
    /// A template.
    pub(crate) each: Option<Node>,
    pub(crate) ok: Vec<Group>,
    pub(crate) refused: Vec<Group>,
    pub(crate) keep: Vec<Kept>,
    pub(crate) span: Span,
}

/// What an acknowledgement names.
#[derive(Clone, Debug)]
pub(crate) enum AckKey {
    Id(Vec<PathSegment>),
    /// A template.
    Topic(Node),
    Topics(Vec<PathSegment>),
    Order,
}

/// How a message finds its channel.
#[derive(Clone, Debug)]
pub(crate) struct Route {
    pub(crate) when: Vec<Group>,
    pub(crate) by: RouteKey,
    pub(crate) data: RouteData,
    pub(crate) span: Span,
}

/// What a route compares.
#[derive(Clone, Debug)]
pub(crate) enum RouteKey {
    /// A template.
    Topic(Node),
    Kept {
        name: Text,
        is: Vec<PathSegment>,
    },
}

/// Where the data of a message is.
#[derive(Clone, Debug)]
pub(crate) enum RouteData {
    At(Vec<PathSegment>),
    /// `value`
    MemberValue,
}

/// `{ send: ping, every: 20s, when: idle, dead: 30s }`
#[derive(Clone, Debug)]
pub(crate) struct Keepalive {
    /// A template; `None`: a ping of the protocol.
    pub(crate) send: Option<Node>,
    pub(crate) every_ms: u64,
    pub(crate) when_idle: bool,
    pub(crate) dead_ms: u64,
}

/// `{ when: msg.ping is not absent, send: { pong: "{msg.ping}" } }`
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) when: Vec<Group>,
    /// A template.
    pub(crate) send: Node,
}

fn condition(keys: &Keys<'_>, key: &str, diagnostics: &mut Diagnostics) -> Vec<Group> {
    keys.get(key).map_or_else(Vec::new, |node| {
        conditions::parse_message(node, key, diagnostics)
    })
}

fn parse_keep(keys: &Keys<'_>, diagnostics: &mut Diagnostics) -> Vec<Kept> {
    let pairs = keys.map("keep", diagnostics).iter();
    let kept = pairs.map(|pair| Kept {
        name: name(pair),
        // A value with an invalid path is kept all the same, so that its uses are not reported.
        at: message_path(&pair.value, "a kept value", diagnostics).unwrap_or_default(),
    });
    kept.collect()
}

pub(super) fn parse_login(stream: &Keys<'_>, diagnostics: &mut Diagnostics) -> Option<Login> {
    let known = ["section", "ok", "refused", "keep"];
    let keys = Keys::open(stream.get("login")?, "`login`", &known, diagnostics)?;
    let help = "name the section whose plan writes the frame: `section: login`";
    keys.needed("section", help, diagnostics);
    let help = "write the message that confirms it: `ok: msg.event == \"login\"`";
    keys.needed("ok", help, diagnostics);
    Some(Login {
        section: keys.text("section", diagnostics),
        ok: condition(&keys, "ok", diagnostics),
        refused: condition(&keys, "refused", diagnostics),
        keep: parse_keep(&keys, diagnostics),
    })
}

pub(super) fn parse_ack(stream: &Keys<'_>, diagnostics: &mut Diagnostics) -> Option<Ack> {
    let node = stream.get("ack")?;
    let known = ["id", "topic", "topics", "each", "ok", "refused", "keep"];
    let keys = Keys::open(node, "`ack`", &known, diagnostics)?;
    // `each` tells apart what has the `id` of one frame.
    let others = ["topic", "topics"].map(|key| keys.pair(key));
    let first = keys.pair("id").or(keys.pair("each"));
    let each = keys.pair("each").filter(|_| first.is_none());
    let mut named = first
        .into_iter()
        .chain(others.into_iter().flatten())
        .chain(each);
    if let (Some(first), Some(second)) = (named.next(), named.next()) {
        diagnostics
            .report(
                &rules::STREAM_ACK,
                second.key.span,
                format!(
                    "`ack` has both `{}` and `{}`",
                    first.key.text, second.key.text
                ),
            )
            .label("the second one")
            .second(first.key.span, "the first one")
            .help("keep the one by which the provider names what it confirms");
    }
    let path = |node: &Node, diagnostics: &mut Diagnostics| {
        message_path(node, "a location in a message", diagnostics).unwrap_or_default()
    };
    let by = match (keys.get("id"), keys.get("topic"), keys.get("topics")) {
        (Some(node), _, _) => AckKey::Id(path(node, diagnostics)),
        (_, Some(node), _) => AckKey::Topic(node.clone()),
        (_, _, Some(node)) => AckKey::Topics(path(node, diagnostics)),
        _ => AckKey::Order,
    };
    let is_told = matches!(by, AckKey::Id(_) | AckKey::Topics(_));
    let needed: &[&str] = if is_told { &["ok", "refused"] } else { &["ok"] };
    if needed.iter().all(|key| keys.get(key).is_none()) {
        let help = match is_told {
            true => {
                "write which message refuses, `refused: msg.error is not absent`, or which one confirms, `ok: msg.result is not absent`"
            }
            false => "write which message confirms: `ok: msg.event == \"subscribed\"`",
        };
        diagnostics
            .report(
                &rules::STREAM_ACK,
                node.span,
                "`ack` does not say which messages confirm",
            )
            .label(match is_told {
                true => "no `ok`, and no `refused`",
                false => "no `ok`",
            })
            .help(help);
    }
    Some(Ack {
        by,
        each: keys.get("each").cloned(),
        ok: condition(&keys, "ok", diagnostics),
        refused: condition(&keys, "refused", diagnostics),
        keep: parse_keep(&keys, diagnostics),
        span: node.span,
    })
}

pub(super) fn parse_routes(stream: &Keys<'_>, diagnostics: &mut Diagnostics) -> Option<Vec<Route>> {
    stream.get("route")?;
    let nodes = stream.one_or_more("route");
    let routes = nodes
        .into_iter()
        .filter_map(|node| parse_route(node, diagnostics));
    Some(routes.collect())
}

fn parse_route(node: &Node, diagnostics: &mut Diagnostics) -> Option<Route> {
    let known = ["when", "topic", "kept", "is", "data"];
    let keys = Keys::open(node, "a route", &known, diagnostics)?;
    let data = match keys.get("data") {
        None => RouteData::At(Vec::new()),
        Some(node) if keys::plain(node) == Some("value") => RouteData::MemberValue,
        Some(node) => RouteData::At(message_path(node, "`data`", diagnostics).unwrap_or_default()),
    };
    let by = match (keys.get("topic"), keys.get("kept")) {
        (Some(topic), None) => match keys.pair("is") {
            Some(pair) => {
                bad_route(pair.key.span, "`is` without `kept`", diagnostics);
                return None;
            }
            None => RouteKey::Topic(topic.clone()),
        },
        (None, Some(kept)) => {
            let help = "write where the message has the kept value: `is: msg[0]`";
            let is = keys.needed("is", help, diagnostics)?;
            RouteKey::Kept {
                name: keys::text(kept, "`kept`", diagnostics)?,
                is: message_path(is, "`is`", diagnostics).unwrap_or_default(),
            }
        }
        (Some(_), Some(kept)) => {
            bad_route(
                kept.span,
                "a route with both `topic` and `kept`",
                diagnostics,
            );
            return None;
        }
        (None, None) => {
            let what = "a route with neither `topic` nor `kept`";
            bad_route(keys.first(), what, diagnostics);
            return None;
        }
    };
    Some(Route {
        when: condition(&keys, "when", diagnostics),
        by,
        data,
        span: node.span,
    })
}

fn bad_route(span: Span, what: &str, diagnostics: &mut Diagnostics) {
    diagnostics
        .report(&rules::STREAM_ROUTE, span, what)
        .label("it does not say how a message finds its channel")
        .help("write `topic: \"{msg.channel}\"`, which is compared with the topics of channels, or `kept: NAME` and `is: msg[0]`, a value that the acknowledgement gave");
}

/// How often a ping is sent by default, and when a connection is dead.
const EVERY_MS: u64 = 30_000;
const DEAD_MS: u64 = 60_000;

impl Default for Keepalive {
    fn default() -> Self {
        Self {
            send: None,
            every_ms: EVERY_MS,
            when_idle: true,
            dead_ms: DEAD_MS,
        }
    }
}

pub(super) fn parse_keepalive(
    stream: &Keys<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Keepalive> {
    let node = stream.get("keepalive")?;
    let known = ["send", "every", "when", "dead"];
    let keys = Keys::open(node, "`keepalive`", &known, diagnostics)?;
    let duration = |key: &str, diagnostics: &mut Diagnostics| {
        let node = keys.get(key)?;
        parse_duration(node, &format!("`{key}`"), diagnostics)
    };
    let every_ms = duration("every", diagnostics).unwrap_or(EVERY_MS);
    let when_idle = match keys.get("when") {
        None => false,
        Some(node) if keys::plain(node) == Some("idle") => true,
        Some(node) => {
            keys::wrong_kind(node, "`when`", "`idle`", diagnostics);
            true
        }
    };
    let twice = every_ms.saturating_mul(2).max(DEAD_MS);
    let dead_ms = duration("dead", diagnostics).unwrap_or(twice);
    if every_ms == 0 || dead_ms <= every_ms {
        let shown = keys.get("dead").or(keys.get("every")).unwrap_or(node);
        diagnostics
            .report(
                &rules::STREAM_LIMIT,
                shown.span,
                "the connection is dead before it is kept alive",
            )
            .label("`dead` must be longer than `every`, and `every` longer than nothing")
            .help("write how often the frame is sent under `every`, and under `dead` the silence after which the server is gone");
    }
    Some(Keepalive {
        send: keys
            .get("send")
            .filter(|node| keys::plain(node) != Some("protocol"))
            .cloned(),
        every_ms,
        when_idle,
        dead_ms,
    })
}

pub(super) fn parse_answers(stream: &Keys<'_>, diagnostics: &mut Diagnostics) -> Vec<Answer> {
    let nodes = stream.one_or_more("answers");
    let answers = nodes.into_iter().filter_map(|node| {
        let keys = Keys::open(node, "an answer", &["when", "send"], diagnostics)?;
        let help = "write which message is answered: `when: msg.ping is not absent`";
        keys.needed("when", help, diagnostics);
        let help = "write the frame: `send: { pong: \"{msg.ping}\" }`";
        let send = keys.needed("send", help, diagnostics)?;
        Some(Answer {
            when: condition(&keys, "when", diagnostics),
            send: send.clone(),
        })
    });
    answers.collect()
}
