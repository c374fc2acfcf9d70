//! Events on their way from the task that holds the connection to the user: bounded, and nothing is dropped in silence.

use super::{Delivered, Gap, GapReason, Reset};
use crate::Error;
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// An event before it is decoded.
#[derive(Debug)]
#[non_exhaustive]
pub enum RawEvent {
    /// A message of a subscription.
    Message(Delivered),
    /// Messages of a subscription were lost.
    Gap(Gap),
    /// The connection was lost, and is made anew.
    Reset(Reset),
    /// A message that belongs to no subscription, as it was received, up to 4 KiB.
    Unknown(String),
}

/// The events that were not taken yet.
#[derive(Debug)]
pub(super) struct Queue {
    state: Mutex<State>,
    more: Notify,
    /// How many messages are kept.
    most: usize,
}

#[derive(Debug, Default)]
struct State {
    items: VecDeque<Result<RawEvent, Error>>,
    /// How many items were taken, ever.
    taken: u64,
    /// The gap at the end of each topic's items, as the number of its item: what is lost after it is counted in it.
    gaps: HashMap<String, u64>,
    messages: usize,
    /// Messages that belong to no subscription, ever.
    unknown: u64,
    /// Connections that still add events.
    open: usize,
}

impl Queue {
    pub(super) fn new(most: usize) -> Self {
        Self {
            state: Mutex::default(),
            more: Notify::new(),
            most: most.max(1),
        }
    }

    /// How many messages are kept.
    pub(super) fn most(&self) -> usize {
        self.most
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds several events under one lock, and wakes the user once.
    pub(super) fn filling(&self) -> Filling<'_> {
        Filling {
            state: self.state(),
            queue: self,
            any: false,
        }
    }

    /// Adds a gap. One that directly follows another of its topic is counted in that.
    pub(super) fn gap(&self, gap: Gap) {
        self.filling().gap(gap);
    }

    /// Adds that the connection was lost. It covers every gap; one that follows another adds nothing.
    pub(super) fn reset(&self, reset: Reset) {
        let mut state = self.state();
        for topic in &reset.topics {
            state.gaps.remove(topic);
        }
        if let Some(Ok(RawEvent::Reset(before))) = state.items.back()
            && before.topics == reset.topics
        {
            return;
        }
        state.items.push_back(Ok(RawEvent::Reset(reset)));
        drop(state);
        self.more.notify_one();
    }

    /// Adds a message that belongs to no subscription. It is counted, and shown if there is room.
    pub(super) fn unknown(&self, text: String) {
        let mut state = self.state();
        state.unknown += 1;
        if state.messages < self.most {
            state.messages += 1;
            state.items.push_back(Ok(RawEvent::Unknown(text)));
            drop(state);
            self.more.notify_one();
        }
    }

    /// Adds an error, unless the user takes nothing and there are many.
    pub(super) fn error(&self, error: Error) {
        let mut state = self.state();
        if state.messages < self.most {
            state.messages += 1;
            state.items.push_back(Err(error));
            drop(state);
            self.more.notify_one();
        }
    }

    /// A connection adds events from now on.
    pub(super) fn open(&self) {
        self.state().open += 1;
    }

    /// A connection adds nothing any more, for this reason if it is an error.
    pub(super) fn end(&self, error: Option<Error>) {
        let mut state = self.state();
        state.open = state.open.saturating_sub(1);
        state.items.extend(error.map(Err));
        drop(state);
        self.more.notify_one();
    }

    /// Takes all events that are there into `taken`, and the next of them; `None` at the end.
    pub(super) async fn next(
        &self,
        taken: &mut VecDeque<Result<RawEvent, Error>>,
    ) -> Option<Result<RawEvent, Error>> {
        loop {
            if let Some(item) = taken.pop_front() {
                return Some(item);
            }
            let waiting = self.more.notified();
            {
                let mut state = self.state();
                if state.items.is_empty() && state.open == 0 {
                    return None;
                }
                state.taken += state.items.len() as u64;
                state.messages = 0;
                // What is lost from now on comes after what was taken.
                state.gaps.clear();
                std::mem::swap(&mut state.items, taken);
            }
            if taken.is_empty() {
                waiting.await;
            }
        }
    }

    pub(super) fn unknown_messages(&self) -> u64 {
        self.state().unknown
    }
}

/// The queue, locked to add events.
pub(super) struct Filling<'q> {
    state: MutexGuard<'q, State>,
    queue: &'q Queue,
    any: bool,
}

impl Filling<'_> {
    /// Adds a message, if there is room. Returns whether there was.
    pub(super) fn message(&mut self, message: Delivered) -> bool {
        let state = &mut *self.state;
        if state.messages >= self.queue.most {
            return false;
        }
        if !state.gaps.is_empty() {
            state.gaps.remove(&message.subscription.topic);
        }
        state.messages += 1;
        state.items.push_back(Ok(RawEvent::Message(message)));
        self.any = true;
        true
    }

    /// Adds a gap. One that directly follows another of its topic is counted in that.
    pub(super) fn gap(&mut self, gap: Gap) {
        let state = &mut *self.state;
        let before = state.gaps.get(&gap.topic).copied();
        let index =
            before.and_then(|number| usize::try_from(number.checked_sub(state.taken)?).ok());
        if let Some(Some(Ok(RawEvent::Gap(known)))) = index.map(|index| state.items.get_mut(index))
        {
            known.lost = known.lost.zip(gap.lost).map(|(a, b)| a.saturating_add(b));
            return;
        }
        let number = state.taken + state.items.len() as u64;
        state.gaps.insert(gap.topic.clone(), number);
        state.items.push_back(Ok(RawEvent::Gap(gap)));
        self.any = true;
    }
}

impl Drop for Filling<'_> {
    fn drop(&mut self) {
        if self.any {
            self.queue.more.notify_one();
        }
    }
}

/// The gap of a message for which there was no room.
pub(super) fn overflow(topic: &str) -> Gap {
    Gap {
        topic: topic.to_owned(),
        lost: Some(1),
        reason: GapReason::Overflow,
    }
}
