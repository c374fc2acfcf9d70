//! The conversation over a socket, without the socket: what is understood, and what is said.

use super::inverse;
use super::message::Live;
use super::shape::{self, Wish, frame_text};
use crate::engine::Engine;
use crate::paths::{get, put};
use crate::received::Received;
use crate::refusal::Refusal;
use crate::routes::path_of_base;
use specie_codegen::json;
use specie_codegen::model::Stream;
use specie_runtime::signing::plan::{Data, PathSegment};
use specie_runtime::signing::{ReceivedRequest, Value};
use specie_runtime::stream::plan::{Condition, Frame, Kept, Login, Rate, Source, StreamPlan};
use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::Instant;

/// When the first message that must be answered is sent, and how long there is for each answer.
const FIRST_QUESTION: Duration = Duration::from_secs(1);
const QUESTION: Duration = Duration::from_secs(15);
/// How long nothing happens at most: the next look at the time.
const LONGEST: Duration = Duration::from_secs(3600);

/// What is said.
#[derive(Debug, PartialEq)]
pub(super) enum Say {
    /// A message.
    Text(String),
    /// The end of the connection, and why.
    Close(String),
    /// Nothing any more, and nothing is read.
    Silence,
    /// A line of the user's log.
    Note(String),
}

/// What was made of a client's frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Heard {
    /// It is none that the spec declares.
    Unknown,
    /// It is refused.
    Refused,
    /// It is done.
    Done,
}

/// How far a connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Waiting for the login.
    Login,
    /// Subscriptions are made.
    Live,
}

/// See the docs of this module.
pub(super) struct Conversation<'e> {
    pub(super) engine: &'e Engine,
    pub(super) stream: &'e Stream,
    /// Where the client found this provider.
    pub(super) base: Option<&'e str>,
    pub(super) random: fastrand::Rng,
    pub(super) live: Vec<Live>,
    /// The number of the connection's last message, where all channels are numbered together.
    pub(super) number: Option<i128>,
    /// How many values were made for confirmations.
    pub(super) kept: u64,
    /// The events of the client that were accepted, and not undone.
    pub(super) done: Vec<u16>,
    phase: Phase,
    said: Vec<Say>,
    opened: Instant,
    received: VecDeque<Instant>,
    /// When the next message that must be answered is sent, and the one that was not answered yet.
    next_question: Option<Instant>,
    asked: Option<Data>,
}

impl<'e> Conversation<'e> {
    /// A conversation that begins now.
    pub(super) fn open(
        engine: &'e Engine,
        stream: &'e Stream,
        base: Option<&'e str>,
        now: Instant,
    ) -> Self {
        let seed = engine.random().u64(..);
        let mut conversation = Self {
            engine,
            stream,
            base,
            random: fastrand::Rng::with_seed(seed),
            live: Vec::new(),
            number: None,
            kept: 0,
            done: Vec::new(),
            phase: match stream.plan.login {
                Some(_) => Phase::Login,
                None => Phase::Live,
            },
            said: Vec::new(),
            opened: now,
            received: VecDeque::new(),
            next_question: (!stream.plan.answers.is_empty()).then_some(now + FIRST_QUESTION),
            asked: None,
        };
        conversation.say_shape(&stream.plan.hello, &Data::Null, Wish::default());
        if stream.plan.login.is_none() {
            conversation.subscribe_by_address(now);
        }
        conversation
    }

