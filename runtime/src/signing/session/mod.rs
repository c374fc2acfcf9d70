//! Sessions: the call that opens one, and what is kept of its response.

mod kept_values;
mod opening;

pub use kept_values::Expiry;
pub use opening::SessionUpdate;
