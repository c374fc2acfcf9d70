//! The task that holds the connection of a stream: makes it, hands on its events, and makes it anew when it is lost or grows old.
//!
//! A connection that is left on purpose is left only when the next one has everything: until then, the events of the old one are handed on,
//! and those of the new one are kept.

use super::connection::{Connection, Step, broken};
use super::conversation::{Delivered, Setup, Told};
use super::observer::Observed;
use super::pace::{FIRST_PAUSE, LONGEST_PAUSE, Pace, STABLE, jittered};
use super::queue::{Filling, Queue, overflow};
use super::replies::{self, Reply, lost};
use super::sender::{SENDABLE, too_late};
use super::subscription::Subscription;
use super::{GapReason, Reset};
use crate::core::Core;
use crate::future::BoxFuture;
use crate::signing::Value;
use crate::{Error, ErrorKind, Outcome, Timestamp};
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot};
use tokio::time::sleep;

/// What the user asks for while the stream is open.
#[derive(Debug)]
pub(super) enum Command {
    Subscribe(Arc<Subscription>),
    Unsubscribe(String),
    Send(SendCommand),
    Close,
}

/// An event to send.
#[derive(Debug)]
pub(super) struct SendCommand {
    /// Its index in the plan.
    pub(super) event: u16,
    pub(super) params: Value<'static>,
    /// When the user asked for it.
    pub(super) since: Instant,
    pub(super) reply: Reply,
}

impl SendCommand {
    /// It was not sent.
    fn fail(self, error: Error) {
        // The user may have stopped waiting.
        let _ = self.reply.send(Err(error));
    }
}

/// The pause after the server refused a connection because there were too many, or because of who asks.
const REFUSED_PAUSE: Duration = Duration::from_secs(30);

/// See the docs of this module.
pub(super) struct Driver {
    pub(super) core: Core,
    pub(super) setup: Arc<Setup>,
    pub(super) queue: Arc<Queue>,
    pub(super) commands: mpsc::UnboundedReceiver<Command>,
    pub(super) wanted: Vec<Arc<Subscription>>,
    pub(super) url: Option<String>,
    pub(super) observed: Observed,
    /// Told once: the stream is open, or why it is not.
    pub(super) ready: Option<oneshot::Sender<Result<(), Error>>>,
    /// How often connections may be made.
    pub(super) pace: Pace,
    /// When the last message was received.
    pub(super) last: Option<Timestamp>,
}

/// Why the connections ended.
enum End {
    /// The user does not want the stream any more.
    Closed,
    /// Another connection is of no use.
    Fatal(Error),
    /// The connection was lost, after it had lasted so long.
    Lost(Error, Duration),
}

/// The connection that follows the one that is left on purpose.
struct Next {
    why: String,
    state: NextState,
    /// Its events, until it takes over.
    held: Vec<Told>,
}

impl Next {
    /// It is of no use. After a pause, another one may be made.
    fn fail(&mut self) {
        self.state = NextState::Failed(Instant::now() + REFUSED_PAUSE);
        self.held.clear();
    }
}

enum NextState {
    Connecting(BoxFuture<'static, Result<Connection, Error>>),
    Open(Box<Connection>),
    /// It could not be made. Until then, no other is.
    Failed(Instant),
}

/// What happened.
enum Happened {
    Command(Option<Command>),
    Current(Step),
    Next(Result<Step, Error>),
}

impl Driver {
    /// Holds the connection until the user closes it, or it cannot be made anew.
    pub(super) async fn run(mut self) {
        let mut pause = FIRST_PAUSE;
        loop {
            let (error, lasted) = match self.connection().await {
                End::Closed => return self.queue.end(None),
                End::Fatal(error) => return self.finish(error),
                End::Lost(error, lasted) => (error, lasted),
            };
            if self.ready.is_some() {
                return self.finish(error);
            }
            self.reset(error.to_string());
            if lasted >= STABLE {
                pause = FIRST_PAUSE;
            }
            let refused = matches!(error.kind(), ErrorKind::RateLimit | ErrorKind::Permission);
            let least = if refused {
                REFUSED_PAUSE
            } else {
                Duration::ZERO
            };
            let wait = jittered(pause).max(least).max(self.until_allowed());
            pause = (pause * 2).min(LONGEST_PAUSE);
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

    fn reset(&self, reason: String) {
        let topics = self.wanted.iter().map(|one| one.topic.clone());
        self.queue.reset(Reset {
            reason,
            topics: topics.collect(),
            last: self.last,
        });
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
                // Between connections, an event is not kept: its user decides what is still wanted on the next one.
                Some(Some(Command::Send(one))) => {
                    let error = lost(self.setup.plan.event(one.event), false);
                    one.fail(error);
                }
                Some(Some(command)) => self.want(&command),
            }
        }
    }

