//! Drawings of what happens to a request, a delivery and a connection, as inline SVG.
//!
//! A drawing is a [`Flow`]: what is made from what, in order. One layout writes every flow as a column of boxes with wires beside them, which
//! stays readable on a phone.

mod flow;
mod lanes;
mod plan;
mod signing;
mod stream;
mod webhook;

pub use lanes::svg;
pub use signing::plan as of_plan;
pub use stream::life as of_stream;
pub use webhook::check as of_webhook;
