//! Events of the client on their way: when each may be sent, and which message answers it.

use super::{ANSWER, Conversation, Told, shown};
use crate::random::random_uuid;
use crate::signing::Value;
use crate::stream::frames::{Unsigned, Values};
use crate::stream::plan::{Route, RouteBy, RouteData, SendPlan, Sends, Source, StreamPlan};
use crate::stream::sent_event::SentEvent;
use crate::stream::view::View;
use bytes::Bytes;
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;
use std::time::Instant;

/// The events of a connection.
#[derive(Debug, Default)]
pub(super) struct Sending {
    /// Those that were not sent yet.
    waiting: VecDeque<Waiting>,
    /// Those that were sent, and not answered yet.
    awaited: Vec<Awaited>,
    /// Those that need not be sent again before others: see [`SendPlan::after`].
    done: Vec<u16>,
    /// When something was sent last of which nobody knows whether the server refused it.
    unknown: Option<Instant>,
    next_ticket: u64,
}

#[derive(Debug)]
struct Waiting {
    ticket: u64,
    event: u16,
    params: Value<'static>,
    since: Instant,
}

#[derive(Debug)]
struct Awaited {
    ticket: u64,
    event: u16,
    /// What the answer names.
    id: String,
    sent: Instant,
}

impl Conversation {
    /// Sends an event of the client, as its index in the plan, once it may be sent. Returns the ticket by which it is told what became of it.
    pub fn send_event(&mut self, event: u16, params: Value<'static>, now: Instant) -> u64 {
        let ticket = self.sending.next_ticket;
        self.sending.next_ticket += 1;
        self.sending.waiting.push_back(Waiting {
            ticket,
            event,
            params,
            since: now,
        });
        self.pump(now);
        ticket
    }

    /// Whether an event waits to be sent, or for its answer.
    #[must_use]
    pub fn awaits_answers(&self) -> bool {
        !self.sending.waiting.is_empty() || !self.sending.awaited.is_empty()
    }

    /// An event that was taken from [`Conversation::next_frame`] could not be signed: it was not sent, nor is what needs it.
    pub(in crate::stream) fn was_not_sent(&mut self, sent: &SentEvent) {
        let Sending { awaited, done, .. } = &mut self.sending;
        done.retain(|known| *known != sent.event);
        awaited.retain(|one| Some(one.ticket) != sent.ticket);
        let same = |frame: &Unsigned| match frame {
            Unsigned::Event(other) => other.ticket == sent.ticket,
            _ => false,
        };
        self.outgoing.retain(|frame| !same(frame));
    }

    /// Sends the next event that waits, or what must be sent before it. Returns whether there was one.
    pub(super) fn send_waiting(&mut self, plan: &StreamPlan, now: Instant) -> bool {
        let Some(first) = self.sending.waiting.front() else {
            return false;
        };
        let ticket = Some(first.ticket);
        if let Some(after) = plan.event(first.event).and_then(|event| event.after)
            && self.send_before(after, ticket, plan, now)
        {
            return true;
        }
        if let Some(Waiting {
            ticket,
            event,
            params,
            ..
        }) = self.sending.waiting.pop_front()
        {
            self.write_event(event, params, Some(ticket), plan, now);
        }
        true
    }

    /// Sends an event that must come before others, unless it was sent over this connection. Returns whether it was sent now.
    pub(super) fn send_before(
        &mut self,
        event: u16,
        ticket: Option<u64>,
        plan: &StreamPlan,
        now: Instant,
    ) -> bool {
        if self.sending.done.contains(&event) {
            return false;
        }
        self.write_event(event, Value::Absent, ticket, plan, now);
        true
    }

    fn write_event(
        &mut self,
        event: u16,
        params: Value<'static>,
        ticket: Option<u64>,
        plan: &StreamPlan,
        now: Instant,
    ) {
        let Some(declared) = plan.event(event) else {
            return;
        };
        let uuid = match random_uuid() {
            Ok(uuid) => uuid,
            Err(error) => return self.fail_event(ticket, false, &error.to_string()),
        };
        let id = self.take_id();
        let is_answered = declared.answer.is_some() && !plan.sends.id.is_empty();
        match ticket.filter(|_| is_answered) {
            Some(ticket) => self.sending.awaited.push(Awaited {
                ticket,
                event,
                id: match reads_uuid(declared) {
                    true => uuid.clone(),
                    false => id.to_string(),
                },
                sent: now,
            }),
            None => self.sending.unknown = Some(now),
        }
        self.sending
            .done
            .retain(|known| Some(*known) != declared.undoes);
        if !self.sending.done.contains(&event) {
            self.sending.done.push(event);
        }
        let sent = SentEvent {
            setup: Arc::clone(&self.setup),
            session: Arc::clone(&self.session),
            kept: self.kept.clone(),
            clock_ns: self.clock_ns,
            event,
            params,
            id,
            uuid,
            ticket,
        };
        self.send(Ok(Unsigned::Event(Box::new(sent))), now);
    }

