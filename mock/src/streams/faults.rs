//! Which fault of the scenario applies to a message of a stream.

use specie_codegen::scenario::{StreamFault, StreamFaults as Declared};
use std::sync::atomic::{AtomicU32, Ordering};

/// The faults of a scenario, each with the messages that it is about, so far.
#[derive(Debug, Default)]
pub(crate) struct StreamFaults(Vec<(Declared, AtomicU32)>);

impl StreamFaults {
    pub(crate) fn new(faults: Vec<Declared>) -> Self {
        let faults = faults.into_iter();
        Self(faults.map(|fault| (fault, AtomicU32::new(0))).collect())
    }

    /// The fault of the next message of a channel: the first of the scenario that applies. Each counts the message.
    pub(crate) fn next(&self, stream: &str, channel: &str) -> Option<StreamFault> {
        let mut first = None;
        for (fault, seen) in &self.0 {
            if !fault.is_about(stream, channel) || fault.fault == StreamFault::Refuse {
                continue;
            }
            let message = seen.fetch_add(1, Ordering::Relaxed).saturating_add(1);
            let applies = fault
                .messages
                .is_none_or(|(from, to)| (from..=to).contains(&message));
            if applies {
                first = first.or(Some(fault.fault));
            }
        }
        first
    }

    /// Whether subscriptions to a channel are refused.
    pub(crate) fn refuses(&self, stream: &str, channel: &str) -> bool {
        let mut faults = self.0.iter();
        faults
            .any(|(fault, _)| fault.fault == StreamFault::Refuse && fault.is_about(stream, channel))
    }
}
