//! One subscription: what was asked for, and how far it is.

use super::frames::Values;
use super::plan::{ChannelPlan, SequenceRule, Source, Start, StreamPlan};
use crate::signing::{SessionValues, Value};
use crate::{Error, Json};
use std::any::Any;
use std::fmt;
use std::sync::Arc;

/// A channel with its parameters, as the conversation needs it.
#[derive(Clone)]
pub struct Subscription {
    pub(super) channel: u16,
    /// Identifies the channel and its parameters.
    pub(super) key: String,
    /// What routes give for its messages.
    pub(super) topic: String,
    /// What routes give for the message that it begins with, if that is another topic.
    pub(super) start_topic: Option<String>,
    /// What stands for it in frames.
    pub(super) item: Value<'static>,
    pub(super) params: Value<'static>,
    /// The parameters as the user gave them.
    pub(super) typed: Arc<dyn Any + Send + Sync>,
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscription")
            .field("topic", &self.topic)
            .finish_non_exhaustive()
    }
}

impl Subscription {
    /// The channel at `index` of a plan with parameters that are a JSON object: for tools that read a spec at run time.
    ///
    /// # Errors
    /// There is no such channel, or a parameter of its name is missing.
    pub fn of(plan: &StreamPlan, index: u16, params: &Json) -> Result<Self, Error> {
        let value = Value::from_json(params.to_string().as_bytes())
            .map_err(|error| Error::request(error.to_string()))?;
        Self::new(plan, index, value, Arc::new(params.clone()))
    }

    /// # Errors
    /// There is no such channel, or a parameter of its name is missing.
    pub(super) fn new(
        plan: &StreamPlan,
        index: u16,
        params: Value<'static>,
        typed: Arc<dyn Any + Send + Sync>,
    ) -> Result<Self, Error> {
        let json = params.to_json().unwrap_or_default();
        let empty = Self {
            channel: index,
            key: format!("{index} {json}"),
            topic: String::new(),
            start_topic: None,
            item: Value::Absent,
            params,
            typed,
        };
        empty.filled(plan, &SessionValues::new(), false)
    }

    /// The same with the values of an open session, which its topic may have.
    ///
    /// # Errors
    /// A parameter or a value of the session is missing.
    pub fn in_session(self, plan: &StreamPlan, session: &SessionValues) -> Result<Self, Error> {
        self.filled(plan, session, true)
    }

    /// The same with the values of a session, which its topic may have.
    ///
    /// # Errors
    /// A parameter or a value of the session is missing. Unless `strict`, the session may not be open yet.
    pub(super) fn filled(
        mut self,
        plan: &StreamPlan,
        session: &SessionValues,
        strict: bool,
    ) -> Result<Self, Error> {
        let Some(channel) = plan.channel(self.channel) else {
            return Err(Error::configuration("unknown channel of the stream"));
        };
        if !strict && reads_session(channel) {
            return Ok(self);
        }
        let values = Values {
            params: Some(&self.params),
            session: Some(session),
            ..Values::default()
        };
        let wrong = |why: String| Error::request(format!("channel `{}`: {why}", channel.name));
        let topic = values.text(&channel.topic).map_err(wrong)?;
        let start_topic = match &channel.start {
            Start::Topic(template) => Some(values.text(template).map_err(wrong)?),
            _ => None,
        };
        let item = match &channel.item {
            Some(item) => values.value(item).map_err(wrong)?,
            None => Value::from(topic.clone()),
        };
        (self.topic, self.start_topic, self.item) = (topic, start_topic, item);
        Ok(self)
    }

    /// What routes give for its messages.
    #[must_use]
    pub fn topic(&self) -> &str {
        &self.topic
    }

    /// What stands for it in frames.
    #[must_use]
    pub fn item(&self) -> &Value<'static> {
        &self.item
    }

    /// What routes give for the message that it begins with, if that is another topic.
    #[must_use]
    pub fn start_topic(&self) -> Option<&str> {
        self.start_topic.as_deref()
    }

    /// Identifies the channel and its parameters.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The index of its channel in the plan.
    #[must_use]
    pub fn channel(&self) -> u16 {
        self.channel
    }
}

/// Whether the topic of a channel has values of a session.
fn reads_session(channel: &ChannelPlan) -> bool {
    let mut reads = false;
    channel.topic.each_placeholder(&mut |placeholder| {
        reads |= matches!(placeholder.source, Source::Session(_));
    });
    reads
}

/// How far a subscription is on this connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Stage {
    /// Not asked for yet.
    #[default]
    Waiting,
    /// Asked for; not confirmed.
    Sent,
    /// Confirmed.
    On,
    /// Its end was asked for.
    Leaving,
    /// The provider refused it. It is not asked for again.
    Refused,
}

/// What a message says of the numbers of its subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// It follows the one before.
    Next,
    /// It came before.
    Old,
    /// So many messages are missing before it, if that is known.
    Gap(Option<u64>),
}

impl Order {
    pub(super) fn is_gap(self) -> bool {
        matches!(self, Self::Gap(_))
    }
}

/// The numbers of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Numbers {
    /// The first that it covers, or that of the message before.
    pub(super) first: i128,
    /// Its own, or the last that it covers.
    pub(super) last: i128,
}

/// Compares the numbers of a message with the last number before it.
pub(super) fn order(rule: &SequenceRule, last: Option<i128>, numbers: Numbers) -> Order {
    let Some(last) = last else {
        return Order::Next;
    };
    let missing = |from: i128| u64::try_from(numbers.first - from).ok();
    match rule {
        SequenceRule::Step(_) if numbers.last == last + 1 => Order::Next,
        SequenceRule::Step(_) if numbers.last <= last => Order::Old,
        SequenceRule::Step(_) => Order::Gap(missing(last + 1)),
        SequenceRule::Chain { .. } if numbers.first == last => Order::Next,
        SequenceRule::Chain { .. } => Order::Gap(None),
        SequenceRule::Range { .. } if numbers.last <= last => Order::Old,
        SequenceRule::Range { .. } if numbers.first <= last + 1 => Order::Next,
        SequenceRule::Range { .. } => Order::Gap(missing(last + 1)),
        SequenceRule::Rising(_) if numbers.last > last => Order::Next,
        SequenceRule::Rising(_) => Order::Old,
    }
}

/// Whether a channel delivers messages only after one that it begins with.
pub(super) fn has_start(channel: &ChannelPlan) -> bool {
    !matches!(channel.start, Start::Any)
}
