//! Reading and writing of typed values: small generated tables over one non-generic walk.
//!
//! Received types are [`Slot`]s that a [`Reader`] fills; sent types are [`Put`]s that become values of the signing evaluator, in one walk
//! for JSON, query and form. Only the impls for containers are generic, so that generated code stays cheap to compile.

mod check;
mod form;
mod locate;
mod problem;
mod put;
mod reader;
mod seek;
mod sent;
mod slot;
mod survey;
mod watch;
mod wire;

pub use check::{Check, Refusal};
pub(crate) use form::form_to_json;
pub(crate) use locate::{elements, locate};
pub use problem::Problem;
pub use put::{Chosen, Leaf, Members, Put, Sender, integer, text};
pub use reader::{DEPTH, Reader, Table, wire_at, wire_of};
pub(crate) use sent::{Flat, Seen, each_member, mark_of, names_any, see_flat};
pub use sent::{Parts, Sent, SentTable};
pub use slot::{Slot, decode, read_json};
pub(crate) use survey::{Site, survey};
pub(crate) use watch::Watch;
pub use wire::Wire;
