//! Which fault of the scenario applies to a call.

use specie_codegen::scenario::Fault;
use std::sync::Mutex;
use std::sync::PoisonError;

/// The faults of a scenario, with the number of calls that each has seen.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<(Fault, Mutex<u32>)>);

impl Faults {
    pub(crate) fn new(faults: Vec<Fault>) -> Self {
        let counted = faults.into_iter().map(|fault| (fault, Mutex::new(0)));
        Self(counted.collect())
    }

    /// The fault of the next call of an operation, by its own name and that of its variant.
    pub(crate) fn next(&self, operation: Option<&str>, variant: Option<&str>) -> Option<&Fault> {
        let mut found = None;
        for (fault, seen) in &self.0 {
            let is_meant = match fault.on.as_deref() {
                None => true,
                on => on == operation || on == variant,
            };
            if !is_meant {
                continue;
            }
            // Every fault counts the calls that are meant, also those that an earlier one applies to.
            let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            *seen = seen.saturating_add(1);
            let applies = fault
                .calls
                .is_none_or(|(first, last)| (first..=last).contains(&*seen));
            if applies && found.is_none() {
                found = Some(fault);
            }
        }
        found
    }
}
