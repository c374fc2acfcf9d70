//! Subscriptions on their way: which are asked for next, what confirms them, and what time does.

use super::{ANSWER, Conversation, Entry, Phase, Told, keep, shown};
use crate::signing::Value;
use crate::stream::GapReason;
use crate::stream::frames::{Unsigned, Values};
use crate::stream::plan::{AckBy, ChannelPlan, Frame, Source, Start, StreamPlan, TopicSet};
use crate::stream::subscription::{Stage, Subscription};
use crate::stream::view::View;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A frame that waits for its confirmation.
#[derive(Debug)]
pub(super) struct InFlight {
    id: u64,
    /// The entries that are not confirmed yet.
    left: Vec<usize>,
    /// Whether it ends them.
    ends: bool,
    sent: Instant,
}

impl Entry {
    /// Whether its end is to be asked for.
    fn ends(&self) -> bool {
        match self.stage {
            Stage::On => !self.wanted,
            Stage::Leaving => true,
            Stage::Waiting | Stage::Sent | Stage::Refused => false,
        }
    }

    /// Whether it is to be asked for.
    fn begins(&self) -> bool {
        self.wanted && self.stage == Stage::Waiting
    }

    /// When its channel is silent for longer than it ever is.
    fn silent_at(&self, plan: &StreamPlan) -> Option<Instant> {
        let idle = plan.channel(self.subscription.channel)?.idle_ms?;
        (self.stage == Stage::On).then(|| self.heard + Duration::from_millis(idle))
    }
}

impl Conversation {
    /// Does what time asks for: keeps the connection alive, sends what a limit held back, and notices silence.
    pub fn tick(&mut self, now: Instant) {
        if self.phase == Phase::Over {
            return;
        }
        let setup = Arc::clone(&self.setup);
        let plan = &*setup.plan;
        if let Some(why) = self.broken(now) {
            self.phase = Phase::Over;
            self.told.push_back(Told::Broken(why));
            return;
        }
        if self.old_at.take_if(|old_at| now >= *old_at).is_some() {
            let why = "the connection reaches the age that the provider allows".to_owned();
            self.told.push_back(Told::Leave(why));
        }
        if now >= self.keepalive_at() {
            let id = self.take_id();
            let frame = self.values(id, None).frame(&self.keepalive.send);
            self.send(frame, now);
        }
        for index in self.silent(plan, now) {
            self.lose(index, None, GapReason::Idle, now);
        }
        self.expire_events(now);
        self.pump(now);
        self.pump_calls(now);
    }

    /// When [`Conversation::tick`] has something to do, at the latest.
    #[must_use]
    pub fn wake_at(&self, now: Instant) -> Instant {
        let plan = &self.setup.plan;
        let mut at = self.keepalive_at();
        let mut sooner = |other: Instant| at = at.min(other);
        sooner(self.heard + Duration::from_millis(self.keepalive.dead_ms));
        if self.phase != Phase::Live {
            sooner(self.since + ANSWER);
        }
        if let Some(frame) = &self.in_flight {
            sooner(frame.sent + ANSWER);
        }
        if let Some(free_at) = self.pace.free_at(now) {
            sooner(free_at);
        }
        if let Some(old_at) = self.old_at {
            sooner(old_at);
        }
        if let Some(call_at) = self.call_at() {
            sooner(call_at);
        }
        if let Some(expire_at) = self.events_expire_at() {
            sooner(expire_at);
        }
        let entries = self.entries.iter().flatten();
        entries
            .filter_map(|entry| entry.silent_at(plan))
            .for_each(sooner);
        at.max(now + Duration::from_millis(1))
    }

    /// When the connection must be kept alive next.
    fn keepalive_at(&self) -> Instant {
        let last = match self.keepalive.when_idle {
            true => self.heard.max(self.kept_alive),
            false => self.kept_alive,
        };
        last + Duration::from_millis(self.keepalive.every_ms.max(1))
    }

