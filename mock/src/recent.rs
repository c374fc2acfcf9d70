//! Memory that is bound: the oldest are forgotten.

use std::collections::VecDeque;

/// Values in the order in which they were added, at most so many, and at most so many bytes of them.
#[derive(Debug)]
pub(crate) struct Recent<T> {
    entries: VecDeque<(T, usize)>,
    bytes: usize,
    most: usize,
    most_bytes: usize,
    /// How many were forgotten.
    forgotten: usize,
}

impl<T> Recent<T> {
    pub(crate) const fn new(most: usize, most_bytes: usize) -> Self {
        Self {
            entries: VecDeque::new(),
            bytes: 0,
            most,
            most_bytes,
            forgotten: 0,
        }
    }

    /// Adds a value of so many bytes. Returns those that are forgotten for it; the value itself is kept, whatever its size.
    pub(crate) fn push(&mut self, value: T, bytes: usize) -> Vec<T> {
        self.bytes = self.bytes.saturating_add(bytes);
        self.entries.push_back((value, bytes));
        let mut forgotten = Vec::new();
        while self.entries.len() > 1
            && (self.entries.len() > self.most || self.bytes > self.most_bytes)
        {
            if let Some((oldest, bytes)) = self.entries.pop_front() {
                self.bytes = self.bytes.saturating_sub(bytes);
                self.forgotten = self.forgotten.saturating_add(1);
                forgotten.push(oldest);
            }
        }
        forgotten
    }

    /// How many values were added, those included that were forgotten.
    pub(crate) fn count(&self) -> usize {
        self.forgotten.saturating_add(self.entries.len())
    }

    /// The values after the first `count` that were added, the oldest first.
    pub(crate) fn after(&self, count: usize) -> impl Iterator<Item = &T> {
        self.iter().skip(count.saturating_sub(self.forgotten))
    }

    /// The values, the oldest first.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> + ExactSizeIterator {
        self.entries.iter().map(|(value, _)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_are_forgotten() {
        let mut recent = Recent::new(3, 100);
        let mut forgotten = Vec::new();
        for (value, bytes) in [
            (1, 10),
            (2, 10),
            (3, 10),
            (4, 10),
            (5, 90),
            (6, 500),
            (7, 1),
        ] {
            forgotten.extend(recent.push(value, bytes));
        }
        assert_eq!(forgotten, [1, 2, 3, 4, 5, 6]);
        assert_eq!(recent.iter().copied().collect::<Vec<_>>(), [7]);
        recent.push(8, 99);
        assert_eq!(recent.iter().copied().collect::<Vec<_>>(), [7, 8]);
        assert_eq!(recent.count(), 8);
        for (count, after) in [
            (0, &[7, 8][..]),
            (6, &[7, 8]),
            (7, &[8]),
            (8, &[]),
            (9, &[]),
        ] {
            assert_eq!(recent.after(count).copied().collect::<Vec<_>>(), after);
        }
    }
}
