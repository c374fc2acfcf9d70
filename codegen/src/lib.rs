//! From a provider's YAML to a checked model, and from the model to Rust and docs.
pub mod diagnostic;
pub mod emit;
pub mod files;
pub mod fits;
pub mod model;
pub mod options;
pub mod output;
pub mod rules;
pub mod signing;
pub mod source;
pub mod yaml;
