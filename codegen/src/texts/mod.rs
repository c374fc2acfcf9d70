//! Checks of the texts of a spec: characters that nobody sees, and what is written for people.

pub(crate) mod hidden;
pub(crate) mod prose;
