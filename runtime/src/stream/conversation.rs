//! A conversation over a connection, without the connection: frames and times go in, frames to send and events come out.
//!
//! The driver, replays of recorded conversations and tests run the same code. The order on every connection is: hello, login, its
//! confirmation, subscriptions, their confirmations. Only one frame waits for its confirmation at a time, so that a late one cannot be
//! taken for that of another.

mod calls;
mod numbers;
mod requests;
mod sends;

use super::book::Book;
use super::frames::{Unsigned, Values};
use super::pace::Pace;
use super::plan::{
    Frame, FrameBody, Keepalive, RouteBy, RouteData, SequenceRule, Start, StreamPlan, Template,
    TemplatePart,
};
use super::subscription::{Numbers, Stage, Subscription, has_start};
use super::view::{Heads, View};
use super::{Gap, GapReason, MessageKind};
use crate::Error;
use crate::core::start_of;
use crate::signing::{SessionValues, Value};
use bytes::Bytes;
pub use calls::StreamCall;
use calls::{Beginning, Calls};
use requests::InFlight;
use sends::Sending;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet, VecDeque};
use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long each answer that the conversation waits for may take: the hello, the confirmations of the login and of a subscription.
const ANSWER: Duration = Duration::from_secs(10);

/// What the conversation of a stream reads beside messages.
#[derive(Debug)]
pub struct Setup {
    /// What is said.
    pub plan: Cow<'static, StreamPlan>,
    /// The values of the client's settings, in the order of the scheme.
    pub settings: Vec<Value<'static>>,
}

impl Setup {
    /// The address of the stream, as its spec says. Values are escaped, except one that it begins with.
    ///
    /// # Errors
    /// A placeholder has no value; which one.
    pub fn address(&self, session: &SessionValues, clock_ns: i128) -> Result<String, String> {
        let values = Values {
            session: Some(session),
            settings: &self.settings,
            clock_ns,
            ..Values::default()
        };
        values.address(&self.plan.url)
    }
}

/// What the conversation tells.
#[derive(Debug)]
#[non_exhaustive]
pub enum Told {
    /// A message of a subscription.
    Message(Delivered),
    /// Messages of a subscription were lost.
    Gap(Gap),
    /// A message that belongs to no subscription.
    Unknown(String),
    /// A frame that cannot be understood: not JSON, not text, too large.
    Unreadable(String),
    /// The provider refused subscriptions, or the end of them.
    Refused {
        /// Which.
        subscriptions: Vec<Arc<Subscription>>,
        /// The provider's message.
        message: String,
    },
    /// The call that a subscription begins with failed. It is tried again.
    CallFailed {
        /// Which.
        subscription: Arc<Subscription>,
        /// Why.
        error: Error,
    },
    /// The provider refused the login, with its message.
    LoginRefused(String),
    /// The provider answered an event of the client.
    Answered {
        /// What [`Conversation::send_event`] returned.
        ticket: u64,
        /// The data of the answer.
        data: Bytes,
    },
    /// The provider refused an event of the client.
    EventRefused {
        /// What [`Conversation::send_event`] returned. `None`: the provider does not say which event it refuses.
        ticket: Option<u64>,
        /// The provider's message.
        message: String,
    },
    /// An event of the client was not sent or not answered.
    EventFailed {
        /// What [`Conversation::send_event`] returned.
        ticket: u64,
        /// Whether it was sent, so that it may have taken effect.
        was_sent: bool,
        /// Why.
        why: String,
    },
    /// The server asks for a new connection, or this one reaches its age.
    Leave(String),
    /// The connection is of no use any more.
    Broken(String),
}

/// A message of a subscription.
#[derive(Clone, Debug)]
pub struct Delivered {
    pub(super) subscription: Arc<Subscription>,
    pub(super) kind: MessageKind,
    pub(super) message: Bytes,
    pub(super) data: Range<usize>,
}

impl Delivered {
    /// The subscription.
    #[must_use]
    pub fn subscription(&self) -> &Subscription {
        &self.subscription
    }

    /// Which of the channel's forms it has.
    #[must_use]
    pub fn kind(&self) -> MessageKind {
        self.kind
    }

    /// Its data, as JSON.
    #[must_use]
    pub fn data(&self) -> &[u8] {
        self.message.get(self.data.clone()).unwrap_or_default()
    }
}

