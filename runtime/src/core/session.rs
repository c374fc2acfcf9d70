//! Sessions: values that the owner gives.

use super::Inner;
use crate::signing::SessionValues;
use std::sync::{Arc, Mutex, PoisonError};

/// What is known.
pub(crate) struct Sessions {
    /// Values as calls take them: a snapshot, replaced whole.
    known: Mutex<Arc<SessionValues>>,
}

impl Sessions {
    /// Sessions of which the owner gave these values.
    pub(crate) fn new(given: SessionValues) -> Self {
        Self {
            known: Mutex::new(Arc::new(given)),
        }
    }

    fn values(&self) -> Arc<SessionValues> {
        Arc::clone(&self.known.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Inner {
    /// The values that are known now.
    pub(super) fn known_sessions(&self) -> Arc<SessionValues> {
        self.sessions.values()
    }
}
