//! One conversation of ours: frames go in, frames to send and events come out.

use crate::compare::Frame;
use crate::exchange::{Exchange, text};
use crate::rest;
use bytes::Bytes;
use serde_json::Value as Json;
use specie_codegen::model::{MessageForm, Stream};
use specie_codegen::{json, validate};
use specie_runtime::signing::{RequestSpec, SessionValues, Signer};
use specie_runtime::stream::plan::Encoding;
use specie_runtime::stream::{
    Conversation, MessageKind, Setup, StreamCall, Subscription, Told, Unsigned,
};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// More frames or events than one message can cause.
const BOUND: usize = 1000;

/// A conversation of ours.
pub struct Talk<'e> {
    exchange: &'e Exchange,
    /// Its stream.
    pub stream: &'e Stream,
    signer: Signer,
    session: Arc<SessionValues>,
    setup: Arc<Setup>,
    conversation: Conversation,
    frames: VecDeque<Frame>,
    /// The call that it waits for.
    call: Option<StreamCall>,
    /// Our id for each recorded one, with its kind.
    ids: BTreeMap<String, Json>,
    given: BTreeSet<String>,
    received: u64,
    /// What it told.
    pub told: Events,
}

/// What conversations told.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Events {
    /// The channel and the kind of each message.
    pub messages: Vec<String>,
    /// How many messages each gap lost.
    pub gaps: Vec<Option<u64>>,
    /// The topics that were refused.
    pub refused: Vec<String>,
    /// Whether the login was refused.
    pub login_refused: bool,
}

impl<'e> Talk<'e> {
    /// A conversation that begins with these subscriptions.
    pub fn open(
        exchange: &'e Exchange,
        stream: &'e Stream,
        signer: Signer,
        session: SessionValues,
        first: Vec<Arc<Subscription>>,
        now: Instant,
    ) -> Result<Self, String> {
        let setup = Arc::new(Setup {
            plan: Cow::Owned(stream.plan.clone()),
            settings: exchange.settings(),
        });
        let session = Arc::new(session);
        let mut conversation = Conversation::new(Arc::clone(&setup), Arc::clone(&session), now);
        conversation.set_clock(i128::from(exchange.now_ms) * 1_000_000);
        for subscription in first {
            conversation.subscribe(subscription, now);
        }
        conversation.open(now);
        let mut talk = Self {
            exchange,
            stream,
            signer,
            session,
            setup,
            conversation,
            frames: VecDeque::new(),
            call: None,
            ids: BTreeMap::new(),
            given: BTreeSet::new(),
            received: 0,
            told: Events::default(),
        };
        talk.take()?;
        Ok(talk)
    }

    /// The address that it is held at.
    pub fn address(&self) -> Result<String, String> {
        let clock_ns = i128::from(self.exchange.now_ms) * 1_000_000;
        self.setup.address(&self.session, clock_ns)
    }

    /// Subscribes to channels.
    pub fn subscribe(
        &mut self,
        channels: Vec<Arc<Subscription>>,
        now: Instant,
    ) -> Result<(), String> {
        for channel in channels {
            self.conversation.subscribe(channel, now);
        }
        self.take()
    }

    /// Ends subscriptions.
    pub fn unsubscribe(
        &mut self,
        channels: Vec<Arc<Subscription>>,
        now: Instant,
    ) -> Result<(), String> {
        for channel in channels {
            self.conversation.unsubscribe(channel.key(), now);
        }
        self.take()
    }

    /// The next frame. If there is none, time passes: what a limit holds back is sent then, and what keeps the connection alive.
    pub fn next_frame(
        &mut self,
        now: &mut Instant,
        within: Duration,
    ) -> Result<Option<Frame>, String> {
        let last = *now + within;
        while self.frames.is_empty() && *now < last {
            *now = self.conversation.wake_at(*now).min(last);
            self.conversation.tick(*now);
            self.take()?;
        }
        Ok(self.frames.pop_front())
    }

