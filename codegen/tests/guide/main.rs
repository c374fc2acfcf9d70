//! The examples of the two languages' guides are evaluated.

mod blocks;
mod signing;
mod spec;
