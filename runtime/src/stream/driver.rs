//! The task that holds the connection of a stream: makes it, runs the conversation over it, and makes it anew when it is lost.

use super::conversation::{Conversation, Setup, Told};
use super::encoding;
use super::frames::Unsigned;
use super::plan::Rate;
use super::queue::{Queue, overflow};
use super::socket::{Frame, Socket};
use super::subscription::Subscription;
use super::{GapReason, Reset};
use crate::core::Core;
use crate::random::random_bytes;
use crate::signing::SessionValues;
use crate::{Error, ErrorKind, Outcome, Timestamp};
use bytes::Bytes;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{sleep, sleep_until};

/// What the user asks for while the stream is open.
#[derive(Debug)]
pub(super) enum Command {
    Subscribe(Arc<Subscription>),
    Unsubscribe(String),
    Close,
}

/// The first pause before another connection, and the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// The pause after the server refused a connection because there were too many, or because of who asks.
const REFUSED_PAUSE: Duration = Duration::from_secs(30);
/// How long a connection must last until the next pause is the first again.
const STABLE: Duration = Duration::from_secs(60);

/// See the docs of this module.
pub(super) struct Driver {
    core: Core,
    setup: Arc<Setup>,
    queue: Arc<Queue>,
    commands: mpsc::UnboundedReceiver<Command>,
    wanted: Vec<Arc<Subscription>>,
    url: Option<String>,
    /// Told once: the stream is open, or why it is not.
    ready: Option<oneshot::Sender<Result<(), Error>>>,
    connected: VecDeque<Instant>,
    last: Option<Timestamp>,
}

/// Why a connection ended.
enum End {
    /// The user does not want it any more.
    Closed,
    /// Another one is of no use.
    Fatal(Error),
    /// It was lost. With how long it lasted, and what the server refused, if it did.
    Lost { error: Error, lasted: Duration },
}

/// What happened on a connection.
enum Happened {
    Frame(Result<Frame, String>),
    Command(Option<Command>),
    Time,
}

impl Driver {
    pub(super) fn new(
        core: Core,
        setup: Arc<Setup>,
        queue: Arc<Queue>,
        commands: mpsc::UnboundedReceiver<Command>,
        wanted: Vec<Arc<Subscription>>,
        url: Option<String>,
        ready: oneshot::Sender<Result<(), Error>>,
    ) -> Self {
        Self {
            core,
            setup,
            queue,
            commands,
            wanted,
            url,
            ready: Some(ready),
            connected: VecDeque::new(),
            last: None,
        }
    }

    /// Holds the connection until the user closes it, or it cannot be made anew.
    pub(super) async fn run(mut self) {
        let mut pause = FIRST_PAUSE;
        loop {
            let (error, lasted) = match self.connection().await {
                End::Closed => return self.queue.end(None),
                End::Fatal(error) => return self.finish(error),
                End::Lost { error, lasted } => (error, lasted),
            };
            if self.ready.is_some() {
                return self.finish(error);
            }
            self.queue.reset(Reset {
                reason: error.to_string(),
                last: self.last,
            });
            if lasted >= STABLE {
                pause = FIRST_PAUSE;
            }
            let refused = matches!(error.kind(), ErrorKind::RateLimit | ErrorKind::Permission);
            let wait = jittered(pause).max(if refused {
                REFUSED_PAUSE
            } else {
                Duration::ZERO
            });
            pause = (pause * 2).min(LONGEST_PAUSE);
            let wait = wait.max(self.until_allowed());
            if !self.pause(wait).await {
                return self.queue.end(None);
            }
        }
    }

    fn finish(&mut self, error: Error) {
        match self.ready.take() {
            Some(ready) => {
                let _ = ready.send(Err(error));
                self.queue.end(None);
            }
            None => self.queue.end(Some(error)),
        }
    }

    /// Waits, and takes commands meanwhile. Returns whether the user still wants the stream.
    async fn pause(&mut self, pause: Duration) -> bool {
        let mut over = pin!(sleep(pause));
        loop {
            let command = poll_fn(|context| {
                if let Poll::Ready(command) = self.commands.poll_recv(context) {
                    return Poll::Ready(Some(command));
                }
                over.as_mut().poll(context).map(|()| None)
            });
            match command.await {
                None => return true,
                Some(None | Some(Command::Close)) => return false,
                Some(Some(Command::Subscribe(subscription))) => self.want(subscription),
                Some(Some(Command::Unsubscribe(key))) => {
                    self.wanted.retain(|known| known.key != key);
                }
            }
        }
    }

    fn want(&mut self, subscription: Arc<Subscription>) {
        if !self
            .wanted
            .iter()
            .any(|known| known.key == subscription.key)
        {
            self.wanted.push(subscription);
        }
    }

