//! Messages of a channel, wrapped so that the routes of a client find them.

use super::conversation::Conversation;
use super::inverse::{self, Values};
use super::shape::{self, Wish, frame_text, put_text};
use super::varied::Varied;
use crate::paths::{get, put};
use specie_codegen::example_values;
use specie_codegen::model::{ChannelMessage, MessageForm};
use specie_codegen::scenario::StreamFault;
use specie_codegen::validate::{self, Way, as_text};
use specie_runtime::signing::plan::{Data, PathSegment, Str};
use specie_runtime::stream::plan::{
    ChannelPlan, MessagePath, Route, RouteBy, RouteData, Source, Start,
};
use specie_runtime::stream::{self, Book, Subscription};
use std::time::Duration;
use tokio::time::Instant;

/// How long it takes at least, and at most, until the next message of a subscription, in milliseconds.
const PAUSE: std::ops::RangeInclusive<u64> = 50..=200;

/// How often a message is made up until it begins a subscription, or does not.
const ATTEMPTS: usize = 32;

/// A subscription.
pub(super) struct Live {
    /// The channel, by its index in the plan.
    pub(super) channel: usize,
    /// What stands for it in frames.
    pub(super) item: Data,
    pub(super) subscription: Subscription,
    /// What was made up for its confirmation.
    pub(super) kept: Vec<(String, Data)>,
    /// When its next message is sent.
    pub(super) next: Instant,
    /// Whether the message that it begins with was sent.
    started: bool,
    /// The number of its last message.
    pub(super) number: Option<i128>,
    /// Its book, where messages have a checksum.
    pub(super) book: Book,
}

impl Live {
    pub(super) fn new(
        channel: usize,
        item: Data,
        subscription: Subscription,
        kept: Vec<(String, Data)>,
        now: Instant,
        random: &mut fastrand::Rng,
    ) -> Self {
        Self {
            channel,
            item,
            subscription,
            kept,
            next: now + pause(random),
            started: false,
            number: None,
            book: Book::default(),
        }
    }
}

fn pause(random: &mut fastrand::Rng) -> Duration {
    Duration::from_millis(random.u64(PAUSE))
}

/// A message, and where its data is.
pub(super) struct Wrapped {
    pub(super) message: Data,
    pub(super) data: Vec<PathSegment>,
}

impl Wrapped {
    pub(super) fn place(&self, path: &MessagePath) -> Vec<PathSegment> {
        let before = match path.of_data {
            true => self.data.as_slice(),
            false => &[],
        };
        before.iter().chain(path.path.iter()).cloned().collect()
    }
}

