//! Sessions: the call that opens one, and what is kept of its response.

mod opening;

pub use opening::{Expiry, SessionUpdate};
