//! Plans of made-up providers, and a conversation that tests drive by hand.

use specie_runtime::signing::plan::{Data, List, PathSegment, Str};
use specie_runtime::signing::{SessionValues, Value};
use specie_runtime::stream::plan::*;
use specie_runtime::stream::{Conversation, Setup, Subscription, Told, Unsigned};
use specie_runtime::{Json, Literal, ResponsePath, ResponseTest};
use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// `a.0.b`
pub fn path(text: &str) -> List<PathSegment> {
    let segments = text.split('.').filter(|part| !part.is_empty());
    let segments = segments.map(|part| match part.parse() {
        Ok(index) => PathSegment::Index(index),
        Err(_) => PathSegment::Name(part.to_owned().into()),
    });
    segments.collect()
}

fn test(at: &str, literal: Literal) -> ResponseTest {
    ResponseTest::In(ResponsePath::Body(path(at)), vec![literal].into(), true)
}

/// The value at a path is this text.
pub fn is(at: &str, text: &str) -> Condition {
    vec![vec![test(at, Literal::Text(text.to_owned().into()))].into()].into()
}

/// There is a value at a path.
pub fn has(at: &str) -> Condition {
    vec![vec![ResponseTest::Absent(ResponsePath::Body(path(at)), false)].into()].into()
}

fn placeholder(text: &str) -> Placeholder {
    let (text, filter) = match text.strip_suffix(" | upper") {
        Some(text) => (text, Filter::Upper),
        None => (text, Filter::None),
    };
    let source = match text {
        "topic" => Source::Topic,
        "topics" => Source::Topics,
        "id" => Source::Id,
        "data" => Source::SentData,
        "name" => Source::MemberName,
        _ => match text.split_once('.') {
            Some(("msg", rest)) => Source::Message(path(rest)),
            Some(("kept", rest)) => Source::Kept(rest.to_owned().into()),
            Some(("session", rest)) => Source::Session(rest.to_owned().into()),
            _ => Source::Param(text.to_owned().into()),
        },
    };
    Placeholder { source, filter }
}

/// `a {b} c`
pub fn template(text: &str) -> Template {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, more)) = rest.split_once('{') {
        let (inside, after) = more.split_once('}').expect("a closing brace");
        if !before.is_empty() {
            parts.push(TemplatePart::Text(before.to_owned().into()));
        }
        parts.push(TemplatePart::Value(placeholder(inside)));
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(TemplatePart::Text(rest.to_owned().into()));
    }
    Template(parts.into())
}

/// A frame from JSON in which texts may be templates.
pub fn frame(json: &str) -> Frame {
    Frame {
        body: FrameBody::Json(value(json)),
        section: None,
    }
}

/// A value of a frame or a call, from JSON in which texts may be templates.
pub fn value(json: &str) -> FrameValue {
    frame_value(&Value::from_json(json.as_bytes()).expect("JSON"))
}

fn frame_value(value: &Value<'_>) -> FrameValue {
    match value {
        Value::Text(text) if text.starts_with('{') && text.ends_with('}') => {
            FrameValue::Value(placeholder(text.trim_matches(['{', '}'])))
        }
        Value::Text(text) if text.contains('{') => FrameValue::Text(template(text)),
        Value::Text(text) => FrameValue::Constant(Data::Text(text.to_string().into())),
        Value::Integer(number) => FrameValue::Constant(Data::Integer(number.to_string().into())),
        Value::List(items) => FrameValue::List(items.iter().map(frame_value).collect()),
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| match &**name {
                "..." => FrameMember::Topic,
                name => FrameMember::Named(name.to_owned().into(), frame_value(value)),
            });
            FrameValue::Object(members.collect())
        }
        other => panic!("not needed in a test: {other:?}"),
    }
}

pub fn text(text: &str) -> Frame {
    Frame {
        body: FrameBody::Text(template(text)),
        section: None,
    }
}

pub fn at(path_: &str) -> MessagePath {
    let (root, rest) = path_.split_once('.').unwrap_or((path_, ""));
    MessagePath {
        of_data: root == "data",
        path: path(rest),
    }
}

