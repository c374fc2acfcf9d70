//! The numbers of messages: whether some are missing.

use super::{Conversation, Told};
use crate::stream::plan::{Checksum, MessageKinds, MessagePath, SequenceRule, StreamPlan};
use crate::stream::subscription::{Numbers, Order, order};
use crate::stream::view::{View, scalar, within};
use crate::stream::{GapReason, MessageKind};
use std::borrow::Cow;
use std::ops::Range;
use std::time::Instant;

/// The text of the value at a path of a message whose data is at `data`.
pub(super) fn scalar_at<'m>(
    path: &MessagePath,
    view: &View<'m>,
    data: &Range<usize>,
) -> Option<Cow<'m, str>> {
    if !path.of_data {
        return view.scalar(&path.path);
    }
    let text = view.text();
    let range = match path.path.is_empty() {
        true => data.clone(),
        false => within(text, data.clone(), &path.path)?,
    };
    scalar(text.get(range)?)
}

fn number_at(path: &MessagePath, view: &View<'_>, data: &Range<usize>) -> Option<i128> {
    scalar_at(path, view, data)?.parse().ok()
}

/// The channel whose sequence numbers all messages of a connection together.
pub(super) fn of_connection(plan: &StreamPlan) -> Option<usize> {
    plan.channels.iter().position(|channel| {
        let sequence = channel.sequence.as_ref();
        sequence.is_some_and(|sequence| sequence.per_connection)
    })
}

/// The numbers of a message; `None`: it has none.
pub(super) fn numbers_at(
    rule: &SequenceRule,
    view: &View<'_>,
    data: &Range<usize>,
) -> Option<Numbers> {
    let (first, last) = match rule {
        SequenceRule::Step(path) | SequenceRule::Rising(path) => (path, path),
        SequenceRule::Chain { previous, this } => (previous, this),
        SequenceRule::Range { first, last } => (first, last),
    };
    let last = number_at(last, view, data)?;
    // What begins a chain may have no number before it.
    let first = number_at(first, view, data).unwrap_or(last);
    Some(Numbers { first, last })
}

/// Which of its channel's kinds a message is; `None`: none of them.
pub(super) fn kind_of(
    kinds: &MessageKinds,
    view: &View<'_>,
    data: &Range<usize>,
) -> Option<MessageKind> {
    let name = scalar_at(&kinds.by, view, data)?;
    let index = kinds.names.iter().position(|known| *known == name)?;
    u16::try_from(index).ok().map(MessageKind::Of)
}

/// What comes next, given the last number and the last one that came too late.
///
/// A repetition is dropped. Two in a row that grow are no repetition: the numbers begin anew.
fn next(
    rule: &SequenceRule,
    last: Option<i128>,
    late: &mut Option<i128>,
    numbers: Numbers,
) -> Order {
    match order(rule, last, numbers) {
        Order::Old => match late.replace(numbers.last) {
            Some(before) if before < numbers.last => {
                *late = None;
                Order::Gap(None)
            }
            _ => Order::Old,
        },
        order => {
            *late = None;
            order
        }
    }
}

/// What comes next after an answer that covers everything up to `at`, given the first message that it does not cover.
///
/// A chain is joined by a message whose beginning is covered: the answer may be of any moment between two messages.
pub(super) fn join(rule: &SequenceRule, at: i128, numbers: Numbers) -> Order {
    match rule {
        SequenceRule::Chain { .. } if numbers.first <= at => Order::Next,
        rule => order(rule, Some(at), numbers),
    }
}

impl Conversation {
    /// Compares the number of a message with the one before, and tells of what is missing. Returns whether the message is delivered.
    ///
    /// What is covered by the answer that its subscription began with is not. The first message that it does not cover must join it: after
    /// that, smaller numbers are no longer expected.
    pub(super) fn in_order(
        &mut self,
        index: usize,
        rule: &SequenceRule,
        numbers: Numbers,
        now: Instant,
    ) -> bool {
        let Some(Some(entry)) = self.entries.get_mut(index) else {
            return false;
        };
        let at = entry.last.filter(|_| entry.joining);
        let order = match at {
            Some(at) if numbers.last <= at => return false,
            Some(at) => join(rule, at, numbers),
            None => next(rule, entry.last, &mut entry.late, numbers),
        };
        entry.joining = false;
        if order == Order::Old {
            return false;
        }
        entry.last = Some(numbers.last);
        if let Order::Gap(lost) = order {
            self.lose(index, lost, GapReason::Sequence, now);
        }
        let entry = self.entries.get(index).and_then(Option::as_ref);
        entry.is_some_and(|entry| entry.started)
    }

    /// Applies a message to the book of its subscription and compares the checksum. Returns whether the message is delivered.
    pub(super) fn adds_up(
        &mut self,
        index: usize,
        checksum: &Checksum,
        view: &View<'_>,
        data: &Range<usize>,
        now: Instant,
    ) -> bool {
        let Some(Some(entry)) = self.entries.get_mut(index) else {
            return false;
        };
        let book = entry.book.get_or_insert_default();
        let bytes = view.text().as_bytes().get(data.clone());
        let subscription = &entry.subscription;
        let applied = book.update(bytes.unwrap_or_default(), checksum, subscription);
        let expected = number_at(&checksum.value, view, data);
        let fits = expected.is_none_or(|expected| expected == i128::from(book.checksum(checksum)));
        if let Err(why) = applied {
            self.told.push_back(Told::Unreadable(why));
        } else if fits {
            return true;
        }
        self.lose(index, None, GapReason::Checksum, now);
        false
    }

    /// Compares the number of any message with the one before, where all messages of the connection are numbered together.
    pub(super) fn number_of_connection(
        &mut self,
        view: &View<'_>,
        plan: &StreamPlan,
        now: Instant,
    ) {
        let channel = self.numbered.and_then(|index| plan.channels.get(index));
        let Some(sequence) = channel.and_then(|channel| channel.sequence.as_ref()) else {
            return;
        };
        // A message without a number is not counted.
        let Some(numbers) = numbers_at(&sequence.rule, view, &(0..view.text().len())) else {
            return;
        };
        let order = next(&sequence.rule, self.last, &mut self.late, numbers);
        if order == Order::Old {
            return;
        }
        self.last = Some(numbers.last);
        if let Order::Gap(lost) = order {
            for index in 0..self.entries.len() {
                // Which channel the lost messages belong to is not known.
                self.lose(index, lost, GapReason::Sequence, now);
            }
        }
    }
}