/// How far a connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Waiting for the hello.
    Hello,
    /// The login was sent.
    Login,
    /// Subscriptions are made.
    Live,
    /// Nothing is sent any more.
    Over,
}

/// A subscription on this connection.
#[derive(Debug)]
struct Entry {
    subscription: Arc<Subscription>,
    stage: Stage,
    /// Whether the user still wants it.
    wanted: bool,
    /// Whether the message that it begins with was received.
    started: bool,
    /// What was kept of its confirmation.
    kept: Vec<(String, String)>,
    /// The number of its last message.
    last: Option<i128>,
    /// The number of the last message that came too late.
    late: Option<i128>,
    /// Messages that arrived before the answer that it begins with.
    early: Vec<Early>,
    /// Its best levels, where the provider sends their checksum.
    book: Option<Book>,
    /// Whether no message followed the answer that it begins with: those that the answer covers may still come.
    joining: bool,
    /// The call that it begins with.
    beginning: Beginning,
    heard: Instant,
}

impl Entry {
    /// Forgets what was received: the next message is the first.
    fn begin_anew(&mut self, plan: &StreamPlan, now: Instant) {
        let channel = plan.channel(self.subscription.channel);
        self.started = !channel.is_some_and(has_start);
        self.early.clear();
        self.book = None;
        self.joining = false;
        self.beginning.stop();
        (self.last, self.late, self.heard) = (None, None, now);
    }
}

/// A message that waits for the one that a subscription begins with.
#[derive(Debug)]
struct Early {
    message: Delivered,
    numbers: Option<Numbers>,
}

/// How many messages wait for the one that a subscription begins with.
const EARLY: usize = 4096;

/// See the docs of this module.
#[derive(Debug)]
pub struct Conversation {
    setup: Arc<Setup>,
    heads: Arc<Heads>,
    session: Arc<SessionValues>,
    phase: Phase,
    since: Instant,
    entries: Vec<Option<Entry>>,
    /// Topics of routes, with the index of the entry, and whether it is the topic that a subscription begins with.
    topics: HashMap<String, (usize, bool)>,
    /// Values kept of confirmations, by name and value, with the index of the entry.
    by_kept: HashMap<(String, String), usize>,
    /// Topics that were left on this connection: what still arrives for them is dropped.
    left: Vec<String>,
    /// Topics of channels that the server sends without being asked: where nobody follows them, they are dropped.
    unasked: HashSet<String>,
    kept: Vec<(String, String)>,
    in_flight: Option<InFlight>,
    calls: Calls,
    sending: Sending,
    next_id: u64,
    /// The last number of the connection, where all channels are numbered together.
    last: Option<i128>,
    late: Option<i128>,
    /// The channel whose sequence says so, by its index in the plan.
    numbered: Option<usize>,
    /// When another connection should follow, unless that was told already.
    old_at: Option<Instant>,
    heard: Instant,
    kept_alive: Instant,
    /// How often frames may be sent.
    pace: Pace,
    keepalive: Keepalive,
    outgoing: VecDeque<Unsigned>,
    told: VecDeque<Told>,
    topic: String,
    clock_ns: i128,
}

impl Conversation {
    /// A conversation that has not begun.
    #[must_use]
    pub fn new(setup: Arc<Setup>, session: Arc<SessionValues>, now: Instant) -> Self {
        Self {
            heads: Arc::new(Heads::of(&setup.plan)),
            keepalive: setup.plan.keepalive.clone(),
            session,
            phase: Phase::Hello,
            since: now,
            entries: Vec::new(),
            topics: HashMap::new(),
            by_kept: HashMap::new(),
            left: Vec::new(),
            unasked: unasked(&setup.plan),
            kept: Vec::new(),
            in_flight: None,
            calls: Calls::default(),
            sending: Sending::default(),
            next_id: 1,
            last: None,
            late: None,
            numbered: numbers::of_connection(&setup.plan),
            old_at: None,
            heard: now,
            kept_alive: now,
            pace: Pace::new(setup.plan.limits.send),
            outgoing: VecDeque::new(),
            told: VecDeque::new(),
            topic: String::new(),
            clock_ns: 0,
            setup,
        }
    }

    /// Sets the time that frames carry, in nanoseconds since 1970.
    pub fn set_clock(&mut self, clock_ns: i128) {
        self.clock_ns = clock_ns;
    }

