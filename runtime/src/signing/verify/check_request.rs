//! Checks that what a plan would place is what was received.

use super::active_steps::ActiveSteps;
use super::another_signature::signs_the_same;
use super::compare::{BLANKS, HexParts, hex_parts, same, trim};
use super::placements::{Lets, Placement, resolve};
use super::received::Content;
use super::verifier::{Verifier, path_text};
use super::verify_error::{
    VerifyError, VerifyErrorKind, at_step, different, missing, not_fulfilled, nothing_proven,
};
use crate::signing::inputs::SigningInputs;
use crate::signing::plan::{Encoder, Place, Position, Str, is_unchecked_header};
use crate::signing::prepare::absence::REQUIRE;
use crate::signing::prepared::{Action, Line, Node, NodeEntry, Step};
use crate::signing::run::scope::Scope;
use crate::signing::run::steps::{Run, header_text};
use crate::signing::signing_error::SigningError;
use crate::value::as_text::text_of;
use crate::value::pairs;
use crate::value::path_segment::PathSegment;
use crate::value::types::Value;
use smallvec::SmallVec;
use std::borrow::Cow;

const CONTENT_TYPE: &str = "Content-Type";

/// An expected header.
pub(super) struct Expected<'v> {
    pub(super) step: &'v Step,
    pub(super) position: Position,
    pub(super) name: &'v str,
    pub(super) text: Cow<'v, str>,
    pub(super) hex: HexParts,
    /// What was received is another signature of the same text by the same key.
    pub(super) signs_the_same: bool,
}

/// The expected headers.
pub(super) type Headers<'v> = SmallVec<[Expected<'v>; 2]>;

impl<'v> Verifier<'v> {
    /// Computes what each step places, and compares it.
    pub(super) fn check(
        &self,
        active_steps: &ActiveSteps<'v>,
        args: &Value<'_>,
        inputs: &SigningInputs,
    ) -> Result<(), VerifyError> {
        let mut run = self.run(inputs, args);
        run.state.trace = self.trace.take();
        let checked = self.check_steps(&mut run, active_steps);
        self.trace.replace(run.state.trace.take());
        checked
    }

