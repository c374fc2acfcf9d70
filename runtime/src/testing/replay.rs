//! A transport that replays responses, and says which calls a test expected.

use super::sent::read_parts;
use super::{PausedTime, Reply, Sent};
use crate::FormPart;
use crate::future::BoxFuture;
use crate::transport::{
    StreamedResponse, Transport, TransportError, TransportFailure, TransportRequest,
    TransportResponse,
};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A [`Transport`] without a network: it answers the calls that a test expects, and keeps what was sent. Clones share everything.
///
/// Calls are expected in order ([`Replay::new`]), or each operation's in its own order ([`Replay::in_any_order`]). Every attempt of a call
/// takes one reply, so a repetition is written as two. [`Replay::finish`] says at the end whether all of them came, and no other.
///
/// ```
/// use specie_runtime::signing::Credentials;
/// use specie_runtime::testing::{PausedTime, Replay, Reply};
/// # use specie_runtime::{Core, Operation, Json, Provider};
///
/// # async fn example(provider: Provider, credentials: Credentials) -> Result<(), Box<dyn std::error::Error>> {
/// let replay = Replay::new();
/// let client = Core::builder(provider, credentials)
///     .transport(replay.clone())
///     .timer(replay.time())
///     .clock(replay.time())
///     .build()?;
/// replay
///     .expect("get_balance", Reply::empty().status(429).header("Retry-After", "2"))
///     .expect("get_balance", Reply::json(r#"{"BTC": "1.5"}"#));
///
/// # let operation = Operation::new("get_balance", "GET", "balance").safe();
/// let balance = client.call(&operation, &Json::Null).await?;
///
/// assert_eq!(balance.get("BTC").and_then(Json::as_str), Some("1.5"));
/// assert_eq!(replay.sent()[1].path(), "/balance");
/// assert_eq!(replay.time().elapsed().as_secs(), 2);
/// replay.finish()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Replay(Arc<Shared>);

struct Shared {
    /// Whether calls of different operations may come in any order.
    any_order: bool,
    time: PausedTime,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    expected: Vec<Expected>,
    sent: Vec<Sent>,
    /// What was wrong with calls so far.
    problems: Vec<String>,
}

/// A call that is expected.
struct Expected {
    operation: String,
    reply: Reply,
    times: Times,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Times {
    /// Not yet.
    Once,
    /// It came.
    Done,
    /// As often as it comes.
    Any,
}

impl Replay {
    /// Expects calls in the order in which they are declared.
    #[must_use]
    pub fn new() -> Self {
        Self::with(false)
    }

    /// Expects the calls of each operation in the order in which they are declared, and those of different operations in any order: for
    /// code that makes several calls at once.
    #[must_use]
    pub fn in_any_order() -> Self {
        Self::with(true)
    }

    fn with(any_order: bool) -> Self {
        Self(Arc::new(Shared {
            any_order,
            time: PausedTime::new(),
            state: Mutex::default(),
        }))
    }

    /// Expects one request of this operation, as the spec names it. The name of a session expects the call that opens it, `raw` a raw call,
    /// and `fetch_keys` that the provider's published keys are fetched.
    pub fn expect(&self, operation: impl Into<String>, reply: Reply) -> &Self {
        self.add(operation.into(), reply, Times::Once)
    }

    /// Answers this operation so as often as it is called, also never, unless another call of it is expected at that time.
    pub fn always(&self, operation: impl Into<String>, reply: Reply) -> &Self {
        self.add(operation.into(), reply, Times::Any)
    }

    fn add(&self, operation: String, reply: Reply, times: Times) -> &Self {
        self.state().expected.push(Expected {
            operation,
            reply,
            times,
        });
        self
    }

    /// The time in which replies come [late](Reply::after). Give it to the client as its clock and its timer.
    #[must_use]
    pub fn time(&self) -> PausedTime {
        self.0.time.clone()
    }

    /// Everything that was sent so far, in order.
    #[must_use]
    pub fn sent(&self) -> Vec<Sent> {
        self.state().sent.clone()
    }

    /// What was sent of this operation so far, in order.
    #[must_use]
    pub fn sent_by(&self, operation: &str) -> Vec<Sent> {
        let mut sent = self.sent();
        sent.retain(|one| one.operation() == operation);
        sent
    }

