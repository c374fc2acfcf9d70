//! The conversation of a stream in the words of a spec, for docs and for the comparison of versions.

use crate::json;
use crate::json_path;
use specie_runtime::signing::plan::{Data, PathSegment, Scheme, Unit};
use specie_runtime::stream::plan::{
    Ack, AckBy, Answer, CallPlan, ChannelPlan, Checksum, ChecksumText, Condition, Encoding, Filter,
    Frame, FrameBody, FrameMember, FrameValue, Framing, Keepalive, Kept, Login, MessageKinds,
    MessagePath, Placeholder, Rate, Route, RouteBy, RouteData, Rows, SendPlan, Sends, Sequence,
    SequenceRule, Source, Start, StreamLimits, StreamPlan, Template, TemplatePart, TopicSet,
};
use specie_runtime::{Literal, ResponsePath, ResponseTest};

/// A key of a stream or of a channel, and what the spec says there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The key.
    pub key: &'static str,
    /// The value, as a spec writes it.
    pub text: String,
}

/// What a stream says, in the order of a connection. What is left out or has no effect is not listed; a stream's channels are not either.
#[must_use]
pub fn of_stream(plan: &StreamPlan, scheme: &Scheme) -> Vec<Fact> {
    let write = Writer { scheme };
    // Every part is named, so that a new one is written too.
    let StreamPlan {
        name: _,
        url,
        framing,
        encoding,
        upgrade,
        // They follow from the other parts.
        sessions: _,
        each,
        hello,
        login,
        setup,
        subscribe,
        unsubscribe,
        topics,
        ack,
        routes,
        ignore,
        keepalive,
        answers,
        leave,
        limits,
        channels: _,
        sends,
    } = plan;
    let mut facts = Facts(Vec::new());
    facts.add("transport", Some(framing_word(*framing).to_owned()));
    facts.add("url", Some(write.template(url)));
    facts.add("upgrade", upgrade.map(|section| write.section(section)));
    facts.add("encoding", encoding_word(*encoding).map(str::to_owned));
    facts.add("each", each.then(|| "msg".to_owned()));
    facts.condition("hello", hello);
    facts.add("login", login.as_ref().map(|login| write.login(login)));
    for frame in setup.iter() {
        facts.add("setup", Some(write.frame(frame)));
    }
    for (key, sign, frame) in [
        ("subscribe", "sign_subscribe", subscribe),
        ("unsubscribe", "sign_unsubscribe", unsubscribe),
    ] {
        facts.add(key, frame.as_ref().map(|frame| write.body(&frame.body)));
        let section = frame.as_ref().and_then(|frame| frame.section);
        facts.add(sign, section.map(|section| write.section(section)));
    }
    facts.add(
        "topics",
        (*topics == TopicSet::Replace).then(|| "replace".to_owned()),
    );
    facts.add("ack", ack.as_ref().map(|ack| write.ack(ack)));
    for route in routes.iter() {
        facts.add("route", Some(write.route(route)));
    }
    facts.condition("ignore", ignore);
    facts.add("keepalive", Some(write.keepalive(keepalive)));
    for answer in answers.iter() {
        facts.add("answers", Some(write.answer(answer)));
    }
    facts.condition("leave", leave);
    facts.add("limits", limits_text(limits));
    facts.add("send", answers_text(sends));
    facts.0
}

/// How answers to events of the client are told apart.
fn answers_text(sends: &Sends) -> Option<String> {
    let Sends {
        events: _,
        id,
        refused,
    } = sends;
    let answer = members(&[("id", path(id)), ("refused", condition(refused))]);
    (!id.is_empty()).then(|| members(&[("answer", answer)]))
}

/// What an event of the client says, beside its name and its data.
#[must_use]
pub fn of_event(stream: &StreamPlan, event: &SendPlan, scheme: &Scheme) -> Vec<Fact> {
    let write = Writer { scheme };
    let SendPlan {
        name: _,
        frame,
        // They are in the name.
        method: _,
        path: _,
        safe: _,
        items,
        after,
        undoes,
        answer,
        reconcile,
    } = event;
    let mut facts = Facts(Vec::new());
    facts.add("frame", Some(write.body(&frame.body)));
    facts.add(
        "section",
        frame.section.map(|section| write.section(section)),
    );
    facts.add("items", items.then(|| "the whole data".to_owned()));
    facts.add("after", event_name(stream, *after));
    facts.add("undoes", event_name(stream, *undoes));
    let answer = answer.and_then(|at| stream.channel(at));
    facts.add("answer", answer.map(|channel| channel.name.to_string()));
    facts.add(
        "reconcile",
        Some(reconcile.to_string()).filter(|name| !name.is_empty()),
    );
    facts.0
}