    /// A frame of ours was the recorded one: what the server answers to the one is an answer to the other.
    pub fn matched(&mut self, ours: &Frame, theirs: &Frame) {
        let (Frame::Json(ours), Frame::Json(theirs)) = (ours, theirs) else {
            return;
        };
        for name in &self.exchange.notes.ids {
            if let (Some(our), Some(their)) = (ours.get(name), theirs.get(name)) {
                self.ids.insert(plain(their), our.clone());
            }
        }
    }

    /// A recorded message of the server.
    pub fn receive(&mut self, recorded: &Json, now: Instant) -> Result<(), String> {
        let packed = recorded["encoded"] == "gzip";
        if packed != (self.stream.plan.encoding == Encoding::Gzip) {
            return Err(format!(
                "the stream does not say whether messages are packed: {recorded}"
            ));
        }
        let message = self.answer(text(&recorded["text"]));
        self.receive_text(message, now)
    }

    /// A recorded message that is broken off in the middle, as JSON that never ends. It is told, and changes nothing else.
    pub fn receive_broken(&mut self, recorded: &Json, now: Instant) -> Result<(), String> {
        let message = text(&recorded["text"]);
        let half = message.get(..message.len() / 2).unwrap_or("{");
        if !half.starts_with(['{', '[']) {
            return Ok(());
        }
        let message = Bytes::from(half.to_owned());
        self.conversation.receive(&message, now);
        match (self.conversation.next_told(), self.conversation.next_told()) {
            (Some(Told::Unreadable(_)), None) => Ok(()),
            told => Err(format!("a broken message told {told:?}: {half}")),
        }
    }

    /// Any message. Whatever it does, there is an end of what follows.
    pub fn receive_anything(&mut self, message: Vec<u8>, now: Instant) {
        self.conversation.receive(&Bytes::from(message), now);
        self.conversation.tick(now);
        let frames = std::iter::from_fn(|| self.conversation.next_frame()).take(BOUND);
        assert!(frames.count() < BOUND, "frames without an end");
        let told = std::iter::from_fn(|| self.conversation.next_told()).take(BOUND);
        assert!(told.count() < BOUND, "events without an end");
    }

    /// A message as it is.
    pub fn receive_text(&mut self, message: String, now: Instant) -> Result<(), String> {
        self.conversation.receive(&Bytes::from(message), now);
        self.take()
    }

    /// A message with our ids, and with the number that a server gives that counts.
    fn answer(&mut self, recorded: &str) -> String {
        let number = self.received;
        let counted = self.exchange.counted().map(|note| text(&note["member"]));
        let Ok(mut message) = serde_json::from_str::<Json>(recorded) else {
            return recorded.to_owned();
        };
        let mut changed = false;
        for name in &self.exchange.notes.ids {
            if let Some(id) = message.get_mut(name)
                && let Some(our) = self.ids.get(&plain(id))
            {
                *id = our.clone();
                changed = true;
            }
        }
        if let Some(count) = counted.and_then(|name| message.get_mut(name)) {
            *count = Json::from(number);
            self.received += 1;
            changed = true;
        }
        match changed {
            true => message.to_string(),
            false => recorded.to_owned(),
        }
    }

    /// Takes what the conversation has to send and to tell.
    fn take(&mut self) -> Result<(), String> {
        while let Some(frame) = self.conversation.next_frame() {
            let frame = self.signed(frame)?;
            self.check_ids(&frame)?;
            self.frames.push_back(frame);
        }
        if let Some(call) = self.conversation.next_call()
            && let Some(other) = self.call.replace(call)
        {
            return Err(format!("two calls at a time: {other:?}"));
        }
        while let Some(told) = self.conversation.next_told() {
            self.tell(told)?;
        }
        Ok(())
    }

    /// The call that it waits for. It must be answered.
    pub fn take_call(&mut self) -> Option<StreamCall> {
        self.call.take()
    }

    /// The data of the response of its call.
    pub fn answer_call(
        &mut self,
        call: &StreamCall,
        data: Bytes,
        now: Instant,
    ) -> Result<(), String> {
        self.conversation
            .call_answered(call.ticket(), Ok(data), now);
        self.take()
    }