    fn fail_event(&mut self, ticket: Option<u64>, was_sent: bool, why: &str) {
        let why = why.to_owned();
        self.told.push_back(match ticket {
            Some(ticket) => Told::EventFailed {
                ticket,
                was_sent,
                why,
            },
            None => Told::Broken(why),
        });
    }

    /// When [`Conversation::expire_events`] has something to do.
    pub(super) fn events_expire_at(&self) -> Option<Instant> {
        let Sending {
            waiting, awaited, ..
        } = &self.sending;
        let waiting = waiting.iter().map(|one| one.since);
        let since = waiting.chain(awaited.iter().map(|one| one.sent)).min();
        since.map(|since| since + ANSWER)
    }

    /// Tells of events that were not sent or not answered in time.
    pub(super) fn expire_events(&mut self, now: Instant) {
        let over = |since: Instant| now.saturating_duration_since(since) >= ANSWER;
        let seconds = ANSWER.as_secs();
        let waiting = &mut self.sending.waiting;
        let late = waiting.iter().take_while(|one| over(one.since)).count();
        for one in waiting.drain(..late).collect::<Vec<_>>() {
            let why = format!("it could not be sent within {seconds} s");
            self.fail_event(Some(one.ticket), false, &why);
        }
        while let Some(at) = self.sending.awaited.iter().position(|one| over(one.sent)) {
            let one = self.sending.awaited.remove(at);
            self.sending.unknown = Some(now);
            let why = format!("the provider did not answer within {seconds} s");
            self.fail_event(Some(one.ticket), true, &why);
        }
    }

    /// Whether a message answers or refuses an event. Others may be interested in it too.
    pub(super) fn understand_answer(
        &mut self,
        view: &View<'_>,
        message: &Bytes,
        origin: usize,
        plan: &StreamPlan,
        now: Instant,
    ) -> bool {
        let Sends {
            events,
            id,
            refused,
        } = &plan.sends;
        if events.is_empty() {
            return false;
        }
        let refused = view.holds(refused);
        let named = match id.is_empty() {
            true => None,
            false => view.scalar(id),
        };
        let Some(named) = named else {
            if refused {
                self.refused_unnamed(view, now);
            }
            return refused;
        };
        let mut awaited = self.sending.awaited.iter();
        let Some(at) = awaited.position(|one| *one.id == *named) else {
            return false;
        };
        let answer = self.sending.awaited.get(at);
        let answer = answer.and_then(|one| plan.event(one.event)?.answer);
        let data = answer.and_then(|channel| data_of(view, plan, channel));
        let told = |ticket| match (refused, data) {
            (true, _) => Some(Told::EventRefused {
                ticket: Some(ticket),
                message: shown(view.text()),
            }),
            (false, Some(data)) => Some(Told::Answered {
                ticket,
                data: message.slice(data.start + origin..data.end + origin),
            }),
            (false, None) => None,
        };
        let ticket = self.sending.awaited.get(at).map(|one| one.ticket);
        let Some(told) = ticket.and_then(told) else {
            return false;
        };
        self.sending.awaited.remove(at);
        self.told.push_back(told);
        true
    }

    /// A refusal that does not name its event. It is about the only one that waits, unless it may be about one that is never answered.
    fn refused_unnamed(&mut self, view: &View<'_>, now: Instant) {
        let may_be_another = self
            .sending
            .unknown
            .is_some_and(|sent| now.saturating_duration_since(sent) < ANSWER);
        let ticket = match self.sending.awaited.as_slice() {
            [one] if !may_be_another => Some(one.ticket),
            _ => None,
        };
        if ticket.is_some() {
            self.sending.awaited.clear();
        }
        self.told.push_back(Told::EventRefused {
            ticket,
            message: shown(view.text()),
        });
    }
}

/// Whether the answer to an event names it by its UUID, rather than by the number of the frame.
fn reads_uuid(event: &SendPlan) -> bool {
    let mut reads = false;
    event.frame.each_placeholder(&mut |placeholder| {
        reads |= placeholder.source == Source::Uuid;
    });
    reads
}

/// The data of a message, if it is one of this channel.
fn data_of(view: &View<'_>, plan: &StreamPlan, channel: u16) -> Option<Range<usize>> {
    let wanted = &plan.channel(channel)?.topic;
    let wanted = Values::default().text(wanted).ok()?;
    let of_message = Values {
        message: Some(view),
        ..Values::default()
    };
    let finds = |route: &&Route| {
        let RouteBy::Topic(template) = &route.by else {
            return false;
        };
        let mut topic = String::new();
        (route.when.is_empty() || view.holds(&route.when))
            && of_message.topic(template, &mut topic)
            && topic == wanted
    };
    match &plan.routes.iter().find(finds)?.data {
        RouteData::At(path) => view.range(path),
        RouteData::MemberValue => view.first_member().map(|(_, range)| range),
    }
}
