//! Which steps of a plan run over a request that arrived.

use super::super::call::Moment;
use super::super::evaluate::Scope;
use super::super::node::{Action, Step};
use super::super::plan::{Encoder, Place};
use super::VerifyError;
use super::arrived::{Content, Seg};
use super::sites::{Lets, Sites, sites};
use super::verifier::{Verifier, at_step};

/// Steps that run, and what they do to places.
pub(super) struct Course<'v> {
    pub(super) steps: Vec<&'v Step>,
    pub(super) sites: Vec<Sites<'v>>,
    pub(super) lets: Lets<'v>,
    pub(super) place: Place,
    pub(super) encoder: &'v Encoder,
    /// The step that puts the parameters inside of something, and where they stand.
    pub(super) payload: Option<(usize, Vec<Seg>)>,
}

/// Walks over steps to see which run.
pub(super) struct Walk<'w, 's, 'v> {
    pub(super) scope: Scope<'s>,
    pub(super) whole: &'w Course<'v>,
    /// Place among all steps.
    pub(super) at: usize,
    pub(super) steps: Vec<&'v Step>,
}

impl<'s, 'v: 's> Walk<'_, 's, 'v> {
    fn steps(&mut self, verifier: &'s Verifier<'v>, steps: &'v [Step]) -> Result<(), VerifyError> {
        for step in steps {
            let holds = match &step.when {
                None => true,
                Some(when) => {
                    self.scope.request = verifier.request(self.whole, self.at);
                    self.scope
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
                    self.scope.request = verifier.request(self.whole, self.at);
                    for line in lines {
                        // What needs a source that is not learnt yet stays unknown.
                        let value = self.scope.eval(&line.value, None).unwrap_or_default();
                        if let Some(local) = self.scope.locals.get_mut(usize::from(line.name)) {
                            *local = value;
                        }
                    }
                }
            }
            self.at += 1;
        }
        Ok(())
    }
}

impl<'v> Verifier<'v> {
    /// Which steps run, and what they do.
    pub(super) fn course(&self) -> Result<Course<'v>, VerifyError> {
        let plain = |step: &Step| {
            step.when.is_none()
                && !matches!(
                    step.action,
                    Action::Group { .. } | Action::Place(_) | Action::Encode(_)
                )
        };
        if self.plan.steps.iter().all(plain) {
            return Ok(self.with_payload(self.whole_course()));
        }
        self.decide()
    }

    /// The course of a plan without conditions: all of its steps.
    pub(super) fn whole_course(&self) -> Course<'v> {
        let mut lets = Lets::new(self.plan.locals.len());
        for step in &self.plan.steps {
            lets.note(step);
        }
        let place = self.place(self.route.place);
        let steps: Vec<&Step> = self.plan.steps.iter().collect();
        Course {
            sites: steps.iter().map(|step| sites(step, &lets, place)).collect(),
            steps,
            lets,
            place,
            encoder: self.route.encoder,
            payload: None,
        }
    }

    /// Which steps run. A condition sees the request without what its own and later steps add.
    fn decide(&self) -> Result<Course<'v>, VerifyError> {
        let mut all = Vec::new();
        flatten(&self.plan.steps, &mut all);
        let mut everything = Lets::new(self.plan.locals.len());
        for step in &all {
            everything.note(step);
        }
        let whole = Course {
            sites: all
                .iter()
                .map(|step| sites(step, &everything, self.place(self.route.place)))
                .collect(),
            steps: all,
            lets: everything,
            place: self.place(self.route.place),
            encoder: self.route.encoder,
            payload: None,
        };
        let whole = self.with_payload(whole);
        let args = self.args(&whole);
        let moment = Moment::default();
        let mut course = Course {
            steps: Vec::new(),
            sites: Vec::new(),
            lets: Lets::new(self.plan.locals.len()),
            place: self.route.place,
            encoder: self.route.encoder,
            payload: None,
        };
        let mut walk = Walk {
            scope: self.scope(&moment, &args),
            whole: &whole,
            at: 0,
            steps: Vec::new(),
        };
        walk.steps(self, &self.plan.steps)?;
        let steps = walk.steps;
        for step in &steps {
            match &step.action {
                Action::Place(place) => course.place = *place,
                Action::Encode(encoder) => course.encoder = encoder,
                _ => course.lets.note(step),
            }
        }
        course.place = self.place(course.place);
        course.sites = steps
            .iter()
            .map(|step| sites(step, &course.lets, course.place))
            .collect();
        course.steps = steps;
        Ok(self.with_payload(course))
    }

    /// A body is of the kind it came in.
    pub(super) fn place(&self, place: Place) -> Place {
        match (place, &self.content) {
            (Place::Form | Place::Json, Content::Form(_)) => Place::Form,
            (Place::Form | Place::Json, Content::Json(..)) => Place::Json,
            _ => place,
        }
    }

    pub(super) fn with_payload(&self, mut course: Course<'v>) -> Course<'v> {
        for (index, sites) in course.sites.iter().enumerate() {
            let Some((place, path)) = &sites.payload else {
                continue;
            };
            let fits = match (place, &self.content) {
                (Place::Json, Content::Json(..)) => true,
                (Place::Form, Content::Form(_)) => path.is_empty(),
                _ => false,
            };
            // Members beside the caller's own are no envelope.
            if fits && (sites.arranges || !path.is_empty()) {
                course.payload = Some((index, path.clone()));
                break;
            }
        }
        course
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