fn event_name(stream: &StreamPlan, event: Option<u16>) -> Option<String> {
    Some(stream.event(event?)?.name.to_string())
}

/// What a channel says, beside its name, its parameters and the types of its messages.
#[must_use]
pub fn of_channel(stream: &StreamPlan, plan: &ChannelPlan, scheme: &Scheme) -> Vec<Fact> {
    let write = Writer { scheme };
    let ChannelPlan {
        name,
        topic,
        item,
        after,
        kinds,
        start,
        sequence,
        checksum,
        renews_connection,
        idle_ms,
    } = plan;
    let mut facts = Facts(Vec::new());
    let topic = write.template(topic);
    facts.add("topic", (topic != **name).then_some(topic));
    facts.add("subscribe", item.as_ref().map(|item| write.value(item)));
    facts.add("after", event_name(stream, *after));
    facts.add("message", kinds.as_ref().map(kinds_text));
    facts.add(
        "start",
        match start {
            Start::Any => None,
            Start::Message(when) => Some(members(&[("when", condition(when))])),
            Start::Request { frame, when } => Some(members(&[
                ("request", write.frame(frame)),
                ("when", condition(when)),
            ])),
            Start::Topic(topic) => Some(members(&[("topic", quoted(&write.template(topic)))])),
            Start::Call { call, at } => Some(members(&[
                ("call", call.operation.to_string()),
                ("params", write.params(call)),
                ("at", response_path(at)),
            ])),
        },
    );
    facts.add("sequence", sequence.as_ref().map(sequence_text));
    facts.add("checksum", checksum.as_ref().map(checksum_text));
    facts.add("renew", renews_connection.then(|| "connection".to_owned()));
    facts.add("idle", idle_ms.map(duration));
    facts.0
}

/// The transport in words.
#[must_use]
pub fn transport(framing: Framing) -> &'static str {
    match framing {
        Framing::WebSocket => "WebSocket",
        Framing::SocketIo => "socket.io",
    }
}

struct Facts(Vec<Fact>);

impl Facts {
    fn add(&mut self, key: &'static str, text: Option<String>) {
        self.0.extend(text.map(|text| Fact { key, text }));
    }

    fn condition(&mut self, key: &'static str, groups: &Condition) {
        self.add(key, (!groups.is_empty()).then(|| condition(groups)));
    }
}

fn framing_word(framing: Framing) -> &'static str {
    match framing {
        Framing::WebSocket => "websocket",
        Framing::SocketIo => "socket.io",
    }
}

fn encoding_word(encoding: Encoding) -> Option<&'static str> {
    match encoding {
        Encoding::Text => None,
        Encoding::Gzip => Some("gzip"),
        Encoding::Deflate => Some("deflate"),
    }
}

/// `{ a: b, c: d }`
fn members(members: &[(&str, String)]) -> String {
    let members = members.iter().filter(|(_, text)| !text.is_empty());
    let members: Vec<String> = members
        .map(|(key, text)| format!("{key}: {text}"))
        .collect();
    format!("{{ {} }}", members.join(", "))
}

fn quoted(text: &str) -> String {
    json::write(&Data::Text(text.to_owned().into()))
}

fn path(path: &[PathSegment]) -> String {
    format!("msg{}", json_path::text(path))
}

fn message_path(at: &MessagePath) -> String {
    let root = if at.of_data { "data" } else { "msg" };
    format!("{root}{}", json_path::text(&at.path))
}

/// A path in the data of a response.
fn response_path(at: &[PathSegment]) -> String {
    json_path::text(at).trim_start_matches('.').to_owned()
}

fn condition(groups: &Condition) -> String {
    let groups = groups.iter().map(|group| {
        let tests: Vec<String> = group.iter().map(test).collect();
        tests.join(" and ")
    });
    groups.collect::<Vec<_>>().join(" or ")
}

fn test(test: &ResponseTest) -> String {
    let at = |at: &ResponsePath| match at {
        ResponsePath::Body(at) => path(at),
        // No message has either.
        ResponsePath::Status | ResponsePath::Header(_) => String::new(),
    };
    match test {
        ResponseTest::In(of, literals, equal) => match literals.as_ref() {
            [one] => format!(
                "{} {} {}",
                at(of),
                if *equal { "==" } else { "!=" },
                literal(one)
            ),
            several => {
                let several: Vec<String> = several.iter().map(literal).collect();
                let word = if *equal { "in" } else { "not in" };
                format!("{} {word} [{}]", at(of), several.join(", "))
            }
        },
        ResponseTest::Absent(of, true) => format!("{} is absent", at(of)),
        ResponseTest::Absent(of, false) => format!("{} is not absent", at(of)),
    }
}

