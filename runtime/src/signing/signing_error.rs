//! Why a request could not be signed.

use super::plan::Position;
use crate::value::ValueError;
use std::fmt;

/// The subject of a [`SigningError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SigningErrorKind {
    /// A credential is not given, or matches none of its declared forms.
    Credential,
    /// A setting is unknown, or its kind differs from its default.
    Setting,
    /// The value of a session is missing. Contains the index of the session in the scheme.
    Session(u16),
    /// The path of the call is incomplete or unsafe.
    Path,
    /// A value is not allowed where the plan uses it.
    Value,
    /// The plan needs a primitive that is not enabled in this build.
    Feature,
    /// The scheme, the section or the call is not valid.
    Scheme,
}

/// Why a request could not be signed. Nothing was sent. Contains no secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningError(Box<Inner>);

#[derive(Clone, PartialEq, Eq)]
struct Inner {
    kind: SigningErrorKind,
    message: String,
    at: Location,
}

/// Where in a plan a value could not be computed. Each is filled in by the innermost caller that knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Location {
    plan: Option<String>,
    step: Option<String>,
    position: Option<Position>,
    name: Option<String>,
}

impl SigningError {
    pub(crate) fn new(kind: SigningErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            at: Location::default(),
        }))
    }

    pub(crate) fn value(message: impl Into<String>) -> Self {
        Self::new(SigningErrorKind::Value, message)
    }

    /// Adds the position and the name of what was computed, unless they are known: the innermost are the most precise.
    pub(crate) fn at(mut self, position: Position, name: &str) -> Self {
        self.0.at.position.get_or_insert(position);
        self.with_name(name)
    }

    /// Adds the name of a member that has no position in the plan, such as a parameter of the caller.
    pub(crate) fn with_name(mut self, name: &str) -> Self {
        self.0.at.name.get_or_insert_with(|| name.to_owned());
        self
    }

    /// Adds the number of the step.
    pub(crate) fn in_step(mut self, number: &str) -> Self {
        self.0.at.step.get_or_insert_with(|| number.to_owned());
        self
    }

    /// Adds the plan.
    pub(crate) fn in_plan(mut self, name: &str) -> Self {
        self.0.at.plan.get_or_insert_with(|| name.to_owned());
        self
    }

    /// The subject of the error.
    #[must_use]
    pub fn kind(&self) -> SigningErrorKind {
        self.0.kind
    }

    /// The plan that could not be run.
    #[must_use]
    pub fn plan(&self) -> Option<&str> {
        self.0.at.plan.as_deref()
    }

    /// The number of the step that could not be computed: `3`, `4.then.1`.
    #[must_use]
    pub fn step(&self) -> Option<&str> {
        self.0.at.step.as_deref()
    }

    /// The position in the plan of what could not be computed.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        self.0.at.position
    }

    /// The name of what could not be computed: a header, a member or a `let`.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.0.at.name.as_deref()
    }

    /// The message without the location.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The session (its index in the scheme) that must be opened before this call can be signed.
    #[must_use]
    pub fn session(&self) -> Option<u16> {
        match self.0.kind {
            SigningErrorKind::Session(session) => Some(session),
            _ => None,
        }
    }
}

impl fmt::Display for SigningError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        let Location {
            plan, step, name, ..
        } = &self.0.at;
        if let Some(name) = name {
            write!(f, " (in `{name}`")?;
            if let Some(step) = step {
                write!(f, ", step {step}")?;
            }
            if let (Some(_), Some(plan)) = (step, plan) {
                write!(f, " of plan `{plan}`")?;
            }
            f.write_str(")")?;
        }
        Ok(())
    }
}

impl fmt::Debug for SigningError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningError")
            .field("kind", &self.0.kind)
            .field("message", &self.0.message)
            .field("at", &self.0.at)
            .finish()
    }
}

impl std::error::Error for SigningError {}

/// The kind is [`SigningErrorKind::Value`]; the member is the location.
impl From<ValueError> for SigningError {
    fn from(error: ValueError) -> Self {
        let signing = Self::value(error.message());
        match error.member() {
            Some(name) => signing.with_name(name),
            None => signing,
        }
    }
}

/// The error for a primitive that is not enabled.
pub(crate) fn feature_off(what: &str, feature: &str) -> SigningError {
    SigningError::new(
        SigningErrorKind::Feature,
        format!(
            "{what} is not included in this build: enable the feature `{feature}` of specie-runtime"
        ),
    )
}
