//! Webhooks.

use super::change::{At, Line, Place};
use super::pairs::{Pair, pairs};
use super::types::Way;
use super::{Comparison, Severity, plans, words};
use crate::model::{Api, Kind, Type, Webhook};
use crate::rules::changes::{behaviour, signing, wire as rule};
use specie_runtime::signing::plan::{KeySource, Plan, Scheme, WebhookPlan};

impl<'a> Comparison<'a> {
    pub(super) fn compare_webhooks(&mut self) {
        let (before, after) = (self.old, self.new);
        for pair in pairs(&before.webhooks, &after.webhooks, |webhook| {
            webhook.name.clone()
        }) {
            let place = |webhook: &Webhook| Place::new(format!("webhooks.{}", webhook.name));
            match pair {
                Pair::Both(was, is) => self.webhook(was, is, &place(is)),
                Pair::Added(is) => {
                    let rule = &rule::DELIVERY_ADDED;
                    self.report(rule, Severity::Compatible, &place(is), "new webhook");
                }
                Pair::Removed(was) => {
                    let rule = &rule::DELIVERY_REMOVED;
                    self.report(rule, Severity::Breaking, &place(was), "the webhook is gone");
                }
            }
        }
        let names = |api: &Api| api.webhooks.iter().map(|one| one.name.clone()).collect();
        let (old, new): (Vec<String>, Vec<String>) = (names(before), names(after));
        self.declaration_order(&old, &new, "webhooks", &Place::new("webhooks"));
    }

    fn webhook(&mut self, old: &'a Webhook, new: &'a Webhook, place: &Place) {
        // Every part is named, so that a new one is compared too.
        let Webhook {
            name,
            rust_name: _,
            doc,
            event,
            id,
            time,
            order,
            retries,
            examples,
        } = old;
        self.doc(doc, &new.doc, place);
        let of = |event: Option<_>| Type::plain(event.map_or(Kind::Json, Kind::Named));
        let (was, is) = (of(*event), of(new.event));
        self.compare_types((&was, &is), Way::Received, false, &place.with("event"));
        let members = [
            (
                "the member that identifies a delivery",
                id,
                &new.id,
                Severity::Breaking,
            ),
            ("the member with the time", time, &new.time, Severity::Note),
            (
                "the member with the order",
                order,
                &new.order,
                Severity::Breaking,
            ),
            (
                "what is said of repetitions",
                retries,
                &new.retries,
                Severity::Note,
            ),
        ];
        for (what, was, is, severity) in members {
            self.differ(
                (was, is),
                &behaviour::DELIVERY_CHANGED,
                severity,
                place,
                || {
                    format!(
                        "{what} is {}, before: {}",
                        words::or_none(is.as_ref()),
                        words::or_none(was.as_ref())
                    )
                },
            );
        }
        self.examples(examples, &new.examples, place);
        let plan = |api: &'a Api| {
            api.runtime
                .scheme
                .webhooks
                .iter()
                .find(|one| one.plan.name == *name)
        };
        if let (Some(was), Some(is)) = (plan(self.old), plan(self.new)) {
            self.webhook_plan(was, is, place);
        }
    }

    fn webhook_plan(&mut self, old: &'a WebhookPlan, new: &'a WebhookPlan, place: &Place) {
        let WebhookPlan {
            form,
            tolerance_ms,
            keys,
            plan,
        } = old;
        let rule = &signing::WEBHOOK_PROOF_CHANGED;
        self.differ(
            (form, &new.form),
            rule,
            Severity::Breaking,
            place,
            || match new.form {
                true => "its body is a form".to_owned(),
                false => "its body is JSON".to_owned(),
            },
        );
        let ms =
            |ms: Option<u64>| ms.map_or("as the clock allows".to_owned(), |ms| format!("{ms} ms"));
        let narrower = match (*tolerance_ms, new.tolerance_ms) {
            (Some(was), Some(is)) => is < was,
            (None, Some(_)) => true,
            _ => false,
        };
        let severity = match narrower {
            true => Severity::Breaking,
            false => Severity::Compatible,
        };
        self.differ(
            (tolerance_ms, &new.tolerance_ms),
            rule,
            severity,
            place,
            || {
                format!(
                    "how old a delivery may be: {}, before: {}",
                    ms(new.tolerance_ms),
                    ms(*tolerance_ms)
                )
            },
        );
        let (before, after) = (&self.old.runtime.scheme, &self.new.runtime.scheme);
        let named = |scheme: &'a Scheme, keys: Option<&'a KeySource>| {
            let KeySource { credential, from } = keys?;
            let credential = scheme.credentials.get(usize::from(*credential));
            Some((credential.map(|one| one.name.to_string()), from))
        };
        let keys = (
            named(before, keys.as_ref()),
            named(after, new.keys.as_ref()),
        );
        self.differ((&keys.0, &keys.1), rule, Severity::Breaking, place, || {
            "the provider's public keys are found elsewhere".to_owned()
        });
        if plans::same((before, plan), (after, &new.plan)) {
            self.webhook_wording(plan, &new.plan, place);
            return;
        }
        let first = plans::first_difference((before, plan), (after, &new.plan));
        let at = after.webhooks.iter().position(|one| std::ptr::eq(one, new));
        let lines = at.and_then(|at| u16::try_from(at).ok());
        let lines = lines.and_then(|at| self.new.lines.of_webhook(at));
        let line = plans::line(lines, first.position);
        let place = match line {
            Some(line) => &place.clone().on(At::New(Line::Number(line))),
            None => place,
        };
        let message = format!(
            "is verified in another way; first difference: {}",
            first.words
        );
        let shown = self.delivery_evidence(&plan.name);
        self.report_with(
            &signing::WEBHOOK_PLAN_CHANGED,
            Severity::Breaking,
            place,
            message,
            shown,
        );
    }

    /// Reports a plan that is only written in another way.
    fn webhook_wording(&mut self, old: &Plan, new: &Plan, place: &Place) {
        let text = |api: &Api, plan: &Plan| {
            let mut webhooks = api.runtime.scheme.webhooks.iter();
            let at = webhooks.position(|one| one.plan.name == plan.name);
            at.and_then(|at| api.scheme_docs.webhooks.get(at).cloned())
        };
        if old.locals != new.locals || text(self.old, old) != text(self.new, new) {
            let message = "is written in another way; it verifies the same";
            self.report(&signing::PLAN_REWORDED, Severity::Note, place, message);
        }
    }
}
