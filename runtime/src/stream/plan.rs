//! A stream as constant data: what is sent over its socket, what is expected, and how a message finds its subscription.
//!
//! Like a [`Scheme`](crate::signing::plan::Scheme), it is made by `specie-codegen` from a checked spec, and nothing in it is parsed from text
//! at run time.

mod calls;
mod sends;

use crate::provider::ResponseTest;
use crate::signing::plan::{Data, List, PathSegment, Str, Unit};
pub use calls::CallPlan;
pub use sends::{SendPlan, Sends};

/// A stream: one address, the conversation that is held there, and its channels.
#[derive(Clone, Debug, PartialEq)]
pub struct StreamPlan {
    /// Name in the spec.
    pub name: Str,
    /// Address, beginning with `wss://` or `ws://`.
    pub url: Template,
    /// What frames are made of.
    pub framing: Framing,
    /// How messages of the server are encoded.
    pub encoding: Encoding,
    /// The section whose plan signs the upgrade, as its index in the scheme. It is signed as a `GET` of the address.
    pub upgrade: Option<u16>,
    /// The sessions whose values the address, a frame or a plan reads, as their indices in the scheme. They are opened before each connection.
    pub sessions: List<u16>,
    /// Whether a message that is a list holds several messages.
    pub each: bool,
    /// The message that the server begins with. Nothing is sent before it. Empty: the server does not begin.
    pub hello: Condition,
    /// How to log in.
    pub login: Option<Login>,
    /// Frames that are sent once a connection, after the login and before any subscription.
    pub setup: List<Frame>,
    /// The frame that subscribes. `None`: the address says what is sent.
    pub subscribe: Option<Frame>,
    /// The frame that ends a subscription.
    pub unsubscribe: Option<Frame>,
    /// What the topics of a frame mean for those of earlier frames.
    pub topics: TopicSet,
    /// How the server confirms a subscription. `None`: it does not.
    pub ack: Option<Ack>,
    /// How a message finds its subscription: the first route that fits.
    pub routes: List<Route>,
    /// Messages without a meaning for the user, such as heartbeats.
    pub ignore: Condition,
    /// What keeps the connection alive.
    pub keepalive: Keepalive,
    /// Messages that must be answered.
    pub answers: List<Answer>,
    /// Messages by which the server asks for a new connection.
    pub leave: Condition,
    /// The provider's limits.
    pub limits: StreamLimits,
    /// What can be subscribed to.
    pub channels: List<ChannelPlan>,
    /// What the client sends beside subscriptions.
    pub sends: Sends,
}

impl StreamPlan {
    /// The channel at an index.
    #[must_use]
    pub fn channel(&self, index: u16) -> Option<&ChannelPlan> {
        self.channels.get(usize::from(index))
    }

    /// The event of the client at an index.
    #[must_use]
    pub fn event(&self, index: u16) -> Option<&SendPlan> {
        self.sends.events.get(usize::from(index))
    }
}

/// A condition on a message: groups of tests. At least one group must pass completely; an empty condition never holds. Paths are those of a
/// body ([`ResponsePath::Body`](crate::ResponsePath::Body)); the empty one is the message itself.
pub type Condition = List<List<ResponseTest>>;

/// What frames are made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Framing {
    /// A text frame is a message.
    #[default]
    WebSocket,
    /// Packets of socket.io over Engine.IO 3. An event is a message that is a list: its name, and its data.
    SocketIo,
}

/// How messages of the server are encoded. Those of the client are always text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// Text.
    #[default]
    Text,
    /// Binary frames, each one gzip member.
    Gzip,
    /// Binary frames, each a raw deflate stream.
    Deflate,
}

/// What the topics of a frame mean for those of earlier frames.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TopicSet {
    /// They are added.
    #[default]
    Add,
    /// They replace all others.
    Replace,
}

