//! One connection: its socket, and the conversation over it.

use super::conversation::{Conversation, Setup, Told};
use super::encoding;
use super::frames::Unsigned;
use super::observer::Observed;
use super::plan::{Framing, StreamPlan};
use super::replies::Replies;
use super::sent_event::SentEvent;
use super::socket::{Frame, Socket};
use super::socket_io::{Packet, Packets};
use super::subscription::Subscription;
use crate::core::{Core, path_of};
use crate::future::BoxFuture;
use crate::signing::Value;
use crate::{Error, ErrorKind, Outcome};
use bytes::Bytes;
use std::future::Future as _;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;
use tokio::time::{Sleep, sleep_until};

/// See the docs of this module.
pub(super) struct Connection {
    core: Core,
    setup: Arc<Setup>,
    socket: Socket,
    observed: Observed,
    pub(super) conversation: Conversation,
    pub(super) began: Instant,
    /// When the user is told that the stream is not open, unless it is by then.
    pub(super) open_by: Option<Instant>,
    /// When time asks for something, at the latest.
    wake: Instant,
    alarm: Option<Pin<Box<Sleep>>>,
    /// Where the transport is socket.io: its packets.
    packets: Option<Packets>,
    /// The call that the conversation waits for, with its ticket.
    call: Option<(u64, BoxFuture<'static, Result<Bytes, Error>>)>,
    /// Why it is lost, once what was received before was handed on.
    lost: Option<Error>,
    /// Who waits for what becomes of an event.
    pub(super) replies: Replies,
}

/// How many frames are taken at once, if there are so many.
const AT_ONCE: usize = 64;

/// What happened to a connection.
pub(super) enum Step {
    /// A message was received.
    Message,
    /// Something else happened.
    Other,
    /// It is lost.
    Lost(Error),
}

impl Connection {
    /// Connects, and begins the conversation with these subscriptions.
    ///
    /// # Errors
    /// A session cannot be opened, there is no connection, or the server refuses the upgrade.
    pub(super) async fn open(
        core: Core,
        setup: Arc<Setup>,
        url: Option<String>,
        observed: Observed,
        wanted: Vec<Arc<Subscription>>,
    ) -> Result<Self, Error> {
        let client = &core.0;
        let plan = &setup.plan;
        let within = client.stream_timeout();
        let session = client.open_for_stream(&plan.sessions, within).await?;
        let declared = setup
            .address(&session, client.stream_clock())
            .map_err(|why| Error::configuration(format!("the address of the stream: {why}")))?;
        let address = match url {
            Some(url) => url,
            None => client.stream_server.address(&declared)?,
        };
        if !address.starts_with("wss://") && !address.starts_with("ws://") {
            return Err(Error::configuration(
                "the address of a stream must begin with wss:// (or ws://, for this machine only)",
            ));
        }
        let https = address.replacen("ws", "http", 1);
        client.check_stream_address(&https)?;
        let (address, headers) = match plan.upgrade {
            None => (address, Vec::new()),
            Some(section) => signed_upgrade(&core, section, &https).await?,
        };
        observed.connecting(client, &address, &headers);
        let socket = Socket::connect(&address, &headers, within).await?;
        let now = Instant::now();
        let mut conversation = Conversation::new(Arc::clone(&setup), session, now);
        for subscription in wanted {
            conversation.subscribe(subscription, now);
        }
        let packets = (plan.framing == Framing::SocketIo).then(Packets::default);
        conversation.set_clock(client.stream_clock());
        if packets.is_none() {
            conversation.open(now);
        }
        Ok(Self {
            replies: Replies::new(Arc::clone(&setup)),
            core,
            setup,
            socket,
            observed,
            conversation,
            began: now,
            open_by: None,
            wake: now,
            alarm: None,
            packets,
            call: None,
            lost: None,
        })
    }

    /// What is said over it.
    pub(super) fn plan(&self) -> &StreamPlan {
        &self.setup.plan
    }