fn literal(literal: &Literal) -> String {
    match literal {
        Literal::Text(text) => quoted(text),
        Literal::Number(digits) => digits.to_string(),
        Literal::Bool(value) => value.to_string(),
    }
}

fn keep(kept: &[Kept]) -> String {
    if kept.is_empty() {
        return String::new();
    }
    let kept: Vec<(&str, String)> = kept
        .iter()
        .map(|kept| (&*kept.name, path(&kept.at)))
        .collect();
    members(&kept)
}

fn duration(ms: u64) -> String {
    for (unit, factor) in [
        ("d", 86_400_000),
        ("h", 3_600_000),
        ("m", 60_000),
        ("s", 1_000),
    ] {
        if ms > 0 && ms.is_multiple_of(factor) {
            return format!("{}{unit}", ms / factor);
        }
    }
    format!("{ms}ms")
}

fn rate(rate: &Rate) -> String {
    let Rate { count, per_ms } = rate;
    format!("{count} per {}", duration(*per_ms))
}

fn limits_text(limits: &StreamLimits) -> Option<String> {
    let StreamLimits {
        life_ms,
        topics,
        batch,
        frame,
        send,
        connect,
        first_ms,
    } = limits;
    let number =
        |number: &Option<u32>| number.map_or_else(String::new, |number| number.to_string());
    let all = [
        ("life", life_ms.map_or_else(String::new, duration)),
        ("topics", number(topics)),
        ("batch", number(batch)),
        ("frame", number(frame)),
        ("send", send.as_ref().map_or_else(String::new, rate)),
        ("connect", connect.as_ref().map_or_else(String::new, rate)),
        ("first", first_ms.map_or_else(String::new, duration)),
    ];
    (*limits != StreamLimits::default()).then(|| members(&all))
}

fn kinds_text(kinds: &MessageKinds) -> String {
    let MessageKinds { by, names } = kinds;
    let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
    format!("by {}: {}", message_path(by), names.join(", "))
}

fn sequence_text(sequence: &Sequence) -> String {
    let Sequence {
        rule,
        per_connection,
    } = sequence;
    let rule = match rule {
        SequenceRule::Step(at) => format!("step {}", message_path(at)),
        SequenceRule::Chain { previous, this } => {
            format!("chain {} {}", message_path(previous), message_path(this))
        }
        SequenceRule::Range { first, last } => {
            format!("range {} {}", message_path(first), message_path(last))
        }
        SequenceRule::Rising(at) => format!("rising {}", message_path(at)),
    };
    match per_connection {
        true => format!("{rule} per connection"),
        false => rule,
    }
}

fn checksum_text(checksum: &Checksum) -> String {
    let Checksum {
        value,
        bids,
        asks,
        rows,
        levels,
        depth,
        text,
        signed,
    } = checksum;
    let Rows { price, size } = rows;
    let at = |root: &str, path: &[PathSegment]| format!("{root}{}", json_path::text(path));
    let mut keys = vec![
        ("of", message_path(value)),
        ("bids", at("data", bids)),
        ("asks", at("data", asks)),
        ("price", at("row", price)),
        ("size", at("row", size)),
        ("levels", levels.to_string()),
    ];
    keys.extend(depth.iter().map(|name| ("depth", name.to_string())));
    keys.push(match text {
        ChecksumText::AsksThenBids => ("text", "asks_then_bids".to_owned()),
        ChecksumText::Alternating => ("text", "alternating".to_owned()),
    });
    keys.extend(signed.then(|| ("signed", "true".to_owned())));
    members(&keys)
}

/// Writes what names parts of the scheme.
struct Writer<'a> {
    scheme: &'a Scheme,
}