    /// How long the provider's limit on connections asks to wait.
    fn until_allowed(&mut self) -> Duration {
        let Some(Rate { count, per_ms }) = self.setup.plan.limits.connect else {
            self.connected.clear();
            return Duration::ZERO;
        };
        let per = Duration::from_millis(per_ms);
        while self.connected.len() > count as usize {
            self.connected.pop_front();
        }
        match self.connected.front() {
            Some(first) if self.connected.len() >= count as usize => {
                per.saturating_sub(first.elapsed())
            }
            _ => Duration::ZERO,
        }
    }

    /// Makes a connection and runs the conversation over it until it ends.
    async fn connection(&mut self) -> End {
        let began = Instant::now();
        self.connected.push_back(began);
        match self.connect().await {
            Ok((socket, session)) => self.converse(socket, session).await,
            Err(error) => match error.kind() {
                // It will not be different the next time.
                ErrorKind::Configuration | ErrorKind::Request | ErrorKind::Auth => {
                    End::Fatal(error)
                }
                _ => End::Lost {
                    error,
                    lasted: Duration::ZERO,
                },
            },
        }
    }

    async fn connect(&self) -> Result<(Socket, Arc<SessionValues>), Error> {
        let plan = &self.setup.plan;
        let client = &self.core.0;
        let within = client.stream_timeout();
        let session = client.open_for_stream(&plan.sessions, within).await?;
        let declared = self
            .setup
            .address(&session, client.stream_clock())
            .map_err(|why| Error::configuration(format!("the address of the stream: {why}")))?;
        let address = match &self.url {
            Some(url) => url.clone(),
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
            Some(section) => self.signed_upgrade(section, &https).await?,
        };
        let socket = Socket::connect(&address, &headers, within).await?;
        Ok((socket, session))
    }

