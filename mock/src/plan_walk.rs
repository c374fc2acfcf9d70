//! What plans consist of.

use specie_runtime::signing::plan::{Action, Entry, Expr, Plan, Step, Target};

/// All steps, those of groups included.
pub(crate) fn steps(steps: &[Step]) -> Vec<&Step> {
    let mut found = Vec::new();
    for step in steps {
        found.push(step);
        if let Action::Group { then, otherwise } = &step.action {
            found.extend(self::steps(then));
            found.extend(self::steps(otherwise));
        }
    }
    found
}

/// The expressions of what a plan names and sends.
pub(crate) fn values(plan: &Plan) -> Vec<&Expr> {
    let mut found = Vec::new();
    for step in steps(&plan.steps) {
        match &step.action {
            Action::Let(bindings) => found.extend(bindings.iter().map(|binding| &binding.value)),
            Action::Header(lines) => found.extend(lines.iter().map(|line| &line.value)),
            Action::Set(_, value) | Action::Body(value) | Action::Path(value) => found.push(value),
            _ => {}
        }
    }
    found
}

/// The expressions of a `let`, by the index of its name.
pub(crate) fn local(plan: &Plan, at: u16) -> Vec<&Expr> {
    let mut found = Vec::new();
    for step in steps(&plan.steps) {
        if let Action::Let(bindings) = &step.action {
            let own = bindings.iter().filter(|binding| binding.local == at);
            found.extend(own.map(|binding| &binding.value));
        }
    }
    found
}

/// The headers that the steps of a plan set, with their values.
pub(crate) fn headers(plan: &Plan) -> Vec<(&str, &Expr)> {
    let mut found = Vec::new();
    for step in steps(&plan.steps) {
        if let Action::Header(lines) = &step.action {
            found.extend(lines.iter().map(|line| (line.name.as_ref(), &line.value)));
        }
    }
    found
}

/// Whether a plan adds members to the query whose names only its expressions know.
pub(crate) fn opens_query(plan: &Plan) -> bool {
    let opens = |value: &Expr| match value {
        Expr::Object(entries) => entries
            .iter()
            .any(|entry| matches!(entry, Entry::Spread(_))),
        _ => true,
    };
    steps(&plan.steps)
        .iter()
        .any(|step| matches!(&step.action, Action::Set(Target::Query, value) if opens(value)))
}