    fn check_steps<'s>(
        &'s self,
        run: &mut Run<'s>,
        active_steps: &'s ActiveSteps<'v>,
    ) -> Result<(), VerifyError>
    where
        'v: 's,
    {
        let mut headers: Headers<'v> = Headers::new();
        let (mut proven, mut seen) = (false, None);
        for (index, (step, placements)) in active_steps
            .steps
            .iter()
            .zip(&active_steps.placements)
            .enumerate()
        {
            self.show_request(run, active_steps, index, &mut seen);
            run.begin_step(step);
            let failed = |error: SigningError| at_step(error, step);
            match &step.action {
                Action::Let(lines) => {
                    run.run_let(lines).map_err(failed)?;
                }
                Action::Header(lines) => {
                    self.expect(&run.scope(), lines, step, &active_steps.lets, &mut headers)?;
                }
                Action::Body(node) if !placements.arranges => {
                    self.check_body(&run.scope(), step, node, &active_steps.lets)?;
                }
                Action::Path(node) => {
                    let value = run.scope().eval(node, None).map_err(failed)?;
                    self.check_path(
                        &text_of(&value).map_err(|error| failed(error.into()))?,
                        step,
                    )?;
                }
                Action::Require(node) => {
                    if !run.scope().holds(node, None).map_err(failed)? {
                        return Err(not_fulfilled(step));
                    }
                    proven |= self.plan.proves(step.position, REQUIRE);
                }
                _ => {}
            }
            for placement in &placements.added {
                self.check_placement(&run.scope(), placement, step, active_steps)?;
                proven |= matches!(placement.path.last(), Some(PathSegment::Name(name)) if self.plan.proves(placement.position, name));
            }
            self.check_closed(index, step, active_steps)?;
        }
        for expected in &headers {
            self.check_header(expected)?;
            proven |= self.plan.proves(expected.position, expected.name);
        }
        if self.route.webhook.is_some() && !proven {
            // A delivery must not pass because the conditions of all checking steps are false.
            return Err(nothing_proven());
        }
        self.check_body_type(&headers, active_steps)
    }

    /// Adds the headers that a step sets to the expected ones. They replace earlier headers with the same name.
    pub(super) fn expect<'s>(
        &self,
        scope: &Scope<'_, 's>,
        lines: &'v [Line<Str>],
        step: &'v Step,
        lets: &Lets<'v>,
        headers: &mut Headers<'v>,
    ) -> Result<(), VerifyError>
    where
        'v: 's,
    {
        for line in lines {
            let failed = |error: SigningError| at_step(error.at(line.position, &line.name), step);
            if let Some(trace) = &scope.state.trace {
                trace.set_step_name(line.position, &line.name);
            }
            let text = match &line.value {
                Node::Const(constant) => {
                    Some(text_of(&constant.value).map_err(|error| failed(error.into()))?)
                }
                value => match scope.digest_text(value, None).map_err(failed)? {
                    Some(digest) => Some(Cow::Owned(digest)),
                    None => {
                        let text = scope.eval(value, None).and_then(|computed| {
                            show(scope, line.position, &line.name, value, &computed);
                            header_text(computed)
                        });
                        let text = text.map_err(failed)?;
                        text.map(|text| Cow::Owned(text.into_owned()))
                    }
                },
            };
            match text {
                Some(text) => {
                    let received = self.header(&line.name).unwrap_or_default();
                    headers.retain(|h| !h.name.eq_ignore_ascii_case(&line.name));
                    headers.push(Expected {
                        step,
                        position: line.position,
                        name: &line.name,
                        hex: hex_parts(scope, &line.value, lets, &text),
                        signs_the_same: self.is_signed_otherwise(
                            scope,
                            &line.value,
                            lets,
                            received,
                        ),
                        text,
                    });
                }
                None if self.route.webhook.is_some() => {
                    return Err(different(step, line.position, &line.name));
                }
                None => {}
            }
        }
        Ok(())
    }

    /// Whether a request has another signature of the same text by the same key. A delivery is compared as it is: who delivers signs as the plan does.
    fn is_signed_otherwise<'s>(
        &self,
        scope: &Scope<'_, 's>,
        node: &'s Node,
        lets: &Lets<'s>,
        received: &str,
    ) -> bool {
        self.route.webhook.is_none() && signs_the_same(scope, node, lets, received)
    }

    fn check_path(&self, path: &str, step: &Step) -> Result<(), VerifyError> {
        let with_query = self
            .route
            .query
            .map(|query| format!("{}?{query}", self.route.path));
        if path == self.route.path || Some(path) == with_query.as_deref() {
            Ok(())
        } else {
            Err(different(step, step.position, "path"))
        }
    }

    pub(super) fn check_header(&self, expected: &Expected<'v>) -> Result<(), VerifyError> {
        if is_unchecked_header(expected.name) {
            return Ok(());
        }
        let Some(received) = self.header(expected.name) else {
            return Err(missing(expected.step, expected.position, expected.name));
        };
        let (text, mut hex) = (&*expected.text, expected.hex.clone());
        let before = text.len() - text.trim_start_matches(BLANKS).len();
        for part in &mut hex {
            *part = part.start.saturating_sub(before)..part.end.saturating_sub(before);
        }
        if expected.signs_the_same || same(trim(text), received, &hex) {
            Ok(())
        } else {
            Err(different(expected.step, expected.position, expected.name))
        }
    }

    pub(super) fn check_body<'s>(
        &self,
        scope: &Scope<'_, 's>,
        step: &Step,
        node: &'v Node,
        lets: &Lets<'v>,
    ) -> Result<(), VerifyError>
    where
        'v: 's,
    {
        let value = scope.eval(node, None);
        let value = value.map_err(|error| at_step(error, step))?;
        let received = self.content.text();
        if value.is_absent() {
            return match received {
                None => Ok(()),
                Some(_) => Err(different(step, step.position, "body")),
            };
        }
        let text = text_of(&value).map_err(|error| at_step(error, step))?;
        let hex = hex_parts(scope, node, lets, &text);
        match received {
            Some(received) if self.is_signed_otherwise(scope, node, lets, received) => Ok(()),
            _ if same(&text, received.unwrap_or_default(), &hex) => Ok(()),
            None => Err(missing(step, step.position, "body")),
            Some(_) => Err(different(step, step.position, "body")),
        }
    }

    /// An object without `...` keeps no existing members: nothing may be received except what it and later steps name.
    pub(super) fn check_closed(
        &self,
        index: usize,
        step: &'v Step,
        active_steps: &ActiveSteps<'v>,
    ) -> Result<(), VerifyError> {
        let Action::Set(target, node) = &step.action else {
            return Ok(());
        };
        if self.route.webhook.is_some() {
            return Ok(());
        }
        let place = target.place(active_steps.place);
        let Some(mut allowed) = names_of(resolve(node, &active_steps.lets)) else {
            return Ok(());
        };
        for later in active_steps.steps.iter().skip(index + 1) {
            if let Action::Set(target, node) = &later.action
                && target.place(active_steps.place) == place
            {
                match resolve(node, &active_steps.lets) {
                    Node::Object(entries) => allowed.extend(entries.iter().filter_map(name_of)),
                    known @ Node::Const(_) => match names_of(known) {
                        Some(names) => allowed.extend(names),
                        None => return Ok(()),
                    },
                    // Rearranging adds nothing; what else the expression may be is not known.
                    _ => return Ok(()),
                }
            }
        }
        let received = match (place, &self.content) {
            (Place::Query, _) => self.query.members(),
            (Place::Form | Place::Json, Content::Form(pairs)) => pairs.members(),
            (Place::Form | Place::Json, Content::Json(_, Value::Object(members))) => &**members,
            _ => return Ok(()),
        };
        match received
            .iter()
            .find(|(name, _)| !allowed.contains(&&**name))
        {
            None => Ok(()),
            Some((name, _)) => Err(VerifyError::new(
                VerifyErrorKind::Different,
                Some((&step.number, step.position)),
                name.to_string(),
                format!("`{name}` differs from the value that the plan computes"),
            )),
        }
    }

    pub(super) fn check_placement<'s>(
        &self,
        scope: &Scope<'_, 's>,
        placement: &Placement<'v>,
        step: &'v Step,
        active_steps: &ActiveSteps<'v>,
    ) -> Result<(), VerifyError>
    where
        'v: 's,
    {
        let name = || path_text(&placement.path);
        if let Some(trace) = &scope.state.trace {
            trace.set_step_name(placement.position, &name());
        }
        let value = match placement.known {
            Some(value) => value.borrowed(),
            None => self
                .expected_value(scope, placement)
                .map_err(|error| at_step(error.at(placement.position, &name()), step))?,
        };
        if scope.state.trace.is_some() {
            show(scope, placement.position, &name(), placement.value, &value);
        }
        if value.is_absent() {
            return match self.route.webhook {
                Some(_) => Err(different(step, placement.position, &name())),
                None => Ok(()),
            };
        }
        let Some(received) = self.received(placement.place, &placement.path) else {
            return Err(missing(step, placement.position, &name()));
        };
        let failed = |error: SigningError| at_step(error, step);
        let equal = match (value.data(), placement.place) {
            // A member of a form that occurs twice is not the expected one.
            (_, Place::Query | Place::Form)
                if self.route.webhook.is_some() && matches!(received, Value::List(_)) =>
            {
                false
            }
            (Value::List(_) | Value::Object(_), Place::Query | Place::Form) => {
                encoded(active_steps.encoder, &value).map_err(failed)?
                    == encoded(active_steps.encoder, received).map_err(failed)?
            }
            _ => {
                let computed = text_of(&value).map_err(|error| failed(error.into()))?;
                let received = text_of(received).map_err(|error| failed(error.into()))?;
                let hex = hex_parts(scope, placement.value, &active_steps.lets, &computed);
                same(&computed, &received, &hex)
                    || self.is_signed_otherwise(
                        scope,
                        placement.value,
                        &active_steps.lets,
                        &received,
                    )
            }
        };
        if equal {
            Ok(())
        } else {
            Err(different(step, placement.position, &name()))
        }
    }
}

