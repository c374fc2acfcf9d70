//! Decoding and encoding of typed values: small generated tables over one non-generic walk.
//!
//! A [`Reader`] fills types that implement [`Decode`]. Types that implement [`EncodeValue`] become values of the signing evaluator, in one
//! walk for JSON, query and form. Only the impls for containers are generic, so that generated code compiles quickly.

mod check;
mod decode;
mod encode_struct;
mod encode_value;
mod form;
mod locate;
mod problem;
mod reader;
mod seek;
mod survey;
mod watch;
mod wire;

pub use check::{Check, Refusal};
pub use decode::{Decode, decode, read_json};
pub use encode_struct::{EncodeStruct, Parts, SentTable};
pub(crate) use encode_struct::{Flat, Seen, each_member, mark_of, names_any, see_flat};
pub use encode_value::{Chosen, EncodeValue, Leaf, Members, Sender, integer, text};
pub(crate) use form::form_to_json;
pub(crate) use locate::{elements, locate};
pub use problem::Problem;
pub use reader::{DEPTH, Reader, Table, wire_at, wire_of};
pub(crate) use survey::{Placement, survey};
pub(crate) use watch::Watch;
pub use wire::Wire;
