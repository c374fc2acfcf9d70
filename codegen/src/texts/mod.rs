//! Checks of the texts of a spec: characters that nobody sees, what is written for people, conflicts in comments.

pub(crate) mod conflicts;
pub(crate) mod hidden;
pub(crate) mod prose;
