//! Calls whose responses subscriptions begin with: when each is made, and what its response says. At most one is made at a time.

use super::entry::{Early, Entry};
use super::{Conversation, Delivered, Phase, Told, numbers};
use crate::core::Core;
use crate::signing::plan::{PathSegment, Str};
use crate::stream::frames::Values;
use crate::stream::pace::{STABLE, pause_after};
use crate::stream::plan::{CallPlan, SequenceRule, Start, StreamPlan};
use crate::stream::subscription::{Stage, Subscription};
use crate::stream::view::{scalar, within};
use crate::stream::{Gap, GapReason, MessageKind};
use crate::{Error, ErrorKind, Json, Operation, Outcome};
use bytes::Bytes;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant;

/// A call that a conversation asks for. Its response goes to [`Conversation::call_answered`].
#[derive(Clone, Debug)]
pub struct StreamCall {
    ticket: u64,
    plan: CallPlan,
    params: Json,
}

impl StreamCall {
    /// Identifies the call, for its response.
    #[must_use]
    pub fn ticket(&self) -> u64 {
        self.ticket
    }

    /// Name of the operation.
    #[must_use]
    pub fn operation(&self) -> &str {
        &self.plan.operation
    }

    /// The parameters of the call.
    #[must_use]
    pub fn params(&self) -> &Json {
        &self.params
    }

    /// Makes the call, with the limits, the retries and the deadline of this client. Returns the data of the response, as JSON.
    ///
    /// # Errors
    /// As for [`Core::run`].
    pub async fn make(&self, core: &Core) -> Result<Bytes, Error> {
        fn named<T: Copy>(list: &[(Str, T)]) -> Vec<(&str, T)> {
            list.iter().map(|(name, value)| (&**name, *value)).collect()
        }
        fn names(list: &[Str]) -> Vec<&str> {
            list.iter().map(|name| &**name).collect()
        }
        let plan = &self.plan;
        let operation = Operation {
            envelope: plan.envelope,
            timeout_ms: plan.timeout_ms,
            weight: plan.weight,
            path_encode: &named(&plan.path_encode),
            in_query: &names(&plan.in_query),
            in_headers: &names(&plan.in_headers),
            formats: &named(&plan.formats),
            ..Operation::new(&plan.operation, &plan.method, &plan.path)
                .section(plan.section)
                .safe()
        };
        core.0.call_for_stream(&operation, &self.params).await
    }
}

/// The calls of a conversation.
#[derive(Debug, Default)]
pub(super) struct Calls {
    /// When a call is to be made for which entry. One that does not need it any more is passed over.
    due: BTreeSet<(Instant, usize)>,
    /// The call that is made: its ticket, and the entry.
    in_flight: Option<(u64, usize)>,
    tickets: u64,
    outgoing: Option<StreamCall>,
}

/// How far a subscription is that begins with the response of a call.
#[derive(Debug, Default)]
pub(super) struct Beginning {
    /// When the call is to be made.
    due: Option<Instant>,
    /// The call whose response is waited for.
    ticket: Option<u64>,
    /// How many were made since it last was begun for long.
    made: u32,
    began: Option<Instant>,
}

impl Beginning {
    /// Whether a call is made, or will be.
    pub(super) fn is_due(&self) -> bool {
        self.due.is_some() || self.ticket.is_some()
    }

    /// A response that comes now is not waited for.
    pub(super) fn stop(&mut self) {
        (self.due, self.ticket) = (None, None);
    }
}

/// After how many responses that are too old a gap is told.
const TOO_OLD: u32 = 5;

/// As how many calls those before a beginning count, when it did not last.
const RESTARTS: u32 = 4;

/// The call that a subscription of this channel begins with, and where its response has its number.
fn begins_with<'p>(
    plan: &'p StreamPlan,
    subscription: &Subscription,
) -> Option<(&'p CallPlan, &'p [PathSegment])> {
    match &plan.channel(subscription.channel)?.start {
        Start::Call { call, at } => Some((call, at)),
        _ => None,
    }
}

impl Conversation {
    /// The next call to make. There is no other before it is answered.
    pub fn next_call(&mut self) -> Option<StreamCall> {
        self.calls.outgoing.take()
    }

    /// A call was made: the data of its response, or why there is none.
    pub fn call_answered(&mut self, ticket: u64, answer: Result<Bytes, Error>, now: Instant) {
        let in_flight = self.calls.in_flight.take_if(|(known, _)| *known == ticket);
        let Some((_, index)) = in_flight else { return };
        if let Some(Some(entry)) = self.entries.get_mut(index)
            && entry
                .beginning
                .ticket
                .take_if(|known| *known == ticket)
                .is_some()
            && entry.waits_for_call()
        {
            match answer {
                Ok(data) => self.begin_with(index, data, now),
                Err(error) => self.call_failed(index, error, now),
            }
        }
        self.pump_calls(now);
    }

