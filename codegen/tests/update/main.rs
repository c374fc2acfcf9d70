//! `specie update`: what a newer document changes in an author's spec, and what it does not.

mod authors;
mod bad_input;
mod changes;
mod merge;
mod pairs;
#[path = "../random/mod.rs"]
mod random;
mod shared;
mod support;
