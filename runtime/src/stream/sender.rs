//! Sending events over an open stream.

use super::builder::ended;
use super::driver::{Command, SendCommand};
use super::plan::StreamPlan;
use super::replies::{failed, lost};
use super::{ClientEvent, StreamEvent};
use crate::future::BoxFuture;
use crate::signing::{Params, Value};
use crate::{Error, ErrorKind};
use bytes::Bytes;
use std::fmt;
use std::marker::PhantomData;
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot};

/// How long an event may wait until it is sent.
pub(super) const SENDABLE: Duration = Duration::from_secs(10);

/// Sends events over an open stream, also while another task waits for the next event. It does not keep the stream open.
pub struct StreamSender<E> {
    commands: Option<mpsc::UnboundedSender<Command>>,
    events: PhantomData<fn() -> E>,
}

impl<E> Clone for StreamSender<E> {
    fn clone(&self) -> Self {
        Self {
            commands: self.commands.clone(),
            events: PhantomData,
        }
    }
}

impl<E> fmt::Debug for StreamSender<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StreamSender").finish_non_exhaustive()
    }
}

impl<E: StreamEvent> StreamSender<E> {
    pub(super) fn new(commands: Option<mpsc::UnboundedSender<Command>>) -> Self {
        Self {
            commands,
            events: PhantomData,
        }
    }

    /// Sends an event, signed by its plan at the moment at which it leaves, and waits for the provider's answer, if the spec declares one.
    ///
    /// It is sent at most once, over the connection that is there. Nothing is sent again after a connection was lost. Dropping the future
    /// before the event left lets it not be sent; later, it may take effect.
    ///
    /// # Errors
    /// [`Error::outcome`] says what is known. `NotSent`: it did not leave. `Rejected`: the provider refused it, and did nothing. `Ambiguous`:
    /// the connection was lost, or the provider did not answer within 10 seconds. It may have taken effect: find out by the operation that
    /// [`Error::reconcile`] names before you send it again. `Unanswered`: the same, for an event that changes nothing.
    pub fn send<C: ClientEvent<Event = E>>(
        &self,
        event: &C,
    ) -> BoxFuture<'static, Result<C::Answer, Error>> {
        let plan = E::PLAN;
        let params = Params::of(event).map(|params| params.into_value().into_owned());
        let commands = self.commands.clone();
        Box::pin(async move {
            let data = send(plan, commands, C::INDEX, params?).await?;
            C::answer(&data.unwrap_or_default())
        })
    }
}

/// Sends an event of a plan with these parameters, an object, and waits for the data of its answer.
pub(super) async fn send(
    plan: &StreamPlan,
    commands: Option<mpsc::UnboundedSender<Command>>,
    event: u16,
    params: Value<'static>,
) -> Result<Option<Bytes>, Error> {
    let declared = plan.event(event);
    let Some(declared) = declared else {
        return Err(Error::configuration("unknown event of the stream"));
    };
    let params = match (declared.items, params) {
        (true, Value::Object(members)) => members
            .into_iter()
            .next()
            .map_or(Value::Absent, |one| one.1),
        (false, Value::Object(members)) if members.is_empty() => Value::Absent,
        (_, params) => params,
    };
    let (reply, answer) = oneshot::channel();
    let command = SendCommand {
        event,
        params,
        since: Instant::now(),
        reply,
    };
    let commands = commands.ok_or_else(ended)?;
    let sent = commands.send(Command::Send(command));
    sent.map_err(|_| ended())?;
    match answer.await {
        Ok(answer) => answer,
        // The task that holds the connection ended without a word: nobody knows how far it was.
        Err(_) => Err(lost(Some(declared), true)),
    }
}

/// It waited for a connection for too long.
pub(super) fn too_late(plan: &StreamPlan, event: u16) -> Error {
    let why = "it could not be sent in time";
    failed(plan.event(event), false, ErrorKind::Timeout, why)
}
