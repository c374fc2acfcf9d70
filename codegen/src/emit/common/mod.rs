//! What more than one kind of output needs.

pub mod describe;
