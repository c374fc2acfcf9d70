//! Runs a prepared plan, step by step.

pub(crate) mod clock_text;
pub(crate) mod evaluate;
pub(crate) mod place_contents;
pub(crate) mod request;
pub(crate) mod scope;
pub(crate) mod session_cache;
pub(crate) mod start;
pub(crate) mod steps;
mod taint;
pub(crate) mod trace;
pub(crate) mod write_contents;
