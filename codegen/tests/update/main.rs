//! `specie update`: what a newer document changes in an author's spec, and what it does not.

mod bad_input;
mod merge;
mod pairs;
mod support;
