//! Which functions of a provider's plans prove who sends a request.

use specie_runtime::signing::plan::function::Role;
use specie_runtime::signing::plan::{Expr, Scheme, Step};

/// The names of the functions that sign, in the order of the plans. A digest signs if no other function does: its input contains a secret.
pub fn of(scheme: &Scheme) -> Vec<&'static str> {
    let (mut signatures, mut digests) = (Vec::new(), Vec::new());
    for plan in scheme.plans.iter() {
        let values = Step::all(&plan.steps).flat_map(Step::values);
        values.for_each(|value| collect(value, &mut signatures, &mut digests));
    }
    if signatures.is_empty() {
        digests
    } else {
        signatures
    }
}

fn collect(value: &Expr, signatures: &mut Vec<&'static str>, digests: &mut Vec<&'static str>) {
    if let Expr::Call(function, _) = value {
        let definition = function.definition();
        let found = match definition.role {
            Role::Signature | Role::Token => Some(&mut *signatures),
            Role::Digest => Some(&mut *digests),
            _ => None,
        };
        if let Some(found) = found
            && !found.contains(&definition.name)
        {
            found.push(definition.name);
        }
    }
    value
        .parts()
        .for_each(|part| collect(part, signatures, digests));
}