/// How to log in, after the hello and before any subscription.
#[derive(Clone, Debug, PartialEq)]
pub struct Login {
    /// The section whose plan writes the frame: it is the body of a call without parameters.
    pub section: u16,
    /// The message that confirms it.
    pub ok: Condition,
    /// The message that refuses it. It is tested first.
    pub refused: Condition,
    /// What is kept of the confirmation.
    pub keep: List<Kept>,
}

/// A value that is kept of a message, for later frames and for routes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its name.
    pub name: Str,
    /// Where it is in the message.
    pub at: List<PathSegment>,
}

/// A frame that the client sends.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// What is in it.
    pub body: FrameBody,
    /// The section whose plan signs it: the body is the parameters of a call, and the body of the signed call is sent.
    pub section: Option<u16>,
}

/// What is in a frame.
#[derive(Clone, Debug, PartialEq)]
pub enum FrameBody {
    /// A text that is not JSON, such as `ping`.
    Text(Template),
    /// JSON.
    Json(FrameValue),
    /// A ping of the WebSocket protocol.
    Ping,
}

/// JSON with placeholders.
#[derive(Clone, Debug, PartialEq)]
pub enum FrameValue {
    /// A value that is always the same.
    Constant(Data),
    /// A text with placeholders.
    Text(Template),
    /// The value of a placeholder, with its kind.
    Value(Placeholder),
    /// A list.
    List(List<FrameValue>),
    /// An object, members in order. A member with an absent value is left out.
    Object(List<FrameMember>),
}

/// A member of an object with placeholders.
#[derive(Clone, Debug, PartialEq)]
pub enum FrameMember {
    /// A member.
    Named(Str, FrameValue),
    /// All members of the topic, which is an object: `...: "{topic}"`.
    Topic,
}

/// A text with placeholders.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Template(pub List<TemplatePart>);

impl Template {
    /// Calls `see` with each placeholder.
    pub fn each_placeholder<'p>(&'p self, see: &mut dyn FnMut(&'p Placeholder)) {
        for part in self.0.iter() {
            if let TemplatePart::Value(placeholder) = part {
                see(placeholder);
            }
        }
    }
}

impl FrameValue {
    /// Calls `see` with each placeholder.
    pub fn each_placeholder<'p>(&'p self, see: &mut dyn FnMut(&'p Placeholder)) {
        match self {
            Self::Constant(_) => {}
            Self::Text(template) => template.each_placeholder(see),
            Self::Value(placeholder) => see(placeholder),
            Self::List(items) => items.iter().for_each(|item| item.each_placeholder(see)),
            Self::Object(members) => members.iter().for_each(|member| match member {
                FrameMember::Named(_, value) => value.each_placeholder(see),
                FrameMember::Topic => {}
            }),
        }
    }
}

impl Frame {
    /// Calls `see` with each placeholder.
    pub fn each_placeholder<'p>(&'p self, see: &mut dyn FnMut(&'p Placeholder)) {
        match &self.body {
            FrameBody::Text(template) => template.each_placeholder(see),
            FrameBody::Json(value) => value.each_placeholder(see),
            FrameBody::Ping => {}
        }
    }
}

/// A part of a text with placeholders.
#[derive(Clone, Debug, PartialEq)]
pub enum TemplatePart {
    /// A text.
    Text(Str),
    /// The text of a placeholder.
    Value(Placeholder),
}

/// What stands in braces.
#[derive(Clone, Debug, PartialEq)]
pub struct Placeholder {
    /// Where the value comes from.
    pub source: Source,
    /// What is done with its text. Anything but [`Filter::None`] makes it a text.
    pub filter: Filter,
}

/// Where the value of a placeholder comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// `{topic}`: the topic of the one subscription of the frame.
    Topic,
    /// `{topics...}`: within a list, the topics of all subscriptions of the frame.
    Topics,
    /// `{name}`: a parameter of the channel.
    Param(Str),
    /// `{id}`: a number that no other frame of the connection has.
    Id,
    /// `{uuid}`: a random UUID.
    Uuid,
    /// `{clock.ms}`: the time at which the frame is sent.
    Clock(Unit),
    /// `{session.name}`
    Session(Str),
    /// `{settings.name}`: a setting, by its index in the scheme.
    Setting(u16),
    /// `{kept.name}`: what was kept of the confirmation of the login, or of the subscription.
    Kept(Str),
    /// `{msg.path}`: a value of the received message.
    Message(List<PathSegment>),
    /// `{name}` of a route: the name of the message's first member.
    MemberName,
    /// `{header.NAME}`: a header that the plan of a sent event sets.
    Header(Str),
    /// `{data}`: what a sent event carries: the body of the signed call, or else its parameters.
    SentData,
}

