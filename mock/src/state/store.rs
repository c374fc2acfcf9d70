//! The records, in the order in which they were created; the oldest are forgotten.

use super::record::{Phase, Record};
use std::collections::{BTreeSet, HashMap, VecDeque};

/// The most records that are remembered.
const MOST: usize = 100_000;

/// About how many bytes they may take.
const MOST_BYTES: usize = 64 << 20;

/// The records. Each has a number, which it keeps.
#[derive(Debug, Default)]
pub(super) struct Store {
    records: VecDeque<Record>,
    /// The number of the first record.
    first: usize,
    bytes: usize,
    /// The numbers of the records that have an identifier.
    by_key: HashMap<String, VecDeque<usize>>,
    /// How many calls created of each resource, by its index.
    counts: HashMap<usize, usize>,
    /// Those that move on by themselves, by their time.
    due: BTreeSet<(i128, usize)>,
}

impl Store {
    pub(super) fn add(&mut self, record: Record) {
        let at = self.first + self.records.len();
        for key in record.keys() {
            self.by_key.entry(key).or_default().push_back(at);
        }
        if !record.is_listed {
            *self.counts.entry(record.resource).or_default() += 1;
        }
        self.due.extend(record.due_ns.map(|due| (due, at)));
        self.bytes += record.size();
        self.records.push_back(record);
        while self.records.len() > MOST || (self.bytes > MOST_BYTES && self.records.len() > 1) {
            self.forget_first();
        }
    }

    fn forget_first(&mut self) {
        let Some(record) = self.records.pop_front() else {
            return;
        };
        let at = self.first;
        self.first += 1;
        self.bytes = self.bytes.saturating_sub(record.size());
        for key in record.keys() {
            if let Some(numbers) = self.by_key.get_mut(&key) {
                // The numbers are in order, and the first record has the smallest.
                if numbers.front() == Some(&at) {
                    numbers.pop_front();
                }
                if numbers.is_empty() {
                    self.by_key.remove(&key);
                }
            }
        }
        if let Some(count) = self.counts.get_mut(&record.resource)
            && !record.is_listed
        {
            *count = count.saturating_sub(1);
        }
        if let Some(due) = record.due_ns {
            self.due.remove(&(due, at));
        }
    }

    /// Whether a call created any of a resource.
    pub(super) fn has(&self, resource: usize) -> bool {
        self.counts.get(&resource).is_some_and(|count| *count > 0)
    }

    pub(super) fn get(&self, at: usize) -> Option<&Record> {
        self.records.get(at.checked_sub(self.first)?)
    }

    /// Changes a record.
    pub(super) fn change<T>(
        &mut self,
        at: usize,
        change: impl FnOnce(&mut Record) -> T,
    ) -> Option<T> {
        let record = self.records.get_mut(at.checked_sub(self.first)?)?;
        let (due, size) = (record.due_ns, record.size());
        let changed = change(record);
        self.bytes = (self.bytes + record.size()).saturating_sub(size);
        if let Some(due) = due {
            self.due.remove(&(due, at));
        }
        self.due.extend(record.due_ns.map(|due| (due, at)));
        Some(changed)
    }

    /// The newest record of a resource that a parameter with this value means.
    pub(super) fn find(&self, resource: usize, param: &str, value: &str) -> Option<usize> {
        let mut numbers = self.by_key.get(value)?.iter().rev();
        let found = numbers.find(|at| {
            let record = self.get(**at);
            record.is_some_and(|one| one.resource == resource && one.is_meant(param, value))
        });
        found.copied()
    }

    /// The records of any resource that have this identifier, the newest first.
    pub(super) fn with_key(&self, key: &str) -> impl Iterator<Item = usize> {
        let numbers = self.by_key.get(key).into_iter().flatten();
        numbers.rev().copied()
    }

    /// The records of a resource that calls created.
    pub(super) fn newest_first(&self, resource: usize) -> impl Iterator<Item = &Record> {
        let records = self.records.iter().rev();
        records.filter(move |record| record.resource == resource && !record.is_listed)
    }

    /// All records that calls created, the oldest first.
    pub(super) fn all(&self) -> impl Iterator<Item = &Record> {
        self.records.iter().filter(|record| !record.is_listed)
    }

    /// The numbers of the open records of a resource that are wanted.
    pub(super) fn open(&self, resource: usize, wanted: impl Fn(&Record) -> bool) -> Vec<usize> {
        let records = self.records.iter().enumerate();
        let open = records.filter(|(_, record)| {
            record.resource == resource
                && record.phase == Phase::Open
                && !record.is_listed
                && wanted(record)
        });
        open.map(|(at, _)| self.first + at).collect()
    }

    /// What moves on by itself next: its time and its number.
    pub(super) fn next_due(&self) -> Option<(i128, usize)> {
        self.due.first().copied()
    }
}
