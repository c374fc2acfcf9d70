//! Streams: conversations over a socket.

use super::{Doc, Field, Type};
use specie_runtime::stream::plan::{SendPlan, StreamPlan};

/// A stream.
#[derive(Clone, Debug)]
pub struct Stream {
    /// Name in the spec.
    pub name: String,
    /// Name in Rust.
    pub rust_name: String,
    /// Docs.
    pub doc: Doc,
    /// How to authenticate, in words.
    pub auth: Option<String>,
    /// The conversation, as the runtime's own value. Its channels are those of [`Stream::channels`] that the client receives.
    pub plan: StreamPlan,
    /// Channels and events, also those that the client sends.
    pub channels: Vec<Channel>,
}

impl Stream {
    /// The channels that can be subscribed to, in the order of the plan.
    pub fn received(&self) -> impl Iterator<Item = &Channel> {
        self.channels.iter().filter(|channel| !channel.send)
    }

    /// What the client sends, each with its plan.
    pub fn sent(&self) -> impl Iterator<Item = (&Channel, &SendPlan)> {
        let sent = self.channels.iter().filter(|channel| channel.send);
        sent.zip(self.plan.sends.events.iter())
    }

    /// The message that answers an event of the client.
    #[must_use]
    pub fn answer(&self, event: &SendPlan) -> Option<(&Channel, &ChannelMessage)> {
        let channel = self.received().nth(usize::from(event.answer?))?;
        Some((channel, channel.messages.first()?))
    }
}

/// A channel or an event.
#[derive(Clone, Debug)]
pub struct Channel {
    /// Name in the spec, with `{name}` for parameters.
    pub name: String,
    /// The struct of a subscription in Rust.
    pub type_name: String,
    /// Docs.
    pub doc: Doc,
    /// Parameters of the name and the topic; of an event that the client sends, its data.
    pub params: Vec<Field>,
    /// The kinds of its messages. A channel that is received has at least one.
    pub messages: Vec<ChannelMessage>,
    /// Whether the client sends it.
    pub send: bool,
}

/// A kind of a channel's messages.
#[derive(Clone, Debug)]
pub struct ChannelMessage {
    /// Which messages are of this kind.
    pub form: MessageForm,
    /// The variant of the stream's events.
    pub variant: String,
    /// Its type.
    pub ty: Type,
}

/// Which messages of a channel are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessageForm {
    /// All.
    Only,
    /// Those with this value of [`MessageKinds::by`](specie_runtime::stream::plan::MessageKinds::by).
    Kind(String),
    /// The one that begins a subscription, under another topic.
    Start,
}
