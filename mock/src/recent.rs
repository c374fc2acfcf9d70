//! Memory that is bound: the oldest are forgotten.

use std::collections::VecDeque;

/// Values in the order in which they were added, at most so many, and at most so many bytes of them.
#[derive(Debug)]
pub(crate) struct Recent<T> {
    entries: VecDeque<(T, usize)>,
    bytes: usize,
    most: usize,
    most_bytes: usize,
}

impl<T> Recent<T> {
    pub(crate) const fn new(most: usize, most_bytes: usize) -> Self {
        Self {
            entries: VecDeque::new(),
            bytes: 0,
            most,
            most_bytes,
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
                forgotten.push(oldest);
            }
        }
        forgotten
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
    }
}
