//! Macros for generated code. Each expands to small non-generic impls over tables.

mod builder;
mod client;
mod enums;
mod records;
mod shapes;
