//! Checks of the texts of a spec that are for people.

pub(crate) mod prose;
