//! The conversation of a stream as constant data.

use super::layout::{Node, atom, call, group, option, record, text};
use super::plan_values::{self, data};
use super::provider::{code_words, list, number, response_test};
use crate::model::Stream;
use crate::names;
use specie_runtime::ResponseTest;
use specie_runtime::signing::plan::{List, PathSegment, Str};
use specie_runtime::stream::plan::{
    Ack, AckBy, Answer, CallPlan, ChannelPlan, Checksum, Condition, Frame, FrameBody, FrameMember,
    FrameValue, Keepalive, Kept, Login, MessageKinds, MessagePath, Placeholder, Rate, Route,
    RouteBy, RouteData, Rows, SendPlan, Sends, Sequence, SequenceRule, Source, Start, StreamLimits,
    StreamPlan, Template, TemplatePart,
};
use std::collections::HashSet;
use std::fmt::Write;

/// The content of the module of plans: a static for each stream.
pub fn page(streams: &[Stream], runtime: &str) -> String {
    let mut out = String::new();
    for stream in streams {
        let head = format!(
            "pub(super) static {}: StreamPlan = ",
            names::constant(&stream.rust_name)
        );
        out.push_str(&head);
        plan(&stream.plan).render(head.len(), 0, &mut out);
        out.push_str(";\n");
    }
    imports(runtime, &out) + "\n" + &out
}

// Each function below names every field of the value that it prints, so that a new field does not compile until it is printed.

fn plan(value: &StreamPlan) -> Node {
    let StreamPlan {
        name,
        url,
        framing,
        encoding,
        upgrade,
        sessions,
        each,
        hello,
        login: own_login,
        setup,
        subscribe,
        unsubscribe,
        topics,
        ack: own_ack,
        routes,
        ignore,
        keepalive: own_keepalive,
        answers,
        leave,
        limits: own_limits,
        channels,
        sends: own_sends,
    } = value;
    record(
        "StreamPlan",
        vec![
            ("name", text(name)),
            ("url", template(url)),
            ("framing", atom(format!("Framing::{framing:?}"))),
            ("encoding", atom(format!("Encoding::{encoding:?}"))),
            ("upgrade", option(upgrade.as_ref().map(number))),
            ("sessions", list(sessions, number)),
            ("each", atom(each.to_string())),
            ("hello", condition(hello)),
            ("login", option(own_login.as_ref().map(login))),
            ("setup", list(setup, frame)),
            ("subscribe", option(subscribe.as_ref().map(frame))),
            ("unsubscribe", option(unsubscribe.as_ref().map(frame))),
            ("topics", atom(format!("TopicSet::{topics:?}"))),
            ("ack", option(own_ack.as_ref().map(ack))),
            ("routes", list(routes, route)),
            ("ignore", condition(ignore)),
            ("keepalive", keepalive(own_keepalive)),
            ("answers", list(answers, answer)),
            ("leave", condition(leave)),
            ("limits", limits(own_limits)),
            ("channels", list(channels, channel)),
            ("sends", sends(own_sends)),
        ],
    )
}

fn sends(value: &Sends) -> Node {
    let Sends {
        events,
        id,
        refused,
    } = value;
    record(
        "Sends",
        vec![
            ("events", list(events, event)),
            ("id", path(id)),
            ("refused", condition(refused)),
        ],
    )
}

fn event(value: &SendPlan) -> Node {
    let SendPlan {
        name,
        frame: own,
        method,
        path,
        items,
        after,
        undoes,
        answer,
        safe,
        reconcile,
    } = value;
    record(
        "SendPlan",
        vec![
            ("name", text(name)),
            ("frame", frame(own)),
            ("method", text(method)),
            ("path", text(path)),
            ("items", atom(items.to_string())),
            ("after", option(after.as_ref().map(number))),
            ("undoes", option(undoes.as_ref().map(number))),
            ("answer", option(answer.as_ref().map(number))),
            ("safe", atom(safe.to_string())),
            ("reconcile", text(reconcile)),
        ],
    )
}

fn condition(value: &Condition) -> Node {
    list(value, |group: &List<ResponseTest>| {
        list(group, response_test)
    })
}

fn path(value: &[PathSegment]) -> Node {
    list(value, plan_values::segment)
}

