//! Why a request could not be signed.

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
    line: Option<u32>,
    name: Option<String>,
}

impl SigningError {
    pub(crate) fn new(kind: SigningErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            line: None,
            name: None,
        }))
    }

    pub(crate) fn value(message: impl Into<String>) -> Self {
        Self::new(SigningErrorKind::Value, message)
    }

    /// Adds the location, unless there is one: the innermost is the most precise. A member of a value has a name but no line (0): it takes
    /// the line of the containing step.
    pub(crate) fn at(mut self, line: u32, name: &str) -> Self {
        match self.0.line {
            None => {
                self.0.line = Some(line);
                self.0.name = Some(name.to_owned());
            }
            Some(0) if line > 0 => self.0.line = Some(line),
            Some(_) => {}
        }
        self
    }

    /// The subject of the error.
    #[must_use]
    pub fn kind(&self) -> SigningErrorKind {
        self.0.kind
    }

    /// The line of the spec with the step that could not be computed.
    #[must_use]
    pub fn line(&self) -> Option<u32> {
        self.0.line
    }

    /// The name on this line: of a header, a member or a `let`.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
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
        match (&self.0.name, self.0.line) {
            (Some(name), Some(line)) if line > 0 => {
                write!(f, " (in `{name}`, line {line} of the spec)")
            }
            (Some(name), _) => write!(f, " (in `{name}`)"),
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for SigningError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningError")
            .field("kind", &self.0.kind)
            .field("message", &self.0.message)
            .field("line", &self.0.line)
            .field("name", &self.0.name)
            .finish()
    }
}

impl std::error::Error for SigningError {}

/// The kind is [`SigningErrorKind::Value`]; the member is the location.
impl From<ValueError> for SigningError {
    fn from(error: ValueError) -> Self {
        let signing = Self::value(error.message());
        match error.member() {
            Some(name) => signing.at(0, name),
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
