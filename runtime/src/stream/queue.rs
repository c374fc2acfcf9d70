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

    /// Adds a message, if there is room. Returns whether there was.
    pub(super) fn message(&self, message: Delivered) -> bool {
        let mut state = self.state();
        if state.messages >= self.most {
            return false;
        }
        state.gaps.remove(&message.subscription.topic);
        state.messages += 1;
        state.items.push_back(Ok(RawEvent::Message(message)));
        drop(state);
        self.more.notify_one();
        true
    }

    /// Adds a gap. One that directly follows another of its topic is counted in that.
    pub(super) fn gap(&self, gap: Gap) {
        let mut state = self.state();
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
        drop(state);
        self.more.notify_one();
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

    /// Takes the next event; `None` at the end.
    pub(super) async fn next(&self) -> Option<Result<RawEvent, Error>> {
        loop {
            let waiting = self.more.notified();
            {
                let mut state = self.state();
                if let Some(item) = state.items.pop_front() {
                    state.taken += 1;
                    let counts = !matches!(item, Ok(RawEvent::Gap(_) | RawEvent::Reset(_)));
                    state.messages = state.messages.saturating_sub(usize::from(counts));
                    return Some(item);
                }
                if state.open == 0 {
                    return None;
                }
            }
            waiting.await;
        }
    }

    pub(super) fn unknown_messages(&self) -> u64 {
        self.state().unknown
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
