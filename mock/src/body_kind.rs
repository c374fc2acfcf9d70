//! Whether the body of a request is of a kind that the provider reads, and says so.

use crate::engine::Engine;
use crate::parts::PartsError;
use crate::plan_walk;
use crate::received::Received;
use crate::refusal::{Refusal, RefusalKind};
use specie_codegen::json;
use specie_codegen::model::{Location, Operation};
use specie_runtime::signing::plan::{Action, Place, Plan, Target};

/// The kinds of bodies.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Form,
    Json,
}

impl Kind {
    fn content_type(self) -> &'static str {
        match self {
            Self::Form => "application/x-www-form-urlencoded",
            Self::Json => "application/json",
        }
    }
}

impl Engine {
    /// Refuses a body of another kind than the operation has. A provider's server reads a body by its `Content-Type`: a form without one, or
    /// JSON that is said to be a form, has no members there.
    pub(crate) fn check_body(
        &self,
        operation: &Operation,
        section: u16,
        received: &Received,
    ) -> Result<(), Refusal> {
        if operation.multipart {
            return check_parts(received);
        }
        if received.parts.is_some() {
            return Err(wrong_type("multipart/form-data", "another kind of body"));
        }
        if received.body.is_empty() {
            return Ok(());
        }
        let params = operation.params.iter();
        if params.clone().any(|param| param.location == Location::Body) {
            return match operation.content_type.as_deref() {
                Some(expected) => check_content_type(received, expected),
                None => Ok(()),
            };
        }
        if std::str::from_utf8(&received.body).is_err() {
            return Err(Refusal::new(
                RefusalKind::Unreadable,
                "the body is not UTF-8",
            ));
        }
        let plan = self.plan(section);
        let declared = self.api.runtime.scheme.sections.get(usize::from(section));
        let place = declared.map_or(Place::None, |declared| declared.place_of(&received.method));
        let Some(kinds) = kinds(plan, place) else {
            return Ok(());
        };
        let found = match is_json(&received.body) {
            true => Kind::Json,
            false => Kind::Form,
        };
        if !kinds.contains(&found) {
            return Err(match kinds.first() {
                Some(expected) => wrong_type(found.content_type(), expected.content_type()),
                None => wrong_type(found.content_type(), "no body"),
            });
        }
        // A plan that says it has been checked, whatever it says.
        let headers = plan.map(plan_walk::headers).unwrap_or_default();
        let mut names = headers.iter().map(|(name, _)| *name);
        if !names.any(|name| name.eq_ignore_ascii_case("content-type")) {
            check_declared(received, found)?;
        }
        match (found, json::read(&received.body, json::Names::Shown)) {
            (Kind::Json, Err(error)) => {
                let reason = format!("the body is not JSON: {error}");
                Err(Refusal::new(RefusalKind::Unreadable, reason))
            }
            _ => Ok(()),
        }
    }
}

/// The kinds of bodies that a call may have; `None`: a step of the plan writes the body.
fn kinds(plan: Option<&Plan>, place: Place) -> Option<Vec<Kind>> {
    let mut kinds = Vec::new();
    let mut add = |place| match place {
        Place::Form => kinds.push(Kind::Form),
        Place::Json => kinds.push(Kind::Json),
        Place::Query | Place::None => {}
    };
    add(place);
    for step in plan
        .map(|plan| plan_walk::steps(&plan.steps))
        .unwrap_or_default()
    {
        match &step.action {
            Action::Body(_) => return None,
            Action::Place(place) => add(*place),
            Action::Set(Target::Form, _) => add(Place::Form),
            Action::Set(Target::Json, _) => add(Place::Json),
            _ => {}
        }
    }
    Some(kinds)
}

/// Whether a body is JSON, or was to be: a form does not begin like this.
pub(crate) fn is_json(body: &[u8]) -> bool {
    let start = body.trim_ascii_start().first();
    matches!(start, Some(b'{' | b'[' | b'"')) || json::read(body, json::Names::Shown).is_ok()
}

fn check_parts(received: &Received) -> Result<(), Refusal> {
    match &received.parts {
        Some(Ok(_)) => Ok(()),
        Some(Err(PartsError::TooLarge(why))) => {
            Err(Refusal::new(RefusalKind::BodyTooLarge, why.as_str()))
        }
        Some(Err(PartsError::Unreadable(why))) => {
            let reason = format!("the parts of the body cannot be read: {why}");
            Err(Refusal::new(RefusalKind::Unreadable, reason))
        }
        None => match received.header("content-type") {
            Some(found) => Err(wrong_type(found, "multipart/form-data")),
            None => Err(wrong_type("none", "multipart/form-data")),
        },
    }
}

/// JSON without a `Content-Type` is read as JSON by frameworks that take nothing else, such as CoinPort's. A form without one is read by none.
fn check_declared(received: &Received, found: Kind) -> Result<(), Refusal> {
    if found == Kind::Json && received.header("content-type").is_none() {
        return Ok(());
    }
    check_content_type(received, found.content_type())
}

fn check_content_type(received: &Received, expected: &str) -> Result<(), Refusal> {
    match received.has_content_type(expected) {
        true => Ok(()),
        false => {
            let said = received.header("content-type").unwrap_or("none");
            Err(wrong_type(said, expected))
        }
    }
}

fn wrong_type(found: &str, expected: &str) -> Refusal {
    let reason = format!("the content type of the body: expected {expected}, found {found}");
    Refusal::new(RefusalKind::WrongContentType, reason)
}
