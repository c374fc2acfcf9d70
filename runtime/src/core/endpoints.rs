//! Operations made ready for signing, each at its first call.

use super::Inner;
use crate::Operation;
use crate::signing::Endpoint;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// Endpoints by the address of their operation, which is static: it tells operations apart, and there are no more than the program has.
#[derive(Default)]
pub(super) struct Endpoints(RwLock<HashMap<usize, Option<Arc<Endpoint>>>>);

impl Inner {
    /// The endpoint of an operation. None: its path has names that are filled from each call.
    pub(super) fn endpoint(&self, operation: &'static Operation<'static>) -> Option<Arc<Endpoint>> {
        let address = std::ptr::from_ref(operation).addr();
        let known = self.endpoints.0.read();
        if let Some(known) = known.unwrap_or_else(PoisonError::into_inner).get(&address) {
            return known.clone();
        }
        let base = self.base(operation.section);
        // A section that is not there is an error of the call.
        let made = self
            .signer
            .endpoint(operation.section, base, operation.method, operation.path)
            .ok()
            .flatten()
            .map(Arc::new);
        let mut all = self
            .endpoints
            .0
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        all.insert(address, made.clone());
        made
    }
}