    /// The connection is open.
    pub fn open(&mut self, now: Instant) {
        (self.heard, self.kept_alive, self.since) = (now, now, now);
        let life = self.setup.plan.limits.life_ms;
        self.old_at = life.map(|life| now + margin(life));
        self.phase = Phase::Hello;
        if self.setup.plan.hello.is_empty() {
            self.greeted(now);
        }
    }

    /// Adds a subscription. The same one is added once; another one with the same topic is refused.
    pub fn subscribe(&mut self, subscription: Arc<Subscription>, now: Instant) {
        let one = Subscription::clone(&subscription);
        let subscription = match one.filled(&self.setup.plan, &self.session, true) {
            Ok(subscription) => Arc::new(subscription),
            Err(error) => {
                let message = error.to_string();
                let subscriptions = vec![subscription];
                self.told.push_back(Told::Refused {
                    subscriptions,
                    message,
                });
                return;
            }
        };
        let known = self.topics.get(&subscription.topic);
        if let Some((index, false)) = known.copied() {
            let entry = self.entries.get_mut(index).and_then(Option::as_mut);
            match entry.filter(|entry| entry.subscription.key == subscription.key) {
                Some(entry) => {
                    entry.wanted = true;
                    self.call_if_wanted_again(index, now);
                }
                None => self.told.push_back(Told::Refused {
                    message: "another subscription has the same topic, and their messages cannot be told apart".to_owned(),
                    subscriptions: vec![subscription],
                }),
            }
            return;
        }
        self.left.retain(|topic| *topic != subscription.topic);
        let index = self.entries.len();
        self.topics
            .insert(subscription.topic.clone(), (index, false));
        if let Some(start) = &subscription.start_topic {
            self.topics.insert(start.clone(), (index, true));
        }
        let channel = self.setup.plan.channel(subscription.channel);
        self.entries.push(Some(Entry {
            started: !channel.is_some_and(has_start),
            subscription,
            stage: Stage::Waiting,
            wanted: true,
            kept: Vec::new(),
            last: None,
            late: None,
            early: Vec::new(),
            book: None,
            joining: false,
            beginning: Beginning::default(),
            heard: now,
        }));
        self.pump(now);
    }

    /// Ends a subscription: the one with this [`Subscription::key`].
    pub fn unsubscribe(&mut self, key: &str, now: Instant) {
        let mut entries = self.entries.iter_mut().flatten();
        if let Some(entry) = entries.find(|entry| entry.subscription.key == key) {
            entry.wanted = false;
            self.pump(now);
        }
    }

    /// The next frame to send.
    pub fn next_frame(&mut self) -> Option<Unsigned> {
        self.outgoing.pop_front()
    }

    /// The next event.
    pub fn next_told(&mut self) -> Option<Told> {
        self.told.pop_front()
    }