fn template(value: &Template) -> Node {
    let Template(parts) = value;
    call("Template", vec![list(parts, part)])
}

fn part(value: &TemplatePart) -> Node {
    match value {
        TemplatePart::Text(value) => call("TemplatePart::Text", vec![text(value)]),
        TemplatePart::Value(value) => call("TemplatePart::Value", vec![placeholder(value)]),
    }
}

fn placeholder(value: &Placeholder) -> Node {
    let Placeholder {
        source: from,
        filter,
    } = value;
    record(
        "Placeholder",
        vec![
            ("source", source(from)),
            ("filter", atom(format!("Filter::{filter:?}"))),
        ],
    )
}

fn source(value: &Source) -> Node {
    match value {
        Source::Topic => atom("Source::Topic"),
        Source::Topics => atom("Source::Topics"),
        Source::Param(name) => call("Source::Param", vec![text(name)]),
        Source::Id => atom("Source::Id"),
        Source::Uuid => atom("Source::Uuid"),
        Source::Clock(unit) => call("Source::Clock", vec![atom(format!("Unit::{unit:?}"))]),
        Source::Session(name) => call("Source::Session", vec![text(name)]),
        Source::Setting(at) => call("Source::Setting", vec![number(at)]),
        Source::Kept(name) => call("Source::Kept", vec![text(name)]),
        Source::Message(at) => call("Source::Message", vec![path(at)]),
        Source::MemberName => atom("Source::MemberName"),
        Source::Header(name) => call("Source::Header", vec![text(name)]),
        Source::SentData => atom("Source::SentData"),
    }
}

fn login(value: &Login) -> Node {
    let Login {
        section,
        ok,
        refused,
        keep: own,
    } = value;
    record(
        "Login",
        vec![
            ("section", number(section)),
            ("ok", condition(ok)),
            ("refused", condition(refused)),
            ("keep", list(own, kept)),
        ],
    )
}

fn kept(value: &Kept) -> Node {
    let Kept { name, at } = value;
    record("Kept", vec![("name", text(name)), ("at", path(at))])
}

fn frame(value: &Frame) -> Node {
    let Frame { body: own, section } = value;
    record(
        "Frame",
        vec![
            ("body", body(own)),
            ("section", option(section.as_ref().map(number))),
        ],
    )
}

fn body(value: &FrameBody) -> Node {
    match value {
        FrameBody::Text(value) => call("FrameBody::Text", vec![template(value)]),
        FrameBody::Json(value) => call("FrameBody::Json", vec![frame_value(value)]),
        FrameBody::Ping => atom("FrameBody::Ping"),
    }
}

fn frame_value(value: &FrameValue) -> Node {
    match value {
        FrameValue::Constant(value) => call("FrameValue::Constant", vec![data(value)]),
        FrameValue::Text(value) => call("FrameValue::Text", vec![template(value)]),
        FrameValue::Value(value) => call("FrameValue::Value", vec![placeholder(value)]),
        FrameValue::List(values) => call("FrameValue::List", vec![list(values, frame_value)]),
        FrameValue::Object(members) => call("FrameValue::Object", vec![list(members, member)]),
    }
}

fn member(value: &FrameMember) -> Node {
    match value {
        FrameMember::Named(name, value) => {
            call("FrameMember::Named", vec![text(name), frame_value(value)])
        }
        FrameMember::Topic => atom("FrameMember::Topic"),
    }
}

fn ack(value: &Ack) -> Node {
    let Ack {
        by,
        ok,
        refused,
        keep: own,
    } = value;
    let by = match by {
        AckBy::Id(at) => call("AckBy::Id", vec![path(at)]),
        AckBy::Topic(topic) => call("AckBy::Topic", vec![template(topic)]),
        AckBy::Topics(at) => call("AckBy::Topics", vec![path(at)]),
        AckBy::Order => atom("AckBy::Order"),
    };
    record(
        "Ack",
        vec![
            ("by", by),
            ("ok", condition(ok)),
            ("refused", condition(refused)),
            ("keep", list(own, kept)),
        ],
    )
}

