//! Checks that what a plan would place is what was received.

use super::super::encode;
use super::super::error::SigningError;
use super::super::evaluate::Scope;
use super::super::inputs::SigningInputs;
use super::super::plan::{Encoder, Place, Position, Str};
use super::super::prepared::{Action, Line, Node, NodeEntry, Step};
use super::super::request::place_of_target;
use super::super::steps::header_text;
use super::super::value::{Value, text_of};
use super::active_steps::ActiveSteps;
use super::compare::{BLANKS, HexParts, hex_parts, same, trim};
use super::placements::{Lets, Placement, resolve};
use super::received::{Content, PathSegment};
use super::verifier::{Verifier, at_step, path_text};
use super::{VerifyError, VerifyErrorKind};
use smallvec::SmallVec;
use std::borrow::Cow;

const CONTENT_TYPE: &str = "Content-Type";

/// Headers that are never checked.
pub(super) const IGNORED: [&str; 3] = ["accept", "user-agent", "referer"];

pub(in crate::signing) fn is_ignored(header: &str) -> bool {
    IGNORED.iter().any(|name| header.eq_ignore_ascii_case(name))
}

/// An expected header.
pub(super) struct Expected<'v> {
    pub(super) step: &'v Step,
    pub(super) position: Position,
    pub(super) name: &'v str,
    pub(super) text: Cow<'v, str>,
    pub(super) hex: HexParts,
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
        let mut scope = self.scope(inputs, args);
        let mut headers: Headers<'v> = Headers::new();
        let mut proven = false;
        for (index, (step, placements)) in active_steps
            .steps
            .iter()
            .zip(&active_steps.placements)
            .enumerate()
        {
            scope.request = self.request(active_steps, index);
            let failed = |error: SigningError| at_step(error, step);
            match &step.action {
                Action::Let(lines) => {
                    for line in lines {
                        let value = scope.eval(&line.value, None).map_err(failed)?;
                        if let Some(local) = scope.locals.get_mut(usize::from(line.name)) {
                            *local = value;
                        }
                    }
                }
                Action::Header(lines) => {
                    self.expect(&scope, lines, step, &active_steps.lets, &mut headers)?;
                }
                Action::Body(node) if !placements.arranges => {
                    self.check_body(&scope, step, node, &active_steps.lets)?;
                }
                Action::Path(node) => {
                    let value = scope.eval(node, None).map_err(failed)?;
                    self.check_path(&text_of(&value).map_err(failed)?, step)?;
                }
                _ => {}
            }
            for site in &placements.added {
                self.check_placement(&scope, site, step, active_steps)?;
                proven |= matches!(site.path.last(), Some(PathSegment::Name(name)) if self.plan.proves(site.position, name));
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
        scope: &Scope<'s>,
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
            let text = match &line.value {
                Node::Const(constant) => Some(text_of(&constant.value).map_err(failed)?),
                value => match scope.digest_text(value, None).map_err(failed)? {
                    Some(digest) => Some(Cow::Owned(digest)),
                    None => {
                        let text = scope.eval(value, None).and_then(header_text);
                        let text = text.map_err(failed)?;
                        text.map(|text| Cow::Owned(text.into_owned()))
                    }
                },
            };
            match text {
                Some(text) => {
                    headers.retain(|h| !h.name.eq_ignore_ascii_case(&line.name));
                    headers.push(Expected {
                        step,
                        position: line.position,
                        name: &line.name,
                        hex: hex_parts(scope, &line.value, lets, &text),
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
        if is_ignored(expected.name) {
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
        if same(trim(text), received, &hex) {
            Ok(())
        } else {
            Err(different(expected.step, expected.position, expected.name))
        }
    }

    pub(super) fn check_body<'s>(
        &self,
        scope: &Scope<'s>,
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
        let place = place_of_target(*target, active_steps.place);
        let Some(mut allowed) = names_of(resolve(node, &active_steps.lets)) else {
            return Ok(());
        };
        for later in active_steps.steps.iter().skip(index + 1) {
            if let Action::Set(target, node) = &later.action
                && place_of_target(*target, active_steps.place) == place
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
                format!("`{name}` is not what the plan makes"),
            )),
        }
    }

    pub(super) fn check_placement<'s>(
        &self,
        scope: &Scope<'s>,
        site: &Placement<'v>,
        step: &'v Step,
        active_steps: &ActiveSteps<'v>,
    ) -> Result<(), VerifyError>
    where
        'v: 's,
    {
        let name = path_text(&site.path);
        let value = match site.known {
            Some(value) => value.borrowed(),
            None => self
                .placed(scope, site)
                .map_err(|error| at_step(error.at(site.position, &name), step))?,
        };
        if value.is_absent() {
            return match self.route.webhook {
                Some(_) => Err(different(step, site.position, &name)),
                None => Ok(()),
            };
        }
        let Some(received) = self.received(site.place, &site.path) else {
            return Err(missing(step, site.position, &name));
        };
        let failed = |error: SigningError| at_step(error, step);
        let equal = match (value.data(), site.place) {
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
                let computed = text_of(&value).map_err(failed)?;
                let received = text_of(received).map_err(failed)?;
                let hex = hex_parts(scope, site.value, &active_steps.lets, &computed);
                same(&computed, &received, &hex)
            }
        };
        if equal {
            Ok(())
        } else {
            Err(different(step, site.position, &name))
        }
    }
}

impl<'v> Verifier<'v> {
    /// The value that the step would place.
    fn placed<'s>(&self, scope: &Scope<'s>, site: &Placement<'v>) -> Result<Value<'s>, SigningError>
    where
        'v: 's,
    {
        if let Some(PathSegment::Name(name)) = site.path.last() {
            for node in site.behind.iter().rev() {
                let later = scope.eval_members(node, None)?;
                if let Some(value) = later.get(name).filter(|value| !value.is_absent()) {
                    return Ok(value.clone().into_owned());
                }
            }
        }
        scope.eval_members(site.value, None)
    }

    /// If a form or JSON body has a content type and no step sets one, checks that it is the correct one.
    fn check_body_type(
        &self,
        headers: &[Expected<'v>],
        active_steps: &ActiveSteps<'v>,
    ) -> Result<(), VerifyError> {
        let due = match &self.content {
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
        if kind.eq_ignore_ascii_case(due) {
            return Ok(());
        }
        let message = format!("`{CONTENT_TYPE}` is not that of the body, `{due}`");
        Err(VerifyError::new(
            VerifyErrorKind::Different,
            at,
            CONTENT_TYPE,
            message,
        ))
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
    encode::write_pairs(encoder, std::iter::once(&member), &mut out)?;
    Ok(out)
}

/// The error for a delivery that nothing in it proves.
pub(super) fn nothing_proven() -> VerifyError {
    VerifyError::new(
        VerifyErrorKind::Missing,
        None,
        "",
        "no step that takes a secret to satisfy runs for this delivery",
    )
}

pub(super) fn missing(step: &Step, position: Position, name: &str) -> VerifyError {
    VerifyError::new(
        VerifyErrorKind::Missing,
        Some((&step.number, position)),
        name,
        format!("`{name}` is missing"),
    )
}

pub(super) fn different(step: &Step, position: Position, name: &str) -> VerifyError {
    VerifyError::new(
        VerifyErrorKind::Different,
        Some((&step.number, position)),
        name,
        format!("`{name}` is not what the plan makes"),
    )
}
