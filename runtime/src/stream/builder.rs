//! Opening a stream, and taking its events.

use super::conversation::Setup;
use super::driver::{Command, Driver};
use super::observer::{FrameObserver, Observed};
use super::pace::Pace;
use super::plan::StreamPlan;
use super::queue::{Queue, RawEvent};
use super::subscription::Subscription;
use super::{Channel, ClientEvent, Received, StreamEvent, StreamSender, UnknownMessage, sender};
use crate::core::Core;
use crate::future::BoxFuture;
use crate::signing::{Params, Value};
use crate::{Error, ErrorKind, Json, Outcome};
use bytes::Bytes;
use std::borrow::Cow;
use std::collections::VecDeque;
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
    observed: Observed,
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
            observed: Observed::default(),
        }
    }

    async fn open(self, plan: Cow<'static, StreamPlan>) -> Result<RawStream, Error> {
        let mut subscriptions = Vec::with_capacity(self.subscriptions.len());
        for subscription in self.subscriptions {
            subscriptions.push(Arc::new(subscription?));
        }
        let settings = self.core.0.signer.settings().to_vec();
        let most = plan.limits.topics.map_or(usize::MAX, |most| most as usize);
        let mut raw = RawStream {
            opening: Opening {
                core: self.core,
                setup: Arc::new(Setup { plan, settings }),
                url: self.url,
                observed: self.observed,
                most: most.max(1),
            },
            queue: Arc::new(Queue::new(self.buffer)),
            taken: VecDeque::new(),
            connections: Vec::new(),
        };
        // Each connection has as many topics as the provider allows; without any, there is one all the same.
        let mut chunks: Vec<_> = subscriptions.chunks(raw.opening.most).collect();
        if chunks.is_empty() {
            chunks.push(&[]);
        }
        let mut opened = Vec::with_capacity(chunks.len());
        for some in chunks {
            let (ready, is_open) = oneshot::channel();
            raw.connect(some.to_vec(), Some(ready))?;
            opened.push(is_open);
        }
        for is_open in opened {
            is_open.await.map_err(|_| ended())??;
        }
        Ok(raw)
    }
}

/// What further connections are made with.
#[derive(Debug)]
struct Opening {
    core: Core,
    setup: Arc<Setup>,
    url: Option<String>,
    observed: Observed,
    /// Topics of one connection.
    most: usize,
}

/// A connection, as its user sees it.
#[derive(Debug)]
struct Remote {
    commands: mpsc::UnboundedSender<Command>,
    /// The keys of its subscriptions.
    keys: Vec<String>,
}

pub(super) fn ended() -> Error {
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
    opening: Opening,
    queue: Arc<Queue>,
    /// Events that were taken from the queue, and not by the user yet.
    taken: VecDeque<Result<RawEvent, Error>>,
    connections: Vec<Remote>,
}

impl RawStream {
    /// Opens a stream: see [`StreamBuilder::connect`]. Its frames are shown to `observer`.
    ///
    /// # Errors
    /// As there.
    pub async fn open(
        core: &Core,
        plan: Cow<'static, StreamPlan>,
        subscriptions: Vec<Subscription>,
        url: Option<String>,
        observer: Option<Arc<dyn FrameObserver>>,
    ) -> Result<Self, Error> {
        let mut options = Options::new(core);
        options.subscriptions = subscriptions.into_iter().map(Ok).collect();
        options.url = url;
        options.observed = Observed(observer);
        options.open(plan).await
    }

    /// Makes a connection for some subscriptions. `ready` is told once it is open, or if it cannot be made; without it, that is tried again.
    fn connect(
        &mut self,
        wanted: Vec<Arc<Subscription>>,
        ready: Option<oneshot::Sender<Result<(), Error>>>,
    ) -> Result<(), Error> {
        let (commands, received) = mpsc::unbounded_channel();
        let keys = wanted.iter().map(|one| one.key.clone()).collect();
        let driver = Driver {
            core: self.opening.core.clone(),
            setup: Arc::clone(&self.opening.setup),
            queue: Arc::clone(&self.queue),
            commands: received,
            wanted,
            url: self.opening.url.clone(),
            observed: self.opening.observed.clone(),
            ready,
            pace: Pace::new(self.opening.setup.plan.limits.connect),
            last: None,
        };
        let thread = thread()?;
        self.queue.open();
        thread.spawn(driver.run());
        self.connections.push(Remote { commands, keys });
        Ok(())
    }

