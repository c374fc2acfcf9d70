//! For tests of your own code: what a client sends and receives without a network, errors of every kind, and signed webhook deliveries.
//!
//! - [`Replay`] is a transport that answers calls with [`Reply`]s and keeps what was [`Sent`]. The client around it is the real one: it
//!   signs, classifies, repeats and decodes as always.
//! - [`PausedTime`] is a clock and a timer whose time passes only when something waits for it: no test sleeps.
//! - [`TestStore`] keeps nonces, limits and handled deliveries of one test apart from those of another.
//! - [`from_json`] and [`blank`] make responses and events, [`error`] makes errors, for code that takes such values.
//! - [`Delivery`] signs a webhook delivery as the provider would; [`verified`] makes an event that counts as verified.
//!
//! Everything here works on any executor. Turn the feature `testing` on in `[dev-dependencies]` only.

mod delivery;
mod errors;
mod refusal;
mod rejection;
mod replay;
mod reply;
mod sent;
mod store;
mod time;
mod values;

pub use delivery::{Delivery, SignedDelivery};
pub use errors::{ErrorBuilder, ImpossibleError, error};
#[doc(hidden)]
pub use refusal::{RefusalStatus, refusal};
pub use replay::{Replay, ReplayError};
pub use reply::Reply;
pub use sent::{Sent, SentPart};
pub use store::TestStore;
pub use time::PausedTime;
pub use values::{VerifiedBuilder, blank, from_json, verified};