    /// Whether every subscription is confirmed or refused, and nothing is waited for.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        let waits = |entry: &Entry| matches!(entry.stage, Stage::Waiting | Stage::Sent);
        self.phase == Phase::Live
            && self.in_flight.is_none()
            && !self.entries.iter().flatten().any(waits)
    }

    /// What was received last, if anything.
    #[must_use]
    pub fn heard(&self) -> Instant {
        self.heard
    }

    /// Something of the protocol was received, such as a pong: the connection is alive.
    pub fn receive_control(&mut self, now: Instant) {
        self.heard = now;
    }

    /// A frame was received that cannot be read.
    pub(super) fn receive_unreadable(&mut self, why: String, now: Instant) {
        self.heard = now;
        self.told.push_back(Told::Unreadable(why));
    }

    /// How often the client must ping, and after how long the connection is dead, where the server says so.
    pub(super) fn keep_alive(&mut self, every: Duration, dead: Duration) {
        let send = Frame {
            body: FrameBody::Text(Template(
                vec![TemplatePart::Text(super::socket_io::PING.into())].into(),
            )),
            section: None,
        };
        self.keepalive = Keepalive {
            send,
            every_ms: millis(every),
            when_idle: false,
            dead_ms: millis(dead),
        };
    }

    /// A message was received.
    pub fn receive(&mut self, message: &Bytes, now: Instant) {
        self.heard = now;
        let Ok(text) = std::str::from_utf8(message) else {
            self.told
                .push_back(Told::Unreadable("expected text, found bytes".to_owned()));
            return;
        };
        if !self.setup.plan.each || !text.trim_start().starts_with('[') {
            return self.receive_one(text, message, 0, now);
        }
        match crate::codec::elements(message) {
            Ok(ranges) => {
                for range in ranges {
                    let one = text.get(range.clone()).unwrap_or_default();
                    self.receive_one(one, message, range.start, now);
                }
            }
            Err(problem) => self.told.push_back(Told::Unreadable(problem.to_string())),
        }
    }

    /// A message, or one of a list. `origin` is its offset in `message`.
    fn receive_one(&mut self, text: &str, message: &Bytes, origin: usize, now: Instant) {
        let setup = Arc::clone(&self.setup);
        let heads = Arc::clone(&self.heads);
        match View::new(text, &heads) {
            Ok(view) => self.understand(&view, message, origin, &setup.plan, now),
            Err(problem) => self.told.push_back(Told::Unreadable(problem.to_string())),
        }
    }

    /// Decides what a message is. `origin` is its offset in `message`.
    fn understand(
        &mut self,
        view: &View<'_>,
        message: &Bytes,
        origin: usize,
        plan: &StreamPlan,
        now: Instant,
    ) {
        if self.phase == Phase::Over {
            return;
        }
        self.number_of_connection(view, plan, now);
        if self.phase == Phase::Hello && view.holds(&plan.hello) {
            return self.greeted(now);
        }
        let mut answers = plan.answers.iter();
        if let Some(answer) = answers.find(|answer| view.holds(&answer.when)) {
            let id = self.take_id();
            let frame = self.values(id, Some(view)).frame(&answer.send);
            return self.send(frame, now);
        }
        if view.holds(&plan.leave) {
            let why = format!(
                "the provider asks for a new connection: {}",
                shown(view.text())
            );
            return self.told.push_back(Told::Leave(why));
        }
        if self.phase == Phase::Login && self.understand_login(view, plan, now) {
            return;
        }
        // An answer is of interest also to those who follow its channel.
        let answers = self.understand_answer(view, message, origin, plan, now);
        // What has no meaning may look like data: a heartbeat of a channel.
        if view.holds(&plan.ignore)
            || self.route(view, message, origin, plan, now)
            || self.understand_ack(view, plan, now)
            || answers
        {
            return;
        }
        self.told.push_back(Told::Unknown(shown(view.text())));
    }

    /// Nothing holds the conversation back any more.
    fn greeted(&mut self, now: Instant) {
        self.since = now;
        let setup = Arc::clone(&self.setup);
        match &setup.plan.login {
            Some(login) => {
                self.phase = Phase::Login;
                let call = Unsigned::Params(login.section, Value::Absent);
                self.send(Ok(call), now);
            }
            None => self.admitted(now),
        }
    }

    /// Subscriptions may be made now.
    fn admitted(&mut self, now: Instant) {
        self.phase = Phase::Live;
        self.since = now;
        let setup = Arc::clone(&self.setup);
        for frame in setup.plan.setup.iter() {
            let id = self.take_id();
            let frame = self.values(id, None).frame(frame);
            self.send(frame, now);
        }
        self.pump(now);
    }

    fn understand_login(&mut self, view: &View<'_>, plan: &StreamPlan, now: Instant) -> bool {
        let Some(login) = &plan.login else {
            return false;
        };
        if view.holds(&login.refused) {
            self.phase = Phase::Over;
            self.told.push_back(Told::LoginRefused(shown(view.text())));
            return true;
        }
        if !view.holds(&login.ok) {
            return false;
        }
        self.kept = keep(&login.keep, view);
        self.admitted(now);
        true
    }

    /// Finds the subscription of a message. Returns whether it has one.
    fn route(
        &mut self,
        view: &View<'_>,
        message: &Bytes,
        origin: usize,
        plan: &StreamPlan,
        now: Instant,
    ) -> bool {
        for route in plan.routes.iter() {
            if !route.when.is_empty() && !view.holds(&route.when) {
                continue;
            }
            let found = match &route.by {
                RouteBy::Topic(template) => {
                    let mut topic = std::mem::take(&mut self.topic);
                    topic.clear();
                    let values = Values {
                        message: Some(view),
                        ..Values::default()
                    };
                    let known = match values.topic(template, &mut topic) {
                        true => self.topics.get(topic.as_str()).copied(),
                        false => None,
                    };
                    let is_dropped = known.is_none()
                        && (self.left.contains(&topic) || self.unasked.contains(&topic));
                    self.topic = topic;
                    if is_dropped {
                        return true;
                    }
                    known
                }
                RouteBy::Kept { name, is } => view.scalar(is).and_then(|value| {
                    let key = (name.to_string(), value.into_owned());
                    Some((*self.by_kept.get(&key)?, false))
                }),
            };
            let data = match &route.data {
                RouteData::At(path) => view.range(path),
                RouteData::MemberValue => view.first_member().map(|(_, range)| range),
            };
            if let (Some((index, is_start)), Some(data)) = (found, data) {
                self.deliver(index, is_start, view, message, origin, data, now);
                return true;
            }
        }
        false
    }

    #[expect(clippy::too_many_arguments, reason = "all that is known of a message")]
    fn deliver(
        &mut self,
        index: usize,
        is_start: bool,
        view: &View<'_>,
        message: &Bytes,
        origin: usize,
        data: Range<usize>,
        now: Instant,
    ) {
        let setup = Arc::clone(&self.setup);
        let Some(Some(entry)) = self.entries.get_mut(index) else {
            return;
        };
        entry.heard = now;
        let Some(channel) = setup.plan.channel(entry.subscription.channel) else {
            return;
        };
        let starts = match &channel.start {
            Start::Any | Start::Call { .. } => false,
            Start::Message(when) | Start::Request { when, .. } => view.holds(when),
            Start::Topic(_) => is_start,
        };
        if starts {
            entry.started = true;
            entry.book = None;
            (entry.last, entry.late) = (None, None);
        }
        let waits = matches!(channel.start, Start::Request { .. } | Start::Call { .. });
        if !entry.wanted || !entry.started && !waits {
            return;
        }
        let kind = match (&channel.kinds, is_start) {
            (_, true) => MessageKind::Start,
            (None, false) => MessageKind::Of(0),
            (Some(kinds), false) => match numbers::kind_of(kinds, view, &data) {
                Some(kind) => kind,
                None => return self.told.push_back(Told::Unknown(shown(view.text()))),
            },
        };
        let message = Delivered {
            subscription: Arc::clone(&entry.subscription),
            kind,
            message: message.clone(),
            data: data.start + origin..data.end + origin,
        };
        let sequence = channel.sequence.as_ref().filter(|one| !one.per_connection);
        let numbers = sequence.map(|sequence| numbers::numbers_at(&sequence.rule, view, &data));
        if let Some(None) = numbers {
            let what = format!("a message has no number: {}", shown(view.text()));
            self.told.push_back(Told::Unreadable(what));
            return self.lose(index, None, GapReason::Sequence, now);
        }
        let numbers = numbers.flatten();
        if !entry.started {
            return self.keep_early(index, Early { message, numbers }, now);
        }
        if let (Some(sequence), Some(numbers)) = (sequence, numbers)
            && !self.in_order(index, &sequence.rule, numbers, now)
        {
            let numbers = Some(numbers);
            return self.keep_after_gap(index, Early { message, numbers }, now);
        }
        if let Some(checksum) = &channel.checksum
            && !self.adds_up(index, checksum, view, &data, now)
        {
            return;
        }
        self.told.push_back(Told::Message(message));
        if starts && waits {
            if let Some(Some(entry)) = self.entries.get_mut(index) {
                entry.joining = true;
            }
            self.deliver_early(index, sequence.map(|sequence| &sequence.rule), now);
        }
    }

    /// Delivers what arrived before the answer that a subscription begins with, and follows it.
    fn deliver_early(&mut self, index: usize, rule: Option<&SequenceRule>, now: Instant) {
        let early = match self.entries.get_mut(index) {
            Some(Some(entry)) => std::mem::take(&mut entry.early),
            _ => return,
        };
        for Early { message, numbers } in early {
            let follows = match (rule, numbers) {
                (Some(rule), Some(numbers)) => self.in_order(index, rule, numbers, now),
                _ => true,
            };
            match follows {
                true => self.told.push_back(Told::Message(message)),
                false => self.keep_after_gap(index, Early { message, numbers }, now),
            }
        }
    }

    /// Keeps a message until what its subscription begins with is there.
    fn keep_early(&mut self, index: usize, early: Early, now: Instant) {
        let Some(Some(entry)) = self.entries.get_mut(index) else {
            return;
        };
        if entry.early.len() >= EARLY {
            return self.lose(index, None, GapReason::Sequence, now);
        }
        entry.early.push(early);
    }

    /// Keeps a message after which its subscription began anew with a call: it is the first that may follow the response.
    fn keep_after_gap(&mut self, index: usize, early: Early, now: Instant) {
        let entry = self.entries.get(index).and_then(Option::as_ref);
        if entry.is_some_and(|entry| entry.beginning.is_due()) {
            self.keep_early(index, early, now);
        }
    }

    /// Tells of lost messages, and lets a subscription that needs its beginning begin anew.
    fn lose(&mut self, index: usize, lost: Option<u64>, reason: GapReason, now: Instant) {
        let setup = Arc::clone(&self.setup);
        let Some(Some(entry)) = self.entries.get_mut(index) else {
            return;
        };
        let topic = entry.subscription.topic.clone();
        self.told.push_back(Told::Gap(Gap {
            topic,
            lost,
            reason,
        }));
        let channel = setup.plan.channel(entry.subscription.channel);
        let anew = reason == GapReason::Idle || channel.is_some_and(has_start);
        if !anew {
            return;
        }
        entry.begin_anew(&setup.plan, now);
        // A silent channel may have been forgotten by the server.
        if reason != GapReason::Idle && self.call_anew(index, now) {
            return;
        }
        let renews = channel.is_some_and(|channel| channel.renews_connection);
        if renews || setup.plan.unsubscribe.is_none() {
            let why = "a channel must begin anew, which takes a new connection".to_owned();
            self.told.push_back(Told::Leave(why));
            return;
        }
        // Its end is asked for; because it is still wanted, it is then asked for again.
        if let Some(Some(entry)) = self.entries.get_mut(index) {
            entry.stage = Stage::Leaving;
        }
        self.pump(now);
    }

    /// A message of this topic was dropped because nobody took it. A channel that needs its beginning begins anew.
    pub(super) fn overflowed(&mut self, subscription: &Subscription, now: Instant) {
        if let Some((index, _)) = self.topics.get(&subscription.topic).copied() {
            self.lose(index, Some(1), GapReason::Overflow, now);
        }
    }

    fn values<'s>(&'s self, id: u64, message: Option<&'s View<'s>>) -> Values<'s> {
        Values {
            kept: &self.kept,
            session: Some(&self.session),
            settings: &self.setup.settings,
            id,
            clock_ns: self.clock_ns,
            message,
            ..Values::default()
        }
    }

    fn take_id(&mut self) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        id
    }

    fn send(&mut self, frame: Result<Unsigned, String>, now: Instant) {
        match frame {
            Ok(frame) => {
                self.pace.count(now);
                self.kept_alive = now;
                self.outgoing.push_back(frame);
            }
            Err(why) => {
                let why = format!("a frame cannot be written: {why}");
                self.told.push_back(Told::Broken(why));
            }
        }
    }
}

/// The topics without parameters that a server sends unasked, because no frame asks for them.
fn unasked(plan: &StreamPlan) -> HashSet<String> {
    if plan.subscribe.is_some() {
        return HashSet::new();
    }
    let topics = plan.channels.iter().filter_map(|channel| {
        let mut is_constant = true;
        channel.topic.each_placeholder(&mut |_| is_constant = false);
        let topic = Values::default().text(&channel.topic).ok()?;
        is_constant.then_some(topic)
    });
    topics.collect()
}

/// What is kept of a message.
fn keep(kept: &[super::plan::Kept], view: &View<'_>) -> Vec<(String, String)> {
    let values = kept.iter().filter_map(|kept| {
        let raw = view.raw(&kept.at)?;
        Some((kept.name.to_string(), raw.to_owned()))
    });
    values.collect()
}

/// A connection is renewed a little before it reaches the provider's limit.
fn margin(life_ms: u64) -> Duration {
    Duration::from_millis(life_ms.saturating_sub((life_ms / 50).min(60_000)))
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// The largest part of a message that is shown, in bytes.
const SHOWN: usize = 4096;

/// A message as it is shown.
fn shown(text: &str) -> String {
    start_of(text, SHOWN).to_owned()
}
