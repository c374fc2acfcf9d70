//! Macros for generated code. Each expands to small non-generic impls over tables.

mod builder_macros;
mod client_macros;
mod enum_macros;
mod portable_macros;
mod shape_macros;
mod stream_macros;
mod struct_macros;
