//! From a provider's YAML to a checked model, and from the model to Rust and docs.
pub mod diagnostic;
pub mod fits;
pub mod model;
pub mod rules;
pub mod source;
pub mod yaml;