impl Conversation<'_> {
    /// Sends the next message of a subscription, as far as the scenario lets it.
    pub(super) fn send_next(&mut self, at: usize, now: Instant) {
        let Some(live) = self.live.get_mut(at) else {
            return;
        };
        live.next = now + pause(&mut self.random);
        let Some(wrapped) = self.made(at, None) else {
            return;
        };
        self.send_with_fault(at, wrapped);
    }

    /// Sends the answer that a subscription begins with.
    pub(super) fn send_start(&mut self, at: usize, id: Option<Data>, now: Instant) {
        if let Some(live) = self.live.get_mut(at) {
            live.next = now + pause(&mut self.random);
        }
        if let Some(wrapped) = self.made(at, Some(id)) {
            self.send_with_fault(at, wrapped);
        }
    }

    fn send_with_fault(&mut self, at: usize, mut wrapped: Wrapped) {
        let channel = self.live.get(at).map(|live| live.channel);
        let mut channels = self.stream.received();
        let Some(channel) = channel.and_then(|channel| channels.nth(channel)) else {
            return;
        };
        let faults = &self.engine.stream_faults;
        let fault = faults.next(&self.stream.name, &channel.name);
        if fault == Some(StreamFault::Checksum) {
            self.spoil_checksum(at, &mut wrapped);
        }
        let message = &wrapped.message;
        if let Some(fault) = fault {
            self.note(&format!("{fault} for `{}`", channel.name));
        }
        match fault {
            None | Some(StreamFault::Checksum) => self.say(message),
            // Its number is counted all the same.
            Some(StreamFault::Drop) => {}
            Some(StreamFault::Repeat) => {
                self.say(message);
                self.say(message);
            }
            Some(StreamFault::Garble) => {
                let mut text = frame_text(message);
                text.pop();
                self.say(&Data::Text(Str::Owned(text)));
            }
            Some(StreamFault::Close) => self.close("the scenario closes the connection"),
            Some(StreamFault::Silence) => self.fall_silent(),
            Some(StreamFault::Refuse) => self.say(message),
        }
    }

    /// A message of a subscription: the next, or the answer to a request that has the number `asked`.
    fn made(&mut self, at: usize, asked: Option<Option<Data>>) -> Option<Wrapped> {
        let live = self.live.get(at)?;
        let plan = self.plan().channels.get(live.channel)?;
        let channel = self.stream.received().nth(live.channel)?;
        let is_first = !live.started && matches!(plan.start, Start::Topic(_) | Start::Message(_));
        let mut forms: Vec<&ChannelMessage> = channel
            .messages
            .iter()
            .filter(|one| {
                (one.form == MessageForm::Start)
                    == (is_first && matches!(plan.start, Start::Topic(_)))
            })
            .collect();
        self.random.shuffle(&mut forms);
        let is_start = is_first || asked.is_some();
        let mut wrapped = forms
            .into_iter()
            .find_map(|form| self.as_wanted(at, plan, form, is_start))?;
        if let Some(Some(id)) = &asked
            && let Some(path) = self.id_path()
        {
            put(&mut wrapped.message, &path, id.clone());
        }
        self.number(at, plan, &mut wrapped);
        if let Some(live) = self.live.get_mut(at) {
            live.started |= is_start;
        }
        self.sum_up(at, plan, &mut wrapped, is_start);
        Some(wrapped)
    }

    /// A message of a form that begins a subscription, or one that does not.
    fn as_wanted(
        &mut self,
        at: usize,
        plan: &ChannelPlan,
        form: &ChannelMessage,
        is_start: bool,
    ) -> Option<Wrapped> {
        let (Start::Message(when) | Start::Request { when, .. }) = &plan.start else {
            return self.wrapped(at, plan, form).into_iter().next();
        };
        let mut last = None;
        for _ in 0..ATTEMPTS {
            let mut wrapped = self.wrapped(at, plan, form).into_iter();
            let is_wanted =
                |one: &Wrapped| stream::holds(when, &frame_text(&one.message)) == is_start;
            let first = wrapped.next()?;
            if is_wanted(&first) {
                return Some(first);
            }
            if let Some(wanted) = wrapped.find(is_wanted) {
                return Some(wanted);
            }
            last = Some(first);
        }
        // The kind of a message is not changed to make it begin something, or not.
        if plan.kinds.is_some() && matches!(plan.start, Start::Message(_)) {
            return None;
        }
        let wrapped = last?;
        let message = match is_start {
            true => shape::fulfilled(when, &wrapped.message, Wish::default()),
            false => shape::unfulfilled(when, &wrapped.message),
        };
        Some(Wrapped {
            message: message?,
            ..wrapped
        })
    }

    /// Where answers have the number of their request, if confirmations have it.
    fn id_path(&self) -> Option<Vec<PathSegment>> {
        match &self.plan().ack.as_ref()?.by {
            specie_runtime::stream::plan::AckBy::Id(path) => Some(path.to_vec()),
            _ => None,
        }
    }

    /// Made up data of a form, where a route reads it: for each route that can find the subscription, those first that need nothing which the type
    /// of the data does not have.
    fn wrapped(&mut self, at: usize, plan: &ChannelPlan, form: &ChannelMessage) -> Vec<Wrapped> {
        let data = self.made_data(form);
        let Some(live) = self.live.get(at) else {
            return Vec::new();
        };
        self.routed(live, plan, form, &data)
    }

    /// A made up message of a channel that is not subscribed to.
    pub(super) fn made_for(
        &mut self,
        channel: usize,
        subscription: Subscription,
        now: Instant,
    ) -> Option<Wrapped> {
        let plan = self.plan().channels.get(channel)?;
        let form = self.stream.received().nth(channel)?.messages.first()?;
        let data = self.made_data(form);
        let item = crate::members::text(subscription.topic());
        let random = &mut self.random;
        let live = Live::new(channel, item, subscription, Vec::new(), now, random);
        self.routed(&live, plan, form, &data).into_iter().next()
    }

    fn made_data(&mut self, form: &ChannelMessage) -> Data {
        let api = &self.engine.api;
        let mut data = example_values::value(api, &form.ty, "data", None, Way::Received);
        Varied {
            api,
            now_ns: self.engine.now_ns(),
            random: &mut self.random,
        }
        .vary(&form.ty, &mut data);
        data
    }

    /// Data where the routes read it, for a subscription.
    fn routed(
        &self,
        live: &Live,
        plan: &ChannelPlan,
        form: &ChannelMessage,
        data: &Data,
    ) -> Vec<Wrapped> {
        let api = &self.engine.api;
        let topic = match form.form {
            MessageForm::Start => live.subscription.start_topic().unwrap_or_default(),
            _ => live.subscription.topic(),
        };
        let routes = self.plan().routes.iter();
        let mut wrapped: Vec<Wrapped> = routes
            .filter_map(|route| route_back(route, live, topic, data))
            .collect();
        wrapped.sort_by_key(|wrapped| {
            let data = get(&wrapped.message, &wrapped.data).unwrap_or(&Data::Null);
            let (_, mismatches) = validate::value(&api.types, &form.ty, data, Way::Received);
            !mismatches.is_empty()
        });
        if let (Some(kinds), MessageForm::Kind(name)) = (&plan.kinds, &form.form) {
            for wrapped in &mut wrapped {
                let place = wrapped.place(&kinds.by);
                put_text(&mut wrapped.message, &place, name);
            }
        }
        wrapped
    }
}

