//! Why a request could not be signed.

use std::fmt;

/// What a [`SigningError`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SigningErrorKind {
    /// A credential is not given, or has none of its declared forms.
    Credential,
    /// A setting is unknown or of another kind than its default.
    Setting,
    /// The value of a session is not there; the place of the session in the scheme.
    Session(u16),
    /// The path of the call is not complete or not safe.
    Path,
    /// A value cannot stand where the plan puts it.
    Value,
    /// The plan needs a primitive that this build leaves out.
    Feature,
    /// The scheme, the section or the call does not fit.
    Scheme,
}

/// Why a request could not be signed. Nothing was sent. Holds no secret.
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

    /// Adds the place, if none is there: the innermost one tells most. A member of a value has a name and no line (0): it gets the line
    /// of what holds it.
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

    /// What it is about.
    #[must_use]
    pub fn kind(&self) -> SigningErrorKind {
        self.0.kind
    }

    /// The line of the spec whose step could not be computed.
    #[must_use]
    pub fn line(&self) -> Option<u32> {
        self.0.line
    }

    /// The name that this line gives: a header, a member, a `let`.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// The message without the place.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The session (its place in the scheme) that must be opened before this call can be signed.
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
