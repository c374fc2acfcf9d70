//! What more than one kind of output needs.

pub(crate) mod calls;
pub mod describe;
pub(crate) mod literal;
