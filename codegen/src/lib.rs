//! From a provider's YAML to a checked model, and from the model to Rust and docs.
//!
//! [`load`] is the way in: it reads a spec, and says everything that is wrong with it in one run. The CLI, the macro and build scripts
//! differ only in what they do with the result.

mod boundaries;
mod build_script;
mod characters;
mod check;
pub mod data;
pub mod diagnostic;
pub mod emit;
pub mod files;
mod load;
mod lookalikes;
mod lower;
pub mod model;
pub mod module;
pub mod names;
pub mod options;
pub mod output;
mod prose;
mod raw;
pub mod rules;
pub mod runtime_provider;
pub mod secrets;
mod settle;
pub mod signing;
pub mod source;
pub mod validate;
pub mod yaml;

pub use build_script::{BuildError, BuildScript, build_script};
pub use load::{Loaded, Options, load};