fn route(value: &Route) -> Node {
    let Route { when, by, data } = value;
    let by = match by {
        RouteBy::Topic(topic) => call("RouteBy::Topic", vec![template(topic)]),
        RouteBy::Kept { name, is } => record(
            "RouteBy::Kept",
            vec![("name", text(name)), ("is", path(is))],
        ),
    };
    let data = match data {
        RouteData::At(at) => call("RouteData::At", vec![path(at)]),
        RouteData::MemberValue => atom("RouteData::MemberValue"),
    };
    record(
        "Route",
        vec![("when", condition(when)), ("by", by), ("data", data)],
    )
}

fn keepalive(value: &Keepalive) -> Node {
    let Keepalive {
        send,
        every_ms,
        when_idle,
        dead_ms,
    } = value;
    record(
        "Keepalive",
        vec![
            ("send", frame(send)),
            ("every_ms", number(every_ms)),
            ("when_idle", atom(when_idle.to_string())),
            ("dead_ms", number(dead_ms)),
        ],
    )
}

fn answer(value: &Answer) -> Node {
    let Answer { when, send } = value;
    record(
        "Answer",
        vec![("when", condition(when)), ("send", frame(send))],
    )
}

fn limits(value: &StreamLimits) -> Node {
    let StreamLimits {
        life_ms,
        topics,
        batch,
        frame,
        send,
        connect,
        first_ms,
    } = value;
    let count = |value: &Option<u32>| option(value.as_ref().map(number));
    let time = |value: &Option<u64>| option(value.as_ref().map(number));
    let rate = |value: &Option<Rate>| option(value.as_ref().map(self::rate));
    record(
        "StreamLimits",
        vec![
            ("life_ms", time(life_ms)),
            ("topics", count(topics)),
            ("batch", count(batch)),
            ("frame", count(frame)),
            ("send", rate(send)),
            ("connect", rate(connect)),
            ("first_ms", time(first_ms)),
        ],
    )
}

fn rate(value: &Rate) -> Node {
    let Rate { count, per_ms } = value;
    record(
        "Rate",
        vec![("count", number(count)), ("per_ms", number(per_ms))],
    )
}

fn channel(value: &ChannelPlan) -> Node {
    let ChannelPlan {
        name,
        topic,
        item,
        after,
        kinds,
        start,
        sequence: own,
        checksum: check,
        renews_connection,
        idle_ms,
    } = value;
    let kinds = kinds.as_ref().map(|kinds| {
        let MessageKinds { by, names } = kinds;
        record(
            "MessageKinds",
            vec![
                ("by", message_path(by)),
                ("names", list(names, |name: &Str| text(name))),
            ],
        )
    });
    let start = match start {
        Start::Any => atom("Start::Any"),
        Start::Message(when) => call("Start::Message", vec![condition(when)]),
        Start::Request { frame: own, when } => record(
            "Start::Request",
            vec![("frame", frame(own)), ("when", condition(when))],
        ),
        Start::Topic(topic) => call("Start::Topic", vec![template(topic)]),
        Start::Call { call: own, at } => record(
            "Start::Call",
            vec![("call", call_plan(own)), ("at", path(at))],
        ),
    };
    record(
        "ChannelPlan",
        vec![
            ("name", text(name)),
            ("topic", template(topic)),
            ("item", option(item.as_ref().map(frame_value))),
            ("after", option(after.as_ref().map(number))),
            ("kinds", option(kinds)),
            ("start", start),
            ("sequence", option(own.as_ref().map(sequence))),
            ("checksum", option(check.as_ref().map(checksum))),
            ("renews_connection", atom(renews_connection.to_string())),
            ("idle_ms", option(idle_ms.as_ref().map(number))),
        ],
    )
}

fn call_plan(value: &CallPlan) -> Node {
    let CallPlan {
        operation,
        section,
        method,
        path: own_path,
        envelope,
        timeout_ms,
        weight,
        path_encode,
        in_query,
        in_headers,
        formats,
        params,
    } = value;
    let pair = |name: &Str, value: Node| call("", vec![text(name), value]);
    record(
        "CallPlan",
        vec![
            ("operation", text(operation)),
            ("section", number(section)),
            ("method", text(method)),
            ("path", text(own_path)),
            ("envelope", option(envelope.as_ref().map(number))),
            ("timeout_ms", option(timeout_ms.as_ref().map(number))),
            ("weight", number(weight)),
            (
                "path_encode",
                list(path_encode, |(name, way)| {
                    pair(name, atom(format!("PathEncode::{way:?}")))
                }),
            ),
            ("in_query", list(in_query, |name: &Str| text(name))),
            ("in_headers", list(in_headers, |name: &Str| text(name))),
            (
                "formats",
                list(formats, |(name, format)| {
                    pair(name, atom(format!("Arrays::{format:?}")))
                }),
            ),
            (
                "params",
                list(params, |(name, value)| pair(name, frame_value(value))),
            ),
        ],
    )
}

