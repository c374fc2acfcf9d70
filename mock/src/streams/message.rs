//! Messages of a channel, wrapped so that the routes of a client find them.

use super::conversation::Conversation;
use super::inverse::{self, Values};
use super::shape::{self, Wish, frame_text, put_text};
use super::varied::Varied;
use crate::paths::{get, put};
use specie_codegen::example_values;
use specie_codegen::model::{ChannelMessage, MessageForm};
use specie_codegen::scenario::StreamFault;
use specie_codegen::validate::{Way, as_text};
use specie_runtime::signing::plan::{Data, PathSegment, Str};
use specie_runtime::stream::plan::{
    ChannelPlan, MessagePath, Route, RouteBy, RouteData, SequenceRule, Source, Start,
};
use specie_runtime::stream::{self, Subscription};
use std::time::Duration;
use tokio::time::Instant;

/// How long it takes at least, and at most, until the next message of a subscription, in milliseconds.
const PAUSE: std::ops::RangeInclusive<u64> = 50..=200;

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
    number: Option<i128>,
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
        }
    }
}

fn pause(random: &mut fastrand::Rng) -> Duration {
    Duration::from_millis(random.u64(PAUSE))
}

/// A message, and where its data is.
struct Wrapped {
    message: Data,
    data: Vec<PathSegment>,
}

impl Wrapped {
    fn place(&self, path: &MessagePath) -> Vec<PathSegment> {
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
        let Some(message) = self.made(at, None) else {
            return;
        };
        self.send_with_fault(at, &message);
    }

    /// Sends the answer that a subscription begins with.
    pub(super) fn send_start(&mut self, at: usize, id: Option<Data>, now: Instant) {
        if let Some(live) = self.live.get_mut(at) {
            live.next = now + pause(&mut self.random);
        }
        if let Some(message) = self.made(at, Some(id)) {
            self.send_with_fault(at, &message);
        }
    }

    fn send_with_fault(&mut self, at: usize, message: &Data) {
        let channel = self.live.get(at).map(|live| live.channel);
        let mut channels = self.stream.received();
        let Some(channel) = channel.and_then(|channel| channels.nth(channel)) else {
            return;
        };
        let faults = &self.engine.stream_faults;
        let fault = faults.next(&self.stream.name, &channel.name);
        if let Some(fault) = fault {
            self.note(&format!("{fault} for `{}`", channel.name));
        }
        match fault {
            None => self.say(message),
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
    fn made(&mut self, at: usize, asked: Option<Option<Data>>) -> Option<Data> {
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
        let mut wrapped = forms.into_iter().find_map(|form| {
            let wrapped = self.wrapped(at, plan, form)?;
            self.begins_as_wanted(plan, wrapped, is_start)
        })?;
        if let Some(Some(id)) = &asked
            && let Some(path) = self.id_path()
        {
            put(&mut wrapped.message, &path, id.clone());
        }
        self.number(at, plan, &mut wrapped);
        if let Some(live) = self.live.get_mut(at) {
            live.started |= is_start;
        }
        Some(wrapped.message)
    }

    /// A message that begins a subscription, or one that does not.
    fn begins_as_wanted(
        &self,
        plan: &ChannelPlan,
        wrapped: Wrapped,
        is_start: bool,
    ) -> Option<Wrapped> {
        let (Start::Message(when) | Start::Request { when, .. }) = &plan.start else {
            return Some(wrapped);
        };
        if stream::holds(when, &frame_text(&wrapped.message)) == is_start {
            return Some(wrapped);
        }
        // The kind of a message is not changed to make it begin something.
        if !is_start || plan.kinds.is_some() && matches!(plan.start, Start::Message(_)) {
            return None;
        }
        let message = shape::fulfilled(when, &wrapped.message, Wish::default())?;
        Some(Wrapped { message, ..wrapped })
    }

    /// Where answers have the number of their request, if confirmations have it.
    fn id_path(&self) -> Option<Vec<PathSegment>> {
        match &self.plan().ack.as_ref()?.by {
            specie_runtime::stream::plan::AckBy::Id(path) => Some(path.to_vec()),
            _ => None,
        }
    }

    /// Made up data of a form, where the first route that fits reads it.
    fn wrapped(&mut self, at: usize, plan: &ChannelPlan, form: &ChannelMessage) -> Option<Wrapped> {
        let api = &self.engine.api;
        let mut data = example_values::value(api, &form.ty, "data", None, Way::Received);
        Varied {
            api,
            now_ns: self.engine.now_ns(),
            random: &mut self.random,
        }
        .vary(&form.ty, &mut data);
        let live = self.live.get(at)?;
        let topic = match form.form {
            MessageForm::Start => live.subscription.start_topic()?,
            _ => live.subscription.topic(),
        };
        let routes = self.plan().routes.iter();
        let mut wrapped = routes
            .filter_map(|route| route_back(route, live, topic, &data))
            .next()?;
        if let (Some(kinds), MessageForm::Kind(name)) = (&plan.kinds, &form.form) {
            let place = wrapped.place(&kinds.by);
            put_text(&mut wrapped.message, &place, name);
        }
        Some(wrapped)
    }

    /// Gives a message its numbers.
    fn number(&mut self, at: usize, plan: &ChannelPlan, wrapped: &mut Wrapped) {
        let Some(sequence) = &plan.sequence else {
            return;
        };
        let of_live = self.live.get(at).and_then(|live| live.number);
        let last = match sequence.per_connection {
            true => self.number,
            false => of_live,
        };
        let step = i128::from(self.random.u8(1..=5));
        let first_of = |path: &MessagePath, wrapped: &Wrapped| {
            let known = get(&wrapped.message, &wrapped.place(path)).and_then(as_text);
            known.and_then(|known| known.parse::<i128>().ok())
        };
        let (own, places) = match &sequence.rule {
            SequenceRule::Step(path) => {
                let last = last.or_else(|| first_of(path, wrapped)).unwrap_or(1_000);
                (last + 1, vec![(path, last + 1)])
            }
            SequenceRule::Rising(path) => {
                let last = last.or_else(|| first_of(path, wrapped)).unwrap_or(1_000);
                (last + step, vec![(path, last + step)])
            }
            SequenceRule::Chain { previous, this } => {
                let last = last.or_else(|| first_of(this, wrapped)).unwrap_or(1_000);
                (last + step, vec![(previous, last), (this, last + step)])
            }
            SequenceRule::Range {
                first,
                last: last_path,
            } => {
                let last = last
                    .or_else(|| first_of(last_path, wrapped))
                    .unwrap_or(1_000);
                (
                    last + step,
                    vec![(first, last + 1), (last_path, last + step)],
                )
            }
        };
        for (path, number) in places {
            let place = wrapped.place(path);
            let number = Str::Owned(number.to_string());
            let number = match get(&wrapped.message, &place) {
                Some(Data::Text(_)) => Data::Text(number),
                _ => Data::Integer(number),
            };
            put(&mut wrapped.message, &place, number);
        }
        match sequence.per_connection {
            true => self.number = Some(own),
            false => {
                if let Some(live) = self.live.get_mut(at) {
                    live.number = Some(own);
                }
            }
        }
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