    /// Keeps what the user wants, for the next connections.
    fn want(&mut self, command: &Command) {
        match command {
            Command::Subscribe(subscription) => {
                let mut wanted = self.wanted.iter();
                if !wanted.any(|known| known.key == subscription.key) {
                    self.wanted.push(Arc::clone(subscription));
                }
            }
            Command::Unsubscribe(key) => self.wanted.retain(|known| known.key != *key),
            Command::Send(_) | Command::Close => {}
        }
    }

    /// How long the provider's limit on connections asks to wait.
    fn until_allowed(&self) -> Duration {
        let now = Instant::now();
        let free_at = self.pace.free_at(now);
        free_at.map_or(Duration::ZERO, |free_at| free_at - now)
    }

    /// Makes a connection with everything that is wanted.
    fn connect(&mut self) -> BoxFuture<'static, Result<Connection, Error>> {
        self.pace.count(Instant::now());
        Box::pin(Connection::open(
            self.core.clone(),
            Arc::clone(&self.setup),
            self.url.clone(),
            self.observed.clone(),
            self.wanted.clone(),
        ))
    }

    /// Makes a connection and hands on its events until it ends, and no other follows it.
    async fn connection(&mut self) -> End {
        let mut current = match self.connect().await {
            Ok(current) => current,
            Err(error) => return ended(error, Duration::ZERO),
        };
        if self.ready.is_some() {
            current.open_by = current.began.checked_add(self.core.0.stream_timeout());
        }
        let mut next: Option<Next> = None;
        let mut leaves = None;
        loop {
            let why = match self.tell_all(&mut current) {
                Ok(leave) => leave,
                Err(error) => {
                    let lasted = current.began.elapsed();
                    current.close().await;
                    return ended(error, lasted);
                }
            };
            if let Err(error) = current.send().await {
                return ended(error, current.began.elapsed());
            }
            if let Some(error) = self.is_late(&mut current) {
                current.close().await;
                return End::Fatal(error);
            }
            leaves = why.or(leaves);
            if let Some(why) = &leaves {
                self.begin_next(&mut next, why);
            }
            // Answers come over the connection that was asked.
            let awaits = current.conversation.awaits_answers();
            if let Some(taken) = self.advance(&mut next, awaits).await {
                leaves = None;
                let old = std::mem::replace(&mut current, taken);
                tokio::spawn(old.close());
                continue;
            }
            match self.wait(&mut current, &mut next).await {
                Happened::Command(None | Some(Command::Close)) => {
                    current.close().await;
                    return End::Closed;
                }
                Happened::Command(Some(Command::Send(one))) => send_event(&mut current, one),
                Happened::Command(Some(command)) => {
                    self.want(&command);
                    obey(&mut current, &command);
                    if let Some(NextState::Open(next)) = next.as_mut().map(|next| &mut next.state) {
                        obey(next, &command);
                    }
                }
                Happened::Current(Step::Message) => self.last = Some(self.core.0.local_time()),
                Happened::Current(Step::Other) => {}
                Happened::Current(Step::Lost(error)) => {
                    match self.taken(&mut next, error.to_string()) {
                        Some(taken) => (current, leaves) = (taken, None),
                        None => return ended(error, current.began.elapsed()),
                    }
                }
                Happened::Next(Ok(Step::Lost(_)) | Err(_)) => {
                    if let Some(next) = &mut next {
                        next.fail();
                    }
                }
                Happened::Next(Ok(_)) => {}
            }
        }
    }

