//! Messages on their way to their subscriptions, in order, or to the gap that tells of those that are missing.

use super::entry::{EARLY, Early};
use super::{Conversation, Delivered, Told, numbers, shown};
use crate::stream::frames::Values;
use crate::stream::plan::{RouteBy, RouteData, SequenceRule, Start, StreamPlan};
use crate::stream::subscription::{Stage, Subscription, has_start};
use crate::stream::view::View;
use crate::stream::{Gap, GapReason, MessageKind};
use bytes::Bytes;
use std::ops::Range;
use std::sync::Arc;
use std::time::Instant;

impl Conversation {
    /// Finds the subscription of a message. Returns whether it has one.
    pub(super) fn route(
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
    pub(super) fn deliver(
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
    pub(super) fn deliver_early(
        &mut self,
        index: usize,
        rule: Option<&SequenceRule>,
        now: Instant,
    ) {
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
    pub(super) fn keep_early(&mut self, index: usize, early: Early, now: Instant) {
        let Some(Some(entry)) = self.entries.get_mut(index) else {
            return;
        };
        if entry.early.len() >= EARLY {
            return self.lose(index, None, GapReason::Sequence, now);
        }
        entry.early.push(early);
    }

    /// Keeps a message after which its subscription began anew with a call: it is the first that may follow the response.
    pub(super) fn keep_after_gap(&mut self, index: usize, early: Early, now: Instant) {
        let entry = self.entries.get(index).and_then(Option::as_ref);
        if entry.is_some_and(|entry| entry.beginning.is_due()) {
            self.keep_early(index, early, now);
        }
    }

    /// Tells of lost messages, and lets a subscription that needs its beginning begin anew.
    pub(super) fn lose(
        &mut self,
        index: usize,
        lost: Option<u64>,
        reason: GapReason,
        now: Instant,
    ) {
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
    pub(in crate::stream) fn overflowed(&mut self, subscription: &Subscription, now: Instant) {
        if let Some((index, _)) = self.topics.get(&subscription.topic).copied() {
            self.lose(index, Some(1), GapReason::Overflow, now);
        }
    }
}
