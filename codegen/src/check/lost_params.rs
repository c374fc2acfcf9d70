//! Parameters that no request would contain: those that a plan neither sends nor puts into anything that it sends.

use crate::diagnostic::Diagnostics;
use crate::model::{Api, Kind, Location, Operation, Param};
use crate::rules::operations as rules;
use specie_runtime::signing::plan::function::Role;
use specie_runtime::signing::plan::{Action, Entry, Expr, Name, Place, Step, Target};

/// Reports parameters of the section's place, and bodies, that the plan does not send.
pub(super) fn check_lost(
    api: &Api,
    operation: &Operation,
    steps: &[Step],
    diagnostics: &mut Diagnostics,
) {
    let mut params = operation.params.iter();
    if let Some(param) = params.find(|param| is_body(param, api)) {
        check_body(param, operation.place, steps, diagnostics);
        return;
    }
    let own = |param: &&Param| matches!(param.location, Location::Main | Location::Items);
    let Some(param) = operation.params.iter().find(own) else {
        return;
    };
    if Sending::of(operation.place, steps).sends_params() {
        return;
    }
    let section = api
        .runtime
        .scheme
        .sections
        .get(usize::from(operation.section));
    let section = section.map_or("", |section| &section.name);
    let (label, help) = match operation.place {
        Place::None => (
            format!(
                "the section `{section}` has `params: none`, and its plan does not put them anywhere"
            ),
            "name the place in the section, such as `params: json`, or send them with a step of the plan, such as `body: args | json`",
        ),
        _ => (
            "a step of the plan replaces them".to_owned(),
            "keep them in the step: with `...`, `params` or `args`",
        ),
    };
    diagnostics
        .report(
            &rules::UNSENT_PARAMS,
            param.field.span,
            format!("`{}` is not sent", param.field.name),
        )
        .label(label)
        .why("the caller's value would be lost without an error")
        .help(help);
}

/// Whether a parameter is sent as the body itself, not as members that steps may add to.
fn is_body(param: &Param, api: &Api) -> bool {
    param.location == Location::Body
        || param.location == Location::Items
            && match &param.field.ty.kind {
                Kind::List(_) | Kind::Map { .. } | Kind::Json | Kind::Numbered(_) => false,
                Kind::Named(_) => !super::reach::is_structured(&param.field.ty, api),
                _ => true,
            }
}

/// Reports steps that set another body.
fn check_body(param: &Param, place: Place, steps: &[Step], diagnostics: &mut Diagnostics) {
    let is_in_body = |place: Place| matches!(place, Place::Form | Place::Json);
    let replaces = |step: &Step| match &step.action {
        Action::Body(_) => true,
        Action::Set(target, _) => is_in_body(target.place(place)),
        Action::Place(to) => is_in_body(*to),
        _ => false,
    };
    if Step::all(steps).any(replaces) {
        diagnostics
            .report(
                &rules::UNSENT_PARAMS,
                param.field.span,
                format!(
                    "`{}` is the whole body, but the plan sets another one",
                    param.field.name
                ),
            )
            .label("would not be sent")
            .why("the caller's value would be lost without an error")
            .help("use a section whose plan only reads `body`");
    }
}

/// What becomes of the parameters while the steps run.
struct Sending {
    /// Where they are.
    place: Place,
    /// Whether they are still there.
    there: bool,
    /// Whether something else that is sent contains them.
    carried: bool,
    /// The `let`s that contain them.
    locals: Vec<u16>,
}

impl Sending {
    fn of(place: Place, steps: &[Step]) -> Self {
        let mut sending = Self {
            place,
            there: place != Place::None,
            carried: false,
            locals: Vec::new(),
        };
        sending.run(steps, true);
        sending
    }

    fn sends_params(&self) -> bool {
        self.there || self.carried
    }

    /// Steps that run for certain, or perhaps.
    fn run(&mut self, steps: &[Step], certain: bool) {
        for step in steps {
            let certain = certain && step.when.is_none();
            match &step.action {
                Action::Let(bindings) => {
                    for binding in bindings.iter() {
                        if self.contains(&binding.value) {
                            self.locals.push(binding.local);
                        }
                    }
                }
                Action::Set(target, value) => self.set(*target, value, certain),
                Action::Body(value) => {
                    let carries = self.contains(value);
                    self.carried |= carries;
                    self.there &= carries || !certain || !self.in_body();
                }
                Action::Header(lines) => {
                    self.carried |= lines.iter().any(|line| self.contains(&line.value));
                }
                Action::Path(value) => self.carried |= self.contains(value),
                Action::Place(to) => {
                    self.place = *to;
                    self.there |= *to != Place::None;
                }
                Action::Encode(_) | Action::Require(_) => {}
                Action::Group { then, otherwise } => {
                    self.run(then, false);
                    self.run(otherwise, false);
                }
            }
        }
    }

    fn set(&mut self, target: Target, value: &Expr, certain: bool) {
        let place = target.place(self.place);
        let existing = place == self.place && has_existing(value);
        if existing || self.contains(value) {
            self.carried |= place != Place::None && !existing;
            return;
        }
        let is_body = matches!(place, Place::Form | Place::Json);
        let replaced = place == self.place || is_body && self.in_body();
        self.there &= !certain || !replaced;
    }

    fn in_body(&self) -> bool {
        matches!(self.place, Place::Form | Place::Json)
    }

    /// Whether a value may contain the parameters, in a form from which they can be read.
    fn contains(&self, value: &Expr) -> bool {
        match value {
            Expr::Name(Name::Args | Name::Params) => true,
            Expr::Name(Name::Query | Name::Uri | Name::Url) => self.place == Place::Query,
            Expr::Name(Name::Body) => self.in_body(),
            Expr::Local(local) => self.locals.contains(local),
            Expr::Call(function, _) if hides(function.definition().role) => false,
            other => other.parts().any(|part| self.contains(part)),
        }
    }
}

/// Whether the arguments of a function cannot be read from its result.
fn hides(role: Role) -> bool {
    match role {
        Role::Plain | Role::Token => false,
        Role::Digest
        | Role::Signature
        | Role::Public
        | Role::OneTime
        | Role::Verdict
        | Role::Summary
        | Role::SharedSecret => true,
    }
}

/// Whether an object keeps the existing members, in itself or in a branch of a choice.
fn has_existing(value: &Expr) -> bool {
    match value {
        Expr::Object(entries) => {
            entries.iter().any(|entry| matches!(entry, Entry::Existing))
                || value.parts().any(has_existing)
        }
        other => other.parts().any(has_existing),
    }
}
