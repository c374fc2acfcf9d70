//! From a provider's YAML to a checked model, and from the model to Rust and docs.
pub mod model;
pub mod source;