    /// Signs and sends what the conversation wants to send.
    ///
    /// # Errors
    /// A frame cannot be signed, or the connection broke.
    pub(super) async fn send(&mut self) -> Result<(), Error> {
        let mut sent = false;
        while let Some(frame) = self.conversation.next_frame() {
            let text = match frame {
                Unsigned::Text(text) => Some(text),
                Unsigned::Ping => None,
                Unsigned::Params(section, params) => {
                    Some(signed(&self.core, section, params).await?)
                }
                Unsigned::Event(event) => {
                    sent |= self.send_event(&event).await?;
                    continue;
                }
            };
            self.send_text(text).await?;
            sent = true;
        }
        let called = self.begin_call();
        let now = Instant::now();
        // Frames that were received only let it do something later, except a call after a gap.
        let is_due = |at: Instant| at < self.wake;
        let due = self.conversation.call_at().is_some_and(is_due);
        if sent || called || due || now >= self.wake {
            let wake = self.conversation.wake_at(now);
            self.wake = self.open_by.map_or(wake, |open_by| wake.min(open_by));
            self.alarm = None;
        }
        Ok(())
    }

    /// Begins the call that the conversation asks for. Returns whether it asks for one.
    fn begin_call(&mut self) -> bool {
        let Some(call) = self.conversation.next_call() else {
            return false;
        };
        let core = self.core.clone();
        let ticket = call.ticket();
        self.call = Some((ticket, Box::pin(async move { call.make(&core).await })));
        true
    }

    /// Gives the conversation the answer to its call, if it is there. Returns whether it is.
    fn poll_call(&mut self, context: &mut Context<'_>, now: Instant) -> bool {
        let Some((ticket, call)) = &mut self.call else {
            return false;
        };
        let Poll::Ready(answer) = call.as_mut().poll(context) else {
            return false;
        };
        let ticket = *ticket;
        self.call = None;
        self.conversation.call_answered(ticket, answer, now);
        // `send` sets the time anew.
        self.wake = now;
        true
    }

    async fn send_text(&mut self, text: Option<String>) -> Result<(), Error> {
        let text = match &self.packets {
            Some(_) => text.map(Packets::event),
            None => text,
        };
        self.observed.sent(&self.core.0, text.as_deref());
        self.socket.send(text).await.map_err(broken)
    }

