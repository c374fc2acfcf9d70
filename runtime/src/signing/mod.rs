//! Request signing: plans as data, one evaluator.

pub mod plan;
mod value;

pub use value::Value;