    /// Subscribes to another channel, over a connection that has room for it.
    ///
    /// # Errors
    /// The stream has ended.
    pub fn subscribe(&mut self, subscription: Subscription) -> Result<(), Error> {
        let mut connections = self.connections.iter();
        if connections.any(|one| one.keys.contains(&subscription.key)) {
            return Ok(());
        }
        if self.connections.iter().all(|one| one.commands.is_closed()) {
            return Err(ended());
        }
        let most = self.opening.most;
        let subscription = Arc::new(subscription);
        let mut connections = self.connections.iter_mut();
        match connections.find(|one| one.keys.len() < most && !one.commands.is_closed()) {
            Some(connection) => {
                connection.keys.push(subscription.key.clone());
                let sent = connection.commands.send(Command::Subscribe(subscription));
                sent.map_err(|_| ended())
            }
            None => self.connect(vec![subscription], None),
        }
    }

    /// Ends a subscription.
    ///
    /// # Errors
    /// The stream has ended.
    pub fn unsubscribe(&mut self, subscription: &Subscription) -> Result<(), Error> {
        let key = &subscription.key;
        let mut connections = self.connections.iter_mut();
        let Some(connection) = connections.find(|one| one.keys.contains(key)) else {
            return Ok(());
        };
        connection.keys.retain(|known| known != key);
        let sent = connection.commands.send(Command::Unsubscribe(key.clone()));
        sent.map_err(|_| ended())
    }

    /// Sends an event of the client, by its index in the plan, and waits for the data of the answer, if there is one: see [`StreamSender::send`].
    ///
    /// # Errors
    /// As there.
    pub fn send(
        &self,
        event: u16,
        params: &Json,
    ) -> BoxFuture<'static, Result<Option<Bytes>, Error>> {
        let (setup, commands) = (Arc::clone(&self.opening.setup), self.commands());
        let params = Value::from_json(params.to_string().as_bytes());
        Box::pin(async move {
            let params = params.map_err(|error| Error::request(error.to_string()))?;
            sender::send(&setup.plan, commands, event, params).await
        })
    }

    /// Where events are sent: over the first connection that is left.
    fn commands(&self) -> Option<mpsc::UnboundedSender<Command>> {
        let mut open = self.connections.iter();
        let open = open.find(|one| !one.commands.is_closed());
        open.map(|one| one.commands.clone())
    }

    /// The next event: see [`EventStream::next`].
    pub async fn next(&mut self) -> Option<Result<RawEvent, Error>> {
        self.queue.next(&mut self.taken).await
    }
}

/// Dropping a stream closes its connections.
impl Drop for RawStream {
    fn drop(&mut self) {
        for connection in &self.connections {
            // It may have ended already.
            let _ = connection.commands.send(Command::Close);
        }
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
    pub fn subscribe<C: Channel<Event = E>>(&mut self, channel: C) -> Result<(), Error> {
        self.raw.subscribe(subscription(channel)?)
    }

    /// Ends the subscription to a channel. Messages that were received before may still be delivered.
    ///
    /// # Errors
    /// A parameter cannot be sent, or the stream has ended.
    pub fn unsubscribe<C: Channel<Event = E>>(&mut self, channel: C) -> Result<(), Error> {
        self.raw.unsubscribe(&subscription(channel)?)
    }

    /// Sends an event of the client, and waits for the provider's answer: see [`StreamSender::send`], which says what its errors mean.
    ///
    /// The future does not borrow the stream: it can be waited for beside [`EventStream::next`].
    ///
    /// # Errors
    /// It was not sent, was refused, or its outcome is not known: [`Error::outcome`] says which.
    pub fn send<C: ClientEvent<Event = E>>(
        &self,
        event: &C,
    ) -> BoxFuture<'static, Result<C::Answer, Error>> {
        self.sender().send(event)
    }

    /// Sends events from other tasks.
    #[must_use]
    pub fn sender(&self) -> StreamSender<E> {
        StreamSender::new(self.raw.commands())
    }

    /// How many messages were received so far that belong to no subscription.
    #[must_use]
    pub fn unknown_messages(&self) -> u64 {
        self.raw.queue.unknown_messages()
    }
}
