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
pub(crate) enum Kind {
    Form,
    Json,
}

impl Kind {
    /// The kind of a body that has its parameters there.
    fn in_place(place: Place) -> Option<Self> {
        match place {
            Place::Form => Some(Self::Form),
            Place::Json => Some(Self::Json),
            Place::Query | Place::None => None,
        }
    }

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
        let facts = self.plan_facts(section);
        let declared = self.api.runtime.scheme.sections.get(usize::from(section));
        let place = declared.map_or(Place::None, |declared| declared.place_of(&received.method));
        // A step of the plan writes the body, if they are not known.
        let Some(made) = facts.map_or(Some(&[][..]), |facts| facts.body_kinds.as_deref()) else {
            return Ok(());
        };
        let mut kinds = Kind::in_place(place)
            .into_iter()
            .chain(made.iter().copied());
        let found = match is_json(&received.body) {
            true => Kind::Json,
            false => Kind::Form,
        };
        if !kinds.clone().any(|kind| kind == found) {
            return Err(match kinds.next() {
                Some(expected) => wrong_type(found.content_type(), expected.content_type()),
                None => wrong_type(found.content_type(), "no body"),
            });
        }
        // A plan that says it has been checked, whatever it says.
        if !facts.is_some_and(|facts| facts.sets_header("content-type")) {
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

/// The kinds of bodies that the steps of a plan make; `None`: one of them writes the body.
pub(crate) fn of_plan(plan: &Plan) -> Option<Vec<Kind>> {
    let mut kinds = Vec::new();
    for step in plan_walk::steps(&plan.steps) {
        match &step.action {
            Action::Body(_) => return None,
            Action::Place(place) => kinds.extend(Kind::in_place(*place)),
            Action::Set(Target::Form, _) => kinds.push(Kind::Form),
            Action::Set(Target::Json, _) => kinds.push(Kind::Json),
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