    fn signed(&self, frame: Unsigned) -> Result<Frame, String> {
        let (section, params) = match frame {
            Unsigned::Text(text) => return Ok(Frame::of(&text)),
            Unsigned::Ping => return Ok(Frame::Ping),
            Unsigned::Params(section, params) => (section, params),
            // What was recorded are subscriptions.
            Unsigned::Event(event) => return Err(format!("an event was sent: {event:?}")),
        };
        let mut inputs = rest::inputs(self.exchange);
        let unit = self.signer.needs(section).nonce;
        inputs.nonce = unit.map(|unit| inputs.next_nonce(unit, None));
        let call = RequestSpec {
            section,
            method: "GET".into(),
            params: params.into(),
            ..RequestSpec::default()
        };
        let signed = self.signer.sign(&call, &inputs, &self.session);
        let body = signed.map_err(|error| error.to_string())?.body;
        let body = String::from_utf8(body.ok_or("a signed frame without a body")?);
        Ok(Frame::of(&body.map_err(|error| error.to_string())?))
    }

    /// An id names one frame only.
    fn check_ids(&mut self, frame: &Frame) -> Result<(), String> {
        let Frame::Json(frame) = frame else {
            return Ok(());
        };
        for name in &self.exchange.notes.ids {
            if let Some(id) = frame.get(name)
                && !self.given.insert(plain(id))
            {
                return Err(format!("the id {id} is given twice"));
            }
        }
        Ok(())
    }

    fn tell(&mut self, told: Told) -> Result<(), String> {
        match told {
            Told::Message(message) => {
                let name = self.read(&message)?;
                self.told.messages.push(name);
            }
            Told::Gap(gap) => self.told.gaps.push(gap.lost),
            Told::Refused { subscriptions, .. } => {
                let topics = subscriptions.iter().map(|one| one.topic().to_owned());
                self.told.refused.extend(topics);
            }
            Told::LoginRefused(_) => self.told.login_refused = true,
            other => return Err(format!("told {other:?}")),
        }
        Ok(())
    }

    /// The channel and the kind of a message, which must have the type that the spec says.
    fn read(&self, message: &specie_runtime::stream::Delivered) -> Result<String, String> {
        let index = usize::from(message.subscription().channel());
        let channel = self.stream.received().nth(index).ok_or("no such channel")?;
        let kinds = &self.stream.plan.channels[index].kinds;
        let form = match (message.kind(), kinds) {
            (MessageKind::Start, _) => MessageForm::Start,
            (MessageKind::Of(_), None) => MessageForm::Only,
            (MessageKind::Of(kind), Some(kinds)) => {
                MessageForm::Kind(kinds.names[usize::from(kind)].to_string())
            }
        };
        let mut forms = channel.messages.iter();
        let declared = forms.find(|one| one.form == form).ok_or("no such form")?;
        let data = json::read(message.data(), json::Names::Shown);
        let data = data.map_err(|error| error.to_string())?;
        let types = &self.exchange.api.types;
        let (_, faults) = validate::value(types, &declared.ty, &data, validate::Way::Received);
        if let Some(fault) = faults.first() {
            let data = json::write(&data);
            return Err(format!("a message of `{}`: {fault}: {data}", channel.name));
        }
        Ok(match form {
            MessageForm::Only => channel.type_name.clone(),
            MessageForm::Start => format!("{} start", channel.type_name),
            MessageForm::Kind(kind) => format!("{} {kind}", channel.type_name),
        })
    }

    /// A subscription to a channel of this stream.
    pub fn subscription(
        stream: &Stream,
        channel: &str,
        params: &Json,
    ) -> Result<Arc<Subscription>, String> {
        let mut channels = stream.received();
        let index = channels.position(|one| one.type_name == channel);
        let index = index.ok_or_else(|| format!("unknown channel `{channel}`"))?;
        let index = u16::try_from(index).map_err(|error| error.to_string())?;
        let params = specie_runtime::Json::parse(params.to_string().as_bytes());
        let params = params.map_err(|error| error.to_string())?;
        let subscription = Subscription::of(&stream.plan, index, &params);
        Ok(Arc::new(subscription.map_err(|error| error.to_string())?))
    }
}

/// The text of an id: some servers answer with a text where a number was sent.
fn plain(id: &Json) -> String {
    id.as_str().map_or_else(|| id.to_string(), str::to_owned)
}
