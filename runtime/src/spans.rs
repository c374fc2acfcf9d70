//! Spans of calls and of their attempts, for `tracing`: behind the feature of that name. Without it, the types of this module do nothing.

#[cfg(not(feature = "tracing"))]
mod absent;
#[cfg(feature = "tracing")]
mod recorded;

#[cfg(not(feature = "tracing"))]
pub(crate) use absent::{AttemptSpan, CallSpan, are_recorded};
#[cfg(feature = "tracing")]
pub(crate) use recorded::{AttemptSpan, CallSpan, are_recorded};
