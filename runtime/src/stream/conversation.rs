//! A conversation over a connection, without the connection: frames and times go in, frames to send and events come out.
//!
//! The driver, replays of recorded conversations and tests run the same code. The order on every connection is: hello, login, its
//! confirmation, subscriptions, their confirmations. Only one frame waits for its confirmation at a time, so that a late one cannot be
//! taken for that of another.

mod calls;
mod entry;
mod joined;
mod numbers;
mod receive;
mod requests;
mod route;
mod sends;

use super::frames::{Unsigned, Values};
use super::pace::Pace;
use super::plan::{Frame, FrameBody, Keepalive, StreamPlan, Template, TemplatePart};
use super::subscription::{Stage, Subscription, has_start};
use super::view::{Heads, View};
use super::{Gap, MessageKind};
use crate::Error;
use crate::core::start_of;
use crate::signing::{SessionValues, Value};
use bytes::Bytes;
pub use calls::StreamCall;
use calls::{Beginning, Calls};
use entry::Entry;
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
