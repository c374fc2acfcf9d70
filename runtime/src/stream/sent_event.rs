//! An event of the client on its way: the call that its plan signs, and the frame that is filled with what was signed.

use super::conversation::Setup;
use super::frames::{Unsigned, Values};
use super::plan::SendPlan;
use crate::signing::{SessionValues, SignedRequest, Value};
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// See the docs of this module.
#[derive(Clone)]
pub struct SentEvent {
    pub(super) setup: Arc<Setup>,
    pub(super) session: Arc<SessionValues>,
    pub(super) kept: Vec<(String, String)>,
    pub(super) clock_ns: i128,
    /// Its index in the plan.
    pub(super) event: u16,
    pub(super) params: Value<'static>,
    pub(super) id: u64,
    pub(super) uuid: String,
    /// The event that the user sent: this one, or the one that needs this one before it. `None`: a subscription needs it.
    pub(super) ticket: Option<u64>,
}

impl fmt::Debug for SentEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SentEvent")
            .field("event", &self.event)
            .field("ticket", &self.ticket)
            .finish_non_exhaustive()
    }
}

impl SentEvent {
    /// Its place in the plan.
    #[must_use]
    pub fn plan(&self) -> Option<&SendPlan> {
        self.setup.plan.event(self.event)
    }

    /// The section whose plan signs it; `None`: it is not signed.
    #[must_use]
    pub fn section(&self) -> Option<u16> {
        self.plan()?.frame.section
    }

    /// The parameters of the call that is signed.
    #[must_use]
    pub fn params(&self) -> &Value<'static> {
        &self.params
    }

    /// The text of its frame, with what was signed.
    ///
    /// # Errors
    /// A placeholder in a text has no value, or the signed body is no JSON.
    pub fn text(&self, signed: Option<&SignedRequest<'_>>) -> Result<String, String> {
        let plan = self.plan().ok_or("unknown event of the stream")?;
        let data = match signed.and_then(|signed| signed.body.as_deref()) {
            Some(body) => {
                let body = Value::from_json(body);
                verbatim(body.map_err(|_| "the plan of an event must write JSON into the body")?)
            }
            None => self.params.clone(),
        };
        let mut frame = plan.frame.clone();
        frame.section = None;
        let values = Values {
            kept: &self.kept,
            session: Some(&self.session),
            settings: &self.setup.settings,
            id: self.id,
            uuid: Some(&self.uuid),
            headers: signed.map_or(&[], |signed| &signed.headers),
            data: Some(&data),
            clock_ns: self.clock_ns,
            ..Values::default()
        };
        match values.frame(&frame)? {
            Unsigned::Text(text) => Ok(text),
            _ => Err("the frame of an event must be a text or JSON".to_owned()),
        }
    }
}

/// What was signed is what is sent: numbers are written as they are.
fn verbatim(value: Value<'static>) -> Value<'static> {
    match value {
        Value::Number(text) => Value::Decimal(text),
        Value::List(items) => Value::List(items.into_iter().map(verbatim).collect()),
        Value::Object(members) => {
            let members = members.into_iter();
            Value::Object(
                members
                    .map(|(name, value)| (Cow::Owned(name.into_owned()), verbatim(value)))
                    .collect(),
            )
        }
        other => other,
    }
}
