//! Idempotency keys: a call that is repeated with its key gets the first response.

use crate::judge::Accepted;
use crate::members::find_text;
use crate::recent::Recent;
use crate::response::Response;
use specie_codegen::model::Idempotency;
use std::collections::HashMap;

/// The most idempotency keys that are remembered, and the bytes of their responses; the oldest are forgotten.
const MOST_KEYS: (usize, usize) = (100_000, 64 << 20);

/// The operation and the idempotency key of a call.
pub(crate) type Key = (String, String);

/// The first responses to calls with an idempotency key.
pub(crate) struct Keys {
    responses: HashMap<Key, Response>,
    order: Recent<Key>,
}

impl Default for Keys {
    fn default() -> Self {
        Self {
            responses: HashMap::new(),
            order: Recent::new(MOST_KEYS.0, MOST_KEYS.1),
        }
    }
}

impl Keys {
    /// The response to the first call with this key.
    pub(crate) fn first(&self, key: &Key) -> Option<&Response> {
        self.responses.get(key)
    }

    /// Keeps the response to the first call with this key.
    pub(crate) fn insert(&mut self, key: Key, response: Response) {
        let bytes = key.0.len() + key.1.len() + response.bytes();
        for forgotten in self.order.push(key.clone(), bytes) {
            self.responses.remove(&forgotten);
        }
        self.responses.insert(key, response);
    }
}

/// The operation and the idempotency key of a call that has one.
pub(crate) fn key_of(accepted: &Accepted<'_>) -> Option<Key> {
    let Idempotency::Keyed { field, .. } = &accepted.operation.idempotency else {
        return None;
    };
    let key = find_text(&accepted.params, field)?;
    Some((accepted.operation.name.clone(), key))
}