    /// Checks that every expected call came, and no other.
    ///
    /// # Errors
    /// Says which call was not expected, and which did not come.
    pub fn finish(&self) -> Result<(), ReplayError> {
        let state = self.state();
        let mut lines = state.problems.clone();
        let missing = state.expected.iter().filter(|one| one.times == Times::Once);
        lines.extend(
            missing
                .map(|one| format!("expected a call of `{}`, which did not come", one.operation)),
        );
        match lines.is_empty() {
            true => Ok(()),
            false => Err(ReplayError(lines)),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a request, and finds its reply. Late replies let the time pass.
    fn reply_to(&self, sent: Sent, request: &TransportRequest) -> Result<Reply, TransportError> {
        let found = {
            let mut state = self.state();
            let found = state.take_reply(sent.operation(), self.0.any_order);
            let found = found.map_err(|expected| {
                let number = state.sent.len() + 1;
                format!(
                    "call {number} is `{}` ({} {}), which was not expected: {expected}",
                    sent.operation(),
                    sent.method(),
                    sent.path()
                )
            });
            if let Err(problem) = &found {
                state.problems.push(problem.clone());
            }
            state.sent.push(sent);
            found
        };
        let reply = found.map_err(|problem| {
            TransportError::not_sent(TransportFailure::InvalidRequest).caused_by(problem)
        })?;
        let delay = reply.delay();
        self.0.time.advance(delay.min(request.timeout));
        match delay > request.timeout {
            true if reply.may_be_sent() => {
                Err(TransportError::maybe_sent(TransportFailure::Timeout))
            }
            true => Err(TransportError::not_sent(TransportFailure::Timeout)),
            false => Ok(reply),
        }
    }
}

impl State {
    /// The reply to the next call of an operation; or what is expected instead.
    fn take_reply(&mut self, operation: &str, any_order: bool) -> Result<Reply, String> {
        let mut open = self
            .expected
            .iter_mut()
            .filter(|one| one.times == Times::Once);
        let next = match any_order {
            true => open.find(|one| one.operation == operation),
            false => open.next(),
        };
        if let Some(expected) = next
            && expected.operation == operation
        {
            expected.times = Times::Done;
            return Ok(expected.reply.clone());
        }
        let mut always = self.expected.iter().filter(|one| one.times == Times::Any);
        match always.find(|one| one.operation == operation) {
            Some(expected) => Ok(expected.reply.clone()),
            None => Err(self.wanted(any_order)),
        }
    }

    /// Which calls are expected now.
    fn wanted(&self, any_order: bool) -> String {
        let open = self.expected.iter().filter(|one| one.times != Times::Done);
        let mut names: Vec<String> = Vec::new();
        for expected in open {
            let name = format!("`{}`", expected.operation);
            if !names.contains(&name) {
                names.push(name);
            }
            if !any_order && expected.times == Times::Once {
                break;
            }
        }
        match names.is_empty() {
            true => "no further call is expected".to_owned(),
            false => format!("expected {}", names.join(" or ")),
        }
    }
}

impl Default for Replay {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Replay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        let open = state.expected.iter().filter(|one| one.times == Times::Once);
        let open: Vec<&str> = open.map(|one| &*one.operation).collect();
        f.debug_struct("Replay")
            .field("sent", &state.sent)
            .field("expected", &open)
            .finish()
    }
}

impl Transport for Replay {
    fn send(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        let sent = Sent::new(request.clone(), Vec::new());
        let reply = self.reply_to(sent, &request);
        let response = reply.and_then(|reply| reply.whole(&request));
        Box::pin(std::future::ready(response))
    }

    fn send_streamed(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<StreamedResponse, TransportError>> {
        let sent = Sent::new(request.clone(), Vec::new());
        let reply = self.reply_to(sent, &request);
        let response = reply.and_then(|reply| reply.streamed(request));
        Box::pin(std::future::ready(response))
    }

    fn send_multipart(
        &self,
        request: TransportRequest,
        parts: Vec<FormPart>,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        Box::pin(async move {
            let parts = read_parts(parts).await?;
            let reply = self.reply_to(Sent::new(request.clone(), parts), &request)?;
            reply.whole(&request)
        })
    }
}

/// How the calls that came differ from those that a test expected: one line for each.
///
/// `Debug` shows the same text as `Display`, so that a test that returns it, or unwraps it, is readable.
pub struct ReplayError(Vec<String>);

impl ReplayError {
    /// One line for each call that was not expected, or did not come.
    #[must_use]
    pub fn lines(&self) -> &[String] {
        &self.0
    }
}

impl fmt::Display for ReplayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

impl fmt::Debug for ReplayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for ReplayError {}
