//! Typed clients of crypto payment and exchange APIs, one Cargo feature each.
pub use specie_runtime as runtime;
