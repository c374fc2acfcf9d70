//! Values: what requests, plans and typed structs consist of, and their texts.
//!
//! The lowest layer of the runtime: it knows neither plans nor types of clients.

pub(crate) mod byte_text;
pub(crate) mod json_write;
pub(crate) mod member_index;
pub(crate) mod number;
pub(crate) mod pairs;
pub(crate) mod scan;
pub(crate) mod types;

pub use types::{Members, Value};
