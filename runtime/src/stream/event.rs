//! What a stream delivers.

use super::plan::StreamPlan;
use crate::codec::{Decode, EncodeStruct, Reader};
use crate::{Error, Timestamp, Wire};
use std::any::Any;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// A channel with its parameters: what can be subscribed to.
pub trait Channel: EncodeStruct + Clone + Send + Sync + 'static {
    /// The events of its stream.
    type Event: StreamEvent;
    /// Its index in the plan of its stream.
    const INDEX: u16;
}

/// An event that the client sends over a stream.
pub trait ClientEvent: EncodeStruct + Send + Sync {
    /// The events of its stream.
    type Event: StreamEvent;
    /// What the provider answers; `()` if nothing.
    type Answer: Send;
    /// Its index in [`Sends::events`](super::plan::Sends::events).
    const INDEX: u16;

    /// Decodes the data of the answer.
    ///
    /// # Errors
    /// It does not have the form that the spec says.
    fn answer(data: &[u8]) -> Result<Self::Answer, Error>;
}

/// Decodes the answer to the event `name`. What was sent has taken effect, whatever its form.
///
/// # Errors
/// It does not have the form of `T`.
#[doc(hidden)]
pub fn read_answer<T: Decode>(name: &str, data: &[u8], wire: Wire) -> Result<T, Error> {
    let mut answer = T::blank();
    let mut reader = Reader::new(data);
    let read = answer
        .read(&mut reader, wire)
        .and_then(|()| reader.finish());
    match read {
        Ok(()) => Ok(answer),
        Err(problem) => Err(Error::stream_answer(name, &problem, data)),
    }
}

/// The events of a stream. Generated for each stream.
pub trait StreamEvent: Sized + Send + 'static {
    /// The conversation of the stream.
    const PLAN: &'static StreamPlan;

    /// Decodes a message of a channel.
    ///
    /// # Errors
    /// The message does not have the form that the spec says.
    fn message(received: &Received<'_>) -> Result<Self, Error>;

    /// Messages of a channel were lost.
    fn gap(gap: Gap) -> Self;

    /// The connection was renewed.
    fn reset(reset: Reset) -> Self;

    /// A message that belongs to no subscription.
    fn unknown(message: UnknownMessage) -> Self;
}

/// A message of a channel, with the parameters of the channel that it was subscribed to with.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Message<C, T> {
    /// The channel.
    pub channel: Arc<C>,
    /// What was received.
    pub data: T,
}

impl<C, T> Deref for Message<C, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.data
    }
}

/// Messages of a channel were lost. What was computed from the messages before, such as an order book, is no longer right.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Gap {
    /// The topic of the channel.
    pub topic: String,
    /// How many messages were lost, if that is known.
    pub lost: Option<u64>,
    /// Why they were lost.
    pub reason: GapReason,
}

/// Why messages were lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GapReason {
    /// Numbers of messages are missing: they did not arrive.
    Sequence,
    /// The events were not taken in time, and the buffer was full.
    Overflow,
    /// The channel was silent for longer than it ever is, and was subscribed to again.
    Idle,
    /// The checksum of a message does not fit what was received before it.
    Checksum,
}

/// The connection was renewed. What was computed from the messages before is void: every channel begins anew, and messages in between are lost.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reset {
    /// Why the connection before ended.
    pub reason: String,
    /// The topics that were subscribed to over it. Others are on connections of their own.
    pub topics: Vec<String>,
    /// When the last message was received over it. `None`: it received none.
    pub last: Option<Timestamp>,
}

/// A message that belongs to no subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownMessage {
    /// The message as it was received, up to 4 KiB.
    pub text: String,
}

/// Which of the forms of a channel a message has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageKind {
    /// The one form, or the form of this index in [`MessageKinds::names`](super::plan::MessageKinds::names).
    Of(u16),
    /// That of [`Start::Topic`](super::plan::Start::Topic).
    Start,
}

/// A message that was routed to a subscription, not decoded yet.
pub struct Received<'m> {
    pub(super) channel: u16,
    pub(super) kind: MessageKind,
    pub(super) data: &'m [u8],
    pub(super) topic: &'m str,
    pub(super) params: &'m Arc<dyn Any + Send + Sync>,
}

impl fmt::Debug for Received<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("channel", &self.channel)
            .field("kind", &self.kind)
            .field("topic", &self.topic)
            .finish_non_exhaustive()
    }
}

impl<'m> Received<'m> {
    /// The index of the channel in the plan.
    #[must_use]
    pub fn channel(&self) -> u16 {
        self.channel
    }

    /// Its form.
    #[must_use]
    pub fn kind(&self) -> MessageKind {
        self.kind
    }

    /// The data of the message, as JSON.
    #[must_use]
    pub fn data(&self) -> &'m [u8] {
        self.data
    }

    /// The topic that it arrived under.
    #[must_use]
    pub fn topic(&self) -> &'m str {
        self.topic
    }

    /// The error for a message of a channel or a form that the events do not have.
    #[must_use]
    pub fn unexpected(&self) -> Error {
        let Self { channel, kind, .. } = self;
        Error::configuration(format!(
            "the events have no message of channel {channel}, {kind:?}"
        ))
    }

    /// Decodes it as a message of the channel `C`.
    ///
    /// # Errors
    /// It does not have the form of `T`, or it belongs to another channel.
    pub fn read<C: Channel, T: Decode>(&self, wire: Wire) -> Result<Message<C, T>, Error> {
        let channel = Arc::clone(self.params).downcast::<C>();
        let channel = channel.map_err(|_| {
            Error::configuration("the message belongs to another channel than it is decoded for")
        })?;
        let mut data = T::blank();
        let mut reader = Reader::new(self.data);
        let read = data.read(&mut reader, wire).and_then(|()| reader.finish());
        match read {
            Ok(()) => Ok(Message { channel, data }),
            Err(problem) => Err(Error::stream_message(self.topic, &problem, self.data)),
        }
    }
}
