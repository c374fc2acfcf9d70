//! The lines of a spec on which the parts of its plans are written, for tools: neither plans nor clients know them.

use specie_runtime::signing::plan::{Position, Scheme};

/// The lines of one plan: of each [`Position`], from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanLines(Vec<u32>);

/// The lines of all plans of a scheme, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// Of [`Scheme::plans`].
    pub plans: Vec<PlanLines>,
    /// Of [`Scheme::webhooks`].
    pub webhooks: Vec<PlanLines>,
    /// Of the parameters of the calls that open [`Scheme::sessions`].
    pub sessions: Vec<PlanLines>,
}

impl PlanLines {
    /// The lines of no plan.
    #[must_use]
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// The line of a position.
    #[must_use]
    pub fn line(&self, position: Position) -> Option<u32> {
        let at = usize::try_from(position).ok()?;
        self.0.get(at).copied()
    }

    /// Adds the line of the next position.
    pub(crate) fn push(&mut self, line: u32) {
        self.0.push(line);
    }

    /// The number of positions so far.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Makes the positions since `start` exactly `count`. They differ if something with a mistake was left out of the plan; `line` is that
    /// of the whole.
    pub(crate) fn settle(&mut self, start: usize, count: Position, line: u32) {
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        self.0.resize(start.saturating_add(count), line);
    }
}

impl Lines {
    /// The lines of the plan that signs the calls of a section.
    #[must_use]
    pub fn of_section(&self, scheme: &Scheme, section: u16) -> Option<&PlanLines> {
        let plan = scheme.sections.get(usize::from(section))?.plan?;
        self.plans.get(usize::from(plan))
    }

    /// The lines of the plan with this name.
    #[must_use]
    pub fn of_plan(&self, scheme: &Scheme, name: &str) -> Option<&PlanLines> {
        let plan = scheme.plans.iter().position(|plan| plan.name == name)?;
        self.plans.get(plan)
    }

    /// The lines of the plan of a webhook.
    #[must_use]
    pub fn of_webhook(&self, webhook: u16) -> Option<&PlanLines> {
        self.webhooks.get(usize::from(webhook))
    }
}