/// What is done with the text of a placeholder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// Nothing.
    #[default]
    None,
    /// `| text`: a number becomes a text.
    Text,
    /// `| lower`: ASCII letters in lower case.
    Lower,
    /// `| upper`: ASCII letters in upper case.
    Upper,
    /// `| number`: digits become a number.
    Number,
}

/// How the server confirms a subscription, or the end of one.
#[derive(Clone, Debug, PartialEq)]
pub struct Ack {
    /// How the confirmation names what it confirms.
    pub by: AckBy,
    /// The message that confirms.
    pub ok: Condition,
    /// The message that refuses. It is tested first.
    pub refused: Condition,
    /// What is kept of the confirmation, for routes and for the end of the subscription.
    pub keep: List<Kept>,
}

/// How a confirmation names what it confirms. Only one frame waits for its confirmation at a time, so one that names nothing belongs to that.
#[derive(Clone, Debug, PartialEq)]
pub enum AckBy {
    /// By the `{id}` of the frame.
    Id(List<PathSegment>),
    /// By a topic; each topic of a frame is confirmed by a message of its own.
    Topic(Template),
    /// By the list of all topics that are subscribed to.
    Topics(List<PathSegment>),
    /// By nothing.
    Order,
}

/// How a message finds its subscription.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// Which messages it is for. Empty: all.
    pub when: Condition,
    /// What is compared.
    pub by: RouteBy,
    /// Where the data is.
    pub data: RouteData,
}

/// What a route compares.
#[derive(Clone, Debug, PartialEq)]
pub enum RouteBy {
    /// The topic of a channel.
    Topic(Template),
    /// A value that was kept of the confirmation of a subscription.
    Kept {
        /// Its name.
        name: Str,
        /// The value of the message that is compared with it.
        is: List<PathSegment>,
    },
}

/// Where the data of a message is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RouteData {
    /// At a path; the empty one is the whole message.
    At(List<PathSegment>),
    /// The value of the message's first member.
    MemberValue,
}

/// What keeps a connection alive, and when it is dead.
#[derive(Clone, Debug, PartialEq)]
pub struct Keepalive {
    /// What is sent.
    pub send: Frame,
    /// How often, in milliseconds.
    pub every_ms: u64,
    /// Whether it is sent only if nothing was received for that long.
    pub when_idle: bool,
    /// After how many milliseconds without anything from the server the connection is dead.
    pub dead_ms: u64,
}

/// A message that must be answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The message.
    pub when: Condition,
    /// The answer.
    pub send: Frame,
}

/// The provider's limits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StreamLimits {
    /// How long a connection may last, in milliseconds.
    pub life_ms: Option<u64>,
    /// Topics of one connection.
    pub topics: Option<u32>,
    /// Topics of one frame.
    pub batch: Option<u32>,
    /// Bytes of a frame that is sent.
    pub frame: Option<u32>,
    /// Frames that may be sent within a time.
    pub send: Option<Rate>,
    /// Connections that may be made within a time.
    pub connect: Option<Rate>,
    /// Within how many milliseconds after the connection the first subscription must be sent.
    pub first_ms: Option<u64>,
}

/// At most so many within a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many.
    pub count: u32,
    /// The time in milliseconds.
    pub per_ms: u64,
}

