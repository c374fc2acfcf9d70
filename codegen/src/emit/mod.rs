//! From the model to files. The Rust emitters cannot fail: whatever could be wrong was refused before the model was built.

pub(crate) mod common;
pub mod docs;
pub mod rust;
pub mod schema;
#[cfg(feature = "site")]
pub mod site;