pub fn step(path: &str) -> Option<Sequence> {
    Some(Sequence {
        rule: SequenceRule::Step(at(path)),
        per_connection: false,
    })
}

pub fn channel(name: &str) -> ChannelPlan {
    ChannelPlan {
        name: Str::Owned(name.to_owned()),
        topic: template(name),
        item: None,
        after: None,
        kinds: None,
        start: Start::Any,
        sequence: None,
        checksum: None,
        renews_connection: false,
        idle_ms: None,
    }
}

/// A provider whose messages are `{"ch":TOPIC,"n":NUMBER}`, and which confirms by `{"ok":ID}` and refuses by `{"no":ID}`.
pub fn plain() -> StreamPlan {
    StreamPlan {
        name: "plain".into(),
        url: template("wss://stream.example/v1"),
        framing: Framing::WebSocket,
        encoding: Encoding::Text,
        upgrade: None,
        sessions: List::default(),
        each: false,
        hello: Condition::default(),
        login: None,
        setup: List::default(),
        subscribe: Some(frame(r#"{"sub":["{topics}"],"id":"{id}"}"#)),
        unsubscribe: Some(frame(r#"{"unsub":["{topics}"],"id":"{id}"}"#)),
        topics: TopicSet::Add,
        ack: Some(Ack {
            by: AckBy::Id(path("ok")),
            ok: has("ok"),
            refused: has("no"),
            keep: List::default(),
        }),
        routes: vec![Route {
            when: has("ch"),
            by: RouteBy::Topic(template("{msg.ch}")),
            data: RouteData::At(path("")),
        }]
        .into(),
        ignore: is("event", "heartbeat"),
        keepalive: Keepalive {
            send: text("ping"),
            every_ms: 20_000,
            when_idle: true,
            dead_ms: 60_000,
        },
        answers: vec![Answer {
            when: has("ping"),
            send: frame(r#"{"pong":"{msg.ping}"}"#),
        }]
        .into(),
        leave: is("event", "move"),
        limits: StreamLimits::default(),
        channels: vec![channel("trades.{market}"), channel("all")].into(),
        sends: Sends::default(),
    }
}

/// An event `{"do":NAME,"id":ID,…}`.
pub fn event(name: &str) -> SendPlan {
    let text = format!(r#"{{"do":"{name}","id":"{{id}}","with":"{{data}}"}}"#);
    SendPlan {
        name: Str::Owned(name.to_owned()),
        frame: frame(&text),
        method: Str::default(),
        path: Str::default(),
        items: false,
        after: None,
        undoes: None,
        answer: None,
        safe: false,
        reconcile: Str::default(),
    }
}

/// A conversation and its clock.
pub struct Talk {
    pub plan: StreamPlan,
    pub conversation: Conversation,
    pub now: Instant,
}

impl Talk {
    /// Begun, without subscriptions.
    pub fn begin(plan: StreamPlan) -> Self {
        let mut talk = Self::new(plan);
        talk.conversation.open(talk.now);
        talk
    }

    pub fn new(plan: StreamPlan) -> Self {
        let setup = Setup {
            plan: Cow::Owned(plan.clone()),
            settings: Vec::new(),
        };
        let session = SessionValues::new().with("token", Value::from("T"));
        let now = Instant::now();
        Self {
            conversation: Conversation::new(Arc::new(setup), Arc::new(session), now),
            plan,
            now,
        }
    }

    pub fn subscription(&self, index: u16, market: &str) -> Arc<Subscription> {
        let params = match market {
            "" => "{}".to_owned(),
            market => format!(r#"{{"market":"{market}"}}"#),
        };
        let params = Json::parse(params.as_bytes()).unwrap();
        Arc::new(Subscription::of(&self.plan, index, &params).unwrap())
    }

    pub fn subscribe(&mut self, index: u16, market: &str) {
        let subscription = self.subscription(index, market);
        self.conversation.subscribe(subscription, self.now);
    }

    pub fn unsubscribe(&mut self, index: u16, market: &str) {
        let subscription = self.subscription(index, market);
        self.conversation.unsubscribe(subscription.key(), self.now);
    }

    pub fn pass(&mut self, millis: u64) {
        self.now += Duration::from_millis(millis);
        self.conversation.tick(self.now);
    }

    pub fn receive(&mut self, message: &str) {
        let message = bytes::Bytes::from(message.to_owned());
        self.conversation.receive(&message, self.now);
    }

    /// The frames to send, as text. A frame that a plan signs is shown as `section: parameters`.
    pub fn sent(&mut self) -> Vec<String> {
        let frames = std::iter::from_fn(|| self.conversation.next_frame());
        let frames = frames.map(|frame| match frame {
            Unsigned::Text(text) => text,
            Unsigned::Params(section, params) => {
                format!("{section}: {}", params.to_json().unwrap_or_default())
            }
            Unsigned::Event(event) => event.text(None).expect("a frame"),
            Unsigned::Ping => "(ping)".to_owned(),
        });
        frames.collect()
    }

    /// The call to make, as `OPERATION PARAMETERS`, with its ticket.
    pub fn call(&mut self) -> Option<(u64, String)> {
        let call = self.conversation.next_call()?;
        let shown = format!("{} {}", call.operation(), call.params());
        Some((call.ticket(), shown))
    }

    /// The response of a call.
    pub fn answer(&mut self, ticket: u64, data: &str) {
        let data = bytes::Bytes::from(data.to_owned());
        self.conversation.call_answered(ticket, Ok(data), self.now);
    }

    /// Lets time pass until there is a call to make.
    pub fn next_call(&mut self) -> (u64, String) {
        for _ in 0..100 {
            if let Some(call) = self.call() {
                return call;
            }
            let wake = self.conversation.wake_at(self.now);
            self.now = wake;
            self.conversation.tick(self.now);
        }
        panic!("no call is made");
    }

    /// The events, one line each.
    pub fn told(&mut self) -> Vec<String> {
        let told = std::iter::from_fn(|| self.conversation.next_told());
        told.map(|told| shown(&told)).collect()
    }
}

pub fn shown(told: &Told) -> String {
    match told {
        Told::Message(message) => format!(
            "{} {}",
            message.subscription().topic(),
            String::from_utf8_lossy(message.data())
        ),
        Told::Gap(gap) => match gap.lost {
            Some(lost) => format!("gap {} {:?} {lost}", gap.topic, gap.reason),
            None => format!("gap {} {:?}", gap.topic, gap.reason),
        },
        Told::Unknown(text) => format!("unknown {text}"),
        Told::Unreadable(_) => "unreadable".to_owned(),
        Told::Refused {
            subscriptions,
            message,
        } => {
            let topics: Vec<&str> = subscriptions.iter().map(|one| one.topic()).collect();
            format!("refused {} {message}", topics.join(","))
        }
        Told::CallFailed {
            subscription,
            error,
        } => format!("failed {} {error}", subscription.topic()),
        Told::LoginRefused(message) => format!("login refused {message}"),
        Told::Answered { ticket, data } => {
            format!("answered {ticket} {}", String::from_utf8_lossy(data))
        }
        Told::EventRefused { ticket, message } => format!("event refused {ticket:?} {message}"),
        Told::EventFailed {
            ticket,
            was_sent,
            why,
        } => format!("event failed {ticket} {was_sent} {why}"),
        Told::Leave(why) => format!("leave: {why}"),
        Told::Broken(why) => format!("broken: {why}"),
        other => panic!("{other:?}"),
    }
}

/// A provider without anything but streams.
pub fn provider() -> specie_runtime::Provider {
    specie_runtime::Provider {
        title: "Plain".into(),
        scheme: specie_runtime::signing::plan::Scheme {
            provider: "plain".into(),
            credentials: List::default(),
            settings: List::default(),
            tables: List::default(),
            sections: List::default(),
            plans: List::default(),
            sessions: List::default(),
            webhooks: List::default(),
        },
        environments: List::default(),
        envelopes: List::default(),
        errors: specie_runtime::ErrorRules::default(),
        limits: List::default(),
        weights: List::default(),
        clock: None,
        serial_nonce: false,
    }
}