fn checksum(value: &Checksum) -> Node {
    let Checksum {
        value,
        bids,
        asks,
        rows,
        levels,
        depth,
        text: how,
        signed,
    } = value;
    let Rows { price, size } = rows;
    record(
        "Checksum",
        vec![
            ("value", message_path(value)),
            ("bids", path(bids)),
            ("asks", path(asks)),
            (
                "rows",
                record("Rows", vec![("price", path(price)), ("size", path(size))]),
            ),
            ("levels", number(levels)),
            ("depth", option(depth.as_ref().map(|name| text(name)))),
            ("text", atom(format!("ChecksumText::{how:?}"))),
            ("signed", atom(signed.to_string())),
        ],
    )
}

fn message_path(value: &MessagePath) -> Node {
    let MessagePath { of_data, path: at } = value;
    record(
        "MessagePath",
        vec![("of_data", atom(of_data.to_string())), ("path", path(at))],
    )
}

fn sequence(value: &Sequence) -> Node {
    let Sequence {
        rule,
        per_connection,
    } = value;
    let rule = match rule {
        SequenceRule::Step(at) => call("SequenceRule::Step", vec![message_path(at)]),
        SequenceRule::Chain { previous, this } => record(
            "SequenceRule::Chain",
            vec![
                ("previous", message_path(previous)),
                ("this", message_path(this)),
            ],
        ),
        SequenceRule::Range { first, last } => record(
            "SequenceRule::Range",
            vec![("first", message_path(first)), ("last", message_path(last))],
        ),
        SequenceRule::Rising(at) => call("SequenceRule::Rising", vec![message_path(at)]),
    };
    record(
        "Sequence",
        vec![
            ("rule", rule),
            ("per_connection", atom(per_connection.to_string())),
        ],
    )
}

/// Names of the runtime, of plans and of conversations that the statics may use.
const RUNTIME: [&str; 3] = ["Literal", "ResponsePath", "ResponseTest"];
const PLAN: [&str; 5] = ["Arrays", "Data", "PathEncode", "PathSegment", "Unit"];
const STREAM: [&str; 36] = [
    "Ack",
    "AckBy",
    "Answer",
    "CallPlan",
    "ChannelPlan",
    "Checksum",
    "ChecksumText",
    "Encoding",
    "Filter",
    "Frame",
    "FrameBody",
    "FrameMember",
    "FrameValue",
    "Framing",
    "Keepalive",
    "Kept",
    "Login",
    "MessageKinds",
    "MessagePath",
    "Placeholder",
    "Rate",
    "Route",
    "RouteBy",
    "RouteData",
    "Rows",
    "SendPlan",
    "Sends",
    "Sequence",
    "SequenceRule",
    "Source",
    "Start",
    "StreamLimits",
    "StreamPlan",
    "Template",
    "TemplatePart",
    "TopicSet",
];

/// The `use` lines of the names that appear in `text`.
fn imports(runtime: &str, text: &str) -> String {
    let words: HashSet<&str> = code_words(text).collect();
    let mut out = String::new();
    for (path, names) in [
        (runtime.to_owned(), &RUNTIME[..]),
        (format!("{runtime}::signing::plan"), &PLAN[..]),
        (format!("{runtime}::stream::plan"), &STREAM[..]),
    ] {
        let used: Vec<Node> = names
            .iter()
            .filter(|name| words.contains(*name))
            .map(|name| atom(*name))
            .collect();
        if used.is_empty() {
            continue;
        }
        let head = format!("use {path}::");
        out.push_str(&head);
        group("{", used, "}").render(head.len(), 0, &mut out);
        out.push_str(";\n");
    }
    let _ = writeln!(out, "use ::std::borrow::Cow::Borrowed;");
    out
}
