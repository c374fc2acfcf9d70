//! Bodies of the type `multipart/form-data`: no plan sees them, so no plan may need them.

use crate::diagnostic::Diagnostics;
use crate::model::{Location, Operation, Param};
use crate::rules::operations::MULTIPART_IN_PLAN;
use specie_runtime::signing::plan::{Action, Expr, Name, Place, Section, Step};

/// Reports a plan that reads or sets the body, or reads parameters that are parts of it.
pub(super) fn check_multipart(
    operation: &Operation,
    section: &Section,
    steps: &[Step],
    diagnostics: &mut Diagnostics,
) {
    if !operation.multipart {
        return;
    }
    let place = section.place_of(&operation.method);
    let mut texts = operation.params.iter();
    let text = texts.find(|param| param.location == Location::Part && !param.is_file());
    let mut needs = Step::all(steps).filter_map(|step| need(step, place, text));
    let is_body = |place: &Place| matches!(place, Place::Form | Place::Json);
    let need = needs.next().or_else(|| {
        let sent_empty = is_body(&place) && section.send_empty.contains(&place);
        sent_empty.then(|| "sends a body without members".to_owned())
    });
    let Some(need) = need else { return };
    diagnostics
        .report(
            &MULTIPART_IN_PLAN,
            operation.span,
            format!("the plan of `{}` {need}, but the body of the call has several parts", operation.name),
        )
        .label("the body is put together when it is sent, after signing")
        .why("the signature would cover something else than what is sent")
        .help("use a section whose plan signs neither the body nor `params`; parameters that are to be signed belong under `query` or `headers`");
}

/// What a step needs of the body, if anything.
fn need(step: &Step, place: Place, text: Option<&Param>) -> Option<String> {
    let is_body = |place: Place| matches!(place, Place::Form | Place::Json);
    let sets = match &step.action {
        Action::Body(_) => true,
        Action::Set(target, _) => is_body(target.place(place)),
        Action::Place(to) => is_body(*to),
        _ => false,
    };
    if sets {
        return Some("sets a body".to_owned());
    }
    let reads: Vec<Name> = step.values().flat_map(names).collect();
    if reads.contains(&Name::Body) {
        return Some("reads `body`".to_owned());
    }
    let text = text.filter(|_| {
        reads
            .iter()
            .any(|name| matches!(name, Name::Params | Name::Args))
    });
    text.map(|param| format!("reads the parameters, among them `{}`", param.field.name))
}

/// The names that an expression reads, at any depth.
fn names(expr: &Expr) -> Vec<Name> {
    let mut names: Vec<Name> = expr.parts().flat_map(names).collect();
    if let Expr::Name(name) = expr {
        names.push(*name);
    }
    names
}
