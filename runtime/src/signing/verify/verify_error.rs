//! Why a received request was refused.

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
    /// A delivery is larger than [`DeliveryLimits`] allow.
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
    step: String,
    line: u32,
    name: String,
    message: String,
}

impl VerifyError {
    pub(super) fn new(
        kind: VerifyErrorKind,
        (step, line): (&str, u32),
        name: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            step: step.to_owned(),
            line,
            name: name.into(),
            message: message.into(),
        }
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

    /// Its line in the spec.
    #[must_use]
    pub fn line(&self) -> u32 {
        self.line
    }

    /// The name of the header or member.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if !self.step.is_empty() {
            write!(f, " (step {}", self.step)?;
            if self.line > 0 {
                write!(f, ", line {} of the spec", self.line)?;
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
        Self {
            kind,
            step: String::new(),
            line: error.line().unwrap_or(0),
            name: error.name().unwrap_or_default().to_owned(),
            message: error.to_string(),
        }
    }
}

pub(super) fn unreadable(message: &str) -> VerifyError {
    VerifyError::new(VerifyErrorKind::Unreadable, ("", 0), "body", message)
}

/// The error of computing what a step expects.
pub(super) fn at_step(error: impl Into<SigningError>, step: &Step) -> VerifyError {
    let mut error = VerifyError::from(error.into());
    error.step.clone_from(&step.number);
    if error.line == 0 {
        error.line = step.line;
    }
    error
}

/// The error for a delivery that nothing in it proves.
pub(super) fn nothing_proven() -> VerifyError {
    VerifyError::new(
        VerifyErrorKind::Missing,
        ("", 0),
        "",
        "no step that requires a secret runs for this delivery",
    )
}

pub(super) fn missing(step: &Step, line: u32, name: &str) -> VerifyError {
    VerifyError::new(
        VerifyErrorKind::Missing,
        (&step.number, line),
        name,
        format!("`{name}` is missing"),
    )
}

pub(super) fn different(step: &Step, line: u32, name: &str) -> VerifyError {
    VerifyError::new(
        VerifyErrorKind::Different,
        (&step.number, line),
        name,
        format!("`{name}` differs from the value that the plan computes"),
    )
}