    pub(super) fn plan(&self) -> &'e StreamPlan {
        &self.stream.plan
    }

    /// What was said since this was asked last.
    pub(super) fn take_said(&mut self) -> Vec<Say> {
        std::mem::take(&mut self.said)
    }

    pub(super) fn say(&mut self, message: &Data) {
        if !self.is_over() {
            self.said.push(Say::Text(frame_text(message)));
        }
    }

    /// Whether nothing is said any more.
    fn is_over(&self) -> bool {
        let mut said = self.said.iter();
        said.any(|said| matches!(said, Say::Close(_) | Say::Silence))
    }

    pub(super) fn close(&mut self, why: impl Into<String>) {
        if !self.is_over() {
            self.said.push(Say::Close(why.into()));
        }
    }

    pub(super) fn fall_silent(&mut self) {
        self.said.push(Say::Silence);
    }

    /// Says something for which a condition holds, if it can hold.
    pub(super) fn say_shape(&mut self, condition: &Condition, message: &Data, wish: Wish<'_>) {
        if let Some(message) = shape::fulfilled(condition, message, wish) {
            self.say(&message);
        }
    }

    /// Writes to the user's log.
    pub(super) fn note(&mut self, text: &str) {
        let note = format!("stream {}: {text}", self.stream.name);
        self.said.push(Say::Note(note));
    }

    /// When [`Conversation::tick`] has something to do. `is_idle`: nothing is subscribed to over the connection.
    pub(super) fn wake_at(&self, now: Instant, is_idle: bool) -> Instant {
        let limits = &self.plan().limits;
        let next = self.live.iter().map(|live| live.next);
        let age = limits
            .life_ms
            .map(|ms| self.opened + Duration::from_millis(ms));
        let first = limits.first_ms.filter(|_| is_idle);
        let first = first.map(|ms| self.opened + Duration::from_millis(ms));
        let all = next.chain(age).chain(first).chain(self.next_question);
        all.min().unwrap_or(now + LONGEST)
    }

    /// Does what time asks for: sends messages, asks whether the client is there, ends what is too old.
    pub(super) fn tick(&mut self, now: Instant, is_idle: bool) {
        let limits = &self.plan().limits;
        let is_over =
            |ms: Option<u64>| ms.is_some_and(|ms| now >= self.opened + Duration::from_millis(ms));
        if is_over(limits.life_ms) {
            return self.close("the connection reached its age");
        }
        if is_idle && is_over(limits.first_ms) {
            return self.close("nothing was subscribed to in time");
        }
        if self.next_question.is_some_and(|next| now >= next) {
            self.ask(now);
        }
        for at in 0..self.live.len() {
            if self.live.get(at).is_some_and(|live| now >= live.next) && self.phase == Phase::Live {
                self.send_next(at, now);
            }
        }
    }

    /// Sends a message that must be answered, if the spec has one. A client that did not answer the one before is not there any more.
    fn ask(&mut self, now: Instant) {
        self.next_question = Some(now + QUESTION);
        let Some(answer) = self.plan().answers.first() else {
            return;
        };
        if self.asked.is_some() {
            return self.close("the client does not answer");
        }
        let Some(mut message) = shape::fulfilled(&answer.when, &Data::Null, Wish::default()) else {
            return;
        };
        // What is sent back is different each time.
        let number = (self.engine.now_ns() / 1_000_000).to_string();
        for path in message_paths(&answer.send) {
            put(&mut message, path, Data::Integer(number.clone().into()));
        }
        // The value may be one that the condition asks for.
        let message = shape::fulfilled(&answer.when, &message, Wish::default()).unwrap_or(message);
        self.say(&message);
        self.asked = Some(message);
    }

    /// Leaves it to another conversation of the connection to ask whether the client is there.
    pub(super) fn ask_nothing(&mut self) {
        self.next_question = None;
    }

    /// The client logged in to another conversation of the connection, by this section.
    pub(super) fn is_logged_in(&mut self, section: u16, now: Instant) {
        let mut login = self.plan().login.iter();
        if self.phase == Phase::Login && login.any(|login| login.section == section) {
            self.phase = Phase::Live;
            self.subscribe_by_address(now);
        }
    }

    /// The section by which the client logged in, if it did.
    pub(super) fn logged_in(&self) -> Option<u16> {
        let login = self.plan().login.as_ref()?;
        (self.phase == Phase::Live).then_some(login.section)
    }

    /// A message of the client. What is not done leaves nothing but what is said.
    pub(super) fn receive(&mut self, text: &str, now: Instant) -> Heard {
        if let Some(why) = self.over_limit(text, now) {
            self.close(why);
            return Heard::Refused;
        }
        if self.is_answer(text) {
            self.asked = None;
            return Heard::Done;
        }
        let plan = self.plan();
        if inverse::of_frame(&plan.keepalive.send, text, &|_, _| true).is_some() {
            let wish = Wish {
                word: "pong",
                ..Wish::default()
            };
            self.say_shape(&plan.ignore, &Data::Null, wish);
            return Heard::Done;
        }
        match (&plan.login, self.phase) {
            (Some(login), Phase::Login) => self.log_in(login, text, now),
            _ => self.understand(text, now),
        }
    }

    /// Which of the provider's limits a message exceeds.
    fn over_limit(&mut self, text: &str, now: Instant) -> Option<String> {
        let limits = &self.plan().limits;
        if limits.frame.is_some_and(|most| text.len() > most as usize) {
            return Some(format!("a frame has {} bytes", text.len()));
        }
        let Rate { count, per_ms } = limits.send?;
        let per = Duration::from_millis(per_ms);
        self.received.push_back(now);
        while self
            .received
            .front()
            .is_some_and(|first| now - *first >= per)
        {
            self.received.pop_front();
        }
        let is_over = self.engine.has_limits && self.received.len() > count as usize;
        is_over.then(|| format!("more than {count} frames within {per_ms} ms"))
    }

    /// Whether a message answers the one that was asked.
    fn is_answer(&self, text: &str) -> bool {
        let Some(asked) = &self.asked else {
            return false;
        };
        let mut answers = self.plan().answers.iter();
        answers.any(|answer| {
            let is_sent_back = |source: &Source, value: &Data| match source {
                Source::Message(path) => get(asked, path) == Some(value),
                _ => true,
            };
            inverse::of_frame(&answer.send, text, &is_sent_back).is_some()
        })
    }

    fn log_in(&mut self, login: &Login, text: &str, now: Instant) -> Heard {
        match self.verify_frame(login.section, text) {
            Ok(_) => {
                self.phase = Phase::Live;
                let mut message = Data::Null;
                self.keep(&login.keep, &mut message);
                let wish = Wish {
                    not: &[&login.refused],
                    ..Wish::default()
                };
                self.note("logged in");
                self.say_shape(&login.ok, &message, wish);
                self.subscribe_by_address(now);
                Heard::Done
            }
            Err(refusal) => {
                let why = format!("{}: {}", refusal.kind, refusal.reason);
                self.note(&format!("login refused ({why})"));
                // The reason is for the log: it shows what was expected.
                let wish = Wish {
                    say: refusal.kind.name(),
                    ..Wish::default()
                };
                self.say_shape(&login.refused, &Data::Null, wish);
                self.close("the login was refused");
                Heard::Refused
            }
        }
    }

    /// Verifies a frame that the plan of a section writes; returns the parameters of the call.
    pub(super) fn verify_frame(&self, section: u16, text: &str) -> Result<Data, Refusal> {
        let received = Received {
            method: "GET".to_owned(),
            body: text.as_bytes().to_vec(),
            ..Received::default()
        };
        let declared = self.engine.section(section);
        let path = declared.map_or("", |section| &section.path);
        let path = path.replace("{path}", "");
        let base = declared.zip(self.base);
        let base = base.map(|(section, base)| format!("{base}{}", path_of_base(&section.base)));
        let request = ReceivedRequest {
            section,
            method: "GET",
            path: &path,
            body: text.as_bytes(),
            base: base.as_deref(),
            ..ReceivedRequest::default()
        };
        let verified = self.engine.verify_section(&request, &received)?;
        let params = match verified.params {
            Value::Absent => None,
            params => params.to_json().ok(),
        };
        let params = params.map(|text| json::read(text.as_bytes(), json::Names::Shown));
        Ok(params.and_then(Result::ok).unwrap_or(Data::Null))
    }

    /// Makes up the values of a confirmation that the client keeps; returns them by name.
    pub(super) fn keep(&mut self, keep: &[Kept], message: &mut Data) -> Vec<(String, Data)> {
        let mut values = Vec::new();
        for kept in keep {
            self.kept += 1;
            let value = Data::Integer(self.kept.to_string().into());
            put(message, &kept.at, value.clone());
            values.push((kept.name.to_string(), value));
        }
        values
    }
}

/// Where a frame reads the message that it answers.
fn message_paths(frame: &Frame) -> Vec<&[PathSegment]> {
    let mut paths = Vec::new();
    frame.each_placeholder(&mut |placeholder| {
        if let Source::Message(path) = &placeholder.source {
            paths.push(path.as_ref());
        }
    });
    paths
}
