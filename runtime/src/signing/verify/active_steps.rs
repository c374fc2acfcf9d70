//! Determines which steps of a plan are active for a received request.

use super::placements::{Lets, Placements, placements};
use super::received::Content;
use super::verifier::Verifier;
use super::verify_error::{VerifyError, at_step};
use crate::signing::inputs::SigningInputs;
use crate::signing::plan::{Encoder, Place};
use crate::signing::prepared::{Action, Step};
use crate::signing::run::steps::Run;
use crate::value::path_segment::PathSegment;

/// The active steps, and what they do to places.
pub(super) struct ActiveSteps<'v> {
    pub(super) steps: Vec<&'v Step>,
    pub(super) placements: Vec<Placements<'v>>,
    pub(super) lets: Lets<'v>,
    pub(super) place: Place,
    pub(super) encoder: &'v Encoder,
    /// The step that puts the parameters inside another value, and their path there.
    pub(super) payload: Option<(usize, Vec<PathSegment>)>,
}

/// Walks over steps to find the active ones.
pub(super) struct Walk<'w, 's, 'v> {
    pub(super) run: Run<'s>,
    pub(super) whole: &'w ActiveSteps<'v>,
    /// Index among all steps.
    pub(super) at: usize,
    pub(super) steps: Vec<&'v Step>,
}

impl<'s, 'v: 's> Walk<'_, 's, 'v> {
    fn steps(&mut self, verifier: &'s Verifier<'v>, steps: &'v [Step]) -> Result<(), VerifyError> {
        for step in steps {
            let holds = match &step.when {
                None => true,
                Some(when) => {
                    self.run.call.request = verifier.request(self.whole, self.at);
                    self.run
                        .scope()
                        .holds(when, None)
                        .map_err(|error| at_step(error, step))?
                }
            };
            if let Action::Group { then, otherwise } = &step.action {
                let (runs, skipped) = if holds {
                    (then, otherwise)
                } else {
                    (otherwise, then)
                };
                if holds {
                    self.steps(verifier, runs)?;
                    self.at += count(skipped);
                } else {
                    self.at += count(skipped);
                    self.steps(verifier, runs)?;
                }
                continue;
            }
            if holds {
                self.steps.push(step);
                if let Action::Let(lines) = &step.action {
                    self.run.call.request = verifier.request(self.whole, self.at);
                    for line in lines {
                        // A value that needs an input that is not learned yet stays unknown.
                        let value = self.run.scope().eval(&line.value, None).unwrap_or_default();
                        self.run.set_local(line.name, value);
                    }
                }
            }
            self.at += 1;
        }
        Ok(())
    }
}

impl<'v> Verifier<'v> {
    /// The active steps, and what they do.
    pub(super) fn active_steps(&self) -> Result<ActiveSteps<'v>, VerifyError> {
        let plain = |step: &Step| {
            step.when.is_none()
                && !matches!(
                    step.action,
                    Action::Group { .. } | Action::Place(_) | Action::Encode(_)
                )
        };
        if self.plan.steps.iter().all(plain) {
            return Ok(self.with_payload(self.all_steps()));
        }
        self.decide()
    }

    /// The active steps of a plan without conditions: all of its steps.
    pub(super) fn all_steps(&self) -> ActiveSteps<'v> {
        let mut lets = Lets::new(self.plan.locals.len());
        for step in &self.plan.steps {
            lets.note(step);
        }
        let place = self.place(self.route.place);
        let steps: Vec<&Step> = self.plan.steps.iter().collect();
        ActiveSteps {
            placements: steps
                .iter()
                .map(|step| placements(step, &lets, place))
                .collect(),
            steps,
            lets,
            place,
            encoder: self.route.encoder,
            payload: None,
        }
    }

    /// Determines the active steps. A condition sees the request without what its own and later steps add.
    fn decide(&self) -> Result<ActiveSteps<'v>, VerifyError> {
        let mut all = Vec::new();
        flatten(&self.plan.steps, &mut all);
        let mut everything = Lets::new(self.plan.locals.len());
        for step in &all {
            everything.note(step);
        }
        let whole = ActiveSteps {
            placements: all
                .iter()
                .map(|step| placements(step, &everything, self.place(self.route.place)))
                .collect(),
            steps: all,
            lets: everything,
            place: self.place(self.route.place),
            encoder: self.route.encoder,
            payload: None,
        };
        let whole = self.with_payload(whole);
        let args = self.args(&whole);
        let inputs = SigningInputs::default();
        let mut active_steps = ActiveSteps {
            steps: Vec::new(),
            placements: Vec::new(),
            lets: Lets::new(self.plan.locals.len()),
            place: self.route.place,
            encoder: self.route.encoder,
            payload: None,
        };
        let mut walk = Walk {
            run: self.run(&inputs, &args),
            whole: &whole,
            at: 0,
            steps: Vec::new(),
        };
        walk.steps(self, &self.plan.steps)?;
        let steps = walk.steps;
        for step in &steps {
            match &step.action {
                Action::Place(place) => active_steps.place = *place,
                Action::Encode(encoder) => active_steps.encoder = encoder,
                _ => active_steps.lets.note(step),
            }
        }
        active_steps.place = self.place(active_steps.place);
        active_steps.placements = steps
            .iter()
            .map(|step| placements(step, &active_steps.lets, active_steps.place))
            .collect();
        active_steps.steps = steps;
        Ok(self.with_payload(active_steps))
    }

    /// The body has the kind in which it was received.
    pub(super) fn place(&self, place: Place) -> Place {
        match (place, &self.content) {
            (Place::Form | Place::Json, Content::Form(_)) => Place::Form,
            (Place::Form | Place::Json, Content::Json(..)) => Place::Json,
            _ => place,
        }
    }

    pub(super) fn with_payload(&self, mut active_steps: ActiveSteps<'v>) -> ActiveSteps<'v> {
        for (index, placements) in active_steps.placements.iter().enumerate() {
            let Some((place, path)) = &placements.payload else {
                continue;
            };
            let fits = match (place, &self.content) {
                (Place::Json, Content::Json(..)) => true,
                (Place::Form, Content::Form(_)) => path.is_empty(),
                _ => false,
            };
            // If there are members besides the caller's own, it is not an envelope.
            if fits && (placements.arranges || !path.is_empty()) {
                active_steps.payload = Some((index, path.clone()));
                break;
            }
        }
        active_steps
    }
}

pub(super) fn flatten<'n>(steps: &'n [Step], out: &mut Vec<&'n Step>) {
    for step in steps {
        match &step.action {
            Action::Group { then, otherwise } => {
                flatten(then, out);
                flatten(otherwise, out);
            }
            _ => out.push(step),
        }
    }
}

pub(super) fn count(steps: &[Step]) -> usize {
    let mut all = Vec::new();
    flatten(steps, &mut all);
    all.len()
}
