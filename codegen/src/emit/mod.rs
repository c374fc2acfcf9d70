//! From the model to files. Emitters cannot fail: whatever could be wrong was refused before a model was made.

pub mod docs;
pub mod markdown;
pub mod rust;
pub mod schema;
