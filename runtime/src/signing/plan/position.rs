//! Positions: what a plan is made of, counted.

use super::{Action, Binding, Entry, Expr, HeaderLine, Plan, Step, Str};

/// Index of a step, a `let`, a header or a member among all of its plan, counted from 0 in the order of the spec; each comes before what it
/// contains.
///
/// A plan stores no positions: they follow from its structure. Tools keep the line of the spec for each position. Clients do not know the
/// lines, so that their code changes only if the meaning of the spec does.
pub type Position = u32;

/// What has a position.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Positioned<'p> {
    /// A step.
    Step(&'p Step),
    /// A `let`.
    Let(&'p Binding),
    /// A header.
    Header(&'p HeaderLine),
    /// A member of an object.
    Member(&'p Str),
}

impl Plan {
    /// Everything that has a position, in the order of the positions.
    #[must_use]
    pub fn positions(&self) -> Vec<Positioned<'_>> {
        let mut found = Vec::new();
        visit_steps(&self.steps, &mut |one| found.push(one));
        found
    }
}

impl Step {
    /// The number of positions in the step: its own, and those of what it contains.
    #[must_use]
    pub fn positions(&self) -> Position {
        count(|visit| visit_steps(std::slice::from_ref(self), visit))
    }
}

impl Expr {
    /// The number of positions in the expression: one for each member of an object.
    #[must_use]
    pub fn positions(&self) -> Position {
        count(|visit| visit_expr(self, visit))
    }
}

impl Entry {
    /// The number of positions in the entry: its own if it is a member, and those of its value.
    #[must_use]
    pub fn positions(&self) -> Position {
        count(|visit| visit_entry(self, visit))
    }
}

fn count<'p>(walk: impl FnOnce(&mut dyn FnMut(Positioned<'p>))) -> Position {
    let mut count: Position = 0;
    walk(&mut |_| count = count.saturating_add(1));
    count
}

fn visit_steps<'p>(steps: &'p [Step], visit: &mut dyn FnMut(Positioned<'p>)) {
    for step in steps {
        visit(Positioned::Step(step));
        if let Some(when) = &step.when {
            visit_expr(when, visit);
        }
        match &step.action {
            Action::Let(bindings) => {
                for binding in bindings.iter() {
                    visit(Positioned::Let(binding));
                    visit_expr(&binding.value, visit);
                }
            }
            Action::Header(lines) => {
                for line in lines.iter() {
                    visit(Positioned::Header(line));
                    visit_expr(&line.value, visit);
                }
            }
            Action::Set(_, value)
            | Action::Body(value)
            | Action::Path(value)
            | Action::Require(value) => {
                visit_expr(value, visit);
            }
            Action::Place(_) | Action::Encode(_) => {}
            Action::Group { then, otherwise } => {
                visit_steps(then, visit);
                visit_steps(otherwise, visit);
            }
        }
    }
}

fn visit_entry<'p>(entry: &'p Entry, visit: &mut dyn FnMut(Positioned<'p>)) {
    if let Entry::Member { name, .. } = entry {
        visit(Positioned::Member(name));
    }
    if let Some(value) = entry.value() {
        visit_expr(value, visit);
    }
}

fn visit_expr<'p>(expr: &'p Expr, visit: &mut dyn FnMut(Positioned<'p>)) {
    if let Expr::Object(entries) = expr {
        entries.iter().for_each(|entry| visit_entry(entry, visit));
    } else {
        expr.parts().for_each(|part| visit_expr(part, visit));
    }
}