impl<'v> Verifier<'v> {
    /// The value that the step would place.
    fn expected_value<'s>(
        &self,
        scope: &Scope<'_, 's>,
        placement: &Placement<'v>,
    ) -> Result<Value<'s>, SigningError>
    where
        'v: 's,
    {
        if let Some(PathSegment::Name(name)) = placement.path.last() {
            for node in placement.behind.iter().rev() {
                let later = scope.eval_members(node, None)?;
                if let Some(value) = later.get(name).filter(|value| !value.is_absent()) {
                    return Ok(value.clone().into_owned());
                }
            }
        }
        scope.eval_members(placement.value, None)
    }

    /// If a form or JSON body has a content type and no step sets one, checks that it is the correct one.
    fn check_body_type(
        &self,
        headers: &[Expected<'v>],
        active_steps: &ActiveSteps<'v>,
    ) -> Result<(), VerifyError> {
        let expected = match &self.content {
            Content::Form(_) => "application/x-www-form-urlencoded",
            Content::Json(..) => "application/json",
            Content::None | Content::Raw(_) | Content::Text(_) => return Ok(()),
        };
        let said = |expected: &Expected<'_>| expected.name.eq_ignore_ascii_case(CONTENT_TYPE);
        if self.route.webhook.is_some() || headers.iter().any(said) {
            return Ok(());
        }
        // No step places it; the nearest is the step that created the body.
        let makes_body = |step: &&&Step| matches!(step.action, Action::Set(..) | Action::Body(_));
        let at = active_steps.steps.iter().rev().find(makes_body);
        let at = at.map(|step| (step.number.as_str(), step.position));
        // A missing header is accepted if no step of the plan sets it.
        let Some(received) = self.header(CONTENT_TYPE) else {
            return Ok(());
        };
        // Parameters such as the character encoding are the sender's choice.
        let kind = received.split(';').next().unwrap_or_default().trim();
        if kind.eq_ignore_ascii_case(expected) {
            return Ok(());
        }
        let message = format!("`{CONTENT_TYPE}` does not match the body, `{expected}`");
        Err(VerifyError::new(
            VerifyErrorKind::Different,
            at,
            CONTENT_TYPE,
            message,
        ))
    }
}

/// Records a value that is compared.
fn show(scope: &Scope<'_, '_>, position: Position, name: &str, node: &Node, value: &Value<'_>) {
    if let Some(trace) = &scope.state.trace {
        trace.value(scope.params_place(), position, name, node, value);
    }
}

pub(super) fn name_of(entry: &NodeEntry) -> Option<&str> {
    match entry {
        NodeEntry::Member { name, .. } => Some(name),
        NodeEntry::Existing | NodeEntry::Spread(_) => None,
    }
}

/// Names of an object that keeps no existing members.
pub(super) fn names_of(node: &Node) -> Option<Vec<&str>> {
    match node {
        Node::Object(entries) => entries.iter().map(name_of).collect(),
        Node::Const(constant) => match &constant.value {
            Value::Object(members) => Some(members.iter().map(|(name, _)| &**name).collect()),
            _ => None,
        },
        _ => None,
    }
}

pub(super) fn encoded(encoder: &Encoder, value: &Value<'_>) -> Result<String, SigningError> {
    let mut out = String::new();
    let member = (Cow::Borrowed(""), value.borrowed());
    pairs::write_pairs(encoder, std::iter::once(&member), &mut out)?;
    Ok(out)
}
