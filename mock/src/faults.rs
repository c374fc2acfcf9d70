//! Which fault of the scenario applies to a call.

use specie_codegen::scenario::Fault;
use std::sync::{Mutex, PoisonError};

/// The faults of a scenario, by what they are about.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Group>);

/// The faults with the same `on`, each with its place in the scenario.
#[derive(Debug)]
struct Group {
    on: Option<String>,
    faults: Vec<(usize, Fault)>,
    /// The calls that they are about, so far.
    seen: Mutex<u32>,
}

impl Faults {
    pub(crate) fn new(faults: Vec<Fault>) -> Self {
        let mut groups: Vec<Group> = Vec::new();
        for (at, fault) in faults.into_iter().enumerate() {
            match groups.iter_mut().find(|group| group.on == fault.on) {
                Some(group) => group.faults.push((at, fault)),
                None => groups.push(Group {
                    on: fault.on.clone(),
                    faults: vec![(at, fault)],
                    seen: Mutex::new(0),
                }),
            }
        }
        Self(groups)
    }

    /// The fault of the next call of an operation, by its own name and that of its variant: of those that apply, the first of the scenario.
    pub(crate) fn next(&self, operation: Option<&str>, variant: Option<&str>) -> Option<&Fault> {
        let meant = self.0.iter().filter(|group| match group.on.as_deref() {
            None => true,
            on => on == operation || on == variant,
        });
        // Every group counts the call, also if a fault of another one applies to it.
        let applying: Vec<_> = meant.filter_map(Group::next).collect();
        let first = applying.into_iter().min_by_key(|(at, _)| *at);
        first.map(|(_, fault)| fault)
    }
}

impl Group {
    /// Counts a call; the first fault that applies to it.
    fn next(&self) -> Option<&(usize, Fault)> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        *seen = seen.saturating_add(1);
        let call = *seen;
        let applies = |fault: &Fault| match fault.calls {
            None => true,
            Some((first, last)) => first <= call && call <= last,
        };
        self.faults.iter().find(|(_, fault)| applies(fault))
    }
}