    /// Tells the user that the stream is open, once it is. Returns the error if that takes too long.
    fn is_late(&mut self, current: &mut Connection) -> Option<Error> {
        let open_by = current.open_by?;
        if current.conversation.is_settled() {
            current.open_by = None;
            let ready = self.ready.take()?;
            let _ = ready.send(Ok(()));
            return None;
        }
        let seconds = self.core.0.stream_timeout().as_secs();
        let what = format!("the stream was not open within {seconds} s");
        (Instant::now() >= open_by)
            .then(|| Error::new(ErrorKind::Timeout, Outcome::Unanswered, what))
    }

    /// Begins the connection that follows, unless there is one.
    fn begin_next(&mut self, next: &mut Option<Next>, why: &str) {
        let may_begin = match next.as_ref().map(|next| &next.state) {
            None => true,
            Some(NextState::Failed(until)) => Instant::now() >= *until,
            Some(_) => false,
        };
        if may_begin && self.until_allowed().is_zero() {
            *next = Some(Next {
                why: why.to_owned(),
                state: NextState::Connecting(self.connect()),
                held: Vec::new(),
            });
        }
    }

    /// Does what the connection that follows asks for. Returns it once it has everything, unless it must `wait`.
    async fn advance(&mut self, next: &mut Option<Next>, wait: bool) -> Option<Connection> {
        let following = next.as_mut()?;
        let NextState::Open(connection) = &mut following.state else {
            return None;
        };
        let mut failed = connection.send().await.is_err();
        while let Some(told) = connection.next_told() {
            failed |= matches!(
                told,
                Told::Leave(_) | Told::Broken(_) | Told::LoginRefused(_)
            );
            following.held.push(told);
        }
        if failed || following.held.len() > self.queue.most() {
            following.fail();
            return None;
        }
        if wait || !connection.conversation.is_settled() {
            return None;
        }
        let why = following.why.clone();
        self.taken(next, why)
    }

    /// The connection that follows takes over, if it is open.
    fn taken(&mut self, next: &mut Option<Next>, why: String) -> Option<Connection> {
        let Next { state, held, .. } = next.take()?;
        let NextState::Open(mut connection) = state else {
            return None;
        };
        self.reset(why);
        for told in held {
            // What would end it was noticed before.
            let _ = self.tell(&mut connection, told);
        }
        Some(*connection)
    }

    /// Waits for a command, or for what happens to a connection.
    async fn wait(&mut self, current: &mut Connection, next: &mut Option<Next>) -> Happened {
        poll_fn(|context| {
            if let Poll::Ready(command) = self.commands.poll_recv(context) {
                return Poll::Ready(Happened::Command(command));
            }
            if let Poll::Ready(step) = current.poll(context) {
                return Poll::Ready(Happened::Current(step));
            }
            match next {
                Some(next) => poll_next(next, context).map(Happened::Next),
                None => Poll::Pending,
            }
        })
        .await
    }

    /// Hands on the events of a connection. Returns why another one should follow it, if one should.
    fn tell_all(&mut self, connection: &mut Connection) -> Result<Option<String>, Error> {
        let mut leave = None;
        let queue = Arc::clone(&self.queue);
        let mut next = connection.next_told();
        while let Some(told) = next {
            next = match told {
                Told::Message(message) => hand_on(&queue, connection, message),
                told => {
                    let why = self.tell(connection, told)?;
                    leave = leave.or(why);
                    connection.next_told()
                }
            };
        }
        Ok(leave)
    }