    /// Why the connection is of no use any more.
    fn broken(&self, now: Instant) -> Option<String> {
        let over = |since: Instant, limit: Duration| now.saturating_duration_since(since) >= limit;
        let seconds = ANSWER.as_secs();
        if over(self.heard, Duration::from_millis(self.keepalive.dead_ms)) {
            let silence = Duration::from_millis(self.keepalive.dead_ms).as_secs_f64();
            return Some(format!("nothing was received for {silence} s"));
        }
        match self.phase {
            Phase::Hello if over(self.since, ANSWER) => {
                return Some(format!("the server did not begin within {seconds} s"));
            }
            Phase::Login if over(self.since, ANSWER) => {
                return Some(format!("the login was not confirmed within {seconds} s"));
            }
            _ => {}
        }
        let frame = self.in_flight.as_ref()?;
        over(frame.sent, ANSWER).then(|| {
            let topics = self.subscriptions_of(&frame.left);
            let topics: Vec<&str> = topics.iter().map(|one| one.topic()).collect();
            let topics = topics.join(", ");
            let what = if frame.ends {
                "end of a subscription"
            } else {
                "subscription"
            };
            format!("no answer within {seconds} s to the {what}: {topics}")
        })
    }

    /// The entries whose channel is silent for longer than it ever is.
    fn silent(&self, plan: &StreamPlan, now: Instant) -> Vec<usize> {
        let is_silent = |entry: &Entry| entry.silent_at(plan).is_some_and(|at| now >= at);
        let entries = self.entries.iter().enumerate();
        let silent = entries.filter(|(_, entry)| entry.as_ref().is_some_and(is_silent));
        silent.map(|(index, _)| index).collect()
    }

    /// Sends the next frames, as far as confirmations and limits allow.
    pub(super) fn pump(&mut self, now: Instant) {
        let setup = Arc::clone(&self.setup);
        let plan = &*setup.plan;
        while self.phase == Phase::Live && self.pace.free_at(now).is_none() {
            if self.send_waiting(plan, now) {
                continue;
            }
            if self.in_flight.is_some() {
                return;
            }
            self.drop_what_was_never_sent();
            if let Some(first) = self.next_of(Entry::ends) {
                self.ask(plan, first, true, now);
            } else if let Some(first) = self.next_of(Entry::begins) {
                let after = self.channel_of(plan, first).and_then(|one| one.after);
                if !after.is_some_and(|event| self.send_before(event, None, plan, now)) {
                    self.ask(plan, first, false, now);
                }
            } else {
                return;
            }
        }
    }

