//! Frames of the client: subscriptions, their ends, requests.

use super::conversation::{Conversation, Heard};
use super::inverse::{self, Values};
use super::message::Live;
use super::shape::{Wish, put_text};
use crate::members::find;
use crate::paths::{get, put};
use specie_codegen::json;
use specie_codegen::model::{Channel, Field};
use specie_codegen::validate::{self, MismatchKind, Way, as_text};
use specie_codegen::{data, example_values};
use specie_runtime::Json;
use specie_runtime::signing::plan::{Data, Str};
use specie_runtime::stream::Subscription;
use specie_runtime::stream::plan::{AckBy, ChannelPlan, Frame, Source, Start, TopicSet};
use tokio::time::Instant;

/// What a frame asks for.
pub(super) struct Wanted {
    channel: usize,
    /// What stands for the topic in frames.
    item: Data,
    subscription: Subscription,
}

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

    pub(super) fn subscription(
        &self,
        channel: usize,
        params: &[(Str, Data)],
    ) -> Option<Subscription> {
        let params = Json::parse(json::object(params).as_bytes()).ok()?;
        let index = u16::try_from(channel).ok()?;
        let subscription = Subscription::of(self.plan(), index, &params).ok()?;
        // Its topic may have a value of a session: of the newest.
        let sessions = self.engine.sessions().values(self.engine.now_ns());
        let session = sessions.first()?;
        subscription.in_session(self.plan(), session).ok()
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
        let wanted: Vec<Result<Wanted, Data>> = match topics.is_empty() {
            true => vec![self.of_params(&values.params())],
            false => topics.iter().map(|item| self.of_item(item)).collect(),
        };
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
        let is_meant = |live: &Live| {
            topics.contains(&live.item)
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

    /// Confirms one topic, where each is confirmed by itself. What is kept of it belongs to its subscription.
    fn confirm_one(&mut self, item: &Data, id: Option<&Data>, word: &str) {
        let Some(ack) = &self.plan().ack else {
            return;
        };
        let is_alone = matches!(ack.by, AckBy::Topic(_)) || !ack.keep.is_empty();
        if is_alone {
            self.confirm(Some(item), id, word);
        }
    }

    /// Confirms a frame as a whole.
    fn confirm_all(&mut self, id: Option<&Data>, word: &str) {
        let Some(ack) = &self.plan().ack else {
            return;
        };
        let is_alone = matches!(ack.by, AckBy::Topic(_)) || !ack.keep.is_empty();
        if !is_alone {
            self.confirm(None, id, word);
        }
    }

    fn confirm(&mut self, item: Option<&Data>, id: Option<&Data>, word: &str) {
        let Some(ack) = &self.plan().ack else {
            return;
        };
        let mut message = Data::Null;
        if word.is_empty() {
            let kept = self.keep(&ack.keep, &mut message);
            let mut live = self.live.iter_mut();
            if let Some(live) = live.find(|live| Some(&live.item) == item) {
                live.kept = kept;
            }
        }
        self.name_topics(item, id, &mut message);
        let wish = Wish {
            word,
            not: &[&ack.refused],
            ..Wish::default()
        };
        self.say_shape(&ack.ok, &message, wish);
    }

    /// Refuses topics, or a whole frame if none is named.
    fn refuse(&mut self, topics: &[Data], id: Option<&Data>, why: &str) -> Heard {
        let Some(ack) = &self.plan().ack else {
            return Heard::Refused;
        };
        let wish = Wish {
            say: why,
            ..Wish::default()
        };
        let each: Vec<Option<&Data>> = match (&ack.by, topics) {
            (AckBy::Topic(_), [_, ..]) => topics.iter().map(Some).collect(),
            _ => vec![None],
        };
        for item in each {
            let mut message = Data::Null;
            if !matches!(ack.by, AckBy::Topics(_)) {
                self.name_topics(item, id, &mut message);
            }
            self.say_shape(&ack.refused, &message, wish);
        }
        Heard::Refused
    }

    /// Puts into a confirmation what it names: the number of the frame, a topic, or all that is on.
    fn name_topics(&self, item: Option<&Data>, id: Option<&Data>, message: &mut Data) {
        let Some(ack) = &self.plan().ack else {
            return;
        };
        match &ack.by {
            AckBy::Id(path) => {
                if let Some(id) = id {
                    put(message, path, id.clone());
                }
            }
            AckBy::Topics(path) => {
                let all = self.live.iter().map(|live| live.item.clone());
                put(message, path, Data::List(all.collect::<Vec<_>>().into()));
            }
            AckBy::Topic(template) => {
                let Some(item) = item else { return };
                let of_live = self.live.iter().find(|live| live.item == *item);
                let topic = match (of_live, self.of_item(item)) {
                    (Some(live), _) => live.subscription.topic().to_owned(),
                    (None, Ok(wanted)) => wanted.subscription.topic().to_owned(),
                    (None, Err(item)) => shown_item(&item),
                };
                let values = inverse::of_text(template, &topic, &|_, _| true);
                for (source, value) in values.iter().flat_map(Values::iter) {
                    if let Source::Message(path) = source {
                        put_text(message, path, &as_text(value).unwrap_or_default());
                    }
                }
            }
            AckBy::Order => {}
        }
    }

    /// The channel of a topic in a frame, that which says the most of it.
    fn of_item(&self, item: &Data) -> Result<Wanted, Data> {
        let channels = self.stream.received().zip(self.plan().channels.iter());
        let mut best: Option<((bool, usize), Wanted)> = None;
        for (at, (channel, plan)) in channels.enumerate() {
            let Some(params) = self.params_of(channel, plan, item) else {
                continue;
            };
            let Some(subscription) = self.subscription(at, &params) else {
                continue;
            };
            let free: usize = params
                .iter()
                .map(|(_, value)| json::write(value).len())
                .sum();
            // One that has members which the channel does not name may be of another.
            let own = subscription.item().to_json();
            let has_more = own.is_ok_and(|own| own != json::write(item));
            let rank = (has_more, free);
            if best.as_ref().is_none_or(|(known, _)| rank < *known) {
                let wanted = Wanted {
                    channel: at,
                    item: item.clone(),
                    subscription,
                };
                best = Some((rank, wanted));
            }
        }
        best.map(|(_, wanted)| wanted).ok_or_else(|| item.clone())
    }

    /// The parameters of a channel that a topic in a frame has. `None`: it is a topic of another channel.
    fn params_of(
        &self,
        channel: &Channel,
        plan: &ChannelPlan,
        item: &Data,
    ) -> Option<Vec<(Str, Data)>> {
        let allowed = |source: &Source, value: &Data| match source {
            Source::Param(name) => {
                let mut fields = channel.params.iter();
                fields
                    .find(|field| field.name == **name)
                    .is_some_and(|field| self.is_of_type(field, value))
            }
            Source::Session(name) => {
                as_text(value).is_some_and(|text| self.engine.is_of_session(name, &text))
            }
            _ => true,
        };
        let values = match &plan.item {
            Some(template) => inverse::of_value(template, item, &allowed),
            None => inverse::of_text(&plan.topic, &as_text(item)?, &allowed),
        };
        let params = values?.params();
        let mut needed = channel.params.iter().filter(|field| !field.optional);
        needed
            .all(|field| find(&params, &field.name).is_some())
            .then_some(params)
    }

    /// The channel of a frame that has parameters rather than a topic.
    fn of_params(&self, params: &[(Str, Data)]) -> Result<Wanted, Data> {
        for (at, channel) in self.stream.received().enumerate() {
            let is_declared = |name: &str| channel.params.iter().any(|field| field.name == name);
            let mut needed = channel.params.iter().filter(|field| !field.optional);
            let fits = params.iter().all(|(name, _)| is_declared(name))
                && needed.all(|field| {
                    find(params, &field.name).is_some_and(|value| self.is_of_type(field, value))
                });
            if let Some(subscription) = fits.then(|| self.subscription(at, params)).flatten() {
                return Ok(Wanted {
                    channel: at,
                    item: crate::members::text(subscription.topic()),
                    subscription,
                });
            }
        }
        Err(Data::Object(params.to_vec().into()))
    }

    /// Whether a parameter can have this value. A number in a topic is a text.
    fn is_of_type(&self, field: &Field, value: &Data) -> bool {
        let is_valid = |value: &Data| {
            let types = &self.engine.api.types;
            let (_, mismatches) = validate::value(types, &field.ty, value, Way::Received);
            let mut mismatches = mismatches.iter();
            mismatches.all(|mismatch| mismatch.kind == MismatchKind::Unlisted)
        };
        let as_number = match value {
            Data::Text(text) if data::is_integer(text) => Some(Data::Integer(text.clone())),
            _ => None,
        };
        is_valid(value) || as_number.is_some_and(|number| is_valid(&number))
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

fn shown_item(item: &Data) -> String {
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