    /// When a call is to be made next.
    pub(in crate::stream) fn call_at(&self) -> Option<Instant> {
        let (at, _) = self.calls.due.first()?;
        self.calls.in_flight.is_none().then_some(*at)
    }

    /// A subscription is confirmed: if it begins with a call, that is made.
    pub(super) fn call_once_confirmed(&mut self, index: usize, now: Instant) {
        let setup = Arc::clone(&self.setup);
        let Some(Some(entry)) = self.entries.get_mut(index) else {
            return;
        };
        if begins_with(&setup.plan, &entry.subscription).is_some() {
            // What came before may not be followed by what comes from now on.
            entry.early.clear();
            self.call_soon(index, now);
        }
    }

    /// A subscription is wanted again before its end was asked for: its call may have been passed over meanwhile.
    pub(super) fn call_if_wanted_again(&mut self, index: usize, now: Instant) {
        let setup = Arc::clone(&self.setup);
        if let Some(Some(entry)) = self.entries.get(index)
            && begins_with(&setup.plan, &entry.subscription).is_some()
            && entry.waits_for_call()
            && !entry.beginning.is_due()
        {
            self.call_soon(index, now);
        }
    }

    /// Lets a subscription that begins with a call begin anew with another one. Returns whether it begins so.
    pub(super) fn call_anew(&mut self, index: usize, now: Instant) -> bool {
        let setup = Arc::clone(&self.setup);
        let Some(Some(entry)) = self.entries.get_mut(index) else {
            return false;
        };
        let begins = begins_with(&setup.plan, &entry.subscription).is_some();
        if !begins || entry.stage != Stage::On {
            return begins;
        }
        if let Some(began) = entry.beginning.began.take() {
            let was_stable = now.saturating_duration_since(began) >= STABLE;
            let most = if was_stable { 0 } else { RESTARTS };
            entry.beginning.made = entry.beginning.made.min(most);
        }
        self.call_soon(index, now);
        true
    }

    /// Makes the call of a subscription, after the pause that the calls before it ask for.
    fn call_soon(&mut self, index: usize, now: Instant) {
        if let Some(Some(entry)) = self.entries.get_mut(index) {
            let at = now + pause_after(entry.beginning.made);
            self.call_at_time(index, at);
        }
        self.pump_calls(now);
    }

    fn call_at_time(&mut self, index: usize, at: Instant) {
        if let Some(Some(entry)) = self.entries.get_mut(index) {
            entry.beginning.stop();
            entry.beginning.due = Some(at);
            self.calls.due.insert((at, index));
        }
    }

    /// Asks for the next call whose time has come, unless one is being made.
    pub(super) fn pump_calls(&mut self, now: Instant) {
        let setup = Arc::clone(&self.setup);
        while self.phase == Phase::Live && self.calls.in_flight.is_none() {
            let next = self.calls.due.first().copied();
            let Some((at, index)) = next.filter(|(at, _)| *at <= now) else {
                return;
            };
            self.calls.due.pop_first();
            let Some(Some(entry)) = self.entries.get_mut(index) else {
                continue;
            };
            let is_due = entry.beginning.due.take_if(|due| *due == at).is_some();
            if is_due
                && entry.waits_for_call()
                && let Some((call, _)) = begins_with(&setup.plan, &entry.subscription)
            {
                let subscription = Arc::clone(&entry.subscription);
                let params = self.params_of(call, &subscription);
                self.ask_call(index, call, params, now);
            }
        }
    }

    fn ask_call(
        &mut self,
        index: usize,
        plan: &CallPlan,
        params: Result<Json, Error>,
        now: Instant,
    ) {
        let Some(Some(entry)) = self.entries.get_mut(index) else {
            return;
        };
        entry.beginning.made = entry.beginning.made.saturating_add(1);
        let params = match params {
            Ok(params) => params,
            Err(error) => return self.call_failed(index, error, now),
        };
        self.calls.tickets += 1;
        let ticket = self.calls.tickets;
        entry.beginning.ticket = Some(ticket);
        self.calls.in_flight = Some((ticket, index));
        self.calls.outgoing = Some(StreamCall {
            ticket,
            plan: plan.clone(),
            params,
        });
    }

