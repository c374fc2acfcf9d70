//! Imports an OpenAPI document (2.0, 3.0 or 3.1, in JSON or YAML) as the draft of a spec.
//!
//! 1. `document`: the file as one ordered tree, read leniently.
//! 2. `schema`, `operations`, `security`, `servers`, `webhooks`: what the document says, as a `draft`.
//! 3. `finish`: which types are used in which direction, how unions are told apart, names of types.
//! 4. `write`: the draft as text, in the style of specs that are written by hand.
//! 5. `settle`: the text is checked as any spec. What is refused is weakened and reported, until nothing is.
//!
//! Nothing is lost in silence: whatever a spec cannot say is a finding of the [`Report`], with its place in the document.

mod assemble;
mod document;
mod draft;
mod error;
mod errors;
mod examples;
mod finish;
mod operations;
mod report;
mod schema;
mod security;
mod servers;
mod settle;
mod texts;
mod webhooks;
mod write;

pub use error::ImportError;
pub use report::{Finding, Group, Operations, Report};

use crate::load::Loaded;

/// A draft, and what it could not take over from the document.
#[derive(Debug)]
pub struct Imported {
    /// The name of the provider.
    pub provider: String,
    /// The text of the spec. It has no errors when it is loaded as a draft.
    pub spec: String,
    /// What the author should look at.
    pub report: Report,
    /// The spec as it was loaded.
    pub loaded: Loaded,
}

/// How a document is imported.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// The name of the provider; none: it is made from the title of the document.
    pub provider: Option<String>,
}

/// Imports an OpenAPI document.
///
/// # Errors
/// The file is no OpenAPI document, or cannot be read at all. Everything else is a finding of the report.
pub fn openapi(document: &[u8], options: &ImportOptions) -> Result<Imported, ImportError> {
    assemble::openapi(document, options)
}
