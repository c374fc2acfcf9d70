//! Decoding and encoding of typed values: small generated tables over one non-generic walk.
//!
//! A [`Reader`] fills types that implement [`Decode`]. Types that implement [`EncodeValue`] become values of the signing evaluator, in one
//! walk for JSON, query and form. Only the impls for containers are generic, so that generated code compiles quickly.

mod attribute;
mod bounds;
mod decode_struct;
mod decode_value;
mod encode_struct;
mod encode_value;
mod field_table;
mod form;
mod form_tree;
mod forms;
mod locate;
mod mixed;
#[cfg(feature = "serde")]
mod portable;
#[cfg(feature = "serde")]
mod portable_serde;
#[cfg(feature = "serde")]
mod portable_struct;
#[cfg(feature = "serde")]
mod portable_value;
mod problem;
mod reader;
mod seek;
mod survey;
mod watch;
mod wire_format;

pub use crate::value::json_lexer::{JsonLexer, JsonSyntaxError, JsonToken};
pub use attribute::Attribute;
pub use bounds::{Check, Refusal};
pub use decode_value::{Decode, decode, read_closed, read_json, read_open};
pub use encode_struct::{EncodeStruct, FieldVisitor};
pub(crate) use encode_struct::{Flat, each_member, flat_layout, names_any};
pub use encode_value::{Chosen, EncodeContext, EncodeValue, Leaf, Members, integer, text};
pub use field_table::FieldTable;
pub(crate) use field_table::{Layout, mark_of};
pub(crate) use form::form_to_json;
pub(crate) use form_tree::form_tree_to_json;
pub use form_tree::{FormMember, FormNode};
pub use forms::{FormTable, FormTest, JsonKind, form_of};
pub(crate) use locate::{elements, locate, member_list, pointed, watched};
pub use mixed::{Scalar, scalar_value};
#[cfg(feature = "serde")]
#[doc(hidden)]
pub use portable::Portable;
#[cfg(feature = "serde")]
#[doc(hidden)]
pub use portable_serde::{deserialize, serialize};
#[cfg(feature = "serde")]
pub(crate) use portable_serde::{read_portable, serialize_number};
#[cfg(feature = "serde")]
#[doc(hidden)]
pub use portable_struct::PortableMember;
pub use problem::Problem;
pub use reader::{DEPTH, Reader};
pub(crate) use survey::{Placement, survey};
pub(crate) use watch::Watch;
pub use wire_format::Wire;
