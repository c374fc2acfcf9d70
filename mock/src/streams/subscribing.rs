//! Frames of the client: subscriptions, their ends, requests.

use super::conversation::{Conversation, Heard};
use super::finding::Wanted;
use super::inverse::{self, Values};
use super::message::Live;
use crate::paths::get;
use specie_codegen::validate::{Way, as_text};
use specie_codegen::{example_values, json};
use specie_runtime::signing::plan::{Data, Str};
use specie_runtime::stream::plan::{AckBy, Frame, Source, Start, TopicSet};
use tokio::time::Instant;

impl Conversation<'_> {
    /// A message of a client that is let in.
    pub(super) fn understand(&mut self, text: &str, now: Instant) -> Heard {
        if let Some(heard) = self.understand_event(text, now) {
            return heard;
        }
        let plan = self.plan();
        if let Some(frame_plan) = &plan.subscribe
            && let Some(values) = self.frame_values(frame_plan, text)
        {
            return match values {
                Ok(values) => self.subscribe(&values.of(frame_plan), now),
                Err(Refused { frame, why }) => {
                    let values = frame.of(frame_plan);
                    let topics: Vec<Data> = values.topics().cloned().collect();
                    self.refuse(&topics, values.id(), &why)
                }
            };
        }
        if let Some(frame) = &plan.unsubscribe
            && let Some(Ok(values)) = self.frame_values(frame, text)
        {
            return self.unsubscribe(&values.of(frame));
        }
        for (at, channel) in plan.channels.iter().enumerate() {
            if let Start::Request { frame, .. } = &channel.start
                && let Some(Ok(values)) = self.frame_values(frame, text)
            {
                return self.answer_request(at, &values.of(frame), now);
            }
        }
        let mut setup = plan.setup.iter();
        if setup.any(|frame| self.frame_values(frame, text).is_some()) {
            return Heard::Done;
        }
        let what = "the message is none that the spec declares";
        self.note(&format!("{what}: {}", shown(text)));
        self.refuse(&[], None, what);
        Heard::Unknown
    }

    /// The parameters of a frame that is signed, or the frame itself. `None`: it is another frame.
    fn frame_values(&mut self, frame: &Frame, text: &str) -> Option<Result<FrameData, Refused>> {
        let unsigned = Frame {
            section: None,
            ..frame.clone()
        };
        let fits = |text: &str| inverse::of_frame(&unsigned, text, &|_, _| true).is_some();
        let Some(section) = frame.section else {
            return fits(text).then(|| Ok(FrameData(text.to_owned())));
        };
        // What was signed keeps the members of the frame.
        if !fits(text) {
            return None;
        }
        match self.verify_frame(section, text) {
            Ok(params) => {
                let params = json::write(&params);
                fits(&params).then_some(Ok(FrameData(params)))
            }
            Err(refusal) => {
                let why = format!("{}: {}", refusal.kind, refusal.reason);
                self.note(&format!("the frame is refused ({why})"));
                let frame = FrameData(text.to_owned());
                // The reason is for the log: it shows what was expected.
                let why = refusal.kind.name().to_owned();
                Some(Err(Refused { frame, why }))
            }
        }
    }

    /// Channels that need no frame: the address says that they are sent.
    pub(super) fn subscribe_by_address(&mut self, now: Instant) {
        self.subscribe_unasked(None, now);
    }

    /// Channels that need no frame, and come after this event of the client.
    pub(super) fn subscribe_unasked(&mut self, after: Option<u16>, now: Instant) {
        if self.plan().subscribe.is_some() {
            return;
        }
        for (at, channel) in self.stream.received().enumerate() {
            let plan = self.plan().channels.get(at);
            if plan.is_none_or(|plan| plan.after != after) || self.refuses_events(at) {
                continue;
            }
            // Nothing says which values the parameters have: examples stand for them.
            let params = channel.params.iter();
            let params: Vec<(Str, Data)> = params
                .map(|field| {
                    let api = &self.engine.api;
                    let value = example_values::value(api, &field.ty, &field.name, None, Way::Sent);
                    (field.name.clone().into(), value)
                })
                .collect();
            if let Some(subscription) = self.subscription(at, &params) {
                let item = crate::members::text(subscription.topic());
                let live = Live::new(at, item, subscription, Vec::new(), now, &mut self.random);
                self.live.push(live);
            }
        }
    }

    fn subscribe(&mut self, values: &Values<'_>, now: Instant) -> Heard {
        let plan = self.plan();
        if let Some(name) = self.closed_session(values) {
            return self.refuse(
                &[],
                values.id(),
                &format!("the session has no such `{name}`"),
            );
        }
        let topics: Vec<Data> = values.topics().cloned().collect();
        let mut wanted: Vec<Result<Wanted, Data>> = Vec::new();
        if topics.is_empty() {
            wanted.push(self.of_params(&values.params()));
        }
        for item in &topics {
            match self.of_item(item) {
                Ok(all) => wanted.extend(all.into_iter().map(Ok)),
                Err(item) => wanted.push(Err(item)),
            }
        }
        let limits = &plan.limits;
        let too_many =
            |most: Option<u32>, count: usize| most.is_some_and(|most| count > most as usize);
        if too_many(limits.batch, wanted.len()) {
            return self.refuse(&topics, values.id(), "too many topics in a frame");
        }
        if plan.topics == TopicSet::Replace {
            let is_kept = |live: &Live| topics.contains(&live.item);
            self.live.retain(is_kept);
        }
        if too_many(limits.topics, self.live.len() + wanted.len()) {
            return self.refuse(&topics, values.id(), "too many topics of a connection");
        }
        let (mut found, mut unknown) = (Vec::new(), Vec::new());
        for one in wanted {
            match one {
                Ok(wanted) if self.is_refused(wanted.channel) => unknown.push(wanted.item),
                Ok(wanted) => found.push(wanted),
                Err(item) => unknown.push(item),
            }
        }
        if !unknown.is_empty() {
            let names: Vec<String> = unknown.iter().map(shown_item).collect();
            let why = format!("unknown topic {}", names.join(", "));
            self.note(&format!("subscription refused ({why})"));
            self.refuse(&unknown, values.id(), &why);
            // Only a refusal that names its topic leaves the others.
            let names_topic = plan
                .ack
                .as_ref()
                .is_some_and(|ack| matches!(ack.by, AckBy::Topic(_)));
            if !names_topic || found.is_empty() {
                return Heard::Refused;
            }
        }
        for wanted in found {
            let is_on = |live: &Live| live.item == wanted.item;
            if !self.live.iter().any(is_on) {
                self.note(&format!("subscribed to {}", wanted.subscription.topic()));
                let Wanted {
                    channel,
                    item,
                    subscription,
                } = wanted;
                let live = Live::new(
                    channel,
                    item.clone(),
                    subscription,
                    Vec::new(),
                    now,
                    &mut self.random,
                );
                self.live.push(live);
                self.confirm_one(&item, values.id(), "");
            } else {
                self.confirm_one(&wanted.item, values.id(), "");
            }
        }
        self.confirm_all(values.id(), "");
        Heard::Done
    }

    /// The name of a session's value that a frame has, but no session.
    fn closed_session(&self, values: &Values<'_>) -> Option<String> {
        values.iter().find_map(|(source, value)| match source {
            Source::Session(name) => {
                let text = as_text(value).unwrap_or_default();
                let is_open = self.engine.is_of_session(name, &text);
                (!is_open).then(|| name.to_string())
            }
            _ => None,
        })
    }

    fn unsubscribe(&mut self, values: &Values<'_>) -> Heard {
        let kept: Vec<(&str, &Data)> = values
            .iter()
            .filter_map(|(source, value)| match source {
                Source::Kept(name) => Some((name.as_ref(), value)),
                _ => None,
            })
            .collect();
        let topics: Vec<Data> = values.topics().cloned().collect();
        let params = values.params();
        let by_params = match (topics.is_empty(), params.is_empty()) {
            (true, false) => self.of_params(&params).ok().map(|wanted| wanted.item),
            _ => None,
        };
        let joined = topics.iter().filter_map(|item| self.of_item(item).ok());
        let joined: Vec<Data> = joined.flatten().map(|wanted| wanted.item).collect();
        let is_meant = |live: &Live| {
            topics.contains(&live.item)
                || joined.contains(&live.item)
                || by_params.as_ref() == Some(&live.item)
                || kept.iter().any(|(name, value)| {
                    let mut own = live.kept.iter();
                    own.any(|(known, own)| known == name && own == *value)
                })
        };
        let ended: Vec<Live>;
        (ended, self.live) = std::mem::take(&mut self.live)
            .into_iter()
            .partition(is_meant);
        if ended.is_empty() {
            return self.refuse(&topics, values.id(), "nothing of this is subscribed to");
        }
        for live in ended {
            self.note(&format!("unsubscribed from {}", live.subscription.topic()));
            self.confirm_one(&live.item, values.id(), "unsub");
        }
        self.confirm_all(values.id(), "unsub");
        Heard::Done
    }

    /// Whether the scenario refuses subscriptions to a channel.
    fn is_refused(&self, channel: usize) -> bool {
        let mut channels = self.stream.received();
        channels.nth(channel).is_some_and(|channel| {
            let faults = &self.engine.stream_faults;
            faults.refuses(&self.stream.name, &channel.name)
        })
    }

    /// A request whose answer a subscription begins with.
    fn answer_request(&mut self, channel: usize, values: &Values<'_>, now: Instant) -> Heard {
        let topics: Vec<&Data> = values.topics().collect();
        let params = Data::Object(values.params().into());
        let is_meant = |live: &Live| {
            live.channel == channel
                && (topics.contains(&&live.item)
                    || topics.is_empty() && live.has_params(self.plan(), &params))
        };
        match self.live.iter().position(is_meant) {
            Some(at) => {
                self.send_start(at, values.id().cloned(), now);
                Heard::Done
            }
            None => self.refuse(&[], values.id(), "nothing of this is subscribed to"),
        }
    }
}