    /// The address and the headers of an upgrade that the plan of `section` signs, as a `GET` of the address.
    async fn signed_upgrade(
        &self,
        section: u16,
        https: &str,
    ) -> Result<(String, Vec<(String, String)>), Error> {
        let (whole, query) = https.split_once('?').unwrap_or((https, ""));
        let path_at = whole.find("://").map_or(0, |at| at + 3);
        let path_at = whole
            .get(path_at..)
            .and_then(|rest| rest.find('/'))
            .map_or(whole.len(), |at| path_at + at);
        let (base, path) = whole.split_at_checked(path_at).unwrap_or((whole, ""));
        let path = path.trim_start_matches('/');
        let signing =
            self.core
                .0
                .sign_for_stream(section, path, Some(base), crate::signing::Value::Absent);
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

    async fn converse(&mut self, mut socket: Socket, session: Arc<SessionValues>) -> End {
        let began = Instant::now();
        let mut conversation = Conversation::new(Arc::clone(&self.setup), session, began);
        for subscription in &self.wanted {
            conversation.subscribe(Arc::clone(subscription), began);
        }
        conversation.set_clock(self.core.0.stream_clock());
        conversation.open(began);
        let open_by = began + self.core.0.stream_timeout();
        let mut wake = began;
        loop {
            if let Some(end) = self.tell(&mut conversation, began) {
                socket.close().await;
                return end;
            }
            let now = Instant::now();
            match self.send(&mut conversation, &mut socket).await {
                // Frames that were received only let it do something later.
                Ok(false) if now < wake => {}
                Ok(_) => wake = conversation.wake_at(now),
                Err(error) => return lost(error, began),
            }
            if self.ready.is_some() {
                if conversation.is_settled()
                    && let Some(ready) = self.ready.take()
                {
                    let _ = ready.send(Ok(()));
                } else if now >= open_by {
                    socket.close().await;
                    return End::Fatal(self.not_open());
                }
                wake = wake.min(open_by);
            }
            let happened = self.wait(&mut socket, wake).await;
            let now = Instant::now();
            conversation.set_clock(self.core.0.stream_clock());
            match happened {
                Happened::Command(None | Some(Command::Close)) => {
                    socket.close().await;
                    return End::Closed;
                }
                Happened::Command(Some(Command::Subscribe(subscription))) => {
                    self.want(Arc::clone(&subscription));
                    conversation.subscribe(subscription, now);
                }
                Happened::Command(Some(Command::Unsubscribe(key))) => {
                    self.wanted.retain(|known| known.key != key);
                    conversation.unsubscribe(&key, now);
                }
                Happened::Time => conversation.tick(now),
                Happened::Frame(Err(why)) => return lost(broken(why), began),
                Happened::Frame(Ok(Frame::Closed(why))) => return lost(broken(why), began),
                Happened::Frame(Ok(Frame::Control)) => conversation.receive_control(now),
                Happened::Frame(Ok(Frame::Text(text))) => {
                    self.receive(&mut conversation, &text, now)
                }
                Happened::Frame(Ok(Frame::Binary(bytes))) => {
                    match encoding::unpack(&bytes, self.setup.plan.encoding) {
                        Ok(text) => {
                            let text = Bytes::from(text.into_owned());
                            self.receive(&mut conversation, &text, now);
                        }
                        Err(why) => {
                            conversation.receive_control(now);
                            self.queue.error(unreadable(why));
                        }
                    }
                }
            }
        }
    }

    fn receive(&mut self, conversation: &mut Conversation, text: &Bytes, now: Instant) {
        self.last = Some(self.core.0.local_time());
        conversation.receive(text, now);
    }

    /// Waits for a frame, a command or the time at which something is to be done.
    async fn wait(&mut self, socket: &mut Socket, wake: Instant) -> Happened {
        let mut alarm = None;
        poll_fn(|context| {
            if let Poll::Ready(command) = self.commands.poll_recv(context) {
                return Poll::Ready(Happened::Command(command));
            }
            // Time passes also while frames come without a pause.
            if Instant::now() >= wake {
                return Poll::Ready(Happened::Time);
            }
            if let Poll::Ready(frame) = socket.poll_next(context) {
                return Poll::Ready(Happened::Frame(frame));
            }
            let alarm = alarm.get_or_insert_with(|| Box::pin(sleep_until(wake.into())));
            alarm.as_mut().poll(context).map(|()| Happened::Time)
        })
        .await
    }

    fn not_open(&self) -> Error {
        let seconds = self.core.0.stream_timeout().as_secs();
        let what = format!("the stream was not open within {seconds} s");
        Error::new(ErrorKind::Timeout, Outcome::Unanswered, what)
    }

    /// Signs and sends what the conversation wants to send. Returns whether that was anything.
    async fn send(
        &self,
        conversation: &mut Conversation,
        socket: &mut Socket,
    ) -> Result<bool, Error> {
        let mut any = false;
        while let Some(frame) = conversation.next_frame() {
            let text = match frame {
                Unsigned::Text(text) => Some(text),
                Unsigned::Ping => None,
                Unsigned::Params(section, params) => Some(self.signed(section, params).await?),
            };
            socket.send(text).await.map_err(broken)?;
            any = true;
        }
        Ok(any)
    }

    /// The text of a frame that a plan signs.
    async fn signed(
        &self,
        section: u16,
        params: crate::signing::Value<'static>,
    ) -> Result<String, Error> {
        let signed = self
            .core
            .0
            .sign_for_stream(section, "", None, params)
            .await?;
        let body = signed.body.map(String::from_utf8);
        match body {
            Some(Ok(text)) => Ok(text),
            _ => Err(Error::configuration(
                "the plan of a frame must write a text into the body",
            )),
        }
    }

    /// Hands on what the conversation tells. Returns why the connection ends, if it does.
    fn tell(&mut self, conversation: &mut Conversation, began: Instant) -> Option<End> {
        while let Some(told) = conversation.next_told() {
            match told {
                Told::Message(message) => {
                    let subscription = Arc::clone(&message.subscription);
                    if !self.queue.message(message) {
                        conversation.overflowed(&subscription, Instant::now());
                        self.queue.gap(overflow(&subscription.topic));
                    }
                }
                Told::Gap(gap) if gap.reason == GapReason::Overflow => {}
                Told::Gap(gap) => self.queue.gap(gap),
                Told::Unknown(text) => self.queue.unknown(text),
                Told::Unreadable(why) => self.queue.error(unreadable(why)),
                Told::Refused {
                    subscriptions,
                    message,
                } => {
                    let topics: Vec<&str> =
                        subscriptions.iter().map(|one| one.topic.as_str()).collect();
                    let error = refused(&topics, &message);
                    let is_refused = |known: &Arc<Subscription>| {
                        subscriptions.iter().any(|refused| refused.key == known.key)
                    };
                    self.wanted.retain(|known| !is_refused(known));
                    match self.ready.is_some() {
                        true => return Some(End::Fatal(error)),
                        false => self.queue.error(error),
                    }
                }
                Told::LoginRefused(message) => {
                    let what = format!("the provider refused the login: {message}");
                    return Some(End::Fatal(Error::new(
                        ErrorKind::Auth,
                        Outcome::Rejected,
                        what,
                    )));
                }
                Told::Leave(why) | Told::Broken(why) => return Some(lost(broken(why), began)),
            }
        }
        None
    }
}

fn lost(error: Error, began: Instant) -> End {
    match error.kind() {
        ErrorKind::Configuration | ErrorKind::Request => End::Fatal(error),
        _ => End::Lost {
            error,
            lasted: began.elapsed(),
        },
    }
}

fn broken(why: String) -> Error {
    Error::new(ErrorKind::Transport, Outcome::Unanswered, why)
}

fn unreadable(why: String) -> Error {
    let what = format!("a frame cannot be read: {why}");
    Error::new(ErrorKind::Decode, Outcome::Unanswered, what)
}

fn refused(topics: &[&str], message: &str) -> Error {
    let topics = topics.join("`, `");
    let what = format!("the provider refused the subscription to `{topics}`: {message}");
    Error::new(ErrorKind::Invalid, Outcome::Rejected, what)
}

/// A pause of this length or up to half of it, so that many clients do not come back at once.
fn jittered(pause: Duration) -> Duration {
    let random = random_bytes().map_or(255, |bytes| u32::from(bytes[0]));
    pause / 2 + pause / 2 * random / 255
}
