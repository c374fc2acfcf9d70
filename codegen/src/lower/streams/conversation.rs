//! Login, acknowledgement, routes, keepalive and answers.

use super::super::Context;
use super::frames::Frames;
use super::templates::{self, Given, Scope, Values};
use super::{condition, receives};
use crate::diagnostic::Diagnostics;
use crate::raw::{self, AckKey, RouteKey};
use crate::rules::streams as rules;
use crate::yaml::Node;
use specie_runtime::signing::plan::{List, PathSegment};
use specie_runtime::stream::plan::{
    self, AckBy, Condition, Frame, FrameBody, Placeholder, RouteBy, Source, Template, TemplatePart,
};
use specie_runtime::{ResponsePath, ResponseTest};

/// The names that `keep` of the login and of the acknowledgement declare.
pub(super) fn kept(raw: &raw::Stream) -> Vec<&str> {
    let login = raw.login.iter().flat_map(|login| &login.keep);
    let ack = raw.ack.iter().flat_map(|ack| &ack.keep);
    login
        .chain(ack)
        .map(|kept| kept.name.value.as_str())
        .collect()
}

fn lower_keep(kept: &[raw::Kept]) -> List<plan::Kept> {
    let kept = kept.iter().map(|kept| plan::Kept {
        name: kept.name.value.clone().into(),
        at: kept.at.clone().into(),
    });
    kept.collect::<Vec<_>>().into()
}

/// The login. Without a section, it was reported.
pub(super) fn login(
    raw: Option<&raw::Login>,
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<plan::Login> {
    let raw = raw?;
    let section = raw.section.as_ref();
    Some(plan::Login {
        section: section
            .and_then(|name| context.section(name, diagnostics))
            .unwrap_or_default(),
        ok: condition(&raw.ok),
        refused: condition(&raw.refused),
        keep: lower_keep(&raw.keep),
    })
}

/// What messages give.
fn message_scope<'a>(place: &'static str, given: &'a Given<'a>) -> Scope<'a> {
    Scope {
        place,
        values: Values {
            message: true,
            ..Values::default()
        },
        ..Scope::new(given)
    }
}