    fn tell(&mut self, connection: &mut Connection, told: Told) -> Result<Option<String>, Error> {
        match told {
            Told::Message(message) => {
                let mut filling = self.queue.filling();
                add(&mut filling, connection, message);
            }
            Told::Gap(gap) if gap.reason == GapReason::Overflow => {}
            Told::Gap(gap) => self.queue.gap(gap),
            Told::Unknown(text) => self.queue.unknown(text),
            Told::Unreadable(why) => self.queue.error(unreadable(&why)),
            Told::Refused {
                subscriptions,
                message,
            } => {
                let is_refused = |known: &Arc<Subscription>| {
                    let mut refused = subscriptions.iter();
                    refused.any(|refused| refused.key == known.key)
                };
                self.wanted.retain(|known| !is_refused(known));
                let error = refused(&subscriptions, &message);
                if self.ready.is_some() {
                    return Err(error);
                }
                self.queue.error(error);
            }
            Told::CallFailed { error, .. } => self.queue.error(error),
            Told::LoginRefused(message) => {
                let what = format!("the provider refused the login: {message}");
                return Err(Error::new(ErrorKind::Auth, Outcome::Rejected, what));
            }
            Told::Answered { ticket, data } => connection.replies.answered(ticket, data),
            Told::EventRefused {
                ticket: Some(ticket),
                message,
            } => connection.replies.refused(ticket, &message),
            Told::EventRefused {
                ticket: None,
                message,
            } => {
                let error = replies::refused(None, &message);
                if self.ready.is_some() {
                    return Err(error);
                }
                self.queue.error(error);
            }
            Told::EventFailed {
                ticket,
                was_sent,
                why,
            } => {
                let replies = &mut connection.replies;
                replies.failed(ticket, was_sent, ErrorKind::Timeout, &why);
            }
            Told::Leave(why) => return Ok(Some(why)),
            Told::Broken(why) => return Err(broken(why)),
        }
        Ok(None)
    }
}

/// Adds a message and those that follow it to the queue. Returns the event after them.
fn hand_on(queue: &Queue, connection: &mut Connection, message: Delivered) -> Option<Told> {
    let mut filling = queue.filling();
    add(&mut filling, connection, message);
    loop {
        match connection.next_told() {
            Some(Told::Message(message)) => add(&mut filling, connection, message),
            other => return other,
        }
    }
}

/// Adds a message to the queue, or a gap if there is no room for it.
fn add(filling: &mut Filling<'_>, connection: &mut Connection, message: Delivered) {
    let subscription = Arc::clone(&message.subscription);
    if !filling.message(message) {
        let conversation = &mut connection.conversation;
        conversation.overflowed(&subscription, Instant::now());
        filling.gap(overflow(&subscription.topic));
    }
}

fn poll_next(next: &mut Next, context: &mut Context<'_>) -> Poll<Result<Step, Error>> {
    match &mut next.state {
        NextState::Connecting(connecting) => match connecting.as_mut().poll(context) {
            Poll::Ready(Ok(connection)) => {
                next.state = NextState::Open(Box::new(connection));
                Poll::Ready(Ok(Step::Other))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => Poll::Pending,
        },
        NextState::Open(connection) => connection.poll(context).map(Ok),
        // Nothing happens until the connection before it asks for it again.
        NextState::Failed(_) => Poll::Pending,
    }
}

fn obey(connection: &mut Connection, command: &Command) {
    let now = Instant::now();
    match command {
        Command::Subscribe(subscription) => {
            let subscription = Arc::clone(subscription);
            connection.conversation.subscribe(subscription, now);
        }
        Command::Unsubscribe(key) => connection.conversation.unsubscribe(key, now),
        Command::Send(_) | Command::Close => {}
    }
}

/// Sends an event over a connection, unless its user asked for it too long ago or stopped waiting.
fn send_event(connection: &mut Connection, command: SendCommand) {
    let SendCommand { event, since, .. } = command;
    if command.reply.is_closed() {
        return;
    }
    if since.elapsed() >= SENDABLE {
        let error = too_late(connection.plan(), event);
        return command.fail(error);
    }
    let conversation = &mut connection.conversation;
    let ticket = conversation.send_event(event, command.params, Instant::now());
    connection.replies.add(ticket, event, command.reply);
}

/// How a connection ended with this error: most of them do not end the stream.
fn ended(error: Error, lasted: Duration) -> End {
    match error.kind() {
        // It will not be different the next time.
        ErrorKind::Configuration | ErrorKind::Request | ErrorKind::Auth | ErrorKind::Invalid => {
            End::Fatal(error)
        }
        _ => End::Lost(error, lasted),
    }
}

fn unreadable(why: &str) -> Error {
    let what = format!("a frame cannot be read: {why}");
    Error::new(ErrorKind::Decode, Outcome::Unanswered, what)
}

fn refused(subscriptions: &[Arc<Subscription>], message: &str) -> Error {
    let topics: Vec<&str> = subscriptions.iter().map(|one| &*one.topic).collect();
    let topics = topics.join("`, `");
    let what = format!("the provider refused the subscription to `{topics}`: {message}");
    Error::new(ErrorKind::Invalid, Outcome::Rejected, what)
}
