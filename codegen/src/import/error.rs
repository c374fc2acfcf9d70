//! Why a document could not be imported at all.

/// A file that is no OpenAPI document, or that cannot be read. Everything else is a finding of the report.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The file is too large.
    #[error("the file has {bytes} bytes, more than {limit}; check that this is the right file")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// The file is not UTF-8.
    #[error("the file is not UTF-8: invalid byte at offset {at}; save it as UTF-8")]
    NotUtf8 {
        /// Offset of the first invalid byte.
        at: usize,
    },
    /// The file is neither JSON nor YAML, or values are nested too deep.
    #[error("{line}:{column}: {message}")]
    Syntax {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What is wrong there.
        message: String,
    },
    /// The aliases of a YAML file stand for too many values.
    #[error("the aliases of the file stand for more than {limit} values; write the values out")]
    TooManyCopies {
        /// The limit.
        limit: usize,
    },
    /// The document has no `openapi` or `swagger` member with a version that is known.
    #[error(
        "not an OpenAPI document: expected an object with `openapi: 3.0.x`, `openapi: 3.1.x` or `swagger: \"2.0\"`"
    )]
    NotOpenApi,
    /// The version is not supported.
    #[error("OpenAPI {version} is not supported; expected 2.0, 3.0 or 3.1")]
    Version {
        /// The version that the document names.
        version: String,
    },
    /// The name of the provider cannot be a Rust module.
    #[error("`{name}` is not a valid name of a provider: {why}")]
    Name {
        /// The name.
        name: String,
        /// What is wrong.
        why: &'static str,
    },
    /// The draft has errors that could not be attributed to a part of the document. This is a fault of specie.
    #[error("the draft that was written has errors, which is a fault of specie: {first}")]
    Draft {
        /// The first of them.
        first: String,
    },
}
