//! Sessions: the call that opens one, and what is kept of its response.

mod opening;
mod session_update;

pub use opening::SessionUpdate;
pub use session_update::Expiry;
