//! Why a mock does not start, or its state cannot be changed.

use specie_runtime::signing::SigningError;
use std::fmt;

/// Why the state of a mock cannot be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateError(pub(crate) String);

impl fmt::Display for StateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StateError {}

/// Why a mock did not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The file of the spec cannot be read.
    Read(String, std::io::Error),
    /// The spec has errors: these, as `specie check` shows them.
    Spec(String),
    /// The credentials do not have the forms that the spec declares.
    Credentials(SigningError),
    /// The server cannot listen on this port.
    Listen(u16, std::io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(path, error) => write!(f, "cannot read `{path}`: {error}"),
            Self::Spec(findings) => write!(f, "the spec has errors\n{findings}"),
            Self::Credentials(error) => write!(f, "the credentials cannot be used: {error}"),
            Self::Listen(port, error) if error.kind() == std::io::ErrorKind::AddrInUse => write!(
                f,
                "port {port} is in use: choose another one, or 0 for a free one"
            ),
            Self::Listen(port, error) => write!(f, "cannot listen on port {port}: {error}"),
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Read(_, error) | Self::Listen(_, error) => Some(error),
            Self::Credentials(error) => Some(error),
            Self::Spec(_) => None,
        }
    }
}
