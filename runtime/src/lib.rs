//! The runtime of clients that specie generates.

pub mod signing;
