//! Webhooks and streams.

use super::change::{At, Line, Place};
use super::pairs::{Pair, pairs};
use super::types::Way;
use super::{Comparison, Severity, plans, words};
use crate::model::{Api, Channel, Field, Kind, Stream, Type, Webhook};
use crate::rules::changes::{behaviour, docs, signing, wire as rule};
use specie_runtime::signing::plan::{KeySource, Plan, Scheme, WebhookPlan};

impl<'a> Comparison<'a> {
    pub(super) fn compare_deliveries(&mut self) {
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
        for pair in pairs(&before.streams, &after.streams, |stream| {
            stream.name.clone()
        }) {
            let place = |stream: &Stream| Place::new(format!("streams.{}", stream.name));
            match pair {
                Pair::Both(was, is) => self.stream(was, is, &place(is)),
                Pair::Added(is) => {
                    let rule = &rule::DELIVERY_ADDED;
                    self.report(rule, Severity::Compatible, &place(is), "new stream");
                }
                Pair::Removed(was) => {
                    let rule = &rule::DELIVERY_REMOVED;
                    self.report(rule, Severity::Breaking, &place(was), "the stream is gone");
                }
            }
        }
        let names = |api: &Api| api.streams.iter().map(|one| one.name.clone()).collect();
        let (old, new): (Vec<String>, Vec<String>) = (names(before), names(after));
        self.declaration_order(&old, &new, "streams", &Place::new("streams"));
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

    fn stream(&mut self, old: &'a Stream, new: &'a Stream, place: &Place) {
        let Stream {
            name: _,
            rust_name: _,
            doc,
            socket_io,
            url,
            auth,
            keepalive,
            subscribe,
            unsubscribe,
            channels,
        } = old;
        self.doc(doc, &new.doc, place);
        let rule = &rule::STREAM_CHANGED;
        self.differ(
            (socket_io, &new.socket_io),
            rule,
            Severity::Breaking,
            place,
            || match new.socket_io {
                true => "the transport is socket.io".to_owned(),
                false => "the transport is a plain WebSocket".to_owned(),
            },
        );
        self.differ((url, &new.url), rule, Severity::Breaking, place, || {
            format!("the address is `{}`, before: `{url}`", new.url)
        });
        let frames = [
            ("subscribes", subscribe, &new.subscribe),
            ("unsubscribes", unsubscribe, &new.unsubscribe),
        ];
        for (what, was, is) in frames {
            let shown = |frame: &Option<_>| words::or_none(frame.as_ref().map(crate::json::write));
            self.differ((was, is), rule, Severity::Breaking, place, || {
                format!(
                    "the frame that {what} is {}, before: {}",
                    shown(is),
                    shown(was)
                )
            });
        }
        self.differ(
            (auth, &new.auth),
            &signing::PLAN_CHANGED,
            Severity::Note,
            &place.with("auth"),
            || {
                format!(
                    "how to log in is said in other words: {}",
                    words::or_none(new.auth.as_ref())
                )
            },
        );
        let rule = &behaviour::CONTINUITY_CHANGED;
        self.differ(
            (keepalive, &new.keepalive),
            rule,
            Severity::Note,
            place,
            || {
                format!(
                    "how it is kept alive is said in other words: {}",
                    words::or_none(new.keepalive.as_ref())
                )
            },
        );
        for pair in pairs(channels, &new.channels, |channel| {
            (channel.send, channel.name.clone())
        }) {
            let place = |channel: &Channel| place.with(&channel.name);
            match pair {
                Pair::Both(was, is) => self.channel(was, is, &place(is)),
                Pair::Added(is) => {
                    let rule = &rule::DELIVERY_ADDED;
                    self.report(rule, Severity::Compatible, &place(is), "new channel");
                }
                Pair::Removed(was) => {
                    let rule = &rule::DELIVERY_REMOVED;
                    self.report(rule, Severity::Breaking, &place(was), "the channel is gone");
                }
            }
        }
        let names = |list: &[Channel]| list.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
        self.declaration_order(&names(channels), &names(&new.channels), "channels", place);
    }

    fn channel(&mut self, old: &'a Channel, new: &'a Channel, place: &Place) {
        let Channel {
            name: _,
            rust_name: _,
            doc,
            params,
            message,
            send,
            sequence,
            checksum,
        } = old;
        self.doc(doc, &new.doc, place);
        let way = if *send { Way::Sent } else { Way::Received };
        for pair in pairs(params, &new.params, |field: &Field| field.name.clone()) {
            match pair {
                Pair::Both(was, is) => {
                    let place = place.with(&is.name).at(is.span);
                    let optional = (was.optional, is.optional);
                    self.compare_member((was, is), optional, Way::SentAsText, &place);
                    self.describe_member(was, is, &place);
                }
                Pair::Added(is) => self.member_added(is, is.optional, Way::SentAsText, place),
                Pair::Removed(was) => {
                    self.member_removed(was, was.optional, Way::SentAsText, place)
                }
            }
        }
        match (message, &new.message) {
            (Some(was), Some(is)) => {
                self.compare_types((was, is), way, false, &place.with("message"))
            }
            (None, None) => {}
            (was, _) => {
                let message = match was {
                    None => "its message is described now",
                    Some(_) => "its message is no longer described",
                };
                self.report(&docs::TEXT_CHANGED, Severity::Note, place, message);
            }
        }
        let parts = [
            ("the member that counts messages", sequence, &new.sequence),
            ("the checksum", checksum, &new.checksum),
        ];
        for (what, was, is) in parts {
            let rule = &behaviour::CONTINUITY_CHANGED;
            self.differ((was, is), rule, Severity::Note, place, || {
                format!(
                    "{what} is {}, before: {}",
                    words::or_none(is.as_ref()),
                    words::or_none(was.as_ref())
                )
            });
        }
    }
}
