//! Opening a stream, and taking its events.

use super::conversation::Setup;
use super::driver::{Command, Driver};
use super::plan::StreamPlan;
use super::queue::{Queue, RawEvent};
use super::subscription::Subscription;
use super::{Channel, Received, StreamEvent, UnknownMessage};
use crate::core::Core;
use crate::future::BoxFuture;
use crate::signing::Params;
use crate::{Error, ErrorKind, Outcome};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::sync::{Arc, OnceLock};
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};

/// How many messages wait for the user, unless [`StreamBuilder::buffer`] says otherwise.
const BUFFER: usize = 4096;

/// Opens a stream: collects what to subscribe to.
#[must_use = "a stream is opened by `connect`"]
pub struct StreamBuilder<E> {
    options: Options,
    events: PhantomData<fn() -> E>,
}

struct Options {
    core: Core,
    subscriptions: Vec<Result<Subscription, Error>>,
    buffer: usize,
    url: Option<String>,
}

impl<E> fmt::Debug for StreamBuilder<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StreamBuilder")
            .field("subscriptions", &self.options.subscriptions)
            .finish_non_exhaustive()
    }
}

impl<E: StreamEvent> StreamBuilder<E> {
    /// A stream of a client without subscriptions.
    pub fn new(core: &Core) -> Self {
        Self {
            options: Options::new(core),
            events: PhantomData,
        }
    }

    /// Subscribes to a channel. The same channel with the same parameters is subscribed to once.
    pub fn subscribe<C: Channel<Event = E>>(mut self, channel: C) -> Self {
        let subscription = subscription(channel);
        self.options.subscriptions.push(subscription);
        self
    }

    /// The address of the stream, `wss://…`, in place of what the spec says.
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.options.url = Some(url.into());
        self
    }

    /// How many messages wait for [`EventStream::next`]. Default: 4096. What arrives when there is no more room is dropped, and told by a
    /// [`Gap`](super::Gap) of its channel.
    pub fn buffer(mut self, messages: usize) -> Self {
        self.options.buffer = messages;
        self
    }

    /// Connects, logs in where the stream asks for it, and subscribes. When this returns, every subscription is confirmed, as far as the
    /// provider confirms them.
    ///
    /// It takes at most the timeout of the client. Later, a lost connection is made anew, and everything is subscribed to again.
    ///
    /// # Errors
    /// There is no connection, the login or a subscription is refused, or the time is over: [`Error::kind`] and the text say which.
    pub fn connect(self) -> BoxFuture<'static, Result<EventStream<E>, Error>> {
        Box::pin(async move {
            let raw = self.options.open(Cow::Borrowed(E::PLAN)).await?;
            Ok(EventStream {
                raw,
                events: PhantomData,
            })
        })
    }
}

fn subscription<C: Channel>(channel: C) -> Result<Subscription, Error> {
    let params = Params::of(&channel)?.into_value().into_owned();
    Subscription::new(C::Event::PLAN, C::INDEX, params, Arc::new(channel))
}

impl Options {
    fn new(core: &Core) -> Self {
        Self {
            core: core.clone(),
            subscriptions: Vec::new(),
            buffer: BUFFER,
            url: None,
        }
    }

    async fn open(self, plan: Cow<'static, StreamPlan>) -> Result<RawStream, Error> {
        let mut subscriptions = Vec::with_capacity(self.subscriptions.len());
        for subscription in self.subscriptions {
            subscriptions.push(Arc::new(subscription?));
        }
        let settings = self.core.0.signer.settings().to_vec();
        let queue = Arc::new(Queue::new(self.buffer));
        let (commands, received) = mpsc::unbounded_channel();
        let (ready, opened) = oneshot::channel();
        let driver = Driver::new(
            self.core,
            Arc::new(Setup { plan, settings }),
            Arc::clone(&queue),
            received,
            subscriptions,
            self.url,
            ready,
        );
        thread()?.spawn(driver.run());
        let raw = RawStream { queue, commands };
        match opened.await {
            Ok(opened) => opened.map(|()| raw),
            Err(_) => Err(ended()),
        }
    }
}