pub(super) fn ack(
    raw: &raw::Stream,
    given: &Given<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<plan::Ack> {
    let raw = raw.ack.as_ref()?;
    let (by, named) = match &raw.by {
        AckKey::Id(path) => (AckBy::Id(path.clone().into()), Some(path)),
        AckKey::Topics(path) => (AckBy::Topics(path.clone().into()), Some(path)),
        AckKey::Topic(node) => {
            let scope = message_scope("the topic of an acknowledgement", given);
            let found = templates::of_node(node, "`topic`", &scope, diagnostics);
            let template = found.map(|(_, template)| template).unwrap_or_default();
            (AckBy::Topic(template), None)
        }
        AckKey::Order => (AckBy::Order, None),
    };
    let each = raw.each.as_ref().and_then(|node| {
        let scope = message_scope("the value of an acknowledgement", given);
        let found = templates::of_node(node, "`each`", &scope, diagnostics);
        found.map(|(_, template)| template)
    });
    // What names a frame or its topics confirms it, unless it refuses.
    let ok = match named.filter(|_| raw.ok.is_empty()) {
        Some(path) => is_there(path),
        None => condition(&raw.ok),
    };
    Some(plan::Ack {
        by,
        each,
        ok,
        refused: condition(&raw.refused),
        keep: lower_keep(&raw.keep),
    })
}

/// `each` tells apart what shares a frame.
pub(super) fn check_each(
    raw: &raw::Stream,
    plan: &plan::StreamPlan,
    diagnostics: &mut Diagnostics,
) {
    let each = raw.ack.as_ref().and_then(|ack| ack.each.as_ref());
    let joins = plan
        .channels
        .iter()
        .any(|channel| channel.joined().is_some());
    if let Some(each) = each.filter(|_| !joins) {
        diagnostics
            .report(&rules::STREAM_ACK, each.span, "`each` has no effect")
            .label("no frame has several subscriptions that differ in a parameter")
            .help("write `{NAME...}` in the `subscribe` of a channel, or remove `each`");
    }
}

/// A message has a value at a path.
fn is_there(path: &[PathSegment]) -> Condition {
    let path = ResponsePath::Body(path.to_vec().into());
    let group: Vec<ResponseTest> = vec![ResponseTest::Absent(path, false)];
    vec![group.into()].into()
}

/// The routes; events of socket.io have a name and data.
pub(super) fn routes(
    raw: &raw::Stream,
    given: &Given<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<plan::Route> {
    let Some(own) = &raw.routes else {
        if raw.socket_io {
            return vec![event_route()];
        }
        if receives(raw) {
            diagnostics
                .report(
                    &rules::STREAM_ROUTE,
                    raw.name.span,
                    format!("messages of `{}` find no channel", raw.name.value),
                )
                .label("no `route`")
                .help("write which part of a message names its channel, and where the data is: `route: { topic: \"{msg.channel}\", data: msg.data }`");
        }
        return Vec::new();
    };
    let mut routes = Vec::with_capacity(own.len());
    for (at, route) in own.iter().enumerate() {
        if at + 1 < own.len() && route.when.is_empty() && matches!(route.by, RouteKey::Topic(_)) {
            diagnostics
                .report(
                    &rules::STREAM_ROUTE,
                    route.span,
                    "no route after this one is ever tried",
                )
                .label("it fits every message")
                .help("write which messages it is for, `when: msg.data is not absent`, or put it last");
        }
        let kept = raw.ack.iter().flat_map(|ack| &ack.keep);
        let kept: Vec<&str> = kept.map(|kept| kept.name.value.as_str()).collect();
        let by = route_by(route, &kept, given, diagnostics);
        routes.extend(by.map(|by| plan::Route {
            when: condition(&route.when),
            by,
            data: match &route.data {
                raw::RouteData::At(path) => plan::RouteData::At(path.clone().into()),
                raw::RouteData::MemberValue => plan::RouteData::MemberValue,
            },
        }));
    }
    routes
}

fn route_by(
    raw: &raw::Route,
    kept: &[&str],
    given: &Given<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<RouteBy> {
    match &raw.by {
        RouteKey::Topic(node) => {
            let mut scope = message_scope("a route", given);
            scope.values.member_name = true;
            let (_, template) = templates::of_node(node, "`topic`", &scope, diagnostics)?;
            Some(RouteBy::Topic(template))
        }
        RouteKey::Kept { name, is } => {
            if !kept.contains(&name.value.as_str()) {
                let known = kept.iter().copied();
                diagnostics
                    .unknown(
                        &rules::STREAM_ROUTE,
                        name.span,
                        "kept value",
                        &name.value,
                        known,
                    )
                    .label("`keep` of `ack` does not name it");
            }
            Some(RouteBy::Kept {
                name: name.value.clone().into(),
                is: is.clone().into(),
            })
        }
    }
}

/// `{ topic: "{msg[0]}", data: "msg[1]" }`
fn event_route() -> plan::Route {
    let at = |index| List::from(vec![PathSegment::Index(index)]);
    let name = Placeholder {
        source: Source::Message(at(0)),
        filter: plan::Filter::None,
    };
    plan::Route {
        when: Condition::default(),
        by: RouteBy::Topic(Template(vec![TemplatePart::Value(name)].into())),
        data: plan::RouteData::At(at(1)),
    }
}

pub(super) fn keepalive(
    raw: Option<&raw::Keepalive>,
    frames: &Frames<'_>,
    diagnostics: &mut Diagnostics,
) -> plan::Keepalive {
    let default = raw::Keepalive::default();
    let raw = raw.unwrap_or(&default);
    let body = match &raw.send {
        None => FrameBody::Ping,
        Some(node) => frames.other(node, false, diagnostics),
    };
    plan::Keepalive {
        send: unsigned(body),
        every_ms: raw.every_ms,
        when_idle: raw.when_idle,
        dead_ms: raw.dead_ms,
    }
}

/// What is sent once a connection.
pub(super) fn setup(
    raw: &[Node],
    frames: &Frames<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<Frame> {
    let frames = raw
        .iter()
        .map(|node| unsigned(frames.other(node, false, diagnostics)));
    frames.collect()
}

pub(super) fn answers(
    raw: &[raw::Answer],
    frames: &Frames<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<plan::Answer> {
    let answers = raw.iter().map(|answer| plan::Answer {
        when: condition(&answer.when),
        send: unsigned(frames.other(&answer.send, true, diagnostics)),
    });
    answers.collect()
}

pub(super) fn unsigned(body: FrameBody) -> Frame {
    Frame {
        body,
        section: None,
    }
}
