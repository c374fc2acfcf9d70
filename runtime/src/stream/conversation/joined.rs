//! Subscriptions that share a frame because they differ in one parameter only: `symbol: ["{symbol...}"]`.

use super::Conversation;
use super::requests::InFlight;
use crate::signing::Value;
use crate::stream::frames::Values;
use crate::stream::plan::{Frame, Source, StreamPlan, Template, TopicSet};
use crate::stream::subscription::Subscription;
use crate::stream::view::View;

impl Conversation {
    /// The parameter in which the subscriptions of a frame may differ, if it can have several of the channel of `first`.
    pub(super) fn joined_param<'p>(
        &self,
        plan: &'p StreamPlan,
        frame: &Frame,
        first: usize,
    ) -> Option<&'p str> {
        if plan.topics == TopicSet::Replace || names_one(plan, frame) {
            return None;
        }
        plan.channel(self.subscription(first)?.channel)?.joined()
    }

    /// Whether two subscriptions differ in nothing but the parameter `name`.
    pub(super) fn differ_only_in(&self, one: usize, other: usize, name: &str) -> bool {
        let (Some(one), Some(other)) = (self.subscription(one), self.subscription(other)) else {
            return false;
        };
        one.channel == other.channel && without(&one.params, name) == without(&other.params, name)
    }

    /// One subscription in place of several that share a frame: what stands for it in the frame has the values of all.
    ///
    /// # Errors
    /// A placeholder has no value.
    pub(super) fn joined(
        &self,
        plan: &StreamPlan,
        topics: &[&Subscription],
    ) -> Result<Option<Subscription>, String> {
        let [first, _, ..] = topics else {
            return Ok(None);
        };
        let channel = plan.channel(first.channel);
        let channel = channel.filter(|channel| channel.joined().is_some());
        let Some(item) = channel.and_then(|channel| channel.item.as_ref()) else {
            return Ok(None);
        };
        let values = Values {
            params: Some(&first.params),
            topics,
            ..self.values(0, None)
        };
        Ok(Some(Subscription {
            item: values.value(item)?,
            ..Subscription::clone(first)
        }))
    }

    /// Which of the subscriptions that share a frame a confirmation of each names: by the value in which they differ. `None`: none of them.
    pub(super) fn named_by_value(
        &self,
        view: &View<'_>,
        each: &Template,
        frame: &InFlight,
    ) -> Option<Vec<usize>> {
        let values = Values {
            message: Some(view),
            ..Values::default()
        };
        let mut text = String::new();
        if !values.topic(each, &mut text) {
            return Some(frame.left.clone());
        }
        let plan = &self.setup.plan;
        let is_named = |index: &&usize| {
            let subscription = self.subscription(**index);
            subscription.is_some_and(|one| {
                let name = plan.channel(one.channel).and_then(|one| one.joined());
                let value = name.and_then(|name| one.params.get(name));
                value.is_some_and(|value| value.to_text().is_ok_and(|value| value == text))
            })
        };
        let named = frame.left.iter().find(is_named)?;
        Some(vec![*named])
    }

    fn subscription(&self, index: usize) -> Option<&Subscription> {
        let entry = self.entries.get(index)?.as_ref()?;
        Some(&entry.subscription)
    }
}

/// Whether a frame names one subscription by what the confirmation of that gave.
fn names_one(plan: &StreamPlan, frame: &Frame) -> bool {
    let own = plan.ack.iter().flat_map(|ack| ack.keep.iter());
    let own: Vec<&str> = own.map(|kept| &*kept.name).collect();
    let mut names = false;
    frame.each_placeholder(&mut |placeholder| {
        names |= matches!(&placeholder.source, Source::Kept(name) if own.contains(&&**name));
    });
    names
}

/// Parameters without one of them.
fn without<'p>(params: &'p Value<'static>, name: &str) -> Vec<(&'p str, &'p Value<'static>)> {
    let Value::Object(members) = params else {
        return Vec::new();
    };
    let others = members.iter().filter(|(known, _)| known != name);
    others.map(|(name, value)| (name.as_ref(), value)).collect()
}
