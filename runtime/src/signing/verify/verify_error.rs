//! Why a received request was refused.

use crate::signing::plan::{Position, Str};
use crate::signing::prepare::absence::REQUIRE;
use crate::signing::prepared::Step;
use crate::signing::signing_error::{SigningError, SigningErrorKind};
use std::fmt;

/// What is wrong with a received request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VerifyErrorKind {
    /// Something that the plan places is missing.
    Missing,
    /// Something differs from what the plan produces.
    Different,
    /// The request cannot be read, or is ambiguous: a header or member occurs twice.
    Unreadable,
    /// A delivery is larger than [`DeliveryLimits`](crate::signing::DeliveryLimits) allow.
    TooLarge,
    /// The plan signs an input that it never sends, so it cannot be verified.
    Unverifiable,
    /// The plan could not be computed.
    Signing,
    /// Nothing was checked: a secret that the plan reads is not given or is empty, or the plan uses no secret at all. This says nothing
    /// about the origin of the request.
    Configuration,
}

/// Why a request was refused. Contains neither secrets nor expected values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyError {
    kind: VerifyErrorKind,
    /// What the plan belongs to, and its name.
    plan: Option<(&'static str, Str)>,
    step: Box<str>,
    position: Option<Position>,
    name: Box<str>,
    message: String,
}

impl VerifyError {
    pub(super) fn new(
        kind: VerifyErrorKind,
        at: Option<(&str, Position)>,
        name: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            plan: None,
            step: at.map_or_else(Box::default, |(step, _)| step.into()),
            position: at.map(|(_, position)| position),
            name: name.into().into(),
            message: message.into(),
        }
    }

    /// Adds the plan, which is `what` with this name.
    pub(super) fn of(mut self, what: &'static str, name: &Str) -> Self {
        self.plan = Some((what, name.clone()));
        self
    }

    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> VerifyErrorKind {
        self.kind
    }

    /// The step that expected something else: `3`, `4.then.1`; empty if no step is responsible.
    #[must_use]
    pub fn step(&self) -> &str {
        &self.step
    }

    /// The position in its plan of the header or member.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        self.position
    }

    /// The name of the header or member.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The message without the step.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if !self.step.is_empty() {
            write!(f, " (step {}", self.step)?;
            if let Some((what, name)) = &self.plan {
                write!(f, " of {what} `{name}`")?;
            }
            f.write_str(")")?;
        }
        Ok(())
    }
}

impl std::error::Error for VerifyError {}

impl From<SigningError> for VerifyError {
    fn from(error: SigningError) -> Self {
        let kind = match error.kind() {
            SigningErrorKind::Credential
            | SigningErrorKind::Setting
            | SigningErrorKind::Feature
            | SigningErrorKind::Scheme => VerifyErrorKind::Configuration,
            SigningErrorKind::Session(_) | SigningErrorKind::Path | SigningErrorKind::Value => {
                VerifyErrorKind::Signing
            }
        };
        let message = match error.name() {
            Some(name) => format!("{} (in `{name}`)", error.message()),
            None => error.message().to_owned(),
        };
        Self {
            kind,
            plan: None,
            step: error.step().unwrap_or_default().into(),
            position: error.position(),
            name: error.name().unwrap_or_default().into(),
            message,
        }
    }
}

pub(super) fn unreadable(message: &str) -> VerifyError {
    VerifyError::new(VerifyErrorKind::Unreadable, None, "body", message)
}

/// The error of computing what a step expects.
pub(super) fn at_step(error: impl Into<SigningError>, step: &Step) -> VerifyError {
    let mut error = VerifyError::from(error.into());
    error.step = step.number.as_str().into();
    error.position.get_or_insert(step.position);
    error
}

/// The error for a delivery that nothing in it proves.
pub(super) fn nothing_proven() -> VerifyError {
    VerifyError::new(
        VerifyErrorKind::Missing,
        None,
        "",
        "no step that requires a secret runs for this delivery",
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
        format!("`{name}` differs from the value that the plan computes"),
    )
}

/// The error for a delivery that does not fulfil the condition of a `require`.
pub(super) fn not_fulfilled(step: &Step) -> VerifyError {
    VerifyError::new(
        VerifyErrorKind::Different,
        Some((&step.number, step.position)),
        REQUIRE,
        "the condition of `require` is false",
    )
}
