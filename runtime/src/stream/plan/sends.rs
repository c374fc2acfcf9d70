//! What the client sends beside subscriptions: events, and what the server answers to them.

use super::{Condition, Frame};
use crate::signing::plan::{List, PathSegment, Str};

/// What the client sends, and how it is answered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sends {
    /// The events.
    pub events: List<SendPlan>,
    /// Where an answer has the `{uuid}` or the `{id}` of the frame that it answers. Empty: nothing is answered.
    pub id: List<PathSegment>,
    /// The messages that refuse an event.
    pub refused: Condition,
}

/// An event that the client sends.
#[derive(Clone, Debug, PartialEq)]
pub struct SendPlan {
    /// Name in the spec.
    pub name: Str,
    /// The frame. If a plan signs it, its placeholders read the signed call.
    pub frame: Frame,
    /// Method of the call that is signed.
    pub method: Str,
    /// Path of the call that is signed.
    pub path: Str,
    /// Whether the one parameter is the whole data.
    pub items: bool,
    /// The event that must have been sent over this connection before, as its index in [`Sends::events`].
    pub after: Option<u16>,
    /// The event that it undoes: that must be sent again before others that need it.
    pub undoes: Option<u16>,
    /// The channel whose message answers it, as its index in the plan.
    pub answer: Option<u16>,
    /// Whether it changes nothing, so that it may be sent again.
    pub safe: bool,
    /// The operation that says whether it took effect. Empty: none.
    pub reconcile: Str,
}
