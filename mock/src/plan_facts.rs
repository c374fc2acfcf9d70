//! What every call asks of its plan, looked up once.

use crate::body_kind::{self, Kind};
use crate::plan_walk;
use specie_runtime::signing::plan::Plan;

/// What every call asks of its plan.
#[derive(Debug)]
pub(crate) struct PlanFacts {
    /// The headers that its steps set.
    pub(crate) headers: Vec<String>,
    /// The members that its steps name, wherever they are sent.
    pub(crate) members: Vec<String>,
    /// Whether it adds members to the query whose names only its expressions know.
    pub(crate) opens_query: bool,
    /// The kinds of bodies that its steps make; `None`: a step writes the body.
    pub(crate) body_kinds: Option<Vec<Kind>>,
}

impl PlanFacts {
    pub(crate) fn of(plan: &Plan) -> Self {
        let owned = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect();
        let headers = plan_walk::headers(plan).into_iter();
        Self {
            headers: owned(headers.map(|(name, _)| name).collect()),
            members: owned(plan_walk::members(plan)),
            opens_query: plan_walk::opens_query(plan),
            body_kinds: body_kind::of_plan(plan),
        }
    }

    /// Whether its steps set this header.
    pub(crate) fn sets_header(&self, name: &str) -> bool {
        let mut headers = self.headers.iter();
        headers.any(|known| known.eq_ignore_ascii_case(name))
    }
}