    fn channel_of<'p>(&self, plan: &'p StreamPlan, index: usize) -> Option<&'p ChannelPlan> {
        let entry = self.entries.get(index)?.as_ref()?;
        plan.channel(entry.subscription.channel)
    }

    fn next_of(&self, fits: impl Fn(&Entry) -> bool) -> Option<usize> {
        let fits = |entry: &Option<Entry>| entry.as_ref().is_some_and(&fits);
        self.entries.iter().position(fits)
    }

    /// Subscriptions that are not wanted any more before they were asked for.
    fn drop_what_was_never_sent(&mut self) {
        while let Some(index) = self.next_of(|entry| {
            !entry.wanted && matches!(entry.stage, Stage::Waiting | Stage::Refused)
        }) {
            self.forget(index);
        }
    }

    fn forget(&mut self, index: usize) {
        let Some(entry) = self.entries.get_mut(index).and_then(Option::take) else {
            return;
        };
        self.topics.retain(|_, (at, _)| *at != index);
        self.by_kept.retain(|_, at| *at != index);
        self.left.push(entry.subscription.topic.clone());
        self.left.extend(entry.subscription.start_topic.clone());
    }

    /// Asks for subscriptions, or for their end, beginning with `first`.
    fn ask(&mut self, plan: &StreamPlan, first: usize, ends: bool, now: Instant) {
        let frame = if ends {
            &plan.unsubscribe
        } else {
            &plan.subscribe
        };
        let Some(frame) = frame else {
            // The address, or nothing, says what is sent.
            return self.confirm(&[first], ends, &[], now);
        };
        let mut batch = self.batch(plan, frame, first, ends);
        let id = self.take_id();
        loop {
            let unsigned = self.written(frame, &batch, id, plan, ends);
            let bytes = match &unsigned {
                Ok(Unsigned::Text(text)) => text.len(),
                Ok(Unsigned::Params(_, value)) => value.to_json().map_or(0, |json| json.len()),
                _ => 0,
            };
            let too_long = plan.limits.frame.is_some_and(|most| bytes > most as usize);
            if too_long && batch.len() > 1 {
                batch.truncate(batch.len() / 2);
                continue;
            }
            if unsigned.is_err() || too_long {
                let subscriptions = self.subscriptions_of(&batch);
                let message = unsigned.err().unwrap_or_else(|| {
                    format!("its frame has {bytes} bytes, more than the provider allows")
                });
                self.set_stage(&batch, Stage::Refused);
                self.told.push_back(Told::Refused {
                    subscriptions,
                    message,
                });
                return;
            }
            self.send(unsigned, now);
            break;
        }
        self.set_stage(&batch, if ends { Stage::Leaving } else { Stage::Sent });
        match &plan.ack {
            Some(_) => {
                self.in_flight = Some(InFlight {
                    id,
                    left: batch,
                    ends,
                    sent: now,
                });
            }
            None => self.confirm(&batch, ends, &[], now),
        }
    }

    /// The entries of one frame, beginning with `first`.
    fn batch(&self, plan: &StreamPlan, frame: &Frame, first: usize, ends: bool) -> Vec<usize> {
        if !takes_topics(frame) {
            return vec![first];
        }
        let most = plan
            .limits
            .batch
            .map_or(usize::MAX, |most| most as usize)
            .max(1);
        let fits = if ends { Entry::ends } else { Entry::begins };
        let entries = self.entries.iter().enumerate().skip(first);
        let fitting = entries.filter(|(_, entry)| entry.as_ref().is_some_and(fits));
        fitting.map(|(index, _)| index).take(most).collect()
    }

    fn written(
        &self,
        frame: &Frame,
        batch: &[usize],
        id: u64,
        plan: &StreamPlan,
        ends: bool,
    ) -> Result<Unsigned, String> {
        let entry = |index: &usize| self.entries.get(*index).and_then(Option::as_ref);
        let mut topics: Vec<&Subscription> = Vec::new();
        if plan.topics == TopicSet::Replace {
            // Each frame says everything that is on.
            let on = self.entries.iter().enumerate();
            let on = on.filter(|(index, entry)| {
                let on = entry.as_ref().is_some_and(|entry| entry.stage == Stage::On);
                on && !batch.contains(index)
            });
            topics.extend(on.filter_map(|(_, entry)| Some(&*entry.as_ref()?.subscription)));
        }
        if plan.topics == TopicSet::Add || !ends {
            topics.extend(
                batch
                    .iter()
                    .filter_map(entry)
                    .map(|entry| &*entry.subscription),
            );
        }
        let own = batch.first().and_then(entry).map(|entry| &entry.kept);
        let mut kept = self.kept.clone();
        kept.extend(own.into_iter().flatten().cloned());
        let values = Values {
            topics: &topics,
            kept: &kept,
            ..self.values(id, None)
        };
        values.frame(frame)
    }

    /// Whether a message confirms or refuses what waits for it.
    pub(super) fn understand_ack(
        &mut self,
        view: &View<'_>,
        plan: &StreamPlan,
        now: Instant,
    ) -> bool {
        let Some(ack) = &plan.ack else {
            return false;
        };
        let refused = view.holds(&ack.refused);
        if !refused && !view.holds(&ack.ok) {
            return false;
        }
        let Some(frame) = &self.in_flight else {
            // It confirms a frame of which everything was confirmed already.
            return !refused;
        };
        let meant = match self.named(view, &ack.by, frame) {
            Named::These(meant) => meant,
            // A refusal often names nothing: it belongs to the one frame that waits.
            Named::Nothing if refused => frame.left.clone(),
            Named::Nothing | Named::Others => return !refused,
        };
        let ends = frame.ends;
        if let Some(frame) = &mut self.in_flight {
            frame.left.retain(|index| !meant.contains(index));
        }
        if self
            .in_flight
            .as_ref()
            .is_some_and(|frame| frame.left.is_empty())
        {
            self.in_flight = None;
        }
        match refused {
            true => {
                let subscriptions = self.subscriptions_of(&meant);
                let message = shown(view.text());
                self.told.push_back(Told::Refused {
                    subscriptions,
                    message,
                });
                match ends {
                    true => meant.iter().for_each(|index| self.forget(*index)),
                    false => self.set_stage(&meant, Stage::Refused),
                }
            }
            false => self.confirm(&meant, ends, &keep(&ack.keep, view), now),
        }
        self.pump(now);
        true
    }

    /// Which of the entries that wait a confirmation names.
    fn named(&self, view: &View<'_>, by: &AckBy, frame: &InFlight) -> Named {
        match by {
            AckBy::Order => Named::These(frame.left.clone()),
            AckBy::Id(path) => match view.scalar(path) {
                Some(id) if id == frame.id.to_string() => Named::These(frame.left.clone()),
                Some(_) => Named::Others,
                None => Named::Nothing,
            },
            AckBy::Topic(template) => {
                let values = Values {
                    message: Some(view),
                    ..Values::default()
                };
                let mut topic = String::new();
                if !values.topic(template, &mut topic) {
                    return Named::Nothing;
                }
                match self.topics.get(&topic) {
                    Some((index, _)) if frame.left.contains(index) => Named::These(vec![*index]),
                    Some(_) => Named::Others,
                    // A refusal may name its topic in another way, or an empty one.
                    None => Named::Nothing,
                }
            }
            AckBy::Topics(path) => {
                let Some(Ok(Value::List(all))) =
                    view.raw(path).map(|raw| Value::from_json(raw.as_bytes()))
                else {
                    return Named::Nothing;
                };
                let on = |index: &&usize| {
                    let entry = self.entries.get(**index).and_then(Option::as_ref);
                    entry.is_some_and(|entry| {
                        let topic = Value::from(entry.subscription.topic.as_str());
                        all.contains(&topic) || all.contains(&entry.subscription.item)
                    })
                };
                let meant = frame.left.iter().filter(|index| on(index) != frame.ends);
                match meant.copied().collect::<Vec<_>>() {
                    meant if meant.is_empty() => Named::Others,
                    meant => Named::These(meant),
                }
            }
        }
    }

    /// These are confirmed.
    fn confirm(&mut self, meant: &[usize], ends: bool, kept: &[(String, String)], now: Instant) {
        let setup = Arc::clone(&self.setup);
        let (mut requests, mut began) = (Vec::new(), Vec::new());
        for index in meant {
            let Some(Some(entry)) = self.entries.get_mut(*index) else {
                continue;
            };
            entry.heard = now;
            if ends {
                match entry.wanted {
                    true => {
                        entry.begin_anew(&setup.plan, now);
                        entry.stage = Stage::Waiting;
                        entry.kept.clear();
                        self.by_kept.retain(|_, at| at != index);
                    }
                    false => self.forget(*index),
                }
                continue;
            }
            entry.stage = Stage::On;
            entry.kept = kept.to_vec();
            let channel = setup.plan.channel(entry.subscription.channel);
            if let Some(Start::Request { frame, .. }) = channel.map(|channel| &channel.start) {
                requests.push((*index, frame));
            }
            began.push(*index);
            for (name, json) in kept {
                let text = crate::stream::view::scalar(json);
                if let Some(text) = text {
                    self.by_kept
                        .insert((name.clone(), text.into_owned()), *index);
                }
            }
        }
        for (index, frame) in requests {
            let id = self.take_id();
            let frame = self.written(frame, &[index], id, &setup.plan, false);
            self.send(frame, now);
        }
        for index in began {
            self.call_once_confirmed(index, now);
        }
    }

    fn set_stage(&mut self, indices: &[usize], stage: Stage) {
        for index in indices {
            if let Some(Some(entry)) = self.entries.get_mut(*index) {
                entry.stage = stage;
            }
        }
    }

    fn subscriptions_of(&self, indices: &[usize]) -> Vec<Arc<Subscription>> {
        let entries = indices
            .iter()
            .filter_map(|index| self.entries.get(*index)?.as_ref());
        entries
            .map(|entry| Arc::clone(&entry.subscription))
            .collect()
    }
}

/// What a confirmation names.
enum Named {
    /// These of the entries that wait.
    These(Vec<usize>),
    /// Something that does not wait.
    Others,
    /// Nothing.
    Nothing,
}

/// Whether a frame takes the topics of several subscriptions.
fn takes_topics(frame: &Frame) -> bool {
    let mut takes = false;
    frame.each_placeholder(&mut |placeholder| takes |= placeholder.source == Source::Topics);
    takes
}