/// What can be subscribed to.
#[derive(Clone, Debug, PartialEq)]
pub struct ChannelPlan {
    /// Name in the spec.
    pub name: Str,
    /// What a route gives for its messages.
    pub topic: Template,
    /// What stands for `{topic}` in frames, if it is not the text of the topic.
    pub item: Option<FrameValue>,
    /// The event of the client that must have been sent over this connection before, as its index in [`Sends::events`].
    pub after: Option<u16>,
    /// The kinds of its messages. Empty: all messages are of one kind.
    pub kinds: Option<MessageKinds>,
    /// How a subscription begins.
    pub start: Start,
    /// How lost messages are noticed.
    pub sequence: Option<Sequence>,
    /// How the book that its messages make is checked.
    pub checksum: Option<Checksum>,
    /// Whether it begins anew only on a new connection, because its first message is sent once a connection.
    pub renews_connection: bool,
    /// After how many milliseconds without a message it is subscribed to again.
    pub idle_ms: Option<u64>,
}

/// The kinds of a channel's messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageKinds {
    /// The value that tells them apart.
    pub by: MessagePath,
    /// The value of each.
    pub names: List<Str>,
}

/// A location in a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessagePath {
    /// Whether the path begins at the data of the message, rather than at the message.
    pub of_data: bool,
    /// The path.
    pub path: List<PathSegment>,
}

/// How a subscription begins.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Start {
    /// With any message.
    #[default]
    Any,
    /// With a message for which this holds. Messages before it are not delivered, and each of them begins the subscription anew.
    Message(Condition),
    /// With a message of another topic, which has a type of its own.
    Topic(Template),
    /// With the answer to a request over the same socket, sent once the subscription is confirmed. Messages that arrive before the answer
    /// are kept, and those that follow it by their numbers are delivered after it.
    Request {
        /// The request.
        frame: Frame,
        /// The answer, which a route gives to the channel.
        when: Condition,
    },
    /// With the response of a call, made once the subscription is confirmed. Messages that arrive before the response are kept, and those
    /// that follow it by their numbers are delivered after it. The call is repeated while the response is older than what was kept.
    Call {
        /// The call.
        call: CallPlan,
        /// Where the data of the response has the number of the last message that it covers.
        at: List<PathSegment>,
    },
}

/// How lost messages are noticed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sequence {
    /// What is compared.
    pub rule: SequenceRule,
    /// Whether all channels of the connection are numbered together.
    pub per_connection: bool,
}

/// The numbers of messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SequenceRule {
    /// Each number is that of the message before plus one.
    Step(MessagePath),
    /// Each message names the number of the message before.
    Chain {
        /// The number of the message before.
        previous: MessagePath,
        /// Its own number.
        this: MessagePath,
    },
    /// Each message covers a range, which begins where the one before ended, plus one.
    Range {
        /// The first number.
        first: MessagePath,
        /// The last number.
        last: MessagePath,
    },
    /// Numbers grow. A number that is not larger is a message that came before; a gap cannot be noticed.
    Rising(MessagePath),
}

/// How a book is checked: the CRC-32 of its best levels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checksum {
    /// The provider's checksum. A message without one is not checked.
    pub value: MessagePath,
    /// Where the data has the changed bids.
    pub bids: List<PathSegment>,
    /// Where the data has the changed asks.
    pub asks: List<PathSegment>,
    /// What a level looks like.
    pub rows: Rows,
    /// How many levels of each side are in the text.
    pub levels: u32,
    /// The parameter of the channel with the number of levels that are sent; what lies beyond is dropped. Without a value, it is
    /// [`Checksum::levels`].
    pub depth: Option<Str>,
    /// The text.
    pub text: ChecksumText,
    /// Whether the checksum has 32 bits with a sign.
    pub signed: bool,
}

/// What a level of a book looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows {
    /// Where its price is.
    pub price: List<PathSegment>,
    /// Where its size is; zero removes the level.
    pub size: List<PathSegment>,
}

/// The text of which a checksum is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChecksumText {
    /// Asks, then bids, best first: price and size without point and without zeros at their beginning, one after another.
    AsksThenBids,
    /// `bid:size:ask:size`, best first, with what one side has more at the end.
    Alternating,
}
