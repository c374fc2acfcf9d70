//! The URL of a request: path values, and what HTTP libraries send unchanged.

pub(crate) mod path_values;
pub(crate) mod target;

/// Host and port of a base URL.
pub(crate) fn host(base: &str) -> &str {
    let after = base.split_once("://").map_or(base, |(_, after)| after);
    after.split('/').next().unwrap_or_default()
}