fn ended() -> Error {
    Error::new(
        ErrorKind::Transport,
        Outcome::NotSent,
        "the stream has ended",
    )
}

/// The thread that holds the connections of streams.
fn thread() -> Result<&'static Handle, Error> {
    static THREAD: OnceLock<Handle> = OnceLock::new();
    if let Some(thread) = THREAD.get() {
        return Ok(thread);
    }
    let started = crate::event_loop::start("specie-streams").map_err(|error| {
        Error::configuration("cannot start a thread for streams").caused_by(error)
    })?;
    Ok(THREAD.get_or_init(|| started))
}

/// A stream whose events are not decoded: for tools that read a spec at run time.
#[derive(Debug)]
pub struct RawStream {
    queue: Arc<Queue>,
    commands: mpsc::UnboundedSender<Command>,
}

impl RawStream {
    /// Opens a stream: see [`StreamBuilder::connect`].
    ///
    /// # Errors
    /// As there.
    pub async fn open(
        core: &Core,
        plan: Cow<'static, StreamPlan>,
        subscriptions: Vec<Subscription>,
        url: Option<String>,
    ) -> Result<Self, Error> {
        let mut options = Options::new(core);
        options.subscriptions = subscriptions.into_iter().map(Ok).collect();
        options.url = url;
        options.open(plan).await
    }

    /// The next event: see [`EventStream::next`].
    pub async fn next(&mut self) -> Option<Result<RawEvent, Error>> {
        self.queue.next().await
    }
}

/// Dropping a stream closes its connection.
impl Drop for RawStream {
    fn drop(&mut self) {
        let _ = self.commands.send(Command::Close);
    }
}

/// The events of an open stream.
///
/// Dropping it closes the connection.
pub struct EventStream<E> {
    raw: RawStream,
    events: PhantomData<fn() -> E>,
}

impl<E> fmt::Debug for EventStream<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream").finish_non_exhaustive()
    }
}

impl<E: StreamEvent> EventStream<E> {
    /// The next event. `None`: the stream has ended, after an error that says why.
    ///
    /// An error of one message does not end the stream: the next call goes on. It is safe to cancel: no event is lost if the future is dropped.
    pub async fn next(&mut self) -> Option<Result<E, Error>> {
        let event = self.raw.next().await?;
        Some(event.and_then(|event| match event {
            RawEvent::Message(message) => E::message(&Received {
                channel: message.subscription.channel,
                kind: message.kind,
                data: message.data(),
                topic: &message.subscription.topic,
                params: &message.subscription.typed,
            }),
            RawEvent::Gap(gap) => Ok(E::gap(gap)),
            RawEvent::Reset(reset) => Ok(E::reset(reset)),
            RawEvent::Unknown(text) => Ok(E::unknown(UnknownMessage { text })),
        }))
    }

    /// Subscribes to another channel. If the provider refuses it, [`EventStream::next`] returns the error.
    ///
    /// # Errors
    /// A parameter cannot be sent, or the stream has ended.
    pub fn subscribe<C: Channel<Event = E>>(&self, channel: C) -> Result<(), Error> {
        let subscription = Arc::new(subscription(channel)?);
        let sent = self.raw.commands.send(Command::Subscribe(subscription));
        sent.map_err(|_| ended())
    }

    /// Ends the subscription to a channel. Messages that were received before may still be delivered.
    ///
    /// # Errors
    /// A parameter cannot be sent, or the stream has ended.
    pub fn unsubscribe<C: Channel<Event = E>>(&self, channel: C) -> Result<(), Error> {
        let subscription = subscription(channel)?;
        let sent = self
            .raw
            .commands
            .send(Command::Unsubscribe(subscription.key));
        sent.map_err(|_| ended())
    }

    /// How many messages were received so far that belong to no subscription.
    #[must_use]
    pub fn unknown_messages(&self) -> u64 {
        self.raw.queue.unknown_messages()
    }
}
