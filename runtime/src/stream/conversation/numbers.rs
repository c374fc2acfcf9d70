//! The numbers of messages: whether some are missing.

use super::{Conversation, Told, shown};
use crate::stream::GapReason;
use crate::stream::plan::{MessagePath, Sequence, SequenceRule};
use crate::stream::subscription::{Numbers, Order, order};
use crate::stream::view::{View, scalar, within};
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

fn numbers_at(rule: &SequenceRule, view: &View<'_>, data: &Range<usize>) -> Option<Numbers> {
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

impl Conversation {
    /// Compares the number of a message with the one before, and tells of what is missing. Returns whether the message is delivered.
    pub(super) fn in_order(
        &mut self,
        index: usize,
        sequence: &Sequence,
        starts: bool,
        view: &View<'_>,
        data: &Range<usize>,
        now: Instant,
    ) -> bool {
        let Some(numbers) = numbers_at(&sequence.rule, view, data) else {
            let what = format!("a message has no number: {}", shown(view.text()));
            self.told.push_back(Told::Unreadable(what));
            self.lose(index, None, GapReason::Sequence, now);
            return false;
        };
        let connection = self.last;
        let Some(Some(entry)) = self.entries.get_mut(index) else {
            return false;
        };
        let last = match sequence.per_connection {
            true => connection,
            false => entry.last,
        };
        let last = last.filter(|_| !starts || sequence.per_connection);
        let mut order = order(&sequence.rule, last, numbers);
        if order == Order::Old {
            // A repetition is dropped. Two in a row that grow are no repetition: the numbers begin anew.
            let before = entry.late.replace(numbers.last);
            match before.is_some_and(|before| before < numbers.last) {
                true => order = Order::Gap(None),
                false => return false,
            }
        }
        entry.late = None;
        entry.last = Some(numbers.last);
        if sequence.per_connection {
            self.last = Some(numbers.last);
        }
        match order {
            Order::Gap(lost) => {
                self.lose(index, lost, GapReason::Sequence, now);
                let entry = self.entries.get(index).and_then(Option::as_ref);
                entry.is_some_and(|entry| entry.started)
            }
            _ => true,
        }
    }
}