/// A route backwards: the message in which it finds a topic and data. `None`: the topic cannot be in a message of this route.
fn route_back(route: &Route, live: &Live, topic: &str, data: &Data) -> Option<Wrapped> {
    let (mut places, mut name) = (Vec::new(), None);
    match &route.by {
        RouteBy::Topic(template) => {
            let values: Values<'_> = inverse::of_text(template, topic, &|_, _| true)?;
            for (source, value) in values.iter() {
                match source {
                    Source::Message(path) => places.push((path, value.clone())),
                    Source::MemberName => name = as_text(value),
                    _ => return None,
                }
            }
        }
        RouteBy::Kept { name, is } => {
            let mut kept = live.kept.iter();
            let (_, value) = kept.find(|(known, _)| known == name)?;
            places.push((is, value.clone()));
        }
    }
    let data_path = match (&route.data, name) {
        (RouteData::At(path), None) => path.to_vec(),
        (RouteData::At(_), Some(_)) => return None,
        (RouteData::MemberValue, name) => {
            let name = name.unwrap_or_else(|| topic.to_owned());
            vec![PathSegment::Name(Str::Owned(name))]
        }
    };
    let mut message = Data::Null;
    put(&mut message, &data_path, data.clone());
    for (path, value) in places {
        match value {
            Data::Text(text) => put_text(&mut message, path, &text),
            other => put(&mut message, path, other),
        }
    }
    if !route.when.is_empty() {
        message = shape::fulfilled(&route.when, &message, Wish::default())?;
    }
    Some(Wrapped {
        message,
        data: data_path,
    })
}