/// A frame that is not signed as it must be.
struct Refused {
    frame: FrameData,
    why: String,
}

/// What a frame says, read from its text when it is looked at.
struct FrameData(String);

impl FrameData {
    fn of<'p>(&self, frame: &'p Frame) -> Values<'p> {
        inverse::of_frame(frame, &self.0, &|_, _| true).unwrap_or_default()
    }
}

pub(super) fn shown_item(item: &Data) -> String {
    match item {
        Data::Text(text) => shown(text),
        other => shown(&json::write(other)),
    }
}

/// The start of a text, for the log and for refusals.
fn shown(text: &str) -> String {
    text.chars().take(200).collect()
}

impl Live {
    /// Whether a request with these parameters is about it: each is a value of its frame, or of its topic.
    fn has_params(&self, plan: &specie_runtime::stream::plan::StreamPlan, params: &Data) -> bool {
        let channel = plan.channels.get(self.channel);
        let Some(channel) = channel else { return false };
        let values = match &channel.item {
            Some(template) => inverse::of_value(template, &self.item, &|_, _| true),
            None => {
                let topic = self.subscription.topic();
                inverse::of_text(&channel.topic, topic, &|_, _| true)
            }
        };
        let own = Data::Object(values.unwrap_or_default().params().into());
        let Data::Object(wanted) = params else {
            return false;
        };
        let mut wanted = wanted.iter();
        wanted.all(|(name, value)| {
            let path = [specie_runtime::signing::plan::PathSegment::Name(
                name.clone(),
            )];
            get(&own, &path) == Some(value)
        })
    }
}
