//! A subscription on a connection: how far it is, and what was received of it.

use super::Delivered;
use super::calls::Beginning;
use crate::stream::book::Book;
use crate::stream::plan::StreamPlan;
use crate::stream::subscription::{Numbers, Stage, Subscription, has_start};
use std::sync::Arc;
use std::time::Instant;

/// A subscription on this connection.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) subscription: Arc<Subscription>,
    pub(super) stage: Stage,
    /// Whether the user still wants it.
    pub(super) wanted: bool,
    /// Whether the message that it begins with was received.
    pub(super) started: bool,
    /// What was kept of its confirmation.
    pub(super) kept: Vec<(String, String)>,
    /// The number of its last message.
    pub(super) last: Option<i128>,
    /// The number of the last message that came too late.
    pub(super) late: Option<i128>,
    /// Messages that arrived before the answer that it begins with.
    pub(super) early: Vec<Early>,
    /// Its best levels, where the provider sends their checksum.
    pub(super) book: Option<Book>,
    /// Whether no message followed the answer that it begins with: those that the answer covers may still come.
    pub(super) joining: bool,
    /// The call that it begins with.
    pub(super) beginning: Beginning,
    pub(super) heard: Instant,
}

impl Entry {
    /// Forgets what was received: the next message is the first.
    pub(super) fn begin_anew(&mut self, plan: &StreamPlan, now: Instant) {
        let channel = plan.channel(self.subscription.channel);
        self.started = !channel.is_some_and(has_start);
        self.early.clear();
        self.book = None;
        self.joining = false;
        self.beginning.stop();
        (self.last, self.late, self.heard) = (None, None, now);
    }
}

/// A message that waits for the one that a subscription begins with.
#[derive(Debug)]
pub(super) struct Early {
    pub(super) message: Delivered,
    pub(super) numbers: Option<Numbers>,
}

/// How many messages wait for the one that a subscription begins with.
pub(super) const EARLY: usize = 4096;
