//! The numbers and the checksums of messages.

use super::conversation::Conversation;
use super::message::Wrapped;
use crate::paths::{get, put};
use specie_codegen::json;
use specie_codegen::validate::as_text;
use specie_runtime::signing::plan::{Data, Str};
use specie_runtime::stream::Book;
use specie_runtime::stream::plan::{ChannelPlan, MessagePath, SequenceRule, Start};
use std::sync::atomic::Ordering;

impl Conversation<'_> {
    /// Gives a message its numbers.
    pub(super) fn number(&mut self, at: usize, plan: &ChannelPlan, wrapped: &mut Wrapped) {
        let Some(sequence) = &plan.sequence else {
            return;
        };
        let of_live = self.live.get(at).and_then(|live| live.number);
        let step = match sequence.rule {
            SequenceRule::Step(_) => 1,
            _ => i64::from(self.random.u8(1..=5)),
        };
        // Books that begin with a call are numbered together with what its response says.
        let of_book = matches!(plan.start, Start::Call { .. }).then(|| {
            let number = &self.engine.book_number;
            let before = number.fetch_add(step, Ordering::Relaxed);
            (i128::from(before), i128::from(before.saturating_add(step)))
        });
        let last = match (sequence.per_connection, of_book) {
            (true, _) => self.number,
            (false, Some((before, _))) => of_live.or(Some(before)),
            (false, None) => of_live,
        };
        let step = match (of_book, last) {
            (Some((_, own)), Some(last)) => own - last,
            _ => i128::from(step),
        };
        let (own, places) = match &sequence.rule {
            SequenceRule::Step(path) => {
                let last = last.or_else(|| number_at(wrapped, path)).unwrap_or(1_000);
                (last + 1, vec![(path, last + 1)])
            }
            SequenceRule::Rising(path) => {
                let last = last.or_else(|| number_at(wrapped, path)).unwrap_or(1_000);
                (last + step, vec![(path, last + step)])
            }
            SequenceRule::Chain { previous, this } => {
                let last = last.or_else(|| number_at(wrapped, this)).unwrap_or(1_000);
                (last + step, vec![(previous, last), (this, last + step)])
            }
            SequenceRule::Range {
                first,
                last: last_path,
            } => {
                let last = last
                    .or_else(|| number_at(wrapped, last_path))
                    .unwrap_or(1_000);
                (
                    last + step,
                    vec![(first, last + 1), (last_path, last + step)],
                )
            }
        };
        for (path, number) in places {
            put_number(wrapped, path, number);
        }
        match sequence.per_connection {
            true => self.number = Some(own),
            false => {
                if let Some(live) = self.live.get_mut(at) {
                    live.number = Some(own);
                }
            }
        }
    }

    /// Gives a message the checksum of the book that the messages so far make.
    pub(super) fn sum_up(
        &mut self,
        at: usize,
        plan: &ChannelPlan,
        wrapped: &mut Wrapped,
        is_start: bool,
    ) {
        let (Some(checksum), Some(live)) = (&plan.checksum, self.live.get_mut(at)) else {
            return;
        };
        if is_start {
            live.book = Book::default();
        }
        let data = get(&wrapped.message, &wrapped.data).unwrap_or(&Data::Null);
        let data = json::write(data);
        // Made up levels have prices and sizes, where the spec says that they are.
        let updated = live
            .book
            .update(data.as_bytes(), checksum, &live.subscription);
        if updated.is_ok() {
            let sum = live.book.checksum(checksum);
            put_number(wrapped, &checksum.value, sum.into());
        }
    }

    /// Makes the checksum of a message a wrong one.
    pub(super) fn spoil_checksum(&self, at: usize, wrapped: &mut Wrapped) {
        let live = self.live.get(at);
        let plan = live.and_then(|live| self.plan().channels.get(live.channel));
        let Some(checksum) = plan.and_then(|plan| plan.checksum.as_ref()) else {
            return;
        };
        let known = number_at(wrapped, &checksum.value);
        put_number(wrapped, &checksum.value, known.map_or(1, |known| known ^ 1));
    }
}

/// The number at a path.
fn number_at(wrapped: &Wrapped, path: &MessagePath) -> Option<i128> {
    let known = get(&wrapped.message, &wrapped.place(path)).and_then(as_text);
    known?.parse().ok()
}

/// Puts a number at a path, as a text where there was one.
fn put_number(wrapped: &mut Wrapped, path: &MessagePath, number: i128) {
    let place = wrapped.place(path);
    let number = Str::Owned(number.to_string());
    let number = match get(&wrapped.message, &place) {
        Some(Data::Text(_)) => Data::Text(number),
        _ => Data::Integer(number),
    };
    put(&mut wrapped.message, &place, number);
}
