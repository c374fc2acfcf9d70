//! Which channel a frame of the client is about.

use super::conversation::Conversation;
use super::inverse::{self, Values};
use crate::members::{find, find_text};
use specie_codegen::model::{Channel, Field};
use specie_codegen::validate::{self, MismatchKind, Way, as_text};
use specie_codegen::{data, json};
use specie_runtime::Json;
use specie_runtime::signing::plan::{Data, Str};
use specie_runtime::stream::Subscription;
use specie_runtime::stream::plan::{ChannelPlan, Source};

/// What a frame asks for.
pub(super) struct Wanted {
    pub(super) channel: usize,
    /// What stands for the topic in frames.
    pub(super) item: Data,
    pub(super) subscription: Subscription,
}

impl Conversation<'_> {
    /// The subscriptions of a topic in a frame, to the channel that says the most of it: one, or several that differ in one parameter.
    pub(super) fn of_item(&self, item: &Data) -> Result<Vec<Wanted>, Data> {
        let channels = self.stream.received().zip(self.plan().channels.iter());
        let mut best: Option<((bool, usize), Vec<Wanted>)> = None;
        for (at, (channel, plan)) in channels.enumerate() {
            let Some(values) = self.values_of(channel, plan, item) else {
                continue;
            };
            let all = values.subscriptions(plan);
            let subscriptions = all.iter().filter_map(|params| {
                let mut needed = channel.params.iter().filter(|field| !field.optional);
                let is_whole = needed.all(|field| find(params, &field.name).is_some());
                is_whole.then(|| self.subscription(at, params)).flatten()
            });
            let subscriptions: Vec<Subscription> = subscriptions.collect();
            if subscriptions.is_empty() || subscriptions.len() < all.len() {
                continue;
            }
            let free: usize = all
                .iter()
                .flatten()
                .map(|(_, value)| json::write(value).len())
                .sum();
            // One that has members which the channel does not name may be of another.
            let has_more = match (item, subscriptions.first().map(item_of)) {
                (Data::Object(found), Some(Data::Object(own))) => found.len() > own.len(),
                _ => false,
            };
            let rank = (has_more, free);
            if best.as_ref().is_none_or(|(known, _)| rank < *known) {
                let is_joined = plan.joined().is_some();
                let wanted = subscriptions.into_iter().map(|subscription| Wanted {
                    channel: at,
                    item: match is_joined {
                        true => item_of(&subscription),
                        false => item.clone(),
                    },
                    subscription,
                });
                best = Some((rank, wanted.collect()));
            }
        }
        best.map(|(_, wanted)| wanted).ok_or_else(|| item.clone())
    }

    /// The value in which the subscriptions of a frame differ, of one.
    pub(super) fn joined_value(&self, item: &Data) -> Option<String> {
        let channels = self.stream.received().zip(self.plan().channels.iter());
        let mut values = channels.filter_map(|(channel, plan)| {
            let name = plan.joined()?;
            let values = self.values_of(channel, plan, item)?;
            let all = values.subscriptions(plan);
            find_text(all.first()?, name)
        });
        values.next()
    }

    /// The values of a channel that a topic in a frame has. `None`: it is a topic of another channel.
    fn values_of<'p>(
        &self,
        channel: &Channel,
        plan: &'p ChannelPlan,
        item: &Data,
    ) -> Option<Values<'p>> {
        let is_param = |name: &str, value: &Data| {
            let mut fields = channel.params.iter();
            let field = fields.find(|field| field.name == name);
            field.is_some_and(|field| self.is_of_type(field, value))
        };
        let allowed = |source: &Source, value: &Data| match source {
            Source::Param(name) => is_param(name, value),
            Source::Joined(name) => match value {
                Data::Text(text) => text
                    .split(',')
                    .all(|one| is_param(name, &crate::members::text(one))),
                other => is_param(name, other),
            },
            Source::Session(name) => {
                as_text(value).is_some_and(|text| self.engine.is_of_session(name, &text))
            }
            _ => true,
        };
        match &plan.item {
            Some(template) => inverse::of_value(template, item, &allowed),
            None => inverse::of_text(&plan.topic, &as_text(item)?, &allowed),
        }
    }

    /// The channel of a frame that has parameters rather than a topic.
    pub(super) fn of_params(&self, params: &[(Str, Data)]) -> Result<Wanted, Data> {
        for (at, channel) in self.stream.received().enumerate() {
            let is_declared = |name: &str| channel.params.iter().any(|field| field.name == name);
            let mut needed = channel.params.iter().filter(|field| !field.optional);
            let fits = params.iter().all(|(name, _)| is_declared(name))
                && needed.all(|field| {
                    find(params, &field.name).is_some_and(|value| self.is_of_type(field, value))
                });
            if let Some(subscription) = fits.then(|| self.subscription(at, params)).flatten() {
                return Ok(Wanted {
                    channel: at,
                    item: crate::members::text(subscription.topic()),
                    subscription,
                });
            }
        }
        Err(Data::Object(params.to_vec().into()))
    }

    /// Whether a parameter can have this value. A number in a topic is a text.
    fn is_of_type(&self, field: &Field, value: &Data) -> bool {
        let is_valid = |value: &Data| {
            let types = &self.engine.api.types;
            let (_, mismatches) = validate::value(types, &field.ty, value, Way::Received);
            let mut mismatches = mismatches.iter();
            mismatches.all(|mismatch| mismatch.kind == MismatchKind::Unlisted)
        };
        let as_number = match value {
            Data::Text(text) if data::is_integer(text) => Some(Data::Integer(text.clone())),
            _ => None,
        };
        is_valid(value) || as_number.is_some_and(|number| is_valid(&number))
    }

    pub(super) fn subscription(
        &self,
        channel: usize,
        params: &[(Str, Data)],
    ) -> Option<Subscription> {
        let params = Json::parse(json::object(params).as_bytes()).ok()?;
        let index = u16::try_from(channel).ok()?;
        let subscription = Subscription::of(self.plan(), index, &params).ok()?;
        // Its topic may have a value of a session: of the newest.
        let sessions = self.engine.sessions().values(self.engine.now_ns());
        let session = sessions.first()?;
        subscription.in_session(self.plan(), session).ok()
    }
}

/// What stands for a subscription in frames.
fn item_of(subscription: &Subscription) -> Data {
    let item = subscription.item().to_json().unwrap_or_default();
    json::read(item.as_bytes(), json::Names::Shown).unwrap_or(Data::Null)
}
