//! Operations prepared for signing, each at its first call.

use super::Inner;
use crate::Operation;
use crate::signing::Endpoint;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// Endpoints by the address of their operation. Operations are static, so the address identifies them and their number is bounded.
#[derive(Default)]
pub(super) struct Endpoints(RwLock<HashMap<usize, Option<Arc<Endpoint>>>>);

impl Inner {
    /// The endpoint of an operation, or `None` if its path has names that each call fills in.
    pub(super) fn endpoint(&self, operation: &'static Operation<'static>) -> Option<Arc<Endpoint>> {
        let address = std::ptr::from_ref(operation).addr();
        let known = self.endpoints.0.read();
        if let Some(known) = known.unwrap_or_else(PoisonError::into_inner).get(&address) {
            return known.clone();
        }
        let base = self.base(operation.section);
        // A section that does not exist is reported as an error of the call.
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
