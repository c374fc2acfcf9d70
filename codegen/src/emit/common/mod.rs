//! What more than one kind of output needs.

pub(crate) mod call_examples;
pub(crate) mod conversation;
pub(crate) mod describe;
pub(crate) mod environments;
pub(crate) mod literal;
pub(crate) mod signatures;
pub(crate) mod templates;
