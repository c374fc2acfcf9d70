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

/// The members that the steps of a plan name, wherever they are sent.
pub(crate) fn members(plan: &Plan) -> Vec<&str> {
    let mut found = Vec::new();
    for step in steps(&plan.steps) {
        if let Action::Set(_, Expr::Object(entries)) = &step.action {
            found.extend(entries.iter().filter_map(|entry| match entry {
                Entry::Member { name, .. } => Some(name.as_ref()),
                _ => None,
            }));
        }
    }
    found
}

/// The headers of a delivery that are signed, and that no step sets: the provider chooses them, such as a nonce.
pub(crate) fn chosen_headers(plan: &Plan) -> Vec<&str> {
    let mut found = Vec::new();
    for value in steps(&plan.steps).into_iter().flat_map(Step::values) {
        signed_headers(plan, value, false, 0, &mut found);
    }
    let own = headers(plan);
    found.retain(|name| {
        !own.iter()
            .any(|(known, _)| known.eq_ignore_ascii_case(name))
    });
    found
}

/// Adds the headers that a digest, MAC or signature is computed from; `is_signed`: whether this value is a part of that.
fn signed_headers<'p>(
    plan: &'p Plan,
    value: &'p Expr,
    is_signed: bool,
    depth: usize,
    found: &mut Vec<&'p str>,
) {
    const DEEPEST: usize = 32;
    if depth > DEEPEST {
        return;
    }
    match value {
        Expr::Header(name) if is_signed => {
            if !found.contains(&name.as_ref()) {
                found.push(name);
            }
        }
        Expr::Local(at) if is_signed => {
            for value in local(plan, *at) {
                signed_headers(plan, value, true, depth + 1, found);
            }
        }
        Expr::Call(function, arguments) if !function.definition().reveals(0) => {
            if let Some(signed) = arguments.first() {
                signed_headers(plan, signed, true, depth + 1, found);
            }
        }
        other => {
            for part in other.parts() {
                signed_headers(plan, part, is_signed, depth + 1, found);
            }
        }
    }
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
