//! Webhooks on changes: what was created or cancelled is reported to the address that the scenario names.

use crate::engine::Engine;
use crate::state::{Record, event_of};
use crate::webhooks::{Webhook, body_of, example};
use specie_codegen::scenario::Hooks;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The deliveries that wait for the next one, because the scenario changes their order.
#[derive(Debug, Default)]
pub(crate) struct Waiting(Mutex<Option<Webhook>>);

impl Engine {
    /// Reports what has changed, each in a task of its own: a receiver that is slow does not hold up the provider.
    pub(crate) fn report_changes(self: &Arc<Self>) {
        let changes = self.take_changes();
        let Some(hooks) = &self.hooks else { return };
        for record in &changes {
            let Some(webhook) = self.webhook_of(hooks, record) else {
                continue;
            };
            let (engine, webhooks) = (self.clone(), self.in_order(hooks, webhook));
            tokio::spawn(async move {
                for webhook in webhooks {
                    if let Err(error) = engine.deliver(&webhook).await {
                        engine.note(&format!("webhook {}: {error}", webhook.name));
                    }
                }
            });
        }
    }

    /// The deliveries that may be sent now. If the order changes, each second one goes before the one before it.
    fn in_order(&self, hooks: &Hooks, webhook: Webhook) -> Vec<Webhook> {
        if !hooks.reorder {
            return vec![webhook];
        }
        let mut waiting = self
            .waiting
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match waiting.take() {
            Some(before) => vec![webhook, before],
            None => {
                *waiting = Some(webhook);
                Vec::new()
            }
        }
    }

    /// The delivery that reports a record; `None`: the spec has no webhook, or none about such a thing.
    fn webhook_of(&self, hooks: &Hooks, record: &Record) -> Option<Webhook> {
        let mut webhooks = self.api.webhooks.iter();
        let model = webhooks.find(|model| {
            hooks
                .webhook
                .as_ref()
                .is_none_or(|name| model.name == *name)
        })?;
        let event = event_of(&self.api, model, example(&self.api, model), record)?;
        let mut webhook = Webhook::new(&model.name, &hooks.to)
            .body(body_of(&self.api, model, &event))
            .times(hooks.repeat)
            .delay(Duration::from_millis(hooks.delay_ms));
        if hooks.tamper {
            webhook = webhook.tampered();
        }
        Some(webhook)
    }
}