    /// Signs and sends an event. Returns whether it was sent; what became of it is told to whoever waits for that.
    ///
    /// # Errors
    /// The connection broke, or an event that a subscription needs cannot be signed.
    async fn send_event(&mut self, event: &SentEvent) -> Result<bool, Error> {
        if self.replies.is_given_up(event) {
            self.conversation.was_not_sent(event);
            return Ok(false);
        }
        match self.text_of(event).await {
            Ok(text) => {
                self.replies.leaves(event);
                self.send_text(Some(text)).await?;
                self.replies.was_sent(event);
                Ok(true)
            }
            Err(error) if event.ticket.is_some() => {
                self.conversation.was_not_sent(event);
                self.replies.not_sent(event.ticket, error);
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    // It takes the connection as its own: the future of a call in it cannot be shared between threads.
    async fn text_of(&mut self, event: &SentEvent) -> Result<String, Error> {
        let signed = match (event.section(), event.plan()) {
            (Some(section), Some(plan)) => {
                let client = &self.core.0;
                let call = (&*plan.method, &*plan.path);
                let within = client.stream_timeout();
                let signing = client.sign_event(section, call, event.params(), within);
                Some(signing.await?)
            }
            _ => None,
        };
        let text = event.text(signed.as_ref());
        text.map_err(|why| Error::configuration(format!("an event cannot be written: {why}")))
    }

    /// Waits for the next thing that happens. To be called again after [`Connection::send`].
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Step> {
        if let Some(error) = self.lost.take() {
            return Poll::Ready(Step::Lost(error));
        }
        let now = Instant::now();
        if self.poll_call(context, now) {
            return Poll::Ready(Step::Other);
        }
        // Time passes also while frames come without a pause.
        if now < self.wake {
            if let Poll::Ready(step) = self.poll_frames(context, now) {
                return Poll::Ready(step);
            }
            let wake = self.wake;
            let alarm = self
                .alarm
                .get_or_insert_with(|| Box::pin(sleep_until(wake.into())));
            if alarm.as_mut().poll(context).is_pending() {
                return Poll::Pending;
            }
        }
        self.alarm = None;
        let now = Instant::now();
        self.conversation.set_clock(self.core.0.stream_clock());
        self.conversation.tick(now);
        // `send` sets the time anew.
        self.wake = now;
        Poll::Ready(Step::Other)
    }

    /// Takes the frames that are there.
    fn poll_frames(&mut self, context: &mut Context<'_>, now: Instant) -> Poll<Step> {
        let mut all = None;
        for _ in 0..AT_ONCE {
            let Poll::Ready(frame) = self.socket.poll_next(context) else {
                break;
            };
            if all.is_none() {
                self.conversation.set_clock(self.core.0.stream_clock());
            }
            match (self.take(frame, now), &all) {
                (Step::Lost(error), None) => return Poll::Ready(Step::Lost(error)),
                (Step::Lost(error), Some(_)) => {
                    self.lost = Some(error);
                    break;
                }
                (Step::Other, Some(Step::Message)) => {}
                (step, _) => all = Some(step),
            }
        }
        all.map_or(Poll::Pending, Poll::Ready)
    }

    fn take(&mut self, frame: Result<Frame, String>, now: Instant) -> Step {
        match frame {
            Err(why) | Ok(Frame::Closed(why)) => Step::Lost(broken(why)),
            Ok(Frame::Control) => {
                self.conversation.receive_control(now);
                Step::Other
            }
            Ok(Frame::Text(text)) => self.receive(text, now),
            Ok(Frame::Binary(_)) if self.packets.is_some() => {
                let told = self.packets.as_mut().map(Packets::binary);
                match told {
                    Some(Err(why)) => self.conversation.receive_unreadable(why, now),
                    _ => self.conversation.receive_control(now),
                }
                Step::Other
            }
            Ok(Frame::Binary(bytes)) => match encoding::unpack(&bytes, self.setup.plan.encoding) {
                Ok(text) => self.receive(Bytes::from(text.into_owned()), now),
                Err(why) => {
                    self.conversation.receive_unreadable(why, now);
                    Step::Other
                }
            },
        }
    }

    fn receive(&mut self, text: Bytes, now: Instant) -> Step {
        self.observed.received(&self.core.0, &text);
        let Some(packets) = &mut self.packets else {
            self.conversation.receive(&text, now);
            return Step::Message;
        };
        match packets.read(&text) {
            Ok(Packet::Event(at)) => {
                self.conversation.receive(&text.slice(at..), now);
                Step::Message
            }
            Ok(Packet::Connected { every, dead }) => {
                self.conversation.keep_alive(every, dead);
                self.conversation.open(now);
                // `send` sets the time anew.
                self.wake = now;
                Step::Other
            }
            Ok(Packet::Other) => {
                self.conversation.receive_control(now);
                Step::Other
            }
            Ok(Packet::Closed(why)) => Step::Lost(broken(why)),
            Err(why) => {
                self.conversation.receive_unreadable(why, now);
                Step::Other
            }
        }
    }

    /// The next event.
    pub(super) fn next_told(&mut self) -> Option<Told> {
        self.conversation.next_told()
    }

    /// Closes the connection, as the protocol wants it.
    pub(super) async fn close(self) {
        self.socket.close().await;
    }
}

/// The text of a frame that the plan of `section` signs.
async fn signed(core: &Core, section: u16, params: Value<'static>) -> Result<String, Error> {
    let signing = core.0.sign_for_stream(section, ("GET", ""), None, params);
    let body = signing.await?.body.map(String::from_utf8);
    match body {
        Some(Ok(text)) => Ok(text),
        _ => Err(Error::configuration(
            "the plan of a frame must write a text into the body",
        )),
    }
}

/// The address and the headers of an upgrade that the plan of `section` signs, as a `GET` of the address.
async fn signed_upgrade(
    core: &Core,
    section: u16,
    https: &str,
) -> Result<(String, Vec<(String, String)>), Error> {
    let (whole, query) = https.split_once('?').unwrap_or((https, ""));
    let path = path_of(whole);
    let base = whole.strip_suffix(path).unwrap_or(whole);
    let path = path.trim_start_matches('/');
    let signing = core
        .0
        .sign_for_stream(section, ("GET", path), Some(base), Value::Absent);
    let signed = signing.await?;
    let mut address = signed.url.replacen("http", "ws", 1);
    if !query.is_empty() {
        address.push(if address.contains('?') { '&' } else { '?' });
        address.push_str(query);
    }
    let headers = signed.headers.into_iter();
    let headers = headers.map(|(name, value)| (name.into_owned(), value.into_owned()));
    Ok((address, headers.collect()))
}

pub(super) fn broken(why: String) -> Error {
    Error::new(ErrorKind::Transport, Outcome::Unanswered, why)
}