    /// The parameters of a call.
    fn params_of(&self, call: &CallPlan, subscription: &Subscription) -> Result<Json, Error> {
        let values = Values {
            topics: &[subscription],
            params: Some(&subscription.params),
            ..self.values(0, None)
        };
        let json = values.members(&call.params).and_then(|members| {
            let json = members.to_json();
            json.map_err(|error| error.to_string())
        });
        let json = json.map_err(|why| Error::request(format!("its parameters: {why}")))?;
        Json::parse(json.as_bytes()).map_err(|problem| Error::request(problem.to_string()))
    }

    /// A call failed: that is told, and another one is made after a pause.
    fn call_failed(&mut self, index: usize, mut error: Error, now: Instant) {
        let setup = Arc::clone(&self.setup);
        let Some(Some(entry)) = self.entries.get_mut(index) else {
            return;
        };
        let subscription = Arc::clone(&entry.subscription);
        let asked = error.retry_after().unwrap_or_default();
        let pause = pause_after(entry.beginning.made).max(asked);
        if let Some((call, _)) = begins_with(&setup.plan, &subscription) {
            let inner = error.inner();
            inner
                .operation
                .get_or_insert_with(|| call.operation.to_string());
            inner.what = format!(
                "the call that `{}` begins with failed, and is tried again: {}",
                subscription.topic, inner.what
            );
        }
        self.told.push_back(Told::CallFailed {
            subscription,
            error,
        });
        self.call_at_time(index, now + pause);
    }

    /// A subscription begins with the response of its call, if what was received since joins it.
    fn begin_with(&mut self, index: usize, data: Bytes, now: Instant) {
        let setup = Arc::clone(&self.setup);
        let Some(Some(entry)) = self.entries.get_mut(index) else {
            return;
        };
        let Some((_, path)) = begins_with(&setup.plan, &entry.subscription) else {
            return;
        };
        let Some(at) = number_in(&data, path) else {
            let what = format!("the response has no number at `{}`", shown(path));
            let error = Error::new(ErrorKind::Decode, Outcome::Done, what);
            return self.call_failed(index, error, now);
        };
        let channel = setup.plan.channel(entry.subscription.channel);
        let sequence = channel.and_then(|channel| channel.sequence.as_ref());
        let rule = sequence.map(|sequence| &sequence.rule);
        if rule.is_some_and(|rule| is_too_old(rule, at, &entry.early)) {
            return self.too_old(index, now);
        }
        entry.started = true;
        entry.joining = true;
        (entry.last, entry.late, entry.heard) = (Some(at), None, now);
        entry.beginning.began = Some(now);
        let whole = 0..data.len();
        let message = Delivered {
            subscription: Arc::clone(&entry.subscription),
            kind: MessageKind::Start,
            message: data,
            data: whole,
        };
        self.told.push_back(Told::Message(message));
        self.deliver_early(index, rule, now);
    }

    /// The response is older than what was received: messages between the two are missing.
    fn too_old(&mut self, index: usize, now: Instant) {
        let Some(Some(entry)) = self.entries.get_mut(index) else {
            return;
        };
        if entry.beginning.made.is_multiple_of(TOO_OLD) {
            let gap = Gap {
                topic: entry.subscription.topic.clone(),
                lost: None,
                reason: GapReason::Sequence,
            };
            self.told.push_back(Told::Gap(gap));
        }
        self.call_soon(index, now);
    }
}

impl Entry {
    /// Whether it needs the response of a call.
    fn waits_for_call(&self) -> bool {
        self.wanted && self.stage == Stage::On && !self.started
    }
}

/// Whether a response with this number is older than the messages that were received: the first one that it does not cover does not join it.
fn is_too_old(rule: &SequenceRule, at: i128, early: &[Early]) -> bool {
    let mut numbered = early.iter().filter_map(|one| one.numbers);
    if let SequenceRule::Rising(_) = rule {
        // Only a message that it covers proves that none is missing between it and the next one.
        return numbered.next().is_some_and(|first| first.last > at);
    }
    let first = numbered.find(|numbers| numbers.last > at);
    first.is_some_and(|first| numbers::join(rule, at, first).is_gap())
}

/// The number at a path of a JSON text.
fn number_in(data: &Bytes, path: &[PathSegment]) -> Option<i128> {
    let text = std::str::from_utf8(data).ok()?;
    let range = match path.is_empty() {
        true => 0..text.len(),
        false => within(text, 0..text.len(), path)?,
    };
    scalar(text.get(range)?)?.parse().ok()
}

fn shown(path: &[PathSegment]) -> String {
    let segments: Vec<String> = path
        .iter()
        .map(|segment| match segment {
            PathSegment::Name(name) => name.to_string(),
            PathSegment::Index(index) => index.to_string(),
        })
        .collect();
    segments.join(".")
}
