//! Results on stdout, messages on stderr; colours only on a terminal.

use crate::failure::Failure;
use clap::builder::styling::{AnsiColor, Style};
use std::io::{ErrorKind, Write};

/// Style of the word `error`.
const ERROR: Style = AnsiColor::Red.on_default().bold();
/// Style of the word `warning`.
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
/// Style of the words `note` and `help`.
const NOTE: Style = AnsiColor::Cyan.on_default().bold();

/// Writes a result for people to stdout; without colours if stdout is not a terminal.
///
/// # Errors
/// As for [`data`].
pub fn result(text: &str) -> Result<(), Failure> {
    write(anstream::stdout().lock(), text.as_bytes())
}

/// Writes a result for programs to stdout, byte for byte. Stripping colours from a text would also strip U+007F, which a signed body may
/// contain.
///
/// # Errors
/// Stdout cannot be written. A closed reader (`specie list … | head -1`) is not an error.
pub fn data(text: &str) -> Result<(), Failure> {
    bytes(text.as_bytes())
}

/// The same for bytes.
///
/// # Errors
/// As for [`data`].
pub fn bytes(bytes: &[u8]) -> Result<(), Failure> {
    write(std::io::stdout().lock(), bytes)
}

/// Writes a line of a result that has no end by itself. Returns whether somebody still reads it.
///
/// # Errors
/// Stdout cannot be written.
pub fn line(text: &str) -> Result<bool, Failure> {
    let mut out = std::io::stdout().lock();
    let written = writeln!(out, "{text}").and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        written => written.map(|()| true).map_err(|error| cannot_write(&error)),
    }
}

fn cannot_write(error: &std::io::Error) -> Failure {
    Failure::findings(format!("cannot write the result to stdout: {error}"))
}

fn write(mut out: impl Write, bytes: &[u8]) -> Result<(), Failure> {
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(cannot_write(&error)),
        _ => Ok(()),
    }
}

/// Writes a message to stderr.
pub fn message(text: &str) {
    let mut out = anstream::stderr().lock();
    // If stderr itself is closed, there is nowhere to report it.
    let _ = writeln!(out, "{text}");
}

/// Writes a warning to stderr.
pub fn warning(text: &str) {
    message(&format!("{WARNING}warning{WARNING:#}: {text}"));
}

/// Writes a note to stderr.
pub fn note(text: &str) {
    message(&format!("{NOTE}note{NOTE:#}: {text}"));
}

/// Writes why a command failed to stderr.
pub fn failure(failure: &Failure) {
    if !failure.message().is_empty() {
        message(&format!("{ERROR}error{ERROR:#}: {}", failure.message()));
    }
    if let Some(help) = failure.way_out() {
        message(&format!("  {NOTE}help{NOTE:#}: {help}"));
    }
}
