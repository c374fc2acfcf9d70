//! Calls that are sent elsewhere: each for itself, or all that moved alike as one change.

use super::change::Place;
use super::matching::without_name;
use super::{Comparison, Severity};
use crate::rules::changes::wire as rule;
use std::collections::BTreeMap;

/// From how many calls on a common move is one change.
const ALIKE: usize = 3;

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

/// The folders in which two paths differ, and those before them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Step {
    behind: Vec<String>,
    gone: Vec<String>,
    new: Vec<String>,
}

impl Moved {
    /// How the path moved; `None` if the method changed, or more than one place of the path.
    fn step(&self) -> Option<Step> {
        let (method, was) = self.was.split_once(' ')?;
        let is = self.is.strip_prefix(method)?.strip_prefix(' ')?;
        let (was, is): (Vec<&str>, Vec<&str>) = (was.split('/').collect(), is.split('/').collect());
        let same = |(a, b): &(&&str, &&str)| without_name(a) == without_name(b);
        let before = was.iter().zip(&is).take_while(same).count();
        let rest = (was.get(before..)?, is.get(before..)?);
        let ends = rest.0.iter().rev().zip(rest.1.iter().rev());
        let after = ends.take_while(same).count();
        let folders = |of: &[&str]| -> Option<Vec<String>> {
            let own = of.get(..of.len().checked_sub(after)?)?;
            Some(own.iter().map(|folder| (*folder).to_owned()).collect())
        };
        let behind = was.get(..before)?;
        // The last folder is what is called: without it, nothing is common.
        (after > 0).then_some(Step {
            behind: behind.iter().map(|folder| (*folder).to_owned()).collect(),
            gone: folders(rest.0)?,
            new: folders(rest.1)?,
        })
    }
}

impl Step {
    fn message(&self, calls: usize) -> String {
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
            if let Some(step) = one.step() {
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
            if one.step().is_none_or(|step| !alike.contains_key(&step)) {
                let message = format!("`{}`, before: `{}`", one.is, one.was);
                self.report(rule, Severity::Breaking, &one.place, message);
            }
        }
    }
}
