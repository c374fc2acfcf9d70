//! No step of these plans is superfluous: without any step, header line, member or condition, some recorded request changes.

use crate::recorded::Exchange;
use crate::replay::{difference, sign};
use specie_runtime::signing::plan::{Action, Entry, Expr, Plan, Step};

crate::for_each_exchange!(every_part_is_needed);

pub fn every_part_is_needed(exchange: &Exchange) {
    let mut idle = Vec::new();
    for place in 0..exchange.scheme.plans.len() {
        for (what, plan) in mutants(&exchange.scheme.plans[place]) {
            let mut scheme = exchange.scheme.clone();
            scheme.plans.to_mut()[place] = plan;
            let noticed =
                exchange
                    .requests
                    .iter()
                    .chain(&exchange.vectors)
                    .any(|request| match sign(&scheme, request) {
                        Ok(signed) => difference(request, &signed).is_some(),
                        Err(_) => true,
                    });
            if !noticed {
                idle.push(what);
            }
        }
    }
    assert!(
        idle.is_empty(),
        "{}: nothing changes without\n{}",
        exchange.name,
        idle.join("\n")
    );
}

/// The plan with one part left out, for every part.
fn mutants(plan: &Plan) -> Vec<(String, Plan)> {
    lists_without(&plan.steps, &plan.name)
        .into_iter()
        .map(|(what, steps)| {
            (
                what,
                Plan {
                    steps: steps.into(),
                    ..plan.clone()
                },
            )
        })
        .collect()
}

fn lists_without(steps: &[Step], at: &str) -> Vec<(String, Vec<Step>)> {
    let mut out = Vec::new();
    for (place, step) in steps.iter().enumerate() {
        let at = format!("{at}.{}", place + 1);
        let mut removed = steps.to_vec();
        removed.remove(place);
        out.push((format!("step {at}"), removed));
        for (what, changed) in changed_steps(step, &at) {
            let mut steps = steps.to_vec();
            steps[place] = changed;
            out.push((what, steps));
        }
    }
    out
}

fn changed_steps(step: &Step, at: &str) -> Vec<(String, Step)> {
    let with = |action: Action| Step {
        action,
        ..step.clone()
    };
    let mut out = Vec::new();
    if step.when.is_some() {
        out.push((
            format!("condition of {at}"),
            Step {
                when: None,
                ..step.clone()
            },
        ));
    }
    match &step.action {
        Action::Header(lines) if lines.len() > 1 => {
            for place in 0..lines.len() {
                let mut lines = lines.to_vec();
                let line = lines.remove(place);
                out.push((
                    format!("header {} of {at}", line.name),
                    with(Action::Header(lines.into())),
                ));
            }
        }
        Action::Set(target, Expr::Object(entries)) if entries.len() > 1 => {
            for place in 0..entries.len() {
                let mut entries = entries.to_vec();
                let name = match entries.remove(place) {
                    Entry::Member { name, .. } => name.into_owned(),
                    Entry::Existing | Entry::Spread(_) => "...".to_owned(),
                };
                out.push((
                    format!("member {name} of {at}"),
                    with(Action::Set(*target, Expr::Object(entries.into()))),
                ));
            }
        }
        Action::Group { then, otherwise } => {
            for (what, then) in lists_without(then, &format!("{at}.then")) {
                out.push((
                    what,
                    with(Action::Group {
                        then: then.into(),
                        otherwise: otherwise.clone(),
                    }),
                ));
            }
            for (what, otherwise) in lists_without(otherwise, &format!("{at}.else")) {
                out.push((
                    what,
                    with(Action::Group {
                        then: then.clone(),
                        otherwise: otherwise.into(),
                    }),
                ));
            }
        }
        _ => {}
    }
    out
}
