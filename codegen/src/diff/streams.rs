//! Streams.

use super::change::Place;
use super::pairs::{Pair, pairs};
use super::types::Way;
use super::{Comparison, Severity, words};
use crate::emit::common::conversation::{self, Fact};
use crate::model::{Api, Channel, ChannelMessage, Field, MessageForm, Stream};
use crate::rules::changes::{ChangeRule, behaviour, signing, wire as rule};
use specie_runtime::stream::plan::SendPlan;

impl<'a> Comparison<'a> {
    pub(super) fn compare_streams(&mut self) {
        let (before, after) = (self.old, self.new);
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

    fn stream(&mut self, old: &'a Stream, new: &'a Stream, place: &Place) {
        // Every part is named, so that a new one is compared too.
        let Stream {
            name: _,
            rust_name: _,
            doc,
            auth,
            plan,
            channels,
        } = old;
        self.doc(doc, &new.doc, place);
        let (before, after) = (&self.old.runtime.scheme, &self.new.runtime.scheme);
        let was = conversation::of_stream(plan, before);
        let is = conversation::of_stream(&new.plan, after);
        self.facts(&was, &is, place);
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
        for pair in pairs(channels, &new.channels, |channel| {
            (channel.send, channel.name.clone())
        }) {
            let place = |channel: &Channel| place.with(&channel.name);
            match pair {
                Pair::Both(was, is) => {
                    let place = place(is);
                    self.channel(was, is, &place);
                    let plan_of = |stream: &'a Stream, channel: &Channel| {
                        let mut plans = stream.plan.channels.iter();
                        plans.find(|plan| *plan.name == *channel.name && !channel.send)
                    };
                    let (before, after) = (&self.old.runtime.scheme, &self.new.runtime.scheme);
                    if let (Some(was), Some(is)) = (plan_of(old, was), plan_of(new, is)) {
                        let was = conversation::of_channel(&old.plan, was, before);
                        let is = conversation::of_channel(&new.plan, is, after);
                        self.facts(&was, &is, &place);
                    }
                    if let (Some(was), Some(is)) = (event_of(old, was), event_of(new, is)) {
                        let was = conversation::of_event(&old.plan, was, before);
                        let is = conversation::of_event(&new.plan, is, after);
                        self.facts(&was, &is, &place);
                    }
                }
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

    /// Compares what is said under each key.
    fn facts(&mut self, old: &[Fact], new: &[Fact], place: &Place) {
        let mut keys: Vec<&'static str> = Vec::new();
        for fact in old.iter().chain(new) {
            if !keys.contains(&fact.key) {
                keys.push(fact.key);
            }
        }
        for key in keys {
            let said = |facts: &[Fact]| {
                let facts = facts.iter().filter(|fact| fact.key == key);
                let texts: Vec<&str> = facts.map(|fact| fact.text.as_str()).collect();
                (!texts.is_empty()).then(|| texts.join("; "))
            };
            let (was, is) = (said(old), said(new));
            let (rule, severity) = meaning(key);
            self.differ((&was, &is), rule, severity, place, || {
                format!(
                    "`{key}` is {}, before: {}",
                    words::or_none(is.as_ref()),
                    words::or_none(was.as_ref())
                )
            });
        }
    }

    fn channel(&mut self, old: &'a Channel, new: &'a Channel, place: &Place) {
        let Channel {
            name: _,
            type_name: _,
            doc,
            params,
            messages,
            send,
        } = old;
        self.doc(doc, &new.doc, place);
        // A parameter of a channel is a text in its topic; what an event carries is JSON.
        let param_way = if *send { Way::Sent } else { Way::SentAsText };
        for pair in pairs(params, &new.params, |field: &Field| field.name.clone()) {
            match pair {
                Pair::Both(was, is) => {
                    let place = place.with(&is.name).at(is.span);
                    let optional = (was.optional, is.optional);
                    self.compare_member((was, is), optional, param_way, &place);
                    self.describe_member(was, is, &place);
                }
                Pair::Added(is) => self.member_added(is, is.optional, param_way, place),
                Pair::Removed(was) => self.member_removed(was, was.optional, param_way, place),
            }
        }
        for pair in pairs(messages, &new.messages, |message| form(message).to_owned()) {
            match pair {
                Pair::Both(was, is) => {
                    let place = match was.form {
                        MessageForm::Only => place.with("message"),
                        _ => place.with(form(was)),
                    };
                    self.compare_types((&was.ty, &is.ty), Way::Received, false, &place);
                }
                Pair::Added(is) => {
                    let message = format!("new kind of message: {}", form(is));
                    self.report(&rule::DELIVERY_ADDED, Severity::Compatible, place, &message);
                }
                Pair::Removed(was) => {
                    let message = format!("a kind of message is gone: {}", form(was));
                    self.report(&rule::DELIVERY_REMOVED, Severity::Breaking, place, &message);
                }
            }
        }
    }
}

/// The plan of an event that the client sends.
fn event_of<'a>(stream: &'a Stream, channel: &Channel) -> Option<&'a SendPlan> {
    let mut sent = stream.sent();
    let (_, plan) = sent.find(|(event, _)| channel.send && event.name == channel.name)?;
    Some(plan)
}

/// What tells a kind of message apart.
fn form(message: &ChannelMessage) -> &str {
    match &message.form {
        MessageForm::Only => "message",
        MessageForm::Kind(name) => name,
        MessageForm::Start => "start",
    }
}

/// What a change of a key means. A client that was generated before does not find its messages, or is refused, if the conversation changes;
/// times and limits change how well it follows.
fn meaning(key: &str) -> (&'static ChangeRule, Severity) {
    match key {
        "keepalive" | "limits" | "idle" | "sequence" | "renew" | "ignore" => {
            (&behaviour::CONTINUITY_CHANGED, Severity::Note)
        }
        _ => (&rule::STREAM_CHANGED, Severity::Breaking),
    }
}
