//! The `specie` program.
fn main() {}
