//! The JSON Schema of the spec language.
