//! Calls that are sent elsewhere: each for itself, or all that moved alike as one change.

use super::change::Place;
use super::matching::without_name;
use super::{Comparison, Severity};
use crate::rules::changes::wire as rule;
use std::collections::BTreeMap;

/// From how many calls on a common move is one change.
pub(crate) const ALIKE: usize = 3;

/// A call that is sent elsewhere.
#[derive(Clone, Debug)]
pub(super) struct Moved {
    /// The operation's name in the new version.
    pub(super) name: String,
    pub(super) place: Place,
    /// `GET v1/orders`
    pub(super) was: String,
    pub(super) is: String,
}

/// The folders in which the paths of two calls differ, and those before them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Step {
    behind: Vec<String>,
    gone: Vec<String>,
    new: Vec<String>,
}

impl Step {
    /// How a call moved: `GET orders` to `GET v2/orders`. `None` if the method changed, or more than one place of the path.
    pub(crate) fn between(was: &str, is: &str) -> Option<Self> {
        let (method, was) = was.split_once(' ')?;
        let is = is.strip_prefix(method)?.strip_prefix(' ')?;
        let (was, is): (Vec<&str>, Vec<&str>) = (was.split('/').collect(), is.split('/').collect());
        let same = |(a, b): &(&&str, &&str)| without_name(a) == without_name(b);
        let before = was.iter().zip(&is).take_while(same).count();
        let rest = (was.get(before..)?, is.get(before..)?);
        let ends = rest.0.iter().rev().zip(rest.1.iter().rev());
        let after = ends.take_while(same).count();
        let owned = |of: &[&str]| of.iter().map(|folder| (*folder).to_owned()).collect();
        let folders = |of: &[&str]| Some(owned(of.get(..of.len().checked_sub(after)?)?));
        let (gone, new): (Vec<String>, Vec<String>) = (folders(rest.0)?, folders(rest.1)?);
        let is_moved = !(gone.is_empty() && new.is_empty());
        // The last folder is what is called: without it, nothing is common.
        (after > 0 && is_moved).then_some(Self {
            behind: owned(was.get(..before)?),
            gone,
            new,
        })
    }

    /// What moved, for this number of calls.
    pub(crate) fn message(&self, calls: usize) -> String {
        let path = |folders: &[String]| format!("`{}/`", folders.join("/"));
        let said = match (self.gone.as_slice(), self.new.as_slice()) {
            ([], new) => format!("{} is new in the paths of {calls} calls", path(new)),
            (gone, []) => format!("{} is gone from the paths of {calls} calls", path(gone)),
            (gone, new) => format!(
                "{} in the paths of {calls} calls, before: {}",
                path(new),
                path(gone)
            ),
        };
        match self.behind.as_slice() {
            [] => said,
            behind => format!("{said}, behind {}", path(behind)),
        }
    }
}

impl Comparison<'_> {
    /// Tells which calls moved.
    pub(super) fn compare_moves(&mut self) {
        let moved = std::mem::take(&mut self.moved);
        let mut alike: BTreeMap<Step, Vec<&str>> = BTreeMap::new();
        for one in &moved {
            if let Some(step) = Step::between(&one.was, &one.is) {
                alike.entry(step).or_default().push(&one.name);
            }
        }
        alike.retain(|_, names| names.len() >= ALIKE);
        let rule = &rule::OPERATION_MOVED;
        for (step, names) in &alike {
            self.report_with(
                rule,
                Severity::Breaking,
                &Place::new("operations"),
                step.message(names.len()),
                vec![names.join(", ")],
            );
        }
        for one in &moved {
            let step = Step::between(&one.was, &one.is);
            if step.is_none_or(|step| !alike.contains_key(&step)) {
                let message = format!("`{}`, before: `{}`", one.is, one.was);
                self.report(rule, Severity::Breaking, &one.place, message);
            }
        }
    }
}
