//! `specie lsp`: serves an editor over stdin and stdout.

use crate::failure::Failure;

/// Serves until the editor says `exit`.
///
/// # Errors
/// The editor left without the request `shutdown`, or closed the connection.
pub fn run() -> Result<(), Failure> {
    specie_lsp::run_stdio().map_err(|error| Failure::findings(error.to_string()))
}
