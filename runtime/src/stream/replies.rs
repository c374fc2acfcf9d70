//! What becomes of the events that the user sends over a connection.

use super::conversation::Setup;
use super::plan::SendPlan;
use super::sent_event::SentEvent;
use crate::{Error, ErrorKind, Outcome};
use bytes::Bytes;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::oneshot;

/// Takes the data of the answer; `None`: the event is not answered, and was sent.
pub(super) type Reply = oneshot::Sender<Result<Option<Bytes>, Error>>;

/// Those who wait, by the ticket of their event. None of them waits longer than the connection lasts.
#[derive(Debug)]
pub(super) struct Replies {
    setup: Arc<Setup>,
    waiting: BTreeMap<u64, Waiting>,
}

#[derive(Debug)]
struct Waiting {
    event: u16,
    reply: Reply,
    /// Whether a byte of it may have left.
    was_sent: bool,
}

impl Replies {
    pub(super) fn new(setup: Arc<Setup>) -> Self {
        Self {
            setup,
            waiting: BTreeMap::new(),
        }
    }

    pub(super) fn add(&mut self, ticket: u64, event: u16, reply: Reply) {
        let waiting = Waiting {
            event,
            reply,
            was_sent: false,
        };
        self.waiting.insert(ticket, waiting);
    }

    /// Whether the user stopped waiting, so that it need not be sent.
    pub(super) fn is_given_up(&self, sent: &SentEvent) -> bool {
        let waiting = sent.ticket.and_then(|ticket| self.waiting.get(&ticket));
        waiting.is_some_and(|waiting| waiting.reply.is_closed())
    }

    /// A frame is about to be sent.
    pub(super) fn leaves(&mut self, sent: &SentEvent) {
        if let Some(waiting) = self.of(sent) {
            waiting.was_sent = true;
        }
    }

    /// A frame was sent. If nothing answers it, that is all.
    pub(super) fn was_sent(&mut self, sent: &SentEvent) {
        let is_answered = sent.plan().is_some_and(|plan| plan.answer.is_some());
        if self.of(sent).is_some() && !is_answered {
            self.reply(sent.ticket, |_| Ok(None));
        }
    }

    /// The user's own event, not one that it needs.
    fn of(&mut self, sent: &SentEvent) -> Option<&mut Waiting> {
        let waiting = self.waiting.get_mut(&sent.ticket?)?;
        (waiting.event == sent.event).then_some(waiting)
    }

    pub(super) fn answered(&mut self, ticket: u64, data: Bytes) {
        self.reply(Some(ticket), |_| Ok(Some(data)));
    }

    pub(super) fn refused(&mut self, ticket: u64, message: &str) {
        self.reply(Some(ticket), |plan| Err(refused(plan, message)));
    }

    /// It was not sent, for a reason of its own.
    pub(super) fn not_sent(&mut self, ticket: Option<u64>, error: Error) {
        self.reply(ticket, |_| Err(error.not_sent()));
    }

    /// It was not sent, or not answered.
    pub(super) fn failed(&mut self, ticket: u64, was_sent: bool, kind: ErrorKind, why: &str) {
        self.reply(Some(ticket), |plan| Err(failed(plan, was_sent, kind, why)));
    }

    fn reply(
        &mut self,
        ticket: Option<u64>,
        result: impl FnOnce(Option<&SendPlan>) -> Result<Option<Bytes>, Error>,
    ) {
        let waiting = ticket.and_then(|ticket| self.waiting.remove(&ticket));
        if let Some(Waiting { event, reply, .. }) = waiting {
            // The user may have stopped waiting.
            let _ = reply.send(result(self.setup.plan.event(event)));
        }
    }
}

/// The connection is over: whoever still waits is told whether the event may have taken effect.
impl Drop for Replies {
    fn drop(&mut self) {
        for (_, waiting) in std::mem::take(&mut self.waiting) {
            let plan = self.setup.plan.event(waiting.event);
            let error = lost(plan, waiting.was_sent);
            let _ = waiting.reply.send(Err(error));
        }
    }
}

/// The connection ended before an event was answered, or sent.
pub(super) fn lost(plan: Option<&SendPlan>, was_sent: bool) -> Error {
    let why = match was_sent {
        true => "the connection was lost before the provider answered",
        false => "there is no connection",
    };
    failed(plan, was_sent, ErrorKind::Transport, why)
}

pub(super) fn failed(plan: Option<&SendPlan>, was_sent: bool, kind: ErrorKind, why: &str) -> Error {
    let name = plan.map_or("", |plan| &plan.name);
    let outcome = match (was_sent, plan.is_some_and(|plan| plan.safe)) {
        (false, _) => Outcome::NotSent,
        (true, true) => Outcome::Unanswered,
        (true, false) => Outcome::Ambiguous,
    };
    let mut error = Error::new(kind, outcome, format!("`{name}`: {why}"));
    if outcome == Outcome::Ambiguous
        && let Some(plan) = plan.filter(|plan| !plan.reconcile.is_empty())
    {
        error.inner().reconcile = Some(plan.reconcile.to_string());
    }
    error
}

/// The provider refused an event. Without `plan`, it does not say which.
pub(super) fn refused(plan: Option<&SendPlan>, message: &str) -> Error {
    let what = match plan {
        Some(plan) => format!("the provider refused `{}`: {message}", plan.name),
        None => format!(
            "the provider refused an event that was sent, and does not say which: {message}"
        ),
    };
    let mut error = Error::new(ErrorKind::Invalid, Outcome::Rejected, what);
    error.inner().raw = Some(message.to_owned());
    error
}
