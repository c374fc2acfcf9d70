//! A mock that listens, as its user sees it.

use crate::engine::Engine;
use crate::errors::StateError;
use crate::state::Change;
use crate::{Answered, Call, Funds, Recorded, Webhook, WebhookError};
use specie_runtime::Amount;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::task::JoinHandle;

/// A mock that listens. It ends when this is dropped.
pub struct MockProvider {
    pub(crate) engine: Arc<Engine>,
    pub(crate) address: SocketAddr,
    pub(crate) server: JoinHandle<()>,
}

impl MockProvider {
    /// The base URL: `http://127.0.0.1:PORT`, to which clients add the path of the section.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The credentials of the account, by their names in the spec.
    #[must_use]
    pub fn credentials(&self) -> &[(String, String)] {
        &self.engine.credentials
    }

    /// The values of sessions that a user supplies, by their names in the spec: those of a browser that is logged in.
    #[must_use]
    pub fn session_values(&self) -> Vec<(String, String)> {
        self.engine.sessions().given().to_vec()
    }

    /// The responses of the provider have its time: how far its clock is ahead of this machine's.
    #[must_use]
    pub fn clock_offset_ms(&self) -> i64 {
        i64::try_from(self.engine.clock_offset_ns / 1_000_000).unwrap_or_default()
    }

    /// Signs a delivery as the provider does, and sends it. Returns what the receiver answered, each time that it was sent.
    ///
    /// # Errors
    /// The spec has no such webhook, the address is not on this machine, or the receiver does not answer.
    pub async fn send_webhook(&self, webhook: &Webhook) -> Result<Vec<Answered>, WebhookError> {
        self.engine.deliver(webhook).await
    }

    /// Ends all sessions that calls opened: the next call of each is refused.
    pub fn end_sessions(&self) {
        self.engine.sessions().end();
    }

    /// What the account has, of every currency that the spec, the scenario or a call has named.
    #[must_use]
    pub fn balances(&self) -> Vec<Funds> {
        self.engine.state().funds()
    }

    /// Sets what can be spent of a currency.
    ///
    /// # Errors
    /// The amount is negative, or has more than 28 digits.
    pub fn set_balance(&self, currency: &str, available: &Amount) -> Result<(), StateError> {
        let mut state = self.engine.state();
        let set = state.set_balance(currency, available.as_str());
        set.map_err(StateError)
    }

    /// What was created, the oldest first; of one kind of resource, such as `order`, or of all.
    #[must_use]
    pub fn recorded(&self, resource: Option<&str>) -> Vec<Recorded> {
        self.engine.state().recorded(&self.engine.api, resource)
    }

    /// Gives what was created a status, as the provider writes it. The last status completes it, and one that undoes it gives back what it has
    /// reserved. It is reported by a webhook, if the scenario says so.
    ///
    /// # Errors
    /// Nothing has this identifier or may have this status, or it is complete already.
    pub fn set_status(&self, id: &str, status: &str) -> Result<Recorded, StateError> {
        self.change(id, &Change::Status(status.to_owned()))
    }

    /// Executes a part of an order.
    ///
    /// # Errors
    /// No order has this identifier, it is not open, or less is left of it.
    pub fn fill(&self, id: &str, amount: &Amount) -> Result<Recorded, StateError> {
        self.change(id, &Change::Fill(amount.as_str().to_owned()))
    }

    fn change(&self, id: &str, change: &Change) -> Result<Recorded, StateError> {
        let engine = &self.engine;
        let changed = engine
            .state()
            .change(&engine.api, None, id, change, engine.now_ns());
        engine.report_changes();
        changed.map_err(StateError)
    }

    /// The last 100,000 calls, or 64 MiB of them, the oldest first.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.calls_after(0)
    }

    /// How many calls it has received, those included that [`Self::calls`] has forgotten.
    #[must_use]
    pub fn call_count(&self) -> usize {
        self.engine.call_count()
    }

    /// The calls after the first `count`, the oldest first: what was called since [`Self::call_count`] was asked.
    #[must_use]
    pub fn calls_after(&self, count: usize) -> Vec<Call> {
        let calls = self.engine.calls_after(count).into_iter();
        calls.map(Arc::unwrap_or_clone).collect()
    }
}

impl Drop for MockProvider {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl fmt::Debug for MockProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockProvider")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}