impl Writer<'_> {
    fn section(&self, at: u16) -> String {
        let section = self.scheme.sections.get(usize::from(at));
        section.map_or_else(String::new, |section| section.name.to_string())
    }

    fn placeholder(&self, placeholder: &Placeholder) -> String {
        let Placeholder { source, filter } = placeholder;
        let name = match source {
            Source::Topic => "topic".to_owned(),
            Source::Topics => "topics...".to_owned(),
            Source::Param(name) => name.to_string(),
            Source::Id => "id".to_owned(),
            Source::Uuid => "uuid".to_owned(),
            Source::Clock(unit) => format!("clock.{}", unit_word(*unit)),
            Source::Session(name) => format!("session.{name}"),
            Source::Setting(at) => {
                let setting = self.scheme.settings.get(usize::from(*at));
                format!("settings.{}", setting.map_or("", |setting| &*setting.name))
            }
            Source::Kept(name) => format!("kept.{name}"),
            Source::Message(at) => path(at),
            Source::MemberName => "name".to_owned(),
            Source::Header(name) => format!("header.{name}"),
            Source::SentData => "data".to_owned(),
        };
        match filter {
            Filter::None => format!("{{{name}}}"),
            Filter::Text => format!("{{{name} | text}}"),
            Filter::Lower => format!("{{{name} | lower}}"),
            Filter::Upper => format!("{{{name} | upper}}"),
            Filter::Number => format!("{{{name} | number}}"),
        }
    }

    fn template(&self, template: &Template) -> String {
        let parts = template.0.iter().map(|part| match part {
            TemplatePart::Text(text) => text.to_string(),
            TemplatePart::Value(value) => self.placeholder(value),
        });
        parts.collect()
    }

    fn value(&self, value: &FrameValue) -> String {
        json::write(&self.data(value))
    }

    /// The parameters of a call. The rest of it is what its operation says.
    fn params(&self, call: &CallPlan) -> String {
        let params: Vec<(&str, String)> = call
            .params
            .iter()
            .map(|(name, value)| (&**name, self.value(value)))
            .collect();
        match params.is_empty() {
            true => String::new(),
            false => members(&params),
        }
    }

    /// A frame as plain data: placeholders are texts.
    fn data(&self, value: &FrameValue) -> Data {
        match value {
            FrameValue::Constant(data) => data.clone(),
            FrameValue::Text(template) => Data::Text(self.template(template).into()),
            FrameValue::Value(one) => Data::Text(self.placeholder(one).into()),
            FrameValue::List(values) => {
                let values = values.iter().map(|value| self.data(value));
                Data::List(values.collect::<Vec<_>>().into())
            }
            FrameValue::Object(members) => {
                let members = members.iter().map(|member| match member {
                    FrameMember::Named(name, value) => (name.clone(), self.data(value)),
                    FrameMember::Topic => ("...".into(), Data::Text("{topic}".into())),
                });
                Data::Object(members.collect::<Vec<_>>().into())
            }
        }
    }

    fn body(&self, body: &FrameBody) -> String {
        match body {
            FrameBody::Text(template) => self.template(template),
            FrameBody::Json(value) => self.value(value),
            FrameBody::Ping => "protocol".to_owned(),
        }
    }

    /// A frame that may be signed.
    fn frame(&self, frame: &Frame) -> String {
        let Frame { body, section } = frame;
        match section {
            None => self.body(body),
            Some(section) => format!("{} signed by {}", self.body(body), self.section(*section)),
        }
    }

    fn login(&self, login: &Login) -> String {
        let Login {
            section,
            ok,
            refused,
            keep: kept,
        } = login;
        members(&[
            ("section", self.section(*section)),
            ("ok", condition(ok)),
            ("refused", condition(refused)),
            ("keep", keep(kept)),
        ])
    }

    fn ack(&self, ack: &Ack) -> String {
        let Ack {
            by,
            ok,
            refused,
            keep: kept,
        } = ack;
        let by = match by {
            AckBy::Id(at) => ("id", path(at)),
            AckBy::Topic(topic) => ("topic", quoted(&self.template(topic))),
            AckBy::Topics(at) => ("topics", path(at)),
            AckBy::Order => ("id", String::new()),
        };
        members(&[
            by,
            ("ok", condition(ok)),
            ("refused", condition(refused)),
            ("keep", keep(kept)),
        ])
    }

    fn route(&self, route: &Route) -> String {
        let Route { when, by, data } = route;
        let data = match data {
            RouteData::At(at) => path(at),
            RouteData::MemberValue => "value".to_owned(),
        };
        let (by, is) = match by {
            RouteBy::Topic(topic) => (("topic", quoted(&self.template(topic))), String::new()),
            RouteBy::Kept { name, is } => (("kept", name.to_string()), path(is)),
        };
        members(&[("when", condition(when)), by, ("is", is), ("data", data)])
    }

    fn keepalive(&self, keepalive: &Keepalive) -> String {
        let Keepalive {
            send,
            every_ms,
            when_idle,
            dead_ms,
        } = keepalive;
        members(&[
            ("send", self.frame(send)),
            ("every", duration(*every_ms)),
            ("when", if *when_idle { "idle" } else { "" }.to_owned()),
            ("dead", duration(*dead_ms)),
        ])
    }

    fn answer(&self, answer: &Answer) -> String {
        let Answer { when, send } = answer;
        members(&[("when", condition(when)), ("send", self.frame(send))])
    }
}

fn unit_word(unit: Unit) -> &'static str {
    match unit {
        Unit::Seconds => "s",
        Unit::Millis => "ms",
        Unit::Micros => "us",
        Unit::Nanos => "ns",
    }
}
