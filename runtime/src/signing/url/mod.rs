//! The URL of a request: path values, and what HTTP libraries send unchanged.

pub(crate) mod path_values;
pub(crate) mod target;
