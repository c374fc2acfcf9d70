//! What is decided when the whole document was read: which types are used and in which direction, how the forms of unions are told apart,
//! and how types are named.

mod directions;
mod forms;
mod looks;
mod merge;
mod naming;
mod order;
mod repair;
mod tags;
mod unions;

pub(crate) use naming::{TypeNames, part};

use super::draft::Draft;
use super::report::Report;

/// Finishes a draft whose types were all read.
pub(crate) fn finish(draft: &mut Draft, report: &mut Report) -> TypeNames {
    repair::substitute(draft);
    repair::repair(draft, report);
    directions::mark(draft);
    unions::untangle(draft, report);
    directions::without_null_in_texts(draft);
    directions::mark(draft);
    naming::name(draft)
}

pub(crate) use directions::weak_operations;
pub(crate) use repair::substitute;
